"""Letters on photographs: at some level of light they come apart into pieces of one tone and like height on a common
baseline, which hardly anything in a picture does."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from service.generators.trace.shapes import Pixels, Rect, union

LIGHT = (105, 130, 155, 180, 205, 230)  # levels of grey from which on a pixel may be a light letter's,
DARK = (150, 120, 90, 60, 30)  # and down to which a dark one's
HEIGHTS = (7, 110)  # pixels of a letter
WIDEST = 4.0  # times its height that a piece is wide: letters of a bold word may touch
FULLNESS = (0.04, 0.96)  # share of its rectangle that a letter fills
CONTRAST = 40  # levels by which it differs from what is around it
EVEN = 34  # levels by which the tones of one line's letters differ
APART = 1.1  # times their height that neighbours in a line are apart
LEAST_PIECES = 4
ON_BASELINE = 0.6  # share of a line's pieces that end on its baseline
BAND = 16  # pixels of height
MOST_PIECES = 6000  # at one level; more is grain
LEAST_REACH = 20  # levels between letters and picture below which nothing is told apart
LEAST_SEEN = 0.02  # share of a neighbourhood that must be picture to say what is behind the letters
RIM = 2  # pixels around a letter's core in which its edge fades


@dataclass(frozen=True, slots=True)
class Lettering:
    """A line of letters in a picture: where, the breadths of its pieces together in pixels, and each pixel's share of ink
    (0 to 255) within `around`, which is somewhat larger."""

    rect: Rect
    around: Rect
    breadth: int
    ink: Pixels


@dataclass(frozen=True, slots=True)
class _Piece:
    rect: Rect
    label: int
    tone: float


def find_lettering(part: Pixels, covered: NDArray[np.bool_]) -> list[Lettering]:
    """The lines of letters on a picture (RGB); only where it is `covered` by the picture itself."""
    tone = np.asarray(cv2.cvtColor(part, cv2.COLOR_RGB2GRAY), dtype=np.uint8)
    found: list[Lettering] = []
    for light, levels in ((True, LIGHT), (False, DARK)):
        for level in levels:
            mask = ((tone >= level) if light else (tone <= level)) & covered
            found.extend(_at_level(tone, mask))
    found.sort(key=lambda line: line.breadth, reverse=True)  # at the wrong level letters are broken or missing
    kept: list[Lettering] = []
    for line in found:
        if not any(line.rect.overlap(other.rect) > 0.25 * min(line.rect.area, other.rect.area) for other in kept):
            kept.append(line)
    return kept


def _at_level(tone: Pixels, mask: NDArray[np.bool_]) -> Iterator[Lettering]:
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask.astype(np.uint8), connectivity=8, ltype=cv2.CV_32S)
    if count < LEAST_PIECES:
        return
    places: NDArray[np.int32] = np.asarray(labels, np.int32)
    facts: NDArray[np.int64] = np.asarray(stats, np.int64)
    pieces = _pieces(tone, mask, facts)
    if len(pieces) > MOST_PIECES:
        return
    for line in _lines(pieces):
        if _stands(line):
            yield _inked(tone, places, facts, line)


def _pieces(tone: Pixels, mask: NDArray[np.bool_], stats: NDArray[np.int64]) -> list[_Piece]:
    """The components that have a letter's size, fullness and contrast."""
    height, width = tone.shape
    x, y, w, h, area = (stats[:, column] for column in range(5))
    fullness = area / (w * h)
    fit = (h >= HEIGHTS[0]) & (h <= HEIGHTS[1]) & (w <= WIDEST * h) & (w >= 2)
    fit &= (fullness >= FULLNESS[0]) & ((fullness <= FULLNESS[1]) | (w < 0.4 * h))
    fit &= (x > 0) & (y > 0) & (x + w < width) & (y + h < height)
    fit[0] = False
    inside, outside, counts = (
        np.asarray(cv2.integral(np.where(where, values, 0).astype(np.uint8)), np.int64)
        for where, values in ((mask, tone), (~mask, tone), (~mask, 1))
    )
    pieces = []
    for label in np.flatnonzero(fit).tolist():
        rect = Rect(*(int(v) for v in stats[label, :4]))
        around = rect.grown(2).within(width, height)
        here = _sum(inside, rect) / max(1, rect.area - _sum(counts, rect))
        rest = _sum(outside, around) / max(1, _sum(counts, around))
        if abs(here - rest) >= CONTRAST:
            pieces.append(_Piece(rect, label, here))
    return pieces


