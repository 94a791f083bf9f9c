#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lost triggers make holes there and nowhere else; a cut cable ends with exit 3 and every finished line;
Ctrl-C ends with exit 4 and the lines so far; --resume completes it."""
import os
import signal
import subprocess
import time

import h5py
import numpy as np

from insonify_check import CLI, cli, expect, plane, recipe, texture, work_folder


def recorded(file):
    """The amplitudes as they were recorded: exports show them without the comb that the whole picture has."""
    with h5py.File(file) as f:
        return f["/Private/Insonify/Planes/Amplitude"][:, 0, :]


def lost_triggers(folder, specimen):
    path = recipe(folder, "lost.scan", IndexLengthMm=2, PrfHz=500)
    file = os.path.join(folder, "lost.nde")
    cli("scan", path, "-o", file, "--stage", "sim?latency_ms=5&jitter_ms=3",
        "--digitizer", f"sim:{specimen}?width_mm=22&lost_percent=1&seed=4", "--quiet")
    image = plane(file, folder)
    holes = ~np.isfinite(image)
    with h5py.File(file) as f:
        status = f["/Public/Groups/0/Datasets/1-AScanStatus"][:]
        ascans = f["/Public/Groups/0/Datasets/0-AScanAmplitude"]
        expect(((status & 1) == 0)[holes].all() and ((status & 1) == 1)[~holes].all(), "status and holes differ")
        for row, column in zip(*np.nonzero(holes)):
            expect(not ascans[row, column].any(), f"a hole at {row},{column} holds samples")
    n, expected = int(holes.sum()), image.size * 0.01
    print(f"lost triggers: {n} holes of {image.size} pixels at one pulse a pixel, about {expected:.0f} expected")
    expect(0.4 * expected < n < 2.0 * expected, "the holes are not where pulses were lost")

    # four pulses a pixel: one lost of four is no hole
    path = recipe(folder, "spare.scan", IndexLengthMm=1)
    file = os.path.join(folder, "spare.nde")
    cli("scan", path, "-o", file, "--digitizer", f"sim:{specimen}?width_mm=22&lost_percent=1&seed=4", "--quiet")
    expect(np.isfinite(plane(file, folder)).all(), "a pixel with three good pulses became a hole")
    print("lost triggers: none of the pixels with pulses left is a hole")


def cut_cable(folder, specimen):
    socket = os.path.join(folder, "stage")
    server = subprocess.Popen([CLI, "simulate-stage", "--protocol", "grbl", "--listen", f"unix:{socket}"],
                              stdout=subprocess.PIPE, text=True)
    server.stdout.readline()
    path = recipe(folder, "cut.scan")
    file = os.path.join(folder, "cut.nde")
    scan = subprocess.Popen([CLI, "scan", path, "-o", file, "--stage", f"grbl:unix:{socket}",
                             "--digitizer", f"sim:{specimen}?width_mm=22"],
                            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    time.sleep(5.3)
    server.kill()
    server.wait()
    _, errors = scan.communicate(timeout=60)
    info, _, _ = cli("info", file)
    print(f"cable cut: exit {scan.returncode}; {errors.strip().splitlines()[-1]}")
    print("\n".join("cable cut: " + line for line in info.splitlines() if "ine" in line))
    expect(scan.returncode == 3, "exit status is not 3")
    image = plane(file, folder)
    whole = np.isfinite(image).all(axis=1)
    n = int(whole.sum())
    expect(n >= 3, f"only {n} lines")
    expect(whole[:n].all() and not np.isfinite(image[n:]).any(), "lines are missing, or half lines are there")


def interrupt_and_resume(folder, specimen):
    path = recipe(folder, "stop.scan", IndexLengthMm=1.2)
    file = os.path.join(folder, "stop.nde")
    arguments = ["scan", path, "-o", file, "--digitizer", f"sim:{specimen}?width_mm=22"]
    scan = subprocess.Popen([CLI, *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    time.sleep(4.0)
    scan.send_signal(signal.SIGINT)
    scan.communicate(timeout=60)
    expect(scan.returncode == 4, f"exit {scan.returncode} after Ctrl-C, expected 4")
    before = recorded(file)
    n = int(np.isfinite(before).all(axis=1).sum())
    expect(2 <= n < 12, f"{n} lines before the stop")
    cli(*arguments, expected=1)  # an existing file is not overwritten
    cli(*arguments, "--resume")
    after = recorded(file)
    expect(np.isfinite(after).all(), "the resumed scan has holes")
    expect(np.array_equal(before[:n], after[:n]), "resuming changed finished lines")
    print(f"Ctrl-C: exit 4 with {n} of 12 lines kept; --resume completed the other {12 - n}")
    other = recipe(folder, "other.scan", IndexLengthMm=1.2, SpeedMmPerS=40)
    _, errors, _ = cli("scan", other, "-o", file, "--resume", expected=None)
    print("resume with another recipe:", errors.strip())
    expect("SpeedMmPerS" in errors or "recipe" in errors, "the refusal does not say why")


def main():
    with work_folder() as folder:
        specimen, _, _ = texture(folder)
        lost_triggers(folder, specimen)
        cut_cable(folder, specimen)
        interrupt_and_resume(folder, specimen)


if __name__ == "__main__":
    main()
