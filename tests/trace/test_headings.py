"""Which texts head something: neither labels nor names of figures, no code, nothing in a side bar's menu."""

from __future__ import annotations

import pytest

from service.generators.trace.links import body_style
from service.generators.trace.shapes import Border, Box, Fill, Line, Rect
from tests.trace.test_structure import WHITE, bordered, cells, line, roles, understood

FRAME = Border((1, 1, 1, 1), (220, 220, 220))
PROSE = [line("Plain words of the page that go on for a while in here", 340, 400 + 70 * i) for i in range(4)]


def coded(words: str, x: int, y: int) -> Line:
    made = line(words, x, y, bold=True)
    made.family = "mono"
    return made


def test_bold_code_is_no_heading() -> None:
    lines = [line("server = {", 340, 100, bold=True), coded("location files", 340, 170), *PROSE]
    assert roles(understood(lines), "heading") == []


def test_the_name_of_a_larger_figure_below_it_is_no_heading() -> None:
    lines = [line("Tickets sold", 340, 100, 14, bold=True), line("2,410", 340, 130, 26), *PROSE]
    assert "Tickets sold" not in roles(understood(lines), "heading")


def test_a_bold_name_with_its_value_is_no_heading() -> None:
    lines = [line("Berth: two, behind the outer wall", 340, 100, bold=True), *PROSE]
    assert roles(understood(lines), "heading") == []


def test_what_stands_over_parts_of_a_side_bars_menu_is_no_heading() -> None:
    texts = ["Ports", "Moss", "Horten"] * 5
    side = [line(text, 20, 40 + 42 * i, bold=text == "Ports") for i, text in enumerate(texts)]
    assert roles(understood([*side, line("Timetable", 340, 40, 30), *PROSE]), "heading") == ["Timetable"]


def test_a_bold_text_right_above_a_frame_is_its_label() -> None:
    frame = Box(Rect(340, 120, 300, 100), WHITE, border=FRAME)
    choices = [line(text, 352, 130 + 28 * i) for i, text in enumerate(("Moss", "Horten", "Son"))]
    lines = [line("Harbours to call at", 340, 100, bold=True), *choices, *PROSE]
    assert roles(understood(lines, [frame]), "heading") == []


def test_the_only_text_of_a_strip_above_a_panel_heads_it_even_at_the_right() -> None:
    strip, below = bordered(340, 100, 500, 50), bordered(340, 149, 500, 200)
    head = line("Invoices", 760, 118)
    lines = [head, *(line("Something that was bought", 360, y) for y in (180, 240, 300)), *PROSE]
    assert roles(understood(lines, [strip, below]), "heading") == ["Invoices"]


def test_a_title_that_is_larger_than_the_rows_below_is_none_of_them() -> None:
    words = [("Port", "Leaves", "Berth"), ("Moss", "08:15", "Two"), ("Horten", "09:40", "One"), ("Son", "11:05", "Six")]
    rows = [
        line(text, 60 + 220 * column, 140 + 40 * row, bold=row == 0)
        for row, texts in enumerate(words)
        for column, text in enumerate(texts)
    ]
    assert cells(understood([line("Departures", 60, 100, 20), *rows])) == [list(row) for row in words]


def test_headlines_alone_do_not_make_the_body_large() -> None:
    large = [line("A headline that is much longer than what is said below it", 40, 60 + 90 * i, 28) for i in range(4)]
    small = [line("Said by somebody on a Monday in May, and again", 40, 105 + 90 * i) for i in range(4)]
    root = understood([*large, *small])
    assert body_style(root)[0] == 16
    assert len(roles(root, "heading")) == 4


def test_a_first_line_in_a_stronger_colour_heads_its_panel() -> None:
    panel = Box(Rect(340, 100, 400, 160), Fill(((255, 255, 255),)), border=FRAME)
    pale = [line(text, 360, y, color=(140, 145, 150)) for text, y in (("Return only.", 160), ("By card.", 210))]
    lines = [line("Ways to pay", 360, 116, 17, color=(30, 35, 40)), *pale, *PROSE]
    assert "Ways to pay" in roles(understood(lines, [panel]), "heading")


def test_the_few_bold_texts_of_a_side_bar_head_its_parts() -> None:
    texts = ["Ports", "Moss and its harbour", "Horten", "Son", "Drobak", "Oslo"] * 3
    side = [line(text, 20, 40 + 36 * i, bold=text == "Ports") for i, text in enumerate(texts)]
    assert "Ports" in roles(understood([*side, *PROSE]), "heading")


