"""The grammar of lists: "Home, Docs and Blog", "(name, email)", "Basic $9, Pro $19", "Upload -> Review -> Publish"."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

HIDDEN = "\x01"  # stands for every character of a quotation, so that no pattern looks into it
OPEN_QUOTES = "\"“„«‘'‚"
_PAIRS = {'"': '"”“', "“": "”“", "„": '“”"', "«": "»", "‘": "’", "'": "'’", "‚": "‘’"}
_MONEY = (
    r"(?:(?:from |ab |à partir de |desde )?(?:US)?[$€£¥₹]\s?\d+(?:[.,]\d+)*|\d+(?:[.,]\d+)*\s?(?:[€£$¥₹]|(?:EUR"
    r"|USD|GBP|CHF|SEK|NOK|DKK|PLN|kr|zł|Kč|euros?|dollars?|pounds?)\b)|\bfree\b(?! )|\bgratis\b|\bkostenlos\b)"
)
_PER = (
    r"(?:\s?(?:/|per|a|an|each|pro|par|por|al|à)\s?(?:month|mo|year|yr|week|day|hour|user|seat|night|person|monat"
    r"|jahr|mois|an|mes|año|mese|anno|mês|ano|maand|jaar)\b)?"
)
PRICE = re.compile(rf"{_MONEY}{_PER}", re.IGNORECASE)
_ARROWS = r"→|->|=>|>|\||·|•"
_SENTENCE = re.compile(r"(?<!\bvs)[.!?](?=\s|$)|;|\n")
MAX_LIST = 1_500  # characters of one list: 24 things with their notes; bounds the work on a prompt without full stops
MAX_ITEM = 70  # characters: more is a sentence, not the name of a thing


@dataclass(frozen=True, slots=True)
class Item:
    """A named thing and what was said about it: a price, a description, or ""."""

    name: str
    note: str = ""


def hide_quotes(text: str) -> tuple[str, list[tuple[int, int]]]:
    """The text with quotations blanked (same length), and where they stand, quotation marks included."""
    spans: list[tuple[int, int]] = []
    chars = list(text)
    at = 0
    while at < len(text):
        char = text[at]
        if char in OPEN_QUOTES and (at == 0 or not text[at - 1].isalnum()):
            closing = _PAIRS[char]
            end = at + 1
            while end < len(text) and not (text[end] in closing and not text[end + 1 : end + 2].isalnum()):
                if text[end] == "\n" or end - at > 200:
                    end = len(text)
                end += 1
            if end < len(text) and end > at + 1:
                spans.append((at, end + 1))
                chars[at : end + 1] = HIDDEN * (end + 1 - at)
                at = end
        at += 1
    return "".join(chars), spans


def sentence_end(masked: str, start: int) -> int:
    """Where the sentence (or the line) that `start` is in ends; a point within a number or a name is no end."""
    found = _SENTENCE.search(masked, start)
    return found.start() if found else len(masked)


def closing(masked: str, opening: int) -> int:
    """The place of the bracket that closes the one at `opening`, or the end of the sentence where none does."""
    depth = 0
    for at in range(opening, min(len(masked), opening + 600)):
        if masked[at] == "(":
            depth += 1
        elif masked[at] == ")":
            depth -= 1
            if depth == 0:
                return at
    return sentence_end(masked, opening)


def parts(masked: str, start: int, end: int, joining: str) -> list[tuple[int, int, bool]]:
    """The pieces between separators outside brackets, as (start, end, follows an "and")."""
    found: list[tuple[int, int, bool]] = []
    end = min(end, start + MAX_LIST)
    split = re.compile(
        rf"\(|\s+(?:vs\.?|versus)\s+|,\s*(?:(?:{joining})\s+)?|\s+(?:{joining})\s+|\s*(?:{_ARROWS})\s*|\s*;\s*|\s*\n\s*",
        re.IGNORECASE,
    )
    at = begin = start
    last = False
    while True:
        hit = split.search(masked, at, end)
        if hit is None:
            break
        if hit.group() == "(":
            at = min(closing(masked, hit.start()) + 1, end)
            continue
        inside_number = (
            hit.group() == "," and masked[hit.start() - 1].isdigit() and masked[hit.end() : hit.end() + 1].isdigit()
        )
        at = hit.end()
        if inside_number:
            continue
        found.append((begin, hit.start(), last))
        begin = hit.end()
        last = bool(re.search(rf"(?:^|\s)(?:{joining})\s", hit.group(), re.IGNORECASE))
    found.append((begin, end, last))
    return [each for each in found if masked[each[0] : each[1]].strip()]


def read_item(text: str, priced: bool = True) -> Item:
    """One piece as name and note: brackets, what follows a colon or dash, or (if `priced`) a price is the note."""
    text = " ".join(text.split()).strip(" .;,*•")
    quoted = re.fullmatch(r"[\"“„«‘'‚](.*?)[\"”“»’'‘]", text)
    if quoted and quoted.group(1):
        return Item(quoted.group(1)[:160])
    note = ""
    bracket = re.fullmatch(r"(.+?)\s*\((.*)\)?", text)
    if bracket:
        text, note = bracket.group(1), bracket.group(2).rstrip(")")
    else:
        told = re.fullmatch(r"(.{1,60}?)(?::\s+|\s[-–—]+\s)(.+)", text)
        if told:
            text, note = told.group(1), told.group(2)
    price = PRICE.search(text) if priced else None
    if price and price.end() - price.start() < len(text):
        note = " · ".join(filter(None, (price.group().strip(), note)))
        text = text[: price.start()] + text[price.end() :]
        text = re.sub(
            r"\s(?:for|at|à|für|per|por|voor|=|:|-|–|costs?|from)\s*$", "", text.strip() + " ", flags=re.IGNORECASE
        )
    return Item(text.strip(" :-–—=,").strip('"“”„«»'), note.strip())


Refuses = Callable[[int, int], bool]


def read_open(
    masked: str, start: int, end: int, joining: str, stop: re.Pattern[str], refuses: Refuses
) -> list[tuple[int, int]]:
    """The pieces of a list without brackets: it ends before a piece that `refuses` (a section, a number of things),
    after the piece that follows an "and", at a preposition, or where a piece is too long for a name."""
    kept: list[tuple[int, int]] = []
    for begin, finish, last in parts(masked, start, end, joining):
        piece = masked[begin:finish]
        cut = stop.search(piece)
        if cut and cut.start() > 0:
            finish = begin + cut.start()
        elif cut:
            break
        if (
            len(masked[begin:finish].strip()) > MAX_ITEM
            or len(masked[begin:finish].split()) > 7
            or refuses(begin, finish)
        ):
            break
        kept.append((begin, finish))
        if cut or last:
            break
    return kept
