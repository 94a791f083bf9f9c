# SPDX-License-Identifier: GPL-3.0-or-later
"""Gates in the real window, by pointer and keys: one is dragged in the A-scan of a stored scan, taken back with Ctrl+Z,
moved by keys, and saved as a copy; the file itself stays as it was. Pictures go to build/tests/app/screens.

  /usr/bin/python3 tests/app/drive-gates.py [BUILD-FOLDER]
"""
import hashlib
import os
import subprocess
import sys
import tempfile
import time

import insonify_window
from insonify_window import ROOT, expect, wait_until, xdotool

BUILD = os.path.abspath(sys.argv[1] if len(sys.argv) > 1 else os.path.join(ROOT, "build"))
PROGRAM = os.path.join(BUILD, "src", "app", "insonify")
CLI = os.path.join(BUILD, "src", "cli", "insonify-cli")
shoot = insonify_window.make_shoot(BUILD, "gates")

SHORT_S = 10.0
OTHER = "Other gates than in the file"
FROM_US, TO_US, START_US = 24.0, 36.75, 26.0
LEFT, RIGHT, TILE_Y = 42, 12, 17  # of the plot; the letter over the gate

RECIPE = """[Scan]
Name=Gates
ScanAxis=X
IndexAxis=Y
StartMm=8;8;0
ScanLengthMm=12
IndexLengthMm=2
ScanStepMm=0.4
IndexStepMm=0.4
SpeedMmPerS=60
[Acquisition]
Samples=256
DelayS=24e-6
[Gate F]
StartS=26e-6
LengthS=4e-6
ThresholdPercent=20
"""


def digest(path):
    with open(path, "rb") as file:
        return hashlib.sha256(file.read()).hexdigest()


def scan(folder):
    recipe, path = os.path.join(folder, "gates.scan"), os.path.join(folder, "part.nde")
    with open(recipe, "w", encoding="utf-8") as file:
        file.write(RECIPE)
    done = subprocess.run([CLI, "scan", recipe, "-o", path, "--stage", "sim", "--digitizer", "sim:coin", "--quiet"],
                          capture_output=True, text=True, timeout=120, check=False)
    expect(done.returncode == 0, f"the scan: exit {done.returncode}\n{done.stderr}")
    return path


def says_other(window):
    return window.find_saying(OTHER) is not None


def drag_gate(window, view, px):
    """By its letter, as a person drags it: in steps."""
    box = window.atspi.Component.get_extents(view, window.atspi.CoordType.WINDOW)
    plot = box.width - LEFT - RIGHT
    x = box.x + LEFT + int((START_US - FROM_US) / (TO_US - FROM_US) * plot) + 7
    y = box.y + TILE_Y
    xdotool("mousemove", "--window", window.id, x, y)
    time.sleep(0.2)
    xdotool("mousedown", 1)
    for step in range(1, 11):
        xdotool("mousemove", "--window", window.id, x + px * step // 10, y)
        time.sleep(0.03)
    xdotool("mouseup", 1)


def main():
    insonify_window.run_in_private_desktop(__file__)
    with tempfile.TemporaryDirectory(prefix="insonify-gates-") as folder:
        path = scan(folder)
        before = digest(path)
        window = insonify_window.Window(PROGRAM, "--folder", os.path.join(folder, "scans"), "--stage", "sim", "--digitizer",
                                        "sim:coin", path, folder=folder,
                                        environment={"GSETTINGS_BACKEND": "memory",
                                                     "GSETTINGS_SCHEMA_DIR": os.path.join(BUILD, "data")})
        try:
            expect(wait_until(lambda: window.find_saying("at cursor"), 2 * SHORT_S), "the file's A-scan does not come")
            view = window.find("A-scan", "image")
            expect(not says_other(window), "the gates are others than in the file before anybody moved one")
            drag_gate(window, view, 60)
            expect(wait_until(lambda: says_other(window), SHORT_S), "a dragged gate changes nothing")
            shoot("dragged")
            window.key("ctrl+z")
            expect(wait_until(lambda: not says_other(window), SHORT_S), "Ctrl+Z does not take the drag back")
            window.key("ctrl+shift+z")
            expect(wait_until(lambda: says_other(window), SHORT_S), "Shift+Ctrl+Z does not bring it again")
            window.key("ctrl+z")
            for _ in range(5):
                window.key("Up")
            expect(wait_until(lambda: says_other(window), SHORT_S), "the threshold does not follow the key")
            window.click(window.find("Save a Copy"))
            copy = path[:-len(".nde")] + " gates.nde"
            expect(wait_until(lambda: os.path.exists(copy) and window.find_saying("Saved"), SHORT_S), "no copy is saved")
            shoot("saved")
            expect(digest(path) == before, "the file itself has changed")
            expect(window.close() == 0, "the window does not close well")
        finally:
            window.kill()
    print("Gates: dragged, taken back, brought again, moved by keys, saved as a copy.")


main()
