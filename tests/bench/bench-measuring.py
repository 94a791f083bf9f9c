#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Measured against true positions, sizes and depths on the specimen "blocks": the scan and the figures of
tests/e2e/check-measuring.py as a table. Prints name, value and unit with what is true, separated by tabs. --full: steps
of 0.05 mm (4 min)."""
import argparse
import contextlib
import importlib.util
import math
import os
import re
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
E2E = os.path.join(ROOT, "tests", "e2e")


def load_check():
    sys.path.insert(0, E2E)
    spec = importlib.util.spec_from_file_location("check_measuring", os.path.join(E2E, "check-measuring.py"))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def show(name, value, unit):
    print(f"measuring.{name}\t{value:.4g}\t{unit}", flush=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--full", action="store_true")
    options = parser.parse_args()
    check = load_check()
    holes = check.true_holes()
    with check.work_folder() as folder:
        with contextlib.redirect_stdout(sys.stderr):
            file, *_ = check.scan(folder, options.full)
        missing = int(re.search(r"^n_holes (\d+)$", check.cli("info", file)[0], re.M).group(1))
        show("pixels_missing", missing, "of the scan: where there are some, sizes near them are wrong")
        sized = check.size(file, holes)
        worst = {"place": 0.0, "diameter": 0.0, "depth": 0.0}
        for number, ((x, y, diameter, depth), f) in enumerate(zip(holes, sized), 1):
            wide = diameter >= 2 * check.BEAM_MM
            show(f"hole_{number}.x", f["x_mm"], f"mm, true {x:g}")
            show(f"hole_{number}.y", f["y_mm"], f"mm, true {y:g}")
            show(f"hole_{number}.diameter", f["diameter_mm"], f"mm, true {diameter:g}" +
                 ("" if wide else f" (beam {check.BEAM_MM:g}: seen as wide as the beam)"))
            show(f"hole_{number}.depth", f["depth_mm"], f"mm, true {depth:g}")
            worst["place"] = max(worst["place"], math.hypot(f["x_mm"] - x, f["y_mm"] - y))
            worst["depth"] = max(worst["depth"], abs(f["depth_mm"] - depth))
            if wide:
                worst["diameter"] = max(worst["diameter"], abs(f["diameter_mm"] - diameter))
        show("worst.place_off", worst["place"], "mm")
        show("worst.diameter_off", worst["diameter"], f"mm, of holes of {2 * check.BEAM_MM:g} mm and more")
        show("worst.depth_off", worst["depth"], "mm")
        for name, value, true, unit, _ in check.get_regions(file, holes):
            show(name, value, f"{unit}, true {true:.4g}")


if __name__ == "__main__":
    main()
