#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads the exports of test-export.c as other programs do: first.* (amplitude of gate I) and
second.* (time of flight of gate A), registration.*, pulses.* and ascans.* (all A-scans), and the
report in the given folder; row 4 was not measured.

The VTK file is read by an XML parser and NumPy, the PDF by what stands here: VTK's and Poppler's
packages take far more room than they are worth. Where vtk or tifffile happen to be installed they
are asked as well."""
import csv
import os
import struct
import sys
import re
import xml.etree.ElementTree
import zlib

import numpy as np
from PIL import Image

ROWS, COLUMNS = 5, 7
UNITS = {"first": "%", "second": "s", "registration": "um", "pulses": "1", "Wall": "mm", "alarms": "1"}


def expected(name):
    row, column = np.mgrid[0:ROWS, 0:COLUMNS].astype(float)
    if name == "first":
        values = 1 + row * 8 + column
    elif name == "registration":
        values = 0.25 * (row + column)
    elif name == "pulses":
        values = row + column + 1
    elif name == "Wall":
        values = (row * 8 + column) / 4
    elif name == "alarms":
        values = column % 4
    else:
        values = 1e-6 * (12 + 1 + row * 0.25 + column * 0.01)
        values[:, 3] = np.nan
    values[1, 2] = np.nan
    values[4, :] = np.nan
    return values


def read_npy(path):
    values = np.load(path)
    assert values.dtype == np.float32 and values.flags.c_contiguous
    return values


def read_gsf(path):
    with open(path, "rb") as file:
        data = file.read()
    end = data.index(b"\0")
    lines = data[:end].decode().splitlines()
    assert lines[0] == "Gwyddion Simple Field 1.0"
    fields = dict(line.split(" = ", 1) for line in lines[1:])
    assert int(fields["XRes"]) == COLUMNS and int(fields["YRes"]) == ROWS
    assert abs(float(fields["XReal"]) - 0.0035) < 1e-12
    assert abs(float(fields["YReal"]) - 0.005) < 1e-12
    # the scan axis runs down from 3 mm, half a step before its first centre; the index axis up
    assert abs(float(fields["XOffset"]) - 0.00325) < 1e-12
    assert abs(float(fields["YOffset"]) - 0.0095) < 1e-12
    assert fields["XYUnits"] == "m"
    assert fields["ZUnits"] == UNITS[os.path.basename(path).split(".")[0]]
    start = (end // 4 + 1) * 4
    assert len(data) == start + 4 * ROWS * COLUMNS and not any(data[end:start])
    return np.frombuffer(data[start:], "<f4").reshape(ROWS, COLUMNS)


def read_csv(path):
    with open(path, encoding="utf-8", newline="") as file:
        table = list(csv.reader(file))
    assert [float(x) for x in table[0][1:]] == [3 - 0.5 * i for i in range(COLUMNS)]
    assert [float(line[0]) for line in table[1:]] == [10 + i for i in range(ROWS)]
    assert "Z mm" in table[0][0] and "X mm" in table[0][0]
    return np.array([[float(x) if x else np.nan for x in line[1:]] for line in table[1:]])


def read_vti(path):
    with open(path, "rb") as file:
        data = file.read()
    mark = data.index(b'<AppendedData encoding="raw">\n_') + len(b'<AppendedData encoding="raw">\n_')
    (size,) = struct.unpack("<Q", data[mark:mark + 8])
    assert size == 4 * ROWS * COLUMNS
    values = np.frombuffer(data[mark + 8:mark + 8 + size], "<f4").reshape(ROWS, COLUMNS)
    root = xml.etree.ElementTree.fromstring(data[:mark] + data[mark + 8 + size:])
    image = root.find("ImageData")
    assert image.get("WholeExtent") == "0 6 0 4 0 0"
    assert image.get("Origin") == "3 10 0" and image.get("Spacing") == "0.5 1 1"
    assert image.get("Direction") == "-1 0 0 0 1 0 0 0 1"
    array = image.find("Piece/PointData/DataArray")
    assert array.get("type") == "Float32" and array.get("format") == "appended"
    return values


def read_tif(path):
    with Image.open(path) as image:
        assert image.mode == "F" and image.size == (COLUMNS, ROWS)
        tags = image.tag_v2
        assert tags[270].startswith("ImageJ=") and "unit=mm" in tags[270]
        assert abs(float(tags[282]) - 2) < 1e-6 and abs(float(tags[283]) - 1) < 1e-6
        assert tags[296] == 1
        return np.asarray(image)


def check_png(path):
    """Pixels of 115 x 230 px; the first at 84;84: brightness must follow the values."""
    with Image.open(path) as image:
        picture = np.asarray(image.convert("L")).astype(float)
    values = expected(os.path.basename(path).split(".")[0])
    # 10 mm at the finer step's whole factor: 0.5 mm -> 80 px
    px_per_mm = 160
    assert picture.shape[1] >= 84 + 3.5 * px_per_mm and picture.shape[0] >= 84 + 5 * px_per_mm
    bright = np.empty((ROWS, COLUMNS))
    spread = np.empty((ROWS, COLUMNS))
    for row in range(ROWS):
        for column in range(COLUMNS):
            x, y = 84 + column * px_per_mm // 2, 84 + row * px_per_mm
            cell = picture[y + 8:y + px_per_mm - 8, x + 8:x + px_per_mm // 2 - 8]
            bright[row, column], spread[row, column] = cell.mean(), cell.std()
    holes = np.isnan(values)
    no_echo = np.zeros_like(holes)
    if "second" in path:  # measured, and nothing heard: a colour of its own
        no_echo[:, 3] = True
        no_echo[1, 2] = no_echo[4, :] = False
        assert (spread[no_echo] < 1e-9).all(), "no echo is flat"
    assert (spread[holes & ~no_echo] > 3).all(), "holes are hatched"
    assert (spread[~holes] < 1e-9).all(), "values are flat"
    order = np.argsort(values[~holes], kind="stable")
    assert (np.diff(bright[~holes][order]) >= 0).all(), "brighter is more"
    assert bright[~holes].max() > bright[~holes].min() + 20


SAMPLES = 16
FULL_SCALE = 2047


def expected_ascans():
    row, column, sample = np.mgrid[0:ROWS, 0:COLUMNS, 0:SAMPLES].astype(float)
    values = (row * 300 + column * 20 + sample - 900) * 100 / FULL_SCALE
    values[1, 2] = np.nan
    values[4] = np.nan
    return values


def read_npy_volume(path):
    return np.load(path)


def read_csv_volume(path):
    with open(path, encoding="utf-8", newline="") as file:
        table = list(csv.reader(file))
    assert table[0][:3] == ["X mm", "Z mm", "12 us"] and len(table[0]) == 2 + SAMPLES
    assert len(table) == 1 + ROWS * COLUMNS
    assert [float(x) for x in table[1][:2]] == [10, 3] and [float(x) for x in table[2][:2]] == [10, 2.5]
    values = [[float(x) if x else np.nan for x in line[2:]] for line in table[1:]]
    return np.array(values).reshape(ROWS, COLUMNS, SAMPLES)


# 5900 m/s there and back, 20 MHz, first sample 12 us after the pulse
DEPTH_STEP_MM = 5900e3 / 20e6 / 2
DEPTH_FIRST_MM = 12e-6 * 5900e3 / 2


def read_vti_volume(path):
    with open(path, "rb") as file:
        data = file.read()
    mark = data.index(b'<AppendedData encoding="raw">\n_') + len(b'<AppendedData encoding="raw">\n_')
    (size,) = struct.unpack("<Q", data[mark:mark + 8])
    assert size == 4 * ROWS * COLUMNS * SAMPLES
    values = np.frombuffer(data[mark + 8:mark + 8 + size], "<f4").reshape(SAMPLES, ROWS, COLUMNS)
    root = xml.etree.ElementTree.fromstring(data[:mark] + data[mark + 8 + size:])
    image = root.find("ImageData")
    assert image.get("WholeExtent") == image.find("Piece").get("Extent") == "0 6 0 4 0 15"
    assert np.allclose([float(x) for x in image.get("Origin").split()], [3, 10, DEPTH_FIRST_MM])
    assert np.allclose([float(x) for x in image.get("Spacing").split()], [0.5, 1, DEPTH_STEP_MM])
    assert image.get("Direction") == "-1 0 0 0 1 0 0 0 1"
    try:
        import vtk
        from vtk.util.numpy_support import vtk_to_numpy
    except ImportError:
        pass
    else:
        reader = vtk.vtkXMLImageDataReader()
        reader.SetFileName(path)
        reader.Update()
        found = vtk_to_numpy(reader.GetOutput().GetPointData().GetScalars()).reshape(values.shape)
        assert np.array_equal(found, values, equal_nan=True)
        print("ok vtk")
    return np.moveaxis(values, 0, 2)


def read_tif_volume(path):
    pages = []
    with Image.open(path) as image:
        assert image.n_frames == SAMPLES
        fields = dict(line.split("=", 1) for line in image.tag_v2[270].split("\n") if "=" in line)
        assert fields["slices"] == fields["images"] == str(SAMPLES) and fields["unit"] == "mm"
        assert np.allclose(float(fields["spacing"]), DEPTH_STEP_MM)
        for page in range(SAMPLES):
            image.seek(page)
            assert abs(float(image.tag_v2[282]) - 2) < 1e-6 and abs(float(image.tag_v2[283]) - 1) < 1e-6
            pages.append(np.asarray(image))
    values = np.stack(pages, axis=2)
    try:
        import tifffile
    except ImportError:
        pass
    else:
        found = tifffile.imread(path)
        assert np.array_equal(np.moveaxis(found, 0, 2), values, equal_nan=True)
        print("ok tifffile")
    return values


class Pdf:
    """As much of a reader as the files of cairo need: objects, streams, texts by ToUnicode."""

    def __init__(self, path):
        with open(path, "rb") as file:
            data = file.read()
        assert data.startswith(b"%PDF-1.") and data.rstrip().endswith(b"%%EOF")
        self.objects = {}
        for number, content in re.findall(rb"(?:^|\n)(\d+) 0 obj\n(.*?)\nendobj", data, re.DOTALL):
            self.objects[int(number)] = content

    def stream(self, number):
        head, rest = self.objects[number].split(b"stream\n", 1)
        length = re.search(rb"/Length (\d+)( 0 R)?", head)
        n = int(self.objects[int(length[1])]) if length[2] else int(length[1])
        return zlib.decompress(rest[:n]) if b"FlateDecode" in head else rest[:n]

    def pages(self):
        return [c for c in self.objects.values() if re.search(rb"/Type\s*/Page\b", c)]

    def fonts(self):
        """Name of each font to its characters."""
        found = {}
        for content in self.objects.values():
            for name, number in re.findall(rb"/(f-\d+-\d+)\s+(\d+) 0 R", content):
                characters = {}
                table = self.stream(int(re.search(rb"/ToUnicode (\d+) 0 R", self.objects[int(number)])[1]))
                for block in re.findall(rb"beginbfchar(.*?)endbfchar", table, re.DOTALL):
                    for code, text in re.findall(rb"<(\w+)>\s*<(\w+)>", block):
                        characters[int(code, 16)] = bytes.fromhex(text.decode()).decode("utf-16-be")
                for block in re.findall(rb"beginbfrange(.*?)endbfrange", table, re.DOTALL):
                    for first, last, text in re.findall(rb"<(\w+)>\s*<(\w+)>\s*<(\w+)>", block):
                        for code in range(int(first, 16), int(last, 16) + 1):
                            characters[code] = chr(int(text, 16) + code - int(first, 16))
                wide = b"Identity-H" in self.objects[int(number)]
                found[name] = (2 if wide else 1, characters)
        return found

    def text(self):
        """What is shown on each page, without blanks: those are moves."""
        fonts, font, texts = self.fonts(), None, []
        for number, content in sorted(self.objects.items()):
            if b"stream\n" not in content or b"/Subtype /Image" in content:
                continue
            shown = []
            for name, piece, plain in re.findall(rb"/(f-\d+-\d+) [\d.]+ Tf|<([0-9a-f]+)>|\(((?:[^()\\]|\\.)*)\)",
                                                 self.stream(number), re.DOTALL):
                if name:
                    font = fonts[name]
                elif font is not None:
                    codes = bytes.fromhex(piece.decode()) if piece else re.sub(
                        rb"\\([0-7]{3}|.)", lambda x: bytes([int(x[1], 8)]) if len(x[1]) == 3 else x[1], plain)
                    width, characters = font
                    for i in range(0, len(codes), width):
                        shown.append(characters.get(int.from_bytes(codes[i:i + width], "big"), "?"))
            if shown:
                texts.append("".join("".join(shown).split()))
        return texts

    def images(self):
        """Width, height and grey of each picture."""
        for number, content in self.objects.items():
            head = content.split(b"stream\n", 1)[0]
            if b"/Subtype /Image" in head and b"/DeviceRGB" in head:
                width, height = (int(re.search(rb"/%s (\d+)" % key, head)[1]) for key in (b"Width", b"Height"))
                pixels = np.frombuffer(self.stream(number), np.uint8).reshape(height, width, 3)
                yield pixels @ np.array([0.299, 0.587, 0.114])


def check_pdf(path):
    """The picture lies in it row by row from the top, as in the PNG."""
    pdf = Pdf(path)
    values = expected(os.path.basename(path).split(".")[0])
    holes = np.isnan(values)
    (picture,) = pdf.images()
    px_per_mm = picture.shape[0] // ROWS
    assert picture.shape == (ROWS * px_per_mm, COLUMNS * px_per_mm // 2)
    cells = picture.reshape(ROWS, px_per_mm, COLUMNS, px_per_mm // 2).mean(axis=(1, 3))
    order = np.argsort(values[~holes], kind="stable")
    assert (np.diff(cells[~holes][order]) >= -1e-6).all(), "brighter is more"
    assert cells[~holes].max() > cells[~holes].min() + 20


def check_report(path):
    pdf = Pdf(path)
    texts = pdf.text()
    text = "".join(texts)
    for wanted in ["Täst", "Wingä", "Nobody", "Leftsideup", "GateI,amplitude", "Zfrom3to0mm,7pixelsof0.5mm",
                   "Xfrom10to14mm,5pixelsof1mm", "4of5", "Indications", "no1", "no150", "12.5mm²",
                   "27of35", "Simulated", "5900m/s", "crossinginI"]:
        assert wanted in text, (wanted, text)
    n = len(pdf.pages())
    assert n >= 3 and f"Page{n}of{n}" in text and f"Page1of{n}" in text
    for page in texts:
        assert page.count("NumberArea") == (1 if re.search(r"no\d+12", page) else 0), "heads are repeated"


def main():
    folder = sys.argv[1]
    readers = {"npy": read_npy, "gsf": read_gsf, "csv": read_csv, "vti": read_vti, "tif": read_tif}
    for name in UNITS:
        for suffix, reader in readers.items():
            found = reader(os.path.join(folder, f"{name}.{suffix}"))
            assert np.allclose(found, expected(name), rtol=1e-6, atol=0, equal_nan=True), (name, suffix)
            print("ok", name, suffix)
        check_png(os.path.join(folder, f"{name}.png"))
        check_pdf(os.path.join(folder, f"{name}.pdf"))
        print("ok", name, "png pdf")
    volumes = {"npy": read_npy_volume, "csv": read_csv_volume, "vti": read_vti_volume, "tif": read_tif_volume}
    for suffix, reader in volumes.items():
        found = reader(os.path.join(folder, f"ascans.{suffix}"))
        assert np.allclose(found, expected_ascans(), rtol=1e-5, atol=0, equal_nan=True), suffix
        print("ok ascans", suffix)
    check_report(os.path.join(folder, "report.pdf"))
    print("ok report")


main()
