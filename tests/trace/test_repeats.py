"""What repeats is a list, what unfolds is a button, names and values are a table, lines under hints are fields."""

from __future__ import annotations

import numpy as np
import pytest

from service.generators.trace.canvas import draw
from service.generators.trace.flow import Flow
from service.generators.trace.layout import build
from service.generators.trace.lines import _painted, _same_line
from service.generators.trace.panels import panels_across
from service.generators.trace.paragraphs import gather
from service.generators.trace.regions import find_regions
from service.generators.trace.shapes import Border, Box, Color, Fill, Line, Picture, Rect, Rule, Word
from service.generators.trace.structure import understand
from service.generators.trace.tree import Node
from service.generators.trace.unread import set_aside
from service.generators.trace.words import Typography
from tests.trace.test_leads import with_role
from tests.trace.test_regions import blank, pixels
from tests.trace.test_structure import PAGE, WHITE, cells, elements, line, roles, understood

GREY = (150, 156, 164)


def texts(node: Node) -> list[str]:
    return [part.block.text for part in node.walk() if part.block]


def test_titles_with_their_summaries_are_one_list() -> None:
    said = [
        ("Roni", "A word game for the way home in the evening train"),
        ("Locust", "Loads a server until it gives in or does not"),
        ("Hotels", "Guides to the best of them in twelve cities"),
    ]
    lines = [
        each
        for index, (title, summary) in enumerate(said)
        for each in (line(title, 40, 80 + 90 * index, 20), line(summary, 40, 110 + 90 * index))
    ]
    (items,) = with_role(understood(lines), "items")
    assert [texts(entry) for entry in items.children] == [list(pair) for pair in said]
    assert len(roles(understood(lines), "heading")) == 3


def test_paragraphs_of_one_look_are_no_list() -> None:
    lines = [line("One thought after the other, each on a line of its own", 40, 80 + 60 * i) for i in range(6)]
    assert with_role(understood(lines), "items") == []


@pytest.mark.parametrize("count", [3, 4])
def test_four_buttons_that_are_painted_alike_are_a_list_and_three_are_not(count: int) -> None:
    places = [Rect(60 + 120 * i, 100, 100, 36) for i in range(count)]
    boxes = [Box(place, Fill(((30, 90, 200),)), radius=6) for place in places]
    lines = [line("Chips", place.x + 30, 112, color=(255, 255, 255)) for place in places]
    root = understood([*lines, line("Plain words", 60, 400)], boxes)
    assert len(with_role(root, "button")) == count
    assert len(with_role(root, "items")) == (count == 4)


def unfolding(rows: int) -> Node:
    lines = [line(f"Where does the boat leave on day {i}?", 60, 100 + 70 * i) for i in range(rows)]
    signs = [Picture(Rect(700, 102 + 70 * i, 14, 8), icon=True) for i in range(rows)]
    rules = [Rule(Rect(60, 140 + 70 * i, 660, 1), (220, 220, 220)) for i in range(rows)]
    root = build(PAGE, [], [*gather(lines, [], rules), *signs, *rules])
    understand(root)
    return root


def test_questions_with_a_sign_at_the_right_are_buttons_in_headings() -> None:
    root = unfolding(3)
    made = Flow(Typography(root)).element(root, 0, PAGE.w)
    headings = [part for part in elements(made) if part.tag == "h3"]
    assert [[child.tag for child in heading.children if not isinstance(child, str)] for heading in headings] == [
        ["button"]
    ] * 3
    assert not any(node.pressed for node in unfolding(1).walk())


def test_names_and_their_values_are_a_table() -> None:
    said = [
        ("Berth:", "Two, behind the wall"),
        ("Length:", "Nine metres at the waterline"),
        ("Crew:", "Four and a cook"),
    ]
    lines = [
        each
        for index, (name, value) in enumerate(said)
        for each in (line(name, 60, 100 + 34 * index, bold=True), line(value, 200, 100 + 34 * index))
    ]
    root = understood([*lines, line("Plain words of the page that go on for a while", 60, 500)])
    (table,) = with_role(root, "") and [node for node in root.walk() if node.kind == "table"]
    assert cells(table) == [list(pair) for pair in said]


def test_columns_of_titles_and_paragraphs_are_no_table() -> None:
    lines = [
        each
        for row in range(2)
        for column in range(3)
        for each in (
            line("Featured title", 40 + 320 * column, 80 + 160 * row, 22),
            *(line("Words under it that are told in", 40 + 320 * column, 120 + 160 * row + 24 * i) for i in range(3)),
        )
    ]
    assert not any(node.kind == "table" for node in understood(lines).walk())


def hinted(words: list[str], color: Color = GREY) -> Node:
    lines = [line(word, 60, 100 + 80 * i, color=color) for i, word in enumerate(words)]
    rules = [Rule(Rect(60, 130 + 80 * i, 400, 1), (200, 200, 200)) for i in range(len(words))]
    return understood([*lines, line("Plain words of the page", 60, 560)], rules=rules)


def test_hints_above_thin_lines_are_fields_and_a_lone_title_is_none() -> None:
    fields = with_role(hinted(["Full name", "Email address"]), "field")
    assert [texts(field) for field in fields] == [["Full name"], ["Email address"]]
    assert [(field.rect.x, field.rect.w, field.rect.bottom) for field in fields] == [(60, 400, 131), (60, 400, 211)]
    assert len(with_role(hinted(["Height of mast", "Depth of keel"]), "field")) == 2
    assert with_role(hinted(["Harbour pages"]), "field") == []
    assert with_role(hinted(["Height of mast", "Depth of keel"], (0, 0, 0)), "field") == []


