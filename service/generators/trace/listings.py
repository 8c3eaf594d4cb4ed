"""Listings of code: the lines in a panel that are set in a typewriter's letters and full of signs are one text, with
the indentation that they have."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from service.generators.trace.blocks import SINGLE_LEADING, Block, Piece, baseline
from service.generators.trace.code import LEAST, MEASURED, by_box, letter_width, rows_of_text
from service.generators.trace.colors import far
from service.generators.trace.families import ALIKE_COLOR
from service.generators.trace.letterforms import FAMILIES, extent
from service.generators.trace.shapes import Box, Color, Line, Picture, Rect, Word, union
from service.generators.trace.widths import size_by_width

UNEVEN = 1.6  # pixels by which the distance of two lines may differ from the others'
MISTAKEN = 0.15  # of that distance, by which a baseline is mistaken: under brackets and semicolons
UNREAD = "\ufffd"  # a sign that was not read
TALLEST_SIGN, MOST_SIGNS = 1.8, 12  # lines and letters that a picture of such takes up, or is away, at most
BLANK = 3  # empty lines at most, one below the other
LEVEL = 3.0  # pixels between the baselines of what stands in one line
CLOSEST = 0.5  # times their size by which signs of one line may stand apart: a mark that was not read has no baseline
TOUCHING = 0.35  # of a space up to which two words that were read apart are one


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
    for _, group in by_box((line for block in blocks for line in block.lines if id(line) in code), boxes):
        around = union(line.rect for line in group)
        mixed = any(around.overlap(p.rect) and not p.rect.contains(around) for p in pictures) or any(
            around.overlap(b.rect) for b in out
        )
        reach = max(LEVEL, CLOSEST * median(line.size for line in group))
        made = None if mixed else _listing(rows_of_text(group, baseline, reach))
        out += [made] if made else {id(block): block for line in group for block in [code[id(line)]]}.values()
    return out


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
    size = median(size_by_width(word, family) for word in words if len(word.text) >= MEASURED)
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
