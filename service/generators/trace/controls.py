"""Which painted boxes are buttons, fields, checkboxes and tags: by size, contents and where the text stands in them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from service.generators.trace.colors import far
from service.generators.trace.paragraphs import Block
from service.generators.trace.shapes import Box, Color, Rect
from service.generators.trace.tree import Node

BUTTON_HEIGHT = (20, 66)
TAG_HEIGHT = (14, 24)
LOW_BUTTON = 18  # pixels: a frame around a word that is no lower is a button's, tags are filled
SOFT_TAG = 28  # pixels; what is painted in a pale colour and no higher is said of something, not pressed
FIELD_HEIGHT = (18, 66)
AREA_HEIGHT = (50, 260)
LEAST_FIELD = 90  # pixels of width; narrower empty boxes are decoration
CHECK_SIDE = (9, 24)
LABEL_GAP = 170  # pixels between a field and the label at its left: the label's column is as wide as the longest
MENU_STEP = 64  # pixels from one entry of a menu to the next at most
FULL_CONTRAST = 150  # levels between a text and its ground; what stands in an empty field is paler
AREA_INSET = 18  # pixels between the side of a text area and what is written in it; a panel's are wider
WIDE_HEAD, HIGH_HEAD = 300, 44  # pixels from which a strip with text is a panel's head rather than a field
COUNT_PADDING = 9  # pixels beside a count on a button
LEAST_STACK = 3
SQUARE = 1.2  # times its height that a box with a picture or initials is wide at most
CAPTION = 24  # pixels between such a box and what it stands for
JOINED = 2  # pixels between a field and what is joined to it
FIRST_LINE = 5  # pixels between the top of a checkbox and that of a label of several lines
LONGEST_LABEL = 42  # characters on a button


def find_controls(root: Node) -> None:
    """Set the roles button, field, select, area, check, radio and tag, top down."""
    nodes = [node for node in root.walk() if node.box]
    for node in nodes:
        node.role = node.role or _role(node, root)
    for node in nodes:
        if node.role == "button" and _tile(node, root):
            node.role = ""
    checks = [node for node in nodes if node.role in ("check", "radio")]
    for node in checks:  # a square with nothing to say beside it is an icon, unless such stand before every row
        if label_for(node, root) is None and not _in_column(node, checks):
            node.role = ""
    _marked(root)
    _entries(root)
    _stacked(nodes)
    # An empty box with a border is a field where others are, or where it is as high as a field.
    fields = [n for n in nodes if n.role in ("field", "select")]
    for node in nodes:
        if node.role == "area" and not fields and not any(n.role == "button" for n in nodes):
            node.role = ""


def _tile(node: Node, root: Node) -> bool:
    """Whether a box hardly wider than high, with a sign or two letters, stands before a text of its own ground: the
    picture of a person or figure, or a sign joined to a field."""
    rect = node.rect
    says = "".join(text.block.text for text in _texts(node) if text.block)
    if rect.w > SQUARE * rect.h or len(says) > 2 or says.isdigit():
        return False
    for other in root.walk():
        box = other.rect
        if other.role in ("field", "select") and abs(box.x - rect.right) <= JOINED and abs(box.y - rect.y) <= JOINED:
            return True
        level = box.y < rect.bottom and rect.y < box.bottom
        if other.block and other.role == "" and level and 0 <= box.x - rect.right <= CAPTION:
            return not any(
                n.box and n.rect.h <= BUTTON_HEIGHT[1] and n.rect.contains(box) and not n.rect.contains(rect)
                for n in root.walk()
            )
    return False


def _in_column(node: Node, checks: Sequence[Node]) -> bool:
    """Whether a framed square stands above or below another of its size, as in a table whose rows can be chosen."""
    assert node.box
    rect = node.rect
    return _framed(node.box) and any(
        other is not node and abs(other.rect.x - rect.x) <= 2 and abs(other.rect.w - rect.w) <= 2 for other in checks
    )


def _entries(root: Node) -> None:
    """Fields in a row that all say something in full colour and have no labels are entries of a menu or tabs."""
    for node in root.walk():
        row = [child for child in node.children if child.role == "field"] if node.kind == "row" else []
        if len(row) < 3 or max(n.rect.y for n in row) - min(n.rect.y for n in row) > 2:
            continue
        blocks = [block for n in row if (block := next((t.block for t in _texts(n)), None))]
        strong = all(far(block.color, block.lines[0].ground) >= FULL_CONTRAST for block in blocks)
        inside = {id(part) for n in row for part in n.walk()}
        outside = [other for other in root.walk() if other.kind == "text" and id(other) not in inside]
        labelled = any(_label_distance(n.rect, o.rect, check=False) is not None for n in row for o in outside)
        if len(blocks) == len(row) and strong and not labelled:
            for n in row:
                n.role = ""


def _stacked(nodes: Sequence[Node]) -> None:
    """Frames that stand on one another like the rows of a list, and all say something in full colour, are no fields."""
    runs: list[list[Node]] = []
    for node in sorted((n for n in nodes if n.role == "field"), key=lambda n: n.rect.y):
        rect, block = node.rect, next((text.block for text in _texts(node)), None)
        if block is None or _pale(block):
            continue
        above = [run for run in runs if abs(run[-1].rect.bottom - rect.y) <= JOINED and run[-1].rect.x == rect.x]
        if above and abs(above[0][-1].rect.w - rect.w) <= JOINED:
            above[0].append(node)
        else:
            runs.append([node])
    for run in runs:
        for node in run if len(run) >= LEAST_STACK else []:
            node.role = ""


def _marked(root: Node) -> None:
    """Pictures of a check's size in line with checks, and with a label, are such that are set."""
    checks = [n for n in root.walk() if n.role in ("check", "radio")]
    for node in root.walk():
        rect = node.rect
        if node.kind != "picture" or not _in(rect.w, (10, 22)) or abs(rect.w - rect.h) > 1:
            continue
        alike = [
            n for n in checks
            if abs(n.rect.w - rect.w) <= 2 and (abs(n.rect.x - rect.x) <= 3 or abs(n.rect.y - rect.y) <= 3)
        ]  # fmt: skip
        if alike and label_for(node, root) is not None:
            node.role = alike[0].role


