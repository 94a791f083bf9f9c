#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Faults during a scan on an emulated stage in a process of its own, each at random moments: what was finished stays, to
the bit, no pixel shows what is not there, and the scan that is gone on with equals an undisturbed one.

Prints name, value and unit, separated by tabs, and a table to stderr. -n: moments of each fault; names behind that
choose faults. --loaded: two programs keep both processors busy meanwhile; lines may be repeated then, none may be wrong.
"""
import argparse
import concurrent.futures
import os
import random
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "e2e"))
import fault_campaign  # noqa: E402
from fault_campaign import FAULTS, run_moment, undisturbed  # noqa: E402
from insonify_check import work_folder  # noqa: E402

N_AT_ONCE = 3
COLUMNS = {"moments": "x", "lines lost": "lines", "wrong pixels": "px", "lines swept again": "lines", "holes": "px",
           "resumed equal": "x"}


def say(name, value, unit):
    print(f"{name}\t{value:.4g}\t{unit}", flush=True)


def run_fault(pool, name, n_moments, seed, duration_s, reference):
    shares = random.Random(f"{seed} {name}")
    jobs = [pool.submit(run_moment, name, shares.random(), shares.random(), i, duration_s, reference) for i in range(n_moments)]
    results = [job.result() for job in jobs]
    for result in results:
        for complaint in result.complaints:
            print(f"{name}: {complaint}", file=sys.stderr, flush=True)
    return (len(results), sum(r.n_lost for r in results), sum(r.n_wrong for r in results),
            sum(r.n_again for r in results), sum(r.n_holes for r in results), sum(r.is_equal for r in results))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-n", type=int, default=20, help="moments of each fault")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--loaded", action="store_true")
    parser.add_argument("faults", nargs="*", choices=[[], *FAULTS], help="all unless told")
    arguments = parser.parse_args()
    burners = []
    prefix = "faults.loaded" if arguments.loaded else "faults"
    if arguments.loaded:
        fault_campaign.LATE_S = fault_campaign.BUSY_LATE_S
    rows = []
    try:
        with work_folder() as folder, concurrent.futures.ThreadPoolExecutor(N_AT_ONCE) as pool:
            reference, duration_s = undisturbed(folder)
            if arguments.loaded:
                burners += [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(2)]
            for name in arguments.faults or FAULTS:
                row = run_fault(pool, name, arguments.n, arguments.seed, duration_s, reference)
                rows.append((name, row))
                for (column, unit), value in zip(COLUMNS.items(), row):
                    say(f"{prefix}.{name}.{column.replace(' ', '_')}", value, unit)
    finally:
        for burner in burners:
            burner.kill()
            burner.wait()
    print(f"{'fault':24}" + "".join(f"{column:>19}" for column in COLUMNS), file=sys.stderr)
    for name, row in rows:
        print(f"{name:24}" + "".join(f"{value:19}" for value in row), file=sys.stderr)


if __name__ == "__main__":
    main()
