# SPDX-License-Identifier: GPL-3.0-or-later
"""The pictures of make-screenshots that show the stage: its page, the jog panel as it is held, armed, asks and waits to
be confirmed, and what folds out: go to, timing, correction, calibration."""
import gettext
import os
import subprocess
import time

import jog_wire
import stage_wire
from insonify_window import wait_until, xdotool

PANEL = (276, 735)  # of the motion panel at 1366x768, without the header and the status row
HEADER = 54
MARKS = "[('{stage}', 'Corner of the plate', (1.0, 1.0, 0.0)), ('{stage}', 'Park', (120.0, 80.0, 60.0))]"
FOUND = ("grbl", "pi-gcs")
WAIT_S = 30


class Words:
    """The window's words in the language of the pictures."""

    def __init__(self, build, language):
        self.catalogue = gettext.NullTranslations()
        if language:
            self.catalogue = gettext.translation("insonify", os.path.join(build, "po"), [language])

    def __call__(self, text, context=None):
        return self.catalogue.pgettext(context, text) if context else self.catalogue.gettext(text)


class Emulators:
    """What simulate-stage serves, under paths that look like a laboratory's."""

    def __init__(self, build, folder):
        self.cli = os.path.join(build, "src", "cli", "insonify-cli")
        self.folder = folder
        self.processes = []

    def serve(self, protocol, where):
        path = os.path.join(self.folder, where)
        kind = "pty" if where.startswith("tty") else "unix"
        self.processes.append(subprocess.Popen([self.cli, "simulate-stage", "--protocol", protocol, "--listen",
                                                f"{kind}:{path}"], stdout=subprocess.DEVNULL))
        if not wait_until(lambda: os.path.exists(path), WAIT_S):
            raise RuntimeError(f"the emulator of {protocol} does not listen")
        return path

    def end(self):
        for process in self.processes:
            process.kill()
            process.wait(10)


def open_popover(window, act):
    known = set(window_ids(window))
    act()
    new = wait_until(lambda: set(window_ids(window)) - known, WAIT_S)
    if not new:
        raise RuntimeError("no popover opens")
    time.sleep(0.7)
    return new.pop()


def window_ids(window):
    return xdotool("search", "--onlyvisible", "--pid", window.process.pid).split()


def close_popover(window, popover):
    xdotool("mousemove", "--window", window.id, 700, 20, "click", 1)
    wait_until(lambda: popover not in window_ids(window), 5)
    time.sleep(0.3)


def find_page(shooter, folder):
    """Two controllers and an empty port; the one that can trigger the card is used."""
    emulators = Emulators(shooter.build, folder)
    words = shooter.words
    try:
        ports = [emulators.serve(protocol, f"ttyUSB{i}") for i, protocol in enumerate(FOUND)]
        window = shooter.start("sim", {"INSONIFY_SERIAL_PORTS": ":".join(ports)})
        try:
            window.click(window.find_saying(words("Stage: idle, homed")))
            window.click(window.find_named(words("Find stages")))
            shooter.shoot(window, "stage-asks")
            window.click(window.find_named(words("Disconnect and Look")))
            wait_until(lambda: window.find_saying("PI C-884"), 60, 1.0)
            wait_until(lambda: window.find_saying(words("At rest, homed")), WAIT_S, 0.5)
            shooter.shoot(window, "stage-found")
            window.click(window.find_named(words("Use %s at %s") % (get_name(window), ports[1])))
            wait_until(lambda: window.find_saying(words("At rest, homed")), WAIT_S, 0.5)
            shooter.shoot(window, "stage", True)
        finally:
            window.kill()
    finally:
        emulators.end()


def get_name(window):
    return window.text(window.find_saying("PI C-884"))


