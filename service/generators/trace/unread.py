"""Lines that reading made nothing of, as those of another script: kept as the pictures they are."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby

from service.generators.trace.shapes import Line, Rect, Word, union

# Means of a line's confidences: on English pages two lines in a thousand are below the first and two in a hundred
# below the second; of Arabic ones two thirds are below the first.
HOPELESS, DOUBTFUL = 45.0, 62.0
ANOTHER_SCRIPT = 0.15  # share of hopeless lines from which the page is in another script, and doubtful ones are too
TALLEST = 40  # pixels; what is taller may be a drawing as well
LEAST_LETTERS = 3
ADDRESS = re.compile(r"(?:https?:/|www\.|[\w.+-]{2,}@[\w-]+\.)")
SURE = 80.0  # confidence from which a word among unread ones is right


def set_aside(lines: list[Line], late: Sequence[Rect] = ()) -> list[Rect]:
    """Take lines that can't have been read right out, in place; return where they are, those of a paragraph as one.
    `late` are the places of lines that were not read for want of time."""
    wordy = [line for line in lines if _wordy(line) and not line.code]
    hopeless = [line for line in wordy if confidence(line) < HOPELESS]
    if len(hopeless) > ANOTHER_SCRIPT * len(wordy):
        hopeless = [line for line in wordy if confidence(line) < DOUBTFUL]
    ids = {id(line) for line in hopeless}
    lines[:] = [line for line in lines if id(line) not in ids]
    rects = list(late)
    for line in hopeless:
        for sure, words in groupby(line.words, _sure):
            part = list(words)
            rect = union(word.rect for word in part)
            if sure:
                lines.append(Line(part, rect))
            else:
                rects.append(rect)
    return _paragraphs(rects, [line.rect for line in lines])


def _sure(word: Word) -> bool:
    """Whether a word in a line of another script is one of ours: a name or a figure."""
    return word.confidence >= SURE and sum(c.isalnum() for c in word.text) >= LEAST_LETTERS


def confidence(line: Line) -> float:
    """The mean over its words, by their widths."""
    return sum(word.confidence * word.rect.w for word in line.words) / sum(word.rect.w for word in line.words)


def _wordy(line: Line) -> bool:
    """Whether the ink has the shape of words: the other hopeless lines are drawings."""
    if ADDRESS.match(line.text):
        return False  # no dictionary has it, so it is read with little confidence, but only Latin letters look so
    letters = sum(c.isalnum() for c in line.text)
    return letters >= LEAST_LETTERS and line.rect.h <= TALLEST and line.rect.w >= 2 * line.rect.h


def _paragraphs(rects: Sequence[Rect], read: Sequence[Rect]) -> list[Rect]:
    out: list[Rect] = []
    for rect in sorted(rects, key=lambda r: (r.y, r.x)):
        for index, above in enumerate(out):
            shared = min(above.right, rect.right) - max(above.x, rect.x)
            near = rect.y - above.bottom <= 0.9 * rect.h and shared >= 0.5 * min(above.w, rect.w)
            both = union((above, rect))
            if near and not any(both.overlap(other) for other in read):
                out[index] = both
                break
        else:
            out.append(rect)
    return out
