"""Which painted boxes without words are fields, checkboxes, radio buttons and buttons with an icon."""

from __future__ import annotations

from service.generators.trace.colors import saturation
from service.generators.trace.labels import (
    BUTTON_HEIGHT,
    FIELD_HEIGHT,
    LEAST_FIELD,
    framed,
    label_for,
    paleish,
    vivid,
    within,
)
from service.generators.trace.regions import DISC
from service.generators.trace.shapes import Rect
from service.generators.trace.surroundings import heads_panel
from service.generators.trace.tree import Node
from service.generators.trace.typed import AREA_HEIGHT

CHECK_SIDE = (9, 24)
DARK = 110  # level of the brightest channel


def empty_role(node: Node, pictures: list[Node], root: Node) -> str:
    rect, box = node.rect, node.box
    assert box is not None
    side = max(rect.w, rect.h)
    if (
        within(side, CHECK_SIDE)
        and abs(rect.w - rect.h) <= 2
        and (box.border or pictures or saturation(box.fill.mean) > 60)
    ):
        if box.radius >= 0.4 * side:
            return "radio" if box.border or pictures else ""  # a disc of one colour is a mark, chosen or not
        return "check"
    asked = framed(box) or label_for(node, root) is not None or _stands_out(node, root)
    if pictures and not (len(pictures) == 1 and (pictures[0].rect.w <= 28 or _unread_hint(node, pictures[0].rect))):
        return ""
    if asked and within(rect.h, FIELD_HEIGHT) and rect.w >= LEAST_FIELD and rect.w >= 3 * rect.h:
        if heads_panel(node, root, hinted=True):
            return ""
        at_right = pictures and pictures[0].rect.x > rect.center
        return "select" if at_right and rect.right - pictures[0].rect.right <= 20 else "field"
    if asked and within(rect.h, AREA_HEIGHT) and rect.w >= 160 and rect.w > rect.h and paleish(box.fill.mean):
        return "area"
    disc = abs(rect.w - rect.h) <= 2 and box.radius >= 0.4 * side and within(side, DISC)
    if (
        pictures
        and within(rect.h, BUTTON_HEIGHT)
        and rect.w <= 80
        and (asked or disc or saturation(box.fill.mean) > 40)
    ):
        return "button"
    return ""


def _stands_out(node: Node, root: Node) -> bool:
    """Whether a pale box with round corners or a line is painted on a coloured or dark one: nothing but a field is so
    empty."""
    assert node.box
    if (
        not (node.box.radius or node.box.border)
        or not paleish(node.box.fill.mean)
        or node.rect.w < (4 if node.box.radius else 3) * node.rect.h
    ):
        return False
    around = [n for n in root.walk() if n.box and n is not node and n.rect.contains(node.rect)]
    ground = min(around, key=lambda n: n.rect.area, default=None)
    return (
        ground is not None
        and ground.box is not None
        and (vivid(ground.box.fill.mean) or max(ground.box.fill.mean) <= DARK)
    )


def _unread_hint(node: Node, picture: Rect) -> bool:
    """Whether a low picture at the left of a framed box may be words that were not read."""
    assert node.box
    low = picture.h <= 20 and picture.w <= 0.6 * node.rect.w
    return low and framed(node.box) and picture.x - node.rect.x <= 40 and node.rect.w >= 3 * node.rect.h
