"""What things are: headings, links, navigation, lists, cards, landmarks. Rules of thumb, each with its reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from service.generators.trace.controls import controls, find_controls, label_for, saturation
from service.generators.trace.paragraphs import Block
from service.generators.trace.regions import far
from service.generators.trace.shapes import Color, Line, Rect
from service.generators.trace.style import akin
from service.generators.trace.tables import cells_of
from service.generators.trace.tree import Node

HEADING_GROWTH = 1.18  # times the body's size: the least step of common type scales
LONGEST_HEADING = 120  # characters
LINK_COLOR = 60  # saturation from which a coloured word on neutral text is a link
MENU_WORDS = 4  # words in an entry of a menu
LEAST_MENU = 3
TOP = 140  # pixels from the top down to which two short words side by side are a menu already


def understand(root: Node) -> None:
    """Give roles to the nodes, in place."""
    _row_menus(root)
    find_controls(root)
    body = body_style(root)
    for node in controls(root):
        label = label_for(node, root)
        if label:
            label.role = "label"
    _lists(root, body)
    _menus(root, body)
    _headings(root, body)
    _cards(root)
    _landmarks(root)


def body_style(root: Node) -> tuple[float, Color]:
    """Size and colour that most characters are set in."""
    sizes: Counter[float] = Counter()
    colors: Counter[Color] = Counter()
    for node in root.walk():
        if node.block:
            sizes[node.block.size] += len(node.block.text)
            colors[node.block.color] += len(node.block.text)
    return (sizes.most_common(1)[0][0], colors.most_common(1)[0][0]) if sizes else (16.0, (0, 0, 0))


def is_link(block: Block, body: tuple[float, Color]) -> bool:
    """Coloured unlike the text around, or underlined, and no larger than a subtitle."""
    if block.underlined:
        return True
    color = block.color
    if saturation(block.lines[0].ground) > 60:
        return False  # on a coloured ground every text is coloured
    return saturation(color) >= LINK_COLOR and far(color, body[1]) > 48 and block.size <= 1.3 * body[0]


def runs(line: Line, usual: Color, *, underlined: bool) -> list[tuple[str, Color | None]]:
    """The line's words in stretches of one colour; None for the block's own. Underlined words in a block that is not
    underlined as a whole are stretches too, whatever their colour."""
    out: list[tuple[list[str], Color | None]] = []
    for word in line.words:
        vivid = saturation(word.color) >= 50 and saturation(word.color) > saturation(usual) + 30
        other = (vivid and not akin(word.color, usual, line.ground)) or (word.underlined and not underlined)
        color = word.color if other else None
        if out and (out[-1][1] is None) == (color is None):
            out[-1][0].append(word.text)
        else:
            out.append(([word.text], color))
    return [(" ".join(words), color) for words, color in out]


def _is_entry(node: Node) -> bool:
    """A short text on one line, alone or with an icon, as in a menu."""
    if node.block and node.block.marker:
        return False
    texts = [n for n in node.walk() if n.kind == "text"]
    if len(texts) != 1 or node.role or texts[0].role or node.rect.h > 64:
        return False
    block = texts[0].block
    return (
        block is not None
        and len(block.lines) == 1
        and len(block.text.split()) <= MENU_WORDS
        and any(c.isalpha() for c in block.text)
    )


def _plain(nodes: Sequence[Node]) -> bool:
    """Whether the entries are set alike; the current page's may be bold."""
    blocks = [n.block for node in nodes for n in node.walk() if n.block]
    return max(b.size for b in blocks) <= 1.2 * min(b.size for b in blocks) + 0.5


def _row_menus(root: Node) -> None:
    """Rows of short texts become menus; so do such texts between a logo and a button."""
    for node in root.walk():
        if node.kind != "row" or node.role:
            continue
        parts = cells_of(node)
        start, end = _longest_run(parts)
        run = parts[start:end]
        entries = [part for part in run if part.kind != "rule"]
        least = LEAST_MENU if node.rect.y > TOP else LEAST_MENU - 1
        if len(entries) < least or not _level(entries):
            continue
        painted = [part for part in entries if part.box]
        if painted and not _tabs(entries, painted):
            continue
        if len(run) == len(parts):
            _row_menu(node, parts, entries)
        elif _plain(entries):
            node.children = [*parts[:start], Node("row", _around(run), run, role="menu"), *parts[end:]]
    for node in root.walk():
        if node.role == "menu":
            for child in node.children:
                child.role = "entry"


def _longest_run(parts: Sequence[Node]) -> tuple[int, int]:
    """Where the longest stretch of entries and separators begins and ends; a single box at its end is a button."""
    best = (0, 0)
    start = 0
    for index in range(len(parts) + 1):
        if index < len(parts) and (_is_entry(parts[index]) or parts[index].kind == "rule"):
            continue
        end = index
        if end - start >= 2 and parts[end - 1].box and not parts[end - 2].box:
            end -= 1
        if end - start > best[1] - best[0]:
            best = (start, end)
        start = index + 1
    return best


def _tabs(entries: Sequence[Node], painted: Sequence[Node]) -> bool:
    """Whether boxes among the entries mark the current page, or are tabs, rather than being buttons beside a menu."""
    if len(painted) == len(entries):
        return max(b.rect.x - a.rect.right for a, b in pairwise(entries)) <= 3
    return len(painted) == 1 and painted[0] is not entries[-1]


