"""Panels of the page's own colour: told from the page where they lie across an edge of what is around them."""

from __future__ import annotations

from collections.abc import Sequence

from service.generators.trace.colors import far, median_color
from service.generators.trace.edges import SAME
from service.generators.trace.shapes import Box, Pixels, Rect

LEAST_ACROSS = 16  # pixels of a panel that lie on another area
BEYOND = 6  # pixels from a panel to what is around it, past its soft edge


def lies_across(rect: Rect, others: Sequence[Rect]) -> bool:
    """Whether it reaches from one area into another: then neither is what it lies on."""
    under = [other for other in others if not rect.contains(other, 2) and not other.contains(rect)]
    shared = [rect.shared(other) for other in under]
    return sum(min(part.w, part.h) >= LEAST_ACROSS for part in shared) >= 2


def is_set_off(pixels: Pixels, box: Box) -> bool:
    """Whether another colour than its own is seen beyond all its sides."""
    height, width = pixels.shape[:2]
    rect = box.rect
    if rect.x < BEYOND or rect.y < BEYOND or rect.right + BEYOND > width or rect.bottom + BEYOND > height:
        return False
    sides = (
        Rect(rect.x - BEYOND, rect.y, 1, rect.h), Rect(rect.right + BEYOND - 1, rect.y, 1, rect.h),
        Rect(rect.x, rect.y - BEYOND, rect.w, 1), Rect(rect.x, rect.bottom + BEYOND - 1, rect.w, 1),
    )  # fmt: skip
    return all(far(median_color(side.cut(pixels)), box.fill.mean) > 2 * SAME for side in sides)
