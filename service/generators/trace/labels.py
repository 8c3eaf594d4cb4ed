"""What a control looks like, whatever it is, and which text is its label."""

from __future__ import annotations

import re
from collections.abc import Iterator

from service.generators.trace.blocks import Block
from service.generators.trace.colors import far, saturation
from service.generators.trace.shapes import Box, Color, Rect
from service.generators.trace.tree import Node

LABEL_GAP = 170  # pixels between a field and the label at its left: the label's column is as wide as the longest
FULL_CONTRAST = 150  # levels between a text and its ground; what stands in an empty field is paler
FIRST_LINE = 5  # pixels between the top of a checkbox and that of a label of several lines
LEAST_FIELD = 90  # pixels of width; narrower empty boxes are decoration
BUTTON_HEIGHT = (20, 66)
FIELD_HEIGHT = (18, 66)
MENU_STEP = 64  # pixels from one entry of a menu to the next at most
CONTROLS = frozenset({"button", "tool", "field", "select", "area", "file", "check", "radio"})  # roles
ARROW_READ = re.compile(
    r"(?:\s[vVy~⌄]|(?<=\d)[vV~⌄])$"
)  # as what the arrow of a list is read, at the end of what is chosen
JOINED = 2  # pixels between a field and what is joined to it


def texts_of(node: Node) -> list[Node]:
    return [n for n in node.walk() if n.kind == "text"]


def pale(block: Block) -> bool:
    return far(block.color, block.lines[0].ground) < FULL_CONTRAST


def framed(box: Box) -> bool:
    """Whether a line runs around the box; a field that a button is joined to lacks it on that side."""
    return box.border is not None and sum(width > 0 for width in box.border.widths) >= 3


def vivid(color: Color) -> bool:
    return saturation(color) > 60


def tinted(color: Color) -> bool:
    """A pale colour, as of a panel's head or a notice: fields are white, grey or dark."""
    return min(color) >= 160 and saturation(color) > 24


def paleish(color: Color) -> bool:
    return min(color) >= 225 or max(color) <= 60


def within(value: int, bounds: tuple[int, int]) -> bool:
    return bounds[0] <= value <= bounds[1]


def label_for(node: Node, root: Node) -> Node | None:
    """The text that names a control: at its right for checkboxes, else just above it or at its left."""
    best: tuple[float, Node] | None = None
    for other in _free_texts(root):
        if other.role not in ("", "label"):
            continue
        distance = label_distance(node.rect, other.rect, check=node.role in ("check", "radio"))
        if distance is not None and (best is None or distance < best[0]):
            best = (distance, other)
    return best[1] if best else None


def _free_texts(root: Node) -> Iterator[Node]:
    """Texts that are no control's own: what is typed into a field does not name the one below."""
    if root.kind == "text":
        yield root
    if is_control(root):
        return
    for part in root.parts():
        yield from _free_texts(part)


def is_control(node: Node) -> bool:
    return node.role in CONTROLS


def label_distance(control: Rect, text: Rect, *, check: bool) -> float | None:
    level = abs(control.middle - text.middle) <= max(8, control.h / 3)
    if check:
        gap = text.x - control.right
        return float(gap) if (level or abs(control.y - text.y) <= FIRST_LINE) and 0 <= gap <= 24 else None
    above = control.y - text.bottom
    if 0 <= above <= 26 and -6 <= text.x - control.x <= 20:
        return float(above)
    gap = control.x - text.right
    return 30.0 + gap if level and 0 <= gap <= LABEL_GAP else None


def level_with(one: Rect, other: Rect) -> bool:
    """Whether two things side by side have one top and one height, as a field and what is joined to it."""
    return abs(one.y - other.y) <= JOINED and abs(one.h - other.h) <= JOINED


def controls(root: Node) -> Iterator[Node]:
    for node in root.walk():
        if node.role in ("field", "select", "area", "file", "check", "radio"):
            yield node
