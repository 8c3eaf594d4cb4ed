"""What things are: headings, links, navigation, lists, cards, landmarks. Rules of thumb, each with its reason."""

from __future__ import annotations

from collections.abc import Sequence

from service.generators.trace.blocks import Block
from service.generators.trace.capitals import set_in_capitals
from service.generators.trace.colors import far
from service.generators.trace.controls import find_controls
from service.generators.trace.heads import (
    below,
    is_wordy,
    labels_of_boxes,
    names_value,
    over_smaller,
    panel_heads,
    side_texts,
)
from service.generators.trace.labels import controls, label_for
from service.generators.trace.leads import find_led_lists
from service.generators.trace.lined_fields import find_lined_fields
from service.generators.trace.links import body_style
from service.generators.trace.menus import find_row_menus
from service.generators.trace.repeats import find_repeats
from service.generators.trace.segments import find_dots
from service.generators.trace.shapes import Color, union
from service.generators.trace.sides import find_side_menus
from service.generators.trace.stacked_menus import find_stack_menus
from service.generators.trace.toggles import find_actions, find_closers, find_disclosures, find_toggles
from service.generators.trace.tools import find_button_lists, find_tools
from service.generators.trace.tree import Node
from service.generators.trace.uploads import find_uploads

HEADING_GROWTH = 1.15  # times the body's size: the least step of common type scales is 1.2, and pixels are whole
DISPLAY, LEAST_DIGITS = 4.0, 3  # times the body's size, for a number that is the page's title
LEAST_OVER = 1.05  # times the body's size, for a text that is larger than what it stands over
LEAST_GROWTH = 1.1  # for a bold text that heads a panel


def understand(root: Node) -> None:
    """Give roles to the nodes, in place."""
    find_lined_fields(root)
    find_uploads(root)
    find_row_menus(root)
    find_controls(root)
    body = body_style(root)
    for node in controls(root):
        label = label_for(node, root)
        if label:
            label.role = "label"
    _lists(root, body)
    find_stack_menus(root, body)
    find_side_menus(root)
    find_led_lists(root)
    find_repeats(root)
    find_button_lists(root)
    find_tools(root)
    find_dots(root)
    _headings(root, body)
    find_toggles(root)
    find_closers(root)
    find_actions(root)
    find_disclosures(root)
    _cards(root)
    _landmarks(root)


def _headings(root: Node, body: tuple[float, Color]) -> None:
    """Larger than the body, or bold and alone on its line above something else."""
    found: list[Node] = []
    panels = panel_heads(root, body[0])
    apart = side_texts(root) | labels_of_boxes(root, body[0])

    def visit(node: Node, *, inside: str, heads: bool) -> None:
        here = inside or (
            node.role if node.role in ("button", "menu", "field", "select", "area", "tag", "table") else ""
        )
        for index, child in enumerate(node.children):
            stacked = node.kind == "stack"
            if child.block and child.role in ("", "label") and not here and not _bulleted(child.block):
                following = node.children[index + 1 :] if stacked else []
                named = _names_menu(child, following)
                if id(child) in apart and not named:
                    continue
                first = heads and index == 0 and not stacked
                headed = id(child) in panels and is_wordy(child, body[0])
                if named or headed or _is_heading(child, following, body, heads=first):
                    child.role = "heading"
                    found.append(child)
            # The first thing of a row heads what follows below the row, as a panel's title beside its buttons.
            below = index + 1 < len(node.children) if stacked else heads and index == 0
            visit(child, inside=here, heads=below)

    visit(root, inside="", heads=False)
    sizes = sorted({node.block.size for node in found if node.block}, reverse=True)
    top = [size for size in sizes if size >= HEADING_GROWTH * body[0]]
    for node in found:
        assert node.block
        if node.block.size in top:
            node.level = min(top.index(node.block.size) + 1, 4)
        else:
            node.level = max(2, min(len(top) + 1, 4))
    if found and not top:  # nothing is larger than the body: what stands first is the page's name
        found[0].level = 1


def _bulleted(block: Block) -> bool:
    """Whether a bullet stands before it; a heading may have a number."""
    return block.marker is not None and not block.lines[0].ordered


def _names_menu(node: Node, following: Sequence[Node]) -> bool:
    """Whether it is one line of capitals over a menu of a side bar."""
    assert node.block
    over = bool(following) and following[0].role == "menu"
    return over and len(node.block.lines) == 1 and node.block.text.isupper()


