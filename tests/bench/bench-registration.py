#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The comb between lines swept forward and back, as recorded, after the picture's correction and after a calibration,
and the absolute shift before and after it, with pixels of 50 um, 50 mm/s and a link of 5 ms + 3 ms of jitter: with 80 um
of backlash, with a card's clock 100 ppm off, with both and with neither. Lines are compared with the specimen. First,
that a picture without structure is left alone; last, how far the comb of one rig whose answers always take 2 ms differs
from scan to scan. Prints name, value and unit, separated by tabs; with a name, that case only. bench-registration.c has
the figures from line to line, and `./dev bench registration` prints both."""
import json
import os
import sys

import numpy as np
from PIL import Image

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "e2e"))
from insonify_check import cli, line_shift_mm, plane, recipe, sample, work_folder  # noqa: E402

LINK = "sim?latency_ms=5&jitter_ms=3&seed=11"
STEP_MM, N_LINES, LENGTH_MM = 0.05, 31, 10.0
BACKLASH, CLOCK = "&backlash_mm=0.08", "&clock_ppm=100"
CASES = {"plain": (LINK, ""), "backlash_80_um": (LINK + BACKLASH, ""), "clock_100_ppm": (LINK, CLOCK),
         "backlash_80_um_clock_100_ppm": (LINK + BACKLASH, CLOCK)}
SAME_RIG, N_SAME = "sim?latency_ms=2&backlash_mm=0.05", 5


def fine_texture(folder, width_mm=12.0, height_mm=4.0, pitch_mm=0.002, sigma_mm=0.2):
    """Smooth and random; finer than what is to be measured, because the simulated card hears whole pixels of it."""
    shape = (round(height_mm / pitch_mm), round(width_mm / pitch_mm))
    coarse = np.random.default_rng(5).standard_normal((shape[0] // 20, shape[1] // 20))
    fy, fx = np.fft.fftfreq(coarse.shape[0], 20 * pitch_mm)[:, None], np.fft.rfftfreq(coarse.shape[1], 20 * pitch_mm)
    spectrum = np.fft.rfft2(coarse) * np.exp(-2 * (np.pi * sigma_mm) ** 2 * (fx[None, :] ** 2 + fy ** 2))
    picture = np.fft.irfft2(spectrum, s=coarse.shape)
    picture = np.clip(0.5 + 0.22 * picture / picture.std(), 0, 1)
    image = Image.fromarray(picture.astype(np.float32), "F").resize((shape[1], shape[0]), Image.BICUBIC)
    pixels = np.round(255 * np.clip(np.asarray(image), 0, 1)).astype(np.uint8)
    path = os.path.join(folder, "texture.png")
    Image.fromarray(pixels, "L").save(path)
    return path, pixels / 255.0, pitch_mm


def say(name, value, unit):
    print(f"{name}\t{value:.4g}\t{unit}", flush=True)


def rig_file(folder, name, correction):
    path = os.path.join(folder, f"{name}.rig")
    with open(path, "w", encoding="utf-8") as file:
        file.write(f"[Rig]\nName=Bench\n[Correction]\n{correction}\n")
    return path


class Bench:
    def __init__(self, folder, stage, card):
        self.folder, self.stage = folder, stage
        self.specimen, self.picture, self.pitch_mm = fine_texture(folder)
        self.card = f"sim:{self.specimen}?width_mm=12{card}"

    def recipe(self, name, **changes):
        return recipe(self.folder, f"{name}.scan", **{"ScanStepMm": STEP_MM, "IndexStepMm": STEP_MM,
                      "ScanLengthMm": LENGTH_MM, "IndexLengthMm": N_LINES * STEP_MM, "PrfHz": 2530, "Samples": 256, **changes})

    def scan(self, name, rig, **changes):
        file = os.path.join(self.folder, f"{name}.nde")
        cli("scan", self.recipe(name, **changes), "-o", file, "--rig", rig, "--stage", self.stage, "--digitizer",
            self.card, "--quiet")
        return file

    def shifts_mm(self, file, start_mm=1.0, sign=1):
        """How far each line is shown too far towards plus X, against the specimen; NaN for a line of holes."""
        image = plane(file, self.folder)
        offsets_mm = (np.arange(8) + 0.5) / 8 * STEP_MM - STEP_MM / 2  # a pixel is the mean over its width
        along = start_mm + sign * np.arange(image.shape[1]) * STEP_MM
        shifts = []
        for row, line in enumerate(image):
            if np.isfinite(line).mean() < 0.5:
                shifts.append(np.nan)
                continue

            def reference(shift, row=row):
                points = along[:, None] + shift + offsets_mm[None, :]
                return sample(self.picture, self.pitch_mm, points, np.full_like(points, 1 + row * STEP_MM)).mean(axis=1)

            shifts.append(-line_shift_mm(line, reference, STEP_MM, reach_mm=0.3))
        return np.array(shifts)


def comb_px(shifts_mm):
    return float(np.nanmean(shifts_mm[0::2]) - np.nanmean(shifts_mm[1::2])) / STEP_MM


def say_shifts(name, shifts_mm):
    say(f"registration.{name}.comb_px", abs(comb_px(shifts_mm)), "px")
    say(f"registration.{name}.absolute_px", abs(float(np.nanmean(shifts_mm))) / STEP_MM, "px")
    say(f"registration.{name}.lines_left_out", np.isnan(shifts_mm).sum(), "of lines")


def measure(folder, case, stage, card):
    bench = Bench(folder, stage, card)
    off = rig_file(folder, "off", "CombCorrection=off")
    recorded = bench.scan("recorded", off)
    say_shifts(f"{case}.recorded", bench.shifts_mm(recorded))
    corrected = os.path.join(folder, "corrected.nde")
    cli("regate", recorded, "--comb", "auto", "-o", corrected)
    say_shifts(f"{case}.after_picture", bench.shifts_mm(corrected))

    # one way only, at a speed at which nothing is calibrated: nothing averages out
    last_mm = 1 + LENGTH_MM - STEP_MM
    one_way = {"SpeedMmPerS": 30, "Pattern": "unidirectional", "IndexLengthMm": 0.4, "ScanAxis": "-X",
               "StartMm": f"{last_mm};1;0"}
    other = bench.scan("other", off, **one_way)
    before_mm = bench.shifts_mm(other, start_mm=last_mm, sign=-1)
    say(f"registration.{case}.one_way_30_mm_s.before_calibrate_px", abs(float(np.nanmean(before_mm))) / STEP_MM, "px")

    cli("calibrate", bench.recipe("calibrate"), "--rig", off, "--stage", stage, "--digitizer", bench.card, "--save")
    say_shifts(f"{case}.after_calibrate", bench.shifts_mm(bench.scan("calibrated", off)))
    after_mm = bench.shifts_mm(bench.scan("other_calibrated", off, **one_way), start_mm=last_mm, sign=-1)
    say(f"registration.{case}.one_way_30_mm_s.after_calibrate_px", abs(float(np.nanmean(after_mm))) / STEP_MM, "px")


def measure_same_rig(folder):
    """The comb as recorded, by the specimen and by the picture: one rig, one part, scan after scan."""
    bench = Bench(folder, SAME_RIG, "")
    off = rig_file(folder, "same", "CombCorrection=off")
    truth, told = [], []
    for number in range(N_SAME):
        file = bench.scan(f"same{number}", off)
        truth.append(comb_px(bench.shifts_mm(file)))
        info = json.loads(cli("info", "--json", file)[0])
        told.append((info["comb_px"] or np.nan, info["comb_se_px"] or np.nan))  # null where the picture does not tell
    off_by = [abs(comb - by_specimen) for (comb, _), by_specimen in zip(told, truth)]
    covered = [difference <= 2 * se for difference, (_, se) in zip(off_by, told)]
    say("registration.same_rig.comb_least_px", min(truth), "px")
    say("registration.same_rig.comb_most_px", max(truth), "px")
    say("registration.same_rig.picture_off_by_px", max(off_by), "px")
    say("registration.same_rig.picture_coverage", np.mean(covered), "share")


def measure_flat(folder):
    """How much is corrected where the part says nothing: backlash that the picture cannot show."""
    bench = Bench(folder, CASES["backlash_80_um"][0], "")
    Image.fromarray(np.full((200, 600), 160, np.uint8), "L").save(bench.specimen)
    file = bench.scan("flat", rig_file(folder, "flat", "CombCorrection=picture"))
    info = json.loads(cli("info", "--json", file)[0])
    say("registration.corrected_without_structure_px", abs(info["shift_forward_px"]) + abs(info["shift_backward_px"]), "px")


def main():
    wanted = sys.argv[1:] or ["flat", *CASES, "same_rig"]
    for case in wanted:
        with work_folder() as folder:
            if case == "flat":
                measure_flat(folder)
            elif case == "same_rig":
                measure_same_rig(folder)
            else:
                measure(folder, case, *CASES[case])


if __name__ == "__main__":
    main()
