# SPDX-License-Identifier: GPL-3.0-or-later
"""A technician's first half hour with the window, on the simulated rig: look, jog, mistype, scan, pause, stop, save,
open again, close. Pictures of each stage go to build/tests/app/screens.

  /usr/bin/python3 tests/app/drive-window.py [BUILD-FOLDER]
"""
import os
import subprocess
import sys
import tempfile
import time

import insonify_window
from insonify_window import ROOT, expect, step, wait_until, xdotool

BUILD = os.path.abspath(sys.argv[1] if len(sys.argv) > 1 else os.path.join(ROOT, "build"))
PROGRAM = os.path.join(BUILD, "src", "app", "insonify")
CLI = os.path.join(BUILD, "src", "cli", "insonify-cli")
shoot = insonify_window.make_shoot(BUILD, "window")

CONNECT_S = 20.0
MOVE_S = 10.0
STOP_S = 5.0
SCAN_S = 90.0
QUIET_S = 0.6  # a position that stays for so long is one at rest

def cli(*arguments):
    done = subprocess.run([CLI, *arguments], capture_output=True, text=True, timeout=60, check=False)
    expect(done.returncode == 0, f"insonify-cli {' '.join(arguments)}: exit {done.returncode}\n{done.stderr}")
    return done.stdout


def positions(window):
    return [window.position(axis) for axis in "XYZ"]


def stays(window):
    """Where the stage is, if it does not move; otherwise None."""
    before = positions(window)
    time.sleep(QUIET_S)
    return before if positions(window) == before and None not in before else None


def come_to_rest(window, seconds, what):
    rest = wait_until(lambda: stays(window), seconds)
    expect(rest, f"{what}: the stage does not come to rest within {seconds:.0f} s")
    return rest


def can_start(window):
    return window.is_sensitive(window.find("Start"))


def lines_done(window):
    return int(window.text(window.find_once("Lines: ")).split()[1])


def percent(window):
    return int(window.text(window.find_once(" %", in_header=True)).split()[0])


# ---- what the technician does ------------------------------------------------------------------------------------

def look_first(window):
    step("the rig connects and nothing moves")
    expect(wait_until(lambda: window.find_label("At rest, homed"), CONNECT_S), "the simulated stage does not connect")
    expect(come_to_rest(window, MOVE_S, "start") == [0.0, 0.0, 0.0], f"the stage moved at start: {positions(window)}")
    expect(wait_until(lambda: can_start(window), CONNECT_S), "Start stays grey on a rig that is ready")
    expect(window.find_label("Simulated"), "nothing says that this rig is simulated")
    shoot("connected")


def change_card(window):
    step("the card is looked at, changed and changed back")
    window.click(window.find_once("Card: "))
    expect(wait_until(lambda: window.find_label("Card and wiring"), MOVE_S), "the status row does not open the card")
    expect(window.find_label("Needs no hardware"), "the simulated card is not in the list")
    expect(wait_until(lambda: window.find_label("Highest peak"), MOVE_S), "nothing is said of the signal")
    shoot("card")
    for key, address in (("Down", "sim:blocks"), ("Up", "sim:coin")):
        window.click(window.find("Part", "combo box"))
        window.key(key)
        window.key("Return")
        expect(wait_until(lambda: window.find_label(address), MOVE_S), f"{key}, Return: the part is not {address}")
        expect(wait_until(lambda: window.find_label("Highest peak"), MOVE_S), f"no echo comes from {address}")
        shoot("card-" + address.split(":")[1])
    window.click(window.find_named("Done"))
    expect(wait_until(lambda: window.find_label("lines of "), MOVE_S), "Done does not lead back to the form")
    expect(wait_until(lambda: can_start(window), CONNECT_S), "Start stays grey after the card was changed")
    expect(stays(window) == [0.0, 0.0, 0.0], f"the stage moved while the card was changed: {positions(window)}")


def jog(window):
    step("a jog key held down moves, let go stands still")
    window.click(window.find("Hold"))
    window.point(window.find("Jog X+"))
    xdotool("mousedown", 1)
    seen = []
    held_until = time.monotonic() + 0.8
    while time.monotonic() < held_until:
        seen.append(window.position("X"))
        time.sleep(0.05)
    shoot("jogging")
    last = window.position("X")
    xdotool("mouseup", 1)
    rest = come_to_rest(window, STOP_S, "jog key let go")
    expect(None not in seen and last > 0.5 and seen == sorted(seen), f"X does not grow under a held key: {seen}, {last}")
    expect(rest[0] >= last and rest[1:] == [0.0, 0.0], f"the jog ended at {rest}, was seen at {last}")

    step("Escape stops a jog although the key is still held")
    window.point(window.find("Jog Y+"))
    xdotool("mousedown", 1)
    expect(wait_until(lambda: window.position("Y") > 0.2, MOVE_S, 0.02), "Y does not move under a held key")
    window.key("Escape")
    stopped = come_to_rest(window, STOP_S, "Escape in a jog")
    shoot("jog-stopped-by-escape")
    xdotool("mouseup", 1)
    expect(come_to_rest(window, STOP_S, "key let go after Escape") == stopped, "the stage moved on after STOP")

    step("a click is one step")
    window.click(window.find("Step"))
    for key, change in (("Jog X-", [-1.0, 0.0, 0.0]), ("Jog Y+", [0.0, 1.0, 0.0]), ("Jog Z+", [0.0, 0.0, 0.1])):
        before = positions(window)
        goal = [round(b + c, 3) for b, c in zip(before, change)]
        window.click(window.find(key))
        expect(wait_until(lambda: stays(window) == goal, MOVE_S), f"{key}: from {before} to {positions(window)}")
    window.click(window.find("Jog Z-"))
    expect(wait_until(lambda: window.position("Z") == 0.0, MOVE_S), "Z does not come back by a step")


