#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Pause, stop and going on from the command line: by signal, by keys of a terminal, and on a stage that was homed."""
import json
import os
import pty
import select
import signal
import subprocess
import time

from insonify_check import CLI, cli, expect, recipe, work_folder

LONGEST_S = 60


def read_until(fd, wanted, heard=""):
    """What the program says up to a text, with what it said before."""
    until = time.monotonic() + LONGEST_S
    while wanted not in heard:
        ready, _, _ = select.select([fd], [], [], max(until - time.monotonic(), 0))
        expect(ready, f"nothing says “{wanted}”: {heard}")
        try:
            text = os.read(fd, 4096).decode(errors="replace")
        except OSError:  # a terminal whose other end is closed
            text = ""
        expect(text, f"it ended without “{wanted}”: {heard}")
        heard += text
    return heard


def info(file):
    return json.loads(cli("info", file, "--json")[0])


def check_signals(folder, path):
    file = os.path.join(folder, "signals.nde")
    scan = subprocess.Popen([CLI, "scan", path, "-o", file], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                            stderr=subprocess.PIPE, env={**os.environ, "LC_ALL": "C.UTF-8"})
    heard = read_until(scan.stderr.fileno(), "10 %")
    scan.send_signal(signal.SIGUSR2)
    heard = read_until(scan.stderr.fileno(), "paused", heard)
    expect(scan.poll() is None, "a pause ended the scan")
    scan.send_signal(signal.SIGUSR2)
    read_until(scan.stderr.fileno(), "100 %", heard)
    expect(scan.wait(LONGEST_S) == 0, "the scan did not come to its end after a pause")
    expect(info(file)["n_holes"] == 0, "holes after a pause")

    file = os.path.join(folder, "hangup.nde")
    scan = subprocess.Popen([CLI, "scan", path, "-o", file], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                            stderr=subprocess.PIPE, preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_DFL))
    read_until(scan.stderr.fileno(), "10 %")
    scan.send_signal(signal.SIGHUP)
    expect(scan.wait(LONGEST_S) == 4, "a terminal that goes away does not end the scan well")
    expect(info(file)["n_lines_done"] > 0, "nothing was kept")


def check_keys(folder, path):
    file = os.path.join(folder, "keys.nde")
    child, terminal = pty.fork()
    if child == 0:
        os.environ["LC_ALL"] = "C.UTF-8"
        os.execv(CLI, [CLI, "scan", path, "-o", file])
    heard = read_until(terminal, "line 2 of")
    expect("Space pauses" in heard, f"the keys are not told: {heard}")
    os.write(terminal, b"p")
    heard = read_until(terminal, "paused, ", heard)
    os.write(terminal, b"r")
    n_lines = heard.count("line ")
    while heard.count("line ") <= n_lines:
        heard += read_until(terminal, "line ")
    os.write(terminal, b" ")
    heard = read_until(terminal, "paused within line", heard)
    os.write(terminal, b"q")
    read_until(terminal, "Stopped.", heard)
    _, status = os.waitpid(child, 0)
    os.close(terminal)
    expect(os.waitstatus_to_exitcode(status) == 4, f"q: exit {status}")


def check_reference(folder, path):
    """A stage that was homed before the scan is homed again before it is gone on with."""
    file = os.path.join(folder, "homed.nde")
    cli("scan", path, "-o", file, "--home", "-q")
    told = info(file)
    expect(told["homed"] and told["n_resumed"] == 0 and None not in told["home_mm"], f"homed: {told}")
    _, err, _ = cli("scan", path, "-o", file, "--resume", "-q", expected=1)
    expect("homed" in err and "--accept-shift" in err, f"a stage that was not homed: {err}")
    expect(info(file)["n_resumed"] == 0, "a refusal was counted")
    cli("scan", path, "-o", file, "--resume", "-q", "--home")
    told = info(file)
    expect(told["n_resumed"] == 1 and told["resumed_reference"] == "same", f"homed again: {told}")
    _, err, _ = cli("scan", path, "-o", file, "--resume", "-q", "--accept-shift")
    told = info(file)
    expect(told["resumed_reference"] == "not-compared" and "agreed" in err, f"agreed: {told}, {err}")


def main():
    with work_folder() as folder:
        path = recipe(folder, StartMm="10;10;0", ScanLengthMm=3, IndexLengthMm=4, SpeedMmPerS=20, PrfHz=1000,
                      Samples=256, IndexStepMm=0.2)
        check_signals(folder, path)
        check_keys(folder, path)
        short = recipe(folder, "short.scan", StartMm="10;10;0", ScanLengthMm=1, IndexLengthMm=0.4, PrfHz=1000,
                       Samples=64)
        check_reference(folder, short)
    print("pauses by signal and by key, a stop by key and by hang-up, the reference compared")


if __name__ == "__main__":
    main()
