"""The small vocabulary that the stages pass on: rectangles, fills, boxes, words, lines, pictures, rules."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

T = TypeVar("T", bound=np.generic)

Pixels = NDArray[np.uint8]  # height x width x 3, RGB; or height x width, grey
Color = tuple[int, int, int]


class Rect(NamedTuple):
    """Pixels of the (1x) screenshot: left, top, width, height."""

    x: int
    y: int
    w: int
    h: int

    @property
    def right(self) -> int:
        return self.x + self.w

    @property
    def bottom(self) -> int:
        return self.y + self.h

    @property
    def area(self) -> int:
        return self.w * self.h

    @property
    def middle(self) -> float:
        return self.y + self.h / 2

    @property
    def center(self) -> float:
        return self.x + self.w / 2

    def contains(self, other: Rect, slack: int = 0) -> bool:
        return (
            other.x >= self.x - slack
            and other.y >= self.y - slack
            and other.right <= self.right + slack
            and other.bottom <= self.bottom + slack
        )

    def shared(self, other: Rect) -> Rect:
        """What lies in both; of no width or height where nothing does."""
        x, y = max(self.x, other.x), max(self.y, other.y)
        return Rect(x, y, max(0, min(self.right, other.right) - x), max(0, min(self.bottom, other.bottom) - y))

    def overlap(self, other: Rect) -> int:
        """Shared area in pixels."""
        across = min(self.right, other.right) - max(self.x, other.x)
        down = min(self.bottom, other.bottom) - max(self.y, other.y)
        return across * down if across > 0 and down > 0 else 0

    def grown(self, by: int) -> Rect:
        return Rect(self.x - by, self.y - by, self.w + 2 * by, self.h + 2 * by)

    def within(self, width: int, height: int) -> Rect:
        """The part inside a picture of that size."""
        x, y = max(0, self.x), max(0, self.y)
        return Rect(x, y, max(0, min(self.right, width) - x), max(0, min(self.bottom, height) - y))

    def seen_from(self, frame: Rect) -> Rect:
        """The part inside `frame`, in its coordinates."""
        return Rect(self.x - frame.x, self.y - frame.y, self.w, self.h).within(frame.w, frame.h)

    def cut(self, pixels: NDArray[T]) -> NDArray[T]:
        """The rectangle's part of the pixels: a view."""
        return pixels[self.y : self.bottom, self.x : self.right]


def union(rects: Iterable[Rect]) -> Rect:
    """The smallest rectangle around one or more others."""
    every = list(rects)
    x, y = min(r.x for r in every), min(r.y for r in every)
    return Rect(x, y, max(r.right for r in every) - x, max(r.bottom for r in every) - y)


@dataclass(frozen=True, slots=True)
class Fill:
    """A flat colour, or a linear gradient: CSS angle in degrees and colours at equal distances along it."""

    colors: tuple[Color, ...]
    angle: int = 180

    @property
    def flat(self) -> bool:
        return len(self.colors) == 1

    @property
    def mean(self) -> Color:
        middle = np.mean(np.array(self.colors, dtype=float), axis=0)
        return (round(middle[0]), round(middle[1]), round(middle[2]))


@dataclass(frozen=True, slots=True)
class Border:
    """Widths of the sides in CSS order (top, right, bottom, left), 0 for none, and their one colour."""

    widths: tuple[int, int, int, int]
    color: Color

    @property
    def whole(self) -> bool:
        return all(self.widths)


@dataclass(frozen=True, slots=True)
class Shadow:
    """Black of that opacity, `blur` pixels soft, `down` pixels below."""

    down: int
    blur: int
    opacity: float


@dataclass(slots=True)
class Box:
    """A painted rectangle; `rect` includes its border."""

    rect: Rect
    fill: Fill
    radius: int = 0
    border: Border | None = None
    shadow: Shadow | None = None


def smallest_around(rect: Rect, boxes: Iterable[Box]) -> Box | None:
    """The smallest of the boxes that hold the rectangle, but for two pixels."""
    return min((box for box in boxes if box.rect.contains(rect, 2)), key=lambda box: box.rect.area, default=None)


@dataclass(frozen=True, slots=True)
class Rule:
    """A thin straight line, drawn as a separator."""

    rect: Rect
    color: Color


@dataclass(frozen=True, slots=True)
class Chip:
    """A painted ground behind words in the middle of a sentence, and how these are set (pixels)."""

    text: str
    box: Box
    family: str
    size: float
    color: Color
    bold: bool = False


@dataclass(slots=True)
class Word:
    """`confidence` is 0 to 100, as the reader gives it; `letters` are the letters' colours where they may differ,
    and `bold` is said where a line has both."""

    text: str
    rect: Rect
    confidence: float
    color: Color = (0, 0, 0)
    underlined: bool = False
    bold: bool | None = None
    letters: tuple[Color, ...] = ()
    chip: Chip | None = None


@dataclass(slots=True)
class Line:
    """Words of one line of text in one place; `rect` is the bounding box of its ink."""

    words: list[Word]
    rect: Rect
    ground: Color = (255, 255, 255)
    color: Color = (0, 0, 0)
    size: float = 16.0
    bold: bool = False
    family: str = "sans"
    coverage: float = 0.0  # ink, in fully covered pixels
    spacing: float = 0.0  # letter-spacing in em
    marker: Rect | None = None  # the bullet or number before it
    bullet: str = "disc"  # its form, as style sheets name it: disc, circle or square
    bullet_color: Color | None = None  # where that is another than the text's
    ordered: int = 0  # that number, 0 for a bullet or none
    code: bool = False  # whether it is a listing's

    @property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)

    @property
    def underlined(self) -> bool:
        return all(word.underlined for word in self.words)


@dataclass(slots=True)
class Picture:
    """A photo, illustration, icon or text that was not read, cut out as it is; `data` is filled in when its file has
    been encoded."""

    rect: Rect
    icon: bool = False
    unread: bool = False
    media: str = ""
    data: bytes = field(default=b"", repr=False)