def mistype(window):
    step("a wrong number is told and refuses Start")
    window.retype("Scan length", "3x")
    complaint = wait_until(lambda: window.find_label("is not a number"), MOVE_S)
    expect(complaint, "no sentence says what is wrong with “3x”")
    print(f"  {window.text(complaint)}")
    expect(wait_until(lambda: not can_start(window), MOVE_S), "Start is free although a field is wrong")
    shoot("wrong-number")
    window.key("F5")
    time.sleep(1.0)
    expect(lines_done(window) == 0 and window.find_label("At rest, homed"), "F5 started a scan with a wrong field")
    # Too far: it is a number, but the stage does not reach it.
    window.retype("Scan length", "900")
    expect(wait_until(lambda: window.find_label("Area leaves"), MOVE_S), "nothing says that 900 mm leave the travel")
    expect(wait_until(lambda: not can_start(window), MOVE_S), "Start is free for an area outside travel")
    shoot("too-long")


def fill(window, **values):
    for name, value in values.items():
        window.retype(name.replace("_", " "), value)


def scan(window):
    step("the form is filled in and Start is pressed")
    fill(window, Scan_start=14, Scan_length=3, Scan_step="0.1", Index_start=9, Index_length=1, Index_step="0.1", Speed=5)
    expect(wait_until(lambda: can_start(window), MOVE_S), "Start stays grey with a form that is right")
    shoot("form-filled")
    window.click(window.find("Start"))
    expect(wait_until(lambda: lines_done(window) >= 2, SCAN_S), "no lines come")
    expect(percent(window) >= 20, f"{lines_done(window)} lines of 10 are done and the header says {percent(window)} %")
    expect(not can_start(window), "Start can be pressed a second time")
    shoot("scanning")

    step("pause and resume")
    window.click(window.find("Pause"))
    expect(wait_until(lambda: window.find_label("Paused, at rest"), SCAN_S), "Pause does not pause")
    n_lines = lines_done(window)
    come_to_rest(window, STOP_S, "pause")
    time.sleep(1.0)
    expect(lines_done(window) == n_lines < 10, f"lines go on in a pause: {n_lines}, {lines_done(window)}")
    shoot("paused")
    window.key("F6")
    expect(wait_until(lambda: lines_done(window) == 10, SCAN_S), "the scan does not come to its end after a pause")
    expect(wait_until(lambda: can_start(window), SCAN_S), "the window does not come back after the scan")
    come_to_rest(window, STOP_S, "end of the scan")
    shoot("done")


def stop_in_scan(window):
    step("Escape stops a scan")
    fill(window, Index_length=4)
    expect(wait_until(lambda: can_start(window), MOVE_S), "Start stays grey after a change")
    window.key("F5")
    expect(wait_until(lambda: 2 <= lines_done(window) < 10, SCAN_S), "no lines come in the second scan")
    window.key("Escape")
    rest = come_to_rest(window, STOP_S, "Escape in a scan")
    expect(wait_until(lambda: can_start(window), SCAN_S), "the window does not come back after STOP")
    expect(stays(window) == rest, "the stage moved after STOP")
    expect(lines_done(window) < 40, "STOP let the scan run to its end")
    shoot("stopped")


def save_recipe(window, folder):
    step("the recipe is saved")
    path = os.path.join(folder, "drive.recipe")
    windows = set(xdotool("search", "--onlyvisible", "--pid", window.process.pid).split())
    window.key("ctrl+s")
    new = wait_until(lambda: set(xdotool("search", "--onlyvisible", "--pid", window.process.pid).split()) - windows,
                     MOVE_S)
    expect(new, "Ctrl+S opens no dialog")
    dialog = new.pop()
    xdotool("windowfocus", dialog, "mousemove", "--window", dialog, 60, 60)
    time.sleep(1.0)
    shoot("save-recipe")
    window.key("ctrl+a")
    xdotool("type", "--delay", 20, path)
    window.key("Return")
    expect(wait_until(lambda: os.path.exists(path), MOVE_S), "the recipe was not saved")
    expect(wait_until(lambda: window.find_label("Saved "), MOVE_S), "nothing says that the recipe was saved")
    shoot("saved")
    xdotool("windowfocus", window.id)
    with open(path, encoding="utf-8") as file:
        text = file.read()
    for line in ("IndexLengthMm=4\n", "ScanStepMm=0.1\n", "StartMm=14;9;0\n"):
        expect(line in text, f"the recipe does not say {line.strip()}:\n{text}")
    cli("validate", path)


