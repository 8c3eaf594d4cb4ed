"""Prompts that are outlines: Markdown headings with what stands below them, and bullets."""

from __future__ import annotations

import re

from . import lexicon
from .facts import Facts
from .lists import read_item
from .mentions import Mention, number
from .plan import MAX_ITEMS
from .sheet import Sheet

# Sections in which a text of the prompt stands as it is.
_TOLD = frozenset({"about", "content", "cta", "banner", "article", "hero"})


def headings(page: Sheet, told: Facts, found: list[Mention]) -> None:
    """Markdown headings name the page or its sections; a bullet that names no known section is a section of its own."""
    listed = sum(bool(line.marker) for line in page.lines)
    for place, line in enumerate(page.lines):
        inside = [each for each in found if line.start <= each.start < line.end]
        whole = page.text[line.start : line.end].strip().rstrip(":")
        if line.marker.startswith("#"):
            sections = [each for each in inside if not each.is_page]
            if sections and not sections[0].title and len(line.marker) > 1:
                # "## Hero" is no title to show; "## Meet the crew" is.
                sections[0].title = "" if sections[0].kind in ("hero", "footer", "nav") else whole
                _below(page, sections[0], place)
            elif not sections and place == 0 and not (told.headline and told.brand):
                if told.headline:
                    told.brand = whole
                else:
                    told.headline = whole
            elif not sections:
                found.append(Mention("content", line.start, line.end, whole, title=whole))
                _below(page, found[-1], place)
            else:
                continue
            page.use(line.start, line.end)
        elif (
            line.marker and listed >= 3 and not inside and page.free(line.start, line.end) and len(whole.split()) <= 12
        ):
            item = read_item(whole)
            if item.name and not re.match(
                r"(?:use|make|no|do not|don't|please|should|must|add|dark|light|responsive|colou?rs?)\b",
                item.name.lower(),
            ):
                found.append(Mention("content", line.start, line.end, whole, title=item.name, text=item.note))
                page.use(line.start, line.end)
    found.sort(key=lambda each: each.start)


def _below(page: Sheet, mention: Mention, place: int) -> None:
    """What stands below a heading: bullets are its things, "3 people" their number, a sentence its text."""
    for line in page.lines[place + 1 :]:
        if line.marker.startswith("#") or not page.free(line.start, line.end):
            return
        words = page.text[line.start : line.end].strip()
        counted = re.fullmatch(rf"({lexicon.number_pattern('en')})\s+[\w -]{{1,30}}\W*", words.lower())
        if line.marker and len(mention.items) < MAX_ITEMS:
            mention.kind = "features" if mention.kind == "content" else mention.kind
            mention.items.append(read_item(words))
        elif counted and not mention.items:
            mention.count = min(MAX_ITEMS, number(counted.group(1), "en"))
        elif mention.kind in _TOLD and not mention.text:
            mention.text = words
        else:
            return
        page.use(line.start, line.end)
