# SPDX-License-Identifier: GPL-3.0-or-later
"""A new user in the real window: first start, the rig assistant on an emulated Grbl whose X is the wrong way round, the
rig by its name, and a first scan with it.

  /usr/bin/python3 tests/app/drive-rig.py [BUILD-FOLDER]
"""
import os
import subprocess
import sys
import tempfile

import insonify_window
from insonify_window import BUTTON, expect, step, wait_until, xdotool
from stage_bench import ANSWER_S, BUILD, CLI, CONNECT_S, HOMED_S, PROGRAM, end, start_emulator

LOOK_S = 60.0
SCAN_S = 60.0
NAME = "Basin 3"
RECIPE = """[Scan]
Name=First lines
ScanAxis=X
IndexAxis=Y
StartMm=-40;10;1
ScanLengthMm=20
IndexLengthMm=4
ScanStepMm=0.5
IndexStepMm=1
SpeedMmPerS=40
[Acquisition]
SampleRateHz=20000000
Samples=256
DelayS=25e-6
PrfHz=1000
"""


def shoot(name):
    insonify_window.take_screenshot(os.path.join(BUILD, "tests", "app", "screens", f"rig-{name}.png"))


def see(window, text, seconds=ANSWER_S):
    found = wait_until(lambda: window.find_saying(text), seconds, 0.3)
    expect(found, f"nothing says “{text}”")
    return found


def press(window, name, role=None):
    """What is seen and has this name; waits for it."""
    def look():
        try:
            return window.find_named(name, role)
        except RuntimeError:
            return None
    found = wait_until(look, ANSWER_S, 0.3)
    expect(found, f"nothing is called “{name}”")
    window.click(found)


def write_in(window, name, text):
    press(window, name, "text")
    window.key("ctrl+a")
    xdotool("type", "--delay", 20, "--", text)


def find_stage(window, port):
    step("the stage is found at its port, and used")
    press(window, "Find stages")
    if window.find_saying("is disconnected first"):
        press(window, "Disconnect and Look")
    expect(wait_until(lambda: window.find_label("Grbl"), LOOK_S, 1.0), "the stage is not found")
    shoot("found")
    item = wait_until(lambda: find_use(window, port), LOOK_S, 1.0)
    expect(item, "the stage cannot be used")
    window.click(item)
    expect(wait_until(lambda: not find_use(window, port), CONNECT_S, 0.5), "the stage is not used")
    see(window, "Grbl 1.1", CONNECT_S)
    shoot("stage")


def find_use(window, port):
    for item in window.walk():
        try:
            name = item.get_name()
            if name.startswith("Use ") and name.endswith(" at " + port) and window.is_seen(item):
                return item
        except Exception:  # gone again while we looked
            continue
    return None


def answer(window, port, axis, way):
    see(window, f"Which way does {axis} go?")
    if window.find_saying("The position is right"):
        press(window, "The position is right", BUTTON)
    before = where(window, axis)
    press(window, f"Move {axis} by +1 mm")
    expect(wait_until(lambda: moved(window, axis, before), ANSWER_S, 0.3), f"{axis} does not move: {before}")
    press(window, way, BUTTON)


def where(window, axis):
    """What the step says that the controller reports."""
    item = wait_until(lambda: next((i for i in window.walk() if is_report(window, i, axis)), None), ANSWER_S, 0.3)
    expect(item, f"no report of {axis}")
    return window.text(item)


def is_report(window, item, axis):
    try:
        return item.get_role_name() == "label" and window.is_seen(item) and \
            window.text(item)[:2] == axis + " " and window.text(item)[-1:].isdigit() and "." in window.text(item)
    except Exception:  # gone again while we looked
        return False


def moved(window, axis, before):
    text = where(window, axis).replace(insonify_window.MINUS, "-")
    if "→" not in text:
        return False
    first, last = text[2:].split("→")
    return abs(float(last.replace(",", ".")) - float(first.replace(",", ".")) - 1.0) < 0.01


