# SPDX-License-Identifier: GPL-3.0-or-later
"""Forms that make files of other files, in the real window by pointer and keys: focusing (SAFT), export of A-scans and
import, each with a mistake that is said where it was made and keeps what was typed; and a long job that is cancelled.
Pictures go to build/tests/app/screens.

  /usr/bin/python3 tests/app/drive-convert.py [BUILD-FOLDER]
"""
import json
import os
import subprocess
import sys
import tempfile
import time

import insonify_window
from insonify_window import BUTTON, ROOT, wait_until, xdotool

BUILD = os.path.abspath(sys.argv[1] if len(sys.argv) > 1 else os.path.join(ROOT, "build"))
PROGRAM = os.path.join(BUILD, "src", "app", "insonify")
CLI = os.path.join(BUILD, "src", "cli", "insonify-cli")
SCREENS = os.path.join(BUILD, "tests", "app", "screens")

SHORT_S = 15.0
JOB_S = 60.0
N_ROWS, N_COLUMNS, N_SAMPLES = 60, 60, 800
TABLE_ROWS, TABLE_COLUMNS, TABLE_SAMPLES = 3, 7, 20


def expect(condition, message):
    if not condition:
        raise AssertionError(message)


def shoot(name):
    insonify_window.take_screenshot(os.path.join(SCREENS, f"convert-{name}.png"))


def make_scan(folder):
    """A stored scan by import, which needs no stage: one echo in each A-scan, deeper from line to line."""
    import numpy as np
    volume = np.zeros((N_ROWS, N_COLUMNS, N_SAMPLES), np.int16)
    for row in range(N_ROWS):
        volume[row, :, 200 + row], volume[row, :, 203 + row] = 1000, -800
    array, path = os.path.join(folder, "volume.npy"), os.path.join(folder, "part.nde")
    np.save(array, volume)
    done = subprocess.run([CLI, "import", array, "-o", path, "--sample-rate", "50", "--scan-step", "0.5", "--index-step",
                           "0.5", "--full", "2048"], capture_output=True, text=True, timeout=60, check=False)
    expect(done.returncode == 0, f"the scan: exit {done.returncode}\n{done.stderr}")
    return path


def make_table(folder):
    path = os.path.join(folder, "table.csv")
    with open(path, "w", encoding="utf-8") as file:
        file.write("Some ultrasonic system\nSampling (MHz);50\n")
        for at in range(TABLE_ROWS * TABLE_COLUMNS):
            file.write(";".join(str((at * 31 + i * 7) % 100 - 50) for i in range(TABLE_SAMPLES)) + "\n")
    return path


# ---- windows of the program ----

def list_windows(pid):
    """For a process of its own: every window with what is laid out in it, as JSON."""
    import gi
    gi.require_version("Atspi", "2.0")
    from gi.repository import Atspi
    desktop, found = Atspi.get_desktop(0), []
    for i in range(desktop.get_child_count()):
        application = desktop.get_child_at_index(i)
        if application is None or application.get_process_id() != pid:
            continue
        for k in range(application.get_child_count()):
            frame = application.get_child_at_index(k)
            if frame is not None:
                found.append({"name": frame.get_name(), "items": list(list_items(Atspi, frame))})
    json.dump(found, sys.stdout)


def list_items(atspi, top):
    todo = [top]
    while todo:
        item = todo.pop()
        try:
            children = [item.get_child_at_index(i) for i in range(item.get_child_count())]
            todo.extend(child for child in reversed(children) if child is not None)
            box = atspi.Component.get_extents(item, atspi.CoordType.WINDOW)
            name, role = item.get_name(), item.get_role_name()
        except Exception:  # gone again while we looked
            continue
        try:
            text = atspi.Text.get_text(item, 0, atspi.Text.get_character_count(item))
        except Exception:  # holds none
            text = ""
        if box.width > 0 and box.height > 0:
            yield {"name": name, "role": role, "text": text, "x": box.x, "y": box.y, "width": box.width,
                   "height": box.height}


