#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Text can be read: the contrast of its colours with what they stand on, after WCAG 2.1: 4.5 to 1, and 7 to 1 where the desktop
asks for high contrast; 3 to 1 for the edges of controls."""
import os
import re
import sys

UI = os.path.join(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))), "ui")
TEXT = [(text, ground) for text in ("i_ink", "i_dim", "i_accent", "i_danger", "i_warn", "i_ok", "i_sim", "i_move")
        for ground in ("i_panel", "i_card", "i_head")]
TEXT += [("i_on_accent", "i_accent_bg"), ("i_danger", "i_danger_bg"), ("i_warn", "i_warn_bg"), ("i_ok", "i_ok_bg"),
         ("i_move", "i_move_bg"), ("i_ink", "i_btn"), ("i_ink", "i_btn_h"), ("i_ink", "i_seg"), ("i_ink", "i_sel"),
         ("i_on_accent", "i_stop"), ("i_on_accent", "i_stop_h")]
EDGES = [("i_ctl", "i_panel"), ("i_ctl", "i_card"), ("i_gI", "i_card"), ("i_gF", "i_card"), ("i_gB", "i_card")]


def read(*names):
    colours = {}
    for name in names:
        with open(os.path.join(UI, name), encoding="utf-8") as file:
            colours.update(re.findall(r"@define-color (\w+) #([0-9a-f]{6});", file.read()))
    return colours


def luminance(colour):
    parts = [int(colour[i:i + 2], 16) / 255 for i in (0, 2, 4)]
    red, green, blue = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def complaints(what, colours, least_text):
    for pairs, least in ((TEXT, least_text), (EDGES, 3.0)):
        for one, other in pairs:
            found = contrast(colours[one], colours[other])
            if found < least:
                yield f"{what}: {one} on {other} has {found:.2f}, at least {least} is wanted"


def main():
    found = []
    for theme in ("light", "dark"):
        found += complaints(theme, read(f"{theme}.css"), 4.5)
        found += complaints(f"{theme}, high contrast", read(f"{theme}.css", f"{theme}-contrast.css"), 7.0)
    print("\n".join(found) if found else "all can be read")
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
