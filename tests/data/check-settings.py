#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every key of the settings has words for people, every number a range that its default lies in.

  check-settings.py FILE.gschema.xml
"""
import sys
import xml.etree.ElementTree as tree

NUMBERS = "inuqxtyd"


def complaints(key):
    kind = key.get("type")
    summary = key.findtext("summary", "").strip()
    if not summary or summary.endswith("."):
        yield "needs a summary, without a full stop"
    if kind in NUMBERS and len(kind) == 1:
        span = key.find("range")
        if span is None:
            yield "needs a range"
        elif not float(span.get("min")) <= float(key.findtext("default")) <= float(span.get("max")):
            yield "has a default out of its range"


def main():
    keys = tree.parse(sys.argv[1]).findall(".//key")
    found = [f"{key.get('name')} {text}" for key in keys for text in complaints(key)]
    print("\n".join(found) if found else f"{len(keys)} keys")
    sys.exit(1 if found or not keys else 0)


if __name__ == "__main__":
    main()
