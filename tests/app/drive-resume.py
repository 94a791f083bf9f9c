# SPDX-License-Identifier: GPL-3.0-or-later
"""A scan that was stopped is opened, looked at and gone on with in the real window: the stage is homed again first, the
scan is paused in mid line, the stage's power fails and comes back, it is connected and homed again, and the scan ends whole.
Pictures go to build/tests/app/screens.

  /usr/bin/python3 tests/app/drive-resume.py [BUILD-FOLDER [VARIANT]]
"""
import json
import os
import signal
import subprocess
import sys
import tempfile
import time

import insonify_window
from insonify_window import BUTTON, ROOT, expect, step, wait_until

BUILD = os.path.abspath(sys.argv[1] if len(sys.argv) > 1 else os.path.join(ROOT, "build"))
VARIANT = sys.argv[2] if len(sys.argv) > 2 else "light"
PROGRAM = os.path.join(BUILD, "src", "app", "insonify")
CLI = os.path.join(BUILD, "src", "cli", "insonify-cli")
shoot = insonify_window.make_shoot(BUILD, f"resume-{VARIANT}")

CONNECT_S = 20.0
SHORT_S = 10.0
SCAN_S = 90.0
N_LINES = 24
RECIPE = ("[Scan]\nName=Rim\nScanAxis=X\nIndexAxis=Y\nStartMm=8;12;0\nScanLengthMm=16\nIndexLengthMm=4.8\nScanStepMm=0.2\n"
          "IndexStepMm=0.2\nSpeedMmPerS=20\n[Acquisition]\nPrfHz=1000\nSamples=256\nDelayS=25e-6\n")


def set_colours(folder):
    """A configuration folder with the light or the dark scheme."""
    os.makedirs(os.path.join(folder, "config", "gtk-4.0"))
    with open(os.path.join(folder, "config", "gtk-4.0", "settings.ini"), "w", encoding="utf-8") as out:
        out.write(f"[Settings]\ngtk-application-prefer-dark-theme={int(VARIANT == 'dark')}\n")
    return os.path.join(folder, "config")


class Stage:
    """An emulated one in a process of its own, whose power may fail, and a card that hears what lies under its probe."""

    def __init__(self, folder):
        self.path, self.log = os.path.join(folder, "stage.sock"), os.path.join(folder, "stage.log")
        self.arguments = ["--stage", f"grbl:unix:{self.path}", "--digitizer", f"sim:coin?follow={self.log}"]
        self.process = None
        self.switch_on()

    def switch_on(self):
        self.process = subprocess.Popen([CLI, "simulate-stage", "--protocol", "grbl", "--listen", f"unix:{self.path}",
                                         "--with", f"log={self.log}"], stdout=subprocess.DEVNULL)
        expect(wait_until(lambda: os.path.exists(self.path), SHORT_S), "the emulator does not listen")

    def switch_off(self):
        self.process.kill()
        self.process.wait(SHORT_S)
        if os.path.exists(self.path):
            os.unlink(self.path)


