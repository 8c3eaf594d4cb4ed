"""Boxes that look like controls and are none."""

from __future__ import annotations

import pytest

from service.generators.trace.fields import control
from service.generators.trace.shapes import Border, Box, Fill, Line, Rect
from service.generators.trace.words import Typography
from tests.trace.test_structure import WHITE, line, roles, understood

FOOT = Fill(((251, 251, 251),))
GREY = Fill(((238, 238, 238),))


def stacked(fill: Fill) -> tuple[list[Line], list[Box]]:
    """Three frames that stand on one another, the last one of that fill; the middle one is empty."""
    border = Border((1, 1, 1, 1), (220, 220, 220))
    boxes = [Box(Rect(40, 100 + 33 * n, 400, 34), fill if n == 2 else WHITE, border=border) for n in range(3)]
    return [line("Departures", 52, 111, 14), line("Notes about this chart", 52, 177, 14)], boxes


def test_the_head_body_and_foot_of_a_panel_are_no_fields() -> None:
    assert roles(understood(*stacked(FOOT)), "field") == []
    assert roles(understood(*stacked(WHITE)), "field") == ["Departures", "Notes about this chart"]


@pytest.mark.parametrize("painted", [True, False])
def test_a_pale_tile_with_a_figure_and_its_name_is_no_button(painted: bool) -> None:
    box = Box(Rect(40, 100, 160, 50), Fill(((30, 90, 200),)) if painted else GREY, radius=6 if painted else 0)
    color = (255, 255, 255) if painted else (0, 0, 0)
    lines = [line("Get the", 98, 108, 12, color=color), line("app now", 96, 130, 14, color=color)]
    root = understood(lines, [box])
    assert roles(root, "button") == (["Get the", "app now"] if painted else [])
    if painted:
        button = control(next(node for node in root.walk() if node.role == "button"), Typography(root))
        assert [getattr(child, "tag", child) for child in button.children] == ["Get the", "br", "app now"]


def test_fields_that_touch_one_another_and_say_hints_stay_fields() -> None:
    border = Border((1, 1, 1, 1), (206, 212, 218))

    def found(*texts: str) -> list[str]:
        boxes = [Box(Rect(40, 100 + 40 * n, 600, 40), WHITE, border=border, radius=4) for n in range(len(texts))]
        lines = [line(text, 53, 114 + 40 * n, color=(73, 80, 87)) for n, text in enumerate(texts)]
        return roles(understood(lines, boxes), "field")

    assert found("First name", "Last name", "Enter email", "Subject") == [
        "First name",
        "Last name",
        "Enter email",
        "Subject",
    ]
    assert found("Moss", "Horten", "Drobak", "Larkollen") == []