def test_a_value_under_its_label_is_a_field_and_a_striped_row_is_none() -> None:
    place = Rect(60, 120, 420, 44)
    value = line("Bld Mihail Kogalniceanu, number eight, flat nine", 76, 136)
    for radius, expected in ((4, [place]), (0, [])):
        root = understood([line("ADDRESS", 60, 100, 12, bold=True), value], [Box(place, WHITE, radius=radius)])
        assert [node.rect for node in with_role(root, "field")] == expected


def test_a_panel_across_the_edge_of_what_is_behind_it_is_one_thing() -> None:
    band, page = (
        Box(Rect(0, 0, 1000, 300), Fill(((200, 30, 90),))),
        Box(Rect(0, 300, 1000, 400), Fill(((240, 240, 250),))),
    )
    head, body = Box(Rect(100, 240, 800, 50), WHITE), Box(Rect(100, 290, 800, 200), WHITE)
    assert panels_across([band, page, head, body]) == [Rect(100, 240, 800, 250)]
    assert panels_across([page, Box(Rect(100, 340, 800, 50), WHITE), Box(Rect(100, 390, 800, 200), WHITE)]) == []


def test_the_edge_of_a_box_is_no_letter_of_the_line_beside_it() -> None:
    text = Rect(100, 100, 80, 12)
    assert not _same_line(text, Rect(190, 94, 2, 23))
    assert _same_line(text, Rect(190, 98, 2, 17))  # a bar between two words
    mask = np.zeros((120, 640), dtype=np.uint8)
    mask[60:80, :] = mask[:60, 40:140] = 1
    assert _painted(mask, Rect(0, 0, 640, 80))
    mask[60:80, :] = 0
    assert not _painted(mask, Rect(40, 0, 100, 60))


def test_addresses_are_kept_on_a_page_of_another_script() -> None:
    odd = [
        Line([Word("QOUD0000", Rect(40, 40 + 40 * i, 120, 16), 7.0)], Rect(40, 40 + 40 * i, 120, 16)) for i in range(3)
    ]
    address = Line([Word("https://www.example.org/", Rect(40, 300, 240, 18), 45.0)], Rect(40, 300, 240, 18))
    lines = [*odd, address]
    assert len(set_aside(lines)) >= 1
    assert lines == [address]


def test_a_patterned_ground_with_panels_on_it_is_kept() -> None:
    image, _ = blank()
    shown = pixels(image).copy()
    shown[60:, :] = np.random.default_rng(3).integers(20, 80, (340, 640, 1), dtype=np.uint8)
    for x in (30, 330):
        shown[90:340, x : x + 280] = 255
    canvas = draw(shown, find_regions(shown))
    covered = sum(picture.overlap(Rect(0, 60, 640, 340)) for picture in canvas.pictures)
    assert covered >= 0.9 * 640 * 340


def test_outlined_buttons_joined_to_a_group_are_no_menu() -> None:
    border = Border((1, 1, 1, 1), (80, 80, 220))
    boxes = [Box(Rect(60 + 130 * i, 200, 131, 36), WHITE, border=border) for i in range(3)]
    lines = [
        line(f"Press {word}", 90 + 130 * i, 212, color=(80, 80, 220)) for i, word in enumerate(("one", "two", "six"))
    ]
    root = understood([*lines, line("Plain words of the page", 60, 560)], boxes)
    assert len(with_role(root, "button")) == 3
    assert with_role(root, "menu") == []


def test_words_that_say_what_is_done_are_pressed_and_a_link_is_not() -> None:
    red = (200, 30, 30)
    prose = [line("The ferry leaves the harbour at eight and returns at noon", 40, 300 + 90 * i) for i in range(3)]
    root = understood([line("Share", 40, 100, color=red), line("Read more", 40, 200, color=red), *prose])
    page = Flow(Typography(root)).element(root, 0, PAGE.w)
    assert [each.tag for each in elements(page) if each.tag in ("a", "button")] == ["button", "a"]


def test_one_button_of_a_group_is_filled_with_the_colour_of_the_others_frames() -> None:
    dark, frame = (68, 68, 68), Border((1, 1, 1, 1), (68, 68, 68))
    boxes = [Box(Rect(100, 100, 80, 30), WHITE, border=frame), Box(Rect(182, 100, 80, 30), Fill((dark,))),
             Box(Rect(264, 100, 80, 30), WHITE, border=frame)]  # fmt: skip
    lines = [line("Small", 118, 109), line("Usual", 200, 109, color=(255, 255, 255)), line("Large", 282, 109)]
    root = understood([*lines, line("Plain words below", 60, 400)], boxes)
    assert len(with_role(root, "button")) == 3
    assert with_role(root, "menu") == []


def test_the_box_at_the_end_of_a_field_is_its_button() -> None:
    field = Box(Rect(100, 100, 225, 38), WHITE, border=Border((1, 0, 1, 1), (200, 200, 200)))
    key = Box(Rect(325, 100, 40, 38), Fill(((13, 110, 253),)))
    root = understood([line("Search for...", 112, 112, color=GREY), line("Plain words below", 60, 400)], [field, key])
    assert [node.rect for node in with_role(root, "field")] == [field.rect]
    assert [node.rect for node in with_role(root, "button")] == [key.rect]


def test_a_disc_of_one_colour_is_a_mark_and_a_ring_is_chosen() -> None:
    dot = Box(Rect(60, 104, 12, 12), Fill(((16, 185, 129),)), radius=6)
    ring = Box(Rect(60, 204, 14, 14), WHITE, radius=7, border=Border((1, 1, 1, 1), (120, 120, 120)))
    root = understood([line("completed", 80, 104), line("By post", 80, 205)], [dot, ring])
    assert [node.rect for node in with_role(root, "radio")] == [ring.rect]
