"""Bold words in a sentence stay bold, and a line of one weight is left as it is."""

from __future__ import annotations

import pytest

from service.generators.trace.inline import inline
from service.generators.trace.paragraphs import gather
from service.generators.trace.shapes import Line
from service.generators.trace.strong import mark_strong
from tests.trace.test_families import LIBERATION, Text, face, read
from tests.trace.test_structure import line

SIZE = 16
REGULAR, BOLD = LIBERATION / "LiberationSans-Regular.ttf", LIBERATION / "LiberationSans-Bold.ttf"


def weighed(*parts: tuple[str, bool], dark: bool = False) -> Line:
    """A line of those words, some of them bold, as it is drawn and read."""
    texts: list[Text] = [(text, face(BOLD if bold else REGULAR, SIZE), 0.0) for text, bold in parts]
    inks, drawn = zip(*(read([text], dark=dark) for text in texts), strict=True)
    whole = inks[0].copy()
    words = list(drawn[0][0].words)
    for ink, (made,) in zip(inks[1:], drawn[1:], strict=True):
        shift = words[-1].rect.right + 5 - made.rect.x
        whole[:, shift:] |= ink[:, : ink.shape[1] - shift]
        words += made.words
        for word in made.words:
            word.rect = word.rect._replace(x=word.rect.x + shift)
    for word in words:
        word.color = drawn[0][0].color
    first = drawn[0][0]
    rect = first.rect._replace(w=words[-1].rect.right - first.rect.x)
    made = Line(words, rect, ground=first.ground, color=first.color, size=float(SIZE))
    mark_strong(whole, [made])
    return made


@pytest.mark.parametrize("dark", [False, True])
def test_bold_words_among_others_are_told(dark: bool) -> None:
    made = weighed(("The ferry leaves", False), ("every hour", True), ("from Moss", False), dark=dark)
    assert [word.text for word in made.words if word.bold] == ["every", "hour"]
    assert not made.bold


def test_a_name_before_its_text_is_told_though_most_is_bold() -> None:
    made = weighed(("Timetable for Sundays and holidays:", True), ("from May", False))
    assert [word.text for word in made.words if not word.bold] == ["from", "May"]
    assert made.bold


@pytest.mark.parametrize("bold", [False, True])
def test_a_line_of_one_weight_is_left_as_it_is(bold: bool) -> None:
    made = weighed(("The ferry leaves every hour,", bold), ("illimitable WWW lilies & it", bold))
    assert {word.bold for word in made.words} == {None}


def test_strong_words_are_written_as_such() -> None:
    first = line("The ferry leaves the harbour every hour from", 60, 100)
    second = line("the first of May, and also on Sundays.", 60, 124)
    for word in (*first.words[-2:], *second.words[:2]):
        word.bold = True
    for word in (*first.words[:-2], *second.words[2:]):
        word.bold = False
    (block,) = gather([first, second], [], [])
    before, strong, after = inline(block)
    assert not isinstance(strong, str)
    assert (before, "".join(strong.children), after) == (  # type: ignore[arg-type]
        "The ferry leaves the harbour every ", "hour from the first", " of May, and also on Sundays.",
    )  # fmt: skip
    assert strong.tag == "b"
