"""Icons and what they lead are rows; side bars are menus; signs between words part the entries of a menu."""

from __future__ import annotations

from service.generators.trace.layout import build
from service.generators.trace.lines import _beside_two
from service.generators.trace.mending import mend
from service.generators.trace.paragraphs import gather
from service.generators.trace.separators import separated
from service.generators.trace.shapes import Box, Fill, Line, Picture, Rect, Word
from service.generators.trace.structure import understand
from service.generators.trace.tree import Node
from tests.trace.test_structure import PAGE, line, roles


def page(lines: list[Line], icons: list[Rect], boxes: list[Box] | None = None) -> Node:
    pictures = [Picture(rect, icon=True) for rect in icons]
    root = build(PAGE, boxes or [], [*gather(lines, boxes or [], []), *pictures])
    understand(root)
    return root


def with_role(root: Node, role: str) -> list[Node]:
    return [node for node in root.walk() if node.role == role]


def test_ticks_before_texts_are_a_list_of_rows() -> None:
    said = (
        "Unlimited projects for all of your team",
        "Help by telephone at any time of the day",
        "Kept for thirty days after the end",
    )
    root = page(
        [line(text, 90, 100 + 50 * i) for i, text in enumerate(said)], [Rect(50, 98 + 50 * i, 18, 18) for i in range(3)]
    )
    (items,) = with_role(root, "items")
    assert [[n.block.text for n in row.walk() if n.block] for row in items.children] == [[text] for text in said]


def test_a_grid_of_icons_and_texts_in_two_columns_is_no_single_list() -> None:
    lines = [line("Said in a few words here", x + 40, y) for x in (40, 500) for y in (100, 160, 220)]
    icons = [Rect(x, y - 2, 18, 18) for x in (40, 500) for y in (100, 160, 220)]
    assert all(len(items.children) == 3 for items in with_role(page(lines, icons), "items"))


def test_the_entries_of_a_side_bar_are_menus_between_its_titles() -> None:
    names = ["Overview", "Journeys", "Harbours", "Tides", "Crew", "Boats", "Weather", "Logs"]
    side = [line(name, 60, 60 + 70 * i) for i, name in enumerate(names)]
    icons = [Rect(24, 58 + 70 * i, 18, 18) for i in range(len(names))]
    side.append(line("TOOLS", 24, 60 + 70 * 4 - 36, 12, bold=True))
    prose = [line("Plain words of the page that go on for a while", 400, 80 + 60 * i) for i in range(8)]
    root = page([*side, *prose], icons)
    menus = [[n.block.text for n in menu.walk() if n.block] for menu in with_role(root, "menu")]
    assert [name for menu in menus for name in menu] == names
    assert roles(root, "heading") == ["TOOLS"]


def test_signs_between_short_texts_part_them() -> None:
    parts = [part.text for part in separated(line("About | News archives | Shop | Results", 40, 40))]
    assert parts == ["About", "|", "News archives", "|", "Shop", "|", "Results"]
    for text in ("Either this | or that", "One > two / three > four", "A long part of many words here | b | c"):
        assert [part.text for part in separated(line(text, 40, 40))] == [text]


def test_the_word_i_is_told_from_a_bar_by_where_it_ends() -> None:
    from service.generators.trace.canvas import Canvas

    canvas = Canvas.__new__(Canvas)
    for bottom, text in ((112, "I"), (116, "|")):
        made = line("and then", 40, 100)
        made.words.append(Word("|", Rect(160, 100, 2, bottom - 100), 90.0))
        mend(canvas, [made])
        assert made.words[-1].text == text


def test_an_icon_beside_two_lines_belongs_to_neither() -> None:
    icon, upper, lower = Rect(10, 10, 24, 24), Rect(44, 10, 80, 10), Rect(44, 24, 120, 10)
    parts = [icon, upper, lower]
    assert _beside_two(icon, parts, [part.x for part in parts])
    assert not _beside_two(icon, [icon, upper], [10, 44])


def test_a_disc_with_an_icon_is_a_button_whatever_its_colour() -> None:
    box = Box(Rect(100, 100, 40, 40), Fill(((255, 255, 255),)), radius=20)
    root = page([line("Plain words of the page", 400, 400)], [Rect(112, 112, 16, 16)], [box])
    assert [node.rect for node in with_role(root, "button")] == [box.rect]
