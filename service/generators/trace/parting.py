"""Lines that run across several columns of a table whose gaps are no wider than a space: parted where words stand exactly
below one another, row after row. Words of prose do not."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from service.generators.trace.shapes import Line, union

SAME = 1  # pixels by which the left edges of words in a column differ
LEAST_GAP = 1  # pixels before such a word
LEAST_ROWS, LEAST_STARTS = 4, 2  # rows, of which lines that begin there by themselves
LEAST_ALONE = 6  # rows where no line begins there
STEP = 3.6  # times its height from a line to the next row; one between them may not have been read
ALIKE = 1.6  # times that a line is higher than the next at most: descenders


@dataclass(frozen=True, slots=True)
class Start:
    """A word that begins at `x`: the `place`th of its line."""

    x: int
    line: Line
    place: int

    @property
    def before(self) -> str:
        return " ".join(word.text for word in self.line.words[: self.place])


def parted(lines: Sequence[Line]) -> list[Line]:
    """The lines, or their parts in the columns."""
    starts = sorted((Start(word.rect.x, line, place) for line in lines for place, word in enumerate(line.words)),
                    key=lambda start: start.x)  # fmt: skip
    edges = [start.x for start in starts]
    out: list[Line] = []
    for line in lines:
        cuts = [0]
        for place in range(1, len(line.words)):
            x = line.words[place].rect.x
            near = starts[bisect_left(edges, x - SAME) : bisect_right(edges, x + SAME)]
            if x - line.words[place - 1].rect.right >= LEAST_GAP and _in_column(line, near):
                cuts.append(place)
        for first, last in zip(cuts, [*cuts[1:], len(line.words)], strict=True):
            words = line.words[first:last]
            out.append(Line(words, union(word.rect for word in words)) if len(cuts) > 1 else line)
    return out


def _in_column(line: Line, near: Sequence[Start]) -> bool:
    """Whether words begin there in the rows above and below it, one after the other, after different texts: what
    follows a bullet, a number or the same words in every line is no cell."""
    chain = [start for down in (True, False) for start in _following(line, near, down=down)]
    own = [start for start in near if start.line is line]
    alone = sum(not start.place for start in chain)
    rows = len(chain) + 1
    least = LEAST_ROWS if alone >= LEAST_STARTS else LEAST_ALONE
    texts = [start.before for start in (*own, *chain) if start.place]
    wordy = sum(sum(c.isalnum() for c in text) >= 3 for text in texts)
    return rows >= least and len(set(texts)) > 0.5 * len(texts) and wordy > 0.5 * len(texts)


def _following(line: Line, near: Sequence[Start], *, down: bool) -> list[Start]:
    """Those in the rows after (or before) the line, up to the first row without one."""
    found: list[Start] = []
    last = line.rect
    for start in sorted(near, key=lambda s: s.line.rect.middle, reverse=not down):
        rect = start.line.rect
        step = (rect.middle - last.middle) * (1 if down else -1)
        if step <= 0.5 * last.h or not 1 / ALIKE <= rect.h / last.h <= ALIKE:
            continue
        if step > STEP * max(rect.h, last.h):
            break
        found.append(start)
        last = rect
    return found
