"""A picture that came in pieces is put together, and what was read in it forgotten."""

from __future__ import annotations

from service.generators.trace.mosaics import put_together
from service.generators.trace.shapes import Box, Line, Picture, Rect
from tests.trace.test_structure import BLUE, line

PANEL = Box(Rect(100, 100, 300, 200), BLUE)


def unsure(text: str, x: int, y: int) -> Line:
    made = line(text, x, y)
    for word in made.words:
        word.confidence = 50.0
    return made


def pieces() -> list[Picture]:
    return [Picture(Rect(110 + 90 * (i % 3), 110 + 90 * (i // 3), 80, 60)) for i in range(6)]


def test_a_panel_full_of_pieces_is_one_picture() -> None:
    lines, boxes = [unsure("we", 150, 180)], [PANEL, Box(Rect(120, 250, 40, 30), BLUE)]
    joined = put_together(pieces(), lines, boxes, [])
    assert [picture.rect for picture in joined] == [PANEL.rect]
    assert not lines
    assert not boxes


def test_a_panel_of_pictures_with_a_caption_stays() -> None:
    lines, boxes = [line("Harbours of the fjord", 150, 280)], [PANEL]
    assert len(put_together(pieces(), lines, boxes, [])) == 6
    assert (len(lines), len(boxes)) == (1, 1)


def test_strips_along_the_edges_of_a_panel_are_shreds_of_a_picture() -> None:
    strips = [Picture(Rect(103, 101, 290, 4)), Picture(Rect(103, 290, 290, 5))]
    assert [p.rect for p in put_together(strips, [], [PANEL], [])] == [PANEL.rect]
    assert len(put_together(strips, [line("08:15", 150, 180)], [PANEL], [])) == 2


def test_pictures_that_overlap_are_one_unless_a_text_would_come_to_lie_in_it() -> None:
    ring, dot = Picture(Rect(10, 10, 40, 30), icon=True), Picture(Rect(40, 30, 30, 30), icon=True)
    assert [p.rect for p in put_together([ring, dot], [], [], [])] == [Rect(10, 10, 60, 50)]
    assert len(put_together([ring, dot], [line("Moss", 54, 12)], [], [])) == 2


def test_a_sign_in_an_icon_is_a_part_of_it_and_a_word_is_not() -> None:
    icon = Picture(Rect(10, 10, 60, 40), icon=True)
    lines = [line("~S", 20, 20), unsure("Sons", 20, 30), line("Moss", 20, 20)]
    put_together([icon], lines, [], [])
    assert [each.text for each in lines] == ["Moss"]
