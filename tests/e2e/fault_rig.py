# SPDX-License-Identifier: GPL-3.0-or-later
"""A scan on an emulated stage in a process of its own, through a cable that can be cut, onto a disk that can go wrong;
and what of its file is as it should be."""
import mmap
import os
import select
import socket
import subprocess
import sys
import threading
import time
import zlib

import h5py
import numpy as np

from insonify_check import CLI, ROOT, recipe, sample, texture

sys.path.insert(0, os.path.join(ROOT, "tests", "bench"))
from stage_truth import EmulatedStage  # noqa: E402

BAD_DISK = os.environ.get("INSONIFY_BAD_DISK", os.path.join(ROOT, "build", "tests", "e2e", "libbad-disk.so"))
GOOD, STALLED, FULL, NO_WRITE, NO_SYNC = range(5)
WAIT_S = 60.0
POLL_S = 0.002

N_LINES, N_COLUMNS, STEP_MM, SPEED_MM_S, START_MM = 24, 80, 0.1, 50.0, 1.0
LINK = {"acceleration_mm_s2": 2000, "latency_ms": 1, "jitter_ms": 2}
PRIVATE = "/Private/Insonify"
ASCANS = "/Public/Groups/0/Datasets/0-AScanAmplitude"
FULL_ECHO_PERCENT = 80  # of white
STARTED_S = slice(40, 48)  # of a line's record, as are its state and checksum in read_rows()
PIXEL_PERCENT = 3.0  # a value may lie so far beside what the pixel and its two neighbours span


class Cable(threading.Thread):
    """A UNIX socket that leads to another one, for one client at a time."""

    def __init__(self, folder, to_path):
        super().__init__(daemon=True)
        self.path = os.path.join(folder, "cable.sock")
        self.to_path = to_path
        self.is_cut, self.is_over = threading.Event(), threading.Event()
        self.listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.listener.bind(self.path)
        self.listener.listen(4)
        self.listener.settimeout(0.1)
        self.address = f"grbl:unix:{self.path}"
        self.start()

    def run(self):
        while not self.is_over.is_set():
            try:
                client, _ = self.listener.accept()
            except socket.timeout:
                continue
            with client, socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as stage:
                stage.connect(self.to_path)
                self.carry(client, stage)
            self.is_cut.clear()
        self.listener.close()

    def carry(self, client, stage):
        while not self.is_cut.is_set() and not self.is_over.is_set():
            ready, _, _ = select.select([client, stage], [], [], 0.02)
            for end in ready:
                try:
                    data = end.recv(4096)
                    (stage if end is client else client).sendall(data)
                except OSError:
                    return
                if not data:
                    return

    def cut(self):
        self.is_cut.set()


class Disk:
    """What the preloaded library is told."""

    def __init__(self, folder):
        self.path = os.path.join(folder, "disk")
        with open(self.path, "wb") as file:
            file.write(b"\0")
        with open(self.path, "r+b") as file:
            self.byte = mmap.mmap(file.fileno(), 1)

    def set(self, mode):
        self.byte[0] = mode

    def environment(self):
        options = os.environ.get("ASAN_OPTIONS", "")
        return {**os.environ, "BAD_DISK": self.path, "LD_PRELOAD": BAD_DISK,
                "ASAN_OPTIONS": f"{options}:verify_asan_link_order=0"}


class Scan:
    """The scanning program, and its file as it grows."""

    def __init__(self, rig, *arguments):
        self.file, self.rig = rig.file, rig
        self.began_s = time.clock_gettime(time.CLOCK_MONOTONIC_RAW)
        self.process = subprocess.Popen(
            [CLI, "scan", rig.recipe, "-o", rig.file, "--stage", rig.address, "--digitizer", rig.card, *arguments],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            env=rig.disk.environment())

    def wait_until_begun(self):
        until_s = time.monotonic() + WAIT_S
        while not os.path.exists(self.file) and self.process.poll() is None and time.monotonic() < until_s:
            time.sleep(POLL_S)
        self.began_s = time.clock_gettime(time.CLOCK_MONOTONIC_RAW)

    def end(self):
        """Exit status, what it printed, and its messages."""
        output, errors = self.process.communicate(timeout=WAIT_S)
        return self.process.returncode, output, errors


class Rig:
    """One stage, one card and one disk; a scan of 8 x 2.4 mm of texture, 24 lines."""

    def __init__(self, folder, seed=1, link=None, **card):
        self.folder = folder
        self.specimen, picture, pitch_mm = texture(folder, width_mm=12.0, n=1200, sigma_mm=0.2)
        self.truth = expected_percent(picture, pitch_mm)
        self.link = LINK | (link or {})
        self.stage = EmulatedStage(folder, seed=seed, **self.link)
        self.cable = Cable(folder, self.stage.path)
        self.disk = Disk(folder)
        self.file = os.path.join(folder, "scan.nde")
        self.address = self.stage.address
        options = {"width_mm": 12, "noise_percent": 0, "seed": seed, "follow": self.stage.log, **card}
        self.card = f"sim:{self.specimen}?" + "&".join(f"{key}={value}" for key, value in options.items())
        self.recipe = recipe(folder, ScanLengthMm=N_COLUMNS * STEP_MM, IndexLengthMm=N_LINES * STEP_MM,
                             ScanStepMm=STEP_MM, IndexStepMm=STEP_MM, SpeedMmPerS=SPEED_MM_S, Samples=64,
                             DelayS="25.5e-6", StartMm=f"{START_MM};{START_MM};0")

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self.cable.is_over.set()
        self.cable.join()
        self.stage.__exit__(*exception)

    def restart_stage(self):
        """Its power fails and comes back: it knows nothing any more."""
        self.stage.process.kill()
        self.stage.process.wait()
        self.stage.process.stdout.close()
        self.stage = EmulatedStage(self.folder, **self.link)

    def begun_rows(self, until_s):
        """Rows of whose pixels the stage had swept any by then, by its own log."""
        rows = set()
        for row in self.stage.segments():
            if row[0] < until_s and abs(row[5]) > 1.0:
                end_mm = row[2] + row[5] * (row[1] - row[0])
                if max(row[2], end_mm) > START_MM and min(row[2], end_mm) < START_MM + N_COLUMNS * STEP_MM:
                    rows.add(round((row[3] - START_MM) / STEP_MM))
        return {row for row in rows if 0 <= row < N_LINES}

    def swept_rows(self, until_s):
        """Rows that were swept from end to end by then."""
        ends = [end for _, end in self.stage.sweeps(N_COLUMNS * STEP_MM)]
        return sum(end < until_s for end in ends)


