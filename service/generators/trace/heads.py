"""Which texts head a panel: its first line, larger or bolder than what is below it, or alone on the strip above it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from service.generators.trace.blocks import Block
from service.generators.trace.colors import far
from service.generators.trace.labels import vivid
from service.generators.trace.sides import headlike, side_bars
from service.generators.trace.tree import Node

LONGEST_HEADING = 120  # characters
LONGEST_HEAD = 60
GREAT = 1.5  # times the body's size
STEP = 1.19  # times the size of what is below: the least step of common type scales, in whole pixels
CODE = frozenset("{}[]=<>;_\\")  # signs that a line of code has and a heading hasn't
STRONGER = 1.25  # times the contrast of the text below
LARGER = 1.08  # times the size of the text below: half a step of common type scales
WIDE = 300  # pixels of a strip from which it is a panel's head even if it is set like the rest
LOW, MARK, NEAR = 130, 20, 14  # pixels: the height of a box to fill in, the side of a mark, the distance of its label
LEAST_PANEL = (120, 36)  # width and height; smaller boxes are controls
OUTGROWN = 1.3  # times its own size from which the text below is no text under a heading
AT_LEFT = 0.35  # share of a panel's width within which its head begins
HEAD_INSET = 32  # pixels from the right edge at which the head of a page that runs from right to left begins
HANGS = 4  # pixels between a strip and what it heads


def is_wordy(node: Node, usual: float) -> bool:
    """Whether it may be a heading by its words: letters for the most part, and not many; `usual` is the body's size, and
    what is much larger may be longer, and is no code."""
    assert node.block
    text = node.block.text
    great = node.block.size >= GREAT * usual
    if not great and (node.block.family == "mono" or CODE & set(text)):
        return False
    letters = sum(c.isalpha() for c in text)
    return len(text) <= LONGEST_HEADING * (1 + great) and letters >= 2 and letters >= 0.5 * len(text.replace(" ", ""))


def below(node: Node, following: Sequence[Node]) -> list[Node]:
    """Those of the things that follow it that stand below it, not beside it."""
    return [n for n in following if n.rect.y >= node.rect.bottom - 2]


def _first_block(nodes: Sequence[Node]) -> Block | None:
    return next((part.block for n in nodes for part in n.walk() if part.block), None)


def over_smaller(node: Node, following: Sequence[Node], step: float = STEP) -> bool:
    """Whether it is one line, and so many times the size of the text that comes next below it."""
    assert node.block
    first = _first_block(below(node, following))
    return len(node.block.lines) == 1 and first is not None and node.block.size >= step * first.size


def side_texts(root: Node) -> set[int]:
    """Ids of the texts in side bars, but for those that are larger than the rest there, or bold where few are: what
    else stands over a part of a side bar's menu is no part of the page's outline."""
    found: set[int] = set()
    for bar in side_bars(root):
        found.update({id(part) for part in bar.walk() if part.block} - headlike(bar))
    return found


def labels_of_boxes(root: Node, usual: float) -> set[int]:
    """Ids of the texts no larger than the body's right above a low framed box or beside a small mark: what is chosen or
    filled in there has a label, whether the box was understood as a control or not."""
    framed = [n.rect for n in root.walk() if n.box and n.box.border and n.rect.h <= LOW]
    marks = [n.rect for n in root.walk() if (n.box or n.kind == "picture") and max(n.rect.w, n.rect.h) <= MARK]
    found: set[int] = set()
    for node in root.walk():
        rect = node.rect
        if node.block is None or node.block.size > LARGER * usual:
            continue
        above = any(0 <= box.y - rect.bottom <= NEAR and abs(box.x - rect.x) <= 3 for box in framed)
        beside = any(0 <= rect.x - m.right <= NEAR and rect.y - 4 <= m.middle <= rect.bottom + 4 for m in marks)
        if above or beside:
            found.add(id(node))
    return found


def names_value(node: Node, following: Sequence[Node]) -> bool:
    """Whether it says what a larger text right below it counts, or itself says both ("Berth: two")."""
    assert node.block
    if ": " in node.block.text:
        return True
    first = _first_block(following)
    return first is not None and first.size >= OUTGROWN * node.block.size


def panel_heads(root: Node, usual: float) -> set[int]:
    """Ids of the texts that head painted panels; `usual` is the body's size."""
    found: set[int] = set()
    for parent in root.walk():
        for panel in parent.children:
            if not panel.box or panel.role not in ("", "card", "section") or not _large(panel):
                continue
            texts = [n for n in panel.walk() if n.block]
            first = _first(texts)
            if first is None or not _stands(first, panel):
                continue
            lower = below(first, texts)
            alone = (
                (len(texts) == 1 or _leads(first, texts, panel))
                and _strip(panel, parent.children)
                and (panel.rect.w >= WIDE or _marked(first, usual))
            )
            if alone or (lower and _outdoes(first, lower, usual)):
                found.add(id(first))
    return found


