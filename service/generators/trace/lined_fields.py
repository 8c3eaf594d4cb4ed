"""Fields that are drawn as a line: a pale hint just above a thin rule that begins where it does."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from service.generators.trace.labels import pale, within
from service.generators.trace.shapes import Border, Box, Fill, Rect, union
from service.generators.trace.tree import Node
from service.generators.trace.typed import is_hint

WIDTH = (100, 720)  # pixels
ABOVE = (4, 40)  # pixels between the hint and the line
THIN = 2
LARGEST = 26  # pixels of the hint's type
SAME_LEFT = 6


def find_lined_fields(root: Node) -> None:
    """Put a box with a border below in the place of such hints and lines, in place; several may stand in a row."""
    for node in root.walk():
        if node.kind == "stack" and not node.role:
            _replace(node)


def _replace(node: Node) -> None:
    children = sorted(node.children, key=lambda n: n.rect.y)
    pairs = [_underlined(above, below) for above, below in pairwise(children)]
    out: list[Node] = []
    for index, child in enumerate(children):
        above = next((n for n in reversed(out) if n.kind != "rule"), None)
        if child.kind != "rule" or above is None:
            out.append(child)
        elif above.kind == "row" and any(_underlined(part, child) for part in above.children):
            above.children = [_field(part, child) if _underlined(part, child) else part for part in above.children]
            above.rect = union(part.rect for part in above.children)
        elif out[-1] is above and pairs[index - 1] and (is_hint(above.block) or _among(pairs, index - 1)):
            out[-1] = _field(above, child)
        else:
            out.append(child)
    node.children = out


def _among(pairs: Sequence[bool], index: int) -> bool:
    """Whether another hint and line come right before or after: a lone one may be a title."""
    return any(0 <= other < len(pairs) and pairs[other] for other in (index - 2, index + 2))


def _underlined(text: Node, line: Node) -> bool:
    block, rect = text.block, line.rect
    if line.kind != "rule" or block is None or text.role or len(block.lines) > 1 or block.bold:
        return False
    hint = (pale(block) or is_hint(block)) and block.size <= LARGEST
    near = within(rect.y - text.rect.bottom, ABOVE) and abs(text.rect.x - rect.x) <= SAME_LEFT
    return hint and near and within(rect.w, WIDTH) and rect.h <= THIN and text.rect.right <= rect.right


def _field(text: Node, line: Node) -> Node:
    """As far above the hint as the line is below it."""
    assert text.block
    assert line.rule
    rect = Rect(line.rect.x, 2 * text.rect.y + text.rect.h - line.rect.y, line.rect.w, 0)
    rect = Rect(rect.x, rect.y, rect.w, line.rect.bottom - rect.y)
    border = Border((0, 0, line.rect.h, 0), line.rule.color)
    box = Box(rect, Fill((text.block.lines[0].ground,)), border=border)
    return Node("stack", rect, [text], box=box, role="field")
