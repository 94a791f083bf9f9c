#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Gates beside numpy on the same A-scans, as a user of numpy would write them: whole arrays at once, in chunks that stay
in the cache. Both must find the same. Prints name, value and unit, separated by tabs."""
import os
import subprocess
import sys
import tempfile
import time

import numpy as np

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PROGRAM = os.path.join(ROOT, "build", "tests", "bench", "bench-gates")
N_SAMPLES, N_ASCANS, RATE_HZ, FULL_SCALE, LEVEL = 1024, 16384, 50e6, 2048, 0.3
INTERFACE, FOLLOWS, FOLLOWER = 512, 100, 400  # samples: of the first gate, from its crossing, of the second
CHUNK = 512  # its temporaries stay in the cache: as numpy likes it
N_ROUNDS = 5


def get_vertex(ascans, rows, at):
    """Time of a peak: of the parabola through three samples."""
    before, peak, after = (ascans[rows, at + k].astype(float) for k in (-1, 0, 1))
    return at + 0.5 * (before - after) / (before - 2 * peak + after)


def evaluate_peak(ascans, values):
    rows = np.arange(len(ascans))
    at = values.argmax(axis=1)
    return values[rows, at], get_vertex(ascans, rows, at)


def get_crossing(size):
    level = LEVEL * FULL_SCALE
    rows = np.arange(len(size))
    first = (size >= level).argmax(axis=1)
    after = size[rows, first].astype(float)
    before = size[rows, np.maximum(first - 1, 0)].astype(float)
    return first - (after - level) / np.maximum(after - before, 1)


def evaluate_crossing(ascans):
    size = np.abs(ascans)
    return size.max(axis=1), get_crossing(size)


def evaluate_interface(ascans):
    """A gate that follows the crossing of another: each A-scan has its own window, which fancy indexing picks out."""
    start = np.ceil(get_crossing(np.abs(ascans[:, :INTERFACE])) + FOLLOWS - 1e-6).astype(int)
    window = np.abs(np.take_along_axis(ascans, start[:, None] + np.arange(FOLLOWER), axis=1))
    rows = np.arange(len(ascans))
    at = window.argmax(axis=1)
    return window[rows, at], get_vertex(ascans, rows, start + at)


GATES = {
    "absolute": lambda ascans: evaluate_peak(ascans, np.abs(ascans)),
    "positive": lambda ascans: evaluate_peak(ascans, ascans),
    "negative": lambda ascans: evaluate_peak(ascans, -ascans),
    "crossing": evaluate_crossing,
    "interface": evaluate_interface,
}


def evaluate(gate, ascans):
    total = 0.0
    for at in range(0, len(ascans), CHUNK):
        amplitude, sample = gate(ascans[at:at + CHUNK])
        total += float(np.sum(amplitude * (100.0 / FULL_SCALE)) + 1e6 * np.sum(sample / RATE_HZ))
    return total


def compare(path):
    """How many times as long numpy takes, for each gate."""
    done = subprocess.run([PROGRAM, path, str(N_ASCANS)], capture_output=True, text=True, timeout=120, check=True)
    ascans = np.fromfile(path, "<i2").reshape(-1, N_SAMPLES)
    ratios = {}
    for line in done.stdout.splitlines():
        name, ours_s, ours_sum = line.split("\t")
        best_s = float("inf")
        for _ in range(N_ROUNDS):
            started_s = time.process_time()
            total = evaluate(GATES[name], ascans)
            best_s = min(best_s, time.process_time() - started_s)
        if abs(total - float(ours_sum)) > 1e-6 * abs(total):
            sys.exit(f"bench-gates: numpy finds {total}, the gate {name} {ours_sum}: not the same work")
        ratios[name] = best_s / float(ours_s)
    return ratios


def main():
    with tempfile.TemporaryDirectory(prefix="insonify-bench-") as folder:
        rounds = [compare(os.path.join(folder, "ascans")) for _ in range(3)]
    for name in GATES:
        print(f"gate.{name}.over_numpy\t{np.median([ratios[name] for ratios in rounds]):.4g}\tx", flush=True)


if __name__ == "__main__":
    main()
