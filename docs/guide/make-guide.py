#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes the user's guide, one HTML file with everything in it, of the Markdown pages in this folder and the reference in
the folder above.

  make-guide.py CMARK VERSION OUT.html [DEPFILE]

One file, because a browser in a sandbox is handed that file and nothing beside it. pages.txt has the pages in their order.
"""
import base64
import html
import os
import re
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
TABLE_RULE = re.compile(r"^\|(\s*:?-+:?\s*\|)+\s*$")


def read(path, used):
    used.append(os.path.normpath(path))
    with open(path, encoding="utf-8") as file:
        return file.read()


def cells(line):
    return [cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", line.strip()[1:-1])]


def row(line, kind):
    inside = "".join(f"\n<{kind}>\n\n{cell}\n\n</{kind}>" for cell in cells(line))
    return f"<tr>{inside}\n</tr>"


def with_tables(text):
    """Tables as HTML with Markdown in their cells: CommonMark has none."""
    lines, out, i = text.split("\n"), [], 0
    while i < len(lines):
        if lines[i].startswith("|") and i + 1 < len(lines) and TABLE_RULE.match(lines[i + 1]):
            has_head = any(cells(lines[i]))
            out += ["", "<table>"] + ([row(lines[i], "th")] if has_head else [])
            i += 2
            while i < len(lines) and lines[i].startswith("|"):
                out.append(row(lines[i], "td"))
                i += 1
            out += ["</table>", ""]
        else:
            out.append(lines[i])
            i += 1
    return "\n".join(out)


def to_html(cmark, text):
    done = subprocess.run([cmark, "--unsafe", "--smart"], input=with_tables(text), capture_output=True, text=True,
                          encoding="utf-8", check=True)
    return re.sub(r"<(t[dh])>\s*<p>(.*?)</p>\s*</t[dh]>", r"<\1>\2</\1>", done.stdout, flags=re.S)


def embed_pictures(page, folder, used):
    def embed(found):
        path = os.path.join(folder, found.group(1))
        used.append(os.path.normpath(path))
        with open(path, "rb") as file:
            return f'src="data:image/png;base64,{base64.b64encode(file.read()).decode()}"'

    return re.sub(r'src="([^":]+\.png)"', embed, page)


def turn_links(page, names):
    """Links between pages go to their sections; those to files that are not in the guide are words only."""
    def turn(found):
        target, words = found.group(1), found.group(2)
        if re.match(r"(https?|mailto):", target):
            return found.group(0)
        name = os.path.basename(target.split("#")[0]).removesuffix(".md")
        return f'<a href="#{name}">{words}</a>' if name in names else words

    return re.sub(r'<a href="([^"]+)">(.*?)</a>', turn, page, flags=re.S)


def read_list(used):
    """Groups of pages: (title of the group, [names]). "*" is what is in the folder above and stands nowhere else."""
    groups = []
    for line in read(os.path.join(HERE, "pages.txt"), used).splitlines():
        if line.startswith("#") or not line.strip():
            continue
        if line.startswith("["):
            groups.append((line.strip("[]"), []))
        else:
            groups[-1][1].append(line.strip())
    listed = {name for _, names in groups for name in names}
    used.append(os.path.dirname(HERE))  # a page that comes or goes
    above = sorted(name.removesuffix(".md") for name in os.listdir(os.path.dirname(HERE)) if name.endswith(".md"))
    rest = [name for name in above if name not in listed]
    return [(title, [page for name in names for page in (rest if name == "*" else [name])]) for title, names in groups]


def title_of(text):
    return re.match(r"# (.*)", text).group(1).replace("`", "")


def section(name, body, steps):
    before, after = steps
    links = "".join(f'<a class="{kind}" href="#{other}">{html.escape(title)}</a>'
                    for kind, (other, title) in (("before", before), ("after", after)) if other)
    return f'<section id="{name}">\n{body}<nav class="steps">{links}</nav>\n</section>\n'


def main():
    cmark, version, out = sys.argv[1:4]
    used = []
    groups = read_list(used)
    order = [name for _, names in groups for name in names]
    texts = {}
    for name in order:
        near = os.path.join(HERE, name + ".md")
        folder = HERE if os.path.exists(near) else os.path.dirname(HERE)
        texts[name] = folder, read(os.path.join(folder, name + ".md"), used)
    titles = {name: title_of(text) for name, (_, text) in texts.items()}
    contents, sections = "", []
    for title, names in groups:
        links = "".join(f'<li><a href="#{name}">{html.escape(titles[name])}</a></li>\n' for name in names)
        contents += f"<h2>{html.escape(title)}</h2>\n<ul>\n{links}</ul>\n"
    for i, name in enumerate(order):
        folder, text = texts[name]
        body = turn_links(embed_pictures(to_html(cmark, text), folder, used), order)
        around = [(other, titles[other]) if other else ("", "")
                  for other in (order[i - 1] if i > 0 else "", order[i + 1] if i + 1 < len(order) else "")]
        sections.append(section(name, body, around))
    # the first page is shown where none is asked for: it stands last, and gives way to one that is (guide.css)
    sections = sections[1:] + sections[:1]
    page = read(os.path.join(HERE, "guide.html.in"), used)
    for mark, value in (("@CSS@", read(os.path.join(HERE, "guide.css"), used)), ("@VERSION@", html.escape(version)),
                        ("@CONTENTS@", contents), ("@PAGES@", "".join(sections))):
        page = page.replace(mark, value)
    with open(out, "w", encoding="utf-8") as file:
        file.write(page)
    if len(sys.argv) > 4:
        with open(sys.argv[4], "w", encoding="utf-8") as file:
            file.write(f"{out}: {' '.join(path.replace(' ', chr(92) + ' ') for path in used)}\n")


if __name__ == "__main__":
    main()
