"""Slips of the keyboard in the words that matter: "galery" is read as gallery, and nothing else of a prompt is touched."""

from __future__ import annotations

import re
from functools import lru_cache

from . import lexicon
from .lists import hide_quotes

_TWO_SLIPS = 11  # letters from which on two slips are still no other word
_WORD = re.compile(r"(?<![\w@.#/-])[a-z]{5,16}(?![\w@/-])")


def mend(text: str) -> tuple[str, list[tuple[str, str]]]:
    """The text, and what was read as what. Names (capitals), quotations and other languages' words stay."""
    masked, _ = hide_quotes(text)
    slips: dict[str, str] = {}
    for found in _WORD.finditer(masked):
        known = nearest(found.group())
        if known:
            slips[found.group()] = known
    if not slips:
        return text, []
    parts, at = [], 0
    for found in _WORD.finditer(masked):
        if found.group() in slips:
            parts += [text[at : found.start()], slips[found.group()]]
            at = found.end()
    return "".join([*parts, text[at:]]), list(slips.items())


@lru_cache(maxsize=4096)
def nearest(word: str) -> str:
    """The known word that this one is a slip of, or ""."""
    best, least = "", 3
    for known in lexicon.SPELT:
        limit = 2 if min(len(word), len(known)) >= _TWO_SLIPS else 1
        if (
            word[0] != known[0]
            or abs(len(word) - len(known)) > limit
            or word.removesuffix("s") == known.removesuffix("s")
        ):
            continue
        apart = distance(word, known)
        if apart == 0 or word.startswith(known):
            return ""  # "schedules" and "scheduled" are words
        if apart <= limit and apart < least:
            best, least = known, apart
    return best


def distance(one: str, other: str) -> int:
    """Letters added, left out, exchanged, or swapped with their neighbour (optimal string alignment)."""
    before: list[int] = []
    last = list(range(len(other) + 1))
    for row, char in enumerate(one, 1):
        now = [row]
        for column, wanted in enumerate(other, 1):
            cost = min(last[column] + 1, now[-1] + 1, last[column - 1] + (char != wanted))
            if before and column > 1 and char == other[column - 2] and one[row - 2] == wanted:
                cost = min(cost, before[column - 2] + 1)
            now.append(cost)
        before, last = last, now
    return last[-1]