def saturation(color: Color) -> int:
    return max(color) - min(color)


def _texts(node: Node) -> list[Node]:
    return [n for n in node.walk() if n.kind == "text"]


def _role(node: Node, root: Node) -> str:
    rect, box = node.rect, node.box
    assert box is not None
    texts = _texts(node)
    pictures = [n for n in node.walk() if n.kind == "picture" and n is not node]
    boxes = [n for n in node.walk() if n.box and n is not node]
    if node.picture or (boxes and not (len(boxes) == 1 and boxes[0].rect.area < 0.2 * rect.area)):
        return ""
    if not texts:
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
    if not one_line or words > LONGEST_LABEL:
        framed = len(texts) == 1 and _framed(box) and _paleish(ground) and _in(rect.h, AREA_HEIGHT)
        return "area" if framed and _written_in(node, first, root) else ""
    last = max(texts, key=lambda n: n.rect.right).block
    counted = len(texts) == 2 and last is not None and last.text.isdigit()  # with a padding of its own
    centered = abs(start - end) <= max(COUNT_PADDING if counted else 5, 0.05 * rect.w)
    if _in(rect.h, FIELD_HEIGHT) and rect.w >= LEAST_FIELD and left <= 56:
        slack = right > 2.2 * max(12, left) and right > 0.2 * rect.w
        frame = (_framed(box) or saturation(ground) <= 24) and not (_tinted(ground) or _head(node, root))
        if slack and frame and rect.w >= 4 * rect.h and len(texts) <= 2:
            far_right = [p for p in pictures if p.rect.x > rect.center and p.rect.w <= 24]
            return "select" if far_right and box.border else "field" if _fieldlike(node, first, root) else ""
    small = _framed(box) and not centered and left <= 16 and end > start + 4 and 36 <= rect.w < 4 * rect.h
    if small and _in(rect.h, FIELD_HEIGHT) and _paleish(ground):
        return "field"  # a date, a number: hardly wider than what is in it, but set at the left
    if centered and pictures and rect.w >= 4 * rect.h and _in(rect.h, FIELD_HEIGHT) and not _vivid(ground):
        typed = first.block is not None and _pale(first.block) and _framed(box) and left <= 56
        if typed:
            return "field"  # a hint between a magnifier and a key
    if _numbered(says=first.block, pictures=pictures, rect=rect) and _framed(box) and _paleish(ground):
        return "select"
    if centered and TAG_HEIGHT[0] <= rect.h <= BUTTON_HEIGHT[1] and rect.w >= rect.h * 0.9:
        outlined = _framed(box) and _paleish(ground) and rect.h >= LOW_BUTTON
        if rect.h < TAG_HEIGHT[1] and first.block and first.block.size <= 13 and not outlined:
            return "tag"
        if rect.h <= SOFT_TAG and _tinted(ground) and box.border is None:
            return "tag"
        return "button" if rect.w <= 640 and (outlined or rect.h >= BUTTON_HEIGHT[0]) else ""
    if _in(rect.h, AREA_HEIGHT) and _framed(box) and rect.w >= 160 and left <= 24 and len(texts) == 1:
        above = first.rect.y - rect.y
        near = left <= AREA_INSET or (first.block is not None and _pale(first.block))
        return "area" if near and above <= 24 and rect.bottom - first.rect.bottom > 1.2 * above else ""
    return ""


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
    pale = block is not None and _pale(block)
    return room and (pale or (_above(node, root) and text.rect.x - node.rect.x <= AREA_INSET))


