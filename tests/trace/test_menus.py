"""Menus as they are drawn: with icons before their entries, counts and arrows behind them, and in side bars."""

from __future__ import annotations

from service.generators.trace.flow import Flow
from service.generators.trace.links import is_link, runs
from service.generators.trace.paragraphs import gather
from service.generators.trace.shapes import Box, Line, Rect
from service.generators.trace.tree import Node
from service.generators.trace.words import Typography
from tests.trace.test_structure import BLUE, line, roles, understood
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
    assert [is_link(gather([each], [], [])[0], BODY) for each in (plain, tinted, code)] == [True, False, False]
    assert [color for _, color in runs(code, (0, 0, 0), underlined=False)] == [None]
