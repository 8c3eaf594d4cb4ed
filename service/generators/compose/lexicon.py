"""The words that prompts are read by: one table for each language in `phrases/`, one for what belongs to none."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

_TABLES = Path(__file__).parent / "phrases"


@dataclass(frozen=True, slots=True)
class Language:
    """`telling` gives a prompt's language away. All other texts are regular expressions.

    `numbers` start at one. `cues` are the small words by their use, `sections` and `pages` what names them.
    """

    telling: frozenset[str]
    numbers: tuple[str, ...]
    cues: dict[str, str]
    sections: dict[str, str]
    pages: dict[str, str]


def _table(name: str) -> dict[str, Any]:
    return tomllib.loads((_TABLES / f"{name}.toml").read_text(encoding="utf-8"))


def _language(code: str) -> Language:
    table = _table(code)
    return Language(
        telling=frozenset(table["telling"].split()),
        numbers=tuple(table["numbers"]),
        cues=table["cues"],
        sections=table["sections"],
        pages=table["pages"],
    )


LANGUAGES = {code: _language(code) for code in ("en", "de", "fr", "es", "it", "pt", "nl")}

_ANY = _table("any")
FOOD: str = _ANY["food"]
UNITS: str = _ANY["units"]
OWN_NAMES: str = _ANY["own_names"]
BUSINESS: str = _ANY["business"]
OTHER_LANGUAGES: str = _ANY["other_languages"]
SPELT: tuple[str, ...] = tuple(_ANY["spelt"].split())
THINGS: dict[str, str] = _ANY["things"]
LANGUAGE_NAMES: dict[str, str] = _ANY["language_names"]
IDLE = frozenset(_ANY["idle"].split())
COLOURS: dict[str, str] = {name: value for value, names in _ANY["colours"].items() for name in names.split()}
SUBJECTS: dict[str, frozenset[str]] = {value: frozenset(words.split()) for value, words in _ANY["subjects"].items()}

# What each page type holds when the prompt names no section at all.
USUAL: dict[str, tuple[str, ...]] = {
    "dashboard": ("sidebar", "stats", "chart", "table"),
    "shop": ("nav", "hero", "products", "newsletter", "footer"),
    "blog": ("nav", "blog", "newsletter", "footer"),
    "portfolio": ("nav", "hero", "gallery", "about", "contact"),
    "docs": ("nav", "sidebar", "article"),
    "landing": ("nav", "hero", "features", "cta", "footer"),
}


@lru_cache(maxsize=len(LANGUAGES))
def cues_of(code: str) -> dict[str, str]:
    """A language's small words, together with the English ones: prompts mix them."""
    english = LANGUAGES["en"].cues
    if code == "en":
        return english
    own = LANGUAGES[code].cues
    return {name: f"{own[name]}|{english[name]}" for name in english}


@lru_cache(maxsize=len(LANGUAGES))
def number_pattern(code: str) -> str:
    """Digits or number words; words for one are left to English, elsewhere they are articles."""
    words = [*LANGUAGES["en"].numbers, *(LANGUAGES[code].numbers[1:] if code != "en" else ())]
    return rf"\d{{1,2}}|{'|'.join(words)}"