def _row_menu(node: Node, parts: list[Node], entries: Sequence[Node]) -> None:
    """Make the row a menu; a first text that is set differently is the site's name, not an entry."""
    name, *others = [next(n.block for n in entry.walk() if n.block) for entry in entries]
    own = name.size > 1.15 * others[0].size or (name.bold and not any(block.bold for block in others))
    if own and len(others) >= LEAST_MENU - 1 and _plain(entries[1:]) and parts[0] is entries[0]:
        node.children = [parts[0], Node("row", _around(parts[1:]), parts[1:], role="menu")]
    elif _plain(entries):
        node.children, node.role = parts, "menu"


def _menus(root: Node, body: tuple[float, Color]) -> None:
    """Stacks of short texts become menus."""
    for node in root.walk():
        if node.kind == "stack" and not node.role:
            _split_menu(node, body)
    for node in root.walk():
        if node.role == "menu":
            for child in node.children:
                child.role = "entry"


def _level(nodes: Sequence[Node]) -> bool:
    return max(n.rect.bottom for n in nodes) - min(n.rect.y for n in nodes) <= 2.2 * max(n.rect.h for n in nodes)


def _split_menu(node: Node, body: tuple[float, Color]) -> None:
    """Gather a run of short entries, one below the other, into a menu of their own."""
    index = 0
    children = sorted(node.children, key=lambda n: n.rect.y)
    out: list[Node] = []
    while index < len(children):
        run = _entry_run(children, index)
        if len(run) >= LEAST_MENU or (len(run) == 2 and all(_linky(n, body) for n in run)):
            menu = Node("stack", _around(run), run, role="menu")
            out.append(menu)
            index += len(run)
        else:
            out.append(children[index])
            index += 1
    if len(out) == 1 and out[0].role == "menu" and not node.box:
        node.role = "menu"
    else:
        node.children = out


def _linky(node: Node, body: tuple[float, Color]) -> bool:
    return any(n.block and is_link(n.block, body) for n in node.walk())


def _around(nodes: Sequence[Node]) -> Rect:
    x, y = min(n.rect.x for n in nodes), min(n.rect.y for n in nodes)
    return Rect(x, y, max(n.rect.right for n in nodes) - x, max(n.rect.bottom for n in nodes) - y)


def _entry_run(children: Sequence[Node], start: int) -> list[Node]:
    """Entries from `start` on that are set alike, at one left edge and one distance."""
    run: list[Node] = []
    for node in children[start:]:
        if not _is_entry(node):
            break
        text = next(n for n in node.walk() if n.block)
        if run:
            first = next(n for n in run[0].walk() if n.block)
            before = next(n for n in run[-1].walk() if n.block)
            assert text.block
            assert first.block
            assert before.block
            if abs(text.block.size - first.block.size) > 0.5 or abs(text.rect.x - first.rect.x) > 6:
                break
            if before.block.bold and not text.block.bold and len(run) == 1:
                return run  # a bold word above plain ones is their title
            step = text.block.frame().middle - before.block.frame().middle
            if len(run) > 1:
                earlier = next(n for n in run[-2].walk() if n.block)
                assert earlier.block
                if abs(step - (before.block.frame().middle - earlier.block.frame().middle)) > 5:
                    break
            if step > 4 * text.block.size:
                break
        run.append(node)
    return run


def _headings(root: Node, body: tuple[float, Color]) -> None:
    """Larger than the body, or bold and alone on its line above something else."""
    found: list[Node] = []

    def visit(node: Node, *, inside: str) -> None:
        here = inside or (
            node.role if node.role in ("button", "menu", "field", "select", "area", "tag", "table") else ""
        )
        for index, child in enumerate(node.children):
            if child.block and child.role in ("", "label") and not here:
                following = node.children[index + 1 :] if node.kind == "stack" else []
                if _is_heading(child, following, node, body):
                    child.role = "heading"
                    found.append(child)
            visit(child, inside=here)

    visit(root, inside="")
    sizes = sorted({node.block.size for node in found if node.block}, reverse=True)
    top = [size for size in sizes if size >= HEADING_GROWTH * body[0]]
    for node in found:
        assert node.block
        if node.block.size in top:
            node.level = min(top.index(node.block.size) + 1, 4)
        else:
            node.level = min(len(top) + 1, 4)


def _is_heading(node: Node, following: Sequence[Node], parent: Node, body: tuple[float, Color]) -> bool:
    block = node.block
    assert block
    letters = sum(c.isalpha() for c in block.text)
    if len(block.text) > LONGEST_HEADING or letters < 2 or letters < 0.5 * len(block.text.replace(" ", "")):
        return False
    if block.size >= HEADING_GROWTH * body[0]:
        return len(block.lines) <= 3 and (block.bold or block.size >= 1.3 * body[0] or bool(following))
    if not block.bold or len(block.lines) > 2 or node.role == "label" or block.size < 0.8 * body[0]:
        return False
    below = [n for n in following if n.rect.y >= node.rect.bottom - 2]
    return bool(below) and not block.text.rstrip().endswith((",", ";"))


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
                out[-1].rect = _around(out[-1].children)
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
            for part in child.children:
                if part.rect.w <= 0.28 * width and part.rect.h >= 260 and not part.role and not part.box:
                    part.role = "aside"
