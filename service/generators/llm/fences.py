"""Code out of a model's answer while it streams: models like to wrap it in a Markdown fence, whatever one says."""

from __future__ import annotations

import re

# An opening line may name a language and a file; a closing one is bare.
_OPENING = re.compile(r"^[ \t]*```[^`\n]*\n", re.MULTILINE)
_OPENING_SO_FAR = re.compile(r"^[ \t]*`{1,3}[^`\n]*\Z", re.MULTILINE)
_CLOSING = re.compile(r"^[ \t]*```[ \t\r]*(?:\n|\Z)", re.MULTILINE)
_CLOSING_SO_FAR = re.compile(r"^[ \t]*`{0,2}\Z", re.MULTILINE)
# The longest preamble ("Sure, here is the page:") that is waited for. A page itself starts with "<".
PREAMBLE_CHARS = 600


class FenceFilter:
    """Feed it the pieces of an answer, get the pieces of the code; `finish` gives what was held back.

    Text before an opening fence is dropped if the fence comes soon, text behind the last closing one unless it holds
    markup (then the fence was a line of the page). An answer without a fence passes unchanged.
    """

    def __init__(self) -> None:
        self._held = ""
        self._started = False
        self._fenced = False
        # Whether what was handed out last ended within a line: `held` then starts there.
        self._mid_line = False
        self.dropped_chars = 0

    def feed(self, text: str) -> str:
        self._held += text
        if not self._started:
            self._start()
        if not self._started:
            return ""
        return self._release(self._hold_from() if self._fenced else len(self._held))

    def finish(self) -> str:
        """The end of the answer: the rest of the code."""
        if not self._started:
            # Nothing but an opening line is no code; anything else is what there is.
            if _OPENING_SO_FAR.match(self._held.strip()):
                self._held = ""
            return self._release(len(self._held))
        if self._fenced and (closing := _CLOSING.match(self._held)) and not self._mid_line:
            behind = self._held[closing.end() :]
            if "</" not in behind and "/>" not in behind:
                self.dropped_chars += len(behind.strip())
                self._held = ""
        return self._release(len(self._held))

    def _start(self) -> None:
        """Decide where the code starts, if what has arrived tells."""
        text = self._held.lstrip()
        if text.startswith("<"):
            self._started = True
            return
        opening = _OPENING.search(self._held)
        if opening and opening.start() <= PREAMBLE_CHARS:
            self.dropped_chars += len(self._held[: opening.start()].strip())
            self._held = self._held[opening.end() :]
            self._started = self._fenced = True
        elif len(self._held) > PREAMBLE_CHARS and not _OPENING_SO_FAR.search(self._held):
            self._started = True

    def _hold_from(self) -> int:
        """From where on the text may turn out to be the end of the fence."""
        first_line = self._held.find("\n") + 1 if self._mid_line else 0
        if self._mid_line and not first_line:
            return len(self._held)
        *_, last = [None, *_CLOSING.finditer(self._held, first_line)]
        if last is None:
            last = _CLOSING_SO_FAR.search(self._held, first_line)
        return last.start() if last else len(self._held)

    def _release(self, end: int) -> str:
        text, self._held = self._held[:end], self._held[end:]
        if text:
            self._mid_line = not text.endswith("\n")
        return text
