"""Pictures that came in pieces: a flat sky taken for a panel, strokes taken for words, an icon in two colours."""

from __future__ import annotations

from collections.abc import Sequence

from service.generators.trace.shapes import Box, Line, Picture, Rect, Rule, union
from service.generators.trace.unread import confidence

SIGN_LETTERS, SIGN_SURE = 3, 75.0  # fewer letters, or less confidence, inside an icon are a part of it
LEAST_AREA = 3_000  # square pixels of a panel that may be the flat part of a picture
PIECES, COVERED = 6, 0.25  # in number, and as a share of the panel's area
SURE, WORDY = 80.0, 4  # confidence and letters from which on a text in a panel is set there
SHRED = (8, 40)  # pixels: thinner and longer pieces are cut off a picture, not drawn


def put_together(pictures: list[Picture], lines: list[Line], boxes: list[Box], rules: list[Rule]) -> list[Picture]:
    """The pictures with their pieces joined; what was wrongly read or found in them is taken out of the others."""
    icons = [picture.rect for picture in pictures if picture.icon]
    lines[:] = [line for line in lines if _set(line) or not any(icon.contains(line.rect, 1) for icon in icons)]
    for box in sorted(boxes, key=lambda b: -b.rect.area):
        if box.rect.area < LEAST_AREA or not any(box is other for other in boxes):
            continue
        inside = [p for p in pictures if box.rect.contains(p.rect, 2)]
        if not _shattered(box.rect, inside, [line for line in lines if box.rect.contains(line.rect, 2)]):
            continue
        whole = union((box.rect, *(p.rect for p in inside)))
        lines[:] = [line for line in lines if not whole.contains(line.rect, 2)]
        boxes[:] = [other for other in boxes if not whole.contains(other.rect, 2)]
        rules[:] = [rule for rule in rules if not whole.contains(rule.rect, 2)]
        pictures = [p for p in pictures if not whole.contains(p.rect, 2)] + [Picture(whole)]
    return _joined(pictures, [line.rect for line in lines])


def _set(line: Line) -> bool:
    return sum(c.isalnum() for c in line.text) >= SIGN_LETTERS and confidence(line) >= SIGN_SURE


def _shattered(panel: Rect, pieces: Sequence[Picture], lines: Sequence[Line]) -> bool:
    """Whether a panel holds pieces of a picture, and no words that somebody set."""
    if any(confidence(line) >= SURE and sum(c.isalpha() for c in line.text) >= WORDY for line in lines):
        return False
    if len(pieces) >= PIECES and sum(p.rect.area for p in pieces) >= COVERED * panel.area:
        return True
    shreds = [p for p in pieces if min(p.rect.w, p.rect.h) <= SHRED[0] and max(p.rect.w, p.rect.h) >= SHRED[1]]
    return bool(shreds) and len(pieces) >= 2 and not lines


def _joined(pictures: Sequence[Picture], texts: Sequence[Rect]) -> list[Picture]:
    """Pictures that overlap, made one where no text comes to lie in it that lay in neither."""
    out: list[Picture] = []
    for picture in sorted(pictures, key=lambda p: -p.rect.area):
        for index, other in enumerate(out):
            if not other.rect.overlap(picture.rect):
                continue
            both = union((other.rect, picture.rect))
            caught = any(
                both.overlap(text) and not other.rect.overlap(text) and not picture.rect.overlap(text) for text in texts
            )
            if not caught:
                out[index] = Picture(both, other.icon and picture.icon, other.unread and picture.unread)
                break
        else:
            out.append(picture)
    return out
