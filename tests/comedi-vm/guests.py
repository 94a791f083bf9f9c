# SPDX-License-Identifier: GPL-3.0-or-later
"""Guests that run at once, the stage emulators on their serial ports, and QEMU's command line to one of them."""

import json
import os
import pathlib
import re
import socket
import subprocess
import threading
import time

HERE = pathlib.Path(__file__).resolve().parent
STATUS_S = 0.05  # between two looks for a file of the guest


class Emulator:
    """insonify-cli simulate-stage on a UNIX socket."""

    def __init__(self, cli, path):
        self.process = subprocess.Popen([cli, "simulate-stage", "--protocol", "grbl", "--listen", f"unix:{path}"],
                                        stdout=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True)
        said = self.process.stdout.readline()
        assert said.startswith("listening"), "the emulator of the stage did not start"

    def stop(self):
        self.process.terminate()
        self.process.wait(10)
        self.process.stdout.close()


class Qmp:
    """QEMU's machine protocol: one command a line, one answer a line, events in between."""

    def __init__(self, path):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.settimeout(10)
        self.socket.connect(str(path))
        self.file = self.socket.makefile("rw", encoding="utf-8")
        self.file.readline()  # who it is
        self.ask("qmp_capabilities")

    def ask(self, command, **arguments):
        self.file.write(json.dumps({"execute": command, "arguments": arguments}) + "\n")
        self.file.flush()
        return self._read(lambda answer: "return" in answer or "error" in answer)

    def wait_event(self, name):
        return self._read(lambda answer: answer.get("event") == name)

    def _read(self, is_wanted):
        while True:
            answer = json.loads(self.file.readline())
            if is_wanted(answer):
                assert "error" not in answer, answer["error"]["desc"]
                return answer

    def close(self):
        self.file.close()
        self.socket.close()


class Step:
    """What a step in a guest left behind."""

    def __init__(self, folder, name):
        self.name = name
        self.path = folder / f"{name}.nde"
        self.was_lost = (folder / f"{name}-lost.nde").exists()
        self.out, self.err, status, moment = (self._text(folder / f"{name}.{end}")
                                              for end in ("out", "err", "status", "moment"))
        self.status = int(status.split()[0]) if status else None
        # on the guest's clock: when something was done to it, and when it ended
        self.moment_s, self.ended_s = (float(text.split()[-1]) if text else float("nan") for text in (moment, status))

    @staticmethod
    def _text(path):
        return path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""

    def expect(self, status):
        said = " / ".join((self.err or self.out).strip().splitlines()[-3:])
        assert self.status is not None, f"{self.name} did not come to an end"
        assert self.status != 124, f"{self.name} hung and had to be killed; it said: {said}"
        assert self.status == status, f"exit {self.status} instead of {status}: {said}"
        return self

    def says(self, *patterns):
        """The line of stderr that matches all of the patterns, without the program's name."""
        for line in self.err.splitlines():
            if all(re.search(pattern, line) for pattern in patterns):
                return line.split(": ", 1)[-1] if line.startswith("insonify-cli: ") else line
        raise AssertionError(f"nothing like {' '.join(patterns)!r} in: {self.err.strip()!r}")

    @property
    def n_shown(self):
        """Lines that were done as far as was told while the scan ran."""
        shown = re.findall(r"line (\d+) of", self.err)
        return int(shown[-1]) if shown else 0


class Guest(threading.Thread):
    """Boots, runs a script of this folder inside and ends; meanwhile() runs on the host at the same time."""

    def __init__(self, folder, options, script, arguments, limit_s, meanwhile=None):
        super().__init__()
        self.folder, self.limit_s, self.meanwhile = folder, limit_s, meanwhile
        self.command = [HERE / "run-in-comedi-vm", "-t", str(limit_s), "-K", folder / "kernel", "-w", folder, *options,
                        HERE / script, *arguments]
        self.problem = None
        self.seconds = 0.0

    def run(self):
        started = time.monotonic()
        environment = {**os.environ, "LC_ALL": "C.UTF-8"}
        done = threading.Event()
        helper = threading.Thread(target=self.meanwhile, args=(done,)) if self.meanwhile else None
        with open(self.folder / "guest.log", "w", encoding="utf-8") as log:
            process = subprocess.Popen([str(word) for word in self.command], env=environment, stdout=log, stderr=log,
                                       stdin=subprocess.DEVNULL)
            if helper:
                helper.start()
            try:
                status = process.wait(self.limit_s + 30)
            except subprocess.TimeoutExpired:
                process.terminate()
                status = process.wait()
        done.set()
        if helper:
            helper.join()
        self.seconds = time.monotonic() - started
        if status != 0:
            log = (self.folder / "guest.log").read_text(encoding="utf-8", errors="replace")
            self.problem = f"exit {status}: {log.strip()[-1500:]}"

    @property
    def boot_s(self):
        """Seconds from the kernel's start to the first command, as the guest says."""
        console = self.folder / "kernel" / "dmesg"
        found = re.search(r"vm: ([\d.]+) command", console.read_text(errors="replace")) if console.exists() else None
        return float(found[1]) if found else float("nan")

    def step(self, name):
        return Step(self.folder, name)


def wait_for_file(path, done):
    """FALSE if the guest ended first."""
    while not path.exists():
        if done.wait(STATUS_S):
            return False
    return True
