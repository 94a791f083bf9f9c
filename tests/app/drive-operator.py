# SPDX-License-Identifier: GPL-3.0-or-later
"""Operator mode in the real window, by pointer and keys: a released recipe, a part that is bad and one that is good, and the
PIN; the second part ends while nobody looks, which the desktop tells. Pictures go to build/tests/app/screens.

  /usr/bin/python3 tests/app/drive-operator.py [BUILD-FOLDER]
"""
import hashlib
import os
import subprocess
import sys
import tempfile
import time

import insonify_window
from insonify_window import ROOT, wait_until, xdotool

BUILD = os.path.abspath(sys.argv[1] if len(sys.argv) > 1 else os.path.join(ROOT, "build"))
PROGRAM = os.path.join(BUILD, "src", "app", "insonify")
CLI = os.path.join(BUILD, "src", "cli", "insonify-cli")
SCREENS = os.path.join(BUILD, "tests", "app", "screens")
SHORT_S, SCAN_S = 10.0, 60.0
PIN = "0042"

RECIPE = """[Scan]
Name={name}
ScanAxis=X
IndexAxis=Y
StartMm=8;8;0
ScanLengthMm=12
IndexLengthMm=2.4
ScanStepMm=0.4
IndexStepMm=0.4
SpeedMmPerS=60
[Acquisition]
Samples=256
DelayS=24e-6
[Gate F]
StartS=26e-6
LengthS=4e-6
[Rule Voids]
Kind=voids
Threshold=20
AtMost={most}
"""


def expect(condition, message):
    if not condition:
        raise AssertionError(message)


def shoot(name):
    insonify_window.take_screenshot(os.path.join(SCREENS, f"operator-{name}.png"))


def seal(pin):
    """As ins-pin.c does."""
    import base64
    salt = b"sixteen bytes...."[:16]
    digest = hashlib.pbkdf2_hmac("sha256", pin.encode(), salt, 20000)
    return f"pbkdf2-sha256$20000${base64.b64encode(salt).decode()}${base64.b64encode(digest).decode()}"


def prepare(folder):
    releases = []
    for name, most in (("Strict", 0.001), ("Mild", 100)):
        path = os.path.join(folder, f"{name}.recipe")
        with open(path, "w", encoding="utf-8") as file:
            file.write(RECIPE.format(name=name, most=most))
        with open(path, "rb") as file:
            releases.append((path, hashlib.sha256(file.read()).hexdigest()))
    settings = os.path.join(folder, "glib-2.0", "settings")
    os.makedirs(settings)
    with open(os.path.join(settings, "keyfile"), "w", encoding="utf-8") as file:
        file.write("[io/github/insonify/Insonify]\nfile-name-pattern='{name}-{part}'\nwindow-maximized=false\n"
                   f"operator-recipes={releases!r}\noperator-pin='{seal(PIN)}'\n")


def says(window, words):
    return wait_until(lambda: window.find_label(words), SCAN_S, 0.5)


def scan_bad_part(window):
    window.click(window.find_label("Strict"))
    window.key("F5")
    expect(window.find_label("part number first"), "a scan without a part number is not refused")
    window.retype("Part number", "A-09")
    window.retype("Operator", "Bench 2")
    shoot("ready")
    window.key("F5")
    expect(says(window, "Part A-09 is bad"), "the strict rule lets the part pass")
    expect(window.find_label("too much"), "why it is bad is not said")
    shoot("bad")
    window.click(window.find_named("Next Part"))
    expect(wait_until(lambda: window.find_label("Ready for part A-10"), SHORT_S), "the next part is not A-10")


def read(path):
    if not os.path.exists(path):
        return ""
    with open(path, encoding="utf-8") as file:
        return file.read()


def look_away(window):
    """The root window has the focus, and the pointer is there."""
    xdotool("windowsize", window.id, 1200, 700)
    xdotool("mousemove", 1300, 750)
    time.sleep(0.5)
    for root in xdotool("search", "--maxdepth", "0", ".*").split():
        xdotool("windowfocus", root)


def scan_good_part_unwatched(window, told):
    window.click(window.find_label("Mild"))
    time.sleep(0.5)
    window.key("F5")
    expect(wait_until(lambda: window.find_label("Scanning part A-10"), SHORT_S), "the next part is not scanned")
    look_away(window)
    expect(wait_until(lambda: "The scan is done" in read(told), SCAN_S), "the desktop does not tell how the scan ended")
    xdotool("windowfocus", window.id)
    expect(wait_until(lambda: "close" in read(told), SHORT_S), "the notification stays while the window is looked at")
    expect(says(window, "Part A-10 is good"), "the mild rule does not let the part pass")
    shoot("good")


def unlock(window):
    for pin in ("1234", PIN):
        window.click(window.find_named("Unlock…"))
        time.sleep(0.5)
        xdotool("type", "--delay", 30, pin)
        window.key("Return")
        time.sleep(0.5)
        if pin != PIN:
            expect(wait_until(lambda: window.find_label("not the PIN"), SHORT_S), "a wrong PIN is not refused")
            window.click(window.find_named("Operator mode", "label"))  # closes the question
            time.sleep(0.5)
    expect(wait_until(lambda: not window.find_label("Operator mode, locked"), SHORT_S), "the right PIN does not unlock")
    shoot("unlocked")


def main():
    insonify_window.run_in_private_desktop(__file__)
    with tempfile.TemporaryDirectory(prefix="insonify-operator-") as folder:
        prepare(folder)
        told = os.path.join(folder, "told")
        desktop = subprocess.Popen([sys.executable, os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                                                 "notification_daemon.py"), told], stdout=subprocess.PIPE)
        window = None
        try:
            expect(desktop.stdout.readline() == b"ready\n", "the desktop of the test does not come up")
            window = insonify_window.Window(PROGRAM, "--folder", folder, "--stage", "sim", "--digitizer", "sim:coin",
                                            "--operator", folder=folder,
                                            environment={"GSETTINGS_BACKEND": "keyfile", "XDG_CONFIG_HOME": folder,
                                                         "GSETTINGS_SCHEMA_DIR": os.path.join(BUILD, "data")})
            scan_bad_part(window)
            scan_good_part_unwatched(window, told)
            unlock(window)
            for name, verdict in (("Strict-A-09.nde", "verdict bad"), ("Mild-A-10.nde", "verdict good")):
                done = subprocess.run([CLI, "info", os.path.join(folder, name)], capture_output=True, text=True, timeout=60,
                                      check=False)
                expect(verdict in done.stdout, f"{name}: not “{verdict}”")
            expect(window.close() == 0, "the window does not close well")
        finally:
            if window is not None:
                window.kill()
            desktop.kill()
            desktop.wait()
    print("Operator mode: locked, a bad part, a good one that nobody watched, told by the desktop; left by the PIN.")


main()
