"""Words on small painted grounds in the middle of a sentence: pieces of code, keys, what is marked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from statistics import median

from service.generators.trace.blocks import baseline
from service.generators.trace.code import rows_of_text
from service.generators.trace.colors import far
from service.generators.trace.shapes import Box, Chip, Color, Line, Rect, smallest_around, union
from service.generators.trace.widths import size_by_width, typed_size

TALLEST = 1.75  # times the size of the words around: a button is taller
WIDEST = 480  # pixels
ROOM = 1.9  # times the size of its own words that it is wider than they are
NEAR = 0.75  # times that size between a chip and the words beside it
LEVEL = 2.5  # pixels by which its baseline may differ
LEAST_LETTERS = 2  # of what is no code
LEVELS = 16  # between the colours of chips of one kind
WORDS = 3  # of the sentence around a chip, if it is no code: a menu's entry may have a count


def join_chips(lines: Sequence[Line], boxes: Sequence[Box]) -> tuple[list[Line], list[Box]]:
    """The lines with one in place of those that a chip parted, and the boxes without these chips."""
    home = {id(line): smallest_around(line.rect, boxes) for line in lines}
    held: dict[int, list[Line]] = {}
    for line in lines:
        box = home[id(line)]
        if box:
            held.setdefault(id(box), []).append(line)
    chips = {id(line): box for line in lines if (box := home[id(line)]) and _chip(box, held[id(box)], boxes)}
    _set_alike([line for line in lines if id(line) in chips])
    for line in lines:  # a frame around other letters is a button as browsers draw it, one sign a part of a letter
        box = chips.get(id(line))
        if box and line.family != "mono" and (box.border or len(line.text) < LEAST_LETTERS):
            del chips[id(line)]
    out, gone = list(lines), set[int]()
    for row in _rows(lines, chips, boxes, home):
        for chain in _chains(row, chips):
            inside = [line for line in chain if id(line) in chips]
            plain = [line for line in chain if id(line) not in chips]
            words = sum(len(line.words) for line in plain)
            code = any(line.family == "mono" for line in inside)
            if not inside or not plain or not (words >= WORDS or code):
                continue
            joined = {id(line) for line in chain}
            out = [line for line in out if id(line) not in joined] + [_joined(chain, chips)]
            gone |= {id(chips[id(line)]) for line in inside}
    return out, [box for box in boxes if id(box) not in gone]


def _chip(box: Box, held: Sequence[Line], boxes: Sequence[Box]) -> bool:
    """Whether there is one line in the box, which is hardly larger, and nothing else that is painted."""
    if len(held) != 1 or box.rect.w > WIDEST or box.shadow is not None or not box.fill.flat:
        return False
    line = held[0]
    fits = box.rect.w - line.rect.w <= ROOM * line.size  # a field is wider than what stands in it
    return fits and not any(other is not box and box.rect.contains(other.rect) for other in boxes)


def _set_alike(chips: Sequence[Line]) -> None:
    """Give chips of one ground and colour one family and size, in place: alone each has few letters to tell by."""
    groups: dict[tuple[Color, Color], list[Line]] = {}
    for line in chips:
        key = next((k for k in groups if far(k[0], line.ground) <= LEVELS and far(k[1], line.color) <= LEVELS), None)
        groups.setdefault(key or (line.ground, line.color), []).append(line)
    for group in groups.values():
        typed = typed_size(group, least=2)
        even = sum(len(line.text) for line in group if line.family == "mono")
        if not typed and 2 * even <= sum(len(line.text) for line in group):
            continue
        sizes = [size_by_width(word) for line in group for word in line.words]
        for line in group:
            line.family, line.size, line.spacing = "mono", round(2 * (typed or median(sizes))) / 2, 0.0


def _rows(
    lines: Sequence[Line], chips: dict[int, Box], boxes: Sequence[Box], home: dict[int, Box | None]
) -> list[list[Line]]:
    """The lines around chips that stand on one baseline in one box, from left to right."""
    around: dict[int, list[Line]] = {}
    for line in lines:
        chip = chips.get(id(line))
        outer = smallest_around(chip.rect, [box for box in boxes if box is not chip]) if chip else home[id(line)]
        around.setdefault(id(outer), []).append(line)
    rows: list[list[Line]] = []
    for group in around.values():
        if not any(id(line) in chips for line in group):
            continue
        rows += rows_of_text(group, baseline, LEVEL)
    return rows


def _chains(row: Sequence[Line], chips: dict[int, Box]) -> list[list[Line]]:
    """Runs of chips and words that stand as close as words of one sentence."""
    chains = [[row[0]]]
    for left, right in pairwise(row):
        one, other = (chips[id(line)].rect if id(line) in chips else line.rect for line in (left, right))
        words = [line for line in (left, right) if id(line) not in chips]
        size = max((line.size for line in words), default=0.0)
        tall = max((chips[id(line)].rect.h for line in (left, right) if id(line) in chips), default=0)
        if words and len(words) < 2 and tall <= TALLEST * size and other.x - one.right <= NEAR * size:
            chains[-1].append(right)
        else:
            chains.append([right])
    return chains


def _joined(chain: Sequence[Line], chips: dict[int, Box]) -> Line:
    """One line, set as the longest of its plain parts; as high as these, and as wide as all."""
    plain = [line for line in chain if id(line) not in chips]
    main = max(plain, key=lambda line: line.rect.w)
    words = []
    for line in chain:
        box = chips.get(id(line))
        chip = Chip(line.text, box, line.family, line.size, line.color, bold=line.bold) if box else None
        words += [replace(word, chip=chip) for word in line.words]
    wide = union(chips[id(line)].rect if id(line) in chips else line.rect for line in chain)
    high = union(line.rect for line in plain)
    first = chain[0]
    return replace(
        main,
        words=words,
        rect=Rect(wide.x, high.y, wide.w, high.h),
        marker=first.marker,
        bullet=first.bullet,
        bullet_color=first.bullet_color,
        ordered=first.ordered,
    )
