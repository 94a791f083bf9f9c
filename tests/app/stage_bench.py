# SPDX-License-Identifier: GPL-3.0-or-later
"""The window on an emulated Grbl whose wire is watched, for drive-stage.py, and what looks into the window."""
import os
import subprocess
import sys
import time

import insonify_window
import jog_wire
import stage_wire
from insonify_window import ROOT, expect, wait_until, xdotool

BUILD = os.path.abspath(sys.argv[1] if len(sys.argv) > 1 else os.path.join(ROOT, "build"))
PROGRAM = os.path.join(BUILD, "src", "app", "insonify")
CLI = os.path.join(BUILD, "src", "cli", "insonify-cli")
shoot = insonify_window.make_shoot(BUILD, "stage")

CONNECT_S = 30.0
HOMED_S = 60.0
ANSWER_S = 10.0
QUIET_S = 0.6

SETTINGS = """[io/github/insonify/Insonify]
jog-hold=true
jog-speed-mm-s=20.0
jog-step-xy-mm=50.0
long-move-mm=45.0
"""


def start_emulator(protocol, where):
    process = subprocess.Popen([CLI, "simulate-stage", "--protocol", protocol, "--listen", where],
                               stdout=subprocess.DEVNULL)
    path = where.split(":", 1)[1]
    expect(wait_until(lambda: os.path.exists(path), CONNECT_S), f"the emulator of {protocol} does not listen")
    return process


def end(*processes):
    for process in processes:
        process.kill()
        process.wait(10)


def window_ids(window):
    return xdotool("search", "--onlyvisible", "--pid", window.process.pid).split()


class Bench:
    """Window, emulated Grbl, the cable between them, a keyboard and somebody else's window."""

    def __init__(self, folder):
        emulator, path = (os.path.join(folder, name) for name in ("emulator", "cable"))
        self.emulator = start_emulator("grbl", f"unix:{emulator}")
        self.cable = stage_wire.Cable(path, emulator)
        self.window = None
        self.path, self.folder = path, folder

    def open(self):
        path, folder = self.path, self.folder
        subprocess.run([CLI, "stage", f"grbl:unix:{path}", "home"], check=True, timeout=HOMED_S,
                       stdout=subprocess.DEVNULL)
        subprocess.run([CLI, "stage", "--speed", "100", f"grbl:unix:{path}", "move", "20", "20", "20"], check=True,
                       timeout=HOMED_S, stdout=subprocess.DEVNULL)
        self.keyboard = jog_wire.Keyboard()
        config = os.path.join(folder, "config")
        os.makedirs(os.path.join(config, "glib-2.0", "settings"), exist_ok=True)
        with open(os.path.join(config, "glib-2.0", "settings", "keyfile"), "w", encoding="ascii") as file:
            file.write(SETTINGS)
        self.window = insonify_window.Window(PROGRAM, "--folder", folder, "--stage", f"grbl:unix:{path}", folder=folder,
                                             environment={"XDG_CONFIG_HOME": config, "GSETTINGS_BACKEND": "keyfile"})
        expect(wait_until(lambda: self.window.find_label("At rest, homed"), CONNECT_S), "the stage does not connect")
        self.state = self.window.find_once("Stage: ")
        self.other = stage_wire.OtherWindow(self.keyboard)
        xdotool("windowfocus", self.window.id)
        expect(self.is_still(), "something moves at the start")
        self.offset_mm = self.window.position("X") - float(self.cable.ask()[1].split(",")[0])

    def x_mm(self):
        """Where the stage is, asked past the program."""
        return float(self.cable.ask()[1].split(",")[0]) + self.offset_mm

    def says(self):
        return self.window.text(self.state)

    def is_still(self):
        """Asked past the program."""
        before = self.cable.ask()
        time.sleep(QUIET_S)
        return before[0] == "Idle" and self.cable.ask() == before

    def wait_for_rest(self, what):
        expect(wait_until(self.is_still, ANSWER_S), f"{what}: the stage does not come to rest: {self.cable.ask()}")
        # the program has to have heard of it, too: it takes no new wish before
        expect(wait_until(lambda: "idle" in self.says() or "answer" in self.says(), ANSWER_S), f"{what}: {self.says()}")

    def expect_jog(self, since, what):
        expect(wait_until(lambda: self.cable.first_since(since, b"$J="), ANSWER_S, 0.01), f"{what} starts no jog")

    def expect_stop(self, since, what):
        when = wait_until(lambda: self.cable.first_since(since, jog_wire.STOP_BYTES), ANSWER_S, 0.005)
        expect(when, f"{what}: no stop on the wire; before it {self.cable.last(20)}, now {self.says()}")
        print(f"  {what}: stop on the wire after {1e3 * (when - since):.0f} ms", flush=True)
        time.sleep(QUIET_S)
        expect(not self.cable.motion_since(when), f"{what}: went on after the stop: {self.cable.motion_since(when)}")

    def hold(self, press, release, what):
        """Holds until it is sure to run; one that the dead man's switch ends, on a busy computer, is begun again."""
        for _ in range(jog_wire.HOLDS_AT_MOST):
            since = time.monotonic()
            press()
            time.sleep(0.2)
            if not self.cable.first_since(since, jog_wire.STOP_BYTES):
                return
            release()
            self.wait_for_rest(what)
        raise AssertionError(f"{what}: a held jog does not run for 0.2 s")

    def press_button(self, name="Jog X+"):
        self.window.point(self.window.find(name))
        since = time.monotonic()
        xdotool("mousedown", 1)
        self.expect_jog(since, f"the pointer on {name}")

    def is_armed(self):
        return self.window.text(self.window.find_once("Arrow keys move")).endswith("ON")

    def arm(self):
        if not self.is_armed():
            self.keyboard.tap("j")
        expect(wait_until(self.is_armed, ANSWER_S), "J does not arm the keys")

    def expect_disarmed(self, what):
        expect(wait_until(lambda: not self.is_armed(), ANSWER_S), f"{what}: the keys stay armed")

    def press_key(self, key="Right"):
        self.expect_jog(self.keyboard.press(key), f"the key {key}")

    def close(self):
        xdotool("mouseup", 1)
        if self.window is not None:
            self.window.kill()
        self.cable.close()
        end(self.emulator)
