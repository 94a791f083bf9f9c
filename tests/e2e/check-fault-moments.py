#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Each fault of tests/bench/bench-faults.py at a few moments: what was finished stays to the bit, no pixel is wrong, and
the scan is completed."""
import concurrent.futures
import random

import fault_campaign
from fault_campaign import FAULTS, run_moment, undisturbed
from insonify_check import expect, work_folder

N_AT_ONCE = 4
# both kinds of the last ones: room is made or not, writing or syncing fails, a short and a long stop
SHARES = {name: [0.5] for name in FAULTS} | {"disk-full": [0.2, 0.8], "disk-fails": [0.2, 0.8], "stopped-program": [0.1, 0.9]}


def main():
    moments = random.Random(7)
    fault_campaign.LATE_S = fault_campaign.BUSY_LATE_S  # other tests run beside it
    with work_folder() as folder, concurrent.futures.ThreadPoolExecutor(N_AT_ONCE) as pool:
        reference, duration_s = undisturbed(folder)
        jobs = [(name, pool.submit(run_moment, name, moments.random(), share, i, duration_s, reference))
                for name, shares in SHARES.items() for i, share in enumerate(shares)]
        results = [(name, job.result()) for name, job in jobs]
    for name, result in results:
        print(f"{name}: {result.n_lost} lines lost, {result.n_wrong} wrong pixels, {result.n_again} lines swept again, "
              f"{result.n_holes} holes; " + "; ".join(result.complaints))
    for name, result in results:
        expect(result.n_lost == 0, f"{name}: {result.n_lost} lines were lost")
        expect(result.n_wrong == 0, f"{name}: {result.n_wrong} pixels are wrong")
        expect(result.is_whole, f"{name}: the scan was not completed")


if __name__ == "__main__":
    main()
