"""Listings of code: the lines in a panel that are set in a typewriter's letters and full of signs are one text, with
the indentation that they have."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from service.generators.trace.colors import far
from service.generators.trace.families import ALIKE_COLOR
from service.generators.trace.letterforms import FAMILIES, extent
from service.generators.trace.paragraphs import SINGLE_LEADING, Block, Piece, baseline
from service.generators.trace.shapes import Box, Color, Line, Picture, Rect, Word, smallest_around, union
from service.generators.trace.widths import typed_size

LEAST = 3  # lines of a listing that need not say more than others
WIDE, ROOM = 240, 1.2  # pixels of a panel for a line or two of code at least, and blank around it in heights of a line
OPENING, CLOSING = frozenset("<{}/#.$@"), frozenset("<>{};,=+")  # no brackets of prose: "Harbours (12)"
SIGNS = frozenset("{}()[];=<>$_/\\\"'‘’|#+*")
SIGNED = 0.04  # share of such signs from which it is code
MEASURED = 3  # letters of a word whose width says something
EVEN = 0.09  # by which the width of the letters in two words may differ
MOSTLY = 0.8  # share of the words where it does not differ more
UNEVEN = 1.6  # pixels by which the distance of two lines may differ from the others'
MISTAKEN = 0.15  # of that distance, by which a baseline is mistaken: under brackets and semicolons
UNREAD = "\ufffd"  # a sign that was not read
TALLEST_SIGN, MOST_SIGNS = 1.8, 12  # lines and letters that a picture of such takes up, or is away, at most
BLANK = 3  # empty lines at most, one below the other
LEVEL = 3.0  # pixels between the baselines of what stands in one line
CLOSEST = 0.5  # times their size by which signs of one line may stand apart: a mark that was not read has no baseline
TOUCHING = 0.35  # of a space up to which two words that were read apart are one
BEARINGS = 0.2  # of a letter's width: what is blank at its sides
FAR = 300  # pixels to the right of most lines' beginnings at which none begins
STRAIGHT = str.maketrans("‘’“”", "''\"\"")  # code has no others


def mark_code(lines: Sequence[Line], boxes: Sequence[Box]) -> None:
    """Say of the lines of listings that they are code, in place: what they say need not look like words. Their family is
    known then, too, if that is a typewriter's."""
    for panel, around in _by_box(lines, boxes):
        group = _without_head(around)
        words = [word for line in group for word in line.words]
        said = "".join(word.text for word in words)
        signs = sum(character in SIGNS for character in said) / len(said)
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
    framed = sum(line.text[0] in OPENING or line.text[-1] in CLOSING for line in group)
    return framed >= MOSTLY * len(group)


