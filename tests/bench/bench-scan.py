#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Scans on the simulated rig: wall time beside the kinematic minimum and beside a plain script with two threads a
line, and how well lines lie beside each other. Prints name, value and unit, separated by tabs."""
import math
import os
import socket
import subprocess
import sys
import threading
import time

import numpy as np
from PIL import Image

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "e2e"))
from insonify_check import CLI, cli, plane, recipe, work_folder  # noqa: E402

LINK = "latency_ms=5&jitter_ms=3"
ACCELERATION_MM_S2 = 500.0  # of the simulated stage, as of the kinematic minimum
LENGTH_MM, STEP_MM, SPEED_MM_S = 20.0, 0.1, 50.0
WAIT_S = 60.0


def say(name, value, unit):
    print(f"{name}\t{value:.4g}\t{unit}", flush=True)


def kinematic_s(n_lines, unidirectional):
    """As in tests/e2e/check-registration.py: lines (and the way back) and the index moves between them.
    The way back counts at the scan's speed, as a plain script goes it; the engine goes it faster and may be below 1."""
    line_s = LENGTH_MM / SPEED_MM_S + 2 * SPEED_MM_S / ACCELERATION_MM_S2
    index_s = 2 * math.sqrt(STEP_MM / ACCELERATION_MM_S2)
    return n_lines * line_s * (2 if unidirectional else 1) + (n_lines - 1) * index_s


def stripes(folder, pitch_mm, sigma_mm, name):
    """A fine texture along X, the same in every line: lines can be compared with each other."""
    n = round(22.0 / pitch_mm)
    random = np.random.default_rng(3)
    f = np.fft.rfftfreq(n, pitch_mm)
    row = np.fft.irfft(np.fft.rfft(random.standard_normal(n)) * np.exp(-2 * (np.pi * sigma_mm * f) ** 2), n)
    row = np.clip(0.5 + 0.2 * row / row.std(), 0, 1)
    path = os.path.join(folder, name)
    Image.fromarray(np.round(255 * np.tile(row, (8, 1))).astype(np.uint8), "L").resize((n, n)).save(path)
    return path


def shift_px(a, b, margin=8):
    """Shift of one line against another in pixels; their middle is compared, by Gauss-Newton steps."""
    x = np.arange(len(a), dtype=float)
    inside = slice(margin, len(a) - margin)
    shift = 0.0
    for _ in range(20):
        moved = np.interp(x + shift, x, b)
        slope = np.gradient(0.5 * (a + moved))
        error = (a - moved)[inside]
        slope = slope[inside]
        shift += float(np.clip(np.dot(slope, error - error.mean()) / np.dot(slope, slope), -1, 1))
    return shift


def scan(folder, name, specimen, stage, **changes):
    path = recipe(folder, f"{name}.scan", **changes)
    file = os.path.join(folder, f"{name}.nde")
    _, _, seconds = cli("scan", path, "-o", file, "--stage", stage, "--digitizer", specimen, "--quiet")
    return file, seconds


def wall_and_comb(folder, n_lines=30):
    specimen = f"sim:{stripes(folder, 0.025, 0.25, 'coarse.png')}?width_mm=22"
    for pattern in ("serpentine", "unidirectional"):
        file, seconds = scan(folder, pattern, specimen, f"sim?{LINK}&seed=11", IndexLengthMm=n_lines * STEP_MM,
                             Pattern=pattern)
        say(f"scan.{pattern}.wall_over_kinematic", seconds / kinematic_s(n_lines, pattern == "unidirectional"), "x")
        if pattern == "serpentine":
            image = plane(file, folder)
            comb = [shift_px((image[i - 1] + image[i + 1]) / 2, image[i]) for i in range(1, n_lines - 1)]
            comb = np.array(comb) * np.where(np.arange(1, n_lines - 1) % 2 == 1, 1, -1)
            say("registration.comb_px", abs(float(np.mean(comb))), "px")


