#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""From the release of a key (a real X event) to the stop on the wire, with the live A-scan running and in the pause of
a scan, and from kill -9 of the program to standstill in the emulator. Prints name, value and unit, separated by tabs.
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

BUILD = os.path.join(ROOT, "build")
N_RELEASES = 100
N_KILLS = 5
SCAN_STARTS_S = 8.0
PAUSE_S = 8.0


def say(name, value, unit):
    print(f"{name}\t{value:.4g}\t{unit}", flush=True)


def quantile(values, share):
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def releases(rig, n, moments):
    """There and back again, so that no limit comes near."""
    return [1e3 * rig.release_to_wire_s(moments.uniform(0.25, 0.5), ("Right", "Left")[i % 2]) for i in range(n)]


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
