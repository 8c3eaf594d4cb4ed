"""Side bars: narrow columns at the page's left or right edge that run down most of it, and the menus in them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from statistics import median

from service.generators.trace.leads import ALIKE, is_lead
from service.generators.trace.shapes import union
from service.generators.trace.tree import Node

WIDEST, LEAST = 0.28, 0.5  # of the page's width and height
LEAST_PAINTED = 400  # pixels of height
AT_EDGE = 0.03  # of the page's width
LEAST_ENTRIES = 4
ENTRY_WORDS = 4
LEAST_LED = 3
FEW_BOLD = 0.3  # share of a side bar's texts
OUTGROWN = 1.3  # times the usual size
HIGHEST = 64  # pixels of an entry with its icon and paint


def side_bars(root: Node) -> list[Node]:
    """Such columns. A painted one ends with the window where the screenshot is of the whole page. With round corners
    at the right of the page it is a card."""
    page = root.rect
    return [
        node
        for node in root.walk()
        if node.rect.w <= WIDEST * page.w
        and node.rect.h >= min(LEAST * page.h, LEAST_PAINTED if node.box else page.h)
        and (node.rect.x <= AT_EDGE * page.w or node.rect.right >= (1 - AT_EDGE) * page.w)
        and not (node.box and node.box.radius and node.rect.x > AT_EDGE * page.w)
    ]


def side_entries(root: Node) -> set[int]:
    """Ids of the short texts in side bars that begin at one left edge with several others of one size: they lead
    somewhere, whether they were understood as a menu or not."""
    found: set[int] = set()
    for bar in side_bars(root):
        short = [n for n in bar.walk() if n.block and len(n.block.lines) == 1 and _wordy(n.block.text)]
        for node in short:
            alike = [
                other
                for other in short
                if abs(other.rect.x - node.rect.x) <= 3
                and other.block
                and node.block
                and abs(other.block.size - node.block.size) <= 1
            ]
            if len(alike) >= LEAST_ENTRIES:
                found.add(id(node))
    return found


def find_side_menus(root: Node) -> None:
    """Gather what such texts stand in, one below the other, into menus, in place: a title or a line parts two menus."""
    entries = side_entries(root)
    for bar in side_bars(root):
        plain = entries - headlike(bar)
        led = [node for node in bar.walk() if _led(node)]
        for node in bar.walk():
            if node.kind != "stack" or node.role:
                continue
            out: list[Node] = []
            for child in sorted(node.children, key=lambda n: n.rect.y):
                if not _enters(child, plain, led):
                    out.append(child)
                elif out and out[-1].role == "menu" and out[-1].kind == "stack" and out[-1].box is None:
                    child.role = "entry"
                    out[-1].children.append(child)
                    out[-1].rect = union(n.rect for n in out[-1].children)
                else:
                    child.role = "entry"
                    out.append(Node("stack", child.rect, [child], role="menu"))
            node.children = out


def _led(node: Node) -> bool:
    """Whether it is a row of an icon and one short text."""
    if node.kind != "row" or len(node.children) < 2 or not is_lead(node.children[0]):
        return False
    texts = [part.block for part in node.walk() if part.block]
    return len(texts) == 1 and len(texts[0].lines) == 1 and _wordy(texts[0].text)


def _enters(node: Node, entries: set[int], led: Sequence[Node]) -> bool:
    texts = [part for part in node.walk() if part.block]
    if node.role or node.rect.h > HIGHEST or len(texts) != 1:
        return False
    if len(led) < LEAST_LED:
        return id(texts[0]) in entries
    # Where icons lead the entries, a text that begins where the icons do is a title.
    at, left = median(row.children[0].rect.center for row in led), median(row.children[1].rect.x for row in led)
    if any(node is row for row in led):
        return id(texts[0]) in entries or abs(node.children[0].rect.center - at) <= ALIKE
    return id(texts[0]) in entries and texts[0].rect.x >= left - ALIKE


def headlike(bar: Node) -> set[int]:
    """Ids of a side bar's texts that are larger than the rest there, or bold where few are."""
    texts = [(node, node.block) for node in bar.walk() if node.block]
    sizes = Counter(block.size for _, block in texts)
    usual = sizes.most_common(1)[0][0] if sizes else 0.0
    few = sum(block.bold for _, block in texts) <= FEW_BOLD * len(texts)
    return {id(node) for node, block in texts if block.size >= OUTGROWN * usual or (few and block.bold)}


def _wordy(text: str) -> bool:
    return len(text.split()) <= ENTRY_WORDS and text[:1].isalpha()
