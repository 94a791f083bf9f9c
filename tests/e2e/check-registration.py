#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every line of a PNG specimen lies where it belongs, on a link with 5 ms latency and 3 ms jitter.

Scans a random texture serpentine, and once with -Z unidirectional, and measures the shift of every line against
the specimen, per direction about that direction's common shift. --full: 20 x 20 mm (2 min); default: 20 x 3 mm; --protocol NAME: a dozen lines on that family's emulator.
"""
import argparse
import math
import os

import numpy as np

from insonify_check import cli, expect, line_shift_mm, plane, recipe, sample, texture, work_folder

STEP_MM = 0.1
SPEED_MM_S = 50.0
ACCELERATION_MM_S2 = 500.0

# Of families that do not say whether they were homed, or that are slower.
FAMILY_OPTIONS = {"esp301": ["--confirm-position"], "vxm": ["--confirm-position"]}
FAMILY_CHANGES = {"vxm": {"SpeedMmPerS": 20}}


def kinematic_s(n_lines, length_mm, unidirectional):
    """Sum of the lines' minimum: L/v + 2v/a, plus the index moves (and the way back)."""
    line_s = length_mm / SPEED_MM_S + 2 * SPEED_MM_S / ACCELERATION_MM_S2
    index_s = 2 * math.sqrt(STEP_MM / ACCELERATION_MM_S2)
    return n_lines * line_s * (2 if unidirectional else 1) + (n_lines - 1) * index_s


def measure(title, folder, specimen, picture, pitch_mm, n_lines, minus_z, protocol="grbl"):
    changes = {"IndexLengthMm": n_lines * STEP_MM, **FAMILY_CHANGES.get(protocol, {})}
    if minus_z:
        changes.update(ScanAxis="-Z", IndexAxis="X", StartMm="1;0;21", Pattern="unidirectional")
    path = recipe(folder, f"{title}.scan", **changes)
    file = os.path.join(folder, f"{title}.nde")
    # on a busy computer a line may be in doubt: then it is swept again, not left out
    _, _, seconds = cli("scan", path, "-o", file, "--rescan", "--stage",
                        f"sim?protocol={protocol}&latency_ms=5&jitter_ms=3&seed=11",
                        "--digitizer", f"sim:{specimen}?width_mm=22", "--quiet", *FAMILY_OPTIONS.get(protocol, []))
    image = plane(file, folder)
    expect(image.shape == (n_lines, 200), f"{title}: shape {image.shape}")
    expect(np.isfinite(image).all(), f"{title}: {np.count_nonzero(~np.isfinite(image))} holes")

    offsets_mm = (np.arange(8) + 0.5) / 8 * STEP_MM - STEP_MM / 2  # a pixel is the mean over its width
    shifts_px = np.empty(n_lines)
    for row in range(n_lines):
        along = (21 - np.arange(200) * STEP_MM) if minus_z else (1 + np.arange(200) * STEP_MM)
        across = 1 + row * STEP_MM

        def reference(shift, along=along, across=across):
            points = along[:, None] + shift + offsets_mm[None, :]
            if minus_z:
                return sample(picture, pitch_mm, np.full_like(points, across), points).mean(axis=1)
            return sample(picture, pitch_mm, points, np.full_like(points, across)).mean(axis=1)

        shifts_px[row] = line_shift_mm(image[row], reference, STEP_MM) / STEP_MM

    ratio = seconds / kinematic_s(n_lines, 20.0, minus_z)
    groups = {"all": shifts_px} if minus_z else {"forward": shifts_px[0::2], "backward": shifts_px[1::2]}
    for name, group in groups.items():
        residual = group - group.mean()
        rms, worst = float(np.sqrt(np.mean(residual ** 2))), float(np.abs(residual).max())
        print(f"{title}: {name}: common shift {group.mean():+.3f} px, rms {rms:.3f} px, worst line {worst:.3f} px")
        expect(rms <= 0.5, f"{title}: {name} lines lie {rms:.3f} px rms apart")
        expect(worst <= 1.0, f"{title}: a {name} line lies {worst:.3f} px off")
    print(f"{title}: {n_lines} lines, no hole, wall time {seconds:.1f} s = {ratio:.3f} x kinematic minimum")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--full", action="store_true")
    parser.add_argument("--protocol", help="only a few lines, on this family's emulator")
    arguments = parser.parse_args()
    n_lines = 200 if arguments.full else 30
    with work_folder() as folder:
        specimen, picture, pitch_mm = texture(folder)
        if arguments.protocol is not None:
            for title, n_short, minus_z in (("serpentine", 12, False), ("minus-z", 6, True)):
                measure(f"{arguments.protocol}-{title}", folder, specimen, picture, pitch_mm, n_short, minus_z,
                        arguments.protocol)
            return
        measure("serpentine", folder, specimen, picture, pitch_mm, n_lines, minus_z=False)
        measure("minus-z", folder, specimen, picture, pitch_mm, n_lines if n_lines < 200 else 100, minus_z=True)


if __name__ == "__main__":
    main()
