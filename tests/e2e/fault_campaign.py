# SPDX-License-Identifier: GPL-3.0-or-later
"""One fault at one moment of a scan: what it cost, and whether the scan that was gone on with is whole."""
import os
import signal
import sys
import time

from fault_rig import (FULL, GOOD, N_LINES, NO_SYNC, NO_WRITE, STALLED, Picture, Rig, Scan, is_kept, read_rows)
from insonify_check import work_folder

LATE_S = 1.0  # a line that was swept so long before a kill should be in the file ...
BUSY_LATE_S = 3.0  # ... while others keep the processors busy: as many lines as come in 2 s may wait for the disk
STALL_S = 2.0
FULL_S = 1.5
LONGEST_STOP_S = 3.0
MARGIN_S = 0.3  # of the scan's time, before its end
LOST_LINK, STOPPED, FAILED = 3, 4, 1


class Result:
    def __init__(self):
        self.n_lost = self.n_wrong = self.n_again = self.n_holes = 0
        self.is_equal = self.is_whole = False
        self.complaints = []

    def complain(self, text):
        self.complaints.append(text)

    def keep(self, before, after, what):
        """Every finished line of before is in after, to the bit or swept again and no worse."""
        lost = [i for i, row in enumerate(before) if row is not None and not is_kept(row, after[i])]
        if lost:
            self.complain(f"{what}: lines {lost} were finished and are not any more")
        self.n_lost += len(lost)


def now_s():
    return time.clock_gettime(time.CLOCK_MONOTONIC_RAW)


def count(rows):
    return sum(row is not None for row in rows)


def count_told(output):
    """How many lines the program says are safe in the file: "FILE: 12 of 24 lines"."""
    for line in output.splitlines():
        if " of " in line and " lines" in line:
            return int(line.rsplit(":", 1)[1].split(" of ")[0])
    return 0


class Moment:
    """A scan up to the moment of its fault, what the fault does, and what is done then."""

    def __init__(self, rig, result, share, moment_s):
        self.rig, self.result, self.share, self.moment_s = rig, result, share, moment_s
        self.before = []
        self.begun = set()
        self.first_began_s = 0.0

    def begin(self, *arguments):
        self.scan = Scan(self.rig, "--confirm-position", *arguments)
        self.scan.wait_until_begun()
        self.first_began_s = self.scan.began_s

    def wait(self):
        time.sleep(max(self.scan.began_s + self.moment_s - now_s(), 0.0))

    def note_file(self):
        """What is in the file now has to stay there."""
        self.before = read_rows(self.rig.file)

    def expect_end(self, *statuses):
        status, output, errors = self.scan.end()
        if status not in statuses:
            self.result.complain(f"at {self.moment_s:.3f} s: exit {status}, expected {statuses}: {errors.strip()[-600:]}")
        if os.path.exists(self.rig.file):
            n_told, rows = count_told(output), read_rows(self.rig.file)
            if count(rows) < n_told:
                self.result.complain(f"{n_told} lines were said to be written, {count(rows)} are")
                self.result.n_lost += n_told - count(rows)
            self.result.keep(self.before, rows, f"at {self.moment_s:.3f} s")
            self.before = rows
        return status, errors

    def go_on(self, *arguments, resume=True):
        """After the program has ended."""
        n_kept = count(self.before)
        self.result.n_again += max(len(self.begun | self.rig.begun_rows(now_s())) - n_kept, 0)
        self.scan = Scan(self.rig, *(["--resume"] if resume else []), *(arguments or ["--confirm-position"]))
        self.expect_end(0)

    def count_sweeps(self):
        self.result.n_again += max(self.rig.swept_rows(now_s()) - N_LINES, 0)


def kill(m):
    m.begin()
    m.wait()
    killed_s = now_s()
    m.scan.process.send_signal(signal.SIGKILL)
    m.scan.end()
    m.note_file()
    n_swept = m.rig.swept_rows(killed_s - LATE_S)
    if count(m.before) < n_swept:
        m.result.complain(f"killed at {m.moment_s:.3f} s: {count(m.before)} lines in the file of {n_swept} swept {LATE_S} s before")
        m.result.n_lost += n_swept - count(m.before)
    time.sleep(0.5)  # until the stage stands
    m.go_on()


def kill_twice(m):
    """And once more while the scan is gone on with, also before its first line."""
    m.begin()
    m.wait()
    m.scan.process.send_signal(signal.SIGKILL)
    m.scan.end()
    m.note_file()
    time.sleep(0.5)
    m.scan = Scan(m.rig, "--resume", "--confirm-position")
    time.sleep(3.0 * m.share)
    m.scan.process.send_signal(signal.SIGKILL)
    m.expect_end(-signal.SIGKILL, 0)
    time.sleep(0.5)
    m.go_on()