def _without_head(group: Sequence[Line]) -> list[Line]:
    """Without the rows that begin far at the right, as the name of the language and a button do."""
    rows = _rows(group, lambda line: line.rect.middle, 0.5 * median(line.rect.h for line in group))
    lefts = sorted(row[0].rect.x for row in rows)
    return [line for row in rows if row[0].rect.x <= lefts[len(lefts) // 2] + FAR for line in row]


def spell_out(lines: Sequence[Line], pictures: Sequence[Picture]) -> tuple[list[Line], list[Picture]]:
    """The lines and the pictures, with a line of `UNREAD` in place of every small picture between the words of a listing:
    a bracket or quote that was not read is to be checked, and tears nothing apart."""
    code = [line for line in lines if line.code]
    out, rest = list(lines), []
    for picture in pictures:
        rect = picture.rect
        level = [line for line in code if abs(line.rect.middle - rect.middle) <= 0.5 * max(line.rect.h, rect.h)]
        near = min(level, key=lambda line: _apart(line.rect, rect), default=None)
        letter = letter_width(max(near.words, key=lambda word: len(word.text))) if near else 0.0
        # What is further away is no part of the text: an icon that copies the listing.
        if (
            near is None
            or rect.h > TALLEST_SIGN * near.rect.h
            or max(rect.w, _apart(near.rect, rect)) > MOST_SIGNS * letter
        ):
            rest.append(picture)
            continue
        word = Word(UNREAD * max(1, round(rect.w / letter)), rect, 0.0, near.color)
        out.append(replace(near, words=[word], rect=rect, marker=None))
    return out, rest


def _apart(one: Rect, other: Rect) -> int:
    """Pixels between the two from side to side, below 0 where one is above the other."""
    return max(one.x - other.right, other.x - one.right)


def join_listings(blocks: Sequence[Block], boxes: Sequence[Box], pictures: Sequence[Picture]) -> list[Block]:
    """The blocks with one in place of all those that are the lines of a listing; where it holds pictures or other texts
    they stay as they are."""
    code = {id(line): block for block in blocks if all(line.code for line in block.lines) for line in block.lines}
    out = [block for block in blocks if id(block.lines[0]) not in code]
    for _, group in _by_box((line for block in blocks for line in block.lines if id(line) in code), boxes):
        around = union(line.rect for line in group)
        mixed = any(around.overlap(p.rect) for p in pictures) or any(around.overlap(b.rect) for b in out)
        reach = max(LEVEL, CLOSEST * median(line.size for line in group))
        made = None if mixed else _listing(_rows(group, baseline, reach))
        out += [made] if made else {id(block): block for line in group for block in [code[id(line)]]}.values()
    return out


def letter_width(word: Word) -> float:
    """Pixels from one of its letters to the next, if all are of one width."""
    return word.rect.w / (len(word.text) - BEARINGS)


def _by_box(lines: Iterable[Line], boxes: Sequence[Box]) -> list[tuple[Rect, list[Line]]]:
    """The lines that lie in one and the same smallest box, and that; what lies in none is prose."""
    groups: dict[Rect, list[Line]] = {}
    for line in lines:
        around = smallest_around(line.rect, boxes)
        if around:
            groups.setdefault(around.rect, []).append(line)
    return list(groups.items())


def _rows(lines: Iterable[Line], place: Callable[[Line], float], reach: float) -> list[list[Line]]:
    """What stands at one height, from top to bottom."""
    rows: list[list[Line]] = []
    for line in sorted(lines, key=place):
        if rows and place(line) - place(rows[-1][0]) <= reach:
            rows[-1].append(line)
        else:
            rows.append([line])
    return [sorted(row, key=lambda line: line.rect.x) for row in rows]


def _listing(rows: Sequence[list[Line]]) -> Block | None:
    """One block, its text with spaces for what is blank before and between the words; None where the lines are not at one
    distance, or at a multiple of it."""
    lines = [line for row in rows for line in row]
    family = max(FAMILIES, key=lambda family: sum(len(line.text) for line in lines if line.family == family))
    if len(rows) < LEAST and family != "mono":
        return None
    stands = [baseline(max(row, key=lambda line: len(line.text))) for row in rows]  # a sign alone misleads
    pitches = [below - above for above, below in pairwise(stands)]
    step = median(sorted(pitches)[: len(pitches) // 2 + 1]) if pitches else SINGLE_LEADING * lines[0].size
    counts = [round(pitch / step) for pitch in pitches]
    if any(
        not 1 <= count <= BLANK + 1 or abs(pitch - count * step) > max(UNEVEN * count, MISTAKEN * step)
        for count, pitch in zip(counts, pitches, strict=True)
    ):
        return None
    words = [word for line in lines for word in line.words]
    size = median(word.rect.w / extent(word.text, family).ink for word in words if len(word.text) >= MEASURED)
    main = _colors(words)
    for line in lines:
        line.size, line.spacing, line.color, line.bold = round(2 * size) / 2, 0.0, main, False
        line.family = family
    face = _Face(family, size)
    left = min(face.begin(word) for word in words)
    said = _spaced(rows[0], left, face, main)
    for count, row in zip(counts, rows[1:], strict=True):
        said += [("\n" * count, None), *_spaced(row, left, face, main)]
    return Block(lines, leading=round(sum(pitches) / sum(counts) if counts else step, 1), listing=_joined(said))


class _Face(NamedTuple):
    """Letters of a family and size (pixels)."""

    family: str
    size: float

    def begin(self, word: Word) -> float:
        """Where the place of the word's first letter begins: what is blank before a quote belongs to it."""
        return word.rect.x - extent(word.text, self.family).left * self.size

    def end(self, word: Word) -> float:
        return self.begin(word) + extent(word.text, self.family).width * self.size

    @property
    def space(self) -> float:
        return extent(" ", self.family).width * self.size


def _colors(words: Sequence[Word]) -> Color:
    """Make words' colours that are about one the same, in place; return that of most letters."""
    shares: Counter[Color] = Counter()
    for word in sorted(words, key=lambda each: -len(each.text)):
        if word.letters:
            shares.update(word.letters)
            continue
        word.color = next((color for color in shares if far(color, word.color) <= ALIKE_COLOR), word.color)
        shares[word.color] += len(word.text)
    return shares.most_common(1)[0][0]


def _spaced(row: Sequence[Line], left: float, face: _Face, main: Color) -> list[Piece]:
    out: list[Piece] = []
    end = left
    for word in (word for line in row for word in line.words):
        gap = (face.begin(word) - end) / face.space
        letters = word.letters or [word.color] * len(word.text)
        out.append((" " * max(1 if out and gap > TOUCHING else 0, round(gap)), None))
        out += [(sign, None if color == main else color) for sign, color in zip(word.text, letters, strict=True)]
        end = face.end(word)
    return out


def _joined(pieces: Sequence[Piece]) -> list[Piece]:
    """Neighbours of one colour as one piece, with the single space that is between them."""
    out: list[Piece] = []
    for text, color in pieces:
        if len(out) >= 2 and out[-1] == (" ", None) and out[-2][1] == color:
            text = out.pop()[0] + text
        if out and out[-1][1] == color:
            text = out.pop()[0] + text
        if text:
            out.append((text, color))
    return out
