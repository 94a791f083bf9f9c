#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Synthetic aperture focusing beside numpy: what a user of numpy would write, one place of the aperture after the other
over the whole raster at once. Both must come to the same. Prints name, value and unit, separated by tabs."""
import math
import os
import subprocess
import sys
import tempfile
import time

import numpy as np

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PROGRAM = os.path.join(ROOT, "build", "tests", "bench", "bench-saft")
N_ROWS, N_COLUMNS, N_SAMPLES = 30, 60, 1000
RATE_HZ, STEP_MM, VELOCITY_MM_S, HALF_ANGLE = 50e6, 0.5, 5.9e6, math.radians(8)
N_ROUNDS = 3


def get_overlap(n, shift):
    """Where a raster and one that lies @shift further have places in common: in the one, in the other."""
    return slice(max(-shift, 0), n - max(shift, 0)), slice(max(shift, 0), n - max(-shift, 0))


def focus(ascans):
    depth_mm = np.arange(N_SAMPLES) / RATE_HZ * VELOCITY_MM_S / 2
    reach_mm = depth_mm * math.tan(HALF_ANGLE)
    far = int(reach_mm[-1] / STEP_MM)
    sums = np.zeros(ascans.shape, np.float32)
    weights = np.zeros(ascans.shape, np.float32)
    n_places = 0
    for row in range(-far, far + 1):
        for column in range(-far, far + 1):
            distance_mm = STEP_MM * math.hypot(row, column)
            at = (2 * np.hypot(distance_mm, depth_mm) / VELOCITY_MM_S * RATE_HZ).astype(np.float32)
            takes_part = (depth_mm > 0) & (at < N_SAMPLES - 1) & ((distance_mm < reach_mm) | (distance_mm == 0))
            if not distance_mm < reach_mm[-1]:
                continue
            n_places += 1
            if not takes_part.any():
                continue
            samples = np.flatnonzero(takes_part)
            first, end = samples[0], samples[-1] + 1
            at = at[first:end]
            whole = at.astype(int)
            part = at - whole
            weight = (0.5 + 0.5 * np.cos(np.pi * distance_mm / reach_mm[first:end]) if distance_mm > 0
                      else np.ones(end - first)).astype(np.float32)
            to_rows, from_rows = get_overlap(N_ROWS, row)
            to_columns, from_columns = get_overlap(N_COLUMNS, column)
            heard = ascans[from_rows, from_columns]
            sums[to_rows, to_columns, first:end] += weight * ((1 - part) * heard[..., whole]
                                                              + part * heard[..., whole + 1])
            weights[to_rows, to_columns, first:end] += weight
    return np.where(weights > 0, sums / np.maximum(weights, 1e-30), ascans), n_places


def compare(path):
    done = subprocess.run([PROGRAM, path, str(N_ROWS), str(N_COLUMNS), str(N_SAMPLES)], capture_output=True, text=True,
                          timeout=300, check=True)
    ours_s = dict((name, float(value)) for name, value in map(str.split, done.stdout.splitlines()))
    ascans = np.fromfile(path, "<i2").reshape(N_ROWS, N_COLUMNS, N_SAMPLES)
    started_s = time.process_time()
    expected, n_places = focus(ascans)
    theirs_s = time.process_time() - started_s
    if n_places != ours_s["n_ascans"]:
        sys.exit(f"bench-saft: {n_places} A-scans in numpy's aperture, {ours_s['n_ascans']:.0f} in ours")
    for way in ("scalar", "fastest"):
        focused = np.fromfile(f"{path}.{way}", "<f4").reshape(expected.shape)
        if not np.abs(focused - expected).max() < 0.5:  # counts
            sys.exit(f"bench-saft: {way} differs by {np.abs(focused - expected).max():.3g} counts: not the same work")
    return theirs_s / ours_s["scalar"], theirs_s / ours_s["fastest"], ours_s["scalar"] / ours_s["fastest"], n_places


def main():
    with tempfile.TemporaryDirectory(prefix="insonify-bench-") as folder:
        rounds = np.array([compare(os.path.join(folder, "ascans")) for _ in range(N_ROUNDS)])
    for name, value, unit in zip(("scalar.over_numpy", "fastest.over_numpy", "fastest.over_scalar", "ascans_added"),
                                 np.median(rounds, axis=0), ("x", "x", "x", "A-scans")):
        print(f"saft.{name}\t{value:.4g}\t{unit}", flush=True)


if __name__ == "__main__":
    main()