def walk(window, folder, port):
    step("a first start offers three ways")
    see(window, "See inside a part", CONNECT_S)
    shoot("first")
    press(window, "Set up my rig…")
    see(window, "Which stage is it?")
    find_stage(window, port)

    step("leaving keeps what was entered")
    press(window, "Leave for Now")
    see(window, "See inside a part")
    press(window, "Set up my rig…")
    see(window, "Grbl 1.1", CONNECT_S)
    press(window, "Next")
    see(window, "Which card records the echoes?")
    shoot("card")
    press(window, "Next")

    step("each axis is moved a little, and a person says which way")
    answer(window, port, "X", "to the left")
    shoot("axes")
    press(window, "Next: Y")
    answer(window, port, "Y", "towards you")
    press(window, "Next: Z")
    answer(window, port, "Z", "towards you")
    press(window, "Next")
    see(window, "move along the same line")
    shoot("conflict")
    press(window, "up, off the part", BUTTON)
    press(window, "Next")
    see(window, "How far may it go?")

    step("limits are typed, and taught")
    see(window, "controller: −225.0 to 25.0 mm", CONNECT_S)
    write_in(window, "Lowest X in mm", "-100")
    write_in(window, "Highest Y in mm", "-5")
    write_in(window, "Lowest Y in mm", "0")
    see(window, "has to be below the highest")
    write_in(window, "Highest Y in mm", "60.5")
    if window.find_saying("The position is right"):
        press(window, "The position is right", BUTTON)
    press(window, "Lowest Z is here", BUTTON)
    shoot("travel")
    press(window, "Next")
    see(window, "Does it hear the pulses?")
    expect(wait_until(lambda: window.find_label("live"), ANSWER_S), "no live A-scan")
    shoot("trigger")
    press(window, "Next")

    step("a name, and it is saved")
    see(window, "What is it called?")
    write_in(window, "Name of the rig", NAME)
    shoot("name")
    press(window, "Save and Use")
    see(window, f"“{NAME}” is saved and in use", CONNECT_S)
    with open(os.path.join(folder, "config", "insonify", "rigs", NAME + ".rig"), encoding="utf-8") as file:
        text = file.read()
    for line in (f"Name={NAME}", "X=-X", "Y=Y", "Z=Z", "MaximumMm=100000;60.5;100000"):
        expect(line in text.splitlines(), f"the rig file has no “{line}”:\n{text}")
    expect("Stage=grbl:serial:" in text or "Stage=auto:" in text, f"the rig file has another stage:\n{text}")
    shoot("saved")


def first_scan(window, folder):
    step("the first scan with it, in its own axes")
    state = window.find_once("Stage: ")
    expect(wait_until(lambda: "idle" in window.text(state), CONNECT_S), f"the stage does not rest: {window.text(state)}")
    if not wait_until(lambda: window.is_sensitive(window.find("Start")), 3.0):
        press(window, "The position is right", BUTTON)
    expect(wait_until(lambda: window.is_sensitive(window.find("Start")), ANSWER_S), "Start stays grey")
    window.key("F5")
    see(window, "Scan complete", SCAN_S)
    shoot("scanned")
    files = [name for name in os.listdir(folder) if name.endswith(".nde")]
    expect(len(files) == 1, f"the scan has these files: {files}")
    done = subprocess.run([CLI, "info", os.path.join(folder, files[0])], capture_output=True, text=True, check=True,
                          timeout=30)
    expect("n_lines_done 4\n" in done.stdout, f"not all lines are in the file:\n{done.stdout}")


def start(folder, port, *arguments, bare=False):
    return insonify_window.Window(
        PROGRAM, "--folder", folder, "--recipe", os.path.join(folder, "first.recipe"), *arguments, folder=folder, bare=bare,
        environment={"XDG_CONFIG_HOME": os.path.join(folder, "config"), "GSETTINGS_BACKEND": "keyfile",
                     "INSONIFY_SERIAL_PORTS": port})


def run(folder):
    port = os.path.join(folder, "pty-grbl")
    emulator = start_emulator("grbl", f"pty:{port}")
    with open(os.path.join(folder, "first.recipe"), "w", encoding="ascii") as file:
        file.write(RECIPE)
    window = start(folder, port, bare=True)
    try:
        walk(window, folder, port)
        first_scan(window, folder)
        expect(window.close() == 0, f"the program ended with {window.process.returncode}")
        done = subprocess.run([CLI, "validate", "--rig", NAME, os.path.join(folder, "first.recipe")], text=True,
                              capture_output=True, timeout=HOMED_S, check=False,
                              env={**os.environ, "XDG_CONFIG_HOME": os.path.join(folder, "config")})
        expect("area: " in done.stdout, f"insonify-cli does not know the rig by its name: {done.stdout}{done.stderr}")
    except Exception:
        shoot("failed")
        raise
    finally:
        window.kill()
        end(emulator)


def main():
    insonify_window.run_in_private_desktop(__file__)
    if "ASAN_OPTIONS" in os.environ:
        # GTK 4.8's AT-SPI side leaves two arrays behind; the tests in process look for leaks of ours
        os.environ["ASAN_OPTIONS"] += ":detect_leaks=0"
    os.environ["GSETTINGS_SCHEMA_DIR"] = os.path.join(BUILD, "data")
    with tempfile.TemporaryDirectory(prefix="insonify-rig-") as folder:
        try:
            run(folder)
        except (AssertionError, RuntimeError) as error:
            print(f"FAILED: {error}")
            return 1
        finally:
            log = os.path.join(folder, "insonify.log")
            if os.path.exists(log) and os.path.getsize(log) > 0:
                with open(log, encoding="utf-8", errors="replace") as file:
                    print(f"The program said:\n{file.read()}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
