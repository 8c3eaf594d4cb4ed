"""Fields by what is in them: files, ticks, icons, buttons, whole paragraphs; and rows of fields that are all full."""

from __future__ import annotations

import pytest

from service.generators.trace.element import Element
from service.generators.trace.flow import Flow
from service.generators.trace.shapes import Border, Box, Fill, Rect
from service.generators.trace.tree import Node
from service.generators.trace.words import Typography
from tests.trace.test_structure import BLUE, WHITE, elements, line, roles, understood
from tests.trace.test_tools import FRAME, seen, with_role

GREY = Fill(((239, 239, 239),))
LINED = Border((1, 1, 1, 1), (118, 118, 118))
PALE = (150, 150, 150)


def inputs(root: Node, tag: str = "input") -> list[Element]:
    return [part for part in elements(Flow(Typography(root)).element(root, 0, root.rect.w)) if part.tag == tag]


def test_a_button_and_the_words_that_no_file_is_chosen_are_one_field() -> None:
    key = Box(Rect(8, 100, 87, 21), GREY, radius=2, border=LINED)
    lines = [line("Choose File", 17, 106, 13), line("No file chosen", 100, 106, 13)]
    root = understood([*lines, line("Departures of the week", 60, 400)], [key])
    (made,) = inputs(root)
    assert made.attrs["type"] == "file"
    assert made.attrs["aria-label"] == "File"
    assert roles(root, "button") == []


def test_a_frame_around_both_is_one_field_too_and_other_words_are_none() -> None:
    frame = Box(Rect(60, 100, 308, 40), WHITE, border=FRAME)
    lines = [line("Browse...", 72, 113, 14), line("No files selected.", 150, 113, 14)]
    assert [made.attrs["type"] for made in inputs(understood(lines, [frame]))] == ["file"]
    lines = [line("Browse...", 72, 113, 14), line("Departures", 150, 113, 14)]
    assert [made for made in inputs(understood(lines, [frame])) if made.attrs["type"] == "file"] == []


def test_a_cross_at_the_end_of_a_field_says_that_it_is_wrong_and_is_no_part_of_its_value() -> None:
    frame = Box(Rect(60, 100, 360, 38), WHITE, border=FRAME)
    lines = [line("Name of the ferry", 74, 112), line("×", 398, 113)]
    (made,) = inputs(understood([line("Ferry", 60, 80), *lines], [frame]))
    assert made.attrs["value"] == "Name of the ferry"
    assert made.attrs["aria-invalid"] == "true"


def test_an_icon_in_a_field_is_kept_at_its_place() -> None:
    frame = Box(Rect(60, 100, 360, 38), WHITE, border=FRAME)
    hint = line("Search...", 96, 112, color=PALE)
    root = seen([hint, line("Departures of the week", 60, 400)], [Rect(72, 111, 16, 16)], [frame])
    (made,) = inputs(root)
    assert made.attrs["placeholder"] == "Search..."
    assert "background-position:11px 10px" in made.attrs["style"]


def test_a_low_frame_with_a_flat_arrow_at_its_end_is_a_list_to_choose_from() -> None:
    frame = Box(Rect(8, 100, 65, 19), WHITE, radius=2, border=LINED)
    lines = [line("Default", 13, 104, 13), line("Departures of the week", 60, 400)]
    assert with_role(seen(lines, [Rect(59, 107, 10, 6)], [frame]), "select") == [frame.rect]
    assert with_role(seen(lines, [Rect(59, 103, 10, 12)], [frame]), "select") == []


@pytest.mark.parametrize(("label", "found"), [(60, True), (74, False)])
def test_lines_set_alike_under_a_label_were_typed(label: int, found: bool) -> None:
    frame = Box(Rect(60, 100, 600, 134), WHITE, border=FRAME)
    said = ["Oh so, the weak tide", "You doubt it bothers, reading into it", "It probably will not, left to itself"]
    lines = [line(text, 74, 113 + 26 * at) for at, text in enumerate(said)]
    key, send = Box(Rect(60, 260, 100, 36), BLUE, radius=4), line("Save", 92, 271, color=(255, 255, 255))
    root = understood([line("About the ferry", label, 76, bold=True), *lines, send], [frame, key])
    assert (with_role(root, "area") == [frame.rect]) is found
    if found:
        (made,) = inputs(root, "textarea")
        assert made.children == ["\n".join(said)]


@pytest.mark.parametrize(("color", "found"), [(PALE, True), ((0, 0, 0), False)])
def test_a_pale_hint_before_a_button_in_one_frame_is_a_field_beside_it(
    color: tuple[int, int, int], found: bool
) -> None:
    frame = Box(Rect(60, 100, 400, 46), WHITE, radius=7, border=FRAME)
    key = Box(Rect(372, 106, 80, 34), BLUE, radius=3)
    lines = [line("Where to?", 76, 116, color=color), line("Go", 402, 116, color=(255, 255, 255))]
    root = understood([*lines, line("Departures of the week", 60, 400)], [frame, key])
    assert roles(root, "button") == ["Go"]
    assert roles(root, "field") == (["Where to?"] if found else [])


def test_a_full_field_among_fields_is_no_button() -> None:
    places = [Rect(60 + 220 * at, 100, 200, 38) for at in range(3)]
    boxes = [Box(place, WHITE, radius=3, border=FRAME) for place in places]
    full = line("application json charset", 0, 112)
    full = line("application json charset", places[2].x + (200 - full.rect.w) // 2, 112)
    root = understood([full, line("Departures of the week", 60, 400)], boxes)
    assert with_role(root, "field") == places


def test_rows_of_full_fields_between_empty_ones_stay_fields() -> None:
    said = [("Status code", "", "Equals"), ("Body", "parameters", "Has value"), ("Response", "", "Less than")]
    places = [[Rect(60 + 220 * c, 100 + 60 * r, 200, 38) for c in range(3)] for r in range(3)]
    boxes = [Box(place, WHITE, radius=3, border=FRAME) for row in places for place in row]
    lines = [
        line(text, places[r][c].x + 14, places[r][c].y + 12)
        for r, row in enumerate(said)
        for c, text in enumerate(row)
        if text
    ]
    assert len(with_role(understood(lines, boxes), "field")) == 9


def test_a_wide_frame_with_round_corners_and_one_word_in_its_middle_is_a_button() -> None:
    frame = Box(Rect(8, 119, 900, 38), GREY, radius=2, border=LINED)
    word = line("Verify", 440, 132)
    assert roles(understood([word], [frame]), "button") == ["Verify"]
    strip = Box(Rect(8, 119, 900, 38), GREY, border=Border((1, 1, 0, 1), (118, 118, 118)))
    assert roles(understood([word], [strip]), "button") == []


@pytest.mark.parametrize(("gap", "found"), [(3, True), (60, False)])
def test_a_low_fill_right_after_a_field_is_its_button_and_elsewhere_a_tag(gap: int, found: bool) -> None:
    field = Box(Rect(100, 100, 160, 22), WHITE, radius=2, border=FRAME)
    key = Box(Rect(260 + gap, 101, 62, 20), Fill(((255, 162, 0),)), radius=2)
    hint, word = line("Image search", 106, 106, 12, color=PALE), line("Search", 0, 106, 12, color=(255, 255, 255))
    word = line("Search", key.rect.x + (62 - word.rect.w) // 2, 106, 12, color=(255, 255, 255))
    word.ground = key.fill.mean
    root = understood([hint, word, line("Departures of the week", 60, 400)], [field, key])
    assert (roles(root, "button") == ["Search"]) is found
