"""Font sizes that are exact: where a face has the measured letters' own widths, a line is as wide as its size makes it.

A line of another face fits some size by chance; that nearly all lines of a face do, is none.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

from service.generators.trace.letterforms import extent
from service.generators.trace.shapes import Line
from service.generators.trace.widths import HALF

TOLERANCE = (1.0, 0.004)  # pixels, and share of its width, by which a line's ink is off its size
LEAST_WIDTH = 60  # pixels from which a line's width tells sizes apart
LEAST_LINES, LEAST_LETTERS = 2, 24  # that differ, and their letters, that prove something
PROVEN = 0.75  # share of the letters whose lines must fit
OWN = 0.3  # share of the letters from which a size is one of theirs
REACH = 0.14  # relative difference from a line's rough size


def exact_sizes(lines: Sequence[Line]) -> list[int]:
    """The sizes in whole pixels that lines of one family are set in, those of most letters first; none where too many
    have other widths."""
    voters = list(
        {line.text: line for line in lines if line.rect.w >= LEAST_WIDTH and not line.text.isupper()}.values()
    )
    letters = sum(len(line.text) for line in voters)
    if len(voters) < LEAST_LINES or letters < LEAST_LETTERS:
        return []
    fitting = sum(len(line.text) for line in voters if any(is_exact(line, size) for size in near(line)))
    return shared_sizes(voters) if fitting >= PROVEN * letters else []


def shared_sizes(lines: Sequence[Line], own: float = 0.0) -> list[int]:
    """The sizes that lines of a measured face have, those of most letters first; without those of fewer than `own` of
    the letters."""
    rest = [
        (len(line.text), [size for size in near(line) if is_exact(line, size)])
        for line in {line.text: line for line in lines}.values()
    ]
    least = own * sum(letters for letters, _ in rest)
    sizes: list[int] = []
    while True:
        counts: Counter[int] = Counter()
        for letters, fits in rest:
            counts.update(dict.fromkeys(fits, letters))
        size, weight = max(counts.items(), key=lambda each: each[1], default=(0, 0))
        if weight <= least:
            return sizes
        sizes.append(size)
        rest = [(letters, fits) for letters, fits in rest if size not in fits]


def near(line: Line) -> range:
    """The sizes about its rough one: nearer to that of capitals, whose width misleads where they are spaced."""
    reach = (HALF + 0.01 * line.rect.h) / line.rect.h if line.text.isupper() else REACH
    return range(math.ceil(line.size * (1 - reach)), math.floor(line.size * (1 + reach)) + 1)


def is_exact(line: Line, size: int) -> bool:
    """Whether the line is as wide as its text is at that size."""
    off = abs(line.rect.w - extent(line.text, line.family, bold=line.bold).ink * size)
    return off <= TOLERANCE[0] + TOLERANCE[1] * line.rect.w


def fitted(line: Line, sizes: Sequence[int], usual: Sequence[int]) -> int:
    """The first of the sizes near its rough one that makes it as wide as it is, before the usual ones of its family and,
    where there are such and the line is long enough, any other; 0 for none."""
    close = near(line)
    others = sorted(close, key=lambda size: abs(size - line.size)) if usual and line.rect.w >= LEAST_WIDTH else ()
    return next((size for size in (*sizes, *usual, *others) if size in close and is_exact(line, size)), 0)
