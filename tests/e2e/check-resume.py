#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A scan that is gone on with after a fault is the one that nothing had happened to: the same A-scans within a pixel, holes
aside, and lines of before and after lie in step, by the stage's own log, within what the file states. The stage is in a
process of its own and answers by the byte times of a serial line."""
import concurrent.futures
import random

import h5py
import numpy as np

from fault_campaign import FAULTS, MARGIN_S, Moment, Result, undisturbed
from fault_rig import N_COLUMNS, START_MM, STEP_MM, Picture, Rig
from insonify_check import expect, work_folder

N_AT_ONCE = 3
LINK = {"latency_ms": 0.5, "jitter_ms": 0}
WHAT = {"kill": "kill -9", "cable": "cable cut", "overrun": "card overrun", "disk-stall": "stalled writer",
        "full-at-start": "full disk at start", "stopped-program": "SIGSTOP"}
CENTRE_MM = START_MM + (N_COLUMNS - 1) / 2 * STEP_MM
NEAR_S = 0.1
LEAST_MM_S = 40.0
SIGMAS, SLACK_PX = 3.0, 0.1


def find_true_crossings(rig):
    """(row, when the middle of the picture was passed), by the stage's log."""
    found = []
    for row in rig.stage.segments():
        start_s, end_s, x_mm, y_mm, speed, rate = row[0], row[1], row[2], row[3], row[5], row[8]
        if abs(speed) > LEAST_MM_S and abs(rate) < 1.0:
            passed_s = (CENTRE_MM - x_mm) / speed
            if 0.0 <= passed_s <= end_s - start_s:
                found.append((round((y_mm - START_MM) / STEP_MM), start_s + passed_s))
    return found


def find_passed_s(line, reports):
    """When the line says that the middle of the picture was passed; its crossing is the middle of the sweep, which may have
    begun further out than it ended."""
    reports = reports[:line["reports"]]
    reports = reports[np.abs(reports[:, 2] - CENTRE_MM) < N_COLUMNS / 2 * STEP_MM]
    taken_s = reports[:, 1] - line["alpha"] * (reports[:, 1] - reports[:, 0])
    return np.median(taken_s - (reports[:, 2] - CENTRE_MM) / line["speed_mm_s"]) + line["offset_s"]


class Lines:
    """Where the believed lines of a file were put, less where the stage was, mm along their sweep."""

    def __init__(self, rig):
        with h5py.File(rig.file, "r") as f:
            records = f["/Private/Insonify/Lines"][:]
            reports = f["/Private/Insonify/Reports"][:]
        truth = find_true_crossings(rig)
        self.beside_mm, self.sigma_mm, self.direction, self.started_s = [], [], [], []
        for line in records[(records["state"] == 1) & (records["verdict"] <= 1)]:
            put_s = find_passed_s(line, reports[line["row"]])
            true_s = min((s for row, s in truth if row == line["row"]), key=lambda s: abs(s - put_s), default=np.inf)
            if abs(put_s - true_s) < NEAR_S:
                self.beside_mm.append((put_s - true_s) * abs(line["speed_mm_s"]))
                self.sigma_mm.append(line["sigma_s"] * abs(line["speed_mm_s"]))
                self.direction.append(line["direction"])
                self.started_s.append(line["started_s"])
        self.beside_mm, self.sigma_mm = np.array(self.beside_mm), np.array(self.sigma_mm)
        self.direction, self.started_s = np.array(self.direction), np.array(self.started_s)

    def compare(self, fault_s):
        """Of lines that were swept since, how far each lies beside those of before that ran the same way, in pixels, and
        what of it the file states."""
        beside_px, stated_px = [], []
        for direction in (-1, 1):
            before = (self.started_s < fault_s) & (self.direction == direction)
            since = (self.started_s >= fault_s) & (self.direction == direction)
            if before.any() and since.any():
                beside_px += list(np.abs(self.beside_mm[since] - np.median(self.beside_mm[before])) / STEP_MM)
                stated_px += list(self.sigma_mm[since] / STEP_MM)
        return np.array(beside_px), np.array(stated_px)


def run(name, when, duration_s, reference):
    """What to print, and what is wrong."""
    result = Result()
    with work_folder() as folder, Rig(folder, link=LINK) as rig:
        moment = Moment(rig, result, 0.5, when * (duration_s - MARGIN_S))
        FAULTS[name](moment)
        fault_s = moment.scan.began_s if name == "full-at-start" else moment.first_began_s + moment.moment_s
        picture = Picture(rig.file)
        wrong = sum(picture.find_wrong(rig.truth).values())
        differing = sum(picture.find_differing(reference).values())
        beside_px, stated_px = Lines(rig).compare(fault_s)
    seam = f"{len(beside_px)} lines since lie up to {beside_px.max():.3f} px beside those of before" if len(beside_px) > 0 \
        else "no line before it"
    text = (f"{WHAT[name]} at {moment.moment_s:.1f} s: {result.n_lost} lines lost, {wrong} pixels wrong, {differing} differ from the "
            f"undisturbed scan, {int(picture.hole.sum())} holes; {seam}")
    for ok, complaint in ((result.n_lost == 0, "lines were lost"), (wrong == 0, "pixels are wrong"),
                          (differing == 0, "it differs from the undisturbed scan"),
                          (picture.done.all(), "the scan was not completed"),
                          ((beside_px <= SIGMAS * stated_px + SLACK_PX).all(), "lines lie beside those of before")):
        if not ok:
            result.complain(complaint)
    return text, result.complaints


def main():
    moments = random.Random(11)
    with work_folder() as folder, concurrent.futures.ThreadPoolExecutor(N_AT_ONCE) as pool:
        reference, duration_s = undisturbed(folder, LINK)
        jobs = [pool.submit(run, name, moments.uniform(0.3, 0.7), duration_s, reference) for name in WHAT]
        results = [job.result() for job in jobs]
    for text, complaints in results:
        print(text + "".join(f"; {complaint}" for complaint in complaints), flush=True)
    expect(not any(complaints for _, complaints in results), "a scan that was gone on with is not the undisturbed one")


if __name__ == "__main__":
    main()
