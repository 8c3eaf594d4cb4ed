"""Second thoughts once the text is known: letters that were taken for boxes, drawings that were taken for words."""

from __future__ import annotations

from collections.abc import Sequence

from service.generators.trace.canvas import Canvas, ground_color
from service.generators.trace.reading import LEAST_CONFIDENCE
from service.generators.trace.shapes import Box, Fill, Line, Pixels, Rect, union
from service.generators.trace.style import text_color

ARROWS = frozenset({"v", "V", "vy", "y", "w", "^", "<", ">", "~"})  # how the arrow of a drop-down list is read
CIRCLES = frozenset({"O", "o", "0", "©", "@", "®", "()"})  # how a radio button is read
SURE = 60.0  # confidence from which what was read is text whatever its shape


def accept(canvas: Canvas, boxes: Sequence[Box], lines: list[Line]) -> list[Box]:
    """Drop words and lines that are no text, in place; return the boxes that are no parts of letters."""
    for line in list(lines):
        line.words = [word for word in line.words if word.confidence >= LEAST_CONFIDENCE and word.text.strip()]
        if not line.words or _drawing(line):
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
