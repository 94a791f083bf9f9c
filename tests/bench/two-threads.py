#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The plain script that laboratories have: for each line a thread that moves the stage and one that reads the card,
both made anew, started together and joined; then back, then one step to the next line. It is what bench-scan.py holds
our scan against. The card is a process of its own that gives a shot every so often; nothing is told where a shot was.

  two-threads.py --stage PATH    a Grbl behind a UNIX socket, as "insonify-cli simulate-stage --protocol grbl" serves it
"""
import argparse
import os
import socket
import subprocess
import sys
import threading
import time

import numpy as np

WAIT_S = 60.0
POLL_S = 0.01  # sleep between two questions
ARMING_S = 0.001
N_SAMPLES = 512


def card_main(prf_hz):
    """The card: reads a number of shots from stdin, gives so many to stdout, one per period. Ends with its input."""
    shot = np.zeros(N_SAMPLES, np.int16).tobytes()
    for line in sys.stdin:
        due_s = time.monotonic() + ARMING_S
        for _ in range(int(line)):
            due_s += 1.0 / prf_hz
            time.sleep(max(due_s - time.monotonic(), 0.0))
            sys.stdout.buffer.write(shot)
            sys.stdout.buffer.flush()


class Card:
    def __init__(self, prf_hz):
        self.process = subprocess.Popen([sys.executable, os.path.abspath(__file__), "--card", str(prf_hz)],
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def acquire(self, shots):
        """Fills shots, an array of n x N_SAMPLES."""
        self.process.stdin.write(f"{len(shots)}\n".encode())
        self.process.stdin.flush()
        for shot in shots:
            shot[:] = np.frombuffer(self.process.stdout.read(2 * N_SAMPLES), np.int16)

    def close(self):
        self.process.stdin.close()
        self.process.wait(WAIT_S)


class Stage:
    def __init__(self, path):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.settimeout(WAIT_S)
        self.socket.connect(path)
        self.lines = self.socket.makefile("r", encoding="ascii", errors="replace")

    def answer(self, starts):
        while True:
            line = self.lines.readline()
            if line == "" or line.startswith(("error", "ALARM")):
                raise RuntimeError(f"the stage answered {line!r}")
            if line.startswith(starts):
                return line

    def move(self, axis, mm, speed_mm_s):
        self.socket.sendall(f"G90 G1 {axis}{mm:.3f} F{speed_mm_s * 60:.0f}\n".encode())
        self.answer("ok")
        while True:
            self.socket.sendall(b"?")
            if self.answer("<").startswith("<Idle"):
                return
            time.sleep(POLL_S)


def scan(stage, card, arguments):
    ramp_mm = arguments.speed ** 2 / (2 * arguments.acceleration)
    line_s = arguments.length / arguments.speed + 2 * arguments.speed / arguments.acceleration
    start_mm, end_mm = 1 - ramp_mm, 1 + arguments.length + ramp_mm
    volume = np.zeros((arguments.lines, round(line_s * arguments.prf), N_SAMPLES), np.int16)
    stage.move("X", start_mm, arguments.speed)
    stage.move("Y", 1, arguments.speed)
    started_s = time.monotonic()
    for line in range(arguments.lines):
        mover = threading.Thread(target=stage.move, args=("X", end_mm, arguments.speed))
        recorder = threading.Thread(target=card.acquire, args=(volume[line],))
        mover.start()
        recorder.start()
        mover.join()
        recorder.join()
        if line + 1 < arguments.lines:
            stage.move("X", start_mm, arguments.speed)
            stage.move("Y", 1 + (line + 1) * arguments.index_step, arguments.speed)
    return time.monotonic() - started_s


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--stage")
    parser.add_argument("--card", type=float, help=argparse.SUPPRESS)
    parser.add_argument("--lines", type=int, default=20)
    parser.add_argument("--length", type=float, default=5.0, help="of the pixels, mm")
    parser.add_argument("--index-step", type=float, default=0.01)
    parser.add_argument("--speed", type=float, default=10.0)
    parser.add_argument("--acceleration", type=float, default=100.0)
    parser.add_argument("--prf", type=float, default=1000.0)
    arguments = parser.parse_args()
    if arguments.card is not None:
        card_main(arguments.card)
        return
    if arguments.stage is None:
        parser.error("--stage is missing")
    card = Card(arguments.prf)
    print(f"{scan(Stage(arguments.stage), card, arguments):.3f} s")
    card.close()


if __name__ == "__main__":
    main()
