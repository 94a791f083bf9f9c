#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The window on a virtual display: time to its appearance, memory at rest, delay of its main loop while lines come
in. Prints name, value and unit, separated by tabs. Wants a display: run it by ./dev bench."""
import os
import re
import statistics
import subprocess
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
BUILD = os.path.join(ROOT, "build")
PROGRAM = os.path.join(BUILD, "src", "app", "insonify")
LATENCY_TEST = os.path.join(BUILD, "tests", "app", "test-window-scan")
WAIT_S = 30.0
REST_S = 5.0


def say(name, value, unit):
    print(f"{name}\t{value:.4g}\t{unit}", flush=True)


def environment(folder):
    return {**os.environ, "GSETTINGS_BACKEND": "memory", "GSETTINGS_SCHEMA_DIR": os.path.join(BUILD, "data"),
            "GDK_DEBUG": "gl-disable", "GSK_RENDERER": "cairo", "HOME": folder, "XDG_DATA_HOME": folder}


def wait_for_window(process):
    until_s = time.monotonic() + WAIT_S
    while time.monotonic() < until_s:
        found = subprocess.run(["xdotool", "search", "--onlyvisible", "--pid", str(process.pid)],
                               capture_output=True, text=True, timeout=WAIT_S, check=False)
        if found.stdout.strip():
            return
        if process.poll() is not None:
            raise RuntimeError(f"{PROGRAM} ended by itself, status {process.returncode}")
        time.sleep(0.005)
    raise RuntimeError("no window appeared")


def get_memory_mb(pid):
    """What the process alone has: proportional share of everything that is mapped."""
    with open(f"/proc/{pid}/smaps_rollup", encoding="ascii") as file:
        return int(re.search(r"^Pss:\s+(\d+) kB", file.read(), re.M).group(1)) / 1024


def start_and_rest(folder, n_starts=3):
    seconds = []
    for start in range(n_starts):
        started_s = time.monotonic()
        with subprocess.Popen([PROGRAM, "--stage", "sim", "--folder", folder], env=environment(folder)) as process:
            try:
                wait_for_window(process)
                seconds.append(time.monotonic() - started_s)
                if start == n_starts - 1:
                    time.sleep(REST_S)
                    memory_mb = get_memory_mb(process.pid)
            finally:
                process.terminate()
    say("start.window_s", statistics.median(seconds), "s")
    say("memory.idle_mb", memory_mb, "MB")


def main_loop(folder):
    done = subprocess.run([LATENCY_TEST, "-p", "/window/main-loop-latency"], env=environment(folder),
                          capture_output=True, text=True, timeout=180, check=False)
    found = re.search(r"ui\.main_loop_p99_ms ([0-9.]+)", done.stdout)
    if found is None:
        raise RuntimeError(f"no latency was measured:\n{done.stdout}{done.stderr}")
    say("ui.main_loop_p99_ms", float(found.group(1)), "ms")


def main():
    with tempfile.TemporaryDirectory(prefix="insonify-bench-") as folder:
        start_and_rest(folder)
        main_loop(folder)


if __name__ == "__main__":
    main()
