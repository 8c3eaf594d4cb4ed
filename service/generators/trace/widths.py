"""Which lines are set in a typewriter's letters or in a wide sans: by the widths of their words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from service.generators.trace.letterforms import FAMILIES, Extent, extent
from service.generators.trace.shapes import Line, Word

TOO_WIDE = 0.7  # weight of a size that fits the widths but not the heights
HALF = 0.5  # pixels by which the height of the ink may be off: letters are drawn to whole pixels
WIDER = 1.33  # ratio of the misfits from which on a page is set in the wide face
NEARER = 0.55  # share of another family's misfit below which one is the line's
SURE = 40  # characters in a typewriter's letters from which short texts that look alike are set in them, too
LEAST_WORD = 4  # letters of words whose widths are compared, over several lines
FEW_WORDS = 4  # of them below which nothing is said, where it is not known otherwise
EVEN = 0.04  # share by which a typewriter's words are off their widths, on the average
OFF = 0.05  # share by which one of them may be off: a face's own letters are not all of one width to the pixel
CODE_SIGNS, LIKE_CODE = frozenset('<>{}=;"$'), 0.012  # what code is full of, and its misfit at most
SINGLE = 10  # characters of one word from which its width says something
EDGE = 0.4  # pixels by which the box of the ink is taller than the letters: edge rows are covered in part


def size_by_height(height: float, shape: Extent) -> float:
    """Font size in pixels of a text whose ink is that tall."""
    return (height - EDGE) / max(0.2, shape.high - shape.low)


def _misfit(line: Line, family: str) -> float:
    """How badly the words' widths fit the family: among themselves, and to the letters' height (both relative)."""
    widths = np.array([word.rect.w for word in line.words], dtype=np.float64)
    best = 1.0
    for bold in (False, True):
        wanted = np.array([extent(word.text, family, bold=bold).ink for word in line.words])
        scale = float(widths @ wanted) / max(1e-6, float(wanted @ wanted))
        uneven = float(np.abs(widths - scale * wanted).sum() / max(1.0, widths.sum()))
        shape = extent(line.text, family, bold=bold)
        tall = size_by_height(line.rect.h, shape)
        off = max(0.0, abs(scale / tall - 1) - HALF / line.rect.h)
        best = min(best, uneven + TOO_WIDE * min(0.4, off))
    return best


def tell_widths(groups: Sequence[Sequence[Line]]) -> None:
    """Fill in, by groups of lines that look alike, which are typewriter's letters, and which of the sans are wide, by vote
    where a line isn't clear by itself; in place."""
    lines = [line for group in groups for line in group]
    misfits = {id(line): _misfits(line) for line in lines}
    # Typewriter's letters are as far from the one as from the other, and would hide which of them the rest is nearer to.
    sans = [
        line
        for line in lines
        if line.family == "sans" and len(line.words) > 1 and not line.code and not _typed(misfits[id(line)])
    ]
    votes = {
        family: sum(misfits[id(line)].get(family, 0) * len(line.text) for line in sans) for family in ("sans", "wide")
    }
    usual = "wide" if votes["sans"] > WIDER * votes["wide"] else "sans"
    for line in lines:
        misfit = misfits[id(line)]
        if line.family == "sans":
            line.family = usual
        if not misfit:
            continue
        best = min(misfit, key=lambda family: misfit[family])
        if misfit["mono"] <= LIKE_CODE and sum(sign in CODE_SIGNS for sign in line.text) >= 2:
            line.family = "mono"  # few words of a wide sans may be as wide as a typewriter's, but say no such thing
            continue
        if len(line.words) == 1:  # nothing but its width
            enough = best == "mono" and misfit["mono"] < 0.03 and min(misfit["sans"], misfit["wide"]) > 0.12
        elif best == "mono":  # few words have the widths of a typewriter's by chance
            enough = len(line.text) >= 14 and misfit["sans"] > 0.08
        else:
            enough = line.family != "serif" and best != "serif" and (len(line.words) >= 4 or len(line.text) >= 20)
        if enough and misfit[best] < NEARER * misfit[line.family] and misfit[line.family] > 0.05:
            line.family = best
    for group in groups:
        known = [line for line in group if misfits[id(line)] and len(line.words) > 1]
        even = [line for line in known if line.family == "mono"]
        letters = sum(len(line.text) for line in even)
        if letters >= SURE and 2 * letters > sum(len(line.text) for line in known):
            typed = float(np.median([size_by_width(word) for line in even for word in line.words]))
            short = [line for line in group if not misfits[id(line)] or len(line.words) == 1]
        else:
            typed, short = typed_size(group), list(group)
        for line in short if typed else ():  # short pieces of code, prompts, names of keys
            if all(abs(size_by_width(word) / typed - 1) <= OFF for word in line.words if len(word.text) >= LEAST_WORD):
                line.family = "mono"
    for family in ("sans", "wide"):  # one line alone is wider than the rest by mistake more often than on purpose
        others = [line for line in lines if line.family == family]
        if family != usual and len(others) == 1:
            others[0].family = usual


def _typed(misfit: Mapping[str, float]) -> bool:
    return bool(misfit) and misfit["mono"] < NEARER * min(misfit["sans"], misfit["wide"])


def typed_size(lines: Sequence[Line], least: int = FEW_WORDS) -> float:
    """The size by which the words of lines that look alike are as wide as a typewriter's letters make them and no other's;
    0 for none, and where fewer than `least` words are long enough to tell."""
    words = list({word.text: word for line in lines for word in line.words if len(word.text) >= LEAST_WORD}.values())
    if len(words) < least:
        return 0.0
    spread, sizes = {}, {}
    for family in FAMILIES:
        scales = np.array([size_by_width(word, family) for word in words])
        sizes[family] = float(np.median(scales))
        spread[family] = float(np.mean(np.abs(scales / sizes[family] - 1)))
    others = min(spread[family] for family in FAMILIES if family != "mono")
    return sizes["mono"] if spread["mono"] < min(EVEN, 0.5 * others) else 0.0


def size_by_width(word: Word, family: str = "mono") -> float:
    """The size in pixels at which it would be as wide as it is."""
    return word.rect.w / max(0.1, extent(word.text, family).ink)


def _misfits(line: Line) -> dict[str, float]:
    """By family; nothing of a text that is too short to tell, or of capitals, which are often spaced."""
    if line.text.isupper() or len(line.text) < SINGLE:
        return {}
    return {family: _misfit(line, family) for family in FAMILIES}