class Desk:
    """The program's windows. Looked at by another process each time: libatspi crashes now and then where a window that it
    knew has gone."""

    def __init__(self, window):
        self.window, self.pid = window, window.process.pid

    def look(self):
        for _ in range(5):
            done = subprocess.run([sys.executable, os.path.abspath(__file__), "--look", str(self.pid)], capture_output=True,
                                  text=True, timeout=30, check=False)
            if done.returncode == 0:
                return json.loads(done.stdout)
        raise RuntimeError(f"the windows cannot be looked at: {done.returncode}\n{done.stderr}")

    def ids(self):
        return set(xdotool("search", "--onlyvisible", "--pid", self.pid).split())

    def wait_for_id(self, known, what):
        found = wait_until(lambda: self.ids() - known, SHORT_S)
        expect(found, f"{what} does not come")
        return found.pop()

    def find(self, title, wanted):
        """The first item of a window for which wanted() is true; a window without a title: the main one's."""
        def look():
            return next((item for frame in self.look() if frame["name"] == title for item in frame["items"]
                         if wanted(item)), None)
        return wait_until(look, SHORT_S, 0.3)

    def says(self, words, title=None):
        def look():
            return any(words in item["text"] or words in item["name"] for frame in self.look()
                       if title in (None, frame["name"]) for item in frame["items"])
        return wait_until(look, JOB_S, 0.3)


