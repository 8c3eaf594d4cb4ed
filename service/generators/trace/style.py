"""How a line is set: colour, size, weight and spacing, from its ink and the measured letters.

Single estimates are rough (half a pixel on a 10-pixel letter is 5 %): `agreement.py` makes lines that look alike one.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from service.generators.trace.canvas import Canvas, ground_color
from service.generators.trace.colors import far, saturation
from service.generators.trace.families import ALIKE_COLOR, choose_families
from service.generators.trace.letterforms import extent
from service.generators.trace.shapes import Color, Line, Pixels, Rect
from service.generators.trace.weights import LEAST_LETTERS, choose_weights, tall_size

SPACED = 0.012  # em of letter-spacing below which a difference in width is left alone
NOISE = 14  # levels between two colours that were probably one
SHADOWED = 36  # levels from the ground from which on light and dark pixels in one word mean a shadow
NEUTRAL, VIVID = 40, 60  # differences of a colour's channels: of plain text at most, of a link's at least
LEAST_WORDS, LEAST_PLAIN = 3, 4  # words of a line, and letters of its plain ones, where a link is most of it
LONG_LINE = 24  # letters from which a line's width is the better measure even where the two differ


def text_color(pixels: Pixels, ground: Pixels, rect: Rect) -> Color:
    """The colour of the letters' cores: antialiasing mixes the rest with the ground."""
    part = np.asarray(rect.cut(pixels), dtype=np.int16).reshape(-1, 3)
    under = np.asarray(rect.cut(ground), dtype=np.int16).reshape(-1, 3)
    contrast = np.abs(part - under).max(axis=1)
    if not len(contrast):
        return (0, 0, 0)
    contrast = contrast * _letters(part, under, contrast)
    # The densest twelfth of the box at most: an x covers about a fifth of it, half of that are edges.
    peak = float(np.percentile(contrast, 99))
    core = part[contrast >= 0.92 * peak]
    if not len(core):
        core = part
    middle = np.median(core, axis=0)
    return (int(middle[0]), int(middle[1]), int(middle[2]))


def _letters(part: NDArray[np.int16], under: NDArray[np.int16], contrast: NDArray[np.int16]) -> NDArray[np.bool_]:
    """Which pixels may be the letters' own: where some are lighter and some darker than the ground, one are a shadow.

    Letters are of one flat colour, a shadow is blurred: the side with more pixels at its extreme is the letters'.
    """
    away = part.sum(axis=1) - under.sum(axis=1)
    sides = [(away > 0) & (contrast > SHADOWED), (away < 0) & (contrast > SHADOWED)]
    counts = [int(side.sum()) for side in sides]
    if min(counts) < 0.25 * max(counts) or min(counts) < 8:
        return np.ones(len(part), dtype=bool)
    flat = [int((contrast[side] >= contrast[side].max() - NOISE).sum()) for side in sides]
    letters: NDArray[np.bool_] = sides[0] if flat[0] >= flat[1] else sides[1]
    return letters


def style_lines(pixels: Pixels, canvas: Canvas, lines: Sequence[Line]) -> None:
    """Fill in every line's and word's look, in place."""
    height, width = canvas.ink.shape
    for line in lines:
        rect = line.rect.within(width, height)
        line.ground = ground_color(canvas, rect)
        for word in line.words:
            word.color = text_color(pixels, canvas.ground, word.rect.within(width, height))
        line.color = _main_color(line)
        contrast = max(1, far(line.color, line.ground))
        ink = np.asarray(rect.cut(canvas.ink), dtype=np.float32)
        line.coverage = float(np.clip(ink / contrast, 0, 1).sum())
    groups = choose_families(canvas.ink, lines)
    for line in lines:
        line.size = _size(line)
    for group in groups:
        choose_weights(group)


def akin(one: Color, other: Color, ground: Color) -> bool:
    """Whether two texts on that ground may have one colour: small letters only reach a part of the way to it."""
    if far(one, other) <= ALIKE_COLOR:
        return True
    shares = [float(np.linalg.norm(away(color, ground))) for color in (one, other)]
    return same_way(one, other, ground) and min(shares) / max(shares) > 0.68


def same_way(one: Color, other: Color, ground: Color) -> bool:
    """Whether two colours are mixtures of the ground and one colour, whatever the shares."""
    a, b = away(one, ground), away(other, ground)
    lengths = float(np.linalg.norm(a)), float(np.linalg.norm(b))
    # 0.985 is an angle of 10 degrees: grey and blue-grey are akin, black and dark blue are not.
    return min(lengths) >= 1 and float(a @ b) / (lengths[0] * lengths[1]) > 0.985


def away(color: Color, ground: Color) -> NDArray[np.float64]:
    """From the ground to a colour: levels of red, green and blue."""
    return np.array(color, dtype=np.float64) - np.array(ground, dtype=np.float64)


def _main_color(line: Line) -> Color:
    """The colour that most of the line's width is set in: of the words alike, the one of strongest contrast. Where most is
    a link, in words that are none, theirs."""
    shares = {
        id(word): sum(other.rect.w for other in line.words if akin(other.color, word.color, line.ground))
        for word in line.words
    }
    most = max(shares.values())
    main = [word for word in line.words if shares[id(word)] == most]
    plain = [word for word in line.words if saturation(word.color) < NEUTRAL]
    vivid = all(
        saturation(word.color) >= VIVID and not any(akin(word.color, other.color, line.ground) for other in plain)
        for word in main
    )
    if vivid and len(line.words) >= LEAST_WORDS and sum(len(word.text) for word in plain) >= LEAST_PLAIN:
        main = plain
    return max(main, key=lambda word: far(word.color, line.ground)).color


def _size(line: Line) -> float:
    tall = tall_size(line)
    shape = extent(line.text, line.family, bold=line.bold)
    if len(line.text) < LEAST_LETTERS or shape.width <= 0:
        return tall
    broad = line.rect.w / max(0.3, shape.ink)
    if line.underlined:
        return broad  # what was under the line took some of the letters with it
    trust = 0.085 if len(line.text) >= LONG_LINE else 0.045
    return broad if abs(broad / tall - 1) <= trust else tall


def spacing(line: Line) -> float:
    """Letter-spacing in em that makes the line as wide as it is, 0 where the difference is small."""
    shape = extent(line.text, line.family, bold=line.bold)
    if len(line.text) < 3:
        return 0.0
    extra = (line.rect.w / line.size - shape.ink) / (len(line.text) - 1)
    return 0.0 if abs(extra) < SPACED else round(min(0.4, max(-0.12, extra)), 2)


def median_spacing(lines: Sequence[Line]) -> float:
    """The spacing of lines that are set alike, by those that are long enough to tell: a line of twice the letters counts
    four times, but does not outvote ten others where it was misread."""
    long = [line for line in lines if len(line.text) >= LEAST_LETTERS] or list(lines)
    return weighted_median([spacing(line) for line in long], [len(line.text) ** 2 for line in long])


def weighted_median(values: Sequence[float], weights: Sequence[float]) -> float:
    """The value up to which half of the weights lie, 0 of none."""
    if not values:
        return 0.0
    order = np.argsort(values)
    below = np.cumsum(np.array(weights, dtype=np.float64)[order])
    return float(np.array(values, dtype=np.float64)[order][np.searchsorted(below, below[-1] / 2)])
