"""Lines that run across several columns of a table whose gaps are no wider than a space: parted where words stand exactly
below one another, row after row. Words of prose do not."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from service.generators.trace.markers import NUMBER
from service.generators.trace.shapes import Line, Rect, union

SAME = 2  # pixels by which the left edges of words in a column differ: bearings are not the same
LEAST_GAP = 1  # pixels before such a word
LEAST_ROWS, LEAST_STARTS = 4, 2  # rows, of which lines that begin there by themselves
LEAST_ALONE = 6  # rows where no line begins there
MOST_ACROSS = 0.12  # of the rows, words that lie across the edge
STEP = 3.6  # times its height from a line to the next row; one between them may not have been read
ALIKE = 1.6  # times that a line is higher than the next at most: descenders


@dataclass(frozen=True, slots=True)
class Start:
    """A word that begins at `x`: the `place`th of its line, which may itself stand `beside` another."""

    x: int
    line: Line
    place: int
    beside: bool

    @property
    def before(self) -> str:
        """What the line says before it, without the number of an entry."""
        words = [word.text for word in self.line.words[: self.place]]
        return " ".join(words[1:] if words and NUMBER.match(words[0]) else words)


def parted(lines: Sequence[Line]) -> list[Line]:
    """The lines, or their parts in the columns."""
    starts: list[Start] = []
    for line in lines:
        rect = line.rect
        beside = any(other.rect.right <= rect.x and _level(rect, other.rect) for other in lines)
        starts += (Start(word.rect.x, line, place, beside) for place, word in enumerate(line.words))
    starts = sorted((start for start in starts if start.place or start.beside), key=lambda start: start.x)
    edges = [start.x for start in starts]
    out: list[Line] = []
    for line in lines:
        cuts = [0]
        for place in range(1, 1 if line.code else len(line.words)):
            x = line.words[place].rect.x
            near = starts[bisect_left(edges, x - SAME) : bisect_right(edges, x + SAME)]
            if x - line.words[place - 1].rect.right >= LEAST_GAP and _in_column(line, near, lines):
                cuts.append(place)
        for first, last in zip(cuts, [*cuts[1:], len(line.words)], strict=True):
            words = line.words[first:last]
            out.append(Line(words, union(word.rect for word in words)) if len(cuts) > 1 else line)
    return out


def _in_column(line: Line, near: Sequence[Start], lines: Sequence[Line]) -> bool:
    """Whether words begin there in the rows above and below it, one after the other, after different texts: what
    follows a bullet, a number or the same words in every line is no cell."""
    above, below = _following(line, near, down=False), _following(line, near, down=True)
    if not (above and below) and not any(o is not line and _level(line.rect, o.rect) for o in lines):
        return False  # a line of prose above or below
    chain = [*above, *below]
    own = [start for start in near if start.line is line]
    alone = sum(not start.place for start in chain)
    rows = len(chain) + 1
    if rows < LEAST_ROWS or _across(chain, lines) > MOST_ACROSS * rows:
        return False
    least = LEAST_ROWS if alone >= LEAST_STARTS else LEAST_ALONE
    texts = [start.before for start in (*own, *chain) if start.place]
    after = [start.line.words[start.place].text for start in (*own, *chain)]
    wordy = sum(any(c.isalnum() for c in text) for text in texts)
    various = (len(set(texts)) > 1 or alone > 0.5 * rows) and len(set(after)) > 1
    return rows >= least and various and wordy > 0.5 * len(texts)


def _level(rect: Rect, other: Rect) -> bool:
    return abs(other.middle - rect.middle) <= 0.5 * rect.h


def _across(chain: Sequence[Start], lines: Sequence[Line]) -> int:
    """How many words between the first and the last row lie across the column's edge."""
    x = min(start.x for start in chain) - SAME
    top, bottom = min(s.line.rect.y for s in chain), max(s.line.rect.bottom for s in chain)
    rows = [line for line in lines if top <= line.rect.middle <= bottom and line.rect.x < x < line.rect.right]
    return sum(word.rect.x < x and word.rect.right > x + 2 * SAME for line in rows for word in line.words)


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