def scan_in_part(folder, stage):
    """By the command line, on a stage that was homed, until some lines are in."""
    recipe, file = os.path.join(folder, "rim.scan"), os.path.join(folder, "rim.nde")
    with open(recipe, "w", encoding="utf-8") as out:
        out.write(RECIPE)
    scan = subprocess.Popen([CLI, "scan", recipe, "-o", file, "--home", *stage.arguments], stdin=subprocess.DEVNULL,
                            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    for line in scan.stderr:
        if "line " in line and not line.startswith("0 %"):
            break
    scan.send_signal(signal.SIGINT)
    expect(scan.wait(SCAN_S) == 4, "the scan did not stop")
    return file


def info(file):
    done = subprocess.run([CLI, "info", file, "--json"], capture_output=True, text=True, timeout=60, check=True)
    return json.loads(done.stdout)


def is_ready(window, label):
    """A button that is there now and can be pressed."""
    window.look_around()
    button = window.known.get((label, BUTTON))
    return button is not None and window.is_seen(button) and window.is_sensitive(button)


def lines_done(window):
    return int(window.text(window.find_once("Lines: ")).split()[1])


def go_on(window, file):
    step("the bar says what is left")
    expect(wait_until(lambda: window.find_label("lines are still to be swept"), CONNECT_S), "no bar")
    expect(wait_until(lambda: window.find_label("At rest, homed"), CONNECT_S), "the simulated stage does not connect")
    shoot("bar")

    step("the stage is homed again before the scan is gone on with")
    window.key("ctrl+r")
    expect(wait_until(lambda: is_ready(window, "Home the Stage"), SHORT_S), "homing is not offered")
    expect(window.find("Go On without Comparing"), "nobody may agree")
    shoot("home-first")
    window.key("Return")  # the button has the focus
    expect(wait_until(lambda: is_ready(window, "Resume"), SCAN_S), "Resume is not offered after homing")
    shoot("checked")
    n_before = info(file)["n_lines_done"]
    window.key("Return")
    expect(wait_until(lambda: lines_done(window) > n_before, SCAN_S), "no further line comes")

    step("Shift+F6 pauses within the line, F6 goes on")
    window.key("shift+F6")
    expect(wait_until(lambda: window.find_label("Paused"), SHORT_S), "Shift+F6 does not pause")
    expect(wait_until(lambda: window.find_label("Paused, at rest"), SHORT_S), "the stage does not rest in the pause")
    shoot("paused")
    n_before = lines_done(window)
    window.key("F6")
    expect(wait_until(lambda: lines_done(window) > n_before, SCAN_S), "no further line comes after the pause")


def outlive_power(window, file, stage):
    step("the stage's power fails: what was measured is kept, and it is connected and homed again")
    stage.switch_off()
    expect(wait_until(lambda: window.find_label("no answer"), SHORT_S), "nobody says that the stage is gone")
    shoot("power")
    n_kept = info(file)["n_lines_done"]
    stage.switch_on()
    until = time.monotonic() + SCAN_S
    while window.find_label("no answer") and time.monotonic() < until:
        if is_ready(window, "Reconnect"):
            window.click(window.find("Reconnect"))
        wait_until(lambda: not window.find_label("no answer"), 2.0)
    expect(not window.find_label("no answer"), "the stage does not connect again")
    expect(wait_until(lambda: window.find_label("lines are still to be swept"), SHORT_S), "no bar after the power failed")
    shoot("back")
    window.key("ctrl+r")
    expect(wait_until(lambda: is_ready(window, "Home the Stage"), SHORT_S), "homing is not offered after the power failed")
    window.key("Return")
    expect(wait_until(lambda: is_ready(window, "Resume"), SCAN_S), "Resume is not offered after homing")
    window.key("Return")
    expect(wait_until(lambda: lines_done(window) > n_kept, SCAN_S), "no further line comes")


def finish(window, file):
    expect(wait_until(lambda: lines_done(window) == N_LINES, SCAN_S), "the scan does not come to its end")
    expect(wait_until(lambda: not window.find_label("rim.nde: "), SHORT_S), "the bar stays")
    shoot("whole")
    told = info(file)
    expect(told["n_lines_done"] == N_LINES and told["n_holes"] == 0, f"not whole: {told}")
    expect(told["n_resumed"] == 2 and told["resumed_reference"] == "same", f"not compared: {told}")


def main():
    insonify_window.run_in_private_desktop(__file__)
    os.environ["GSETTINGS_BACKEND"] = "memory"
    if "ASAN_OPTIONS" in os.environ:
        # GTK 4.8's AT-SPI side leaves two arrays behind; the tests in process look for leaks of ours
        os.environ["ASAN_OPTIONS"] += ":detect_leaks=0"
    os.environ["GSETTINGS_SCHEMA_DIR"] = os.path.join(BUILD, "data")
    with tempfile.TemporaryDirectory(prefix="insonify-resume-") as folder:
        window = stage = None
        try:
            stage = Stage(folder)
            file = scan_in_part(folder, stage)
            window = insonify_window.Window(PROGRAM, *stage.arguments, "--folder", folder, file, folder=folder,
                                            environment={"XDG_CONFIG_HOME": set_colours(folder)})
            go_on(window, file)
            outlive_power(window, file, stage)
            finish(window, file)
            expect(window.close() == 0, f"the program ended with {window.process.returncode}")
        except (AssertionError, RuntimeError) as error:
            shoot("failed")
            print(f"FAILED: {error}")
            return 1
        finally:
            if window is not None:
                window.kill()
            if stage is not None:
                stage.switch_off()
    return 0


if __name__ == "__main__":
    sys.exit(main())
