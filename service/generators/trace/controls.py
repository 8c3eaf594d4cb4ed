"""Which painted boxes are buttons, fields, checkboxes and tags: by size, contents and where the text stands in them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from service.generators.trace.labels import (
    BUTTON_HEIGHT,
    LEAST_FIELD,
    MENU_STEP,
    framed,
    label_for,
    pale,
    paleish,
    saturation,
    texts_of,
    tinted,
    vivid,
    within,
)
from service.generators.trace.misfits import free_entries, free_rows, in_column, is_tile, mark_checks
from service.generators.trace.paragraphs import Block
from service.generators.trace.regions import DISC
from service.generators.trace.shapes import Box, Rect
from service.generators.trace.tree import Node
from service.generators.trace.typed import beside_buttons, has_grip, says_hint

TAG_HEIGHT = (14, 24)
LOW_BUTTON = 18  # pixels: a frame around a word that is no lower is a button's, tags are filled
SOFT_TAG = 28  # pixels; what is painted in a pale colour and no higher is said of something, not pressed
FIELD_HEIGHT = (18, 66)
AREA_HEIGHT = (50, 260)
CHECK_SIDE = (9, 24)
AREA_INSET = 18  # pixels between the side of a text area and what is written in it; a panel's are wider
WIDE_HEAD, HIGH_HEAD = 300, 44  # pixels from which a strip with text is a panel's head rather than a field
COUNT_PADDING = 9  # pixels beside a count on a button
LEAST_SAID = 0.25  # share of its width that the words on a painted button have
CORNER = 4  # pixels
LONGEST_GAP = 40  # pixels between the words and the icon on a button
DARK = 110  # level of the brightest channel
PADDING = (8, 48)  # pixels at both sides of what stands on a button
LONGEST_BUTTON = 320
LONGEST_LABEL = 42  # characters on a button


def find_controls(root: Node) -> None:
    """Set the roles button, field, select, area, check, radio and tag, top down."""
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
    checks = [node for node in nodes if node.role in ("check", "radio")]
    for node in checks:  # a square with nothing to say beside it is an icon, unless such stand before every row
        if label_for(node, root) is None and not in_column(node, checks):
            node.role = ""
    beside_buttons(nodes)
    mark_checks(root)
    free_entries(root)
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
    if len(texts) <= 1 and not boxes and has_grip(node):
        return "area"
    if node.picture or (boxes and not (len(boxes) == 1 and boxes[0].rect.area < 0.2 * rect.area)):
        return ""
    if not texts or _mark_alone(node, texts):
        return _empty(node, pictures, root)
    if len(texts) > 2 or sum(len(t.block.lines) for t in texts if t.block) > 2:
        return ""
    ground = box.fill.mean
    first = min(texts, key=lambda n: n.rect.x)
    left, right = first.rect.x - rect.x, rect.right - max(t.rect.right for t in texts)
    inner = [*texts, *pictures, *boxes]
    start = min(n.rect.x for n in inner) - rect.x
    end = rect.right - max(n.rect.right for n in inner)
    words = sum(len(t.block.text) for t in texts if t.block)
    one_line = all(t.block is not None and len(t.block.lines) == 1 for t in texts)
    drawn = box.border is not None or box.radius > 0 or box.shadow is not None
    named = left <= AREA_INSET and right > 1.5 * left and rect.w >= LEAST_FIELD and _above(node, root)
    if (
        named
        and drawn
        and one_line
        and len(texts) == 1
        and within(rect.h, FIELD_HEIGHT)
        and paleish(ground)
        and not boxes
    ):
        return "field"  # under its label, whatever it says
    if not one_line or words > LONGEST_LABEL:
        written = len(texts) == 1 and framed(box) and paleish(ground) and within(rect.h, AREA_HEIGHT)
        return "area" if written and _written_in(node, first, root) else ""
    last = max(texts, key=lambda n: n.rect.right).block
    counted = len(texts) == 2 and last is not None and last.text.isdigit()  # with a padding of its own
    even = abs(start - end) <= max(COUNT_PADDING if counted else 5, 0.05 * rect.w)
    centered = even and _packed(inner)
    if within(rect.h, FIELD_HEIGHT) and rect.w >= LEAST_FIELD and left <= 56:
        slack = right > 2.2 * max(12, left) and right > 0.2 * rect.w
        hinted = says_hint(node, first.block)
        if (
            hinted
            and rect.w >= 4 * rect.h
            and rect.right - first.rect.right > 2.2 * max(12, left)
            and not vivid(ground)
        ):
            return "field"  # whatever mark stands at its right
        plain = framed(box) or saturation(ground) <= 24
        frame = (plain or hinted) and not (tinted(ground) or _head(node, root, hinted=hinted))
        if slack and frame and rect.w >= 4 * rect.h and len(texts) <= 2:
            far_right = [p for p in pictures if p.rect.x > rect.center and p.rect.w <= 24]
            return "select" if far_right and box.border else "field" if hinted or _fieldlike(node, first, root) else ""
    small = framed(box) and not centered and left <= 16 and end > start + 4 and 36 <= rect.w < 4 * rect.h
    if small and within(rect.h, FIELD_HEIGHT) and paleish(ground):
        return "field"  # a date, a number: hardly wider than what is in it, but set at the left
    if even and pictures and rect.w >= 4 * rect.h and within(rect.h, FIELD_HEIGHT) and not vivid(ground):
        typed = first.block is not None and pale(first.block) and framed(box) and left <= 56
        if typed:
            return "field"  # a hint between a magnifier and a key
    if _numbered(says=first.block, pictures=pictures, rect=rect) and framed(box) and paleish(ground):
        return "select"
    if centered and TAG_HEIGHT[0] <= rect.h <= BUTTON_HEIGHT[1] and rect.w >= rect.h * 0.9:
        outlined = framed(box) and paleish(ground) and rect.h >= LOW_BUTTON
        if rect.h < TAG_HEIGHT[1] and first.block and first.block.size <= 13 and not outlined:
            return "tag"
        if rect.h <= SOFT_TAG and tinted(ground) and box.border is None:
            return "tag"
        return "button" if rect.w <= 640 and (outlined or rect.h >= BUTTON_HEIGHT[0]) else ""
    if _pressed(rect, box, start, end):
        return "button"
    written = framed(box) or says_hint(node, first.block)
    if within(rect.h, AREA_HEIGHT) and written and rect.w >= 160 and left <= 24 and len(texts) == 1:
        above = first.rect.y - rect.y
        near = left <= AREA_INSET or (first.block is not None and pale(first.block))
        return "area" if near and above <= 24 and rect.bottom - first.rect.bottom > 1.2 * above else ""
    return ""


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


def _pressed(rect: Rect, box: Box, start: int, end: int) -> bool:
    """Whether a strongly coloured box with round corners holds its words tightly: their middle may be off by an icon
    that was not seen."""
    tight = all(within(inset, PADDING) for inset in (start, end)) and rect.w <= LONGEST_BUTTON
    return tight and vivid(box.fill.mean) and box.radius > 0 and SOFT_TAG < rect.h <= BUTTON_HEIGHT[1]


def _mark_alone(node: Node, texts: Sequence[Node]) -> bool:
    """Whether a square of a checkbox's size holds one sign, beside which a label stands: its mark, read as a letter."""
    said = "".join(text.block.text for text in texts if text.block)
    square = within(node.rect.w, CHECK_SIDE) and abs(node.rect.w - node.rect.h) <= 2
    return square and len(said) == 1 and not said.isalnum()


