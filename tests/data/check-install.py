#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What "meson install" puts where, no more and no less, and that "ninja uninstall" leaves nothing behind.

  check-install.py BUILD-FOLDER APP-ID {window|headless}
"""
import json
import os
import shutil
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
SKIPPED = 77


def languages():
    with open(os.path.join(ROOT, "po", "LINGUAS"), encoding="utf-8") as file:
        return [line.strip() for line in file if line.strip() and not line.startswith("#")]


def wanted(app, has_window, has_guide):
    """Paths below the prefix."""
    yield "bin/insonify-cli"
    yield "libexec/insonify-reader"
    yield "share/man/man1/insonify-cli.1"
    yield "share/bash-completion/completions/insonify-cli"
    yield "share/zsh/site-functions/_insonify-cli"
    for language in languages():
        yield f"share/locale/{language}/LC_MESSAGES/insonify.mo"
    if not has_window:
        return
    yield "bin/insonify"
    yield "share/man/man1/insonify.1"
    yield "share/bash-completion/completions/insonify"
    yield f"share/applications/{app}.desktop"
    yield f"share/metainfo/{app}.metainfo.xml"
    yield f"share/mime/packages/{app}.xml"
    yield f"share/glib-2.0/schemas/{app}.gschema.xml"
    for name, folder in ((app, "apps"), (app + "-nde", "mimetypes")):
        yield f"share/icons/hicolor/scalable/{folder}/{name}.svg"
        yield f"share/icons/hicolor/symbolic/{folder}/{name}-symbolic.svg"
    if has_guide:
        yield "share/insonify/guide.html"


def files_below(folder):
    return {os.path.relpath(os.path.join(path, name), folder) for path, _, names in os.walk(folder) for name in names}


def run(command, environment):
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, env=environment, check=False)
    if done.returncode != 0:
        raise SystemExit(f"{' '.join(command)} ended with {done.returncode}\n{done.stdout}{done.stderr}")


def option(build, name):
    with open(os.path.join(build, "meson-info", "intro-buildoptions.json"), encoding="utf-8") as file:
        return next(item["value"] for item in json.load(file) if item["name"] == name)


def main():
    build, app, kind = sys.argv[1:4]
    if shutil.which("meson") is None or shutil.which("ninja") is None:
        print("meson or ninja is not there")
        sys.exit(SKIPPED)
    has_guide = os.path.exists(os.path.join(build, "docs", "guide", "guide.html"))
    with tempfile.TemporaryDirectory(prefix="insonify-") as folder:
        environment = {**os.environ, "DESTDIR": folder}
        run(["meson", "install", "-C", build, "--no-rebuild", "--quiet"], environment)
        prefix = os.path.join(folder, option(build, "prefix").lstrip("/"))
        found = files_below(prefix)
        should = {path.replace("libexec", option(build, "libexecdir"), 1) for path in wanted(app, kind == "window", has_guide)}
        for path in sorted(should - found):
            print(f"not installed: {path}")
        for path in sorted(found - should) + sorted(files_below(folder) - {os.path.relpath(os.path.join(prefix, path), folder)
                                                                          for path in found}):
            print(f"installed, and nobody knows of it: {path}")
        run(["ninja", "-C", build, "uninstall"], environment)
        left = [path for path, folders, names in os.walk(folder) if path != folder and (names or not folders)]
        left = [path for path in left if os.path.relpath(path, folder)]
        print("\n".join(f"left behind: {path}" for path in left))
        sys.exit(1 if should != found or left else 0)


if __name__ == "__main__":
    main()
