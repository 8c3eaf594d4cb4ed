"""Lines that belong together become blocks: a next line joins where its first word would not have fitted above."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Sequence

import numpy as np

from service.generators.trace.blocks import SINGLE_LEADING, Align, Block, baseline, full_width, width_of
from service.generators.trace.colors import far
from service.generators.trace.photographs import TALLEST_LETTER
from service.generators.trace.plain_tables import PlainTable
from service.generators.trace.shapes import Box, Line, Rect, Rule, smallest_around
from service.generators.trace.style import akin

LEADING = (1.0, 2.05)  # line heights in em that paragraphs have
ALIGNED = 3  # pixels
MONEY = frozenset("$€£¥")
RUN_ON = 4  # words of a line from which what is bold or coloured at its end may go on in the next
SETTLED = 3  # lines in the middle of a column from which on they are a paragraph, whatever the next begins with


def gather(
    lines: Sequence[Line], boxes: Sequence[Box], rules: Sequence[Rule], tables: Sequence[PlainTable] = ()
) -> list[Block]:
    """Blocks from top to bottom. Lines in different boxes or cells, or on different sides of a rule, stay apart."""
    home = {id(line): (id(smallest_around(line.rect, boxes)), _cell(line.rect, tables)) for line in lines}
    blocks: list[Block] = []
    near: list[Block] = []  # those that a line may still continue
    ordered = sorted(lines, key=lambda each: (each.rect.y, each.rect.x))
    tops = [line.rect.y for line in ordered]
    for line in ordered:
        near = [b for b in near if line.rect.y - b.lines[-1].rect.bottom <= LEADING[1] * b.lines[-1].size]
        for block in reversed(near):
            last = block.lines[-1]
            level = ordered[bisect_left(tops, last.rect.y - TALLEST_LETTER) : bisect_right(tops, last.rect.bottom)]
            if home[id(last)] == home[id(line)] and _continues(block, line) and not _between(last, line, rules, level):
                block.lines.append(line)
                break
        else:
            blocks.append(Block([line]))
            near.append(blocks[-1])
    for block in blocks:
        _finish(block)
    return blocks


def _cell(rect: Rect, tables: Sequence[PlainTable]) -> tuple[int, int, int] | None:
    return next(((id(table), *table.place(rect)) for table in tables if table.rect.contains(rect, 2)), None)


def _between(upper: Line, lower: Line, rules: Sequence[Rule], level: Sequence[Line]) -> bool:
    """Whether a rule lies between two lines, or the upper one is one of several side by side above the lower; `level`
    are all the lines that may be at the upper one's height."""
    beside = any(
        other is not upper
        and other is not lower
        and min(other.rect.bottom, upper.rect.bottom) - max(other.rect.y, upper.rect.y) > 0.5 * upper.rect.h
        and min(other.rect.right, lower.rect.right) - max(other.rect.x, lower.rect.x) > 0
        for other in level
    )
    if beside:
        return True
    gap = Rect(min(upper.rect.x, lower.rect.x), upper.rect.bottom, max(upper.rect.w, lower.rect.w),
               max(1, lower.rect.y - upper.rect.bottom))  # fmt: skip
    return any(
        rule.rect.w > rule.rect.h and gap.overlap(rule.rect) and rule.rect.w > 0.9 * upper.rect.w for rule in rules
    )


def _alignments(block: Block, line: Line) -> list[Align]:
    rows = [each.rect for each in block.lines] + [line.rect]
    found: list[Align] = []
    slack = max(ALIGNED, round(0.12 * line.size))
    if max(r.x for r in rows) - min(r.x for r in rows) <= slack:
        found.append("left")
    if max(r.center for r in rows) - min(r.center for r in rows) <= slack:
        found.append("center")
    if max(r.right for r in rows) - min(r.right for r in rows) <= slack:
        found.append("right")
    return found