class Part:
    """One window of the program."""

    def __init__(self, desk, xid, title):
        self.desk, self.id, self.title = desk, xid, title
        xdotool("windowfocus", xid)
        time.sleep(0.3)

    def is_there(self):
        return self.id in self.desk.ids()

    def get(self, name, role):
        item = self.desk.find(self.title, lambda one: one["name"] == name and role in (None, one["role"]))
        expect(item, f"“{self.title}” has no {role or 'part'} “{name}”")
        return item

    def click(self, name, role=BUTTON):
        item = self.get(name, role)
        xdotool("windowfocus", self.id, "mousemove", "--window", self.id, item["x"] + item["width"] // 2,
                item["y"] + item["height"] // 2, "click", 1)
        time.sleep(0.2)

    def retype(self, name, value):
        self.click(name, "text")
        self.desk.window.key("ctrl+a")
        xdotool("type", "--delay", 20, str(value))
        time.sleep(0.2)


def choose(desk, words):
    """From the window's menu, as a person does. Returns the windows that there were before."""
    known, title = desk.ids(), desk.title
    button = desk.find(title, lambda item: item["name"] == "Menu" and item["y"] < insonify_window.HEADER_HEIGHT)
    xdotool("windowfocus", desk.window.id, "mousemove", "--window", desk.window.id, button["x"] + button["width"] // 2,
            button["y"] + button["height"] // 2, "click", 1)
    menu = desk.wait_for_id(known, "the menu")
    item = desk.find(title, lambda one: one["name"] == words)
    expect(item, f"the menu has no “{words}”")
    # what lies in a popover is counted from the corner of its button
    xdotool("mousemove", "--window", menu, item["x"] - button["x"] + item["width"] // 2,
            item["y"] - button["y"] + item["height"] // 2, "click", 1)
    expect(wait_until(lambda: menu not in desk.ids(), SHORT_S), "the menu does not go")
    return known


def open_part(desk, known, title):
    return Part(desk, desk.wait_for_id(known, f"“{title}”"), title)


def answer_dialog(desk, known, path):
    """Types a path where a file is asked for."""
    dialog = desk.wait_for_id(known, "the file dialog")
    xdotool("windowfocus", dialog, "mousemove", "--window", dialog, 60, 60)
    time.sleep(0.8)
    desk.window.key("ctrl+a")
    xdotool("type", "--delay", 12, path)
    desk.window.key("Return")
    expect(wait_until(lambda: dialog not in desk.ids(), SHORT_S), f"the file dialog does not take {path}")


# ---- what a person does ----

FOCUS = "Focus by Synthetic Aperture"
IMPORT = "Import A-Scans"


def focus(desk, folder):
    path = os.path.join(folder, "focused.nde")
    form = open_part(desk, choose(desk, "Focus (SAFT)…"), FOCUS)
    form.click("Focus…")
    expect(desk.says("Say how wide the beam is", FOCUS), "a form without a beam is taken")
    shoot("focus-mistake")
    form.retype("Diameter of the probe", "abc")
    known = desk.ids()
    form.click("Focus…")
    time.sleep(0.5)
    expect(desk.ids() == known, "“abc” is taken for a diameter")
    form.retype("Diameter of the probe", "6")
    known = desk.ids()
    form.click("Focus…")
    answer_dialog(desk, known, path)
    expect(desk.says("focused.nde"), "the focused scan is not saved")
    expect(not form.is_there(), "the form stays when all is done")
    expect(os.path.exists(path), "there is no focused file")
    shoot("focused")


def cancel_job(desk, folder):
    """Round apertures of wide beams take long enough to be waited for."""
    path = os.path.join(folder, "never.nde")
    form = open_part(desk, choose(desk, "Focus (SAFT)…"), FOCUS)
    form.retype("or half the beam’s angle in the part", "50")
    form.click("Along the scan only: each line by itself, much faster", None)
    known = desk.ids()
    form.click("Focus…")
    known -= {form.id}
    answer_dialog(desk, known, path)
    job = open_part(desk, known, "Focusing")
    shoot("job")
    job.click("Cancel")
    expect(wait_until(lambda: not job.is_there(), JOB_S), "a cancelled job's window stays")
    expect(not os.path.exists(path), "a cancelled job leaves a file")


def export(desk, folder):
    import numpy as np
    path = os.path.join(folder, "ascans.npy")
    answer_dialog(desk, choose(desk, "Export A-Scans…"), path)
    expect(desk.says("ascans.npy"), "no A-scans are exported")
    volume = np.load(path)
    expect(volume.shape == (N_ROWS, N_COLUMNS, N_SAMPLES), f"the exported array has the shape {volume.shape}")


def import_table(desk, folder, table):
    path = os.path.join(folder, "imported.nde")
    known = choose(desk, "Import A-Scans…")
    answer_dialog(desk, known, table)
    expect(desk.says("A-scans of one line", IMPORT), "the form does not come")
    form = open_part(desk, known, IMPORT)
    shoot("import")
    form.retype("A-scans of one line", 5)
    known = desk.ids()
    form.click("Import…")
    answer_dialog(desk, known, path)
    expect(desk.says("cannot be divided into lines of 5", IMPORT), "lines of another length are taken")
    text = form.get("A-scans of one line", "text")["text"]
    expect(text == "5", f"what was typed is gone: “{text}”")
    expect(not os.path.exists(path), "a failed import leaves a file")
    shoot("import-mistake")
    form.retype("A-scans of one line", TABLE_COLUMNS)
    known = desk.ids()
    form.click("Import…")
    answer_dialog(desk, known, path)
    expect(wait_until(lambda: not form.is_there(), JOB_S), "the form stays when all is done")
    expect(os.path.exists(path) and desk.says("imported"), "nothing is imported")
    shoot("imported")
    text = subprocess.run([CLI, "info", path], capture_output=True, text=True, timeout=60, check=False).stdout
    expect(f"n_lines_done {TABLE_ROWS}\n" in text, f"the imported scan:\n{text}")


def main():
    insonify_window.run_in_private_desktop(__file__)
    if len(sys.argv) > 2 and sys.argv[1] == "--look":
        list_windows(int(sys.argv[2]))
        return
    with tempfile.TemporaryDirectory(prefix="insonify-convert-") as folder:
        path, table = make_scan(folder), make_table(folder)
        window = insonify_window.Window(PROGRAM, "--folder", os.path.join(folder, "scans"), "--stage", "sim", "--digitizer",
                                        "sim:coin", path, folder=folder,
                                        environment={"GSETTINGS_BACKEND": "memory",
                                                     "GSETTINGS_SCHEMA_DIR": os.path.join(BUILD, "data")})
        try:
            desk = Desk(window)
            desk.title = window.frame.get_name()
            expect(desk.says("at cursor"), "the file's A-scan does not come")
            export(desk, folder)
            cancel_job(desk, folder)
            focus(desk, folder)
            import_table(desk, folder, table)
            xdotool("windowfocus", window.id)
            window.key("ctrl+q")
            expect(window.wait(SHORT_S) == 0, "the window does not close well")
        except Exception:
            shoot("failed")
            print(f"The program's exit status is {window.process.poll()}.")
            with open(os.path.join(folder, "insonify.log"), encoding="utf-8", errors="replace") as log:
                print(f"It said:\n{log.read()}")
            raise
        finally:
            window.kill()
    print("Files: A-scans exported, focusing cancelled and done, a table imported after a mistake.")


main()
