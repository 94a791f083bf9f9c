#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""From a key (a real X event) to the stop on the wire: the release of a held jog key with the live A-scan running and in
the pause of a scan, and Escape in a running scan, which nothing but the scan moves by design; and from kill -9 of the
program to standstill in the emulator. Prints name, value and unit, separated by tabs; five minutes.
Wants a display: run it by ./dev bench."""
import os
import random
import sys
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(ROOT, "tests", "app"))
sys.dont_write_bytecode = True
import jog_wire  # noqa: E402
from insonify_window import wait_until  # noqa: E402

BUILD = os.path.join(ROOT, "build")
N_RELEASES = 60
N_STOPS = 16
N_LINES = 3  # on their way before it is stopped
SCAN_MOVE = b"G1"
N_KILLS = 5
SCAN_STARTS_S = 8.0
PAUSE_S = 8.0
SCAN_COMES_S = 20.0
REST_S = 2.0  # until the window takes the next scan


def say(name, value, unit):
    print(f"{name}\t{value:.4g}\t{unit}", flush=True)


def quantile(values, share):
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def releases(rig, n, moments):
    """There and back again, so that no limit comes near."""
    return [1e3 * rig.release_to_wire_s(moments.uniform(0.25, 0.5), ("Right", "Left")[i % 2]) for i in range(n)]


def stop_in_scan_s(rig, moments):
    """Escape in the middle of a line."""
    started = rig.keyboard.tap("F5")
    if not wait_until(lambda: rig.relay.count_since(started, SCAN_MOVE) >= N_LINES, SCAN_COMES_S, 0.02):
        raise RuntimeError("no scan runs")
    time.sleep(moments.uniform(0.2, 0.8))
    stopped = rig.keyboard.press("Escape")
    when = wait_until(lambda: rig.relay.first_since(stopped, jog_wire.STOP_BYTES), 2.0, 0.005)
    rig.keyboard.release("Escape")
    if not when:
        raise RuntimeError("no stop came within 2 s of Escape")
    wait_until(rig.rests, 5.0, 0.05)
    time.sleep(REST_S)
    return when - stopped


def release_to_wire(moments):
    with tempfile.TemporaryDirectory(prefix="insonify-bench-") as folder:
        rig = jog_wire.Rig(BUILD, folder)
        try:
            rig.arm()
            rig.release_to_wire_s(3.0)  # away from the end of the travel
            live = releases(rig, N_RELEASES, moments)
            say("jog.release_to_wire_p50_ms", quantile(live, 0.5), "ms")
            say("jog.release_to_wire_p99_ms", quantile(live, 0.99), "ms")
            rig.keyboard.tap("F5")
            time.sleep(SCAN_STARTS_S)
            rig.keyboard.tap("F6")
            time.sleep(PAUSE_S)
            rig.arm()
            say("jog.release_to_wire_paused_p99_ms", quantile(releases(rig, N_RELEASES, moments), 0.99), "ms")
            rig.keyboard.tap("Escape")
            time.sleep(REST_S)
            stops = [1e3 * stop_in_scan_s(rig, moments) for _ in range(N_STOPS)]
            say("jog.stop_in_scan_p50_ms", quantile(stops, 0.5), "ms")
            say("jog.stop_in_scan_longest_ms", max(stops), "ms")
            say("jog.holds_ended_before_release", rig.n_stopped_before, "holds")
        finally:
            rig.close()


def kill_to_rest(moments):
    rests = []
    for _ in range(N_KILLS):
        with tempfile.TemporaryDirectory(prefix="insonify-bench-") as folder:
            rig = jog_wire.Rig(BUILD, folder, 50.0)
            try:
                rig.arm()
                rests.append(rig.kill_to_rest_s(moments.uniform(0.5, 1.0)))
            finally:
                rig.close()
    say("jog.kill_to_rest_s", max(rests), "s")


def main():
    moments = random.Random(7)
    release_to_wire(moments)
    kill_to_rest(moments)


if __name__ == "__main__":
    main()
