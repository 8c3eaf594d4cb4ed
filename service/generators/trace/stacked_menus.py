"""Menus of short texts set alike, one below the other."""

from __future__ import annotations

from collections.abc import Sequence

from service.generators.trace.entries import LEAST_MENU, is_entry, is_separator
from service.generators.trace.labels import MENU_STEP
from service.generators.trace.links import is_link
from service.generators.trace.shapes import Color, union
from service.generators.trace.tree import Node


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
        if not is_entry(node):
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


def _linky(node: Node, body: tuple[float, Color]) -> bool:
    return any(n.block and is_link(n.block, body) for n in node.walk())