def _continues(block: Block, line: Line) -> bool:
    last = block.lines[-1]
    pitch = baseline(line) - baseline(last)
    if not (LEADING[0] * 0.9 * last.size <= pitch <= LEADING[1] * last.size):
        return False
    if line.size != last.size or line.family != last.family or far(line.ground, last.ground) > 24:
        return False
    run_over = _bold(line, 0) == _bold(last, -1) and len(last.words) >= RUN_ON
    if line.bold != last.bold and len(line.text) > 3 and not run_over:
        return False
    # A link may run over the end of a line: then the colours of the words where the lines meet are alike.
    run_on = len(last.words) >= RUN_ON and akin(line.words[0].color, last.words[-1].color, line.ground)
    if not run_on and not akin(line.color, last.color, line.ground):
        return False
    if len(block.lines) > 1:
        before = baseline(last) - baseline(block.lines[-2])
        if abs(pitch - before) > max(2.6, 0.1 * pitch):
            return False
    if not _alignments(block, line):
        return False
    if line.marker:
        return False
    return _would_wrap(block, last, line, pitch)


def _bold(line: Line, at: int) -> bool:
    own = line.words[at].bold
    return line.bold if own is None else own


def _would_wrap(block: Block, last: Line, line: Line, pitch: float) -> bool:
    """Whether the line's first word had no room at the end of the last line."""
    widest = max(each.rect.w for each in [*block.lines, line])
    ragged = _alignments(block, line) == ["center"]  # entries of a menu stand at one left edge
    settled = ragged and len(block.lines) >= SETTLED
    goes_on = len(last.words) >= 2 or len(block.lines) >= 2
    running = settled or (ragged and goes_on and line.text[:1].islower())
    if widest < 6.5 * line.size and last.size < 20 and not running:
        return False  # a stack of short words is a menu or a list
    few = max(len(last.words), len(line.words)) <= 4 and not settled
    if few and last.size < 20 and _begins_anew(line) and (pitch >= 1.5 * last.size or _titles(last, line)):
        return False  # a wrapped line seldom begins with a capital
    if len(last.words) < 7 and not settled and pitch > 1.78 * last.size and last.size < 20:
        return False  # entries of a list, one below the other
    needed = last.rect.w + 0.25 * line.size + line.words[0].rect.w
    if needed > widest + 1:
        return True
    if settled:
        return needed > 0.9 * widest
    # A paragraph's right edge is ragged by the longest word that did not fit: long lines of prose may be 5 % short.
    return len(last.words) >= 6 and needed > 0.985 * widest


def _begins_anew(line: Line) -> bool:
    first = line.text[:1]
    return first.isupper() or first.isdigit() or first in MONEY


def _titles(*lines: Line) -> bool:
    """Whether every longer word begins with a capital, as in the entries of a menu."""
    words = [word.text for line in lines for word in line.words if len(word.text) > 3]
    return len(words) >= 2 and all(not word[0].islower() for word in words)


def _finish(block: Block) -> None:
    first, count = block.lines[0], len(block.lines)
    block.refresh()
    block.spacing = sorted(line.spacing for line in block.lines)[count // 2]
    if count == 1:
        block.leading = float(round(SINGLE_LEADING * first.size))
        return
    pitches = np.diff([baseline(line) for line in block.lines])
    block.leading = round(float(pitches.mean()) * 2) / 2
    kinds = _alignments(Block(block.lines[:-1]), block.lines[-1])
    block.align = kinds[0] if kinds else "left"
    block.least = math.ceil(max(full_width(line, block.spacing) for line in block.lines))
    block.wrap = _wrap_width(block)


def _wrap_width(block: Block) -> int:
    """A width at which a browser breaks the lines where they are broken; 0 where there is none."""
    least, most = 0.0, 1e9
    for index, line in enumerate(block.lines):
        width = full_width(line, block.spacing)
        least = max(least, width)
        if index + 1 < len(block.lines):
            following = block.lines[index + 1].words[0].text
            most = min(most, width + width_of(line, " " + following, block.spacing))
    if most - least < 2:
        return 0
    return round(min(least + 0.6 * (most - least), least + 0.5 * block.size + 6))
