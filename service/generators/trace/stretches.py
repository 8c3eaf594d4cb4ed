"""A line's words in stretches that are set alike: plain ones, links, bold ones, and chips, such as pieces of code."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from service.generators.trace.blocks import Block
from service.generators.trace.colors import saturation
from service.generators.trace.shapes import Chip, Color, Line, Word
from service.generators.trace.style import akin

VIVID, MORE = 50, 30  # saturation of a link's word, and how much more than the text around has


class Look(NamedTuple):
    """`color` is a link's, None for no link; `bold` is said only where it is unlike the rest of the text."""

    color: Color | None = None
    bold: bool | None = None
    chip: Chip | None = None


@dataclass(frozen=True, slots=True)
class Stretch:
    text: str
    look: Look


def stretches(line: Line, block: Block) -> list[Stretch]:
    """The line's words. Underlined words in a block that is not underlined as a whole are links, whatever their colour."""
    out: list[Stretch] = []
    for word in line.words:
        look = _look(word, line, block)
        if out and _same(out[-1].look, look):
            out[-1] = Stretch(f"{out[-1].text} {word.text}", out[-1].look)
        else:
            out.append(Stretch(word.text, look))
    return out


def _same(one: Look, other: Look) -> bool:
    """Whether both are of one kind: the colours of two words of a link may differ by what small letters lose."""
    return one.bold == other.bold and one.chip is other.chip and (one.color is None) == (other.color is None)


def _look(word: Word, line: Line, block: Block) -> Look:
    if word.chip:
        return Look(chip=word.chip)
    usual = block.color
    vivid = (
        line.family != "mono"
        and saturation(word.color) >= VIVID
        and saturation(word.color) > saturation(usual) + MORE
        and not akin(word.color, usual, line.ground)
    )
    link = vivid or (word.underlined and not block.underlined)
    bold = line.bold if word.bold is None else word.bold
    return Look(word.color if link else None, bold if bold != block.bold else None)
