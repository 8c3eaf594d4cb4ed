"""Which lines are code: those in a panel that are set in a typewriter's letters and full of signs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from statistics import median

from service.generators.trace.shapes import Box, Line, Rect, Word, smallest_around, union
from service.generators.trace.widths import typed_size

LEAST = 3  # lines of a listing that need not say more than others
WIDE, ROOM = 240, 1.2  # pixels of a panel for a line or two of code at least, and blank around it in heights of a line
OPENING, CLOSING = frozenset("<{}/#.$@"), frozenset("<>{};,=+")  # no brackets of prose: "Harbours (12)"
SIGNS = frozenset("{}()[];=<>$_/\\\"'‘’|#+*")
SIGNED = 0.04  # share of such signs from which it is code
MEASURED = 3  # letters of a word whose width says something
EVEN = 0.09  # by which the width of the letters in two words may differ
MOSTLY = 0.8  # share of the words where it does not differ more
BEARINGS = 0.2  # of a letter's width: what is blank at its sides
FAR = 300  # pixels to the right of most lines' beginnings at which none begins
STRAIGHT = str.maketrans("‘’“”", "''\"\"")  # code has no others


def mark_code(lines: Sequence[Line], boxes: Sequence[Box]) -> None:
    """Say of the lines of listings that they are code, in place: what they say need not look like words. Their family is
    known then, too, if that is a typewriter's."""
    for panel, around in by_box(lines, boxes):
        group = _without_head(around)
        words = [word for line in group for word in line.words]
        said = "".join(word.text for word in words)
        signs = sum(character in SIGNS for character in said) / max(1, len(said))
        typed = signs >= SIGNED and _typed(words)
        few = len(group) < LEAST
        if few:
            typed = signs >= 2 * SIGNED and typed_size(group, least=2) > 0 and _spans(panel, group)
        if not typed and (few or signs < 2 * SIGNED or not _framed_by_signs(group)):
            continue
        for line in group:
            line.code = True
            line.family = "mono" if typed else line.family
        for word in words:
            word.text = word.text.translate(STRAIGHT)


def _typed(words: Sequence[Word]) -> bool:
    """Whether most of the longer words have letters of one width."""
    widths = [letter_width(word) for word in words if len(word.text) >= MEASURED]
    if len(widths) < 2 * LEAST:
        return False
    usual = median(widths)
    return sum(abs(width / usual - 1) <= EVEN for width in widths) >= MOSTLY * len(widths)


def _spans(panel: Rect, group: Sequence[Line]) -> bool:
    """Whether the panel is one for code, be it a single line: buttons and tags are as wide as what they say, and fields
    are lower."""
    around = union(line.rect for line in group)
    return panel.w >= max(WIDE, 1.2 * around.w) and panel.h >= around.h + ROOM * group[0].rect.h


def _framed_by_signs(group: Sequence[Line]) -> bool:
    """Whether most lines begin or end as those of code do: it may be set in any letters where its own font is missing."""
    framed = sum(line.text[:1] in OPENING or line.text[-1:] in CLOSING for line in group)
    return framed >= MOSTLY * len(group)


def _without_head(group: Sequence[Line]) -> list[Line]:
    """Without the rows that begin far at the right, as the name of the language and a button do."""
    rows = rows_of_text(group, lambda line: line.rect.middle, 0.5 * median(line.rect.h for line in group))
    lefts = sorted(row[0].rect.x for row in rows)
    return [line for row in rows if row[0].rect.x <= lefts[len(lefts) // 2] + FAR for line in row]


def letter_width(word: Word) -> float:
    """Pixels from one of its letters to the next, if all are of one width."""
    return word.rect.w / (len(word.text) - BEARINGS)


def by_box(lines: Iterable[Line], boxes: Sequence[Box]) -> list[tuple[Rect, list[Line]]]:
    """The lines that lie in one and the same smallest box, and that; what lies in none is prose."""
    groups: dict[Rect, list[Line]] = {}
    for line in lines:
        around = smallest_around(line.rect, boxes)
        if around:
            groups.setdefault(around.rect, []).append(line)
    return list(groups.items())


def rows_of_text(lines: Iterable[Line], place: Callable[[Line], float], reach: float) -> list[list[Line]]:
    """What stands at one height, from top to bottom."""
    rows: list[list[Line]] = []
    for line in sorted(lines, key=place):
        if rows and place(line) - place(rows[-1][0]) <= reach:
            rows[-1].append(line)
        else:
            rows.append([line])
    return [sorted(row, key=lambda line: line.rect.x) for row in rows]
