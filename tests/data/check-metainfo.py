#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The metainfo: appstreamcli has nothing to say but that our id has capitals, and each picture is one of data/screenshots.

  check-metainfo.py FILE.metainfo.xml VERSION
"""
import os
import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as tree

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
SKIPPED = 77
KNOWN = "cid-contains-uppercase-letter"  # as GNOME's ids have, too
HINT = re.compile(r"^[EWIP]: ", re.M)
LEAST = (1248, 702)  # what shops show without enlarging it


def size_of(path):
    """Of a PNG, from its header."""
    with open(path, "rb") as file:
        head = file.read(24)
    return int.from_bytes(head[16:20], "big"), int.from_bytes(head[20:24], "big")


def complaints(path, version):
    done = subprocess.run(["appstreamcli", "validate", "--no-net", "--pedantic", path], capture_output=True,
                          text=True, timeout=60, env={**os.environ, "LC_ALL": "C.UTF-8"}, check=False)
    for line in done.stdout.splitlines():
        if HINT.match(line) and KNOWN not in line:
            yield line
    if done.returncode != 0:
        yield f"appstreamcli ended with {done.returncode}: {done.stdout}{done.stderr}"
    root = tree.parse(path).getroot()
    pictures = [image.text.strip() for image in root.findall("./screenshots/screenshot/image")]
    if len(pictures) < 3:
        yield "there are fewer than three screenshots"
    for address in pictures:
        file = os.path.join(ROOT, "data", "screenshots", address.rsplit("/", 1)[-1])
        if not os.path.exists(file):
            yield f"{address}: there is no such picture in data/screenshots"
        elif size_of(file) < LEAST:
            yield f"{address} is too small: {size_of(file)}"
    newest = root.find("./releases/release")
    if newest.get("version") != version or not "".join(newest.find("description").itertext()).strip():
        yield f"the newest release is not {version}, or says nothing"


def main():
    if shutil.which("appstreamcli") is None:
        print("appstreamcli is not there")
        sys.exit(SKIPPED)
    found = list(complaints(*sys.argv[1:3]))
    print("\n".join(found) if found else "as it should be")
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
