"""Changes to a page that can honestly be made without a model: its plan is taken up, changed and composed again."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from . import page
from .commands import ABSENT, apply
from .lists import hide_quotes
from .merge import merge
from .plan import restore
from .sheet import clean


@dataclass(frozen=True, slots=True)
class Change:
    """`code` is the whole new page, None where nothing could be done. `left` are the words that were not applied,
    `absent` those that take away what the page does not have.
    """

    code: str | None
    left: list[str] = field(default_factory=list)
    done: list[str] = field(default_factory=list)
    kept_edits: int = 0
    absent: list[str] = field(default_factory=list)


def change(code: str, instruction: str) -> Change:
    """Applies what it understands of an instruction to a page that the composer made."""
    plan = restore(code)
    text, _ = clean(instruction)
    if plan is None:
        return Change(None, [text[:120]])
    left: list[str] = []
    done: list[str] = []
    absent: list[str] = []
    new = plan
    for clause in _clauses(text):
        changed, unused, what = apply(new, clause)
        if changed == new:
            (absent if what == ABSENT else left).append(clause)
        else:
            new = changed
            left += unused
            done.append(what)
    if not done:
        return Change(None, left or ([] if absent else [text[:120]]), absent=absent)
    before, after = "".join(page.pieces(plan)), "".join(page.pieces(new))
    if code.strip() == before.strip():
        return Change(after, left, done, absent=absent)
    merged, conflicts = merge(before, code, after)
    return Change(merged, left, done, conflicts, absent)


def _clauses(text: str) -> Iterator[str]:
    """The instruction, sentence by sentence, and at an "and" or comma before another verb."""
    masked, _ = hide_quotes(text)
    verbs = r"add|insert|include|remove|delete|drop|rename|change|make|use|set|call|turn|switch"
    at = 0
    for found in re.finditer(
        rf"[.;!]\s+|\n+|,?\s+(?:and|then|und|et|y|e|en)\s+(?:also\s+|then\s+)?(?=(?:{verbs})\b)|,\s+(?=(?:{verbs})\b)",
        masked,
        re.IGNORECASE,
    ):
        if text[at : found.start()].strip():
            yield text[at : found.start()].strip()
        at = found.end()
    if text[at:].strip(" .!\n"):
        yield text[at:].strip(" .!\n")
