"""Titles that unfold what they head: texts at the left of their rows with one small sign at the right end, as the questions
of a page of answers have. Each is a heading with a button in it."""

from __future__ import annotations

from service.generators.trace.shapes import Rect, union
from service.generators.trace.sides import side_bars
from service.generators.trace.tree import Node

SIGN = (5, 24)  # pixels of its longer side
LEAST_WIDTH = 240
LEAST = 2  # such rows
SAME = 3  # pixels by which their ends differ
LEVEL = 8  # pixels between the middles of the text and the sign


def find_toggles(root: Node) -> None:
    """Mark such texts as headings that are pressed, in place."""
    aside = {id(node) for bar in side_bars(root) for node in bar.walk()}
    found: list[tuple[Rect, Node]] = []
    for node in root.walk():
        text = _title(node)
        if (
            text is not None
            and id(node) not in aside
            and not node.role.startswith(("menu", "entry", "field", "select"))
        ):
            found.append((union(child.rect for child in node.children), text))
    for rect, text in found:
        if sum(_alike(rect, other) for other, _ in found) >= LEAST:
            text.level = text.level if text.role == "heading" else 3
            text.role, text.pressed = "heading", True


def _title(row: Node) -> Node | None:
    """The text of a row of a text and a sign."""
    if row.kind != "row" or len(row.children) != 2:
        return None
    text, sign = sorted(row.children, key=lambda child: child.rect.x)
    small = sign.kind == "picture" and SIGN[0] <= max(sign.rect.w, sign.rect.h) <= SIGN[1] and not sign.children
    wide = sign.rect.right - text.rect.x >= LEAST_WIDTH
    level = abs(sign.rect.middle - text.rect.middle) <= LEVEL
    apart = sign.rect.x - text.rect.right >= 2 * sign.rect.w
    said = text.block is not None and text.role in ("", "heading") and any(c.isalpha() for c in text.block.text)
    return text if small and wide and level and apart and said else None


def _alike(one: Rect, other: Rect) -> bool:
    return abs(one.x - other.x) <= SAME and abs(one.right - other.right) <= SAME
