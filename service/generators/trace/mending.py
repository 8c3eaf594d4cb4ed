"""Signs that were read as others, mended by their shape: dollar signs read as digits, which are taller than the figures
behind them as a 9 or an S is not; the word I and a bar, which reaches below the line, for one another; the edge of a box
read as a bracket. And the beginnings of addresses."""

from __future__ import annotations

import re
from collections.abc import Iterable
from statistics import median

import numpy as np

from service.generators.trace.canvas import Canvas
from service.generators.trace.shapes import Line, Rect, Word

# What a $ is read as, and figures that follow it: "$49" as "949", "$0" as "Se" or "So"; and names: "$HOME" as "SHOME".
SUSPECT = re.compile(r"^[9S8sB5§&](?=[0-9oOeQ])[0-9oOeQ.,]*[0-9oOeQ]$")
NAME = re.compile(r"^S[A-Z][A-Z_]+\b")
FIGURES = str.maketrans({"o": "0", "O": "0", "e": "0", "Q": "0"})
STANDING = re.compile(r"^[A-Za-fhik-orstuvwxz0-9.]{2,}$")  # words with nothing below the baseline
OVERSHOOT = 0.06  # of its height, by which a letter ends below the others; a bar does by 0.2
OVERSHOT = 0.12
BARS = frozenset({"I", "l", "1"})
BRACKETS = {"[": "]", "]": "[", "(": ")", "{": "}", "|": "||"}  # and what would make them a pair
EDGE = 1.3  # times the height of the letters
ADDRESS = re.compile(r"^(https?):/[^w\s]?www\.")  # two slashes and a w are read as a slash and a letter
DARK = 140  # level on the canvas below which a pixel is ink


def mend(canvas: Canvas, lines: Iterable[Line]) -> None:
    """Correct such words, in place."""
    for line in lines:
        stands = [word.rect.bottom for word in line.words if STANDING.match(word.text)]
        for word in line.words:
            word.text = ADDRESS.sub(r"\1://www.", word.text)
            if NAME.match(word.text) and _begins_with_sign(canvas, word):
                word.text = "$" + word.text[1:]
            elif word.text == "|" and stands and word.rect.bottom <= median(stands) + OVERSHOOT * word.rect.h:
                word.text = "I"
            elif word.text in BARS and stands and word.rect.bottom > median(stands) + OVERSHOT * word.rect.h:
                word.text = "|"
            elif len(word.text) > 3 and word.text[0] in BRACKETS and BRACKETS[word.text[0]] not in line.text:
                _unbracket(canvas, word)
            elif SUSPECT.match(word.text) and _begins_with_sign(canvas, word):
                word.text = "$" + word.text[1:].translate(FIGURES)


def _unbracket(canvas: Canvas, word: Word) -> None:
    """Take an edge of a box, much higher than the letters behind it, off the word's beginning."""
    ink = word.rect.cut(canvas.text) < DARK
    columns = np.flatnonzero(~ink.any(axis=0))
    if not len(columns) or columns[0] > 0.5 * word.rect.h:
        return
    rest = ink[:, columns[0] :]
    rows, across = np.flatnonzero(rest.any(axis=1)), np.flatnonzero(rest.any(axis=0))
    if len(rows) and word.rect.h >= EDGE * (rows[-1] - rows[0] + 1):
        x, y = word.rect.x + int(columns[0] + across[0]), word.rect.y + int(rows[0])
        word.rect = Rect(x, y, int(across[-1] - across[0]) + 1, int(rows[-1] - rows[0]) + 1)
        word.text = word.text[1:]


def _begins_with_sign(canvas: Canvas, word: Word) -> bool:
    """Whether the first letter reaches higher and lower than every other, as only a $ does before figures."""
    ink = word.rect.cut(canvas.text) < DARK
    columns = np.flatnonzero(~ink.any(axis=0))
    if not len(columns) or columns[0] < 3:
        return False
    first, rest = ink[:, : columns[0]], ink[:, columns[0] :]
    rows, others = np.flatnonzero(first.any(axis=1)), np.flatnonzero(rest.any(axis=1))
    if not len(rows) or not len(others):
        return False
    # Round letters overshoot flat ones by 2 %, the sign by 8. A comma reaches low too: the top alone must do then.
    margin = max(1, round(0.05 * word.rect.h))
    lower = rows[-1] >= others[-1] + margin or "," in word.text or "_" in word.text
    return bool(rows[0] <= others[0] - margin and lower)
