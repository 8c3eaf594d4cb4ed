"""Where the columns of a table are, by its heads and the lines below them."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import replace

from service.generators.trace.shapes import Line, Rect, union

SAME = 2  # pixels by which the left edges of words in a column differ


def cut(line: Line, places: Sequence[int]) -> list[Line]:
    """The line cut before those of its words; itself where there are none."""
    if not places:
        return [line]
    pieces = [line.words[first:last] for first, last in itertools.pairwise([0, *places, len(line.words)])]
    return [replace(line, words=words, rect=union(word.rect for word in words)) for words in pieces]


class Columns:
    """Side by side, each from the leftmost to the rightmost thing that is known to be in it; what lies between two of
    them is either's."""

    def __init__(self, heads: Sequence[Rect]) -> None:
        self._spans = [[head.x, head.right] for head in heads]
        self._lefts: list[list[int]] = [[] for _ in heads]

    @property
    def count(self) -> int:
        return len(self._spans)

    def of(self, rect: Rect) -> int:
        """The column that the rectangle is in, or nearest to."""
        return min(range(self.count), key=lambda index: self._away(rect, index))

    def lefts(self) -> list[int]:
        return [left for left, _ in self._spans]

    def cuts(self) -> list[int]:
        """Where neighbours are told apart: half-way between them."""
        return [(one[1] + other[0]) // 2 for one, other in itertools.pairwise(self._spans)]

    def take(self, lines: Sequence[Line]) -> float:
        """Widen the columns by the lines, which come from top to bottom; the top of the first that runs across several and
        cannot be parted, infinity where all fit."""
        waiting = list(lines)
        while waiting:
            placed = [line for line in waiting if len(self._touched(line.rect)) == 1]
            if not placed:
                break
            for line in placed:
                self._widen(self._touched(line.rect)[0], line.rect)
            held = {id(line) for line in placed}
            waiting = [line for line in waiting if id(line) not in held]
        self._guess(waiting)
        self._place(line for line in waiting if not self._touched(line.rect))
        for line in waiting:
            if len(self._touched(line.rect)) == 1:
                continue
            parts = self.parted(line)
            if len(parts) == 1:
                return line.rect.y
            for part in parts:
                self._widen(self.of(part.rect), part.rect)
        return float("inf")

    def _guess(self, waiting: Sequence[Line]) -> None:
        """Where a column begins in which no line stands by itself: where words of several lines that run into it do."""
        for index, (_, right) in enumerate(self._spans):
            if self._lefts[index]:
                continue
            starts: list[int] = []
            for line in waiting:
                touched = self._touched(line.rect)
                if index in touched[:1]:
                    starts.append(line.rect.x)
                elif index in touched:
                    words = [word.rect.x for word in line.words[1:]]
                    starts.extend(x for x in words if self._spans[index - 1][1] <= x < right)
            near = [sum(abs(x - other) <= SAME for other in starts) for x in starts]
            if near and max(near) > 1:
                self._lefts[index].append(starts[near.index(max(near))])

    def _place(self, lines: Iterable[Line]) -> None:
        """Lines between columns are in the one that is nearer to all of those that begin where they do."""
        groups: list[list[Rect]] = []
        for rect in sorted((line.rect for line in lines), key=lambda rect: rect.x):
            if groups and rect.x - groups[-1][0].x <= 2 * SAME:
                groups[-1].append(rect)
            else:
                groups.append([rect])
        for group in groups:
            index = self.of(union(group))
            for rect in group:
                self._widen(index, rect)

    def parted(self, line: Line) -> list[Line]:
        """The line, or its parts in the columns."""
        return cut(line, self._cuts_in(line))

    def across(self, lines: Sequence[Line]) -> bool:
        """Whether a line still runs across several."""
        return any(len(self._touched(line.rect)) > 1 for line in lines)

    def _away(self, rect: Rect, index: int) -> int:
        """Pixels to the column; what is in it is less far the more of it is."""
        left, right = self._spans[index]
        return max(left, rect.x) - min(right, rect.right)

    def _touched(self, rect: Rect) -> list[int]:
        """The columns that it is in, in part: nothing is beyond the first and the last."""
        last = self.count - 1
        return [
            index
            for index, (left, right) in enumerate(self._spans)
            if (index == 0 or rect.right > left) and (index == last or rect.x < right)
        ]

    def _widen(self, index: int, rect: Rect) -> None:
        span = self._spans[index]
        span[0], span[1] = min(span[0], rect.x), max(span[1], rect.right)
        self._lefts[index].append(rect.x)

    def _cuts_in(self, line: Line) -> list[int]:
        """The places of its words before which it can be parted: each begins where others of its column do."""
        touched = self._touched(line.rect)
        cuts: list[int] = []
        for index in touched[1:]:
            lefts = sorted(self._lefts[index])
            if not lefts:
                return []
            usual = lefts[len(lefts) // 2]
            for place in range(1, len(line.words)):
                x = line.words[place].rect.x
                if abs(x - usual) <= SAME and line.words[place - 1].rect.right < x:
                    cuts.append(place)
        return cuts if len(cuts) == len(touched) - 1 else []