def count_holes(row):
    """Of a line as read_rows() has it."""
    return sum(pixel != 0 for pixel in row[1])


def is_kept(before, after):
    """The same line to the bit, or one that was swept later and is no worse."""
    if before == after or after is None:
        return before == after
    started_before_s, started_after_s = (np.frombuffer(row[0][STARTED_S], "<f8")[0] for row in (before, after))
    return started_after_s > started_before_s and count_holes(after) <= count_holes(before)


def read_rows(file):
    """Of each finished line its record, its holes and the rest of it, as bytes; None where there is no finished line."""
    with h5py.File(file, "r") as f:
        group = f[PRIVATE]
        records = group["Lines"][:]
        raw = np.frombuffer(records.tobytes(), np.uint8).reshape(len(records), -1)
        parts = [f[ASCANS], f["/Public/Groups/0/Datasets/1-AScanStatus"]]
        parts += [group["Planes/" + name] for name in sorted(group["Planes"])]
        parts = [part[:] for part in parts if part.shape[:1] == (len(records),)]
        holes = group["Planes/Holes"][:]
    rows = []
    for i in range(len(records)):
        record = raw[i].tobytes()
        is_good = record[0] == 1 and zlib.crc32(record[:124]) == int.from_bytes(record[124:], "little")
        rows.append((record, holes[i].tobytes(), b"".join(part[i].tobytes() for part in parts)) if is_good else None)
    return rows


def span(values):
    """Smallest and largest of each pixel and its two neighbours on the line."""
    padded = np.pad(values, [(0, 0), (1, 1)] + [(0, 0)] * (values.ndim - 2), mode="edge")
    near = np.stack([padded[:, :-2], padded[:, 1:-1], padded[:, 2:]])
    return near.min(axis=0), near.max(axis=0)


class Picture:
    """Amplitudes as recorded, holes, A-scans."""

    def __init__(self, file):
        with h5py.File(file, "r") as f:
            self.amplitude = f[PRIVATE + "/Planes/Amplitude"][:, 0, :].astype(float)
            self.hole = f[PRIVATE + "/Planes/Holes"][:] != 0
            self.ascans = f[ASCANS][:].astype(float)
            self.peak = np.abs(self.ascans).max(axis=2) / f[PRIVATE + "/FullScaleCounts"][()] * 100
            records = f[PRIVATE + "/Lines"][:]
            self.stated_um = f[PRIVATE + "/Planes/Registration"][:].max(axis=1)
            self.verdicts = records["verdict"]
            self.alpha = records["alpha"]
            self.offset_ms = 1e3 * np.stack([records[name] for name in ("offset_s", "offset_low_s", "offset_high_s")])
        self.done = np.array([row is not None for row in read_rows(file)])

    def describe(self, row):
        """What the file itself says of the line's place."""
        offset, low, high = self.offset_ms[:, row]
        return (f"line {row}: verdict {self.verdicts[row]}, stated {self.stated_um[row]:.1f} um, alpha {self.alpha[row]:.2f}, "
                f"offset {offset:.2f} of {low:.2f} to {high:.2f} ms")

    def find_wrong(self, truth):
        """By row: pixels that have a value, or an A-scan, which the specimen has nowhere within a pixel of their place."""
        wrong = np.zeros_like(self.hole)
        for values in (self.amplitude, self.peak):
            wrong |= (values < truth.min(axis=0) - PIXEL_PERCENT) | (values > truth.max(axis=0) + PIXEL_PERCENT)
        n_wrong = (wrong & self.done[:, None] & ~self.hole).sum(axis=1)
        return {int(row): int(n_wrong[row]) for row in np.nonzero(n_wrong)[0]}

    def find_differing(self, undisturbed):
        """By row: pixels with a sample in their A-scan that the undisturbed scan has nowhere within a pixel, holes aside."""
        low, high = span(undisturbed.ascans)
        slack = 2 * PIXEL_PERCENT / 100 * np.abs(undisturbed.ascans).max()
        differs = ((self.ascans < low - slack) | (self.ascans > high + slack)).any(axis=2)
        differs = (differs & ~self.hole & ~undisturbed.hole).sum(axis=1)
        return {int(row): int(differs[row]) for row in np.nonzero(differs)[0]}


def expected_percent(picture, pitch_mm):
    """What each pixel of the scan should be, the specimen's mean over its width, from a pixel too early to one too late."""
    offsets_mm = ((np.arange(8) + 0.5) / 8 - 0.5) * STEP_MM
    x = START_MM + np.arange(N_COLUMNS)[:, None] * STEP_MM + offsets_mm[None, :]
    y_mm = START_MM + np.arange(N_LINES) * STEP_MM
    return FULL_ECHO_PERCENT * np.array(
        [[sample(picture, pitch_mm, x + shift * STEP_MM, np.full_like(x, y)).mean(axis=1) for y in y_mm]
         for shift in np.linspace(-1, 1, 17)])
