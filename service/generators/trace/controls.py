"""Which painted boxes are buttons, fields, checkboxes and tags: by size, contents and where the text stands in them."""

from __future__ import annotations

from collections.abc import Sequence

from service.generators.trace.alike import join_alike
from service.generators.trace.empty import CHECK_SIDE, empty_role
from service.generators.trace.labels import (
    BUTTON_HEIGHT,
    framed,
    label_for,
    paleish,
    texts_of,
    within,
)
from service.generators.trace.misfits import (
    free_entries,
    free_rows,
    in_column,
    is_tile,
    join_fields,
    mark_checks,
    mark_discs,
)
from service.generators.trace.native import native_button
from service.generators.trace.segments import join_segments
from service.generators.trace.shapes import Rect
from service.generators.trace.tree import Node
from service.generators.trace.typed import beside_buttons, buttons_of_fields, fields_around_buttons, has_grip, says_hint
from service.generators.trace.worded import LONGEST_BUTTON, LONGEST_LABEL, worded_role

LEAST_SAID = 0.25  # share of its width that the words on a painted button have
CORNER = 4  # pixels
NATIVE_HEIGHT = (6, 200)  # pixels; empty ones are low, and an icon may stand over the name


def find_controls(root: Node) -> None:
    """Set the roles button, field, select, area, file, check, radio and tag, top down."""
    nodes = [node for node in root.walk() if node.box]
    for node in nodes:
        node.role = node.role or _role(node, root)
    for node in root.walk():
        if node.picture and node.children and not node.role and _painted_button(node):
            node.role = "button"
    for node in nodes:
        if node.role == "button" and is_tile(node, root):
            node.role = ""
        elif node.role == "button" and _counted(node, nodes):
            node.role = "field"
    join_alike(nodes)
    join_segments(root)
    mark_discs(nodes)
    checks = [node for node in nodes if node.role in ("check", "radio")]
    for node in checks:  # a square with nothing to say beside it is an icon, unless such stand before every row
        if label_for(node, root) is None and not in_column(node, checks):
            node.role = ""
    beside_buttons(nodes)
    buttons_of_fields(nodes)
    fields_around_buttons(nodes)
    mark_checks(root)
    free_entries(root)
    join_fields(root)
    free_rows(nodes)
    # A large box with a border is typed into where other things are, or where it has a grip.
    alone = not any(node.role in ("field", "select", "button") for node in nodes)
    for node in nodes:
        if node.role == "area" and alone and not has_grip(node):
            node.role = ""


def _role(node: Node, root: Node) -> str:
    rect, box = node.rect, node.box
    assert box is not None
    texts = texts_of(node)
    pictures = [n for n in node.walk() if n.kind == "picture" and n is not node and not _in_corner(n.rect, rect)]
    boxes = [n for n in node.walk() if n.box and n is not node]
    if any(text.role == "code" for text in texts):
        return ""
    if len(texts) <= 1 and not boxes and has_grip(node):
        return "area"
    if native_button(box) and not boxes and within(rect.h, NATIVE_HEIGHT) and rect.w <= LONGEST_BUTTON and _one(texts):
        return "button"
    if node.picture or (boxes and not (len(boxes) == 1 and boxes[0].rect.area < 0.2 * rect.area)):
        return ""
    if any(says_hint(inner, text.block) for inner in boxes for text in texts_of(inner)):
        return ""  # a bar with a field on it
    if not texts or _mark_alone(node, texts):
        return empty_role(node, pictures, root)
    return worded_role(node, texts, [*pictures, *boxes], root)


def _one(texts: Sequence[Node]) -> bool:
    """Whether they are no more than the name of a button, on a line or two."""
    return sum(len(text.block.lines) for text in texts if text.block) <= 2


def _counted(node: Node, nodes: Sequence[Node]) -> bool:
    """Whether a framed box says one number, and no box of its size beside it another: how many are wanted."""
    said = "".join(text.block.text for text in texts_of(node) if text.block)
    if not said.isdigit() or node.box is None or not framed(node.box) or not paleish(node.box.fill.mean):
        return False
    return not any(
        other is not node
        and abs(other.rect.y - node.rect.y) <= 2
        and abs(other.rect.h - node.rect.h) <= 2
        and abs(other.rect.w - node.rect.w) <= 8
        and any(text.block and text.block.text.isdigit() for text in texts_of(other))
        for other in nodes
    )


def _painted_button(node: Node) -> bool:
    """Whether a low picture with one short text in its middle is a button whose ground no fill describes."""
    texts, rect = texts_of(node), node.rect
    if len(texts) != 1 or not within(rect.h, BUTTON_HEIGHT) or rect.w > LONGEST_BUTTON:
        return False
    text = texts[0]
    said = text.block is not None and len(text.block.lines) == 1 and len(text.block.text) <= LONGEST_LABEL
    middle = abs(text.rect.center - rect.center) <= 6 and abs(text.rect.middle - rect.middle) <= 6
    return said and middle and text.rect.w >= LEAST_SAID * rect.w


def _mark_alone(node: Node, texts: Sequence[Node]) -> bool:
    """Whether a square of a checkbox's size holds one sign, beside which a label stands: its mark, read as a letter."""
    said = "".join(text.block.text for text in texts if text.block)
    square = within(node.rect.w, CHECK_SIDE) and abs(node.rect.w - node.rect.h) <= 2
    return square and len(said) == 1 and not said.isalnum()


def _in_corner(picture: Rect, rect: Rect) -> bool:
    """Whether it is what is left of a shadow in one of the corners."""
    across = min(abs(picture.x - rect.x), abs(picture.right - rect.right))
    down = min(abs(picture.y - rect.y), abs(picture.bottom - rect.bottom))
    return max(across, down) <= CORNER and max(picture.w, picture.h) <= 0.5 * rect.h + CORNER
