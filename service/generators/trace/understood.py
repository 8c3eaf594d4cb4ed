"""Second thoughts once the text is known: letters that were taken for boxes, drawings that were taken for words."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from service.generators.trace.canvas import Canvas, ground_color
from service.generators.trace.letterforms import FAMILIES, extent
from service.generators.trace.overlays import on_picture
from service.generators.trace.reading import LEAST_CONFIDENCE
from service.generators.trace.separators import separated
from service.generators.trace.shapes import Box, Fill, Line, Pixels, Rect, Word, union
from service.generators.trace.style import text_color
from service.generators.trace.tree import COLUMN_GAP

ARROWS = frozenset({"v", "V", "vy", "y", "w", "^", "<", ">", "~"})  # how the arrow of a drop-down list is read
CIRCLES = frozenset({"O", "o", "0", "©", "@", "®", "()", "Q", "q"})  # how a radio button or a magnifier is read
PICTOGRAMS = frozenset("@%=~§¥®^°&")  # how an icon before a word is read, where no such sign would stand
FILLED = 0.68  # share of its square that a disc fills (0.785, without its edges); no round letter does
APART = 0.36  # em between an icon and its word; a space is 0.28
TOO_TALL = 1.22  # times the height that it would have as a letter of the line
OTHER_SIZE = 1.3  # how much larger every word of one part must be for the line to be two
UNSURE_SIGN = 50.0  # confidence below which one or two signs at an end are a drawing
ODD_ASPECT, ODD_INK = 0.28, 0.3  # relative differences to every known face from which a lone sign is none
LEAST_ICON, STEP, WORDS = 11, 60, 24  # pixels: side of an icon, distance to the next one, and to words
TALL = 48  # pixels of ink from which lines are more often the bars of a chart than letters
GIANT = 110  # pixels of size from which a sign or letter alone is a drawing, however sure
SURE = 60.0  # confidence from which what was read is text whatever its shape


def accept(canvas: Canvas, boxes: Sequence[Box], lines: list[Line]) -> list[Box]:
    """Drop words and lines that are no text, in place; return the boxes that are no parts of letters."""
    code = [line for line in lines if line.code]
    lines[:] = [part for line in lines if not line.code for part in _by_size(line)]
    drawn: list[Rect] = []
    for line in list(lines):
        _trim(line)
        _without_discs(canvas, line)
        if _beside(line, lines):
            lines.remove(line)
            continue
        least = SURE if line.rect.h > TALL else LEAST_CONFIDENCE
        line.words = [word for word in line.words if word.confidence >= least and word.text.strip()]
        if (
            not line.words
            or _drawing(line)
            or _shapeless(canvas, line)
            or (on_picture(canvas, line) and not _sure(line))
        ):
            lines.remove(line)
            drawn.append(line.rect)
        else:
            line.rect = union(word.rect for word in line.words)
    lines[:] = [line for line in lines if not _among_icons(line, lines, drawn)]
    lines[:] = [part for line in lines for part in separated(line)] + code
    return [box for box in boxes if not _in_letters(box, lines)]


def bars(pixels: Pixels, canvas: Canvas, places: Sequence[Rect]) -> list[Box]:
    """Bars of the text's own colour, half-way to its ground: for lines that could not be read at all."""
    found = []
    for place in places:
        ink, ground = text_color(pixels, canvas.ground, place), ground_color(canvas, place)
        mixed = [(a + b) // 2 for a, b in zip(ink, ground, strict=True)]
        found.append(Box(place, Fill(((mixed[0], mixed[1], mixed[2]),))))
        place.cut(canvas.ink)[:] = 0
    return found


def _by_size(line: Line) -> list[Line]:
    """The line, or its two parts where large words stand before or after small ones ("$49 per month")."""
    sizes = []
    for word in line.words:
        shape = extent(word.text)
        sizes.append(word.rect.h / max(0.2, shape.high - shape.low) if any(c.isalnum() for c in word.text) else 0.0)
    for cut in range(1, len(line.words)):
        before = [size for size in sizes[:cut] if size]
        after = [size for size in sizes[cut:] if size]
        if not before or not after:
            continue
        apart = line.words[cut].rect.x - line.words[cut - 1].rect.right >= COLUMN_GAP
        if apart and (min(before) > OTHER_SIZE * max(after) or min(after) > OTHER_SIZE * max(before)):
            parts = line.words[:cut], line.words[cut:]
            return [Line(words, union(word.rect for word in words)) for words in parts]
    return [line]


def _trim(line: Line) -> None:
    """Take signs off the ends of a line of words that are icons close to it: unsure ones, and such as are set apart
    and have not the height that they would have as letters of the line."""
    for end in (0, -1):
        while len(line.words) > 1 and len(line.words[end].text) <= 2 and line.words[end].confidence < UNSURE_SIGN:
            line.words.pop(end)
    while len(line.words) > 1 and _icon_before(line):
        line.words.pop(0)
    before = line.words[-2].text[-1:] if len(line.words) > 1 else ""
    if before and _arrow(line.words[-1]) and (before.isalnum() or before in "?)"):
        line.words.pop()  # of what opens a list: its ink is left to be an icon


def _without_discs(canvas: Canvas, line: Line) -> None:
    """Take discs off the ends of a line of words: the dot beside an entry that is new, read as some round sign."""
    for end in (0, -1):
        word = line.words[end] if len(line.words) > 1 else None
        if word and len(word.text) == 1 and not word.text.isdigit() and abs(word.rect.w - word.rect.h) <= 1:
            ink = np.asarray(word.rect.cut(canvas.ink), dtype=np.float32)
            if float(ink.mean()) >= FILLED * float(ink.max(initial=1.0)):
                line.words.pop(end)


def _icon_before(line: Line) -> bool:
    first, rest = line.words[0], line.words[1:]
    if len(first.text) > 2 or not any(c.isalpha() for c in rest[0].text) or len(rest[0].text) < 3:
        return False
    if set(first.text) <= PICTOGRAMS:
        return True
    size = max(_height(Line([word], word.rect)) for word in rest if any(c.isalnum() for c in word.text))
    shape = extent(first.text)
    wanted = (shape.high - shape.low) * size
    apart = rest[0].rect.x - first.rect.right >= APART * size
    return apart and not first.text.isdigit() and first.rect.h >= TOO_TALL * wanted and first.rect.h >= 8


def _sure(line: Line) -> bool:
    """Whether what was read on a photograph is text: bright spots read as letters too, but never well."""
    letters = sum(c.isalpha() for c in line.text)
    return letters >= 3 and all(word.confidence >= SURE for word in line.words) and line.rect.h >= 8


def _drawing(line: Line) -> bool:
    """One or two unsure signs, about as wide as high: an icon."""
    text = line.text
    mean = sum(word.confidence for word in line.words) / len(line.words)
    letters = sum(c.isalnum() for c in text)
    if _height(line) > GIANT and (letters < 2 or 2 * letters < len(text)):
        return True  # the line of a chart, or an icon
    if text in CIRCLES and abs(line.rect.w - line.rect.h) <= 1 and line.rect.h >= 11:
        return True
    if len(line.words) == 1 and _arrow(line.words[0]):
        return True
    if mean >= 85 and letters:
        return False
    if letters == 0:
        return line.rect.h >= 6 or mean < SURE
    return len(text) <= 3 and mean < SURE + 15 and line.rect.w <= 2.2 * line.rect.h


def _arrow(word: Word) -> bool:
    """Whether it is the small arrow beside the name of what it opens."""
    return word.text in ARROWS and word.rect.h <= 9 and word.rect.w <= 14


def _beside(line: Line, lines: Sequence[Line]) -> bool:
    """Whether a lone sign is an icon before an entry: level with the text at its right, a gap away, and larger."""
    if len(line.text) > 2 or (line.text.isdigit() and len(line.text) > 1):
        return False
    tall = _height(line)
    for other in lines:
        gap = other.rect.x - line.rect.right
        if (
            other is not line
            and 0.3 * other.rect.h <= gap <= 4 * other.rect.h
            and abs(other.rect.middle - line.rect.middle) <= 0.3 * line.rect.h
            and sum(c.isalpha() for c in other.text) >= 3
            and tall > OTHER_SIZE * _height(other)
        ):
            return True
    return False


def _among_icons(line: Line, lines: Sequence[Line], drawn: Sequence[Rect]) -> bool:
    """Whether a lone letter stands in a row of icons of its size, with no words near it: one more of them."""
    rect = line.rect
    if len(line.text) != 1 or not line.text.isalpha() or max(rect.w, rect.h) < LEAST_ICON:
        return False

    def near(other: Rect, reach: int) -> bool:
        level = abs(other.middle - rect.middle) <= 0.3 * rect.h
        return level and max(other.x - rect.right, rect.x - other.right) <= reach

    alike = [other for other in drawn if near(other, STEP) and 0.7 <= other.h / rect.h <= 1.4]
    return len(alike) >= 1 and not any(other is not line and near(other.rect, WORDS) for other in lines)


def _height(line: Line) -> float:
    """The size in pixels at which its letters would be as tall as its ink."""
    shape = extent(line.text)
    return line.rect.h / max(0.2, shape.high - shape.low)


def _shapeless(canvas: Canvas, line: Line) -> bool:
    """Whether one or two signs that stand alone have neither the proportions nor the ink of the letters they were read
    as: an icon is read as some letter, often a sure one, but seldom fills its box as that letter does."""
    text = line.text
    if len(text) > 2 or line.rect.h < 8:
        return False
    ink = np.asarray(line.rect.cut(canvas.ink), dtype=np.float32)
    coverage = float(np.clip(ink / max(1.0, float(np.percentile(ink, 98))), 0, 1).mean())
    for family in FAMILIES:
        for bold in (False, True):
            shape = extent(text, family, bold=bold)
            high = max(0.05, shape.high - shape.low)
            aspect, wanted = line.rect.w / line.rect.h, shape.ink / high
            full = shape.area / max(0.01, shape.ink * high)
            if abs(aspect / max(0.05, wanted) - 1) <= ODD_ASPECT and abs(coverage / max(0.05, full) - 1) <= ODD_INK:
                return False
    return True


def _in_letters(box: Box, lines: Sequence[Line]) -> bool:
    """Whether the box lies inside a word: the inside or a stem of a large letter."""
    for line in lines:
        for word in line.words:
            if word.confidence >= SURE and len(word.text) >= 2 and word.rect.contains(box.rect, 2):
                return True
    return False