def line_to_line(folder, n_lines=40, speed_mm_s=10.0, step_mm=0.01):
    specimen = f"sim:{stripes(folder, 0.005, 0.05, 'fine.png')}?width_mm=22&noise_percent=0"
    file, _ = scan(folder, "fine", specimen, f"sim?{LINK}&seed=7", Pattern="unidirectional", ScanLengthMm=6,
                   IndexLengthMm=n_lines * step_mm, ScanStepMm=step_mm, IndexStepMm=step_mm, SpeedMmPerS=speed_mm_s,
                   PrfHz=10000, Mode="gated")
    image = plane(file, folder)
    shifts_px = [shift_px(image[i], image[i + 1]) for i in range(n_lines - 1)]
    differences_us = np.abs(shifts_px) * step_mm / speed_mm_s * 1e6
    say("registration.line_to_line_p50_us", float(np.quantile(differences_us, 0.5)), "us")
    say("registration.line_to_line_p90_us", float(np.quantile(differences_us, 0.9)), "us")


class Peer:
    """What a plain script does: for each line a thread that moves and one that records; join; back; next line."""

    def __init__(self, path):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.settimeout(WAIT_S)
        self.socket.connect(path)
        self.lines = self.socket.makefile("r", encoding="ascii", errors="replace")

    def answer(self, starts):
        while True:
            line = self.lines.readline()
            if line == "" or line.startswith(("error", "ALARM")):
                raise RuntimeError(f"the simulated stage answered {line!r}")
            if line.startswith(starts):
                return line

    def move(self, axis, mm):
        self.socket.sendall(f"G90 G1 {axis}{mm:.3f} F{SPEED_MM_S * 60:.0f}\n".encode())
        self.answer("ok")
        while True:
            self.socket.sendall(b"?")
            if self.answer("<").startswith("<Idle"):
                return
            time.sleep(0.01)

    def scan(self, n_lines):
        runway_mm = SPEED_MM_S ** 2 / (2 * ACCELERATION_MM_S2)
        line_s = (LENGTH_MM + 2 * runway_mm) / SPEED_MM_S + SPEED_MM_S / ACCELERATION_MM_S2
        self.move("X", 1 - runway_mm)
        self.move("Y", 1)
        started_s = time.monotonic()
        for line in range(n_lines):
            mover = threading.Thread(target=self.move, args=("X", 1 + LENGTH_MM + runway_mm))
            recorder = threading.Thread(target=time.sleep, args=(line_s,))  # a card that records so long
            mover.start()
            recorder.start()
            mover.join()
            recorder.join()
            self.move("X", 1 - runway_mm)
            if line + 1 < n_lines:
                self.move("Y", 1 + (line + 1) * STEP_MM)
        return time.monotonic() - started_s


def beside_peer(folder, n_lines=15):
    path = os.path.join(folder, "stage")
    with subprocess.Popen([CLI, "simulate-stage", "--protocol", "grbl", "--listen", f"unix:{path}"],
                          stdout=subprocess.DEVNULL) as server:
        try:
            until_s = time.monotonic() + 10
            while not os.path.exists(path) and time.monotonic() < until_s:
                time.sleep(0.02)
            peer = Peer(path)
            peer_s = peer.scan(n_lines)
            peer.lines.close()
            peer.socket.close()
            for pattern, name in (("serpentine", "scan"), ("unidirectional", "scan.unidirectional")):
                _, seconds = scan(folder, f"peer-{pattern}", "sim:coin", f"grbl:unix:{path}", Pattern=pattern,
                                  IndexLengthMm=n_lines * STEP_MM)
                say(f"{name}.wall_over_two_threads_peer", seconds / peer_s, "x")
        finally:
            server.terminate()


def main():
    with work_folder() as folder:
        wall_and_comb(folder)
        beside_peer(folder)
        line_to_line(folder)


if __name__ == "__main__":
    main()
