# SPDX-License-Identifier: GPL-3.0-or-later
"""Drives the real window as a person does: pointer and keys by xdotool, words and places by AT-SPI.

Everything runs on an X server and a session bus of its own (run_in_private_desktop)."""
import os
import shutil
import signal
import subprocess
import sys
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
SKIPPED = 77
FIND_S = 20.0
HEADER_HEIGHT = 54
MINUS = "\u2212"
BUTTON = "push button"
SCREENS = os.path.join("tests", "app", "screens")  # in the build folder


def run_in_private_desktop(script, screen="1366x768", inside="INSONIFY_PRIVATE_DESKTOP"):
    """Starts the script again on a display and a bus of its own, unless it runs there already."""
    if os.environ.get(inside):
        return
    for tool in ("xvfb-run", "dbus-run-session", "xdotool", "import"):
        if shutil.which(tool) is None:
            print(f"Skipped: {tool} is not installed.")
            sys.exit(SKIPPED)
    try:
        import gi
        gi.require_version("Atspi", "2.0")
    except (ImportError, ValueError) as error:
        print(f"Skipped: AT-SPI cannot be had from Python ({error}).")
        sys.exit(SKIPPED)
    environment = {key: value for key, value in os.environ.items()
                   if key not in ("WAYLAND_DISPLAY", "NO_AT_BRIDGE", "DBUS_SESSION_BUS_ADDRESS", "AT_SPI_BUS_ADDRESS")}
    environment.update({inside: "1", "GTK_A11Y": "atspi", "GDK_BACKEND": "x11", "GSK_RENDERER": "cairo",
                        "GDK_DEBUG": "gl-disable", "LC_ALL": "C.UTF-8", "LANGUAGE": "C", "GTK_USE_PORTAL": "0"})
    os.execvpe("xvfb-run", ["xvfb-run", "-a", "-s", f"-screen 0 {screen}x24 -nolisten tcp", "dbus-run-session", "--",
                            sys.executable, os.path.abspath(script), *sys.argv[1:]], environment)


def apart(function, *arguments):
    """Runs it in a process of its own: libatspi crashes now and then where a program that it knew has gone and the next
    one is looked for. Fails as it does."""
    sys.stdout.flush()
    child = os.fork()
    if child == 0:
        status = 1
        try:
            function(*arguments)
            status = 0
        except Exception as error:  # pylint: disable=broad-except
            print(f"FAILED: {error}")
        finally:
            sys.stdout.flush()
            os._exit(status)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if status != 0:
        raise RuntimeError(f"{function.__name__} ended with {status}")


def wait_until(condition, seconds, period_s=0.1):
    """What condition returned at last; false when the time has passed."""
    deadline = time.monotonic() + seconds
    while True:
        result = condition()
        if result or time.monotonic() > deadline:
            return result
        time.sleep(period_s)


def xdotool(*arguments):
    done = subprocess.run(["xdotool", *map(str, arguments)], capture_output=True, text=True, timeout=30, check=False)
    return done.stdout.strip()


def expect(condition, message):
    if not condition:
        raise AssertionError(message)


def step(text):
    print(f"- {text}", flush=True)


def take_screenshot(path):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    subprocess.run(["import", "-window", "root", path], timeout=30, check=True)


def make_shoot(build, prefix):
    """Takes the screenshots of one script, named."""
    return lambda name: take_screenshot(os.path.join(build, SCREENS, f"{prefix}-{name}.png"))


