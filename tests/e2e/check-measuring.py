#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Measured against true positions, sizes and depths on the specimen "blocks".

Scans the block with a beam of 0.5 mm, finds its flat-bottom holes by threshold and sizes each by -6 dB with
"insonify-cli measure"; the truth is the table in the specimen's source. A hole that is wider than the beam shows its own
size at -6 dB, a smaller one that of the beam: those are judged by position and depth only. Saves all of it in the file
and has it repeated. --full: steps of 0.05 mm (4 min).
"""
import argparse
import csv
import json
import math
import os
import re

from insonify_check import ROOT, cli, expect, recipe, work_folder

BEAM_MM = 0.5
THICKNESS_MM = 10.0
GATES = """
[Gate I]
Anchor=pulse
StartS=26.3e-6
LengthS=1.4e-6
ThresholdPercent=20
Tof=peak
[Gate B]
Anchor=I
StartS=0.6e-6
LengthS=2.5e-6
ThresholdPercent=15
Tof=peak
[Gate W]
Anchor=I
StartS=3.15e-6
LengthS=1e-6
ThresholdPercent=15
Tof=peak
"""


def true_holes():
    """x, y, diameter, depth in mm, from the table that the specimen itself is made of."""
    source = os.path.join(ROOT, "src", "devices", "simulated", "ins-sim-parts.c")
    with open(source, encoding="utf-8") as file:
        table = re.search(r"ins_sim_holes\[INS_SIM_N_HOLES\] = \{(.*?)\n\};", file.read(), re.S).group(1)
    holes = [tuple(map(float, row.split(","))) for row in re.findall(r"\{([^{}]+)\}", table)]
    expect(len(holes) == 9 and all(len(hole) == 4 for hole in holes), f"the specimen's table was read as {holes}")
    return holes


def scan(folder, full):
    """At 200 mm/s and more, because nobody waits for a simulated stage. Lines that a busy computer leaves in doubt are
    swept again."""
    step_mm = 0.05 if full else 0.1
    path = recipe(folder, gates=GATES, StartMm="0.05;0.05;0", ScanLengthMm=30, IndexLengthMm=30,
                  ScanStepMm=step_mm, IndexStepMm=step_mm if full else 0.15, SpeedMmPerS=4000 * step_mm,
                  RescanHoles="yes", SampleRateHz=20000000, Samples=128, DelayS="26e-6", PrfHz=4500)
    file = os.path.join(folder, "blocks.nde")
    cli("scan", path, "-o", file, "--quiet", "--digitizer", f"sim:blocks?beam_mm={BEAM_MM}&seed=7",
        "--stage", "sim?max_speed_mm_s=1000&acceleration_mm_s2=20000&seed=7")
    return file, step_mm, step_mm if full else 0.15


def measure(file, *arguments):
    return json.loads(cli("measure", file, "--json", *arguments)[0])


def size(file, holes):
    """Figures of each hole, saved in the file."""
    sizes = []
    for x, y, _, _ in holes:
        sizes += ["--size", f"{x};{y}"]
    found = measure(file, *sizes, "--gate", "B", "--name", "Hole", "--save")
    for number, one in enumerate(found, 1):
        expect(one["error"] is None, f"hole {number}: {one['error']}")
    return [one["figures"] for one in found]


def compare(file, holes, steps_mm):
    """Prints the table; returns what is farther off than it may be."""
    wrong = []
    print(f"{'hole':>4} {'true x':>7} {'y':>6} {'dia':>5} {'depth':>6} | {'x':>7} {'y':>7} {'scan':>6} {'index':>6} "
          f"{'dia':>6} {'depth':>6} | {'d place':>7} {'d dia':>6} {'d depth':>7}   mm")
    for number, ((x, y, diameter, depth), f) in enumerate(zip(holes, size(file, holes)), 1):
        place = math.hypot(f["x_mm"] - x, f["y_mm"] - y)
        wider = diameter >= 2 * BEAM_MM
        print(f"{number:4} {x:7.2f} {y:6.2f} {diameter:5.2f} {depth:6.2f} | {f['x_mm']:7.3f} {f['y_mm']:7.3f} "
              f"{f['scan_mm']:6.3f} {f['index_mm']:6.3f} {f['diameter_mm']:6.3f} {f['depth_mm']:6.3f} | {place:7.3f} "
              f"{f['diameter_mm'] - diameter:6.3f}{' ' if wider else '*'} {f['depth_mm'] - depth:7.3f}")
        if place > max(0.06, 0.5 * math.hypot(*steps_mm)):  # a narrow one is told to half a step
            wrong.append(f"hole {number}: {place:.3f} mm from its place")
        # a sample is 0.148 mm of steel, and time is told between samples
        if abs(f["depth_mm"] - depth) > 0.04:
            wrong.append(f"hole {number}: depth {f['depth_mm']:.3f} mm, true {depth} mm")
        if wider and abs(f["diameter_mm"] - diameter) > 0.08:
            wrong.append(f"hole {number}: diameter {f['diameter_mm']:.3f} mm, true {diameter} mm")
        for key, step_mm in (("scan_mm", steps_mm[0]), ("index_mm", steps_mm[1])):
            # a round tip may lie between two lines, and the level is too high by the noise of the peak
            if wider and abs(f[key] - diameter) > max(1.5 * step_mm, 0.08):
                wrong.append(f"hole {number}: {key} {f[key]:.3f}, true {diameter} mm")
        if not wider and not 0.5 * BEAM_MM < f["diameter_mm"] < diameter + BEAM_MM:
            wrong.append(f"hole {number}: diameter {f['diameter_mm']:.3f} mm, of a beam of {BEAM_MM} mm")
    print("* narrower than twice the beam: its size at -6 dB is not its own")
    return wrong


def check_clusters(folder, file, holes):
    """As many as there are holes, as a table and as CSV, each on a hole of its own."""
    table = os.path.join(folder, "flaws.csv")
    clusters, = measure(file, "--clusters", "--gate", "B", "--threshold", "25", "--least-pixels", "4", "-o", table,
                        "--name", "Flaws", "--save")
    found = clusters["clusters"]
    expect(len(found) == len(holes), f"{len(found)} clusters for {len(holes)} holes")
    with open(table, encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    expect([float(row["area_mm2"]) for row in rows] == [one["area_mm2"] for one in found], "the CSV has other areas")
    expect([one["area_mm2"] for one in found] == sorted((one["area_mm2"] for one in found), reverse=True), "order")
    nearest = {min(range(len(holes)), key=lambda i: math.hypot(one["x_mm"] - holes[i][0], one["y_mm"] - holes[i][1]))
               for one in found}
    expect(len(nearest) == len(holes), f"clusters only on holes {sorted(nearest)}")


def get_regions(file, holes):
    """Share of holes in the block, thickness where there is none: name, measured, true, unit, how far off it may be."""
    voids, = measure(file, "--voids", "--gate", "B", "--threshold", "25", "--rectangle", "0;0;30;30")
    wall, = measure(file, "--circle", "26;8;3", "--plane", "thickness", "--gate", "W", "--from", "I",
                    "--limit", "9.5", "--below")
    return [
        ("void", voids["figures"]["void_percent"], 100 * sum(math.pi / 4 * hole[2] ** 2 for hole in holes) / 900, "%",
         0.2),
        ("largest_void", voids["figures"]["largest_percent"], 100 * math.pi * 9 / 900, "%", 0.15),
        ("thickness", wall["figures"]["mean"], THICKNESS_MM, "mm", 0.03),
        ("thickness_deviation", wall["figures"]["sd"], 0, "mm", 0.03),
        ("below_limit", wall["figures"]["below_limit_percent"], 0, "%", 1e-9),
    ]


def check_regions(file, holes):
    for name, value, true, unit, allowed in get_regions(file, holes):
        print(f"{name}: {value:.3f} {unit}, true {true:.3f} {unit}")
        expect(abs(value - true) < allowed, f"{name}: {value} {unit}, true {true} {unit}")


def check_saved(file):
    """What was saved comes to the same, to the last digit, and says so."""
    saved = measure(file)
    expect(len(saved) == 10 and all(one["saved"] == "same" for one in saved), "what was saved came to something else")
    copy = os.path.join(os.path.dirname(file), "copy.nde")
    cli("regate", file, "--comb", "off", "-o", copy)
    carried = measure(copy)
    expect([one["name"] for one in carried] == [one["name"] for one in saved], "the copy has not the measurements")
    expect(all(one["saved"] == "same" for one in carried), "the copy's figures are not of its own picture")
    cli("measure", file, "--remove", "Hole 3")
    expect("Hole 3" not in [one["name"] for one in measure(file)], "Hole 3 was not removed")
    cli("measure", file, "--remove", "Hole 3", expected=2)
    cli("measure", file, "--size", "1;1", "--gate", "X", expected=2)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--full", action="store_true")
    options = parser.parse_args()
    holes = true_holes()
    with work_folder() as folder:
        file, *steps_mm = scan(folder, options.full)
        wrong = compare(file, holes, steps_mm)
        expect(not wrong, "\n".join(wrong))
        check_clusters(folder, file, holes)
        check_regions(file, holes)
        check_saved(file)


if __name__ == "__main__":
    main()
