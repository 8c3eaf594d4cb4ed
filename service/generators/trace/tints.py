"""Colours within the words of a listing: highlighted code changes its colour between two letters."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np

from service.generators.trace.canvas import Canvas
from service.generators.trace.colors import far
from service.generators.trace.letterforms import extent
from service.generators.trace.shapes import Color, Line, Pixels, Rect, Word
from service.generators.trace.style import away, text_color
from service.generators.trace.widths import size_by_width

TOKEN = re.compile(r"\w+|.")
INSET = 0.08  # of a letter's width: what is left out at both ends of a token, where its neighbours begin
LEVELS = 14  # between two colours that are one
# Shares of a colour's contrast that three letters and a sign reach at least, which may be thinner than a pixel.
EVEN, UNEVEN = (0.9, 0.6), (0.6, 0.35)  # in a typewriter's letters, whose strokes are of one width, and in others
SAME_HUE = 0.997  # cosine of the angle between what a colour and one mixed from it differ from the ground by: 4 degrees
LETTERS = 3
SEEN = 3  # times that a colour of signs alone is there, if it is one


class Token(NamedTuple):
    """Letters of a word from `start` to `end`, and their colour by themselves."""

    word: Word
    start: int
    end: int
    color: Color

    @property
    def long(self) -> bool:
        return self.end - self.start >= LETTERS and self.word.text[self.start].isalnum()


def tint_letters(pixels: Pixels, canvas: Canvas, lines: Sequence[Line]) -> None:
    """Give the letters of words in listings their colours, in place, where one word has several."""
    height, width = canvas.ink.shape
    looks: dict[tuple[Color, bool], list[Token]] = defaultdict(list)
    for line in lines:
        if line.code:
            for word in line.words:
                looks[line.ground, line.family == "mono"] += _tokens(
                    pixels, canvas, word, line.family, Rect(0, 0, width, height)
                )
    for (ground, even), tokens in looks.items():
        reached = EVEN if even else UNEVEN
        palette = _palette(tokens, ground, *reached)
        letters: dict[int, list[Color]] = defaultdict(list)
        for token in tokens:
            color = _of(palette, token, ground, reached[not token.long])
            letters[id(token.word)] += [color] * (token.end - token.start)
        for token in tokens:
            token.word.letters = tuple(letters[id(token.word)])


def _tokens(pixels: Pixels, canvas: Canvas, word: Word, family: str, page: Rect) -> Iterable[Token]:
    whole = extent(word.text, family)
    size = size_by_width(word, family)
    left = word.rect.x - whole.left * size
    for part in TOKEN.finditer(word.text):
        start, end = (left + extent(word.text[:at], family).width * size for at in part.span())
        inset = INSET * (end - start) / len(part[0])
        x = math.ceil(start + inset)
        right = max(x + 1, math.floor(end - inset))
        place = Rect(x, word.rect.y - 1, right - x, word.rect.h + 2).shared(page)
        color = text_color(pixels, canvas.ground, place) if place.area else word.color
        yield Token(word, part.start(), part.end(), color)


def _palette(tokens: Sequence[Token], ground: Color, full: float, thin: float) -> list[Color]:
    """The colours that a listing is set in: those of its longer words, strongest first, and of signs that have others."""
    order = sorted(tokens, key=lambda token: (token.long, far(token.color, ground)), reverse=True)
    palette: list[Color] = []
    for token in order:
        if not token.long:
            break
        if not any(_share(token.color, color, ground) >= full for color in palette):
            palette.append(token.color)
    signs = [token.color for token in order if not token.long]
    signs = [sign for sign in signs if not any(_share(sign, color, ground) >= thin for color in palette)]
    while signs:
        alike = [sign for sign in signs if _share(sign, signs[0], ground) >= thin]
        if len(alike) >= SEEN:
            palette.append(alike[0])
        signs = [sign for sign in signs if sign not in alike]
    return palette or [order[0].color]


def _of(palette: Sequence[Color], token: Token, ground: Color, least: float) -> Color:
    """The colour of the palette that the token has: of several that it may be mixed from, the nearest."""
    mixed = [color for color in palette if _share(token.color, color, ground) >= least]
    return min(mixed or palette, key=lambda color: far(color, token.color))


def _share(color: Color, full: Color, ground: Color) -> float:
    """How much of a colour's contrast another has that is mixed from it and the ground; 0 where it is not."""
    if far(color, full) <= LEVELS:
        return 1.0
    mixed, whole = away(color, ground), away(full, ground)
    lengths = float(np.linalg.norm(mixed)), float(np.linalg.norm(whole))
    if not 0 < lengths[0] <= lengths[1] or float(mixed @ whole) < SAME_HUE * lengths[0] * lengths[1]:
        return 0.0
    return lengths[0] / lengths[1]
