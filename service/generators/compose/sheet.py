"""A prompt under reading: its text, its lines, and which of its characters have been understood."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from . import lexicon, lists

MAX_PROMPT = 6_000  # characters; what a composer could use of a longer one is said in the first pages anyway
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\uffff\ud800-\udfff]"
)
_LINE = re.compile(r"([ \t]*)((?:[-*+•–]|\d{1,2}[.)]|\(?[a-z]\))[ \t]+|#{1,6}[ \t]+)?(.*)")
_MARKUP = re.compile(r"(?i)<(script|style)\b[^<>]{0,200}>[^<]{0,2000}</\1>|</?[a-z][^<>\n]{0,200}>")
_WORD = re.compile(r"[^\W\d_]{3,}(?:['’-][^\W\d_]+)*")


def clean(text: str) -> tuple[str, int]:
    """The prompt without invisible and control characters, cut to its limit, and how many characters were cut off."""
    head = _UNSEEN.sub("", text[: 4 * MAX_PROMPT].replace("\r\n", "\n").replace("\r", "\n").replace("\t", "  ")).strip()
    kept = head[:MAX_PROMPT]
    return kept, max(0, len(text) - 4 * MAX_PROMPT) + len(head) - len(kept)


def lower(text: str) -> str:
    """Lower case of the same length, so that places in it are places in the text."""
    low = text.lower()
    return low if len(low) == len(text) else "".join(char.lower() if len(char.lower()) == 1 else char for char in text)


def language_of(text: str) -> str:
    """The language that a prompt is written in, by its small words; English where in doubt."""
    words = set(re.findall(r"[^\W\d_]+(?:'[^\W\d_]+)?", lower(text)))
    hits = {code: len(words & language.telling) for code, language in lexicon.LANGUAGES.items()}
    best = max(hits, key=lambda code: (hits[code], code == "en"))
    return best if hits[best] >= 2 and hits[best] > hits["en"] else "en"


@dataclass(frozen=True, slots=True)
class Line:
    """One line: where its words start and end, how far it is indented, and its bullet, number or `#` ("" for none)."""

    start: int
    end: int
    indent: int
    marker: str


@dataclass(slots=True)
class Sheet:
    """`masked` is the prompt in lower case and of the same length, with quotations and what has been taken blanked."""

    text: str
    masked: str = ""
    quotes: list[tuple[int, int]] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    used: bytearray = field(default_factory=bytearray)

    def __post_init__(self) -> None:
        hidden, self.quotes = lists.hide_quotes(self.text)
        self.masked = lower(hidden)
        for tag in _MARKUP.finditer(self.text):
            # Markup is no wish: nothing is read out of it, and its words are told as unused.
            self.masked = self.masked[: tag.start()] + lists.HIDDEN * len(tag.group()) + self.masked[tag.end() :]
            self.quotes = [each for each in self.quotes if each[1] <= tag.start() or each[0] >= tag.end()]
        self.used = bytearray(len(self.text))
        at = 0
        for row in self.text.split("\n"):
            found = _LINE.fullmatch(row)
            if found and found.group(3).strip():
                self.lines.append(
                    Line(at + found.start(3), at + len(row), len(found.group(1)), (found.group(2) or "").strip())
                )
            at += len(row) + 1

    def use(self, start: int, end: int) -> None:
        """These characters have been understood."""
        self.used[start:end] = b"\1" * (end - start)

    def take(self, start: int, end: int) -> None:
        """Understood, and no later pattern shall look at them."""
        self.use(start, end)
        self.masked = self.masked[:start] + lists.HIDDEN * (end - start) + self.masked[end:]

    def free(self, start: int, end: int) -> bool:
        return not any(self.used[start:end])

    def line_at(self, place: int) -> Line | None:
        return next((line for line in self.lines if line.start <= place <= line.end), None)

    def words_left(self) -> list[str]:
        """The words that nothing was made of, in order, each once."""
        left: dict[str, None] = {}
        for found in _WORD.finditer(self.text):
            if self.free(found.start(), found.end()) and lower(found.group()) not in lexicon.IDLE:
                left.setdefault(found.group())
        return list(left)
