# SPDX-License-Identifier: GPL-3.0-or-later
"""A technician's day with a stage of the firmware emulator, in the real window: find it, jog it by hand and keys, cut
its cable, confirm where it is, send it far. What moves is read off the wire.

  /usr/bin/python3 tests/app/drive-stage.py [BUILD-FOLDER]
"""
import os
import sys
import tempfile
import time

import insonify_window
from insonify_window import expect, step, wait_until, xdotool
from stage_bench import ANSWER_S, BUILD, CONNECT_S, PROGRAM, QUIET_S, Bench, end, shoot, start_emulator, window_ids

LOOK_S = 60.0
N_REFUSALS = 20


# ---- find --------------------------------------------------------------------------------------------------------

def find_stages(folder):
    """Two controllers and an empty port; what is found is chosen and jogged."""
    ports = {name: os.path.join(folder, f"pty-{name}") for name in ("grbl", "pi-gcs")}
    emulators = [start_emulator(name, f"pty:{path}") for name, path in ports.items()]
    window = insonify_window.Window(PROGRAM, "--folder", folder, folder=folder, environment={
        "GSETTINGS_BACKEND": "memory", "INSONIFY_SERIAL_PORTS": ":".join(ports.values())})
    try:
        step("stages are found at their ports")
        expect(wait_until(lambda: window.find_label("At rest, homed"), CONNECT_S), "the simulated stage is not connected")
        stage = window.find_once("Stage: ")
        window.click(stage)
        window.click(window.find("Find stages"))
        window.click(window.find("Disconnect and Look"))
        expect(wait_until(lambda: window.find_saying("Asking at "), ANSWER_S), "nothing says where it asks")
        shoot("finding")
        expect(wait_until(lambda: window.find_label("PI C-884") and window.find_label("Grbl"), LOOK_S, 1.0),
               "not both stages are found")
        shoot("found")
        expect(wait_until(lambda: window.look_around() and find_use(window, ports["pi-gcs"]), LOOK_S, 1.0),
               "the PI controller cannot be used")
        expect(wait_until(lambda: window.find_label("At rest"), CONNECT_S), "the first stage does not come back")

        step("the one that is chosen is used, and nothing moves by that")
        window.click(find_use(window, ports["pi-gcs"]))
        expect(wait_until(lambda: window.look_around() and not find_use(window, ports["pi-gcs"]), CONNECT_S),
               "the stage that was chosen is still offered")
        expect(find_use(window, ports["grbl"]), "the other one is not offered any more")
        expect(wait_until(lambda: "idle" in window.text(stage), CONNECT_S), f"it says {window.text(stage)}")
        shoot("used")
        window.click(window.find_named("Done"))
        window.click(window.find("Hold"))
        expect(wait_until(lambda: window.position("X") is not None, ANSWER_S), "the chosen stage has no position")
        before = window.position("X")
        window.hold(window.find("Jog X+"), 0.8)
        expect(wait_until(lambda: window.position("X") != before, ANSWER_S), "the stage that was chosen does not jog")
        expect(window.close() == 0, f"the program ended with {window.process.returncode}")
    except Exception:
        shoot("failed")
        raise
    finally:
        window.kill()
        end(*emulators)


def find_use(window, port):
    for (name, role), item in window.known.items():
        if role == insonify_window.BUTTON and name.startswith("Use ") and name.endswith(" at " + port):
            return item
    return None


# ---- keys, focus, pages ------------------------------------------------------------------------------------------

def stop_held_key(bench, what, act):
    """A key is held, something happens: it stops, and going on wants a new press of armed keys."""
    bench.arm()
    bench.hold(bench.press_key, lambda: bench.keyboard.release("Right"), what)
    since = act()
    bench.expect_stop(since, what)
    bench.keyboard.release("Right")
    bench.wait_for_rest(what)


def stop_held_button(bench, what, act):
    bench.hold(bench.press_button, lambda: xdotool("mouseup", 1), what)
    since = act()
    bench.expect_stop(since, what)
    xdotool("mouseup", 1)
    bench.wait_for_rest(what)


def click():
    since = time.monotonic()
    xdotool("click", 1)
    return since


def stop_held_key_by_click(bench, what, item):
    """Found and pointed at before: looking for it keeps the window busy longer than a hold survives."""
    bench.window.point(item)
    stop_held_key(bench, what, click)


