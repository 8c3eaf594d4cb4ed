"""Bold words among others on one line: they have more ink than the rest, for the letters that they are."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from statistics import median

import numpy as np

from service.generators.trace.colors import far
from service.generators.trace.letterforms import extent
from service.generators.trace.shapes import Line, Pixels, Word

LEAST = 3  # letters and figures of a word whose ink says something, beside another such
GAP = 0.5  # between regular and bold words of a line at least, as a share of the way from the one face to the other
REGULAR, BOLD = 0.45, 0.55  # of that way: what regular words have at most, and bold ones at least (medians)
SMALL = (14, 0.8)  # pixels of size below which the medians differ by more: stems that fall on whole pixels look heavier
LONG, SPACED = 6, 0.02  # letters of a word that tells whether the letters are spaced, and em of that which are nothing
LETTERS = 4  # of a line's bold words at least


def mark_strong(ink: Pixels, lines: Sequence[Line]) -> None:
    """Say of the words of lines that have both which are bold, and whether most are; in place. Sizes must be known."""
    for line in lines:
        cut = _cut(ink, line)
        if cut is None:
            continue
        heavy = [_heaviness(ink, line, word) > cut for word in line.words]
        for index, word in enumerate(line.words):
            near = heavy[max(0, index - 1) : index + 2]
            word.bold = heavy[index] if _letters(word) >= LEAST - 1 else len(near) == 3 and near[0] and near[2]
        bold = sum(len(word.text) for word in line.words if word.bold)
        line.bold = 2 * bold > sum(len(word.text) for word in line.words)
        line.spacing = _spacing(line)


def _cut(ink: Pixels, line: Line) -> float | None:
    """What bold words have more than, of the way from the regular face's ink to the bold one's; None where all of the
    line is of one weight."""
    words = [word for word in line.words if _letters(word) >= LEAST]
    if line.code or line.family == "mono" or len(words) < 2:
        return None
    shares = sorted((_heaviness(ink, line, word), len(word.text)) for word in words)
    gap, at = max((upper[0] - lower[0], index) for index, (lower, upper) in enumerate(pairwise(shares)))
    light, heavy = shares[: at + 1], shares[at + 1 :]
    if gap < GAP or sum(letters for _, letters in heavy) < LETTERS:
        return None
    usual, strong = median(share for share, _ in light), median(share for share, _ in heavy)
    if usual > REGULAR or strong < BOLD or (line.size < SMALL[0] and strong - usual < SMALL[1]):
        return None
    return (light[-1][0] + heavy[0][0]) / 2


def _spacing(line: Line) -> float:
    """Letter-spacing in em, by the widths of the words alone: as a whole the line was taken to be of one weight."""
    words = [word for word in line.words if len(word.text) >= LONG]
    if not words:
        return 0.0
    gaps = [
        (word.rect.w / line.size - extent(word.text, line.family, bold=word.bold).ink) / (len(word.text) - 1)
        for word in words
    ]
    gap = round(median(gaps), 2)
    return gap if abs(gap) > SPACED else 0.0


def _letters(word: Word) -> int:
    return sum(character.isalnum() for character in word.text)


def _heaviness(ink: Pixels, line: Line, word: Word) -> float:
    """About 0 for the regular face's ink, 1 for the bold one's."""
    part = word.rect.within(ink.shape[1], ink.shape[0]).cut(ink)
    inked = float(np.clip(part.astype(np.float32) / max(1, far(word.color, line.ground)), 0, 1).sum())
    regular, bold = extent(word.text, line.family), extent(word.text, line.family, bold=True)
    return (inked / line.size**2 - regular.area) / max(1e-6, bold.area - regular.area)
