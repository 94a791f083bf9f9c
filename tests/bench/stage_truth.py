# SPDX-License-Identifier: GPL-3.0-or-later
"""An emulated stage in a process of its own, and what its log says about the sweeps that it truly made."""
import os
import subprocess

import numpy as np

from insonify_check import CLI, fail

WAIT_S = 10.0
STILL_MM_S = 1e-6


class EmulatedStage:
    """insonify-cli simulate-stage with byte times of a serial line, behind a UNIX socket."""

    def __init__(self, folder, protocol="grbl", **options):
        self.path = os.path.join(folder, f"{protocol}.sock")
        self.log = os.path.join(folder, f"{protocol}.log")
        options = {"baud": 115200, "latency_ms": 0.5, "log": self.log, **options}
        self.process = subprocess.Popen(
            [CLI, "simulate-stage", "--protocol", protocol, "--listen", f"unix:{self.path}",
             "--with", "&".join(f"{key}={value}" for key, value in options.items())],
            stdout=subprocess.PIPE, text=True)
        self.address = ""
        while not self.address:
            line = self.process.stdout.readline()
            if line == "":
                fail(f"the emulator of {protocol} did not start")
            if line.startswith("stage "):
                self.address = line.split(None, 1)[1].strip()

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self.process.terminate()
        self.process.wait(WAIT_S)
        self.process.stdout.close()

    def mark(self):
        """What since= takes: what is in the log now does not count."""
        return os.path.getsize(self.log) if os.path.exists(self.log) else 0

    def segments(self, since=0):
        """Rows of the log as they became true: a later row cuts off what was only planned."""
        with open(self.log, encoding="ascii") as log:
            log.seek(since)
            rows = [np.array(line.split(), float) for line in log if line.count(" ") == 10]
        true = []
        for row in rows:
            while true and true[-1][0] >= row[0]:
                true.pop()
            if true and true[-1][1] > row[0]:
                true[-1][1] = row[0]
            true.append(row)
        return true

    def sweeps(self, length_mm, axis=0, since=0):
        """Start and end of every motion of the axis from rest to rest, or from turn to turn, of at least that length."""
        found = []
        begin = None
        for row in self.segments(since):
            start_s, end_s, position, speed, rate = row[0], row[1], row[2 + axis], row[5 + axis], row[8 + axis]
            span_s = end_s - start_s
            end_speed = speed + rate * span_s
            direction = np.sign(speed + end_speed)
            if abs(speed) + abs(end_speed) <= STILL_MM_S:
                direction = 0
            if begin is None or direction != begin["direction"] or start_s - begin["end_s"] > 1e-5:
                begin = {"direction": direction, "start_s": start_s, "from_mm": position}
                found.append(begin)
            begin["end_s"] = end_s
            begin["to_mm"] = position + speed * span_s + 0.5 * rate * span_s ** 2
        return [(b["start_s"], b["end_s"]) for b in found
                if b["direction"] != 0 and abs(b["to_mm"] - b["from_mm"]) >= length_mm]

    def still_s(self, length_mm, axis=0, since=0):
        """Seconds from the first sweep's start to the last one's end in which no axis moved."""
        sweeps = self.sweeps(length_mm, axis, since)
        still_s, end_s = 0.0, sweeps[0][0]
        for row in self.segments(since):
            speeds = np.abs(row[5:8]) + np.abs(row[5:8] + row[8:11] * (row[1] - row[0]))
            if speeds.max() <= STILL_MM_S or row[1] <= end_s or row[0] >= sweeps[-1][1]:
                continue
            still_s += max(row[0] - end_s, 0.0)
            end_s = row[1]
        return still_s
