"""Second thoughts once the text is known: letters that were taken for boxes, drawings that were taken for words."""

from __future__ import annotations

from collections.abc import Sequence

from service.generators.trace.canvas import Canvas, ground_color
from service.generators.trace.letterforms import extent
from service.generators.trace.overlays import on_picture
from service.generators.trace.reading import LEAST_CONFIDENCE
from service.generators.trace.shapes import Box, Fill, Line, Pixels, Rect, union
from service.generators.trace.style import text_color
from service.generators.trace.tree import COLUMN_GAP

ARROWS = frozenset({"v", "V", "vy", "y", "w", "^", "<", ">", "~"})  # how the arrow of a drop-down list is read
CIRCLES = frozenset({"O", "o", "0", "©", "@", "®", "()"})  # how a radio button is read
OTHER_SIZE = 1.3  # how much larger every word of one part must be for the line to be two
UNSURE_SIGN = 50.0  # confidence below which one or two signs at an end are a drawing
SURE = 60.0  # confidence from which what was read is text whatever its shape


def accept(canvas: Canvas, boxes: Sequence[Box], lines: list[Line]) -> list[Box]:
    """Drop words and lines that are no text, in place; return the boxes that are no parts of letters."""
    lines[:] = [part for line in lines for part in _by_size(line)]
    for line in list(lines):
        _trim(line)
        line.words = [word for word in line.words if word.confidence >= LEAST_CONFIDENCE and word.text.strip()]
        if not line.words or _drawing(line) or (on_picture(canvas, line) and not _sure(line)):
            lines.remove(line)
        else:
            line.rect = union(word.rect for word in line.words)
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
    """Take unsure signs off the ends of a line of words: icons that stand close to it."""
    for end in (0, -1):
        while len(line.words) > 1 and len(line.words[end].text) <= 2 and line.words[end].confidence < UNSURE_SIGN:
            line.words.pop(end)


def _sure(line: Line) -> bool:
    """Whether what was read on a photograph is text: bright spots read as letters too, but never well."""
    letters = sum(c.isalpha() for c in line.text)
    return letters >= 3 and all(word.confidence >= SURE for word in line.words) and line.rect.h >= 8


def _drawing(line: Line) -> bool:
    """One or two unsure signs, about as wide as high: an icon."""
    text = line.text
    mean = sum(word.confidence for word in line.words) / len(line.words)
    letters = sum(c.isalnum() for c in text)
    if text in CIRCLES and abs(line.rect.w - line.rect.h) <= 1 and line.rect.h >= 11:
        return True
    if text in ARROWS and line.rect.h <= 9 and line.rect.w <= 14:
        return True
    if mean >= 85 and letters:
        return False
    if letters == 0:
        return line.rect.h >= 6 or mean < SURE
    return len(text) <= 3 and mean < SURE + 15 and line.rect.w <= 2.2 * line.rect.h


def _in_letters(box: Box, lines: Sequence[Line]) -> bool:
    """Whether the box lies inside a word: the inside or a stem of a large letter."""
    for line in lines:
        for word in line.words:
            if word.confidence >= SURE and len(word.text) >= 2 and word.rect.contains(box.rect, 2):
                return True
    return False
