"""What the quotations of a prompt are for: a headline, a tagline, a label, the title of a section."""

from __future__ import annotations

import re

from .facts import Facts
from .lists import HIDDEN, Item
from .mentions import Mention
from .sheet import Sheet


def assign(sheet: Sheet, facts: Facts, mentions: list[Mention], cues: dict[str, str]) -> None:
    """Every quotation that no list has claimed: a headline, a tagline, a button's label, a section's title."""
    for start, end in sheet.quotes:
        if not sheet.free(start, end):
            continue
        words = " ".join(sheet.text[start + 1 : end - 1].split())[:200]
        before = sheet.masked[max(0, start - 40) : start]
        last = next((mention for mention in reversed(mentions) if mention.start < start and not mention.is_page), None)
        sheet.use(start, end)
        after = sheet.masked[end : end + 14]
        if (
            (re.search(rf"(?:{cues['buttons']}|{cues['and']})\W*$", before) and last and last.buttons)
            or re.search(rf"\b(?:{cues['buttons']})\W*$", before)
            or re.match(r"\s+(?:button|link|knopf|bouton|botón)", after)
        ):
            target = last or next((mention for mention in mentions if not mention.is_page), None)
            if target:
                target.buttons.append(words)
            else:
                facts.spare.append(words)
        elif re.search(rf"\b(?:{cues['tagline']})\W*$", before) and not facts.tagline:
            facts.tagline = words
            cue = re.search(rf"(?:with (?:the )?)?(?:{cues['tagline']})\W*$", before)
            if cue:
                sheet.use(start - len(before) + cue.start(), start)
        elif re.match(r"\s+(?:section|area|block)", after):
            mentions.append(Mention("content", start, end, words, title=words))
            mentions.sort(key=lambda mention: mention.start)
        elif last and last.kind == "cta" and not last.buttons:
            last.buttons.append(words)
        elif last and last.kind not in ("hero", "nav", "footer") and start - last.end < 30:
            if last.title:
                last.items.append(Item(words))
            else:
                last.title = words
        elif not facts.headline:
            facts.headline = words
        elif not facts.tagline:
            facts.tagline = words
        else:
            facts.spare.append(words)
    titled = re.compile(
        rf"(?:^|\n|\.\s)\s*(?:page )?(?:{cues['headline']}|{cues['tagline']}):\s*([^\n.;{HIDDEN}]{{2,120}})"
    )
    for found in titled.finditer(sheet.masked):
        if sheet.free(found.start(1), found.end(1)):
            key = "tagline" if re.search(rf"(?:{cues['tagline']}):", found.group()) else "headline"
            if not getattr(facts, key):
                setattr(facts, key, sheet.text[found.start(1) : found.end(1)].strip())
                sheet.use(found.start(), found.end())
