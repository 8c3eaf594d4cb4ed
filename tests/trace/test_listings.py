"""Listings of code are one text with its indentation, prose in a typewriter's letters is not."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from service.generators.trace.blocks import Piece
from service.generators.trace.code import mark_code
from service.generators.trace.flow import Flow
from service.generators.trace.letterforms import extent
from service.generators.trace.listings import UNREAD, join_listings, spell_out
from service.generators.trace.paragraphs import gather
from service.generators.trace.shapes import Box, Color, Fill, Line, Picture, Rect, Word
from service.generators.trace.tree import Node, leaf
from service.generators.trace.understood import accept
from service.generators.trace.words import Typography
from tests.trace.test_sheet import sheet_of
from tests.trace.test_structure import line

SIZE, STEP, LEFT, TOP = 12, 18, 80, 110
PANEL = Box(Rect(60, 90, 700, 260), Fill(((245, 245, 245),)))
GREY: Color = (245, 245, 245)
CODE = (
    "function depart(ferry) {",
    "    if (!ferry.ready) {",
    "        return 'late';",
    "    }",
    "",
    "    return [ferry.name, 1];",
    "}",
)


def typed(rows: Sequence[str], family: str = "mono") -> list[Line]:
    """Lines as they are read: words at their places, whatever stands between them."""
    out = []
    for index, row in enumerate(rows):
        words, at = [], 0
        for part in row.split():
            at = row.index(part, at)
            shape = extent(part, family)
            x = LEFT + round((extent(row[:at], family).width + shape.left) * SIZE)
            words.append(Word(part, Rect(x, TOP + STEP * index, round(shape.ink * SIZE), 11), 90.0))
            at += len(part)
        if words:
            rect = Rect(words[0].rect.x, words[0].rect.y, words[-1].rect.right - words[0].rect.x, 11)
            out.append(Line(words, rect, ground=GREY, size=float(SIZE), family=family))
    return out


def listed(rows: Sequence[str], pictures: Sequence[Picture] = (), family: str = "mono") -> list[list[Piece]]:
    lines = typed(rows, family)
    mark_code(lines, [PANEL])
    return [block.listing for block in join_listings(gather(lines, [PANEL], []), [PANEL], pictures) if block.listing]


def test_the_lines_of_a_listing_are_one_text_with_its_indentation_and_empty_lines() -> None:
    assert listed(CODE) == [[("\n".join(CODE), None)]]


def test_prose_in_a_typewriters_letters_is_none() -> None:
    assert listed(["The ferry leaves the harbour", "every hour from the first of", "May, also on Sundays."]) == []


def test_a_line_or_two_are_one_in_a_panel_and_none_on_a_button() -> None:
    assert listed(CODE[:2]) == [[("\n".join(CODE[:2]), None)]]
    assert listed(CODE[:1]) == [[(CODE[0], None)]]
    lines = typed(CODE[:1])
    mark_code(lines, [Box(lines[0].rect.grown(12), PANEL.fill)])
    assert not lines[0].code


@pytest.mark.parametrize("family", ["sans", "serif", "wide"])
def test_code_in_other_letters_is_one_too(family: str) -> None:
    assert listed(CODE, family=family) == [[("\n".join(CODE), None)]]


def test_prose_in_other_letters_is_none_though_it_has_signs() -> None:
    said = [
        "Ferries (all but one) leave at 9,",
        "those to the islands at 10 and 11;",
        "see [1], [2] and [3] for more of",
        "their days.",
    ]
    assert listed(said, family="sans") == []
    assert listed(["Harbours (12)", "Ferries (9)", "Islands (7)", "Lines and piers (31)"], family="sans") == []
    assert listed(CODE[:2], family="sans") == []


def test_a_picture_between_its_lines_leaves_them_as_they_are() -> None:
    assert listed(CODE, [Picture(Rect(120, 130, 20, 20))]) == []
    assert listed(CODE, [Picture(PANEL.rect.grown(40))]) != []  # it lies on that


def test_a_sign_that_was_not_read_is_marked_in_its_place_and_said_to_be_checked() -> None:
    lines = typed(CODE)
    brace = lines[1].words.pop()
    mark_code(lines, [PANEL])
    photograph = Picture(Rect(400, 130, 120, 60))
    lines, pictures = spell_out(lines, [Picture(brace.rect, icon=True), photograph])
    assert pictures == [photograph]
    (block,) = join_listings(gather(lines, [PANEL], []), [PANEL], [])
    said = "\n".join(CODE)
    assert block.listing == [(said.replace("ready) {", f"ready) {UNREAD}"), None)]
    assert [word.text for each in lines for word in each.words if word.confidence < 50] == [UNREAD]


def test_an_icon_far_from_the_words_stays_one() -> None:
    lines = typed(CODE)
    mark_code(lines, [PANEL])
    copy = Picture(Rect(PANEL.rect.right - 30, lines[0].rect.y - 2, 14, 14), icon=True)
    assert spell_out(lines, [copy]) == (lines, [copy])


def test_a_baseline_that_is_mistaken_by_two_pixels_tears_no_listing() -> None:
    lines = typed(CODE)
    lines[1].rect = lines[1].rect._replace(y=lines[1].rect.y + 2)
    for word in lines[1].words:
        word.rect = word.rect._replace(y=word.rect.y + 2)
    mark_code(lines, [PANEL])
    (block,) = join_listings(gather(lines, [PANEL], []), [PANEL], [])
    assert block.listing == [("\n".join(CODE), None)]


def test_signs_of_code_are_text_though_an_icon_is_read_as_such() -> None:
    lines = typed(CODE)
    for each in lines:
        for word in each.words:
            word.confidence = 40.0 if word.text == "}" else 90.0
    mark_code(lines, [PANEL])
    kept = [part.text for part in lines]
    accept(None, [], lines)  # type: ignore[arg-type]  # nothing is looked at but what is no code
    assert [part.text for part in lines] == kept


def test_words_of_another_colour_are_pieces_of_their_own() -> None:
    lines = typed(CODE)
    for each in lines:
        for word in each.words:
            word.color = (200, 30, 60) if "late" in word.text else (0, 0, 0)
    mark_code(lines, [PANEL])
    (block,) = join_listings(gather(lines, [PANEL], []), [PANEL], [])
    assert [text for text, color in block.listing if color == (200, 30, 60)] == ["'late';"]
    assert "".join(text for text, _ in block.listing) == "\n".join(CODE)


def test_what_stands_over_it_at_the_right_is_no_line_of_it() -> None:
    head = line("yaml", 640, TOP - 18, 14)
    lines = typed(CODE)
    mark_code([*lines, head], [PANEL])
    assert not head.code
    assert all(each.code for each in lines)


def test_a_listing_is_written_as_such_with_its_quotes_straight() -> None:
    lines = typed([row.replace("'late'", "‘late’") for row in CODE])
    mark_code(lines, [PANEL])
    (block,) = join_listings(gather(lines, [PANEL], []), [PANEL], [])
    root = Node("stack", Rect(0, 0, 1280, 400), [Node("stack", PANEL.rect, [leaf(block)], box=PANEL)])
    page = Flow(Typography(root)).element(root, 0, 1280)
    (made,) = (part for part in page.walk() if part.tag == "pre")
    assert made.children == ["\n".join(CODE)]
    assert "pre{overflow-x:auto}" in sheet_of(page)
    assert made.html().count("\n") == len(CODE)


def test_a_sign_that_was_not_read_and_stands_high_is_in_its_line() -> None:
    code = ("for ferry in harbour:", "    depart(ferry)", "  -late.txt", "done")
    lines = typed(code)
    sign = Word(UNREAD, Rect(LEFT + 1, lines[2].rect.y, 5, 4), 0.0)
    lines.append(Line([sign], sign.rect, ground=GREY, size=float(SIZE), family="mono"))
    mark_code(lines, [PANEL])
    (block,) = join_listings(gather(lines, [PANEL], []), [PANEL], [])
    assert block.listing == [("\n".join((*code[:2], f"{UNREAD} -late.txt", code[3])), None)]
    assert abs(block.leading - STEP) < 1
