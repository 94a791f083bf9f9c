#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The .nde of a real scan: opens in h5py, its shapes follow its JSON, both strings validate against the official
schemas where those are at hand (folder in INSONIFY_NDE_SCHEMAS)."""
import json
import os

import h5py
import numpy as np

from insonify_check import ROOT, cli, expect, plane, recipe, texture, work_folder

GATES = """[Gate I]
StartS=24e-6
LengthS=6e-6
[Gate B]
Anchor=I
StartS=0.5e-6
LengthS=8e-6
ThresholdPercent=10
Tof=peak
"""


def validate(name, document):
    folder = os.environ.get("INSONIFY_NDE_SCHEMAS", os.path.join(ROOT, "..", "shared", "nde-schemas"))
    path = os.path.join(folder, f"{name}-Schema-4.3.0.json")
    if not os.path.exists(path):
        print(f"{name}: no schema at hand, not validated")
        return
    import fastjsonschema
    with open(path, encoding="utf-8") as file:
        fastjsonschema.compile(json.load(file))(document)
    print(f"{name}: valid against {os.path.basename(path)}")


def main():
    with work_folder() as folder:
        specimen, _, _ = texture(folder)
        path = recipe(folder, ScanLengthMm=3, IndexLengthMm=1, gates=GATES)
        file = os.path.join(folder, "check.nde")
        cli("scan", path, "-o", file, "--digitizer", f"sim:{specimen}?width_mm=22", "--quiet")
        with h5py.File(file, "r") as f:
            properties = json.loads(f["/Properties"][()].decode("utf-8"))
            setup = json.loads(f["/Public/Setup"][()].decode("utf-8"))
            validate("Properties", properties)
            validate("Setup", setup)
            for dataset in setup["groups"][0]["datasets"]:
                shape = tuple(d["quantity"] for d in dataset["dimensions"])
                expect(f[dataset["path"]].shape == shape, f"{dataset['path']}: {f[dataset['path']].shape}, JSON says {shape}")
                print(f"{dataset['path']}: {f[dataset['path']].dtype} {shape}")
            u = setup["groups"][0]["datasets"][0]["dimensions"][1]
            expect(u["axis"] == "UCoordinate" and abs(u["offset"] - 1e-3) < 1e-9, f"U offset {u}")
            peaks = f["/Public/Groups/0/Datasets/2-CScanPeak"][:]
            expect("Insonify" in f["/Private"], "no /Private/Insonify")
        image = plane(file, folder)
        expect(np.array_equal(peaks.T, image), "the public plane [U,V] is not the exported picture turned over")
        print("the public plane [U, V] is the exported picture transposed")


if __name__ == "__main__":
    main()
