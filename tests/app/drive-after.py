# SPDX-License-Identifier: GPL-3.0-or-later
"""What comes after a scan, in the real window: an interrupted scan is offered at the start, the scans in the folder are
looked through, two of them compared, notes written, a report made. Nothing moves. Pictures go to build/tests/app/screens.

  /usr/bin/python3 tests/app/drive-after.py [BUILD-FOLDER [VARIANT]]
"""
import os
import signal
import subprocess
import sys
import tempfile
import time

import insonify_window
from insonify_window import ROOT, wait_until

BUILD = os.path.abspath(sys.argv[1] if len(sys.argv) > 1 else os.path.join(ROOT, "build"))
VARIANT = sys.argv[2] if len(sys.argv) > 2 else "light"
SCREEN = "1920x1080" if VARIANT.endswith("large") else "1366x768"
PROGRAM = os.path.join(BUILD, "src", "app", "insonify")
CLI = os.path.join(BUILD, "src", "cli", "insonify-cli")
SCREENS = os.path.join(BUILD, "tests", "app", "screens")

SHORT_S = 15.0
SCAN_S = 60.0
RECIPE = ("[Scan]\nName=Coin\nScanAxis=X\nIndexAxis=Y\nStartMm=9;12;0\nScanLengthMm=14\nIndexLengthMm={height}\n"
          "ScanStepMm=0.2\nIndexStepMm={step}\nSpeedMmPerS=80\n[Acquisition]\nPrfHz=1000\nSamples=256\nDelayS=25e-6\n")


def expect(condition, message):
    if not condition:
        raise AssertionError(message)


def step(text):
    print(f"- {text}", flush=True)


def shoot(name):
    insonify_window.take_screenshot(os.path.join(SCREENS, f"after-{VARIANT}-{name}.png"))


def scan(folder, name, height, index_step, *options):
    recipe, file = os.path.join(folder, f"{name}.scan"), os.path.join(folder, f"{name}.nde")
    with open(recipe, "w", encoding="utf-8") as out:
        out.write(RECIPE.format(height=height, step=index_step))
    return file, subprocess.Popen([CLI, "scan", recipe, "-o", file, "--home", *options], stdin=subprocess.DEVNULL,
                                  stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)


def make_scans(folder):
    """Two whole ones, one whose program was killed, and a file that is none."""
    whole = [scan(folder, "coin-001", 6, 0.4, "--part=K-17", "--operator=Moewe", "--notes=first side"),
             scan(folder, "coin-002", 6, 0.3, "--part=K-17", "--operator=Moewe")]
    _, killed = scan(folder, "coin-003", 12, 0.4, "--part=K-18")
    for line in killed.stderr:
        if "line " in line and not line.startswith("0 %"):
            break
    killed.send_signal(signal.SIGKILL)
    killed.wait(SHORT_S)
    for _, process in whole:
        process.communicate(timeout=SCAN_S)
        expect(process.returncode == 0, "a scan failed")
    with open(os.path.join(folder, "notes.nde"), "w", encoding="utf-8") as out:
        out.write("not a scan")


def set_colours(folder):
    os.makedirs(os.path.join(folder, "config", "gtk-4.0"))
    with open(os.path.join(folder, "config", "gtk-4.0", "settings.ini"), "w", encoding="utf-8") as out:
        out.write(f"[Settings]\ngtk-application-prefer-dark-theme={int(VARIANT.startswith('dark'))}\n")
    return os.path.join(folder, "config")


def offer(window):
    step("the interrupted scan is offered, and nothing moves")
    expect(wait_until(lambda: window.find_label("was interrupted"), SHORT_S, 0.5), "nothing is offered")
    shoot("1-offered")
    window.click(window.find_named("Later", "push button"))
    expect(wait_until(lambda: not window.find_label("was interrupted"), SHORT_S, 0.5), "the offer stays")


def browse(window):
    step("the scans in the folder")
    window.key("ctrl+b")
    expect(wait_until(lambda: window.find_label("4 scans in"), SHORT_S, 0.5), "the list does not come")
    shoot("2-scans")
    xdotool = insonify_window.xdotool
    window.click(window.find_named("Search for scans"))
    xdotool("type", "--delay", 20, "k-17")
    expect(wait_until(lambda: window.find_label("2 scans in"), SHORT_S, 0.5), "the search finds other scans")
    shoot("3-search")


def compare(window):
    step("two are compared")
    window.click(window.find_label("coin-002.nde"))
    insonify_window.xdotool("keydown", "ctrl")
    window.click(window.find_label("coin-001.nde"))
    insonify_window.xdotool("keyup", "ctrl")
    window.click(window.find_named("Compare", "push button"))
    expect(wait_until(lambda: window.find_label("of A)"), SHORT_S, 0.5), "there is no difference")
    window.click(window.find_named("Show the Greatest Difference", "push button"))
    time.sleep(0.5)
    shoot("4-compare")
    window.click(window.find_named("Scans", "label"))


def open_one(window):
    step("one is opened by a double click")
    expect(wait_until(lambda: window.find_label("coin-001.nde"), SHORT_S, 0.5), "the list does not come back")
    window.point(window.find_label("coin-001.nde"))
    insonify_window.xdotool("click", "--repeat", 2, "--delay", 80, 1)
    expect(wait_until(lambda: window.find_label("coin-001"), SHORT_S, 0.5), "it does not open")
    time.sleep(1.0)
    shoot("5-opened")


def report(window):
    step("its report")
    window.key("ctrl+p")
    expect(wait_until(lambda: window_of("Report"), SHORT_S, 0.5), "there is no report")
    time.sleep(2.0)
    shoot("6-report")


def window_of(title):
    return insonify_window.xdotool("search", "--onlyvisible", "--name", f"^{title}$")


def walk(folder):
    environment = {"XDG_CONFIG_HOME": set_colours(folder), "XDG_CACHE_HOME": os.path.join(folder, "cache"),
                   "GSETTINGS_BACKEND": "memory", "INSONIFY_REALTIME": "0"}
    window = insonify_window.Window(PROGRAM, "--stage", "sim", "--digitizer", "sim:coin", "--folder", folder,
                                    folder=folder, environment=environment)
    try:
        offer(window)
        browse(window)
        compare(window)
        open_one(window)
        report(window)
    except Exception:
        shoot("failed")
        raise
    finally:
        window.kill()


def main():
    insonify_window.run_in_private_desktop(__file__, SCREEN)
    with tempfile.TemporaryDirectory(prefix="insonify-after-") as folder:
        make_scans(folder)
        walk(folder)
    print("OK")


if __name__ == "__main__":
    main()
