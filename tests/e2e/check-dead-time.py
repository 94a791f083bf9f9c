#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the program says of the time in which nothing moved between lines agrees with the emulated stage's own log, to a
report's interval a turn."""
import concurrent.futures
import json
import os
import sys

from insonify_check import ROOT, cli, expect, recipe, work_folder

sys.path.insert(0, os.path.join(ROOT, "tests", "bench"))
from stage_truth import EmulatedStage  # noqa: E402

# a speed that changes between sweep and way back costs another exchange; two axes end at different times
CASES = (("zaber", "serpentine", 10), ("esp301", "unidirectional", 1))
WAIT_MS = 8  # between polls
N_ROWS, LENGTH_MM, STEP_MM = 8, 10, 0.1
N_TRIES = 3


def scan(stage, folder, pattern):
    """Stated and true seconds, and how many lines were swept."""
    path = recipe(folder, Pattern=pattern, ScanLengthMm=LENGTH_MM, IndexLengthMm=N_ROWS * STEP_MM, PrfHz=1000)
    file = os.path.join(folder, "dead.nde")
    cli("stage", stage.address, "move", 0, 0, 0)
    since = stage.mark()
    cli("scan", path, "-o", file, "--stage", stage.address, "--digitizer", "sim:coin", "--confirm-position", "--quiet")
    timing = [line for line in cli("info", file)[0].splitlines() if line.startswith("timing ")][0]
    figures = json.loads(timing.split(None, 1)[1])
    os.unlink(file)
    return figures["dead_s"], stage.still_s(LENGTH_MM, since=since), figures["n_lines"]


def check(protocol, pattern, latency_ms):
    with work_folder() as folder, EmulatedStage(folder, protocol, latency_ms=latency_ms) as stage:
        for _ in range(N_TRIES):
            stated_s, true_s, n_lines = scan(stage, folder, pattern)
            if n_lines == N_ROWS:  # behind a line that is swept again the time does not count
                break
    return (protocol, n_lines, 1000 * stated_s / (N_ROWS - 1), 1000 * true_s / (N_ROWS - 1), 2 * latency_ms + WAIT_MS)


def main():
    with concurrent.futures.ThreadPoolExecutor() as pool:
        results = list(pool.map(lambda case: check(*case), CASES))
    for protocol, n_lines, stated_ms, true_ms, interval_ms in results:
        print(f"{protocol}: {n_lines} sweeps, stated {stated_ms:.1f} ms a turn, true {true_ms:.1f} ms")
    for protocol, n_lines, stated_ms, true_ms, interval_ms in results:
        expect(n_lines == N_ROWS, f"{protocol}: lines were swept again each time")
        expect(true_ms > 0, f"{protocol}: the log shows no rest")
        expect(abs(stated_ms - true_ms) < interval_ms, f"{protocol}: stated {stated_ms:.1f} ms, true {true_ms:.1f} ms a turn")


if __name__ == "__main__":
    main()
