# SPDX-License-Identifier: GPL-3.0-or-later
"""The window on a simulated Grbl whose every byte passes through this process, and a keyboard made of real X events:
when a key comes up, and when the stop is on the wire, on one clock."""
import ctypes
import os
import re
import select
import signal
import socket
import subprocess
import threading
import time

import insonify_window
from insonify_window import wait_until, xdotool

STOP_BYTES = b"\x85!\x18"
HOLDS_AT_MOST = 4  # a window that a busy computer keeps from saying "still held" is stopped by its dead man's switch
HOMED_S = 60.0
WINDOW_S = 30.0
KEYS = {"j": 0x6A, "Right": 0xFF53, "Left": 0xFF51, "F5": 0xFFC2, "F6": 0xFFC3, "F9": 0xFFC6, "Escape": 0xFF1B}

SETTINGS = """[io/github/insonify/Insonify]
jog-hold=true
jog-speed-mm-s={speed}
"""


class Keyboard:
    """XTEST: what it sends goes the way of a key that is pressed."""

    def __init__(self):
        self.x = ctypes.CDLL("libX11.so.6")
        self.xtst = ctypes.CDLL("libXtst.so.6")
        self.x.XOpenDisplay.restype = ctypes.c_void_p
        self.display = ctypes.c_void_p(self.x.XOpenDisplay(None))
        if not self.display:
            raise RuntimeError("no display")
        self.codes = {name: self.x.XKeysymToKeycode(self.display, ctypes.c_ulong(sym)) for name, sym in KEYS.items()}

    def _send(self, name, down):
        now = time.monotonic()
        self.xtst.XTestFakeKeyEvent(self.display, self.codes[name], int(down), ctypes.c_ulong(0))
        self.x.XFlush(self.display)
        return now

    def press(self, name):
        return self._send(name, True)

    def release(self, name):
        return self._send(name, False)

    def tap(self, name):
        now = self.press(name)
        time.sleep(0.05)
        self.release(name)
        return now


class Relay:
    """Between the program and the emulator; notes when which bytes went to the controller."""

    def __init__(self, path, emulator):
        self.path, self.emulator = path, emulator
        self.server = socket.socket(socket.AF_UNIX)
        self.server.bind(path)
        self.server.listen(1)
        self.sent = []  # (time, bytes) from the program
        self.replies = b""
        self.link = socket.socket(socket.AF_UNIX)
        self.link.connect(emulator)
        self.client = None
        self.lock = threading.Lock()
        self.quit = False
        self.thread = threading.Thread(target=self._run, daemon=True)
        self.thread.start()

    def _run(self):
        while not self.quit:
            sources = [self.server, self.link] + ([self.client] if self.client else [])
            for source in select.select(sources, [], [], 0.2)[0]:
                if source is self.server:
                    self._accept()
                elif source is self.link:
                    self._reply(self.link.recv(65536))
                elif source is self.client:  # not gone meanwhile
                    self._forward()

    def _accept(self):
        self.client = self.server.accept()[0]

    def _reply(self, data):
        with self.lock:
            self.replies = (self.replies + data)[-4096:]
        if self.client:
            try:
                self.client.sendall(data)
            except OSError:
                self.client = None

    def _forward(self):
        try:
            data = self.client.recv(65536)
        except OSError:
            data = b""
        now = time.monotonic()
        if not data:
            self.client.close()
            self.client = None
            return
        self.link.sendall(data)
        with self.lock:
            self.sent.append((now, data))

    def first_since(self, since, wanted):
        """When the first of these bytes, or this word, went out; None."""
        with self.lock:
            for when, data in self.sent:
                if when >= since and (any(b in data for b in wanted) if wanted is STOP_BYTES else wanted in data):
                    return when
        return None

    def last(self, n):
        """The last n things that went out."""
        with self.lock:
            return [data for _, data in self.sent[-n:]]

    def count_since(self, since, word):
        """How often this word went out."""
        with self.lock:
            return sum(data.count(word) for when, data in self.sent if when >= since)

    def ask(self):
        """What the emulator says of itself, without the program: (state, position)."""
        with self.lock:
            self.replies = b""
        self.link.sendall(b"?")
        found = wait_until(lambda: re.search(rb"<(\w+)[^|>]*\|MPos:([-0-9.,]+)", self.replies), 1.0, 0.002)
        return (found[1].decode(), found[2].decode()) if found else (None, None)

    def close(self):
        self.quit = True
        self.thread.join(5)
        self.server.close()
        self.link.close()