def check_files(folder):
    step("both files can be read")
    files = sorted(os.path.join(folder, name) for name in os.listdir(folder) if name.endswith(".nde"))
    expect(len(files) == 2, f"two scans, but these files: {files}")
    for file, whole in zip(files, (True, False)):
        text = cli("info", file)
        expect(f"complete {'true' if whole else 'false'}\n" in text, f"{file}:\n{text}")
        n_lines = int(text.split("\nn_lines_done ")[1].split()[0])
        expect(n_lines == 10 if whole else 2 <= n_lines < 40, f"{file}: {n_lines} lines\n{text}")
    return files[0]


def technician(folder):
    window = insonify_window.Window(PROGRAM, "--folder", folder, folder=folder)
    try:
        look_first(window)
        change_card(window)
        jog(window)
        mistype(window)
        scan(window)
        stop_in_scan(window)
        save_recipe(window, folder)
        step("the window closes")
        expect(window.close() == 0, f"the program ended with {window.process.returncode}")
    except Exception:
        shoot("failed")
        raise
    finally:
        window.kill()


def open_again(folder, file):
    step("a scan is opened again")
    window = insonify_window.Window(PROGRAM, "--folder", folder, file, folder=folder)
    try:
        expect(wait_until(lambda: window.find_label("Lines: 10 of 10"), CONNECT_S), "the file's lines are not shown")
        expect(window.find_label(os.path.basename(file)), "the file's name is not shown")
        expect(wait_until(lambda: window.find_label("At rest, homed"), CONNECT_S), "the stage does not connect")
        expect(come_to_rest(window, MOVE_S, "open") == [0.0, 0.0, 0.0], "the stage moved when a file was opened")
        shoot("opened-again")
        expect(window.close() == 0, f"the program ended with {window.process.returncode}")
    except Exception:
        shoot("failed")
        raise
    finally:
        window.kill()


def remember(folder, address, part):
    config = os.path.join(folder, "config")
    os.makedirs(os.path.join(config, "glib-2.0", "settings"), exist_ok=True)
    with open(os.path.join(config, "glib-2.0", "settings", "keyfile"), "w", encoding="utf-8") as file:
        file.write(f"[io/github/insonify/Insonify]\ndigitizer='{address}'\n")
    window = insonify_window.Window(PROGRAM, "--folder", folder, folder=folder, environment={
        "XDG_CONFIG_HOME": config, "GSETTINGS_BACKEND": "keyfile"})
    try:
        expect(wait_until(lambda: window.find_label("At rest, homed"), CONNECT_S), f"{address}: no rig")
        expect(wait_until(lambda: can_start(window), CONNECT_S), f"{address}: Start stays grey")
        if part != address:
            expect(wait_until(lambda: window.find_label("nonsense"), MOVE_S), f"nothing is said of {address}")
        window.click(window.find_once("Card: "))
        expect(wait_until(lambda: window.find_label(part), MOVE_S), f"the card in use is not {part}")
        shoot("remembered-" + address.split(":")[1])
        expect(window.close() == 0, f"the program ended with {window.process.returncode}")
    except Exception:
        shoot("failed")
        raise
    finally:
        window.kill()


def main():
    insonify_window.run_in_private_desktop(__file__)
    os.environ["GSETTINGS_BACKEND"] = "memory"
    if "ASAN_OPTIONS" in os.environ:
        # GTK 4.8's AT-SPI side leaves two arrays behind; the tests in process look for leaks of ours
        os.environ["ASAN_OPTIONS"] += ":detect_leaks=0"
    os.environ["GSETTINGS_SCHEMA_DIR"] = os.path.join(BUILD, "data")
    with tempfile.TemporaryDirectory(prefix="insonify-drive-") as folder:
        try:
            insonify_window.apart(technician, folder)
            insonify_window.apart(open_again, folder, check_files(folder))
            step("the card that was chosen last is used again, and one that cannot be is told")
            for address, part in (("sim:blocks", "sim:blocks"), ("sim:nonsense", "sim")):
                insonify_window.apart(remember, folder, address, part)
        except (AssertionError, RuntimeError) as error:
            print(f"FAILED: {error}")
            return 1
        finally:
            with open(os.path.join(folder, "insonify.log"), encoding="utf-8", errors="replace") as log:
                said = log.read()
            if said:
                print(f"The program said:\n{said}")
    print(f"Pictures are in {os.path.join(BUILD, insonify_window.SCREENS)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
