"""What is code and what is a model talking, whatever the chunks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.generators.llm.fences import PREAMBLE_CHARS, FenceFilter

PAGE = "<!doctype html>\n<p>Bread</p>\n"
WITH_FENCE_INSIDE = "<pre>\n```\ncode\n```\n</pre>\n"

CASES = {
    "bare": (PAGE, PAGE),
    "fenced": (f"```html\n{PAGE}```", PAGE),
    "fenced, without a language": (f"```\n{PAGE}```\n", PAGE),
    "fenced, CRLF": ("```html\r\n<p>\r\n```\r\n", "<p>\r\n"),
    "preamble and farewell": (f"Sure! Here it is:\n\n```html\n{PAGE}```\nEnjoy your page.", PAGE),
    "cut off before the closing fence": (f"```html\n{PAGE}", PAGE),
    "fences that belong to the page": (f"```html\n{WITH_FENCE_INSIDE}```", WITH_FENCE_INSIDE),
    "fences of a page without a fence": (WITH_FENCE_INSIDE, WITH_FENCE_INSIDE),
    "cut off behind a fence of the page": ("```html\n<pre>\n```\n</pre><b>", "<pre>\n```\n</pre><b>"),
    "backticks within a line": ("```html\n<p>```</p>\n`` \n```", "<p>```</p>\n`` \n"),
    "a fence with a language inside": ("```html\n<pre>\n```js\nx\n```\n</pre>\n```", "<pre>\n```js\nx\n```\n</pre>\n"),
    "prose alone": ("I can't do that.", "I can't do that."),
    "only an opening": ("```html", ""),
    "nothing": ("", ""),
    "leading blank lines": (f"\n\n{PAGE}", f"\n\n{PAGE}"),
}


def through(pieces: list[str]) -> str:
    code = FenceFilter()
    return "".join([*(code.feed(piece) for piece in pieces), code.finish()])


@pytest.mark.parametrize(("answer", "expected"), CASES.values(), ids=CASES)
def test_the_code_is_what_remains(answer: str, expected: str) -> None:
    assert through([answer]) == expected
    assert through(list(answer)) == expected


@given(st.sampled_from(list(CASES.values())), st.data())
def test_where_the_chunks_break_makes_no_difference(case: tuple[str, str], data: st.DataObject) -> None:
    answer, expected = case
    cuts = sorted(data.draw(st.sets(st.integers(0, len(answer)), max_size=6)))
    pieces = [answer[a:b] for a, b in zip([0, *cuts], [*cuts, len(answer)], strict=True)]
    assert through(pieces) == expected


def test_code_is_not_held_back() -> None:
    code = FenceFilter()
    assert code.feed("<p>one") == "<p>one"
    assert code.feed(" two") == " two"
    fenced = FenceFilter()
    assert fenced.feed("```html\n<p>one") == "<p>one"
    assert fenced.feed(" two</p>\n") == " two</p>\n"


def test_prose_is_waited_for_only_so_long() -> None:
    code = FenceFilter()
    text = "word " * (PREAMBLE_CHARS // 5)
    assert code.feed(text) == ""
    assert code.feed("more ") == text + "more "
