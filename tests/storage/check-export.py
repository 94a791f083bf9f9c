#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads the exports of test-export.c as other programs do: first.* (amplitude of gate I) and
second.* (time of flight of gate A), registration.* and pulses.* in the given folder; row 4 was not
measured."""
import csv
import os
import struct
import sys
import xml.etree.ElementTree

import numpy as np
from PIL import Image

ROWS, COLUMNS = 5, 7
UNITS = {"first": "%", "second": "s", "registration": "um", "pulses": "1"}


def expected(name):
    row, column = np.mgrid[0:ROWS, 0:COLUMNS].astype(float)
    if name == "first":
        values = 1 + row * 8 + column
    elif name == "registration":
        values = 0.25 * (row + column)
    elif name == "pulses":
        values = row + column + 1
    else:
        values = 1e-6 * (12 + 1 + row * 0.25 + column * 0.01)
        values[:, 3] = np.nan
    values[1, 2] = np.nan
    values[4, :] = np.nan
    return values


def read_npy(path):
    values = np.load(path)
    assert values.dtype == np.float32 and values.flags.c_contiguous
    return values


def read_gsf(path):
    with open(path, "rb") as file:
        data = file.read()
    end = data.index(b"\0")
    lines = data[:end].decode().splitlines()
    assert lines[0] == "Gwyddion Simple Field 1.0"
    fields = dict(line.split(" = ", 1) for line in lines[1:])
    assert int(fields["XRes"]) == COLUMNS and int(fields["YRes"]) == ROWS
    assert abs(float(fields["XReal"]) - 0.0035) < 1e-12
    assert abs(float(fields["YReal"]) - 0.005) < 1e-12
    # the scan axis runs down from 3 mm, half a step before its first centre; the index axis up
    assert abs(float(fields["XOffset"]) - 0.00325) < 1e-12
    assert abs(float(fields["YOffset"]) - 0.0095) < 1e-12
    assert fields["XYUnits"] == "m"
    assert fields["ZUnits"] == UNITS[os.path.basename(path).split(".")[0]]
    start = (end // 4 + 1) * 4
    assert len(data) == start + 4 * ROWS * COLUMNS and not any(data[end:start])
    return np.frombuffer(data[start:], "<f4").reshape(ROWS, COLUMNS)


def read_csv(path):
    with open(path, encoding="utf-8", newline="") as file:
        table = list(csv.reader(file))
    assert [float(x) for x in table[0][1:]] == [3 - 0.5 * i for i in range(COLUMNS)]
    assert [float(line[0]) for line in table[1:]] == [10 + i for i in range(ROWS)]
    assert "Z mm" in table[0][0] and "X mm" in table[0][0]
    return np.array([[float(x) if x else np.nan for x in line[1:]] for line in table[1:]])


def read_vti(path):
    with open(path, "rb") as file:
        data = file.read()
    mark = data.index(b'<AppendedData encoding="raw">\n_') + len(b'<AppendedData encoding="raw">\n_')
    (size,) = struct.unpack("<Q", data[mark:mark + 8])
    assert size == 4 * ROWS * COLUMNS
    values = np.frombuffer(data[mark + 8:mark + 8 + size], "<f4").reshape(ROWS, COLUMNS)
    root = xml.etree.ElementTree.fromstring(data[:mark] + data[mark + 8 + size:])
    image = root.find("ImageData")
    assert image.get("WholeExtent") == "0 6 0 4 0 0"
    assert image.get("Origin") == "3 10 0" and image.get("Spacing") == "0.5 1 1"
    assert image.get("Direction") == "-1 0 0 0 1 0 0 0 1"
    array = image.find("Piece/PointData/DataArray")
    assert array.get("type") == "Float32" and array.get("format") == "appended"
    return values


def read_tif(path):
    with Image.open(path) as image:
        assert image.mode == "F" and image.size == (COLUMNS, ROWS)
        tags = image.tag_v2
        assert tags[270].startswith("ImageJ=") and "unit=mm" in tags[270]
        assert abs(float(tags[282]) - 2) < 1e-6 and abs(float(tags[283]) - 1) < 1e-6
        assert tags[296] == 1
        return np.asarray(image)


def check_png(path):
    """Pixels of 115 x 230 px; the first at 84;84: brightness must follow the values."""
    with Image.open(path) as image:
        picture = np.asarray(image.convert("L")).astype(float)
    values = expected(os.path.basename(path).split(".")[0])
    # 10 mm at the finer step's whole factor: 0.5 mm -> 80 px
    px_per_mm = 160
    assert picture.shape[1] >= 84 + 3.5 * px_per_mm and picture.shape[0] >= 84 + 5 * px_per_mm
    bright = np.empty((ROWS, COLUMNS))
    spread = np.empty((ROWS, COLUMNS))
    for row in range(ROWS):
        for column in range(COLUMNS):
            x, y = 84 + column * px_per_mm // 2, 84 + row * px_per_mm
            cell = picture[y + 8:y + px_per_mm - 8, x + 8:x + px_per_mm // 2 - 8]
            bright[row, column], spread[row, column] = cell.mean(), cell.std()
    holes = np.isnan(values)
    assert (spread[holes] > 3).all(), "holes are hatched"
    assert (spread[~holes] < 1e-9).all(), "values are flat"
    order = np.argsort(values[~holes], kind="stable")
    assert (np.diff(bright[~holes][order]) >= 0).all(), "brighter is more"
    assert bright[~holes].max() > bright[~holes].min() + 20


def main():
    folder = sys.argv[1]
    readers = {"npy": read_npy, "gsf": read_gsf, "csv": read_csv, "vti": read_vti, "tif": read_tif}
    for name in UNITS:
        for suffix, reader in readers.items():
            found = reader(os.path.join(folder, f"{name}.{suffix}"))
            assert np.allclose(found, expected(name), rtol=1e-6, atol=0, equal_nan=True), (name, suffix)
            print("ok", name, suffix)
        check_png(os.path.join(folder, f"{name}.png"))
        print("ok", name, "png")


main()
