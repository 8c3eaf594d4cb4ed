"""How texts are set: of the letters that the traced page has in their place, how many are of the same size and weight."""

from __future__ import annotations

from typing import NamedTuple

from bench.trace.browser import Rendered
from bench.trace.roles import twin_of
from bench.trace.scores import likeness

SAME = 0.8  # likeness from which a traced text is the same one
SIZE = 0.03  # relative difference between two sizes that look like one


class Setting(NamedTuple):
    """Letters that were compared, those of one size within 3 %, and those of one weight."""

    letters: int
    sized: int
    weighed: int


NONE_SET = Setting(0, 0, 0)


def setting(reference: Rendered, traced: Rendered) -> Setting:
    """Texts whose twin says something else, or more, are left out."""
    letters = sized = weighed = 0
    for text in reference.texts:
        twin = twin_of(text, traced.texts)
        if twin is None or not text.size or likeness(text.text, twin.text) < SAME:
            continue
        letters += len(text.text)
        sized += len(text.text) * (abs(twin.size / text.size - 1) <= SIZE)
        weighed += len(text.text) * (twin.bold == text.bold)
    return Setting(letters, sized, weighed)
