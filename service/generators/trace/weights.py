"""Whether lines are bold: by their ink, next to what the same letters have in the regular and in the bold face.

One line's ink misleads: another face than the measured one is heavier, and small letters are drawn to whole pixels. Lines
that look alike are weighed together, and parted where the largest gap between two of them is.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from service.generators.trace.letterforms import extent
from service.generators.trace.shapes import Line
from service.generators.trace.widths import size_by_height

LEAST_LETTERS = 6  # letters from which a line's width says something about its font
USUAL = (0.05, 1.05)  # ink that regular and bold lines have, as shares of the way from the one face to the other
CUT = (0.3, 0.85)  # where the two may be parted
WIDE = 0.1  # of that way; other faces than the measured ones are wider at the same weight, and thinner in these terms
LIGHT = 0.12  # light text on dark looks heavier than it is
SHORT = 0.2  # of few letters little can be said


def tall_size(line: Line) -> float:
    """Font size in pixels from the height of the ink."""
    return size_by_height(line.rect.h, extent(line.text, line.family, bold=line.bold))


def choose_weights(alike: Sequence[Line]) -> None:
    """Fill in whether lines that look alike are bold, in place; their families, colours and ink must be known."""
    weights = [weight(line) for line in alike]
    steps = [(upper - lower, (lower + upper) / 2) for lower, upper in pairwise(sorted([*weights, *USUAL]))]
    _, cut = max(((gap, middle) for gap, middle in steps if CUT[0] <= middle <= CUT[1]), default=(0.0, sum(USUAL) / 2))
    for line, heavy in zip(alike, weights, strict=True):
        line.bold = heavy > cut


def weight(line: Line) -> float:
    """How much ink the line has: about 0 as in the regular face, 1 as in the bold one.

    The ink of a letter grows with its height and its width: either alone misleads where the face has other proportions.
    """
    regular, bold = extent(line.text, line.family), extent(line.text, line.family, bold=True)
    area = line.rect.w / max(0.3, regular.ink) * tall_size(line)
    share = (line.coverage / max(1.0, area) - regular.area) / max(1e-6, bold.area - regular.area) + WIDE
    if sum(line.color) > sum(line.ground):
        share -= LIGHT
    return share - SHORT if len(line.text) < LEAST_LETTERS else share
