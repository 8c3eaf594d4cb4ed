"""A text of one or more lines as it will be set: its look, its place, and how wide its lines are."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from service.generators.trace.letterforms import RISE, extent
from service.generators.trace.shapes import Color, Line, Rect, union

SINGLE_LEADING = 1.2  # line height in em of a lone line; its place is computed from its baseline, so any would do

Piece = tuple[str, Color | None]  # text and its colour, None for that of most
Align = Literal["left", "center", "right"]


@dataclass(slots=True)
class Block:
    """A paragraph, heading or label. `leading` is the line height in pixels, `wrap` the width that re-creates its
    breaks, 0 where they must be kept by <br>, and `least` the width that its longest line needs. `listing` is the
    text of a listing of code with its breaks and indentation, in pieces of one colour."""

    lines: list[Line]
    align: Align = "left"
    leading: float = 0.0
    wrap: int = 0
    least: int = 0
    spacing: float = 0.0
    listing: list[Piece] = field(default_factory=list)
    rect: Rect = field(init=False)

    def __post_init__(self) -> None:
        self.refresh()

    def refresh(self) -> None:
        self.rect = union(line.rect for line in self.lines)

    @property
    def text(self) -> str:
        return " ".join(line.text for line in self.lines)

    @property
    def marker(self) -> Rect | None:
        """The bullet or number that stands before it."""
        return self.lines[0].marker

    @property
    def underlined(self) -> bool:
        return all(line.underlined for line in self.lines)

    @property
    def size(self) -> float:
        return self.lines[0].size

    @property
    def bold(self) -> bool:
        return self.lines[0].bold

    @property
    def family(self) -> str:
        return self.lines[0].family

    @property
    def color(self) -> Color:
        return max(self.lines, key=lambda line: line.rect.w).color

    def frame(self) -> Rect:
        """The CSS box: line boxes around the baselines rather than the ink."""
        rise, fall = (round(part * self.size) for part in RISE[self.family])  # whole pixels, as Chromium rounds them
        size, leading = self.size, self.leading
        top = round(baseline(self.lines[0])) - rise - (leading - rise - fall) // 2
        breaks = sum(text.count("\n") for text, _ in self.listing)
        height = leading * (breaks + 1 if self.listing else len(self.lines))
        left = min(line.rect.x - extent(line.text, line.family, bold=line.bold).left * size for line in self.lines)
        right = max(
            line.rect.right + extent(line.text, line.family, bold=line.bold).right * size for line in self.lines
        )
        return Rect(round(left), round(top), round(right) - round(left), round(height))


def baseline(line: Line) -> float:
    """Where the letters stand, in pixels: from the ink's top and bottom and the letters' own heights."""
    said = " ".join(word.text for word in line.words if not word.chip)  # whose ink the line is as high as
    shape = extent(said or line.text, line.family, bold=line.bold)
    return (line.rect.bottom + shape.low * line.size + line.rect.y + shape.high * line.size) / 2


def width_of(line: Line, text: str, spacing: float) -> float:
    return (extent(text, line.family, bold=line.bold).width + spacing * len(text)) * line.size


def full_width(line: Line, spacing: float) -> float:
    """Pixels that the whole line takes up, with the words in it that are set unlike the others."""
    width = width_of(line, line.text, spacing)
    for word in line.words:
        if word.chip is None and word.bold is not None and word.bold != line.bold:
            own, rest = (extent(word.text, line.family, bold=bold).width for bold in (word.bold, line.bold))
            width += (own - rest) * line.size
    for chip in {id(word.chip): word.chip for word in line.words if word.chip}.values():
        width += chip.box.rect.w - width_of(line, chip.text, spacing)
    return width
