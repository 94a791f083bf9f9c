# SPDX-License-Identifier: GPL-3.0-or-later
"""Pictures that only the user's guide has: the first start, and a measured scan. For make-screenshots."""
import os
import subprocess
import time

from insonify_window import wait_until, xdotool

OPEN_S = 30
SCAN_S = 300


def make_first(guide):
    window = guide.run("first", bare=True)
    try:
        if not wait_until(lambda: window.find_saying("See inside a part"), OPEN_S):
            raise RuntimeError("the first page does not come")
        guide.shoot(window, "first-1366")
    finally:
        window.kill()


def scan(guide):
    """The plate with its impact damage, by the program without a window."""
    path = os.path.join(guide.folder, "plate.nde")
    subprocess.run([os.path.join(guide.build, "src", "cli", "insonify-cli"), "scan", guide.recipe, "-o", path, "--quiet",
                    "--stage", "sim?acceleration_mm_s2=2000&max_speed_mm_s=300", "--home",
                    "--digitizer", "sim:composite?beam_mm=0.6"], timeout=SCAN_S, check=True)
    return path


def drag(window, view, start, end):
    window.point_at(view, *start)
    xdotool("mousedown", 1)
    for i in range(1, 6):
        window.point_at(view, *[a + (b - a) * i / 5 for a, b in zip(start, end)])
    xdotool("mouseup", 1)
    time.sleep(0.5)


def make_measured(guide):
    window = guide.run("measure", "--digitizer", "sim:composite?beam_mm=0.6", scan(guide))
    try:
        view = window.find("C-scan", "image")
        if not wait_until(lambda: window.find_label("Lines: "), OPEN_S):
            raise RuntimeError("the scan is not opened")
        time.sleep(2.0)
        window.click(window.find("What the picture shows", "combo box"))
        window.key("Down", "Down", "Return")
        window.click(view)
        window.key("m")
        time.sleep(1.0)
        window.click(window.find_once("Rectangle"))  # the words on the tool's button
        drag(window, view, (0.36, 0.3), (0.62, 0.72))
        guide.shoot(window, "measure-1366")
    finally:
        window.kill()


def make(guide):
    make_first(guide)
    make_measured(guide)
