#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every command and option that a program's --help names is in its manual page, and the other way round.

  check-manual.py INSONIFY-CLI [INSONIFY]
"""
import os
import re
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
OPTION = re.compile(r"^  (?:(-\w), )?(--[a-z-]+)(=)?", re.M)


def ask(*arguments):
    """The help text, untranslated."""
    done = subprocess.run([*arguments, "--help" if len(arguments) < 3 else arguments[-1]], capture_output=True, text=True,
                          timeout=60, check=True, env={**os.environ, "LC_ALL": "C.UTF-8", "LANGUAGE": "C"})
    return done.stdout


def options_of_help(text):
    """As "-o", "--output=": with = if it takes a value."""
    found = set()
    for short, name, value in OPTION.findall(text):
        found.add(name + value)
        if short:
            found.add(short)
    return found


def options_of_manual(lines):
    """Likewise, from the items of a list of options."""
    found = set()
    for line in lines:
        if line.startswith(".It Fl "):
            for name, value in re.findall(r"\bFl (-?[a-zA-Z-]+)( Ns = )?", line):
                found.add("-" + name + ("=" if value else ""))
    return found


def read_manual(name):
    """Lines by section and by subsection of COMMANDS."""
    sections, section = {}, None
    with open(os.path.join(ROOT, "data", "man", name), encoding="utf-8") as file:
        for line in file.read().splitlines():
            if line.startswith(".Sh "):
                section = line[4:]
            elif line.startswith(".Ss ") and section.startswith("COMMANDS"):
                section = "COMMANDS " + line.split()[1]
            sections.setdefault(section, []).append(line)
    return sections


def compare(what, known, written):
    problems = 0
    for name in sorted(known - written):
        print(f"{what}: {name} is not in the manual page")
        problems += 1
    for name in sorted(written - known):
        print(f"{what}: the manual page has {name}, the program does not")
        problems += 1
    return problems


def check_cli(program):
    manual = read_manual("insonify-cli.1")
    commands = set(re.findall(r"^  ([a-z-]+) {2,}\S", ask(program), re.M))
    assert len(commands) > 10, commands
    written = {section.split()[1] for section in manual if section and section.startswith("COMMANDS ")}
    problems = compare("insonify-cli", commands, written)
    for command in sorted(commands & written):
        known = options_of_help(ask(program, command)) - {"-h", "--help"}
        problems += compare(f"insonify-cli {command}", known, options_of_manual(manual["COMMANDS " + command]))
    statuses = set(re.findall(r"(\d) ", re.search(r"Exit status:(.*)", ask(program)).group(1)))
    listed = {line[4:] for line in manual["EXIT STATUS"] if line.startswith(".It ")}
    return problems + compare("exit status", statuses, listed)


def check_window(program):
    known = options_of_help(ask(program)) | options_of_help(ask(program, "--help-all", "--help-all"))
    return compare("insonify", known, options_of_manual(read_manual("insonify.1")["OPTIONS"]))


def main():
    problems = check_cli(sys.argv[1])
    if len(sys.argv) > 2:
        problems += check_window(sys.argv[2])
    sys.exit(1 if problems else 0)


if __name__ == "__main__":
    main()