class Rig:
    """Emulator, relay and program, with the keyboard armed by arm()."""

    def __init__(self, build, folder, speed_mm_s=10.0):
        self.keyboard = Keyboard()
        cli = os.path.join(build, "src", "cli", "insonify-cli")
        emulator = os.path.join(folder, "emulator")
        path = os.path.join(folder, "relay")
        self.program = None
        self.n_stopped_before = 0  # holds that the dead man's switch ended before the release
        self.stage = subprocess.Popen([cli, "simulate-stage", "--protocol", "grbl", "--listen", f"unix:{emulator}"],
                                      stdout=subprocess.DEVNULL)
        if not wait_until(lambda: os.path.exists(emulator), 10):
            raise RuntimeError("the emulator does not listen")
        self.relay = Relay(path, emulator)
        subprocess.run([cli, "stage", f"grbl:unix:{path}", "home"], check=True, timeout=HOMED_S,
                       stdout=subprocess.DEVNULL)
        config = os.path.join(folder, "config", "glib-2.0", "settings")
        os.makedirs(config, exist_ok=True)
        with open(os.path.join(config, "keyfile"), "w", encoding="ascii") as file:
            file.write(SETTINGS.format(speed=speed_mm_s))
        environment = {**os.environ, "GSETTINGS_BACKEND": "keyfile", "XDG_CONFIG_HOME": os.path.join(folder, "config"),
                       "GSETTINGS_SCHEMA_DIR": os.path.join(build, "data"), "GDK_DEBUG": "gl-disable",
                       "GSK_RENDERER": "cairo", "HOME": folder, "XDG_DATA_HOME": folder}
        self.program = subprocess.Popen([os.path.join(build, "src", "app", "insonify"), "--folder", folder, "--stage",
                                         f"grbl:unix:{path}"], env=environment, stdin=subprocess.DEVNULL)
        self.id = wait_until(self._find_window, WINDOW_S)
        if not self.id:
            raise RuntimeError("no window appeared")
        if not wait_until(lambda: self.relay.first_since(0, b"?"), WINDOW_S):
            raise RuntimeError("the program does not ask the stage")
        time.sleep(3.0)
        xdotool("windowfocus", self.id)
        time.sleep(0.3)

    def _find_window(self):
        found = xdotool("search", "--onlyvisible", "--pid", self.program.pid).split()
        return found[-1] if found else None

    def arm(self):
        self.keyboard.tap("j")
        time.sleep(0.3)

    def start_jog(self, key="Right"):
        """Holds a key until the jog is on the wire; returns when it was pressed."""
        pressed = self.keyboard.press(key)
        if not wait_until(lambda: self.relay.first_since(pressed, b"$J="), 3.0, 0.005):
            self.keyboard.release(key)
            raise RuntimeError("the held key starts no jog")
        return pressed

    def release_to_wire_s(self, held_s, key="Right"):
        """A hold that the dead man's switch ended before the release says nothing of it: it is begun again."""
        for _ in range(HOLDS_AT_MOST):
            started = self.start_jog(key)
            time.sleep(held_s)
            released = self.keyboard.release(key)
            was_stopped = self.relay.first_since(started, STOP_BYTES)
            when = wait_until(lambda: self.relay.first_since(released, STOP_BYTES), 2.0, 0.005)
            wait_until(self.rests, 3.0, 0.02)
            time.sleep(0.4)  # the program has to hear of it, too: it takes no new wish before
            if when:
                return when - released
            if not was_stopped:
                raise RuntimeError("no stop came within 2 s of the release")
            self.n_stopped_before += 1
        raise RuntimeError("a held jog always ends before the release")

    def rests(self):
        return self.relay.ask()[0] == "Idle"

    def kill_to_rest_s(self, held_s):
        """kill -9 in a held jog: until the emulator says that it stands, asked by nobody else."""
        self.start_jog()
        time.sleep(held_s)
        killed = time.monotonic()
        self.program.send_signal(signal.SIGKILL)
        if not wait_until(self.rests, 5.0, 0.002):
            raise RuntimeError("the stage still moves 5 s after the program was killed")
        rest = time.monotonic()
        self.keyboard.release("Right")
        before = self.relay.ask()
        time.sleep(0.5)
        if self.relay.ask() != before:
            raise RuntimeError("the stage went on after it had stood")
        return rest - killed

    def close(self):
        for process in (self.program, self.stage):
            if process is not None:
                process.kill()
                process.wait(10)
        self.relay.close()


def run_inside(script):
    insonify_window.run_in_private_desktop(script, "1366x768")
