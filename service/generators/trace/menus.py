"""Menus: short texts set alike, side by side or one below the other."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from service.generators.trace.colors import far
from service.generators.trace.labels import MENU_STEP, framed, saturation
from service.generators.trace.links import is_link
from service.generators.trace.shapes import Box, Color, union
from service.generators.trace.tables import cells_of
from service.generators.trace.tree import Node
from service.generators.trace.typed import says_hint

MENU_WORDS = 4  # words in an entry of a menu
LEAST_MENU = 3
NUMBER = re.compile(r"^\d{1,4}$")  # of a page or a year
SEPARATOR = 9  # pixels of width of an arrow between entries at most
ICON, ARROW, ICON_GAP = 26, 12, 14  # pixels: widths of what stands before and behind an entry, and the distance
BADGE, LONGEST_BADGE = 24, 8  # pixels of height, letters
SIGNS = frozenset("|/\\›»>·•–-:~")
LIGHT = 225  # level of the least channel of a light ground
VIVID = 60  # saturation of a button's ground
ALIKE = 16  # levels
TOP = 140  # pixels from the top down to which two short words side by side are a menu already


def find_row_menus(root: Node) -> None:
    """Rows of short texts become menus; so do such texts between a logo and a button."""
    for node in root.walk():
        if node.kind != "row" or node.role or _field_row(node):
            continue
        parts = _with_icons(cells_of(node))
        start, end = _longest_run(parts)
        run = parts[start:end]
        entries = [part for part in run if not is_separator(part)]
        least = LEAST_MENU if node.rect.y > TOP else LEAST_MENU - 1
        if len(entries) < least or not _level(entries) or not _worded(entries):
            continue
        painted = [part for part in entries if part.box]
        if painted and not _tabs(entries, painted):
            continue
        if len(run) == len(parts):
            _row_menu(node, parts, entries)
        elif _plain(entries):
            node.children = [*parts[:start], Node("row", union(n.rect for n in run), run, role="menu"), *parts[end:]]
    for node in root.walk():
        if node.role == "menu":
            for child in node.children:
                child.role = "" if is_separator(child) else "entry"


def _longest_run(parts: Sequence[Node]) -> tuple[int, int]:
    """Where the longest stretch of entries and separators begins and ends; a single box at its end is a button."""
    best = (0, 0)
    start = 0
    for index in range(len(parts) + 1):
        if index < len(parts) and (_is_entry(parts[index]) or is_separator(parts[index])):
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
        if all(part.box and _outlined(part.box) for part in entries):
            return False  # outlined buttons joined to a group
        if all(part.box and saturation(part.box.fill.mean) > VIVID for part in entries):
            return False  # buttons joined to a group: of tabs only the current one is coloured
        if _one_pressed([part.box for part in entries if part.box]):
            return False
        return max(b.rect.x - a.rect.right for a, b in pairwise(entries)) <= 3
    return len(painted) == 1 and painted[0] is not entries[-1]


def _outlined(box: Box) -> bool:
    """Whether it is drawn as a button that is pressed or not; the bar of a dark menu has borders too."""
    light = min(box.fill.mean) >= LIGHT or saturation(box.fill.mean) > VIVID
    return box.border is not None and saturation(box.border.color) > VIVID and light


def _one_pressed(boxes: Sequence[Box]) -> bool:
    """Whether one is filled with the colour that the others are framed in: buttons joined to a group."""
    frames = [box.border.color for box in boxes if box.border]
    filled = [box.fill.mean for box in boxes if not box.border]
    return len(filled) == 1 and bool(frames) and all(far(filled[0], frame) <= ALIKE for frame in frames)


def _field_row(node: Node) -> bool:
    """Whether a framed row says nothing but a hint, beside its icons: a field."""
    texts = [n for n in node.walk() if n.block]
    framed_ = node.box is not None and framed(node.box)
    return framed_ and len(texts) <= 2 and any(says_hint(node, text.block) for text in texts)


def _typed_into(node: Node) -> bool:
    """Whether a box among entries is a field: it says a hint, or holds much more than the words at its left."""
    text = next((n for n in node.walk() if n.block), None)
    if text is None or node.box is None:
        return False
    return says_hint(node, text.block) or (framed(node.box) and node.rect.w > 2.5 * text.rect.w + 40)


def _row_menu(node: Node, parts: list[Node], entries: Sequence[Node]) -> None:
    """Make the row a menu; a first text that is set differently is the site's name, not an entry."""
    name, *others = [next(n.block for n in entry.walk() if n.block) for entry in entries]
    own = name.size > 1.15 * others[0].size or (name.bold and not any(block.bold for block in others))
    if own and len(others) >= LEAST_MENU - 1 and _plain(entries[1:]) and parts[0] is entries[0]:
        node.children = [parts[0], Node("row", union(n.rect for n in parts[1:]), parts[1:], role="menu")]
    elif _plain(entries):
        node.children, node.role = parts, "menu"


def find_stack_menus(root: Node, body: tuple[float, Color]) -> None:
    """Stacks of short texts become menus."""
    for node in root.walk():
        if node.kind == "stack" and not node.role:
            _split_menu(node, body)
    for node in root.walk():
        if node.role == "menu":
            for child in node.children:
                child.role = "" if is_separator(child) else "entry"


