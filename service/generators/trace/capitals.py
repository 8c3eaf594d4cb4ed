"""Texts that are shown in capitals: written as people write them, and set in capitals by the style sheet.

Of the runs of capitals on 180 pages (120 of Design2Code, 60 of templates) the style sheet makes 87 % of the single words
of five letters or more, 62 % of two words, and 80 % of three to eight; of shorter words it makes 30 %, and of longer
runs no more than people type: those are left as they are. What is written for the others is in title case up to three
words, in sentence case beyond.
"""

from __future__ import annotations

import re
from functools import lru_cache

LEAST_LETTERS = 5  # of one word; shorter ones are abbreviations
MOST_WORDS = 8
LONGEST_TITLE = 3  # words that are all written with a capital
WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
CODE = re.compile(r"\d[A-Z]|[A-Z]\d|[A-Z]_|[A-Z]/[A-Z]")  # part numbers, names of constants, pairs of abbreviations
SMALL = frozenset(("a", "an", "and", "at", "by", "for", "in", "of", "on", "or", "the", "to", "with"))
ABBREVIATED = frozenset(("AI", "API", "CEO", "EU", "FAQ", "ID", "UK", "URL", "USA", "USB", "UI", "UX"))


@lru_cache(maxsize=4_000)
def set_in_capitals(text: str) -> bool:
    """Whether the capitals of such a text are probably the style sheet's."""
    words = WORD.findall(text)
    if not 0 < len(words) <= MOST_WORDS or not text.isupper() or CODE.search(text):
        return False
    longest = max(len(word) for word in words)
    return longest >= LEAST_LETTERS or (len(words) >= 2 and longest == LEAST_LETTERS - 1)


def written(part: str, whole: str, *, first: bool) -> str:
    """`part` of the text `whole` as it is written; `first` where the text begins with it."""
    words = len(WORD.findall(whole))
    begins = first

    def one(match: re.Match[str]) -> str:
        nonlocal begins
        word = match[0]
        before = part[: match.start()].rstrip()
        start, begins = begins or before.endswith((".", "!", "?", ":")), False
        if word in ABBREVIATED or word == "I" or (len(word) <= 4 and not set(word) & set("AEIOUY")):
            return word
        lowered = word.lower()
        if start or (words <= LONGEST_TITLE and lowered not in SMALL and not before.endswith("-")):
            return lowered[0].upper() + lowered[1:]
        return lowered

    return WORD.sub(one, part)