def cable(m):
    m.rig.address = m.rig.cable.address
    m.begin()
    m.wait()
    m.rig.cable.cut()
    m.expect_end(LOST_LINK)
    time.sleep(0.5)
    m.go_on()


def stage_power(m):
    m.begin()
    m.wait()
    m.begun = m.rig.begun_rows(now_s())  # the stage's log begins anew with it
    m.rig.restart_stage()
    m.expect_end(LOST_LINK)
    m.go_on("--home")


def overrun(m):
    m.rig.card += f"&overrun_after_s={1.0 + m.moment_s:.4f}"
    m.begin()
    m.expect_end(0)
    m.count_sweeps()


def disk_stall(m):
    m.begin()
    m.wait()
    m.note_file()
    m.rig.disk.set(STALLED)
    time.sleep(STALL_S)
    m.rig.disk.set(GOOD)
    m.expect_end(0)
    m.count_sweeps()


def full_at_start(m):
    m.rig.disk.set(FULL)
    m.begin()
    _, errors = m.expect_end(FAILED)
    if " free" not in errors:
        m.result.complain(f"the message of a full disk has no figures: {errors.strip()}")
    left = [name for name in os.listdir(m.rig.folder) if ".nde" in name]
    if left:
        m.result.complain(f"a scan that could not begin left {left}")
    m.rig.disk.set(GOOD)
    m.go_on(resume=False)


def disk_full(m):
    """Room is made, and the scan goes on by itself; every other time a person ends it."""
    m.begin()
    m.wait()
    m.note_file()
    m.rig.disk.set(FULL)
    time.sleep(FULL_S)
    if m.share < 0.5:
        m.rig.disk.set(GOOD)
        m.expect_end(0)
        m.count_sweeps()
        return
    m.scan.process.send_signal(signal.SIGINT)
    m.expect_end(STOPPED, FAILED)
    m.rig.disk.set(GOOD)
    m.go_on()


def disk_fails(m):
    """In mid scan: writing, or every other time syncing."""
    m.begin()
    m.wait()
    m.note_file()
    m.rig.disk.set(NO_WRITE if m.share < 0.5 else NO_SYNC)
    m.expect_end(FAILED)
    m.rig.disk.set(GOOD)
    m.go_on()


def suspended(m):
    """SIGSTOP, and SIGCONT 0.1 to 3 s later."""
    m.begin()
    m.wait()
    m.note_file()
    m.scan.process.send_signal(signal.SIGSTOP)
    time.sleep(0.1 + (LONGEST_STOP_S - 0.1) * m.share)
    m.scan.process.send_signal(signal.SIGCONT)
    m.expect_end(0)
    m.count_sweeps()


FAULTS = {"kill": kill, "kill-twice": kill_twice, "cable": cable, "stage-power": stage_power,
          "overrun": overrun, "disk-stall": disk_stall,
          "full-at-start": full_at_start, "disk-full": disk_full, "disk-fails": disk_fails, "stopped-program": suspended}


def undisturbed(folder, link=None):
    """The picture of a scan that nothing happened to, and how long one takes from its file's creation on."""
    rig_folder = os.path.join(folder, "undisturbed")
    os.mkdir(rig_folder)
    with Rig(rig_folder, link=link) as rig:
        scan = Scan(rig, "--confirm-position")
        scan.wait_until_begun()
        status, _, errors = scan.end()
        if status != 0:
            raise RuntimeError(f"the undisturbed scan failed: {errors}")
        picture = Picture(rig.file)
        wrong = picture.find_wrong(rig.truth)
        if picture.hole.any() or wrong:
            print(f"undisturbed: {int(picture.hole.sum())} holes, wrong pixels by line {wrong}", file=sys.stderr, flush=True)
        return picture, now_s() - scan.began_s


def run_moment(name, when, share, index, duration_s, reference):
    """@when and @share: 0 to 1, the moment within the scan and what else the fault takes."""
    result = Result()
    with work_folder() as folder, Rig(folder) as rig:
        moment = Moment(rig, result, share, when * (duration_s - MARGIN_S))
        FAULTS[name](moment)
        picture = Picture(rig.file)
        wrong = picture.find_wrong(rig.truth)
        result.n_wrong = sum(wrong.values())
        differing = picture.find_differing(reference)
        result.n_holes = int(picture.hole.sum())
        result.is_whole = bool(picture.done.all())
        result.is_equal = result.is_whole and not differing
        if result.n_wrong > 0 or not result.is_equal:
            result.complain(f"moment {index}, at {moment.moment_s:.3f} s, share {share:.3f}: wrong pixels by line {wrong}, differing {differing},"
                            f" {result.n_holes} holes, {int(picture.done.sum())} of {N_LINES} lines; "
                            + ", ".join(picture.describe(row) for row in wrong))
    return result
