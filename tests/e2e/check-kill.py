#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""kill -9 of the scanning program at random moments: the file opens in h5py as it lies, and recover completes
it with every line that had finished, byte for byte as in the file before."""
import argparse
import os
import random
import signal
import subprocess
import time

import h5py
import numpy as np

from insonify_check import CLI, cli, expect, plane, recipe, texture, work_folder

ASCANS = "/Public/Groups/0/Datasets/0-AScanAmplitude"


def read_ascans(file):
    with h5py.File(file, "r") as f:
        f["/Properties"][()], f["/Public/Setup"][()]
        return f[ASCANS][:]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-n", type=int, default=20, help="how many times")
    n_kills = parser.parse_args().n
    moments = random.Random(42)
    n_lines_kept = []
    with work_folder() as folder:
        specimen, _, _ = texture(folder)
        path = recipe(folder, ScanLengthMm=4, IndexLengthMm=4)
        for attempt in range(n_kills):
            file = os.path.join(folder, f"kill-{attempt}.nde")
            scan = subprocess.Popen([CLI, "scan", path, "-o", file, "--digitizer", f"sim:{specimen}?width_mm=22"],
                                    stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            while not os.path.exists(file) and scan.poll() is None:
                time.sleep(0.005)
            time.sleep(moments.uniform(0.05, 4.0))
            scan.send_signal(signal.SIGKILL)
            scan.wait()
            before = read_ascans(file)
            cli("recover", file)
            after = read_ascans(file)
            image = plane(file, folder)
            whole = np.isfinite(image).all(axis=1)
            n = int(whole.sum())
            expect(whole[:n].all() and not np.isfinite(image[n:]).any(), f"kill {attempt}: lines {whole}")
            expect(np.array_equal(before[:n], after[:n]), f"kill {attempt}: recover changed A-scans")
            # a line that had reached the file but not its record may be there too: never more than one
            extra = int(before[n:].any(axis=(1, 2)).sum()) if n < len(before) else 0
            expect(extra <= 1, f"kill {attempt}: {extra} finished lines were lost")
            n_lines_kept.append(n)
    print(f"{n_kills} kills: {n_kills} files open, lines kept {n_lines_kept}, none lost")


if __name__ == "__main__":
    main()
