#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes .nde files as other programs do, and bad ones, into the given folder for test-foreign.c: the same asymmetric
raster of 3 rows (V), 4 columns (U) and 8 samples in every order of axes and number type. Names that begin with "bad" must
be refused."""
import itertools
import json
import os
import sys

import h5py
import numpy as np

ROWS, COLUMNS, SAMPLES = 3, 4, 8
FOLDER = sys.argv[1]
row, column, sample = np.mgrid[0:ROWS, 0:COLUMNS, 0:SAMPLES]
VALUES = np.where((sample + column) % 2 == 0, 1, -1) * (row * 32 + column * 8 + sample)
AXES = {
    "V": {"axis": "VCoordinate", "quantity": ROWS, "resolution": 2e-3, "offset": 10e-3},
    "U": {"axis": "UCoordinate", "quantity": COLUMNS, "resolution": 0.5e-3, "offset": -3e-3},
    "T": {"axis": "Ultrasound", "quantity": SAMPLES, "resolution": 2e-8, "offset": 1.5e-6},
    "B": {"axis": "Beam", "beams": [{"id": 0}], "quantity": 1},
}
PATH = "/Public/Groups/0/Datasets/0-AScanAmplitude"


def make(name, setup, data=None, properties='{"file": {"formatVersion": "4.1.0"}}', status=None, **storage):
    with h5py.File(os.path.join(FOLDER, name + ".nde"), "w", libver=storage.pop("libver", None)) as file:
        if properties is not None:
            file.create_dataset("Properties", data=properties, dtype=h5py.string_dtype("utf-8", len(properties)))
        if setup is not None:
            text = setup if isinstance(setup, (str, bytes)) else json.dumps(setup)
            fixed = storage.pop("fixed", True)
            kind = h5py.string_dtype("utf-8", len(text)) if fixed else h5py.string_dtype("utf-8")
            file.create_dataset("Public/Setup", data=text, dtype=kind)
        if data is not None:
            file.create_dataset(storage.pop("path", PATH), data=data, **storage)
        if status is not None:
            file.create_dataset("/Public/Groups/0/Datasets/1-AScanStatus", data=status)


def setup(order="UVT", full=100.0, low=-100.0, axes=None, **more):
    dataset = {"id": 0, "dataClass": "AScanAmplitude", "path": PATH,
               "dataValue": {"min": low, "max": full, "unitMin": -100.0 if low < 0 else 0.0, "unitMax": 100.0,
                             "unit": "Percent"},
               "dimensions": [dict((axes or {}).get(a, AXES[a])) for a in order]}
    dataset.update(more)
    return {"$schema": "x", "version": "4.1.0", "scenario": "General Mapping", "groups": [{"id": 0, "datasets": [dataset]}]}


def arrange(values, order):
    out = np.transpose(values, ["VUT".index(a) for a in order if a in "VUT"])
    return out[..., np.newaxis].reshape([{"V": ROWS, "U": COLUMNS, "T": SAMPLES, "B": 1}[a] for a in order])


def good():
    for order in map("".join, itertools.permutations("UVT")):
        make("order-" + order, setup(order), arrange(VALUES, order).astype("<i2"))
    make("order-beam", setup("UVBT"), arrange(VALUES, "UVBT").astype("<i2"))
    for kind in ["<i1", "u1", "<i2", ">i2", "<u2", ">u2", "<i4", ">i4", "<u4", ">u4", "<i8", ">i8", "<u8", "<f4", ">f4", "<f8",
                 ">f8", "<f2"]:
        values, low = (np.abs(VALUES), 0.0) if "u" in kind else (VALUES, -100.0)
        name = kind.replace("<", "l").replace(">", "b")
        make("type-" + name, setup(low=low), arrange(values, "UVT").astype(kind))
    # as the format's own 12 bits: 4096 numbers, one more below zero
    make("plain-12", setup(low=-2048, full=2047), arrange(VALUES, "UVT").astype("<i2"), chunks=(2, 1, 8), compression="gzip",
         shuffle=True)
    # offset binary: the zero line is at 128
    binary = setup()
    binary["groups"][0]["datasets"][0]["dataValue"].update(min=28.0, max=228.0)
    make("offset-binary", binary, arrange(VALUES + 128, "UVT").astype("u1"))
    # least that can be read: no properties, no path, no offsets, text of variable length
    axes = {k: {n: v for n, v in a.items() if n != "offset"} for k, a in AXES.items()}
    least = setup(axes=axes)
    del least["groups"][0]["datasets"][0]["path"], least["version"], least["scenario"], least["$schema"]
    make("least", least, arrange(VALUES, "UVT").astype("<i2"), properties=None, fixed=False, libver="latest")
    # a status, by V and U, that says where there are no data
    with_status = setup()
    with_status["groups"][0]["datasets"].append(
        {"id": 1, "dataClass": "AScanStatus", "dataValue": {"unit": "Bitfield", "hasData": 1},
         "dimensions": [AXES["V"], AXES["U"]]})
    status = np.ones((ROWS, COLUMNS), "u1")
    status[1, 2] = 0
    make("status", with_status, arrange(VALUES, "UVT").astype("<i2"), status=status)
    holes = VALUES.astype("f4")
    holes[1, 2, 5] = np.nan
    make("nan", setup(), arrange(holes, "UVT"))
    # before the pulse, with gates and what else there may be
    full = setup(axes={**AXES, "T": {**AXES["T"], "offset": -1e-7}})
    full["groups"][0]["name"] = "Täst"
    full["groups"][0]["processes"] = [{"id": 0, "implementation": "Hardware", "ultrasonicConventional": {
        "velocity": 3200.0, "gates": [
            {"id": 0, "name": "Gate A", "start": 0.0, "length": 4e-8, "threshold": 20.0, "thresholdPolarity": "Positive",
             "synchronization": {"mode": "Pulse"}},
            {"id": 1, "name": "B", "start": 0.0, "length": 4e-8, "threshold": 20.0,
             "synchronization": {"mode": "GateRelative", "gateId": 0}},
            {"id": 2, "name": "C", "start": 5.0, "length": 4e-8}, 17]}}]
    full["probes"] = [{"id": 0, "conventionalRound": {"centralFrequency": 1e7}}]
    make("full", full, arrange(VALUES, "UVT").astype("<i2"))


def bad_json():
    data = arrange(VALUES, "UVT").astype("<i2")
    for number, text in enumerate([
            "", "{", "[]", "null", "[" * 100000, '{"groups":' * 50000, '{"groups": 3}', '{"groups": [3, null, []]}',
            '{"groups": [{"datasets": [{"dataClass": 5}]}]}', '{"groups": [{"datasets": {}}]}', "\xff\xfe".encode("latin1"),
            '{"version": "3.3.0", "groups": []}', '{"version": 4}', json.dumps(setup())[:-20]]):
        make(f"bad-json-{number}", text if text else " ", data)
    for number, axis in enumerate([{"quantity": 1e300}, {"quantity": -4}, {"quantity": 5}, {"resolution": 0},
                                   {"resolution": "x"}, {"resolution": 1e300}, {"offset": 1e99}, {"axis": "VCoordinate"},
                                   {"quantity": 4.5e9}, {"axis": 7}]):
        make(f"bad-axis-{number}", setup(axes={**AXES, "U": {**AXES["U"], **axis}}), data)
    for number, path in enumerate(["", "/", "..", "/Public/Groups/../Setup", "/Public/Setup", "/Nothing", "x" * 5000, 5]):
        if path != 5:
            make(f"bad-path-{number}", setup(path=path), data)
    make("bad-version", setup(), data, properties='{"file": {"formatVersion": "3.1.0"}}')
    make("bad-none", None, data)
    make("bad-no-data", setup())


def bad_data():
    make("bad-text", setup(), np.full((COLUMNS, ROWS, SAMPLES), b"abc"))
    make("bad-record", setup(), np.zeros((COLUMNS, ROWS, SAMPLES), dtype=[("a", "i2")]))
    make("bad-rank", setup(), np.zeros((COLUMNS, ROWS), "i2"))
    make("bad-zero", setup(axes={**AXES, "U": {**AXES["U"], "quantity": 0}}), np.zeros((0, ROWS, SAMPLES), "i2"))
    huge = {**AXES, "U": {**AXES["U"], "quantity": 2 ** 30}, "V": {**AXES["V"], "quantity": 2 ** 30}}
    with h5py.File(os.path.join(FOLDER, "bad-huge.nde"), "w") as file:
        file["Public/Setup"] = json.dumps(setup(axes=huge))
        file.create_dataset(PATH, (2 ** 30, 2 ** 30, SAMPLES), "i2", chunks=(64, 64, 8))
    with h5py.File(os.path.join(FOLDER, "bad-chunk.nde"), "w") as file:
        file["Public/Setup"] = json.dumps(setup(axes={**AXES, "T": {**AXES["T"], "quantity": 2 ** 20}}))
        file.create_dataset(PATH, (COLUMNS, ROWS, 2 ** 20), "i2", chunks=(1, 300, 2 ** 20), maxshape=(None, None, None))
    with h5py.File(os.path.join(FOLDER, "bad-external.nde"), "w") as file:
        file["Public/Setup"] = json.dumps(setup())
        file.create_dataset(PATH, (COLUMNS, ROWS, SAMPLES), "i2", external=[("/etc/passwd", 0, 192)])
    with h5py.File(os.path.join(FOLDER, "bad-virtual.nde"), "w") as file:
        file["Public/Setup"] = json.dumps(setup())
        layout = h5py.VirtualLayout((COLUMNS, ROWS, SAMPLES), "i2")
        layout[...] = h5py.VirtualSource("order-UVT.nde", PATH, (COLUMNS, ROWS, SAMPLES))
        file.create_virtual_dataset(PATH, layout)
    for name, link in {"external": h5py.ExternalLink("order-UVT.nde", PATH), "soft": h5py.SoftLink("/Loop")}.items():
        with h5py.File(os.path.join(FOLDER, f"bad-link-{name}.nde"), "w") as file:
            file["Public/Setup"] = json.dumps(setup())
            file["Loop"] = h5py.SoftLink("/Loop")
            file[PATH] = link
    with h5py.File(os.path.join(FOLDER, "bad-cycle.nde"), "w") as file:
        group = file.create_group("Public")
        group["Groups"] = group  # a folder in itself
        file["Public/Setup"] = json.dumps(setup(path="/Public" + "/Groups" * 200 + "/Setup"))


def bad_bytes():
    """Cut short, and with noise in the tables: any outcome but a crash or a hang will do."""
    with open(os.path.join(FOLDER, "plain-12.nde"), "rb") as file:
        data = file.read()
    for number, n in enumerate([8, 100, 800, len(data) // 2, len(data) - 100]):
        with open(os.path.join(FOLDER, f"bad-cut-{number}.nde"), "wb") as file:
            file.write(data[:n])
    random = np.random.default_rng(1)
    for number in range(16):
        noisy = bytearray(data)
        for place in random.integers(8, len(data), 30):
            noisy[place] = random.integers(256)
        with open(os.path.join(FOLDER, f"noise-{number}.nde"), "wb") as file:
            file.write(noisy)


good()
bad_json()
bad_data()
bad_bytes()
