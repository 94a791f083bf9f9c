#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The Flatpak manifest: flatpak-builder reads it without a warning, each source is pinned by a checksum, and nothing is
asked for that docs/flatpak.md does not explain."""
import json
import os
import shutil
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
MANIFEST = os.path.join(ROOT, "flatpak", "io.github.insonify.Insonify.yml")
WANTED = ("libserialport", "comedilib", "fftw3f", "libdeflate", "hdf5", "insonify")
SKIPPED = 77


def complaints(manifest, explained):
    modules = {module["name"]: module for module in manifest["modules"]}
    for name in WANTED:
        if name not in modules:
            yield f"there is no module {name}"
    for name, module in modules.items():
        for source in module["sources"]:
            if source["type"] != "dir" and len(source.get("sha256", "")) != 64:
                yield f"{name}: {source} has no sha256"
            if source["type"] == "archive" and not source["url"].startswith("https://"):
                yield f"{name}: {source['url']} is not fetched safely"
    for permission in manifest["finish-args"]:
        if f"`{permission}`" not in explained:
            yield f"docs/flatpak.md does not say what {permission} is for"


def main():
    if shutil.which("flatpak-builder") is None:
        print("flatpak-builder is not there")
        sys.exit(SKIPPED)
    with tempfile.TemporaryDirectory(prefix="insonify-") as folder:
        shown = subprocess.run(["flatpak-builder", "--show-manifest", MANIFEST], capture_output=True, text=True, timeout=60,
                               cwd=folder, check=False)
    if shown.returncode != 0 or shown.stderr.strip():
        print(f"flatpak-builder ended with {shown.returncode} and says:\n{shown.stderr}")
        sys.exit(1)
    with open(os.path.join(ROOT, "docs", "flatpak.md"), encoding="utf-8") as file:
        found = list(complaints(json.loads(shown.stdout), file.read()))
    print("\n".join(found) if found else "as it should be")
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
