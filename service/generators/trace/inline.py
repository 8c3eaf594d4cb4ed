"""What stands in a text: words with links, strong words and chips, and the lines of a listing with their colours."""

from __future__ import annotations

from collections.abc import Sequence

from service.generators.trace.blocks import Block, Piece
from service.generators.trace.capitals import set_in_capitals, written
from service.generators.trace.colors import hexa
from service.generators.trace.element import Element
from service.generators.trace.letterforms import RISE, STACKS, extent
from service.generators.trace.paint import box_look
from service.generators.trace.shapes import Chip
from service.generators.trace.stretches import Look, stretches

Parts = list[Element | str]


def inline(block: Block, *, broken: bool = False) -> Parts:
    """The block's words, with breaks where they can't be left to the browser: all of them if `broken`."""
    if block.listing:
        return _highlighted(block.listing)
    out: Parts = []
    whole = block.text if set_in_capitals(block.text) else ""
    for index, line in enumerate(block.lines):
        if index:
            if block.wrap and not broken:
                _append(out, " ")
            else:
                out.append(Element("br"))
        for position, stretch in enumerate(stretches(line, block)):
            if position:
                _append(out, " ")
            text = stretch.text
            if whole and not stretch.look.chip:
                text = written(text, whole, first=not index and not position)
            made = _element(stretch.look, text, spaced=block.spacing != 0)
            if made is None:
                _append(out, text)
            else:
                _join(out, made)
    return out


def _element(look: Look, text: str, *, spaced: bool) -> Element | None:
    """What the stretch stands in; None if it is set like the rest."""
    if look.chip:
        return _chip(look.chip, spaced=spaced)
    weight = {} if look.bold is None else {"font-weight": "700" if look.bold else "400"}
    if look.color is not None:
        return Element("a", [text], {"href": "#"}, {"color": hexa(look.color), **weight}, name="link")
    if look.bold:
        return Element("b", [text])
    return Element("span", [text], look=weight, name="plain") if weight else None


def _chip(chip: Chip, *, spaced: bool) -> Element:
    """Browsers give code another size and marks another colour, so all of it is said."""
    box, said = chip.box, extent(chip.text, chip.family, bold=chip.bold)
    line = max(box.border.widths) if box.border else 0
    across = max(0, round((box.rect.w - said.width * chip.size) / 2) - line)
    down = max(0, round((box.rect.h - sum(RISE[chip.family]) * chip.size) / 2) - line)
    tag = "code" if chip.family == "mono" else "mark"
    look = {
        **box_look(box),
        "padding": f"{down}px {across}px",
        "font": f"{'700 ' if chip.bold else ''}{chip.size:g}px/1 {STACKS[chip.family]}",
        "color": hexa(chip.color),
    }
    if spaced:
        look["letter-spacing"] = "0"
    return Element(tag, [chip.text], look=look, name=tag)


def _append(out: Parts, text: str) -> None:
    if out and isinstance(out[-1], str):
        out[-1] += text
    else:
        out.append(text)


def _join(out: Parts, made: Element) -> None:
    """Add the element; one that goes on over the end of a line is continued where the one before looks the same."""
    before = out[-2] if len(out) >= 2 and out[-1] == " " else None
    if isinstance(before, Element) and (before.tag, before.look) == (made.tag, made.look) and made.tag in ("a", "b"):
        out.pop()
        before.children += [" ", *made.children]
        return
    out.append(made)


def _highlighted(pieces: Sequence[Piece]) -> Parts:
    """The text of a listing; where it has several colours every line is an element of its own, as highlighters write it."""
    if all(color is None for _, color in pieces):
        return [text for text, _ in pieces]
    lines: list[Parts] = [[]]
    for text, color in pieces:
        for index, part in enumerate(text.split("\n")):
            if index:
                lines.append([])
            if part:
                token = Element("span", [part], look={"color": hexa(color)}, name="token") if color else part
                lines[-1].append(token)
    out: Parts = []
    for index, line in enumerate(lines):
        if index:
            out.append("\n")
        if line:
            out.append(Element("span", line))
    return out
