#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Bad input gives one clear sentence and the right exit status, and loses nothing."""
import os
import shutil
import subprocess

from insonify_check import cli, expect, recipe, work_folder


def refuse(expected, title, *arguments, must_say=()):
    _, errors, _ = cli(*arguments, expected=expected, timeout=60)
    lines = [line for line in errors.splitlines() if line.strip()]
    print(f"{title}: exit {expected}: {errors.strip()}")
    expect(lines, f"{title}: it says nothing")
    expect(len(lines) <= 2, f"{title}: more than one sentence")
    for word in must_say:
        expect(word in errors, f"{title}: does not name {word!r}")


def write(folder, name, text):
    path = os.path.join(folder, name)
    with open(path, "wb") as file:
        file.write(text)
    return path


def full_disk(folder, good):
    """A tmpfs of 1 MiB (as root), else a file size limit: the scan does not start and leaves no half file."""
    mount = os.path.join(folder, "small")
    os.mkdir(mount)
    if os.geteuid() != 0 or subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", mount],
                                           check=False, capture_output=True).returncode != 0:
        print("full disk: no right to mount a small tmpfs here, not tried")
        return
    try:
        file = os.path.join(mount, "full.nde")
        cli("scan", good, "-o", file, expected=None, timeout=60)
        _, errors, _ = cli("scan", good, "-o", file, expected=None, timeout=60)
        print(f"full disk: {errors.strip()}")
        expect("MB" in errors or "GB" in errors or "room" in errors or "space" in errors, "no word about room")
        expect(not os.path.exists(file), "a half file was left behind")
    finally:
        subprocess.run(["umount", mount], check=True)


def main():
    with work_folder() as folder:
        good = recipe(folder)
        out = os.path.join(folder, "x.nde")
        text = open(good, "rb").read()
        refuse(2, "no recipe", "scan", os.path.join(folder, "none.scan"), "-o", out, must_say=["none.scan"])
        refuse(2, "wrong key", "scan", write(folder, "a.scan", text + b"Colour=red\n"), "-o", out,
               must_say=["a.scan", "Acquisition", "Colour"])
        refuse(2, "wrong value", "scan", write(folder, "b.scan", text.replace(b"SpeedMmPerS=50", b"SpeedMmPerS=fast")),
               "-o", out, must_say=["b.scan", "Scan", "SpeedMmPerS", "fast"])
        refuse(2, "comma", "scan", write(folder, "c.scan", text.replace(b"ScanStepMm=0.1", b"ScanStepMm=0,1")),
               "-o", out, must_say=["ScanStepMm"])
        refuse(2, "not text", "scan", write(folder, "d.scan", os.urandom(300)), "-o", out, must_say=["d.scan"])
        refuse(2, "too fast for the pulse rate", "scan", recipe(folder, "e.scan", PrfHz=100), "-o", out)
        refuse(2, "outside the travel", "scan", recipe(folder, "f.scan", StartMm="215;1;0"), "-o", out, must_say=["X"])
        refuse(2, "unknown stage", "scan", good, "-o", out, "--stage", "robot:serial:/dev/ttyS0", must_say=["robot"])
        refuse(2, "unknown option", "scan", good, "-o", out, "--stage", "sim?latncy_ms=5", must_say=["latncy_ms"])
        refuse(1, "no such port", "scan", good, "-o", out, "--stage", "grbl:serial:/dev/ttyNONE9",
               must_say=["/dev/ttyNONE9"])
        refuse(1, "no such card", "scan", good, "-o", out, "--digitizer", "comedi:/dev/comedi9",
               must_say=["/dev/comedi9"])
        _, errors, _ = cli("scan", good, "-o", out, "--digitizer", f"sim:{folder}/none.png", expected=None)
        print(f"no such picture: {errors.strip()}")
        expect("none.png" in errors, "the missing picture is not named")
        refuse(2, "no verb", "paint", must_say=["paint"])
        refuse(2, "no output", "scan", good)
        refuse(1, "no such file", "info", os.path.join(folder, "none.nde"), must_say=["none.nde"])
        refuse(1, "not a scan file", "info", write(folder, "noise.nde", os.urandom(5000)), must_say=["noise.nde"])
        refuse(1, "a folder that is not there", "scan", good, "-o", os.path.join(folder, "no", "x.nde"))
        expect(not os.path.exists(out), "a refused scan left a file")
        full_disk(folder, good)
        shutil.rmtree(os.path.join(folder, "small"), ignore_errors=True)


if __name__ == "__main__":
    main()
