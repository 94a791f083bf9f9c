#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A gate beside numpy on the same A-scans: absolute peak and first crossing, between samples by a straight line.
Prints name, value and unit, separated by tabs."""
import os
import subprocess
import sys
import tempfile
import time

import numpy as np

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PROGRAM = os.path.join(ROOT, "build", "tests", "bench", "bench-gates")
N_SAMPLES, N_ASCANS, RATE_HZ, FULL_SCALE, THRESHOLD = 1024, 16000, 50e6, 2048, 0.3
CHUNK = 1000  # its temporaries stay in the cache: as numpy likes it
N_ROUNDS = 5


def evaluate(ascans):
    level = THRESHOLD * FULL_SCALE
    total = 0.0
    for at in range(0, len(ascans), CHUNK):
        size = np.abs(ascans[at:at + CHUNK])
        peak = size.max(axis=1)
        first = (size >= level).argmax(axis=1)
        rows = np.arange(len(size))
        after = size[rows, first].astype(float)
        before = size[rows, np.maximum(first - 1, 0)].astype(float)
        time_s = (first - (after - level) / np.maximum(after - before, 1)) / RATE_HZ
        total += float(np.sum(peak * (100.0 / FULL_SCALE)) + np.sum(time_s))
    return total


def main():
    with tempfile.TemporaryDirectory(prefix="insonify-bench-") as folder:
        path = os.path.join(folder, "ascans")
        ratios = []
        for _ in range(3):
            done = subprocess.run([PROGRAM, path, str(N_ASCANS)], capture_output=True, text=True, timeout=120,
                                  check=True)
            ours_s, ours_sum = map(float, done.stdout.split())
            ascans = np.fromfile(path, "<i2").reshape(-1, N_SAMPLES)
            best_s = float("inf")
            for _ in range(N_ROUNDS):
                started_s = time.process_time()
                total = evaluate(ascans)
                best_s = min(best_s, time.process_time() - started_s)
            if abs(total - ours_sum) > 1e-4 * abs(total):
                sys.exit(f"bench-gates: numpy finds {total}, the gate {ours_sum}: not the same work")
            ratios.append(best_s / ours_s)
    print(f"gate.A.over_numpy\t{np.median(ratios):.4g}\tx", flush=True)


if __name__ == "__main__":
    main()