def test_the_name_of_an_offer_above_its_larger_price_heads_it() -> None:
    panel = Box(Rect(340, 100, 300, 260), WHITE, border=FRAME)
    lines = [line("Starter", 360, 120, 18, bold=True), line("$19", 360, 160, 40), line("For one boat.", 360, 230)]
    assert "Starter" in roles(understood([*lines, *PROSE], [panel]), "heading")


def test_where_no_heading_is_larger_than_the_body_only_the_first_is_the_pages_name() -> None:
    lines = [
        each
        for row, name in enumerate(("Harbour", "Ferries", "Tides"))
        for each in (line(name, 40, 60 + 90 * row, bold=True), line("Said in plain words", 40, 90 + 90 * row))
    ]
    assert [node.level for node in understood(lines).walk() if node.role == "heading"] == [1, 2, 2]


def test_a_line_a_step_larger_than_what_follows_it_heads_that() -> None:
    below = [line(text, 340, 164 + 24 * i, 14) for i, text in enumerate(("Allowances", "Bullying", "College"))]
    large = [line("Plain words of the page that go on for a while in here", 340, 400 + 70 * i, 17) for i in range(4)]
    assert roles(understood([line("Related topics", 340, 120, 18), *below, *large]), "heading") == ["Related topics"]
    assert roles(understood([line("Related topics", 340, 120, 16), *below, *large]), "heading") == []


def test_a_small_bold_line_heads_what_is_no_larger() -> None:
    large = [line("Plain words of the page that go on for a while in here", 340, 400 + 70 * i, 20) for i in range(4)]
    bold = line("Popular posts of this page", 340, 100, 14, bold=True)
    assert roles(understood([bold, line("A day out at sea", 340, 160, 14), *large]), "heading") == [bold.text]
    assert roles(understood([bold, line("A day out at sea", 340, 160, 20), *large]), "heading") == []


def test_a_great_title_may_be_long_and_hold_signs() -> None:
    title = line("Higher_Order Questions = Better Ferries", 340, 100, 32)
    assert roles(understood([title, *PROSE]), "heading") == [title.text]
    assert roles(understood([line(title.text, 340, 100, 20), *PROSE]), "heading") == []


@pytest.mark.parametrize(("radius", "found"), [(15, True), (0, False)])
def test_a_round_card_at_the_right_is_no_side_bar(radius: int, found: bool) -> None:
    card = Box(Rect(740, 120, 244, 556), Fill(((245, 245, 245),)), radius=radius)
    names = [line(f"{name} Berg", 760, 220 + 60 * i, bold=True) for i, name in enumerate(("Ada", "Bo", "Eli", "Kim"))]
    title = line("Conversations", 756, 143, bold=True)
    root = understood([title, *names, line("Timetable", 40, 40, 30), *(each for each in PROSE[:3])], [card])
    assert ("Conversations" in roles(root, "heading")) is found


@pytest.mark.parametrize(("other", "color", "found"), [
    ("View all", (13, 110, 253), True), ("12 of 40", (150, 150, 150), True), ("View all", (10, 10, 10), False),
])  # fmt: skip
def test_the_words_at_the_left_of_a_strip_head_what_hangs_on_it(
    other: str, color: tuple[int, int, int], found: bool
) -> None:
    head = Box(Rect(340, 100, 440, 56), WHITE, border=FRAME)
    body = Box(Rect(340, 157, 440, 200), WHITE, border=FRAME)
    lines = [line("Departures", 360, 122, 18), line(other, 704, 124, 14, color=color)]
    below = [line(text, 360, 190 + 40 * i, 18) for i, text in enumerate(("Moss", "Horten", "Son"))]
    assert ("Departures" in roles(understood([*lines, *below, *PROSE], [head, body]), "heading")) is found


def test_entries_of_a_list_are_no_headings_however_large() -> None:
    entries = [line(text, 360, 100 + 40 * row, 26) for row, text in enumerate(("Header", "Side bar", "Footer"))]
    for entry in entries:
        entry.marker = Rect(344, entry.rect.y + 6, 7, 7)
    found = roles(understood([*entries, *PROSE]), "heading")
    assert not {"Header", "Side bar", "Footer"} & set(found)
