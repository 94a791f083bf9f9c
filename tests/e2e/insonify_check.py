# SPDX-License-Identifier: GPL-3.0-or-later
"""What the end-to-end checks share: recipes, specimens, running insonify-cli, reading what it wrote."""
import os
import subprocess
import sys
import tempfile
import time

import numpy as np
from PIL import Image

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
CLI = os.environ.get("INSONIFY_CLI", os.path.join(ROOT, "build", "src", "cli", "insonify-cli"))
TIMEOUT_S = 600


def fail(message):
    print(f"FAILED: {message}")
    sys.exit(1)


def expect(condition, message):
    if not condition:
        fail(message)


def recipe(folder, name="check.scan", gates="", **changes):
    """Writes a recipe of 20 x 20 mm at 0.1 mm, 50 mm/s, 2 kHz, 512 samples; changes win."""
    keys = {
        "ScanAxis": "X", "IndexAxis": "Y", "StartMm": "1;1;0", "ScanLengthMm": 20,
        "IndexLengthMm": 20, "ScanStepMm": 0.1, "IndexStepMm": 0.1, "SpeedMmPerS": 50,
        "Pattern": "serpentine",
    }
    acquisition = {"SampleRateHz": 20000000, "Samples": 512, "DelayS": "20e-6", "PrfHz": 2000}
    for key, value in changes.items():
        (acquisition if key in acquisition or key in ("Mode", "Averages", "Signal") else keys)[key] = value
    text = "[Scan]\nName=Check\n" + "".join(f"{k}={v}\n" for k, v in keys.items())
    text += "[Acquisition]\n" + "".join(f"{k}={v}\n" for k, v in acquisition.items()) + gates
    path = os.path.join(folder, name)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    return path


def texture(folder, width_mm=22.0, n=2200, seed=5, sigma_mm=0.25, name="texture.png"):
    """A smooth random picture without symmetry; returns its path, its pixels (0..1) and its pitch in mm."""
    random = np.random.default_rng(seed)
    spectrum = np.fft.rfft2(random.standard_normal((n, n)))
    pitch_mm = width_mm / n
    fy = np.fft.fftfreq(n, pitch_mm)[:, None]
    fx = np.fft.rfftfreq(n, pitch_mm)[None, :]
    spectrum *= np.exp(-2 * (np.pi * sigma_mm) ** 2 * (fx ** 2 + fy ** 2))
    picture = np.fft.irfft2(spectrum, s=(n, n))
    picture = np.clip(0.5 + 0.22 * picture / picture.std(), 0, 1)
    pixels = np.round(255 * picture).astype(np.uint8)
    path = os.path.join(folder, name)
    Image.fromarray(pixels, "L").save(path)
    return path, pixels / 255.0, pitch_mm


def cli(*arguments, expected=0, timeout=TIMEOUT_S, **kwargs):
    """Runs insonify-cli; checks the exit status; returns (stdout, stderr, seconds)."""
    started = time.monotonic()
    done = subprocess.run([CLI, *map(str, arguments)], stdin=subprocess.DEVNULL, capture_output=True,
                          text=True, timeout=timeout, check=False, **kwargs)
    seconds = time.monotonic() - started
    if expected is not None and done.returncode != expected:
        fail(f"insonify-cli {' '.join(map(str, arguments))}: exit {done.returncode}, expected {expected}\n"
             f"{done.stdout}{done.stderr}")
    return done.stdout, done.stderr, seconds


def plane(file, folder, name="amplitude"):
    """A plane of the file as float32 array, one row per scan line."""
    path = os.path.join(folder, f"{name}.npy")
    cli("export", file, "-o", path, "--plane", name)
    return np.load(path)


def sample(picture, pitch_mm, x_mm, y_mm):
    """The specimen under points of the stage (nearest pixel, as the simulated card hears it)."""
    column = np.floor(np.asarray(x_mm) / pitch_mm).astype(int)
    row = np.floor(np.asarray(y_mm) / pitch_mm).astype(int)
    inside = (column >= 0) & (row >= 0) & (column < picture.shape[1]) & (row < picture.shape[0])
    values = picture[np.clip(row, 0, picture.shape[0] - 1), np.clip(column, 0, picture.shape[1] - 1)]
    return np.where(inside, values, 0.0)


def line_shift_mm(line, reference_of, step_mm, reach_mm=1.0):
    """Shift of one measured line against the specimen: reference_of(shift) gives the ideal line. Amplitude scale is free."""
    def cost(shift):
        reference = reference_of(shift)
        good = np.isfinite(line)
        a, b = line[good] - line[good].mean(), reference[good] - reference[good].mean()
        return -np.dot(a, b) / np.sqrt(np.dot(a, a) * np.dot(b, b) + 1e-30)

    shifts = np.arange(-reach_mm, reach_mm + 1e-9, step_mm / 8)
    costs = np.array([cost(shift) for shift in shifts])
    best = int(np.clip(costs.argmin(), 1, len(shifts) - 2))
    before, here, after = costs[best - 1:best + 2]
    bend = before - 2 * here + after
    return shifts[best] + (0.5 * (before - after) / bend if bend > 0 else 0) * (shifts[1] - shifts[0])


def work_folder():
    return tempfile.TemporaryDirectory(prefix="insonify-check-")
