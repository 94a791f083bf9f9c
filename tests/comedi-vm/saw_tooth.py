# SPDX-License-Identifier: GPL-3.0-or-later
"""What comedi_test records, as guest-steps.sh loads it, and a scan file of it held against that.

The driver computes channel 0 from the moment of the conversion: microseconds of CLOCK_MONOTONIC modulo the period
of the tooth (drivers/comedi/drivers/comedi_test.c). So at 1 MS/s a sample says which one it is, up to a whole tooth.
"""

import zlib
from dataclasses import dataclass, field

import h5py
import numpy as np

# A pixel is the mean of several pulses, which tells their phase only if they span less than half a tooth; and a
# tooth has a count or more for each sample.
TOOTH = 60000  # samples, period=60000 at 1 MS/s
COUNTS = 65535 * 9900000 // 20000000  # amplitude=9900000 uV on a range of 20 V
MIDDLE = 32768
PERIOD = 1999  # samples from pulse to pulse in both recipes
LINE_DONE = 1
HOLE_REGISTRATION = 4
ROW_WISE = ["/Public/Groups/0/Datasets/1-AScanStatus"] + [
    f"/Private/Insonify/Planes/{name}" for name in ("Amplitude", "Tof", "GateStatus", "Holes", "Pulses")
] + [f"/Private/Insonify/{name}" for name in ("Reports", "Card", "Planes/Registration",
                                                     "Planes/Derived", "Planes/Alarms")]

VALUES = np.arange(TOOTH) * (2 * COUNTS) // TOOTH + 65535 // 2 - COUNTS - MIDDLE


@dataclass
class Scan:
    """A scan file, opened as anybody would: with h5py."""
    path: str
    ascans: np.ndarray = field(init=False)
    holes: np.ndarray = field(init=False)
    pulses: np.ndarray = field(init=False)
    lines: np.ndarray = field(init=False)
    card: np.ndarray = field(init=False)  # by line
    account: np.void = field(init=False)
    whole: np.ndarray = field(init=False)  # rows that are done and whose checksums hold

    def __post_init__(self):
        with h5py.File(self.path, "r") as file:
            self.ascans = file["/Public/Groups/0/Datasets/0-AScanAmplitude"][:]
            self.holes = file["/Private/Insonify/Planes/Holes"][:]
            self.pulses = file["/Private/Insonify/Planes/Pulses"][:].astype(int)
            self.lines = file["/Private/Insonify/Lines"][:]
            self.card = file["/Private/Insonify/Card"][:]
            self.account = file["/Private/Insonify/Account"][0]
            planes = [file[name][:] for name in ROW_WISE if name in file]
        self.whole = np.array([self._is_whole(row, planes) for row in range(len(self.lines))])

    def _is_whole(self, row, planes):
        line = self.lines[row]
        crc = 0
        for plane in planes:
            crc = zlib.crc32(plane[row].tobytes(), crc)
        return bool(line["state"] == LINE_DONE and line["planes_crc32"] == crc and
                    line["ascans_crc32"] == zlib.crc32(self.ascans[row].tobytes()) and
                    line["record_crc32"] == zlib.crc32(line.tobytes()[:-4]))

    @property
    def placed(self):
        """Rows that the stage told enough about to be placed: none is left out but on a busy computer."""
        return ~(self.holes == HOLE_REGISTRATION).all(axis=1)

    def columns_in_time(self, row):
        columns = np.arange(self.ascans.shape[1])
        return columns if self.lines[row]["direction"] > 0 else columns[::-1]


def predict(phase, counts, n_samples):
    """The mean A-scans of pixels with so many pulses each, one after the other, whose first sample has that phase."""
    starts = phase + PERIOD * np.arange(counts.sum())
    records = VALUES[(starts[:, None] + np.arange(n_samples)) % TOOTH]
    sums = np.add.reduceat(records, np.cumsum(counts) - counts, axis=0)
    return sums / counts[:, None]


def find_phase(ascans, counts):
    """Phase of the first sample of the first pulse of consecutive pixels, or None if no phase of the tooth explains
    every sample to within a count."""
    n_samples = ascans.shape[1]
    turn = np.cumsum(np.concatenate([[0], np.tile(VALUES, 2)]))
    means = (turn[n_samples:n_samples + TOOTH] - turn[:TOOTH]) / n_samples  # of a record, by its phase
    before = np.cumsum(counts) - counts
    worst = np.zeros(TOOTH)
    for ascan, first, count in zip(ascans, before, counts):
        model = sum(np.roll(means, -PERIOD * (first + i)) for i in range(count)) / count
        worst = np.maximum(worst, np.abs(model - ascan.mean()))
    candidates = np.argsort(worst)[:8]
    errors = [np.abs(predict(phase, counts, n_samples) - ascans).max() for phase in candidates]
    best = int(np.argmin(errors))
    return int(candidates[best]) if errors[best] <= 1.0 else None


def check_line(scan, row):
    """Every sample of a line against the tooth. Returns the phase of the line's first sample, None if holes break it
    into pieces: then each pixel is looked at alone."""
    columns = scan.columns_in_time(row)
    counts, ascans = scan.pulses[row][columns], scan.ascans[row][columns].astype(float)
    good = (scan.holes[row][columns] == 0) & (counts > 0)
    if good.all() and scan.lines[row]["lost_pulses"] == 0:
        phase = find_phase(ascans, counts)
        if phase is not None:
            return phase
    for column in np.nonzero(good)[0]:
        assert find_phase(ascans[column:column + 1], counts[column:column + 1]) is not None, \
            f"line {row + 1}, pixel {columns[column] + 1}: the samples are not the driver's saw tooth"
    return None


def check_samples(scan):
    """Every sample of every line that is there and has a place. Returns the phases of the lines, None where one is
    not of one piece."""
    return [check_line(scan, row) for row in np.nonzero(scan.whole & scan.placed)[0]]


def signed_rest(value, modulus):
    """What is missing or too much to a whole number of moduli."""
    return (np.asarray(value) + modulus / 2) % modulus - modulus / 2
