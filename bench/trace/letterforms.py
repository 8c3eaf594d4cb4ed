"""Measures the letters that traced pages are set in and writes `service/generators/trace/letterforms.json`.

Per family, weight and character, in thousandths of an em: advance width, lowest and highest ink (from the baseline, up
is positive), ink area (in thousandths of a square em), and white to the left and right of the ink. Per character of serif
and sans faces on average, in hundredths: ink and pieces of ink in bands of height (`profiles`). The tracer compares
screenshots with these instead of rendering text, so it needs no font files. Run with the Debian packages
fonts-liberation and fonts-dejavu-core installed:

    python -m bench.trace.letterforms
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from service.generators.trace.letterforms import BANDS, MARGIN, PROFILE

LIBERATION, DEJAVU = "/usr/share/fonts/truetype/liberation", "/usr/share/fonts/truetype/dejavu"
FACES = {
    "sans": (f"{LIBERATION}/LiberationSans-Regular.ttf", f"{LIBERATION}/LiberationSans-Bold.ttf"),
    "serif": (f"{LIBERATION}/LiberationSerif-Regular.ttf", f"{LIBERATION}/LiberationSerif-Bold.ttf"),
    "mono": (f"{DEJAVU}/DejaVuSansMono.ttf", f"{DEJAVU}/DejaVuSansMono-Bold.ttf"),
    "wide": (f"{DEJAVU}/DejaVuSans.ttf", f"{DEJAVU}/DejaVuSans-Bold.ttf"),
}
# Serif and sans letters in equal parts; what stands out from their average is serif or sans.
MIXED = (
    *FACES["sans"], *FACES["wide"], *FACES["serif"], f"{DEJAVU}/DejaVuSerif.ttf", f"{DEJAVU}/DejaVuSerif-Bold.ttf",
)  # fmt: skip
CHARACTERS = "".join(map(chr, range(32, 127))) + "€£¥©®™–—•·…‘’“”«»°×÷§±→←↑↓àâäåæçèéêëíîïñóôöøùúûüßÄÅÆÉÖØÜ"
SIZE = 500  # pixels to the em while measuring
TARGET = Path(__file__).parents[2] / "service/generators/trace/letterforms.json"


def measure(path: str) -> list[list[int]]:
    font = ImageFont.truetype(path, SIZE)
    rows = []
    for character in CHARACTERS:
        image = Image.new("L", (2 * SIZE, 2 * SIZE))
        ImageDraw.Draw(image).text((SIZE // 2, SIZE + SIZE // 2), character, font=font, fill=255, anchor="ls")
        ink = np.asarray(image, dtype=float) / 255
        inked = np.flatnonzero(ink.max(axis=1) > 0.5)
        across = np.flatnonzero(ink.max(axis=0) > 0.5)
        left, right = (0, 0) if not len(across) else (across[0] - SIZE // 2, across[-1] + 1 - SIZE // 2)
        bottom, top = (0, 0) if not len(inked) else (1.5 * SIZE - inked[-1] - 1, 1.5 * SIZE - inked[0])
        unit = 1000 / SIZE
        area = ink.sum() / SIZE**2 * 1000
        width = font.getlength(character)
        bearings = [round(left * unit), round((width - right) * unit)] if len(across) else [0, 0]
        rows.append([round(width * unit), round(bottom * unit), round(top * unit), round(area), *bearings])
    return rows


def profiles(path: str) -> NDArray[np.float64]:
    """Per character, ink (in x-heights) and pieces of ink per row, averaged over bands of height."""
    font = ImageFont.truetype(path, SIZE)
    tall = -font.getbbox("x", anchor="ls")[1]
    edges = 1.5 * SIZE - np.arange(-MARGIN, PROFILE - MARGIN + 1) * tall / BANDS
    found = []
    for character in CHARACTERS:
        image = Image.new("L", (2 * SIZE, 2 * SIZE))
        ImageDraw.Draw(image).text((SIZE // 2, SIZE + SIZE // 2), character, font=font, fill=255, anchor="ls")
        ink = np.asarray(image, dtype=float) / 255
        rows = (ink.sum(axis=1) / tall, np.abs(np.diff(ink, axis=1)).sum(axis=1) / 2)
        sums = (np.concatenate([[0], np.cumsum(row)]) for row in rows)
        found.append([-np.diff(np.interp(edges, np.arange(len(total)), total)) * BANDS / tall for total in sums])
    return np.array(found)


def main() -> None:
    families = {name: {"regular": measure(regular), "bold": measure(bold)} for name, (regular, bold) in FACES.items()}
    mean = np.mean([profiles(path) for path in MIXED], axis=0).reshape(len(CHARACTERS), -1)
    data = json.loads(TARGET.read_text(encoding="utf-8"))  # the weights of `serifs` are fitted by another program
    data |= {"characters": CHARACTERS, "families": families, "profiles": (100 * mean).round().astype(int).tolist()}
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    TARGET.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
