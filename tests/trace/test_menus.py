"""Menus as they are drawn: with icons before their entries, counts and arrows behind them, and in side bars."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from service.generators.trace.canvas import draw
from service.generators.trace.flow import Flow
from service.generators.trace.links import is_link
from service.generators.trace.paragraphs import gather
from service.generators.trace.regions import find_regions
from service.generators.trace.shapes import Border, Box, Fill, Line, Rect, Word
from service.generators.trace.stretches import stretches
from service.generators.trace.tree import Node
from service.generators.trace.understood import _trim, _without_discs
from service.generators.trace.words import Typography
from tests.trace.test_structure import BLUE, WHITE, elements, line, roles, understood
from tests.trace.test_tools import seen

BODY = (16.0, (0, 0, 0))
NAMES = ("Moss", "Horten", "Son", "Drobak")


def linked(root: Node) -> list[str]:
    page = Flow(Typography(root)).element(root, 0, root.rect.w)
    return [child for part in page.walk() if part.tag == "a" for child in part.children if isinstance(child, str)]


def test_entries_of_a_row_may_have_icons_before_and_arrows_behind_them() -> None:
    lines = [line(name, 80 + 130 * i, 200) for i, name in enumerate(NAMES)]
    icons = [Rect(56 + 130 * i, 198, 16, 16) for i in range(4)]
    arrows = [Rect(each.rect.right + 6, 204, 7, 4) for each in lines[1:]]
    assert roles(seen(lines, [*icons, *arrows]), "menu") == list(NAMES)


def test_entries_of_a_side_bar_may_stand_far_apart_and_have_counts_behind_them() -> None:
    names = [line(name, 60, 100 + 60 * i, 12) for i, name in enumerate(NAMES)]
    count = Box(Rect(180, 156, 30, 18), BLUE, radius=9)
    root = understood([*names, line("12", 188, 161, 10, color=(255, 255, 255))], [count])
    assert {name for name in NAMES if name in roles(root, "menu")} == set(NAMES)


def test_short_texts_of_a_side_bar_lead_somewhere_though_they_are_no_menu() -> None:
    texts = (
        "Moss",
        "and its harbour on the east side of the fjord",
        "Horten",
        "Son",
        "Drobak",
        "Oslo and its fjord",
        "Asker",
    )
    lines = [line(text[:30], 20, 30 + (105 + 5 * (i % 2)) * i) for i, text in enumerate(texts)]
    prose = [line("Plain words of the page that go on for a while in here", 400, 60 + 90 * i) for i in range(7)]
    found = linked(understood([*lines, *prose]))
    assert {"Moss", "Horten", "Son", "Drobak", "Oslo and its fjord", "Asker"} <= set(found)
    assert not any(text.startswith(("Plain", "and its")) for text in found)


def green(ground: tuple[int, int, int], family: str = "sans") -> Line:
    made = line("Active today", 100, 100, color=(20, 140, 80))
    made.ground, made.family = ground, family
    return made


def test_coloured_text_on_a_tinted_ground_or_in_code_is_no_link() -> None:
    plain, tinted, code = green((255, 255, 255)), green((222, 245, 232)), green((255, 255, 255), "mono")
    blocks = [gather([each], [], [])[0] for each in (plain, tinted, code)]
    assert [is_link(block, BODY) for block in blocks] == [True, False, False]
    assert [part.look.color for part in stretches(code, blocks[2])] == [None]


def test_an_entry_that_a_small_arrow_follows_is_a_button_and_the_others_are_links() -> None:
    lines = [
        line("Home", 40, 20),
        line("Dashboards", 140, 20),
        line("About", 300, 20),
        line("Plain words below", 40, 400),
    ]
    root = seen(lines, [Rect(140 + lines[1].rect.w + 6, 25, 8, 4)])
    page = Flow(Typography(root)).element(root, 0, root.rect.w)
    said = [(each.tag, "".join(c for c in each.children if isinstance(c, str))) for each in elements(page)]
    assert [each for each in said if each[0] in ("a", "button")] == [
        ("a", "Home"),
        ("button", "Dashboards"),
        ("a", "About"),
    ]


def test_an_arrow_that_was_read_as_a_sign_is_no_part_of_the_words() -> None:
    words = [Word("Trends", Rect(40, 20, 49, 12), 96.0), Word("~", Rect(96, 25, 8, 4), 40.0)]
    row = Line(words, Rect(40, 20, 64, 12))
    _trim(row)
    assert row.text == "Trends"
    approx = Line(
        [Word("About", Rect(40, 20, 49, 12), 96.0), Word("~20", Rect(96, 20, 28, 12), 90.0)], Rect(40, 20, 84, 12)
    )
    _trim(approx)
    assert approx.text == "About ~20"


def test_a_painted_box_far_before_a_menu_is_a_button_and_a_near_one_the_current_page() -> None:
    texts = [line(name, 560 + 110 * i, 24) for i, name in enumerate(NAMES[1:])]
    for x, found in ((40, ["Moss"]), (430, [])):
        button = Box(Rect(x, 12, 100, 38), BLUE, radius=6)
        word = line("Moss", x + 30, 24, color=(255, 255, 255))
        assert roles(understood([word, *texts], [button]), "button") == found


def test_words_in_frames_joined_to_a_row_are_buttons_though_one_is_pressed() -> None:
    frame = Border((1, 1, 1, 1), (226, 232, 240))
    boxes: list[Box] = []
    lines: list[Line] = []
    for name in ("Day", "Week", "Month", "Year"):
        left = boxes[-1].rect.right - 1 if boxes else 300
        lines.append(line(name, left + 16, 204, 14))
        boxes.append(Box(Rect(left, 190, lines[-1].rect.w + 32, 40), WHITE, border=frame))
    boxes[0].fill = Fill(((239, 246, 255),))
    assert roles(understood(lines, boxes), "button") == ["Day", "Week", "Month", "Year"]


def test_the_entries_of_a_side_bar_beside_the_pages_bar_are_no_table() -> None:
    frame = Border((1, 1, 1, 0), (220, 220, 220))
    boxes = [
        Box(Rect(240, 0, 760, 57), WHITE, border=Border((0, 0, 1, 1), (220, 220, 220))),
        Box(Rect(0, 0, 241, 58), WHITE, border=Border((0, 1, 1, 0), (220, 220, 220))),
        *(Box(Rect(0, 57 + 57 * i, 241, 58), WHITE, border=frame) for i in range(5)),
    ]
    side = [line(name, 16, 80 + 57 * i) for i, name in enumerate((*NAMES, "Asker"))]
    page = [line("Ferries", 20, 20), line("Menu", 280, 20), line("Words of the page", 260, 100)]
    assert [node for node in understood([*side, *page], boxes).walk() if node.kind == "table"] == []


def test_the_sites_name_beside_an_arrow_is_no_entry_of_its_menu() -> None:
    names = [line(text, x, 20, 14) for text, x in (("Home", 265), ("Team", 332), ("Source", 397), ("Support", 472))]
    root = seen([line("Harbour office", 66, 18, 18), *names], [Rect(19, 16, 11, 17)])
    assert roles(root, "menu") == ["Home", "Team", "Source", "Support"]


@pytest.mark.parametrize(("filled", "said"), [(True, ["Avatar"]), (False, ["Avatar", "@"])])
def test_a_dot_behind_an_entry_is_no_sign(filled: bool, said: list[str]) -> None:
    pixels = np.full((60, 200, 3), 255, dtype=np.uint8)
    made = line("Avatar @", 20, 20)
    made.words[1].rect = Rect(92, 24, 7, 7)
    cv2.circle(pixels, (95, 27), 3, (255, 160, 0), cv2.FILLED if filled else 1, cv2.LINE_AA)
    _without_discs(draw(pixels, find_regions(pixels)), made)
    assert [word.text for word in made.words] == said