def _pale(block: Block) -> bool:
    return far(block.color, block.lines[0].ground) < FULL_CONTRAST


def _above(node: Node, root: Node) -> bool:
    """Whether a text stands just above the control, as labels do."""
    return any(
        other.kind == "text" and 0 <= node.rect.y - other.rect.bottom <= 26 and -6 <= other.rect.x - node.rect.x <= 20
        for other in root.walk()
    )


def _framed(box: Box) -> bool:
    """Whether a line runs around the box; a field that a button is joined to lacks it on that side."""
    return box.border is not None and sum(width > 0 for width in box.border.widths) >= 3


def _fieldlike(node: Node, text: Node, root: Node) -> bool:
    """A field has a border, or stands by itself: the marked row of a menu has others above or below it."""
    assert node.box
    if _framed(node.box) and not _vivid(node.box.fill.mean):
        return True
    alike = any(
        other is not text
        and other.block
        and abs(other.rect.x - text.rect.x) <= 6
        and 0 < abs(other.rect.y - text.rect.y) <= MENU_STEP
        for other in root.walk()
    )
    return not alike and node.rect.w >= 140


def _vivid(color: Color) -> bool:
    return saturation(color) > 60


def _tinted(color: Color) -> bool:
    """A pale colour, as of a panel's head or a notice: fields are white, grey or dark."""
    return min(color) >= 160 and saturation(color) > 24


def _head(node: Node, root: Node) -> bool:
    """Whether it is as wide as a higher box or table that it lies in or hangs on: the head or foot of a panel. So is
    what is too wide and high for a field and says something in full colour."""
    rect = node.rect
    block = next((text.block for text in _texts(node)), None)
    if rect.w >= WIDE_HEAD and rect.h >= HIGH_HEAD and block and not _pale(block):
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


def _empty(node: Node, pictures: list[Node], root: Node) -> str:
    rect, box = node.rect, node.box
    assert box is not None
    side = max(rect.w, rect.h)
    if (
        _in(side, CHECK_SIDE)
        and abs(rect.w - rect.h) <= 2
        and (box.border or pictures or saturation(box.fill.mean) > 60)
    ):
        return "radio" if box.radius >= 0.4 * side else "check"
    framed = _framed(box) or label_for(node, root) is not None
    if pictures and not (len(pictures) == 1 and pictures[0].rect.w <= 28):
        return ""
    if framed and _in(rect.h, FIELD_HEIGHT) and rect.w >= LEAST_FIELD and rect.w >= 3 * rect.h:
        at_right = pictures and pictures[0].rect.x > rect.center
        return "select" if at_right and rect.right - pictures[0].rect.right <= 20 else "field"
    if framed and _in(rect.h, AREA_HEIGHT) and rect.w >= 160 and rect.w > rect.h and _paleish(box.fill.mean):
        return "area"
    if pictures and _in(rect.h, BUTTON_HEIGHT) and rect.w <= 80 and (framed or saturation(box.fill.mean) > 40):
        return "button"
    return ""


def _paleish(color: Color) -> bool:
    return min(color) >= 225 or max(color) <= 60


def _in(value: int, bounds: tuple[int, int]) -> bool:
    return bounds[0] <= value <= bounds[1]


def label_for(node: Node, root: Node) -> Node | None:
    """The text that names a control: at its right for checkboxes, else just above it or at its left."""
    best: tuple[float, Node] | None = None
    for other in root.walk():
        if other.kind != "text" or other.role not in ("", "label"):
            continue
        distance = _label_distance(node.rect, other.rect, check=node.role in ("check", "radio"))
        if distance is not None and (best is None or distance < best[0]):
            best = (distance, other)
    return best[1] if best else None


def _label_distance(control: Rect, text: Rect, *, check: bool) -> float | None:
    level = abs(control.middle - text.middle) <= max(8, control.h / 3)
    if check:
        gap = text.x - control.right
        return float(gap) if (level or abs(control.y - text.y) <= FIRST_LINE) and 0 <= gap <= 24 else None
    above = control.y - text.bottom
    if 0 <= above <= 26 and -6 <= text.x - control.x <= 20:
        return float(above)
    gap = control.x - text.right
    return 30.0 + gap if level and 0 <= gap <= LABEL_GAP else None


def controls(root: Node) -> Iterator[Node]:
    for node in root.walk():
        if node.role in ("field", "select", "area", "check", "radio"):
            yield node
