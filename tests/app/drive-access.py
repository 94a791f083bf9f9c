# SPDX-License-Identifier: GPL-3.0-or-later
"""As somebody who sees no picture: every control that can have the focus has a name and says what it is, in every state of
the window, and the pictures are described. Names come from AT-SPI, as a screen reader gets them.

  /usr/bin/python3 tests/app/drive-access.py [BUILD-FOLDER]
"""
import os
import re
import sys
import tempfile
import time

import insonify_window
from insonify_window import ROOT, wait_until

BUILD = os.path.abspath(sys.argv[1] if len(sys.argv) > 1 else os.path.join(ROOT, "build"))
PROGRAM = os.path.join(BUILD, "src", "app", "insonify")
CONNECT_S = 20.0
SCAN_S = 60.0
# what the toolkit itself makes focusable inside of a control that has a name
INSIDE = {"filler", "panel", "scroll pane", "viewport", "grouping", "unknown"}
PICTURES = ("C-scan", "A-scan", "B-scan")


def expect(condition, message):
    if not condition:
        raise AssertionError(message)


def step(text):
    print(f"- {text}", flush=True)


def describe_way(item):
    """The names and roles above it, the nearest first."""
    way = []
    while item is not None and len(way) < 6:
        try:
            way.append(f"{item.get_role_name()} “{item.get_name()}”")
            item = item.get_parent()
        except Exception:  # pylint: disable=broad-except
            break
    return " in ".join(way)


def is_type(name):
    """What the toolkit says where nobody has given a name."""
    return re.fullmatch(r"(Gtk|Ins)[A-Z]\w+", name) is not None


def is_part_of_named(item):
    """The button in a drop-down: a screen reader says the drop-down's name."""
    above = item.get_parent()
    return above.get_role_name() == "combo box" and above.get_name().strip() != "" and not is_type(above.get_name())


def complaints(window):
    states = window.atspi.StateType
    for item in window.walk():
        try:
            item.clear_cache()
            has = item.get_state_set().contains
            if not has(states.FOCUSABLE) or not has(states.SENSITIVE) or not window.is_seen(item):
                continue
            name, role = item.get_name().strip(), item.get_role_name()
        except Exception:  # gone again while we looked
            continue
        if role in INSIDE:
            continue
        if not name or is_type(name) and not is_part_of_named(item):
            yield f"no name: {describe_way(item)}"
        elif not any(letter.isalpha() for letter in name):
            yield f"a name without a letter: {describe_way(item)}"


def examine(window, where):
    time.sleep(0.5)
    found = sorted(set(complaints(window)))
    for sentence in found:
        print(f"{where}: {sentence}", flush=True)
    return len(found)


def check_pictures(window):
    for name in PICTURES:
        picture = window.find(name, "image")
        picture.clear_cache()
        expect(picture.get_description().strip(), f"{name} is not described")


def ask_for_window_that_is_gone(window):
    """As a screen reader does that counted the windows before one went. GTK 4.8 answers with the last window of its list
    and crashes if that was never shown, so there must be none such."""
    from gi.repository import Gio, GLib

    def call(bus, name, path, interface, method, arguments=None):
        return bus.call_sync(name, path, interface, method, arguments, None, Gio.DBusCallFlags.NONE, 5000, None).unpack()

    session = Gio.bus_get_sync(Gio.BusType.SESSION)
    address = call(session, "org.a11y.Bus", "/org/a11y/bus", "org.a11y.Bus", "GetAddress")[0]
    bus = Gio.DBusConnection.new_for_address_sync(
        address, Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT | Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION, None, None)
    daemon = ("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus")
    names = [name for name in call(bus, *daemon, "ListNames")[0] if name.startswith(":")]
    ours = [name for name in names if call(bus, *daemon, "GetConnectionUnixProcessID", GLib.Variant("(s)", (name,)))[0]
            == window.process.pid]
    expect(ours, "the program is not on the accessibility bus")
    for name in ours:
        call(bus, name, "/org/a11y/atspi/accessible/root", "org.a11y.atspi.Accessible", "GetChildAtIndex",
             GLib.Variant("(i)", (9,)))
    expect(window.process.poll() is None, f"the program ends: {window.process.poll()}")


def walk(folder):
    window = insonify_window.Window(PROGRAM, "--folder", os.path.join(folder, "scans"), "--stage", "sim", "--digitizer",
                                    "sim:coin", folder=folder,
                                    environment={"GSETTINGS_BACKEND": "memory",
                                                 "GSETTINGS_SCHEMA_DIR": os.path.join(BUILD, "data")})
    try:
        n_bad = 0
        step("ready to scan")
        expect(wait_until(lambda: window.find_label("At rest, homed"), CONNECT_S), "the stage does not connect")
        n_bad += examine(window, "ready")
        check_pictures(window)
        step("a window that is gone is asked for")
        ask_for_window_that_is_gone(window)
        for page in ("Stage", "Card"):
            step(f"the page of the {page.lower()}")
            window.click(window.find_once(f"{page}: "))
            n_bad += examine(window, page)
            window.click(window.find_named("Done"))
        step("measuring")
        window.click(window.find("C-scan", "image"))
        window.key("m")
        n_bad += examine(window, "measuring")
        window.key("c")
        step("the menu")
        window.click(window.find_named("Menu"))
        n_bad += examine(window, "menu")
        window.key("Escape")
        expect(n_bad == 0, f"{n_bad} controls without a name")
    finally:
        window.kill()


def main():
    insonify_window.run_in_private_desktop(__file__)
    with tempfile.TemporaryDirectory(prefix="insonify-") as folder:
        insonify_window.apart(walk, folder)
    print("every control has a name")


if __name__ == "__main__":
    main()