class JogPictures:
    """The motion panel on an emulated Grbl behind a cable that can be cut."""

    def __init__(self, shooter, folder):
        self.shooter, self.words = shooter, shooter.words
        self.emulators = Emulators(shooter.build, folder)
        path = os.path.join(folder, "stage")
        self.cable = stage_wire.Cable(path, self.emulators.serve("grbl", "controller"))
        address = f"grbl:unix:{path}"
        cli = self.emulators.cli
        subprocess.run([cli, "stage", address, "home"], check=True, stdout=subprocess.DEVNULL)
        subprocess.run([cli, "stage", "--speed", "150", address, "move", "195", "12", "20"], check=True,
                       stdout=subprocess.DEVNULL)
        self.keyboard = jog_wire.Keyboard()
        self.window = shooter.start(address, {}, "jog-hold=true\njog-step-xy-mm=50.0\nlong-move-mm=45.0\n"
                                    f"slow-zone=true\nmarks={MARKS.format(stage=address)}\n")
        xdotool("windowfocus", self.window.id)

    def shoot(self, name, is_kept=False):
        self.shooter.shoot_panel(self.window, name, is_kept)

    def make(self):
        window, words = self.window, self.words
        self.shoot("jog-idle")
        self.keyboard.tap("j")
        time.sleep(0.5)
        self.shoot("jog-armed")
        self.keyboard.press("Left")
        time.sleep(0.8)
        self.shoot("jog-held", True)
        self.keyboard.release("Left")
        self.rest()
        self.keyboard.press("Right")
        wait_until(lambda: window.find_saying(words("%s stops at %s mm, the end of its travel.").split("%s")[1]), WAIT_S, 0.5)
        self.keyboard.release("Right")
        self.rest()
        self.shoot("jog-limit", True)
        window.click(window.find_named(words("Step", "jog mode")))
        window.click(window.find_named(words("Jog %s") % "X-"))
        self.shoot("jog-asks", True)
        window.click(window.find_named(words("Cancel")))
        self.go_to()
        self.confirm()

    def rest(self):
        wait_until(lambda: self.cable.ask()[0] == "Idle", WAIT_S)
        time.sleep(0.7)

    def go_to(self):
        popover = open_popover(self.window, lambda: self.window.key("ctrl+g"))
        self.window.key("ctrl+a")
        xdotool("type", "--delay", 20, "60,000")
        self.window.key("Return")
        time.sleep(0.5)
        self.shooter.shoot_popover(popover, "go-to-comma")
        self.window.key("ctrl+a")
        xdotool("type", "--delay", 20, "60,5")
        self.window.key("Return")
        time.sleep(0.5)
        self.shooter.shoot_popover(popover, "go-to-far", True)
        close_popover(self.window, popover)

    def confirm(self):
        window, words = self.window, self.words
        self.cable.is_silent = True
        wait_until(lambda: window.find_saying(words("Stage: no answer")), WAIT_S, 0.3)
        self.shooter.shoot(window, "stage-lost", True)
        self.cable.mend()
        window.click(window.find_named(words("Reconnect")))
        wait_until(lambda: window.find_saying(words("The position is right")), WAIT_S, 0.3)
        self.shoot("jog-unconfirmed", True)

    def close(self):
        self.window.kill()
        self.cable.close()
        self.emulators.end()


def fold_out(shooter):
    """Timing, correction and calibration, after a scan."""
    words = shooter.words
    window = shooter.start("sim?acceleration_mm_s2=2000&max_speed_mm_s=300&latency_ms=2&backlash_mm=0.05", {})
    try:
        window.key("F5")
        time.sleep(2.0)
        if not wait_until(lambda: window.find_saying(words("Scan complete. Ready for the next one.")), 300, 2.0):
            raise RuntimeError("the scan does not come to its end")
        for name, button in (("timing", "Timing"), ("correction", "Where lines lie")):
            popover = open_popover(window, lambda b=button: window.click(window.find_named(words(b))))
            shooter.shoot_popover(popover, name, True)
            if name == "correction":
                calibrate(shooter, window, popover)
            close_popover(window, popover)
    finally:
        window.kill()


def calibrate(shooter, window, popover):
    """Asks before anything moves. Where things are in this popover AT-SPI does not tell: pressed without a pointer."""
    window.atspi.Action.do_action(window.find_named(shooter.words("Calibrate…")), 0)
    time.sleep(1.0)
    shooter.shoot_popover(popover, "calibrate", True)


def make(shooter, folder):
    find_page(shooter, folder)
    jog = JogPictures(shooter, folder)
    try:
        jog.make()
    finally:
        jog.close()
    fold_out(shooter)
