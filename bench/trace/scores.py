"""The visible scores: block match, text, position and colour after Design2Code (arXiv 2403.03163, section 4), and SSIM.

Text blocks of the two pages are matched by the likeness of their words; neighbours are merged where that makes a match
better, because where one text ends and the next begins is a choice of markup, not of looks. Of the matched pairs:
block match = their area in both pages / all text area; text = mean character likeness; position = mean of
1 - max(|dx|, |dy|) between centres in page fractions; colour = mean of 1 - CIEDE2000 / 100.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache, reduce

import cv2
import numpy as np
from numpy.typing import NDArray

from bench.trace.assignment import assign
from bench.trace.browser import Text

LEAST_LIKENESS = 0.5  # the paper's threshold below which two texts are no match
MERGE_GAIN = 0.01  # a merge must better a pair, if only by a word of a long paragraph
LEAST_PIECES = 3  # from which no single one of a text's paragraphs may be half like it
LEAST_CONTAINED = 0.8  # share of a piece's words that the whole has, in one run of neighbours
NEIGHBOUR_BONUS = 0.1  # equal texts ("Read more") are told apart by what stands before and after them


@dataclass(frozen=True, slots=True)
class Block:
    """A text with its box in page fractions."""

    text: str
    box: tuple[float, float, float, float]
    color: tuple[float, float, float]

    @property
    def area(self) -> float:
        return self.box[2] * self.box[3]

    def merged(self, other: Block) -> Block:
        left, top = min(self.box[0], other.box[0]), min(self.box[1], other.box[1])
        right = max(self.box[0] + self.box[2], other.box[0] + other.box[2])
        bottom = max(self.box[1] + self.box[3], other.box[1] + other.box[3])
        color = tuple((a + b) / 2 for a, b in zip(self.color, other.color, strict=True))
        return Block(f"{self.text} {other.text}", (left, top, right - left, bottom - top), color)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Scores:
    """All between 0 and 1."""

    block: float
    text: float
    position: float
    color: float
    ssim: float = 0.0


def blocks(texts: Sequence[Text], size: tuple[int, int]) -> list[Block]:
    width, height = size
    return [
        Block(t.text, (t.box[0] / width, t.box[1] / height, t.box[2] / width, t.box[3] / height), t.color)
        for t in texts
    ]


def likeness(one: str, other: str) -> float:
    """2 x matching characters / all characters, 0 where it can't reach what counts as a match.

    Capitals count as small letters, as in the paper's own measure: a style sheet may have made them, on either page.
    """
    return _likeness(one.lower(), other.lower())


@lru_cache(maxsize=400_000)
def _likeness(one: str, other: str) -> float:
    if one == other:
        return 1.0
    shorter, longer = sorted((len(one), len(other)))
    if 2 * shorter / (shorter + longer) < 0.3:
        return 0.0
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    return 0.0 if matcher.quick_ratio() < 0.3 else matcher.ratio()


def _match(ours: Sequence[Block], theirs: Sequence[Block]) -> list[tuple[int, int]]:
    if not ours or not theirs:
        return []
    alike = np.array([[likeness(a.text, b.text) for b in theirs] for a in ours])
    context = np.zeros_like(alike)
    context[1:, 1:] += alike[:-1, :-1]
    context[:-1, :-1] += alike[1:, 1:]
    return assign(-(alike + NEIGHBOUR_BONUS * context))


def _merge_once(ours: list[Block], theirs: list[Block], pairs: dict[int, int]) -> list[Block] | None:
    """`ours` with every pair of neighbours merged that betters a match with `theirs`; None if there is none."""
    out: list[Block] = []
    changed = False
    index = 0
    while index < len(ours):
        here = ours[index]
        if index + 1 < len(ours):
            following = ours[index + 1]
            both = here.merged(following)
            for mine in (index, index + 1):
                target = pairs.get(mine)
                if target is None:
                    continue
                before = likeness(ours[mine].text, theirs[target].text)
                # Two texts that stay no match are not merged: from one end of a page to the other they would cover it.
                if likeness(both.text, theirs[target].text) >= max(LEAST_LIKENESS, before + MERGE_GAIN):
                    out.append(both)
                    changed = True
                    index += 2
                    break
            else:
                out.append(here)
                index += 1
            continue
        out.append(here)
        index += 1
    return out if changed else None


def _gathered(ours: list[Block], theirs: list[Block]) -> list[Block]:
    """`ours` with neighbours merged that are the pieces of one of `theirs`, where none is half like the whole.

    The paper merges neighbours wherever that betters the match; starting from pieces of a twentieth of a text with line
    breaks, that ends at the whole text, which merging one after the other from the threshold up cannot reach.
    """
    for whole in theirs:
        words = set(whole.text.lower().split())
        shares = [_contained(b.text, words) if len(b.text) < len(whole.text) else 0.0 for b in ours]
        start = 0
        while start < len(ours):
            end = start
            while end < len(ours) and shares[end] >= LEAST_CONTAINED:
                end += 1
            run = ours[start:end]
            if len(run) >= LEAST_PIECES and max(likeness(b.text, whole.text) for b in run) < LEAST_LIKENESS:
                both = reduce(Block.merged, run)
                if likeness(both.text, whole.text) >= LEAST_LIKENESS:
                    ours = [*ours[:start], both, *ours[end:]]
                    break
            start = end + 1
    return ours


def _contained(text: str, words: set[str]) -> float:
    said = text.lower().split()
    return sum(word in words for word in said) / len(said) if said else 0.0


def matched(ours: list[Block], theirs: list[Block]) -> tuple[list[Block], list[Block], list[tuple[int, int]]]:
    """Both lists after merging, and the pairs of indexes whose texts are alike enough."""
    ours, theirs = _gathered(ours, theirs), _gathered(theirs, ours)
    for _ in range(40):  # each round merges at least one pair; real pages settle in under ten
        pairs = _match(ours, theirs)
        merged = _merge_once(ours, theirs, dict(pairs))
        if merged is not None:
            ours = merged
            continue
        merged = _merge_once(theirs, ours, {b: a for a, b in pairs})
        if merged is None:
            break
        theirs = merged
    alike = [(a, b) for a, b in _match(ours, theirs) if likeness(ours[a].text, theirs[b].text) >= LEAST_LIKENESS]
    return ours, theirs, alike


def score(reference: list[Block], traced: list[Block]) -> Scores:
    ours, theirs, pairs = matched(reference, traced)
    total = sum(b.area for b in ours) + sum(b.area for b in theirs)
    if not pairs or not total:
        empty = float(not ours)
        return Scores(empty, empty, empty, empty)
    area = sum(ours[a].area + theirs[b].area for a, b in pairs)
    texts = [likeness(ours[a].text, theirs[b].text) for a, b in pairs]
    places = [1 - _distance(ours[a], theirs[b]) for a, b in pairs]
    colors = [max(0.0, 1 - ciede2000(ours[a].color, theirs[b].color) / 100) for a, b in pairs]
    count = len(pairs)
    return Scores(area / total, sum(texts) / count, sum(places) / count, sum(colors) / count)


def _distance(one: Block, other: Block) -> float:
    dx = one.box[0] + one.box[2] / 2 - other.box[0] - other.box[2] / 2
    dy = one.box[1] + one.box[3] / 2 - other.box[1] - other.box[3] / 2
    return min(1.0, max(abs(dx), abs(dy)))


def _lab(color: tuple[float, float, float]) -> tuple[float, float, float]:
    pixel = np.array([[color]], dtype=np.float32) / 255
    light, a, b = cv2.cvtColor(pixel, cv2.COLOR_RGB2LAB)[0, 0]
    return float(light), float(a), float(b)


def ciede2000(one: tuple[float, float, float], other: tuple[float, float, float]) -> float:
    """Perceptual distance of two sRGB colours (CIE 142-2001), about 100 from black to white."""
    l1, a1, b1 = _lab(one)
    l2, a2, b2 = _lab(other)
    chroma = (math.hypot(a1, b1) + math.hypot(a2, b2)) / 2
    g = 0.5 * (1 - math.sqrt(chroma**7 / (chroma**7 + 25**7)))
    a1, a2 = a1 * (1 + g), a2 * (1 + g)
    c1, c2 = math.hypot(a1, b1), math.hypot(a2, b2)
    h1, h2 = math.degrees(math.atan2(b1, a1)) % 360, math.degrees(math.atan2(b2, a2)) % 360
    turn = 0.0 if c1 * c2 == 0 else (h2 - h1 + 180) % 360 - 180
    d_l, d_c = l2 - l1, c2 - c1
    d_h = 2 * math.sqrt(c1 * c2) * math.sin(math.radians(turn / 2))
    mean_l, mean_c = (l1 + l2) / 2, (c1 + c2) / 2
    mean_h = h1 + h2 if c1 * c2 == 0 else (h1 + turn / 2) % 360
    t = (
        1
        - 0.17 * math.cos(math.radians(mean_h - 30))
        + 0.24 * math.cos(math.radians(2 * mean_h))
        + 0.32 * math.cos(math.radians(3 * mean_h + 6))
        - 0.20 * math.cos(math.radians(4 * mean_h - 63))
    )
    s_l = 1 + 0.015 * (mean_l - 50) ** 2 / math.sqrt(20 + (mean_l - 50) ** 2)
    s_c, s_h = 1 + 0.045 * mean_c, 1 + 0.015 * mean_c * t
    rotation = -2 * math.sqrt(mean_c**7 / (mean_c**7 + 25**7))
    rotation *= math.sin(math.radians(60 * math.exp(-(((mean_h - 275) / 25) ** 2))))
    terms = (d_l / s_l) ** 2 + (d_c / s_c) ** 2 + (d_h / s_h) ** 2 + rotation * (d_c / s_c) * (d_h / s_h)
    return math.sqrt(max(0.0, terms))


def ssim(one: NDArray[np.uint8], other: NDArray[np.uint8]) -> float:
    """Mean structural similarity (Wang et al. 2004, Gaussian window of 11, sigma 1.5) of two grey pictures of `one`'s size.

    `other` is cut, or padded with white, to that size: a page that ends early pays for it.
    """
    height, width = one.shape
    fitted = np.full((height, width), 255, dtype=np.uint8)
    rows, columns = min(height, other.shape[0]), min(width, other.shape[1])
    fitted[:rows, :columns] = other[:rows, :columns]
    x, y = one.astype(np.float32), fitted.astype(np.float32)

    def blur(image: NDArray[np.float32]) -> NDArray[np.float32]:
        return np.asarray(cv2.GaussianBlur(image, (11, 11), 1.5), dtype=np.float32)

    mean_x, mean_y = blur(x), blur(y)
    var_x, var_y = blur(x * x) - mean_x**2, blur(y * y) - mean_y**2
    covariance = blur(x * y) - mean_x * mean_y
    c1, c2 = (0.01 * 255) ** 2, (0.03 * 255) ** 2
    top = (2 * mean_x * mean_y + c1) * (2 * covariance + c2)
    bottom = (mean_x**2 + mean_y**2 + c1) * (var_x + var_y + c2)
    return float((top / bottom).mean())