def _split_menu(node: Node, body: tuple[float, Color]) -> None:
    """Gather a run of short entries, one below the other, into a menu of their own."""
    index = 0
    children = sorted(node.children, key=lambda n: n.rect.y)
    out: list[Node] = []
    while index < len(children):
        run = _entry_run(children, index)
        if len(run) < LEAST_MENU:
            run = max(run, _link_run(children, index, body), key=len)
        if len(run) >= LEAST_MENU or (len(run) == 2 and all(_linky(n, body) for n in run)):
            menu = Node("stack", union(n.rect for n in run), run, role="menu")
            out.append(menu)
            index += len(run)
        else:
            out.append(children[index])
            index += 1
    if len(out) == 1 and out[0].role == "menu" and not node.box:
        node.role = "menu"
    else:
        node.children = out


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
            level = abs(text.rect.x - first.rect.x) <= 6 or abs(text.rect.center - first.rect.center) <= 3
            if abs(text.block.size - first.block.size) > 0.5 or not level:
                break
            stronger = before.block.bold and not text.block.bold
            capitals = before.block.text.isupper() and not text.block.text.isupper()
            if (stronger or capitals) and len(run) == 1:
                return run  # a bold word above plain ones, or one in capitals, is their title
            step = text.block.frame().middle - before.block.frame().middle
            if len(run) > 1:
                earlier = next(n for n in run[-2].walk() if n.block)
                assert earlier.block
                if abs(step - (before.block.frame().middle - earlier.block.frame().middle)) > 5:
                    break
            if step > max(4 * text.block.size, MENU_STEP):
                break
        run.append(node)
    return run


def _link_run(children: Sequence[Node], start: int, body: tuple[float, Color]) -> list[Node]:
    """Links from `start` on, one close below the other at one left edge, however long: such as lead to other articles."""
    run: list[Node] = []
    for node in children[start:]:
        block = node.block
        if block is None or node.role or block.marker or len(block.lines) > 2 or not is_link(block, body):
            break
        if run:
            before = run[-1].block
            assert before
            gap = node.rect.y - run[-1].rect.bottom
            if abs(node.rect.x - run[-1].rect.x) > 3 or before.size != block.size or not 0 <= gap <= 2 * block.size:
                break
        run.append(node)
    return run


def is_separator(node: Node) -> bool:
    """A line, bar, slash or arrow between two entries."""
    if node.picture and not node.children:
        return node.rect.w <= SEPARATOR and node.rect.h <= 3 * SEPARATOR
    return node.kind == "rule" or (node.block is not None and set(node.block.text) <= SIGNS)


def _is_entry(node: Node) -> bool:
    """A short text on one line, alone or with an icon, as in a menu."""
    if node.block and node.block.marker:
        return False
    texts = _said(node)
    if len(texts) != 1 or node.role or texts[0].role or node.rect.h > 64 or _typed_into(node):
        return False
    block = texts[0].block
    return (
        block is not None
        and len(block.lines) == 1
        and len(block.text.split()) <= MENU_WORDS
        and (any(c.isalpha() for c in block.text) or NUMBER.match(block.text) is not None)
    )


def _said(node: Node) -> list[Node]:
    """The texts of an entry, without the counts and marks that stand behind it on a ground of their own."""
    badges = {
        id(text)
        for part in node.walk()
        if part.box and part is not node and part.rect.h <= BADGE
        for text in part.walk()
        if text.block and len(text.block.text) <= LONGEST_BADGE
    }
    return [n for n in node.walk() if n.kind == "text" and id(n) not in badges]


def _with_icons(parts: Sequence[Node]) -> list[Node]:
    """The parts of a row, with an icon close before a short text, or a small arrow close behind it, joined to it."""
    out: list[Node] = []
    for part in parts:
        before = out[-1] if out else None
        if before is not None and part.rect.x - before.rect.right <= ICON_GAP:
            icon = before.picture is not None and not before.children and before.rect.w <= ICON
            arrow = part.picture is not None and not part.children and part.rect.w <= ARROW
            said = part if icon else before
            if (icon or arrow) and said.kind in ("text", "row") and not said.box and _is_entry(said):
                both = before.children if before.kind == "row" else [before]
                out[-1] = Node("row", union((before.rect, part.rect)), [*both, part])
                continue
        out.append(part)
    return out


def _worded(entries: Sequence[Node]) -> bool:
    """Whether the entries are words for the most part, or the numbers of pages, one after the other."""
    texts = [n.block.text for entry in entries for n in entry.walk() if n.block]
    numbers = [int(text) for text in texts if NUMBER.match(text)]
    if len(numbers) < 0.5 * len(texts):
        return True
    return len(numbers) >= LEAST_MENU and all(b - a == 1 for a, b in pairwise(numbers))


def _plain(nodes: Sequence[Node]) -> bool:
    """Whether the entries are set alike; the current page's may be bold."""
    blocks = [n.block for node in nodes for n in node.walk() if n.block]
    return max(b.size for b in blocks) <= 1.2 * min(b.size for b in blocks) + 0.5


def _level(nodes: Sequence[Node]) -> bool:
    return max(n.rect.bottom for n in nodes) - min(n.rect.y for n in nodes) <= 2.2 * max(n.rect.h for n in nodes)


def _linky(node: Node, body: tuple[float, Color]) -> bool:
    return any(n.block and is_link(n.block, body) for n in node.walk())
