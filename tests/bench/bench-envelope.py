#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Envelopes beside the absolute value of scipy.signal.hilbert, and whether they are the same. Prints name, value and
unit, separated by tabs."""
import os
import subprocess
import sys
import tempfile
import time

import numpy as np

try:
    import scipy.signal
except ImportError:
    sys.exit("bench-envelope: SciPy is missing (python3-scipy)")

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PROGRAM = os.path.join(ROOT, "build", "tests", "bench", "bench-envelope")
N_ASCANS, N_SAMPLES = 2000, 1024
CHUNK = 1000  # a line, as one writes it
N_ROUNDS = 7
EDGE = 64  # at the ends of a record SciPy goes on with its other end
ALLOWED = {"exact": 2e-3, "filter": 3e-2}  # of the largest echo, rms over all samples, the noise of all frequencies too


def compute(ascans):
    return np.concatenate([np.abs(scipy.signal.hilbert(ascans[at:at + CHUNK], axis=1))
                           for at in range(0, len(ascans), CHUNK)])


def compare(path):
    done = subprocess.run([PROGRAM, path, str(N_ASCANS), str(N_SAMPLES)], capture_output=True, text=True, timeout=120,
                          check=True)
    ascans = np.fromfile(path, "<i2").reshape(-1, N_SAMPLES)
    best_s = float("inf")
    for _ in range(N_ROUNDS):
        started_s = time.process_time()
        expected = compute(ascans)
        best_s = min(best_s, time.process_time() - started_s)
    ratios = {}
    for line in done.stdout.splitlines():
        way, ours_s = line.split("\t")
        envelope = np.fromfile(f"{path}.{way}", "<f4").reshape(expected.shape)
        error = np.sqrt(np.mean((envelope - expected)[:, EDGE:-EDGE] ** 2)) / expected.max()
        if not error < ALLOWED[way]:
            sys.exit(f"bench-envelope: the envelope {way} is off by {error:.2g}: not the same work")
        ratios[way] = best_s / float(ours_s)
    return ratios


def main():
    with tempfile.TemporaryDirectory(prefix="insonify-bench-") as folder:
        rounds = [compare(os.path.join(folder, "ascans")) for _ in range(3)]
    for way in ("exact", "filter"):
        print(f"envelope.{way}.over_scipy\t{np.median([ratios[way] for ratios in rounds]):.4g}\tx", flush=True)


if __name__ == "__main__":
    main()
