"""Icons that one can press though nothing is painted around them: in the page's bar or a bar of tools, at the ends of a
table's rows, in the corner of a panel."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from service.generators.trace.shapes import Rect
from service.generators.trace.toggles import CROSSES, press_cross
from service.generators.trace.tree import Node

SIDE = (8, 30)  # pixels of an icon's longer side
LEAST = 3  # pixels of the shorter one: three dots in a row
BAR = 84  # pixels from the top down to which the page's bar reaches
LONE, LEADS = 12, 40  # pixels to the text before and after it; an icon closer to one belongs to its words
STRIP = 64  # pixels of height of a bar of tools at most
SAME = 3  # pixels by which icons of one column differ
LEAST_ROWS = 3
LEAST_ALIKE = 4  # buttons; fewer are what can be done with something
HIGHEST_BAR = 130  # pixels of a bar with several rows of tools
LEAST_IN_ROW, NEXT = 5, 48  # tools, and pixels from one to the next
NOTICE = 110  # pixels of height
CORNER = (44, 30)  # pixels from a panel's top and right within which the middle of the icon of its head lies


def find_tools(root: Node) -> None:
    """Give such icons the role tool, in place."""
    texts = [node.rect for node in root.walk() if node.block]
    icons = [n for n in root.walk() if n.kind == "picture" and n.role == "" and not n.children and _sized(n.rect)]
    lone = [icon for icon in icons if _lone(icon.rect, texts)]
    for icon in lone:
        if icon.rect.bottom <= BAR and not _leads(icon.rect, root):
            icon.role = "tool"
    for icon in [*_in_columns(root, lone), *_in_corners(root, lone), *_in_strips(root, lone), *_in_bars(root, lone)]:
        if icon.block:
            press_cross(icon)
        else:
            icon.role = "tool"


def find_button_lists(root: Node) -> None:
    """Give the role items to rows of four or more buttons that are painted alike: tags, numbers of pages."""
    for node in root.walk():
        if node.kind != "row" or node.role or len(node.children) < LEAST_ALIKE:
            continue
        boxes = [child.box for child in node.children if child.box and child.role == "button"]
        alike = len(boxes) == len(node.children) and len({(box.fill, box.rect.h) for box in boxes}) == 1
        if alike:
            node.role = "items"


def _sized(rect: Rect) -> bool:
    return SIDE[0] <= max(rect.w, rect.h) <= SIDE[1] and min(rect.w, rect.h) >= LEAST


def _lone(rect: Rect, texts: Sequence[Rect]) -> bool:
    return not any(
        text.x - rect.right < LEADS and rect.x - text.right < LONE and text.y < rect.bottom and rect.y < text.bottom
        for text in texts
    )


def _leads(rect: Rect, root: Node) -> bool:
    """Whether it stands at the very left, where the page's sign does."""
    return rect.right <= 0.05 * root.rect.w


def _in_columns(root: Node, icons: Sequence[Node]) -> Iterator[Node]:
    """Icons that are all there is in their cells of a table's last column; in others they are signs."""
    ids = {id(icon) for icon in icons}
    for table in root.walk():
        cells = [cell for row in table.rows if (cell := row[-1].node)]
        alone = [cell for cell in cells if all(id(part) in ids or _cross(part) for part in _leaves(cell))]
        same = [c for c in alone if abs(c.rect.center - alone[0].rect.center) <= SAME]
        if len(same) >= LEAST_ROWS and len(same) >= len(cells) - 1:
            yield from (part for cell in same for part in _leaves(cell))


def _leaves(node: Node) -> list[Node]:
    return [part for part in node.walk() if not part.children]


def _cross(node: Node) -> bool:
    return node.block is not None and node.block.text in CROSSES


def _in_strips(root: Node, icons: Sequence[Node]) -> Iterator[Node]:
    """Icons side by side at about one distance on a low painted strip."""
    for strip in root.walk():
        if strip.box is None or not 4 * strip.rect.h <= 4 * STRIP <= strip.rect.w:
            continue
        inside = sorted((i for i in icons if strip.rect.contains(i.rect)), key=lambda i: i.rect.x)
        steps = [b.rect.center - a.rect.center for a, b in pairwise(inside)]
        if len(inside) >= LEAST_ROWS and min(steps) >= 0.5 * sorted(steps)[len(steps) // 2]:
            yield from inside


def _in_bars(root: Node, icons: Sequence[Node]) -> Iterator[Node]:
    """Icons in rows of many on a painted bar, as over a text that is edited; lines and words may stand between them."""
    for bar in root.walk():
        if bar.box is None or not LEAST_IN_ROW * SIDE[1] <= bar.rect.w or bar.rect.h > HIGHEST_BAR:
            continue
        inside = sorted((i for i in icons if bar.rect.contains(i.rect)), key=lambda i: i.rect.middle)
        rows: list[list[Node]] = []
        for icon in inside:
            if rows and icon.rect.middle - rows[-1][0].rect.middle <= SAME + 1:
                rows[-1].append(icon)
            else:
                rows.append([icon])
        for row in rows:
            centers = sorted(icon.rect.center for icon in row)
            near = sum(b - a <= NEXT for a, b in pairwise(centers))
            if len(row) >= LEAST_IN_ROW and near >= LEAST_IN_ROW - 1:
                yield from row


def _in_corners(root: Node, icons: Sequence[Node]) -> Iterator[Node]:
    """The icon at the right end of a panel's head, beside its title, or of a notice, which it closes."""
    for panel in root.walk():
        if panel.box is None or panel.rect.w < 200 or panel.rect.h < 40:
            continue
        for icon in icons:
            rect = icon.rect
            down, inset = rect.middle - panel.rect.y, panel.rect.right - rect.center
            head = 0 < down <= CORNER[0] and 0 < inset <= CORNER[1]
            notice = panel.rect.h <= NOTICE and abs(rect.middle - panel.rect.middle) <= SAME and 0 < inset <= CORNER[0]
            if not panel.rect.contains(rect) or not (head or notice):
                continue
            level = [n.rect for n in panel.walk() if n.block and abs(n.rect.middle - rect.middle) <= CORNER[1] / 2]
            if level and max(r.right for r in level) < rect.x:
                yield icon