def jog_by_keys(bench):
    window, keyboard = bench.window, bench.keyboard
    step("arrow keys move nothing before they are armed")
    since = keyboard.press("Right")
    time.sleep(QUIET_S)
    keyboard.release("Right")
    expect(not bench.cable.motion_since(since), "an arrow key moves the stage although it is not armed")
    bench.arm()
    shoot("armed")

    step("a held key stops on whatever happens")
    bench.press_key()
    shoot("held")
    keyboard.release("Right")
    bench.wait_for_rest("the picture of a held key")
    bench.hold(bench.press_key, lambda: keyboard.release("Right"), "release")
    bench.expect_stop(keyboard.release("Right"), "release")
    bench.wait_for_rest("release")
    stop_held_key(bench, "J disarms", lambda: keyboard.press("j"))
    keyboard.release("j")
    bench.expect_disarmed("J")
    stop_held_key(bench, "another window takes the focus", bench.other.take_focus)
    xdotool("windowfocus", window.id)
    bench.expect_disarmed("loss of the focus")
    stop_held_key(bench, "Escape", lambda: keyboard.press("Escape"))
    keyboard.release("Escape")
    stop_held_key_by_click(bench, "the Stage page is opened", bench.state)
    window.click(window.find_named("Done"))
    stop_held_key_by_click(bench, "a popover opens", window.find_named("Go to…"))
    window.key("Escape")
    since = keyboard.press("Right")
    time.sleep(QUIET_S)
    keyboard.release("Right")
    expect(not bench.cable.motion_since(since), "keys stay armed behind a popover")


def hold_buttons(bench):
    window, keyboard = bench.window, bench.keyboard
    step("a held button stops on whatever happens")
    stop_held_button(bench, "another window takes the focus", bench.other.take_focus)
    xdotool("windowfocus", window.id)
    stop_held_button(bench, "the panel is folded away", lambda: keyboard.tap("F9"))
    window.key("F9")
    time.sleep(0.5)
    known = set(window_ids(window))
    stop_held_button(bench, "a dialog opens", lambda: chord(window))
    dialogs = set(window_ids(window)) - known
    expect(dialogs, "Ctrl+S opens no dialog")
    xdotool("windowfocus", dialogs.pop(), "key", "Escape")
    time.sleep(0.5)
    xdotool("windowfocus", window.id)


def chord(window):
    since = time.monotonic()
    window.key("ctrl+s")
    return since


# ---- far and typed -----------------------------------------------------------------------------------------------

def go_far(bench):
    window = bench.window
    step("a long step asks first")
    window.click(window.find("Step"))
    since = time.monotonic()
    window.click(window.find("Jog X+"))
    expect(wait_until(lambda: window.find_saying("Is the way clear?"), ANSWER_S), "a step of 50 mm asks nothing")
    shoot("long-step")
    window.look_around()
    window.click(window.find_named("Cancel", insonify_window.BUTTON))
    time.sleep(QUIET_S)
    expect(not bench.cable.motion_since(since), "a long step that was cancelled moves")
    window.click(window.find("Jog X+"))
    expect(wait_until(lambda: window.find_saying("Is the way clear?"), ANSWER_S), "it asks only once")
    since = time.monotonic()
    window.click(window.find_named("Move", insonify_window.BUTTON))
    bench.expect_jog(since, "Move")
    since = time.monotonic()
    window.key("Escape")
    bench.expect_stop(since, "STOP in a long step")
    bench.wait_for_rest("STOP in a long step")


def go_to(window, x):
    """Types a place; returns the popover, which is a window of its own."""
    known = set(window_ids(window))
    window.key("ctrl+g")
    popover = wait_until(lambda: set(window_ids(window)) - known, ANSWER_S)
    expect(popover, "Ctrl+G opens nothing to type a place in")
    window.key("ctrl+a")
    xdotool("type", "--delay", 20, x)
    time.sleep(0.2)
    return popover.pop()


def cancel(window, popover):
    x, y = window.middle(window.find_named("Cancel", insonify_window.BUTTON))
    xdotool("mousemove", "--window", popover, x, y, "click", 1)
    expect(wait_until(lambda: popover not in window_ids(window), ANSWER_S), "Cancel does not close the popover")


def type_comma(bench):
    window = bench.window
    step("“60,5” and “60.5” are the same place, and a far one asks")
    for text in ("60,5", "60.5"):
        go_to(window, "30")
        since = time.monotonic()
        window.key("Return")
        if not wait_until(lambda: bench.cable.motion_since(since), 1.0):  # it is far: asks
            window.key("Return")
        expect(wait_until(lambda: at(bench, 30.0), CONNECT_S), f"X does not come to 30: {bench.cable.ask()}")
        bench.wait_for_rest("go to 30")
        go_to(window, text)
        window.key("Return")
        expect(wait_until(lambda: at(bench, 60.5), CONNECT_S), f"“{text}” leads to {bench.cable.ask()}")
        bench.wait_for_rest(f"go to {text}")
    popover = go_to(window, "60,000")
    since = time.monotonic()
    window.key("Return")
    expect(wait_until(lambda: window.find_label("60,000"), ANSWER_S), "nothing is said of “60,000”")
    shoot("typed")
    time.sleep(QUIET_S)
    expect(not bench.cable.motion_since(since), "“60,000” moves the stage")
    cancel(window, popover)

    popover = go_to(window, "150")
    since = time.monotonic()
    window.key("Return")
    expect(wait_until(lambda: window.find_saying("Is the way clear?"), ANSWER_S), "90 mm ask nothing")
    shoot("long-move")
    cancel(window, popover)
    time.sleep(QUIET_S)
    expect(not bench.cable.motion_since(since), "a far place that was cancelled moves the stage")


