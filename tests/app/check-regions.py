# SPDX-License-Identifier: GPL-3.0-or-later
"""Rectangles and regions in the real window, by pointer and keys: a rectangle is drawn on the picture of a scan and pulled
at, its finer scan lies in the same coordinates; regions are added, edited and scanned in one go. Pictures of each stage go
to build/tests/app/screens.

  /usr/bin/python3 tests/app/check-regions.py [BUILD-FOLDER]
"""
import os
import re
import subprocess
import sys
import tempfile
import time

import insonify_window
from insonify_window import ROOT, expect, wait_until, xdotool

BUILD = os.path.abspath(sys.argv[1] if len(sys.argv) > 1 else os.path.join(ROOT, "build"))
PROGRAM = os.path.join(BUILD, "src", "app", "insonify")
CLI = os.path.join(BUILD, "src", "cli", "insonify-cli")
shoot = insonify_window.make_shoot(BUILD, "regions")

CONNECT_S = 20.0
SHORT_S = 10.0
SCAN_S = 90.0

RECIPE = """[Scan]
Name=Coin
ScanAxis=X
IndexAxis=Y
StartMm=8;8;0
ScanLengthMm=12
IndexLengthMm=4
ScanStepMm=0.2
IndexStepMm=0.2
SpeedMmPerS=60
LineOrder=interlaced
[Acquisition]
Samples=256
DelayS=24e-6
"""


def cli(*arguments):
    done = subprocess.run([CLI, *arguments], capture_output=True, text=True, timeout=60, check=False)
    expect(done.returncode == 0, f"insonify-cli {' '.join(arguments)}: exit {done.returncode}\n{done.stderr}")
    return done.stdout


def info(path):
    return dict(line.split(" ", 1) for line in cli("info", path).splitlines() if " " in line)


def drag(window, item, start, end, shot=None):
    """From one share of the item's width and height to another, as a hand does it: in steps."""
    window.point_at(item, *start)
    xdotool("mousedown", 1)
    for i in range(1, 9):
        window.point_at(item, *(a + (b - a) * i / 8 for a, b in zip(start, end)))
        time.sleep(0.03)
    if shot:
        shoot(shot)
    xdotool("mouseup", 1)
    time.sleep(0.3)


def marked(window):
    """X from, to, Y from, to of the rectangle, mm; None if there is none."""
    for item in window.walk():
        try:
            text = item.get_name() or ""
        except Exception:  # gone again while we looked
            continue
        found = re.fullmatch(r"X (\S+) to (\S+), Y (\S+) to (\S+) mm", text)
        if found:
            return [float(number.replace(insonify_window.MINUS, "-")) for number in found.groups()]
    return None


def draw(window):
    picture = window.find("C-scan", "image")
    window.click(window.find("Rectangle"))
    expect(wait_until(lambda: window.find_label("Drag over the picture"), SHORT_S), "nothing says what to do")
    drag(window, picture, (0.35, 0.42), (0.6, 0.58), "drawing")
    first = marked(window)
    expect(first, "nothing says where the rectangle lies")
    expect(first[0] < first[1] and first[2] < first[3], f"the rectangle is none: {first}")
    drag(window, picture, (0.6, 0.58), (0.65, 0.6), "corner")
    second = marked(window)
    expect(second[0] == first[0] and second[2] == first[2] and second[1] > first[1] and second[3] > first[3],
           f"a corner that is pulled moves more than itself: {first}, {second}")
    drag(window, picture, (0.5, 0.5), (0.45, 0.5))
    third = marked(window)
    expect(abs((third[1] - third[0]) - (second[1] - second[0])) < 0.02 and third[0] < second[0] - 0.1,
           f"a rectangle that is moved changes its size: {second}, {third}")
    window.key("Delete")
    expect(wait_until(lambda: window.find_label("Drag over the picture"), SHORT_S), "Delete does not remove it")
    drag(window, picture, (0.35, 0.42), (0.6, 0.58))
    shoot("marked")
    return marked(window)


def start(window):
    button = window.find("Start")
    expect(wait_until(lambda: window.is_sensitive(button), SHORT_S), "Start stays grey")
    window.click(button)


def finer(window, folder):
    rectangle = draw(window)
    window.click(window.find("Scan this area finer…"))
    time.sleep(1.0)
    window.look_around()
    shoot("finer-form")
    start(window)
    path = os.path.join(folder, "Coin detail-001.nde")
    expect(wait_until(lambda: os.path.exists(path), SHORT_S), "the finer scan makes no file")
    time.sleep(1.5)
    shoot("finer-scanning")
    expect(wait_until(lambda: info(path)["complete"] == "true", SCAN_S, 1.0), "the finer scan does not end")
    time.sleep(1.0)
    shoot("finer-done")
    figures = info(path)
    expect(figures["scan_step_mm"] == "0.1" and figures["index_step_mm"] == "0.1", f"no finer: {figures}")
    x = float(figures["start_mm"].split()[0])
    y = float(figures["start_mm"].split()[1])
    expect(abs(x - rectangle[0]) <= 0.11 and abs(y - rectangle[2]) <= 0.11,
           f"the finer scan begins at {x}, {y}; the rectangle at {rectangle}")
    expect(abs(round((x - 8) / 0.1) * 0.1 - (x - 8)) < 1e-6, f"it lies between the pixels of the first: {x}")


def regions(window, folder):
    for _ in range(3):
        window.click(window.find("Add region"))
    window.look_around()
    for name, value in (("Scan start", "14"), ("Scan length", "3"), ("Index length", "2")):
        window.retype(name, value)
    time.sleep(0.5)
    shoot("three")
    window.click(window.find("Remove this region"))
    time.sleep(0.5)
    expect(window.find_label("2 regions"), "nothing says how many regions there are")
    start(window)
    expect(wait_until(lambda: window.find_label("(2 of 2), line"), SCAN_S, 0.2), "no second region comes")
    shoot("second")
    expect(wait_until(lambda: window.find_label("Scan complete"), SCAN_S, 0.5), "the regions do not come to their end")
    shoot("regions-done")
    files = sorted(name for name in os.listdir(folder) if name.startswith("Coin detail-002-"))
    expect(len(files) == 2, f"two regions, but these files: {files}")
    for name in files:
        expect(info(os.path.join(folder, name))["complete"] == "true", f"{name} is not complete")


def main():
    insonify_window.run_in_private_desktop(__file__)
    os.environ["GSETTINGS_BACKEND"] = "memory"
    os.environ["GSETTINGS_SCHEMA_DIR"] = os.path.join(BUILD, "data")
    with tempfile.TemporaryDirectory(prefix="insonify-regions-") as folder:
        with open(os.path.join(folder, "coin.recipe"), "w", encoding="utf-8") as file:
            file.write(RECIPE)
        coarse = os.path.join(folder, "coarse.nde")
        cli("scan", os.path.join(folder, "coin.recipe"), "-o", coarse, "--quiet")
        window = insonify_window.Window(PROGRAM, "--folder", folder, coarse, folder=folder)
        try:
            expect(wait_until(lambda: window.find_label("Lines: 20 of 20"), CONNECT_S), "the file is not shown")
            expect(wait_until(lambda: window.find_label("At rest, homed"), CONNECT_S), "the stage does not connect")
            finer(window, folder)
            regions(window, folder)
            expect(window.close() == 0, f"the program ended with {window.process.returncode}")
        except (AssertionError, RuntimeError) as error:
            shoot("failed")
            print(f"FAILED: {error}")
            return 1
        finally:
            window.kill()
    return 0


if __name__ == "__main__":
    sys.exit(main())
