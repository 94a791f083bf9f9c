#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes a catalogue of a language that nobody speaks: each text in brackets, with accents, 40 % longer. What is shown without
brackets was never translated; what does not fit would not in German either.

  make-pseudo.py OUT.mo [DEPFILE]
"""
import os
import re
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
KEYWORDS = ("_", "N_", "C_:1c,2", "NC_:1c,2", "g_dngettext:2,3", "g_dpgettext2:2c,3")
ACCENTS = str.maketrans("aceinosuyACEINOSUY", "áçéíñöšüýÁÇÉÍÑÖŠÜÝ")
# formats, markup, entities, mnemonics and names in braces stay
KEPT = re.compile(r"%(?:\d+\$)?[-+ #0']*(?:\d+|\*)?(?:\.(?:\d+|\*))?(?:hh|h|ll|l|q|j|z|t)?[a-zA-Z%]|<[^>]*>|&\w+;|_\w|\\.|\{[^}]*\}")
PADDING = "áéíóú ñöšüç ý"


def pseudo(text):
    """Of a text as it stands in a .po file."""
    body = text.rstrip()
    lines = body.endswith("\\n")
    if lines:
        body = body[:-2]
    out, at = "", 0
    for kept in KEPT.finditer(body):
        out += body[at:kept.start()].translate(ACCENTS) + kept.group(0)
        at = kept.end()
    out += body[at:].translate(ACCENTS)
    n_more = max(0, -(-len(KEPT.sub("", body)) * 2 // 5) - 2)
    more = (PADDING * (n_more // len(PADDING) + 1))[:n_more].rstrip()
    return f"⟦{out}{' ' if more else ''}{more}⟧" + ("\\n" if lines else "") + text[len(text.rstrip()):]


def read_sources():
    with open(os.path.join(ROOT, "po", "POTFILES.in"), encoding="utf-8") as file:
        return [line.strip() for line in file if line.strip() and not line.startswith("#")]


def run(command, text):
    return subprocess.run(command, input=text, capture_output=True, text=True, encoding="utf-8", check=True, cwd=ROOT).stdout


def make_po(sources):
    keywords = [f"--keyword={keyword}" for keyword in KEYWORDS]
    template = run(["xgettext", "--from-code=UTF-8", "--files-from=-", "--output=-", *keywords], "\n".join(sources))
    template = template.replace("charset=CHARSET", "charset=UTF-8").replace("nplurals=INTEGER; plural=EXPRESSION",
                                                                            "nplurals=2; plural=n != 1")
    filled = run(["msgen", "--no-wrap", "-"], template)
    # one line for each text
    filled = re.sub(r'"\n"', "", filled)
    head, _, rest = filled.partition("\n\n")
    rest = re.sub(r'^(msgstr(?:\[\d\])?) "(.+)"$', lambda found: f'{found.group(1)} "{pseudo(found.group(2))}"', rest, flags=re.M)
    return head + "\n\n" + rest


def main():
    out = sys.argv[1]
    sources = read_sources()
    run(["msgfmt", "--check-format", "--use-fuzzy", f"--output-file={os.path.abspath(out)}", "-"], make_po(sources))
    if len(sys.argv) > 2:
        with open(sys.argv[2], "w", encoding="utf-8") as file:
            file.write(f"{out}: {' '.join(os.path.join(ROOT, path) for path in sources)}\n")


if __name__ == "__main__":
    main()