class Window:
    """One running insonify."""

    def __init__(self, program, *arguments, folder, environment=None, bare=False):
        # without an address the program would offer to set up a rig
        if not bare and not any(str(word) in ("--stage", "--digitizer", "--rig") for word in arguments):
            arguments = ("--stage", "sim", *arguments)
        import gi
        gi.require_version("Atspi", "2.0")
        from gi.repository import Atspi
        self.atspi = Atspi
        Atspi.get_desktop(0).get_child_count()  # the registry is up before the program looks for it
        self.known = {}
        self.log = open(os.path.join(folder, "insonify.log"), "ab")
        environment = {**os.environ, **(environment or {})}
        self.process = subprocess.Popen([program, *map(str, arguments)], env=environment, cwd=folder,
                                        stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log)
        self.application = wait_until(self._find_application, FIND_S)
        self.frame = self.application and wait_until(self._find_frame, FIND_S)
        self.id = self.frame and wait_until(self._find_id, FIND_S)
        if not self.id:
            self.kill()
            missing = "application" if not self.application else "frame" if not self.frame else "window"
            raise RuntimeError(f"the window did not come within 20 s: no {missing}")

    # ---- finding ----

    def _find_application(self):
        desktop = self.atspi.get_desktop(0)
        desktop.clear_cache()
        for i in range(desktop.get_child_count()):
            child = desktop.get_child_at_index(i)
            try:
                if child is not None and child.get_process_id() == self.process.pid:
                    return child
            except Exception:  # gone again while we looked
                pass
        return None

    def _find_frame(self):
        # Anew each time: an object from before the window was there stays empty.
        self.application = self._find_application() or self.application
        self.application.clear_cache()
        return self.application.get_child_at_index(0)

    def _find_id(self):
        found = xdotool("search", "--onlyvisible", "--pid", self.process.pid).split()
        return found[-1] if found else None

    def walk(self, top=None):
        """Every accessible object below top, top first."""
        todo = [top or self.frame]
        while todo:
            item = todo.pop()
            yield item
            try:
                children = [item.get_child_at_index(i) for i in range(item.get_child_count())]
            except Exception:
                continue
            todo.extend(child for child in reversed(children) if child is not None)

    def look_around(self):
        """Takes in every name once: a walk costs a second or two."""
        self.known.clear()
        for item in self.walk():
            try:
                name, role = item.get_name(), item.get_role_name()
            except Exception:  # gone again while we looked
                continue
            self.known.setdefault((name, role), item)
        return True

    def find(self, name, role=BUTTON):
        """An object by its accessible name; fails when it does not come."""
        key = (name, role)
        if key not in self.known:
            wait_until(lambda: self.look_around() and key in self.known, FIND_S, 0.5)
        if key not in self.known:
            raise RuntimeError(f"the window has no {role} “{name}”")
        return self.known[key]

    def find_named(self, name, role=None):
        """What has this name, and that role if one is given, and is laid out; a menu button's names are those of its
        inside."""
        for item in self.walk():
            try:
                if item.get_name() == name and role in (None, item.get_role_name()) and self.is_seen(item):
                    return item
            except Exception:  # gone again while we looked
                continue
        raise RuntimeError(f"nothing that is seen is named “{name}”")

    def find_saying(self, part):
        """What is laid out and says this in its text; None if nothing does."""
        for item in self.walk():
            try:
                if part in self.text(item) and self.is_seen(item):
                    return item
            except Exception:  # holds no text, or is gone again
                continue
        return None

    def find_label(self, part):
        """The label that is seen now and holds these words, or None."""
        return self._find_seen(part, False)

    def find_once(self, part, in_header=False):
        """As find_label(), but remembered: a label whose words change."""
        key = (part, "words")
        if key not in self.known:
            item = wait_until(lambda: self._find_seen(part, in_header), FIND_S, 0.5)
            if not item:
                raise RuntimeError(f"no label says “{part}”")
            self.known[key] = item
        return self.known[key]

    def _find_seen(self, part, in_header):
        for item in self.walk():
            try:
                if item.get_role_name() == "label" and part in self.text(item) and self.is_seen(item):
                    if not in_header or self.middle(item)[1] < HEADER_HEIGHT:
                        return item
            except Exception:  # gone again while we looked
                continue
        return None

    # ---- reading ----

    def text(self, item):
        n = self.atspi.Text.get_character_count(item)
        return self.atspi.Text.get_text(item, 0, n)

    def has_state(self, item, state):
        item.clear_cache()
        return item.get_state_set().contains(state)

    def is_seen(self, item):
        """GTK 4.8 never sets SHOWING: what is not laid out has no size."""
        box = self.atspi.Component.get_extents(item, self.atspi.CoordType.WINDOW)
        return box.width > 0 and box.height > 0

    def is_sensitive(self, item):
        return self.has_state(item, self.atspi.StateType.SENSITIVE)

    def is_pressed(self, item):
        return self.has_state(item, self.atspi.StateType.PRESSED)

    def position(self, axis):
        """What the card shows, mm; None where the position is a word."""
        try:
            return float(self.text(self.find(f"{axis} position", "label")).replace(MINUS, "-").replace(",", "."))
        except ValueError:
            return None

    # ---- pointer and keys ----

    def middle(self, item):
        item.clear_cache()
        box = self.atspi.Component.get_extents(item, self.atspi.CoordType.WINDOW)
        return box.x + box.width // 2, box.y + box.height // 2

    def point(self, item):
        x, y = self.middle(item)
        xdotool("mousemove", "--window", self.id, x, y)
        time.sleep(0.1)

    def point_at(self, item, x_share, y_share):
        """Into an object, by shares of its width and height."""
        box = self.atspi.Component.get_extents(item, self.atspi.CoordType.WINDOW)
        xdotool("mousemove", "--window", self.id, box.x + int(x_share * box.width), box.y + int(y_share * box.height))
        time.sleep(0.1)

    def click(self, item):
        self.point(item)
        xdotool("click", 1)
        time.sleep(0.3)

    def hold(self, item, seconds):
        """Presses and holds; returns how long it was."""
        self.point(item)
        started = time.monotonic()
        xdotool("mousedown", 1)
        time.sleep(seconds)
        xdotool("mouseup", 1)
        return time.monotonic() - started

    def key(self, *keys):
        xdotool("key", "--clearmodifiers", *keys)
        time.sleep(0.1)

    def retype(self, name, value):
        """Replaces what stands in an entry."""
        self.click(self.find(name, "text"))
        self.key("ctrl+a")
        xdotool("type", "--delay", 20, str(value))
        time.sleep(0.2)

    # ---- ending ----

    def close(self, seconds=15.0):
        """By the button in the header; returns the exit status."""
        self.click(self.find("Close"))
        return self.wait(seconds)

    def wait(self, seconds):
        try:
            return self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            return None
        finally:
            self.log.flush()

    def kill(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait(10)
        self.log.close()
