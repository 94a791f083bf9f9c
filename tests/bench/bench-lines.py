#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Ten thousand lines in one scan, on a fast emulated stage: memory stays flat, and so does the time that a line takes.
Prints name, value and unit, separated by tabs; a number behind the program's name is another number of lines."""
import os
import subprocess
import sys
import time

import h5py
import numpy as np

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "e2e"))
from insonify_check import CLI, plane, recipe, work_folder  # noqa: E402
from stage_truth import EmulatedStage  # noqa: E402

MOTION = {"length_mm": 0.8, "step_mm": 0.02, "scan_step_mm": 0.1, "speed_mm_s": 100.0}
ACCELERATION_MM_S2 = 20000.0
PERIOD_S = 0.5


def say(name, value, unit):
    print(f"{name}\t{value:.4g}\t{unit}", flush=True)


def rss_mb(pid):
    with open(f"/proc/{pid}/statm", encoding="ascii") as statm:
        return int(statm.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


def late_s(file, sweeps_s):
    """Of each line in the file, in the order of the scan: what its place says less what the stage's own log says of when
    the middle of the sweep was passed; NaN where there is no such sweep."""
    with h5py.File(file, "r") as f:
        records = f["/Private/Insonify/Lines"][:]
    placed_s = np.sort(records["crossing_s"] + records["offset_s"])
    begin_s, end_s = np.array(sweeps_s).T
    at = np.clip(np.searchsorted(begin_s, placed_s) - 1, 0, len(begin_s) - 1)
    return np.where(placed_s < end_s[at], placed_s - (begin_s[at] + end_s[at]) / 2, np.nan)


def main():
    n_lines = int(sys.argv[1]) if len(sys.argv) > 1 else 10000
    part = n_lines // 10
    with work_folder() as folder, EmulatedStage(folder, baud=0, latency_ms=0.2, max_speed_mm_s=500,
                                                acceleration_mm_s2=ACCELERATION_MM_S2) as stage:
        file = os.path.join(folder, "lines.nde")
        path = recipe(folder, ScanLengthMm=MOTION["length_mm"], IndexLengthMm=n_lines * MOTION["step_mm"],
                      ScanStepMm=MOTION["scan_step_mm"], IndexStepMm=MOTION["step_mm"], SpeedMmPerS=MOTION["speed_mm_s"],
                      Samples=64, PrfHz=2000)
        scan = subprocess.Popen([CLI, "scan", path, "-o", file, "--stage", stage.address, "--digitizer", "sim:coin",
                                 "--confirm-position", "--quiet"])
        sizes_mb = []
        while scan.poll() is None:
            try:
                sizes_mb.append(rss_mb(scan.pid))
            except (OSError, IndexError):
                break
            time.sleep(PERIOD_S)
        if scan.wait() != 0:
            sys.exit("the scan failed")
        sweeps_s = stage.sweeps(MOTION["length_mm"])
        ends_s = np.array([end for _, end in sweeps_s])
        image = plane(file, folder)
        late_um = 1e3 * MOTION["speed_mm_s"] * late_s(file, sweeps_s)
    last, first = (ends_s[-1] - ends_s[-part]) / (part - 1), (ends_s[part] - ends_s[1]) / (part - 1)
    name = f"scan.lines{n_lines}"
    tenth = max(len(sizes_mb) // 10, 1)
    say(f"{name}.rss_growth_mb", np.median(sizes_mb[-tenth:]) - np.median(sizes_mb[tenth:2 * tenth]), "MB")
    say(f"{name}.rss_begin_mb", np.median(sizes_mb[tenth:2 * tenth]), "MB")
    say(f"{name}.rss_end_mb", np.median(sizes_mb[-tenth:]), "MB")
    say(f"{name}.ms_per_line_first_tenth", 1000 * first, "ms")
    say(f"{name}.ms_per_line_last_tenth", 1000 * last, "ms")
    say(f"{name}.last_over_first", last / first, "x")
    say(f"{name}.ms_per_line", 1000 * (ends_s[-1] - ends_s[0]) / (len(ends_s) - 1), "ms")
    say(f"{name}.place_first_tenth_um", np.nanmedian(late_um[:part]), "um")
    say(f"{name}.place_drift_um", np.nanmedian(late_um[-part:]) - np.nanmedian(late_um[:part]), "um")
    say(f"{name}.sweeps_per_line", len(ends_s) / n_lines, "x")
    say(f"{name}.holes", np.count_nonzero(~np.isfinite(image)) / image.size * 100, "%")


if __name__ == "__main__":
    main()
