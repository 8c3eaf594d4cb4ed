"""Facts about the whole page: its language, name, subject, colour, light or dark, and what its quotations are for."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from . import lexicon
from .lists import HIDDEN
from .mentions import Mention
from .sheet import Sheet

_WORD = r"(?:(?:Dr|St|Mr|Mrs|Ms|Inc|Co|Ltd|Jr)\.|[A-ZÀ-ÖØ-ÞŁŚŻŽČŠ0-9](?:[\w'’&+-]|\.(?=\w))*)"
_NAME = rf"{_WORD}(?:(?:\s(?:&|and|of|the|und|et|de|y|e|en|di|da|du|la|le)\s|\s){_WORD}){{0,4}}"
_NO_NAME = re.compile(r"(?:I|My|Our|The|A|An|SaaS|HTML|CSS|FAQ|CTA|UI|API|CLI|AI|Two|Three|Four|Five|[0-9]+)$")
COLOUR_NAMES = re.compile(r"(?<![\w-])(?:" + "|".join(sorted(lexicon.COLOURS, key=len, reverse=True)) + r")(?![\w-])")
DARK = re.compile(
    r"(?<!\w)(?:dark(?:[ -]?(?:mode|theme|background|design|look|ui))?|night mode|dunkel(?:n|e[nrms]?)?|dunkelmodus"
    r"|sombre|mode sombre|oscur[oa]|modo oscuro|scur[oa]|tema scuro|escur[oa]|modo escuro|donker[e]?"
    r"|black (?:background|theme)|on black)(?!\w)"
)


# What says of what sort a page is, not whose: "Personal homepage", "Travel website".
_SORTS = frozenset({"personal", "corporate", "product", "company", "marketing", "mobile", "online"}).union(
    *lexicon.SUBJECTS.values()
)
# What is "called" something without the page being called so.
_PART = re.compile(
    r"(?:section|button|tab|field|column|(?<!home)page|chart|graph|table|form|gallery|board|list|card|plan|panel|block|banner)s?\s*$"
)


@dataclass(slots=True)
class Facts:
    """`spare` holds the quotations that no section has claimed, in order."""

    brand: str = ""
    subject: str = ""
    headline: str = ""
    tagline: str = ""
    colour: str = ""
    scheme: str = ""
    face: str = ""
    language: str = ""
    foreign: str = ""
    spare: list[str] = field(default_factory=list)


def asked_language(sheet: Sheet, facts: Facts) -> None:
    """ "in German", "auf Deutsch", "language: French": taken out of the prompt."""
    lead = (
        r"(?<!\w)(?:(?:written |text |all text |everything |copy |ui |texts? )?(?:in|auf|en|em|in het)"
        r"|language(?: is)?:?|sprache:?|langue ?:?|idioma:?|lingua:?)\s+(?:the )?"
    )
    for code, names in lexicon.LANGUAGE_NAMES.items():
        found = re.search(
            rf"{lead}(?:{names})(?: language)?(?!\w)|(?<!\w)(?:{names})[ -](?:language|version|text|copy|ui)(?!\w)",
            sheet.masked,
        )
        if found:
            facts.language = code
            _blank(sheet, found.start(), found.end())
            return
    other = re.search(rf"{lead}({lexicon.OTHER_LANGUAGES})(?!\w)", sheet.masked)
    if other:
        facts.foreign = other.group(1)
        _blank(sheet, other.start(), other.end())


def _blank(sheet: Sheet, start: int, end: int) -> None:
    """Taken, and replaced by spaces: a list that it stood in goes on as if it had not been there."""
    sheet.use(start, end)
    sheet.masked = sheet.masked[:start] + " " * (end - start) + sheet.masked[end:]


def brand(sheet: Sheet, facts: Facts, cues: dict[str, str]) -> None:
    """The name of the thing, before sections are looked for: "The Daily Menu" is no menu."""
    for start, end in sheet.quotes:
        before = sheet.masked[max(0, start - 40) : start]
        if re.search(
            rf"(?:\b(?:{cues['brand']}):?|\b(?:page|site|website|app) for"
            rf"|\b(?:{lexicon.BUSINESS})(?: (?:called|named))?,?)\s+$",
            before,
        ) and not re.search(
            r"\b(?:section|button|page|website|site|blog|hero) (?:called|titled|named)\s+$|\b(?:section|page|site"
            r"|website)\s+$",
            before,
        ):
            _name(sheet, facts, start, end, sheet.text[start + 1 : end - 1])
            return
    tests = [
        rf"(?:^|[.;\n]\s*(?:[-*]\s*)?)(?i:name|brand|company|firma|nom|nombre|nome|naam):\s+({_NAME})",
        rf"(?i:(?<!\w)(?:{cues['brand']})):?\s+(?:the\s+)?({_NAME})",
        rf"(?i:(?<!\w)(?:{cues['for']}))\s+({_NAME})(?=\s*(?:[,.;:!()\n–—-]|$)|\s+(?i:{cues['stop']}|{cues['and']}"
        r"|in|a|an)\b)",
        rf"^(?:(?i:{cues['article']})\s+)?({_NAME})(?:['’]s)?(?:\s+(?i:landing|home|web)(?i:\s?page|site)"
        r"|\s+(?i:website))",
        r"(?i:(?<!\w)(?:called|namens|named|genannt|llamad[oa]|chiamat[oa]|chamad[oa]|genaamd|appelée?"
        r"|nommée?))\s+([a-z][\w-]+)",
    ]
    visible = "".join(HIDDEN if mask == HIDDEN else char for char, mask in zip(sheet.text, sheet.masked, strict=True))
    for rank, test in enumerate(tests):
        for found in re.finditer(test, visible):
            name = found.group(1).strip(" .,'’-")
            if _NO_NAME.fullmatch(name) or len(name) < 2:
                continue
            if rank == 3 and (
                sheet.masked[found.start(1) : found.end(1)].split()[0] in lexicon.IDLE
                or COLOUR_NAMES.fullmatch(name.lower())
                or name.lower() in _SORTS
            ):
                continue
            start = found.start(1)
            before = sheet.masked[max(0, found.start() - 12) : found.start()]
            if rank in (1, 4) and _PART.search(before):
                continue
            sheet.use(found.start(), start)
            _name(sheet, facts, start, start + len(name), name)
            return


def _name(sheet: Sheet, facts: Facts, start: int, end: int, name: str) -> None:
    facts.brand = " ".join(name.split())[:80]
    sheet.take(start, end)
    sheet.quotes = [quote for quote in sheet.quotes if quote[0] != start]


def subject(sheet: Sheet, facts: Facts, mentions: list[Mention], cues: dict[str, str]) -> list[Mention]:
    """What the page is for; sections named within that phrase ("for a calendar app") are no sections."""
    pages = [mention for mention in mentions if mention.is_page]
    starts = [*(mention.end for mention in pages[:2]), 0]
    for start in starts:
        found = re.compile(
            rf"[^.,;:\n]{{0,30}}?(?<!\w)(?:{cues['for']})\s+(?:{cues['article']})(?:\s+|(?<='))((?:"
            rf"(?!{cues['stop']}\b|{cues['brand']}\b|in\b|who\b|and\b|having\b|featuring\b|offering\b)[^\W\d_][\w'’"
            rf"-]*\s?){{1,5}})"
        ).match(sheet.masked, start)
        if not found:
            continue
        begin, end = found.span(1)
        end = begin + len(sheet.masked[begin:end].rstrip())
        if any(
            mention.end == end and not mention.is_page and mention.kind != "team" and mention.start >= begin
            for mention in mentions
        ):
            continue
        facts.subject = sheet.text[begin:end]
        sheet.use(found.start(), end)
        return [mention for mention in mentions if not (begin <= mention.start < end)]
    apposed = re.search(
        rf"{HIDDEN}+,\s+(?:an?|the|our|your)\s+((?:(?!{cues['stop']}\b|and\b)[^\W\d_][\w-]*\s?){{1,4}})(?=[,.;]|\s|$)",
        sheet.masked,
    )
    called = re.search(
        rf"(?:^|(?<!\w)(?:{cues['article']})\s+)((?:(?!(?:{cues['article']})\s)[^\W\d_][\w-]+\s+){{1,3}})(?:called|named)\s",
        sheet.masked,
    )
    told = apposed or called
    if (
        told
        and facts.brand
        and not any(told.start(1) < mention.end and mention.start < told.end(1) for mention in mentions)
    ):
        end = told.start(1) + len(told.group(1).rstrip())
        facts.subject = sheet.text[told.start(1) : end]
        sheet.use(told.start(1), end)
        return mentions
    opening = re.match(rf"([A-ZÀ-Þ][^:,.;\n{HIDDEN}]{{2,40}}):\s", sheet.text)
    if opening and not any(mention.start < opening.end(1) for mention in mentions):
        facts.subject = opening.group(1)
        sheet.use(0, opening.end(1))
        return mentions
    for page in [each for each in pages[:1] if each.kind != "page:page"]:
        before = re.search(r"((?:[^\W\d_][\w'’-]+\s+){1,2})$", sheet.masked[max(0, page.start - 40) : page.start])
        if before:
            words = [
                word
                for word in before.group(1).split()
                if word not in lexicon.IDLE and not COLOUR_NAMES.fullmatch(word) and not DARK.fullmatch(word)
            ]
            overlap = any(mention.start < page.start <= mention.end + 1 for mention in mentions)
            if words and not overlap:
                place = sheet.masked.rfind(words[0], 0, page.start)
                facts.subject = sheet.text[place : page.start].strip()
                sheet.use(place, page.start)
    return mentions
