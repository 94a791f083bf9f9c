# SPDX-License-Identifier: GPL-3.0-or-later
"""F1 opens the user's guide in the browser; without a browser the window says where the guide is.

  /usr/bin/python3 tests/app/drive-guide.py [BUILD-FOLDER]
"""
import os
import sys
import tempfile
import urllib.parse

import insonify_window
from insonify_window import ROOT, SKIPPED, wait_until

BUILD = os.path.abspath(sys.argv[1] if len(sys.argv) > 1 else os.path.join(ROOT, "build"))
PROGRAM = os.path.join(BUILD, "src", "app", "insonify")
GUIDE = os.path.join(BUILD, "docs", "guide", "guide.html")
OPEN_S = 20.0


def write(path, text):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


def make_browser(folder, asked):
    """One that only takes note of what it is asked for."""
    write(os.path.join(folder, "data", "applications", "noting.desktop"),
          f"[Desktop Entry]\nType=Application\nName=Noting\nExec=sh -c \"echo %u > {asked}\"\nMimeType=text/html;\n")
    write(os.path.join(folder, "config", "mimeapps.list"), "[Default Applications]\ntext/html=noting.desktop\n")


def launch(folder, **places):
    environment = {**places, "GSETTINGS_BACKEND": "memory", "GSETTINGS_SCHEMA_DIR": os.path.join(BUILD, "data")}
    return insonify_window.Window(PROGRAM, "--folder", os.path.join(folder, "scans"), "--stage", "sim", folder=folder,
                                  environment=environment)


def opens(folder):
    asked = os.path.join(folder, "asked")
    make_browser(folder, asked)
    window = launch(folder, XDG_DATA_HOME=os.path.join(folder, "data"), XDG_CONFIG_HOME=os.path.join(folder, "config"))
    try:
        window.key("F1")
        if not wait_until(lambda: os.path.exists(asked) and os.path.getsize(asked) > 0, OPEN_S):
            raise RuntimeError("F1 starts no browser")
        with open(asked, encoding="utf-8") as file:
            address = file.read().strip()
        path = urllib.parse.unquote(address.removeprefix("file://"))
        if not os.path.samefile(path, GUIDE):
            raise RuntimeError(f"the browser is asked for {address}")
    finally:
        window.kill()


def complains(folder):
    """No program for text/html, as where only the desktop's core is installed."""
    nothing = os.path.join(folder, "none")
    window = launch(folder, **{name: nothing for name in ("XDG_DATA_DIRS", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CONFIG_DIRS")})
    try:
        window.key("F1")
        if not wait_until(lambda: window.find_saying("guide.html"), OPEN_S):
            raise RuntimeError("nothing says where the guide is")
    finally:
        window.kill()


def main():
    insonify_window.run_in_private_desktop(__file__)
    if not os.path.exists(GUIDE):
        print("The guide was not built: cmark is not installed.")
        sys.exit(SKIPPED)
    for part in (opens, complains):
        with tempfile.TemporaryDirectory(prefix="insonify-") as folder:
            insonify_window.apart(part, folder)
    print("F1 opens the guide")


if __name__ == "__main__":
    main()
