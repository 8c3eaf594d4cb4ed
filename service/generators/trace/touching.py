"""Controls that touch, as browsers set them without a style sheet: where two lines meet, each box has one of them."""

from __future__ import annotations

from collections.abc import Sequence

from service.generators.trace.shapes import Border, Rect


def own_lines(border: Border, outer: Rect, insides: Sequence[Rect]) -> tuple[Border, Rect]:
    """The border and outer rectangle without the lines of boxes that touch: a line of twice the width of the others
    is halved where the inside of another box begins beyond it."""
    least = min(border.widths)
    if least == 0 or max(border.widths) != 2 * least:
        return border, outer
    top, right, bottom, left = (
        width - least if width == 2 * least and _begins_beyond(outer, insides, side) else width
        for side, width in enumerate(border.widths)
    )
    less = [old - new for old, new in zip(border.widths, (top, right, bottom, left), strict=True)]
    rect = Rect(
        outer.x + less[3], outer.y + less[0], outer.w - less[1] - less[3], outer.h - less[0] - less[2]
    )  # fmt: skip
    return Border((top, right, bottom, left), border.color), rect


def _begins_beyond(outer: Rect, insides: Sequence[Rect], side: int) -> bool:
    """Whether one of the rectangles lies just beyond that side (in CSS order), along half of the shorter."""
    for other in insides:
        away = (
            outer.y - other.bottom,
            other.x - outer.right,
            other.y - outer.bottom,
            outer.x - other.right,
        )[side]
        if abs(away) > 1:
            continue
        if side % 2:
            along, shorter = min(outer.bottom, other.bottom) - max(outer.y, other.y), min(outer.h, other.h)
        else:
            along, shorter = min(outer.right, other.right) - max(outer.x, other.x), min(outer.w, other.w)
        if 2 * along >= shorter:
            return True
    return False
