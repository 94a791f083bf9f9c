#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads a scan file as other programs do and checks it against the .nde rules.

usage: check-nde.py FILE [FILE...]; every file holds (part of) the scan of storage-fixture.c
"""
import json
import math
import os
import sys

import h5py
import numpy as np

COLUMNS, ROWS, SAMPLES = 7, 5, 16


def validators():
    here = os.path.dirname(os.path.abspath(__file__))
    folder = os.environ.get("INSONIFY_NDE_SCHEMAS") or os.path.join(
        here, "..", "..", "..", "shared", "nde-schemas")
    result = {}
    for name in ("Setup", "Properties"):
        path = os.path.join(folder, f"{name}-Schema-4.3.0.json")
        if not os.path.exists(path):
            print(f"# no schemas in {folder}: JSON is not validated")
            return {}
        import fastjsonschema
        with open(path, encoding="utf-8") as file:
            result[name] = fastjsonschema.compile(json.load(file))
    return result


def amplitude(gate, row, column):
    return math.nan if (row, column) == (1, 2) else 1 + gate * 50 + row * 8 + column


def tof(gate, row, column):
    if (row, column) == (1, 2) or (gate == 1 and column == 3):
        return math.nan
    return np.float32(1e-6) * np.float32(12 + gate + row * 0.25 + column * 0.01)


def load(file, path):
    raw = file[path][()]
    assert isinstance(raw, bytes) and raw.isascii(), path
    return json.loads(raw.decode("utf-8"))


def check_ids(setup):
    group = setup["groups"][0]
    ids = [d["id"] for d in group["datasets"]]
    assert len(ids) == len(set(ids))
    process = group["processes"][0]
    gates = {g["id"] for g in process["ultrasonicConventional"]["gates"]}
    assert {o["datasetId"] for o in process["outputs"]} == set(ids)
    for output in process["outputs"]:
        if "parameters" in output:
            assert output["parameters"]["gateId"] in gates
    for gate in process["ultrasonicConventional"]["gates"]:
        if gate["synchronization"]["mode"] == "GateRelative":
            assert gate["synchronization"]["gateId"] in gates
    mapping = setup["dataMappings"][0]
    assert process["dataMappingId"] == mapping["id"]
    assert mapping["specimenId"] == setup["specimens"][0]["id"]
    devices = {d["id"] for d in setup["motionDevices"]}
    for dimension in mapping["discreteGrid"]["dimensions"]:
        assert dimension["motionDeviceId"] in devices


def check_geometry(setup, name):
    u, v = setup["dataMappings"][0]["discreteGrid"]["dimensions"]
    inverted = [d["encoder"]["inverted"] for d in setup["motionDevices"]]
    axes = [d["name"] for d in setup["motionDevices"]]
    start = {"X": 0.010, "Y": -0.005, "Z": 0.003}
    expected = {"z": ["Z", "X", True, False], "y": ["Y", "X", False, True]}[name]
    assert axes == expected[:2] and inverted == expected[2:], (axes, inverted)
    assert (u["axis"], u["quantity"]) == ("UCoordinate", COLUMNS)
    assert (v["axis"], v["quantity"]) == ("VCoordinate", ROWS)
    assert abs(u["resolution"] - 0.0005) < 1e-12 and abs(v["resolution"] - 0.001) < 1e-12
    assert abs(u["offset"] - start[axes[0]]) < 1e-12
    assert abs(v["offset"] - start[axes[1]]) < 1e-12


def check_shapes(file, setup):
    for dataset in setup["groups"][0]["datasets"]:
        found = file[dataset["path"]]
        assert found.shape == tuple(d["quantity"] for d in dataset["dimensions"]), dataset["path"]
        assert dataset["path"].endswith(f"/{dataset['id']}-{dataset['dataClass']}")
        if found.dtype.kind in "iu" and "min" in dataset["dataValue"]:
            limits = np.iinfo(found.dtype)
            assert limits.min <= dataset["dataValue"]["min"] < dataset["dataValue"]["max"] <= limits.max


def check_ascans(file, setup, rows):
    datasets = {d["dataClass"]: d for d in setup["groups"][0]["datasets"]}
    volume = file["/Public/Groups/0/Datasets/0-AScanAmplitude"][()]
    status = file["/Public/Groups/0/Datasets/1-AScanStatus"][()]
    assert volume.shape == (ROWS, COLUMNS, SAMPLES) and volume.dtype == np.int16
    scale = datasets["AScanAmplitude"]["dataValue"]
    assert (scale["min"], scale["max"]) == (-2047, 2047)
    time = datasets["AScanAmplitude"]["dimensions"][2]
    assert abs(time["offset"] - 12e-6) < 1e-15 and abs(time["resolution"] - 50e-9) < 1e-18
    for row in range(ROWS):
        for column in range(COLUMNS):
            hole = (row, column) == (1, 2)
            assert bool(status[row, column] & 1) == (row in rows and not hole)
            if row in rows and not hole:
                expected = row * 300 + column * 20 + np.arange(SAMPLES) - 900
                assert (volume[row, column] == expected).all()


def check_planes(file, rows):
    for gate in range(2):
        base = "/Public/Groups/0/Datasets/"
        peak = file[f"{base}{2 + 3 * gate}-CScanPeak"][()]
        time = file[f"{base}{3 + 3 * gate}-CScanTime"][()]
        status = file[f"{base}{4 + 3 * gate}-CScanStatus"][()]
        for row in range(ROWS):
            for column in range(COLUMNS):
                there = row in rows and (row, column) != (1, 2)
                wanted = amplitude(gate, row, column) if there else math.nan
                assert np.array_equal(peak[column, row], wanted, equal_nan=True), (row, column)
                wanted = tof(gate, row, column) if there else math.nan
                assert np.isclose(time[column, row], wanted, rtol=1e-6, equal_nan=True)
                assert status[column, row] == (1 if there else 0)


def check_derived(file, setup):
    planes = file["/Private/Insonify/Planes"]
    assert planes["GateNames"][()] == b"I\nA\n"
    assert planes["DerivedNames"][()] == b"Wall\tthickness\ndB\tdb\n"
    assert planes["AlarmNames"][()] == b"X\nY\n"
    plane, row, column = np.meshgrid(np.arange(2), np.arange(ROWS), np.arange(COLUMNS), indexing="ij")
    expected = ((plane + row * 8 + column) / 4).astype(np.float32).transpose(1, 0, 2)
    alarms = np.tile(np.arange(COLUMNS) % 4, (ROWS, 1))
    expected[1, :, 2], alarms[1, 2] = math.nan, 0
    assert np.array_equal(planes["Derived"][()], expected, equal_nan=True)
    assert np.array_equal(planes["Alarms"][()], alarms)
    tcg, thickness = setup["groups"][0]["processes"][1:]
    assert [p["gain"] for p in tcg["ultrasonicTcg"]["points"]] == [0, 6]
    assert [g["id"] for g in thickness["thickness"]["gates"]] == [0, 1]


def check(path, schemas):
    name = os.path.basename(path)
    with h5py.File(path, "r") as file:
        setup, properties = load(file, "/Public/Setup"), load(file, "/Properties")
        for which, value in (("Setup", setup), ("Properties", properties)):
            if schemas:
                schemas[which](value)
        check_ids(setup)
        check_shapes(file, setup)
        check_geometry(setup, name[0])
        lines = file["/Private/Insonify/Lines"][()]
        rows = [r for r in range(ROWS) if lines[r]["state"] == 1]
        assert rows == {"all": [0, 1, 2, 3, 4], "part": [0, 2, 3]}[name.split("-")[1]], rows
        finished = file["/Private/Insonify/State"][0] == 1
        assert finished == ("killed" not in name)
        notice = properties["file"]["notice"]
        if finished:
            assert notice.startswith("Complete" if len(rows) == ROWS else "Incomplete: 3 of 5"), notice
            assert properties["file"]["modificationDate"] == f"2023-11-14T22:13:{20 + rows[-1]}Z"
        assert "Simulated" in notice and file["/Private/Insonify/Simulated"][()] == 1
        assert properties["file"]["description"].startswith("T\u00e4st: ")
        if "gated" in name:
            assert "/Public/Groups/0/Datasets/0-AScanAmplitude" not in file
        else:
            check_ascans(file, setup, rows)
        check_planes(file, rows if finished else [])
        if "planes" in name:
            check_derived(file, setup)
        assert b"[Scan]" in file["/Private/Insonify/Recipe"][()]
        assert file["/Private/Insonify/Reports"].shape == (ROWS, 256, 3)
        card, account = file["/Private/Insonify/Card"][()], file["/Private/Insonify/Account"][0]
        assert [int(card[r]["first_pulse"]) for r in rows] == [1000 * r + 7 for r in rows]
        assert (account["samples"], account["restarts"]) == ((123456, 2) if "-finished" in name else (0, 0))
        timing = file["/Private/Insonify/StepTiming"][0]
        assert (timing["cut_n"], timing["sync_s"], timing["lines"]) == ((500, 0.5, 5) if "-finished" in name else (0, 0, 0))
        assert lines[rows[-1]]["crossing_s"] == 100 + rows[-1]
    print(f"ok {name}")


def main():
    schemas = validators()
    for path in sys.argv[1:]:
        check(path, schemas)


main()
