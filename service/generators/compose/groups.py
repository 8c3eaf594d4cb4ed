"""Lists whose name is no section the composer knows: "quick actions (Send, Request)", "Our values: patience, craft"."""

from __future__ import annotations

import re

from . import lexicon, lists
from .lists import HIDDEN
from .mentions import MAX_COUNT, Mention
from .sheet import Sheet

_NAME = r"(?P<name>[^\W\d_][\w'’&-]*(?: [^\W\d_][\w'’&-]*){0,2})"
_OPEN = re.compile(rf"(?:^|[,;.:] |\b(?:and|with) ){_NAME}(?: ?\(|:[ \t]+(?=\S))", re.MULTILINE)
_SMALL = re.compile(r"^(?:(?:an?|the|our|my|its|their|some|with|and|also|\d{1,2}|two|three|four|five|six)\s+)+")
MAX_GROUPS = 12


def named(sheet: Sheet, mentions: list[Mention], joining: str) -> list[Mention]:
    """Each as a section of cards under its own name, where at least two short things are listed."""
    found: list[Mention] = []
    for hit in _OPEN.finditer(sheet.masked):
        start, end = hit.span("name")
        start += len(sheet.masked[start:end]) - len(_SMALL.sub("", sheet.masked[start:end]))
        bracket = hit.group().endswith("(")
        opening = hit.end() - 1
        close = lists.closing(sheet.masked, opening) if bracket else lists.sentence_end(sheet.masked, hit.end())
        words = sheet.masked[start:end].split()
        if (
            len(found) >= MAX_GROUPS
            or not words
            or HIDDEN in sheet.masked[start:close]
            or not sheet.free(start, close)
            or all(word in lexicon.IDLE for word in words)
            or any(start < each.end and each.start < close for each in mentions)
        ):
            continue
        pieces = lists.parts(sheet.masked, hit.end(), close, joining)
        items = [lists.read_item(sheet.text[a:b]) for a, b, _ in pieces]
        if len(items) < 2 or any(not each.name or len(each.name.split()) > 5 for each in items):
            continue
        title = sheet.text[start:end]
        sheet.take(start, min(len(sheet.text), close + bracket))
        found.append(
            Mention("features", start, end, title, items=items[:MAX_COUNT], title=title[:1].upper() + title[1:])
        )
    return sorted([*mentions, *found], key=lambda each: each.start)