def at(bench, x_mm):
    return abs(bench.x_mm() - x_mm) < 0.01 and bench.cable.ask()[0] == "Idle"


# ---- the cable ---------------------------------------------------------------------------------------------------

def expect_lost(bench, since, what):
    """The window says so, and shows no position."""
    expect(wait_until(lambda: "no answer" in bench.says(), ANSWER_S, 0.02), f"{what}: the window says {bench.says()}")
    print(f"  {what}: the window says so after {time.monotonic() - since:.2f} s", flush=True)
    expect(wait_until(lambda: bench.window.position("X") is None, 1.0, 0.02),
           f"{what}: X shows {bench.window.position('X')}")
    expect(bench.window.text(bench.window.find("X position", "label")) == "unknown", f"{what}: the position is no word")


def reconnect(bench, what):
    """By the banner; a firmware that is still running is refused until it stands."""
    since = bench.cable.mend()
    for _ in range(N_REFUSALS):
        if "no answer" in bench.says():
            bench.window.click(bench.window.find("Reconnect"))
        if wait_until(lambda: "not homed" in bench.says() or "unknown" in bench.says(), 2.0):
            break
    expect("no answer" not in bench.says(), f"{what}: it does not connect again: {bench.says()}")
    return since


def refuses_to_move(bench, since, what):
    window = bench.window
    expect(window.position("X") is None, f"{what}: a position is shown that nobody has confirmed")
    expect(window.find_saying("nothing moves before"), f"{what}: nothing says what to do")
    bench.keyboard.tap("j")
    bench.keyboard.press("Right")
    time.sleep(0.4)
    bench.keyboard.release("Right")
    window.key("ctrl+g")
    expect(not bench.cable.motion_since(since), f"{what}: moves unconfirmed: {bench.cable.motion_since(since)}")
    expect(bench.is_still(), f"{what}: the stage moves unconfirmed")


def confirm(bench, what):
    window = bench.window
    window.click(window.find_named("The position is right", insonify_window.BUTTON))
    expect(wait_until(lambda: window.position("X") is not None, ANSWER_S), f"{what}: unknown though it was confirmed")
    expect(abs(window.position("X") - bench.x_mm()) < 0.01,
           f"{what}: X shows {window.position('X')}, the stage is at {bench.x_mm()}")
    window.click(window.find("Hold"))
    bench.hold(lambda: bench.press_button("Jog X-"), lambda: xdotool("mouseup", 1), what)
    since = time.monotonic()
    xdotool("mouseup", 1)
    bench.expect_stop(since, f"{what}: jogged again")
    bench.wait_for_rest(what)


def cut_cable(bench):
    window = bench.window
    step("the cable is cut in a held jog")
    window.click(window.find("Hold"))
    bench.press_button("Jog X-")
    time.sleep(0.4)
    since = time.monotonic()
    bench.cable.is_silent = True
    expect_lost(bench, since, "cut while moving")
    shoot("lost")
    xdotool("mouseup", 1)
    expect(wait_until(bench.is_still, ANSWER_S), "the stage runs on without a cable")
    since = reconnect(bench, "cut while moving")
    shoot("unconfirmed")
    refuses_to_move(bench, since, "cut while moving")
    step("it is confirmed, and jogs again")
    confirm(bench, "cut while moving")

    for what, cut in (("silent at rest", lambda: setattr(bench.cable, "is_silent", True)),
                      ("unplugged at rest", bench.cable.unplug)):
        step(what)
        since = time.monotonic()
        cut()
        expect_lost(bench, since, what)
        since = reconnect(bench, what)
        refuses_to_move(bench, since, what)
        confirm(bench, what)


def live_with_it(folder):
    bench = Bench(folder)
    try:
        bench.open()
        jog_by_keys(bench)
        hold_buttons(bench)
        go_far(bench)
        type_comma(bench)
        cut_cable(bench)
        expect(bench.window.close() == 0, f"the program ended with {bench.window.process.returncode}")
    except Exception:
        shoot("failed")
        raise
    finally:
        bench.close()


def main():
    insonify_window.run_in_private_desktop(__file__)
    if "ASAN_OPTIONS" in os.environ:
        # GTK 4.8's AT-SPI side leaves two arrays behind; the tests in process look for leaks of ours
        os.environ["ASAN_OPTIONS"] += ":detect_leaks=0"
    os.environ["GSETTINGS_SCHEMA_DIR"] = os.path.join(BUILD, "data")
    with tempfile.TemporaryDirectory(prefix="insonify-stage-") as folder:
        try:
            live_with_it(folder)
            find_stages(folder)
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
