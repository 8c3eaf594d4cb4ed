"""Texts that are pressed: words that say what is done, crosses that close what they stand on, and titles that unfold what
they head, at the left of rows with one small sign at the right end, as the questions of a page of answers. Those are
headings with a button in them."""

from __future__ import annotations

from service.generators.trace.colors import saturation
from service.generators.trace.segments import is_disc
from service.generators.trace.shapes import Rect, union
from service.generators.trace.sides import side_bars
from service.generators.trace.tree import Node
from service.generators.trace.typed import is_action

SIGN = (5, 24)  # pixels of its longer side
LEAST_WIDTH = 240
LEAST = 2  # such rows
SAME = 3  # pixels by which their ends differ
CROSSES = frozenset("xX×*") | {"✕"}  # and as what it is read
ARROW = (12, 9, 14)  # pixels: width and height of the arrow behind an entry, and the distance
AT_END = 40  # pixels between it and the box's right edge, and its top
PRESSED = frozenset({"share", "print", "copy"})  # which lead nowhere, even in lists of links
VIVID = 60  # saturation of a notice's ground
NOTICE = 160  # pixels of height
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


def find_closers(root: Node) -> None:
    """Mark the cross at the right end of a painted box with a text as what closes it, in place; a small x alone on a
    button is a cross too."""
    for node in root.walk():
        texts = [part for part in node.walk() if part.block] if node.role == "button" else []
        if len(texts) == 1 and texts[0].block and texts[0].block.text == "x":
            press_cross(texts[0])
    boxes = [node for node in root.walk() if node.box and node.rect.w >= LEAST_WIDTH]
    for node in root.walk():
        if node.block is None or node.role or node.block.text not in CROSSES:
            continue
        around = [box for box in boxes if box.rect.contains(node.rect)]
        panel = min(around, key=lambda box: box.rect.area, default=None)
        if panel is None or panel.rect.right - node.rect.right > AT_END:
            continue
        notice = panel.rect.h <= NOTICE and abs(node.rect.middle - panel.rect.middle) <= LEVEL
        if node.rect.y - panel.rect.y > AT_END and not notice:
            continue
        if any(part.block and part.rect.right < node.rect.x for part in panel.walk()):
            press_cross(node)


def press_cross(node: Node) -> None:
    """Mark a text that is a cross, as whatever it was read, as what closes or takes away, in place."""
    assert node.block
    node.pressed = True
    node.block.lines[0].words[0].text = "×"


def find_actions(root: Node) -> None:
    """Mark texts that say nothing but what is done, in place."""
    for node in root.walk():
        said = node.block.text.lower() if node.block else ""
        if (node.role == "" and is_action(node.block)) or (node.role == "entry" and said in PRESSED):
            node.pressed = True


def find_disclosures(root: Node) -> None:
    """Mark the entries of menus that a small arrow follows: they open a menu of their own. In place."""
    for node in root.walk():
        if node.role != "entry":
            continue
        texts, signs = ([n for n in node.walk() if n.kind == kind] for kind in ("text", "picture"))
        if len(texts) != 1 or not signs:
            continue
        text, sign = texts[0], max(signs, key=lambda n: n.rect.x)
        small = sign.rect.w <= ARROW[0] and sign.rect.h <= ARROW[1] and 0 <= sign.rect.x - text.rect.right <= ARROW[2]
        dot = sign.picture is not None and is_disc(sign.picture.data)  # something is new there
        text.pressed = small and not sign.children and not dot


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
    notice = row.box is not None and saturation(row.box.fill.mean) > VIVID  # which its sign closes
    return text if small and wide and level and apart and said and not notice else None


def _alike(one: Rect, other: Rect) -> bool:
    return abs(one.x - other.x) <= SAME and abs(one.right - other.right) <= SAME