def _packed(nodes: Sequence[Node]) -> bool:
    """Whether things side by side stand together, not at the two ends."""
    rects = sorted(node.rect for node in nodes)
    return all(right.x - left.right <= LONGEST_GAP for left, right in pairwise(rects))


def _in_corner(picture: Rect, rect: Rect) -> bool:
    """Whether it is what is left of a shadow in one of the corners."""
    across = min(abs(picture.x - rect.x), abs(picture.right - rect.right))
    down = min(abs(picture.y - rect.y), abs(picture.bottom - rect.bottom))
    return max(across, down) <= CORNER and max(picture.w, picture.h) <= 0.5 * rect.h + CORNER


def _numbered(says: Block | None, pictures: Sequence[Node], rect: Rect) -> bool:
    """Whether it says a number at the left of an arrow: how many rows are shown."""
    return (
        says is not None
        and says.text.isdigit()
        and len(pictures) == 1
        and pictures[0].rect.x > rect.center
        and max(pictures[0].rect.w, pictures[0].rect.h) <= 16
    )


def _written_in(node: Node, text: Node, root: Node) -> bool:
    """Whether lines of text in a frame may be typed over: there is room below them, and a label or paleness tells so;
    a notice is filled by its text."""
    block = text.block
    room = node.rect.bottom - text.rect.bottom > 1.2 * (text.rect.y - node.rect.y) + 4
    hint = block is not None and pale(block)
    return room and (hint or (_above(node, root) and text.rect.x - node.rect.x <= AREA_INSET))


def _above(node: Node, root: Node) -> bool:
    """Whether a text stands just above the control, as labels do."""
    return any(
        other.kind == "text" and 0 <= node.rect.y - other.rect.bottom <= 26 and -6 <= other.rect.x - node.rect.x <= 20
        for other in root.walk()
    )


def _fieldlike(node: Node, text: Node, root: Node) -> bool:
    """A field has a border, or stands by itself: the marked row of a menu has others above or below it."""
    assert node.box
    if framed(node.box) and not vivid(node.box.fill.mean):
        return True
    alike = any(
        other is not text
        and other.block
        and abs(other.rect.x - text.rect.x) <= 6
        and 0 < abs(other.rect.y - text.rect.y) <= MENU_STEP
        for other in root.walk()
    )
    return not alike and node.rect.w >= 140


def _head(node: Node, root: Node, *, hinted: bool) -> bool:
    """Whether it is as wide as a higher box or table that it lies in or hangs on: the head or foot of a panel. So is
    what is too wide and high for a field and says something in full colour, unless it is what fields say."""
    rect = node.rect
    block = next((text.block for text in texts_of(node)), None)
    large = rect.w >= WIDE_HEAD and rect.h >= HIGH_HEAD
    if large and block and not pale(block) and not hinted and not _above(node, root):
        return True
    return any(
        (other.box or other.kind == "table")
        and other is not node
        and abs(other.rect.x - rect.x) <= 2
        and abs(other.rect.w - rect.w) <= 4
        and other.rect.h > 1.4 * rect.h
        and min(abs(other.rect.y - rect.bottom), abs(other.rect.y - rect.y), abs(other.rect.bottom - rect.bottom)) <= 2
        for other in root.walk()
    )


def _stands_out(node: Node, root: Node) -> bool:
    """Whether a pale box with round corners is painted on a coloured or dark one: nothing but a field is so empty."""
    assert node.box
    if not node.box.radius or not paleish(node.box.fill.mean) or node.rect.w < 4 * node.rect.h:
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


def _empty(node: Node, pictures: list[Node], root: Node) -> str:
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
        if _head(node, root, hinted=True):
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
