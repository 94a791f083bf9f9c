#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Scans on the simulated rig: wall time beside the kinematic minimum and beside a plain script with two threads a
line (two-threads.py), what a slow link costs, and how well lines lie beside each other. Prints name, value and unit,
separated by tabs. Words behind the program's name choose: process peer latency lines, and of which controllers the
latency: grbl zaber esp301 pi-gcs."""
import math
import os
import subprocess
import sys

import numpy as np
from PIL import Image

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "e2e"))
from insonify_check import cli, plane, recipe, work_folder  # noqa: E402
from stage_truth import EmulatedStage  # noqa: E402

LINK = "latency_ms=5&jitter_ms=3"
ACCELERATION_MM_S2 = 500.0  # of the simulated stage, as of the kinematic minimum
LENGTH_MM, STEP_MM, SPEED_MM_S = 20.0, 0.1, 50.0
PROTOCOLS = ("grbl", "zaber", "esp301", "pi-gcs")
TWO_THREADS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "two-threads.py")


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
        say(f"scan.{pattern}.process_over_kinematic", seconds / kinematic_s(n_lines, pattern == "unidirectional"), "x")
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


def kinematic_truth_s(n_lines, unidirectional, motion):
    """What the drive cannot do faster: ramps without any margin, the index move beside the turn (a planner takes it in
    the ramp, independent axes at the same time), the way back at full speed."""
    v, a = motion["speed_mm_s"], motion["acceleration_mm_s2"]
    line_s = motion["length_mm"] / v + 2 * v / a
    index_s = 2 * math.sqrt(motion["step_mm"] / a)
    way_mm = motion["length_mm"] + v ** 2 / a
    return_s = 2 * math.sqrt(way_mm / a)
    if way_mm * a > motion["maximum_mm_s"] ** 2:
        return_s = way_mm / motion["maximum_mm_s"] + motion["maximum_mm_s"] / a
    turn_s = max(return_s, index_s) if unidirectional else max(index_s - 2 * v / a, 0.0)
    return n_lines * line_s + (n_lines - 1) * turn_s


def truly_scan(stage, folder, name, motion, n_lines, pattern):
    """Seconds from the first sweep's start to the last one's end, by the emulator's own log; and how many motions."""
    cli("stage", stage.address, "move", 0, 0, 0)
    since = stage.mark()
    path = recipe(folder, f"{name}.scan", Pattern=pattern, ScanLengthMm=motion["length_mm"],
                  IndexLengthMm=n_lines * motion["step_mm"], ScanStepMm=motion["step_mm"],
                  IndexStepMm=motion["step_mm"], SpeedMmPerS=motion["speed_mm_s"], PrfHz=motion["prf_hz"])
    cli("scan", path, "-o", os.path.join(folder, f"{name}.nde"), "--stage", stage.address, "--digitizer", "sim:coin",
        "--confirm-position", "--quiet")
    sweeps = stage.sweeps(motion["length_mm"], since=since)
    return sweeps[-1][1] - sweeps[0][0], len(sweeps)


def beside_peer(folder, n_lines=20):
    """The peer and our scan in turn on the same emulated stage, which has a process of its own and byte times."""
    motion = {"length_mm": 5.0, "step_mm": 0.01, "speed_mm_s": 10.0, "acceleration_mm_s2": 100.0,
              "maximum_mm_s": 200.0, "prf_hz": 1000}
    with EmulatedStage(folder, acceleration_mm_s2=motion["acceleration_mm_s2"]) as stage:
        cli("stage", stage.address, "move", 0, 0, 0)
        since = stage.mark()
        subprocess.run([sys.executable, TWO_THREADS, "--stage", stage.path, "--lines", str(n_lines),
                        "--length", str(motion["length_mm"]), "--index-step", str(motion["step_mm"]),
                        "--speed", str(motion["speed_mm_s"]), "--acceleration", str(motion["acceleration_mm_s2"]),
                        "--prf", str(motion["prf_hz"])], check=True, stdout=subprocess.DEVNULL, timeout=600)
        peer = stage.sweeps(motion["length_mm"], since=since)
        peer_s = peer[-1][1] - peer[0][0]
        say("scan.two_threads_peer.s_per_line", peer_s / n_lines, "s")
        for pattern, name in (("serpentine", "scan"), ("unidirectional", "scan.unidirectional")):
            seconds, _ = truly_scan(stage, folder, f"peer-{pattern}", motion, n_lines, pattern)
            say(f"{name}.wall_over_two_threads_peer", seconds / peer_s, "x")
            say(f"scan.{pattern}.wall_over_kinematic",
                seconds / kinematic_truth_s(n_lines, pattern == "unidirectional", motion), "x")


def with_latency(folder, n_lines=10):
    """How much a slow link costs, where the controller queues moves (Grbl) and where it does not."""
    motion = {"length_mm": 40.0, "step_mm": 0.1, "speed_mm_s": 50.0, "acceleration_mm_s2": ACCELERATION_MM_S2,
              "maximum_mm_s": 200.0, "prf_hz": 1000}
    for protocol in [word for word in sys.argv[1:] if word in PROTOCOLS] or PROTOCOLS:
        for latency_ms in (10, 30, 100):
            with EmulatedStage(folder, protocol, latency_ms=latency_ms) as stage:
                for pattern in ("serpentine", "unidirectional"):
                    seconds, n = truly_scan(stage, folder, f"{protocol}-{latency_ms}-{pattern}", motion, n_lines, pattern)
                    name = f"scan.{pattern}" if protocol == "grbl" else f"scan.{pattern}.{protocol}"
                    least_s = kinematic_truth_s(n_lines, pattern == "unidirectional", motion)
                    say(f"{name}.latency_{latency_ms}ms.wall_over_kinematic", seconds / least_s, "x")
                    if protocol != "grbl":
                        turns = n - 1 if pattern == "serpentine" else (n - 1) / 2
                        say(f"{name}.latency_{latency_ms}ms.latencies_per_line",
                            (seconds - least_s) / turns / latency_ms * 1000, "x")


def main():
    parts = {"process": wall_and_comb, "peer": beside_peer, "latency": with_latency, "lines": line_to_line}
    with work_folder() as folder:
        for name, run in parts.items():
            if not set(sys.argv[1:]) & set(parts) or name in sys.argv[1:]:
                run(folder)


if __name__ == "__main__":
    main()