def _sum(integral: NDArray[np.int64], rect: Rect) -> float:
    x, y, right, bottom = rect.x, rect.y, rect.right, rect.bottom
    return float(integral[bottom, right] - integral[y, right] - integral[bottom, x] + integral[y, x])


def _lines(pieces: list[_Piece]) -> list[list[_Piece]]:
    """Pieces side by side, of like height and one tone, from left to right."""
    lines: list[list[_Piece]] = []
    bands: defaultdict[int, list[int]] = defaultdict(list)  # which lines have reached a band of the picture's height
    for piece in sorted(pieces, key=lambda each: each.rect.x):
        reached = range(piece.rect.y // BAND, piece.rect.bottom // BAND + 1)
        for band in reached:
            bands[band] = [i for i in bands[band] if piece.rect.x - lines[i][-1].rect.right <= APART * HEIGHTS[1]]
        near = sorted({index for band in reached for index in bands[band]})
        best = max((i for i in near if _joins(lines[i], piece)), key=lambda i: lines[i][-1].rect.right, default=None)
        if best is None:
            best = len(lines)
            lines.append([])
        lines[best].append(piece)
        for band in reached:
            if best not in bands[band]:
                bands[band].append(best)
    return [line for line in lines if len(line) >= LEAST_PIECES]


def _joins(line: list[_Piece], piece: _Piece) -> bool:
    last, rect = line[-1].rect, piece.rect
    tall = max(each.rect.h for each in line[-4:])
    shared = min(last.bottom, rect.bottom) - max(last.y, rect.y)
    return (
        -0.3 * last.h <= rect.x - last.right <= APART * max(tall, rect.h)
        and shared >= 0.5 * min(last.h, rect.h)
        and max(tall, rect.h) <= 2.4 * min(last.h, rect.h)
        and abs(piece.tone - line[-1].tone) <= EVEN
    )


def _stands(line: list[_Piece]) -> bool:
    """Whether most of the pieces end at one height."""
    bottoms = np.array([piece.rect.bottom for piece in line])
    tall = float(np.median([piece.rect.h for piece in line]))
    slack = max(1.0, 0.08 * tall)
    best = max(int((np.abs(bottoms - bottom) <= slack).sum()) for bottom in bottoms)
    return best >= ON_BASELINE * len(line) and best >= LEAST_PIECES - 1


def _inked(tone: Pixels, labels: NDArray[np.int32], stats: NDArray[np.int64], line: list[_Piece]) -> Lettering:
    """The line with its edges: what lies between the letters' tone and that around them, close to the letters."""
    height, width = tone.shape
    tall = max(piece.rect.h for piece in line)
    rect = union(piece.rect for piece in line)
    around = rect.grown(max(4, round(0.4 * tall))).within(width, height)
    part = around.cut(labels)
    own = {piece.label for piece in line}
    for label in np.unique(part).tolist():  # letters that are too thin by themselves, dots, commas and dashes
        piece = Rect(*(int(v) for v in stats[label, :4]))
        small = piece.h < 0.5 * tall and piece.w < tall and around.contains(piece)
        if label and (small or rect.contains(piece)):
            own.add(label)
    core = np.isin(part, list(own)).astype(np.uint8)
    near = cv2.dilate(core, np.ones((2 * RIM + 1, 2 * RIM + 1), np.uint8)) > 0
    values = np.asarray(around.cut(tone), dtype=np.float32)
    behind = _behind(values, ~near, tall)
    letters = float(np.median([piece.tone for piece in line]))
    reach = np.where(np.abs(letters - behind) < LEAST_REACH, np.inf, letters - behind)
    ink = np.where(near, np.clip((values - behind) / reach, 0, 1) * 255, 0).astype(np.uint8)
    return Lettering(rect, around, sum(piece.rect.w for piece in line), ink)


def _behind(values: NDArray[np.float32], seen: NDArray[np.bool_], tall: int) -> NDArray[np.float32]:
    """The picture's tone behind the letters: the mean of what is seen of it nearby, or in all of the line."""
    side = 2 * (tall // 2) + 1
    weight = seen.astype(np.float32)
    share = cv2.blur(weight, (side, side))
    near = cv2.blur(values * weight, (side, side)) / np.maximum(share, 1e-3)
    overall = float(np.median(values[seen])) if seen.any() else 0.0
    return np.asarray(np.where(share < LEAST_SEEN, overall, near), dtype=np.float32)
