"""Lines of short texts with signs between them, as of a menu or of the way to a page: each text is a line of its own."""

from __future__ import annotations

from itertools import groupby

from service.generators.trace.shapes import Line, Word, union

SIGNS = frozenset({"|", "/", "\\", ">", "›", "»", "·", "•", "→"})
LEAST = 2  # signs in the line
MOST_WORDS = 4  # between two of them


def separated(line: Line) -> list[Line]:
    """The line's texts and signs in order where it is such a line, else the line itself."""
    stretches = [(sign, list(words)) for sign, words in groupby(line.words, _is_sign)]
    signs = [words for sign, words in stretches if sign]
    texts = [words for sign, words in stretches if not sign]
    # One kind of sign, one at a time: "and/or", "2 > 1" and rows of dots are something else.
    if len(signs) < LEAST or len({word.text for words in signs for word in words}) > 1:
        return [line]
    worded = all(len(words) <= MOST_WORDS and any(c.isalpha() for w in words for c in w.text) for words in texts)
    if any(len(words) > 1 for words in signs) or not worded or len(texts) < LEAST:
        return [line]
    return [Line(words, union(word.rect for word in words)) for _, words in stretches]


def _is_sign(word: Word) -> bool:
    return word.text in SIGNS
