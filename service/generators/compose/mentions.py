"""Where a prompt names sections, and pages: longest phrase first, in the prompt's language and in English."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

from . import lexicon
from .lists import Item
from .sheet import Sheet

LINKS = frozenset({"nav", "sidebar", "tabs", "footer", "breadcrumbs", "social"})
FORMS = frozenset({"login", "signup", "contact", "form", "newsletter", "checkout", "search", "settings", "upload"})
SINGLE = LINKS | frozenset(
    {
        "hero",
        "banner",
        "login",
        "signup",
        "search",
        "error",
        "kanban",
        "calendar",
        "chat",
        "cta",
        "hours",
        "faq",
        "comparison",
    }
)
MAX_COUNT = 24
MAX_MENTIONS = 200  # matches looked at: a page has forty sections at most, and each is named in several ways
_OPENS = re.compile(
    r"(?:^|[,;:.(\n*•–-]\s*|\d\.\s*|\b(?:and|with|an?|the|add|plus|our|my|short|brief|und|mit|et|y|e|en|con|com"
    r"|met)\s+)$"
)
# "and links to Spotify and YouTube"; "navigation with links to Home" has them itself.
_PROFILES = re.compile(
    r"(?:, |\band |\n[-*] ?)(links (?:to|for))(?= (?:my |our )?(?:Spotify|Apple|YouTube|Instagram|Facebook|TikTok"
    r"|LinkedIn|GitHub|Twitter|X\b|Mastodon|Bluesky|Discord|Twitch|Behance|Dribbble|SoundCloud|Bandcamp|WhatsApp|Telegram))"
)
_FOOD = re.compile(rf"(?<!\w)(?:{lexicon.FOOD})s?(?!\w)")
_OWN_NAMES = re.compile(lexicon.OWN_NAMES)


@dataclass(slots=True)
class Mention:
    """A place that names a section (`kind`) or a page type (`kind` "page:landing"), and what was read about it.

    `words` are in lower case, `shown` as the prompt has them; `name` is set where they are a better title than ours.
    """

    kind: str
    start: int
    end: int
    words: str
    items: list[Item] = field(default_factory=list)
    subject: str = ""
    title: str = ""
    count: int = 0
    buttons: list[str] = field(default_factory=list)
    rows: list[str] = field(default_factory=list)
    text: str = ""
    variant: str = ""
    name: str = ""
    shown: str = ""

    @property
    def is_page(self) -> bool:
        return self.kind.startswith("page:")


def _compiled(phrases: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w#])(?:{phrases})(?!\w)")


@lru_cache(maxsize=8)
def _patterns(language: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """The language's own phrases first: at one place they win over English ones of the same length."""
    found = []
    for code in dict.fromkeys((language, "en")):
        told = lexicon.LANGUAGES[code]
        found += [(kind, _compiled(phrases)) for kind, phrases in told.sections.items()]
        found += [(f"page:{page}", _compiled(phrases)) for page, phrases in told.pages.items()]
    return tuple(found)


def number(word: str, language: str) -> int:
    if word.isdigit():
        return int(word)
    for code in ("en", language):
        for value, names in enumerate(lexicon.LANGUAGES[code].numbers, 1):
            if re.fullmatch(names, word):
                return value
    return 0


def find(sheet: Sheet, language: str) -> list[Mention]:
    """All mentions in the order of the prompt, none overlapping another."""
    food = _FOOD.search(sheet.masked) is not None
    hits: list[tuple[int, int, int, str]] = []
    for rank, (kind, pattern) in enumerate(_patterns(language)):
        hits += [(hit.start(), -hit.end(), rank, kind) for hit in pattern.finditer(sheet.masked)]
    for hit in re.finditer(r"(?<!\w)(?:[a-z-]+ )?cards(?!\w)", sheet.masked):
        hits.append((hit.start(), -hit.end(), 998, "features"))
    menu = re.compile(r"(?<!\w)men[uú]s?(?!\w)")
    hits += [(hit.start(), -hit.end(), 999, "menu" if food else "nav") for hit in menu.finditer(sheet.masked)]
    for hit in _PROFILES.finditer(sheet.text):
        hits.append((hit.start(1), -hit.end(1), 997, "social"))
    chosen: list[Mention] = []
    for start, minus_end, _, kind in sorted(hits)[:MAX_MENTIONS]:
        end = -minus_end
        while end > start and sheet.masked[end - 1] == " ":
            end -= 1
        while sheet.masked[start] == " ":
            start += 1
        if not chosen or start >= chosen[-1].end:
            chosen.append(Mention(kind, start, end, sheet.masked[start:end], shown=sheet.text[start:end]))
    none = re.compile(rf"(?<!\w)(?:{lexicon.cues_of(language)['none']})\s+(?:an?\s+|the\s+|any\s+)?$")
    part = re.compile(
        rf"\beach(?: \w+)? (?:with|has|having|containing|contains|shows?|showing) "
        rf"(?:(?:an?|the|{lexicon.number_pattern(language)}) )?$"
    )
    kept: list[Mention] = []
    for each in chosen:
        if none.search(sheet.masked, max(0, each.start - 24), each.start):
            sheet.use(max(0, each.start - 24), each.end)
            continue
        if part.search(sheet.masked, max(0, each.start - 40), each.start):
            sheet.use(each.start, each.end)
            continue  # "lists, each with 3 cards": the cards are of the lists
        if each.kind == "about" and not _OPENS.search(sheet.masked, max(0, each.start - 12), each.start):
            continue  # "an article about the sea" has no section about anything
        sheet.use(each.start, each.end)
        own = re.sub(r"\s+(?:section|list|grid|cards?|page|form|table|carousel|slider)$", "", each.words)
        several = "" if _OWN_NAMES.fullmatch(own) else "s"  # "project cards" are Projects
        if language == "en" and _OWN_NAMES.fullmatch(own + several):
            shown = sheet.text[each.start : each.start + len(own)] + several
            each.name = shown[:1].upper() + shown[1:]
        each.variant = _variant(each)
        kept.append(each)
    return kept


def _variant(mention: Mention) -> str:
    if mention.kind == "chart":
        if re.search(r"line|area|courbe|linien|lijn", mention.words):
            return "line"
        if re.search(r"pie|donut|doughnut|kreis|torten|camembert|cirkel", mention.words):
            return "donut"
        return "bar"
    return ""
