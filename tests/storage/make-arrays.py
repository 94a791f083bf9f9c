#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes NumPy files for test-import.c into the given folder: the same asymmetric raster of 3 rows, 4 columns and 8
samples in every type, byte order, memory order and order of the dimensions."""
import itertools
import os
import sys

import numpy as np

row, column, sample = np.mgrid[0:3, 0:4, 0:8]
values = row * 32 + column * 8 + sample
values = np.where((sample + column) % 2 == 0, values, -values)
for name in ["i1", "u1", "<i2", ">i2", "<u2", ">u2", "<i4", ">i4", "<u4", ">u4", "<i8", ">i8", "<u8", ">u8", "<f4", ">f4",
             "<f8", ">f8"]:
    plain = np.abs(values) if "u" in name else values
    for order in "CF":
        text = name.replace("<", "l").replace(">", "b")
        np.save(os.path.join(sys.argv[1], f"{text}-{order}.npy"), np.asarray(plain, dtype=name, order=order))
for dimensions in itertools.permutations(range(3)):
    letters = "".join("rcs"[i] for i in dimensions)
    np.save(os.path.join(sys.argv[1], f"order-{letters}.npy"), np.transpose(values, dimensions).astype("<i2"))
np.save(os.path.join(sys.argv[1], "flat.npy"), values.reshape(12, 8).astype("<f4"))
holes = values.astype("<f8")
holes[1, 2, 3] = np.nan
np.save(os.path.join(sys.argv[1], "holes.npy"), holes)
np.save(os.path.join(sys.argv[1], "complex.npy"), values.astype("c8"))
np.save(os.path.join(sys.argv[1], "record.npy"), np.zeros(3, dtype=[("a", "i2"), ("b", "f4")]))
np.save(os.path.join(sys.argv[1], "four.npy"), np.zeros((2, 2, 2, 2)))
np.save(os.path.join(sys.argv[1], "none.npy"), np.zeros((2, 0, 8)))