def _is_heading(node: Node, following: Sequence[Node], body: tuple[float, Color], *, heads: bool) -> bool:
    """`following` are the things below it in its stack; `heads` whether it begins a row that things follow below."""
    block = node.block
    assert block
    if block.size >= DISPLAY * body[0] and len(block.lines) == 1 and len(block.text) >= LEAST_DIGITS:
        return True  # 404
    if not is_wordy(node, body[0]):
        return False
    if block.size >= HEADING_GROWTH * body[0] and (block.size >= 1.3 * body[0] or ": " not in block.text):
        return len(block.lines) <= 3 and (block.bold or block.size >= 1.3 * body[0] or bool(following))
    if heads and block.bold and len(block.lines) == 1 and block.size >= LEAST_GROWTH * body[0]:
        return True
    if names_value(node, following):
        return False
    if block.size >= LEAST_OVER * body[0] and over_smaller(node, following):
        return True
    capitals = len(block.lines) == 1 and node.role != "label" and set_in_capitals(block.text)
    if capitals and below(node, following):
        return True
    small = block.size < 0.8 * body[0] and not over_smaller(node, following, step=1)
    if not block.bold or len(block.lines) > 2 or node.role == "label" or small:
        return False
    return bool(below(node, following)) and not block.text.rstrip().endswith((",", ";"))


def _lists(root: Node, body: tuple[float, Color]) -> None:
    """Runs of blocks that bullets stand before become lists."""
    for node in root.walk():
        if node.kind != "stack" or node.role in ("menu", "button"):
            continue
        out: list[Node] = []
        for child in node.children:
            marked = child.block is not None and child.block.marker is not None and child.role == ""
            if marked and out and out[-1].role == "list" and child.rect.y - out[-1].rect.bottom <= 40:
                out[-1].children.append(child)
                out[-1].rect = union(n.rect for n in out[-1].children)
            elif marked:
                out.append(Node("stack", child.rect, [child], role="list"))
            else:
                out.append(child)
        node.children = out


def _cards(root: Node) -> None:
    """Painted siblings of one size with contents of their own are cards."""
    for node in root.walk():
        boxes = [c for c in node.children if c.box and not c.role and c.children and c.rect.h > 48]
        for child in boxes:
            alike = [o for o in boxes if abs(o.rect.w - child.rect.w) <= 3 and far(_ground(o), _ground(child)) <= 24]
            if len(alike) >= 2 and child.rect.w < 0.8 * root.rect.w:
                child.role = "card"


def _ground(node: Node) -> Color:
    assert node.box
    return node.box.fill.mean


def _landmarks(root: Node) -> None:
    """Header, footer, aside and nav from where things stand. The largest part is main."""
    width, height = root.rect.w, root.rect.h
    target = root
    if root.kind == "row" or (len(root.children) == 1 and root.children[0].kind == "row"):
        target = root if root.kind == "row" else root.children[0]
        for child in target.children:
            if child.rect.w <= 0.3 * width and child.rect.h >= 0.5 * height and not child.role:
                child.role = "aside"
        wide = max(target.children, key=lambda c: c.rect.area)
        wide.role = wide.role or "main"
        return
    if not target.children or target.kind != "stack":
        return
    first, last = target.children[0], target.children[-1]
    menu = any(n.role == "menu" for n in first.walk())
    if (
        len(target.children) > 1
        and first.rect.y <= 40
        and first.rect.h <= 140
        and (menu or first.kind == "row")
        and not first.role
    ):
        first.role = "header"
    if (
        (
            len(target.children) > 2
            and last.rect.bottom >= height - 60
            and last.rect.h <= 460
            and last.rect.y > 0.55 * height
        )
        and not last.role
        and (last.box or last.rect.h < 60)
    ):
        last.role = "footer"
    middle = [c for c in target.children if c.role == "" and c.kind in ("stack", "row", "layers")]
    for child in middle:
        child.role = "section"
        if child.kind == "row":
            narrow = [part for part in child.children if part.rect.w <= 0.28 * width]
            for part in narrow if len(narrow) < len(child.children) <= 3 else []:  # columns of one width are no asides
                if part.rect.h >= 260 and not part.role and not part.box:
                    part.role = "aside"
