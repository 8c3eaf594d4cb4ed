"""Menus of short texts set alike, side by side."""

from __future__ import annotations

from collections.abc import Sequence

from service.generators.trace.entries import LEAST_MENU, is_entry, is_level, is_separator, set_alike, with_icons, worded
from service.generators.trace.labels import framed
from service.generators.trace.shapes import union
from service.generators.trace.tables import cells_of
from service.generators.trace.tabs import are_tabs
from service.generators.trace.tree import Node
from service.generators.trace.typed import says_hint

FAR = 120  # pixels
NAME = 1.15  # times the size of the entries
TOP = 140  # pixels from the top down to which two short words side by side are a menu already


def find_row_menus(root: Node) -> None:
    """Rows of short texts become menus; so do such texts between a logo and a button."""
    for node in root.walk():
        if node.kind != "row" or node.role or _field_row(node):
            continue
        parts = with_icons(cells_of(node))
        start, end = _longest_run(parts)
        run = parts[start:end]
        entries = [part for part in run if not is_separator(part)]
        least = LEAST_MENU if node.rect.y > TOP else LEAST_MENU - 1
        if len(entries) < least or not is_level(entries) or not worded(entries):
            continue
        painted = [part for part in entries if part.box]
        if painted and not are_tabs(entries, painted):
            continue
        if _led_by_name(entries) and run[0] is entries[0]:
            start += 1
        if start == 0 and end == len(parts) and set_alike(entries):
            node.children, node.role = parts, "menu"
        elif set_alike([part for part in parts[start:end] if not is_separator(part)]):
            menu = Node("row", union(n.rect for n in parts[start:end]), parts[start:end], role="menu")
            node.children = [*parts[:start], menu, *parts[end:]]
    for node in root.walk():
        if node.role == "menu":
            for child in node.children:
                child.role = "" if is_separator(child) else "entry"


def _longest_run(parts: Sequence[Node]) -> tuple[int, int]:
    """Where the longest stretch of entries and separators begins and ends; a single box at its end is a button,
    and so is one at its beginning that is far from the rest."""
    best = (0, 0)
    start = 0
    for index in range(len(parts) + 1):
        if index < len(parts) and (is_entry(parts[index]) or is_separator(parts[index])):
            continue
        end = index
        if end - start >= 2 and parts[end - 1].box and not parts[end - 2].box:
            end -= 1
        if end - start >= 2 and parts[start].box and not parts[start + 1].box and _apart(*parts[start : start + 2]):
            start += 1
        if end - start > best[1] - best[0]:
            best = (start, end)
        start = index + 1
    return best


def _apart(one: Node, following: Node) -> bool:
    return following.rect.x - one.rect.right >= FAR


def _field_row(node: Node) -> bool:
    """Whether a framed row says nothing but a hint, beside its icons: a field."""
    texts = [n for n in node.walk() if n.block]
    framed_ = node.box is not None and framed(node.box)
    return framed_ and len(texts) <= 2 and any(says_hint(node, text.block) for text in texts)


def _led_by_name(entries: Sequence[Node]) -> bool:
    """Whether the first text is the site's name, not an entry: it is larger than the others, or bold where they are not."""
    name, *others = [next(n.block for n in entry.walk() if n.block) for entry in entries]
    own = name.size > NAME * others[0].size or (name.bold and not any(block.bold for block in others))
    return own and len(others) >= LEAST_MENU - 1 and set_alike(entries[1:])
