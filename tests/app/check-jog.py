# SPDX-License-Identifier: GPL-3.0-or-later
"""A held key by real X events on a simulated Grbl: the release stops it, and so does kill -9 of the program.

  /usr/bin/python3 tests/app/check-jog.py [BUILD-FOLDER]
"""
import os
import sys
import tempfile

import jog_wire
from insonify_window import ROOT, expect

BUILD = os.path.abspath(sys.argv[1] if len(sys.argv) > 1 else os.path.join(ROOT, "build"))
GENEROUS_S = 2.0


def main():
    jog_wire.run_inside(__file__)
    with tempfile.TemporaryDirectory(prefix="insonify-jog-") as folder:
        rig = jog_wire.Rig(BUILD, folder, 40.0)
        try:
            rig.arm()
            for held_s in (0.3, 0.6, 0.9):
                delay_s = rig.release_to_wire_s(held_s)
                print(f"- released after {held_s} s: stop on the wire {1e3 * delay_s:.1f} ms later", flush=True)
                expect(delay_s < GENEROUS_S, "the stop came late")
            rest_s = rig.kill_to_rest_s(0.8)
            print(f"- killed in a held jog: at rest {rest_s:.2f} s later", flush=True)
            expect(rest_s < GENEROUS_S, "the stage ran on")
        finally:
            rig.close()


if __name__ == "__main__":
    main()
