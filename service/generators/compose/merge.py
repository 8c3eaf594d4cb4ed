"""Three versions of a page by lines: what the composer wrote, what a person made of it, what it would write now."""

from __future__ import annotations

from difflib import SequenceMatcher

Edit = tuple[int, int, list[str]]  # the lines from start to end (of the base) become these


def _edits(base: list[str], other: list[str]) -> list[Edit]:
    matcher = SequenceMatcher(None, base, other, autojunk=False)
    return [
        (start, end, other[begin:finish]) for tag, start, end, begin, finish in matcher.get_opcodes() if tag != "equal"
    ]


def _touch(one: Edit, other: Edit) -> bool:
    return (one[0] < other[1] and other[0] < one[1]) or one[0] == other[0]


def merge(base: str, edited: str, renewed: str) -> tuple[str, int]:
    """`renewed` with the person's edits kept, and how many places both had changed: there the person's lines stay."""
    lines = base.splitlines(keepends=True)
    mine = _edits(lines, edited.splitlines(keepends=True))
    theirs = _edits(lines, renewed.splitlines(keepends=True))
    kept: list[Edit] = list(mine)
    conflicts = 0
    for edit in theirs:
        clash = [each for each in mine if _touch(each, edit)]
        if not clash:
            kept.append(edit)
        elif edit not in clash:
            conflicts += 1
    result: list[str] = []
    at = 0
    for start, end, new in sorted(kept, key=lambda edit: (edit[0], edit[1])):
        result += lines[at:start] + new
        at = max(at, end)
    return "".join(result + lines[at:]), conflicts