def _large(panel: Node) -> bool:
    return panel.rect.w >= LEAST_PANEL[0] and panel.rect.h >= LEAST_PANEL[1]


def _first(texts: Sequence[Node]) -> Node | None:
    if not texts:
        return None
    top = min(n.rect.middle for n in texts)
    return min((n for n in texts if n.rect.middle <= top + 8), key=lambda n: n.rect.x)


def _leads(first: Node, texts: Sequence[Node], panel: Node) -> bool:
    """Whether there is one text more, which stands at the panel's right, and is neither larger nor bolder: what else can
    be done with the panel."""
    head, other = first.block, next((text for text in texts if text is not first), None)
    if len(texts) != 2 or other is None or head is None or other.block is None:
        return False
    at_end = other.rect.x > panel.rect.center and panel.rect.right - other.rect.right <= HEAD_INSET
    less = head.size >= other.block.size and head.bold >= other.block.bold
    return at_end and less and (vivid(other.block.color) or _contrast(head) >= STRONGER * _contrast(other.block))


def _stands(first: Node, panel: Node) -> bool:
    """Whether it is one short line at the panel's left or in its middle."""
    block = first.block
    assert block
    if block.family == "mono" or ": " in block.text or len(block.lines) > 1 or len(block.text) > LONGEST_HEAD:
        return False
    centered = abs(first.rect.center - panel.rect.center) <= 0.02 * panel.rect.w
    at_left = first.rect.x - panel.rect.x <= AT_LEFT * panel.rect.w
    at_right = panel.rect.right - first.rect.right <= HEAD_INSET and first.rect.w < 0.5 * panel.rect.w
    return (at_left or centered or at_right) and first.role == ""


def _outdoes(first: Node, lower: Sequence[Node], body: float) -> bool:
    """Larger than most of the text below it, or bold where that is not; `body` is the page's usual size."""
    assert first.block
    sizes: Counter[float] = Counter()
    bold = letters = 0
    for node in lower:
        assert node.block
        sizes[node.block.size] += len(node.block.text)
        bold += len(node.block.text) * node.block.bold
        letters += len(node.block.text)
    usual = sizes.most_common(1)[0][0]
    if max(sizes) >= OUTGROWN * first.block.size and first.block.size < LARGER * body:
        return False  # the name of a figure
    if first.block.size >= LARGER * usual:
        return True
    plain = next(node.block for node in lower if node.block and node.block.size == usual)
    stronger = first.block.size > usual and _contrast(first.block) >= STRONGER * _contrast(plain)
    return stronger or (first.block.bold and first.block.size >= usual and bold < 0.5 * letters)


def _contrast(block: Block) -> int:
    return far(block.color, block.lines[0].ground)


def _strip(panel: Node, siblings: Sequence[Node]) -> bool:
    """Whether something as wide hangs on the panel: then it is the strip above that."""
    rect = panel.rect
    return any(
        other is not panel
        and abs(other.rect.y - rect.bottom) <= HANGS
        and other.rect.x >= rect.x - HANGS
        and other.rect.right <= rect.right + HANGS
        and other.rect.w >= 0.6 * rect.w
        for other in siblings
    )


def _marked(first: Node, usual: float) -> bool:
    assert first.block
    return first.block.bold or first.block.size >= LARGER * usual
