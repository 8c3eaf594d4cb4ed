"""Sizes in whole pixels where the measured faces' widths fit them, and the rough ones where they do not."""

from __future__ import annotations

import pytest

from service.generators.trace.agreement import agree
from service.generators.trace.fitting import exact_sizes, is_exact, near, shared_sizes
from service.generators.trace.shapes import Line
from tests.trace.test_structure import line

PROSE = (
    "The ferry leaves the harbour every hour",
    "from the first of May, also on Sundays",
    "Children under six travel without a ticket",
)


def rough(text: str, size: int, seen: float, wider: float = 1.0) -> Line:
    """A line of that size whose height says another, and whose letters may be wider than the measured ones."""
    made = line(text, 60, 100, size)
    made.rect = made.rect._replace(w=round(wider * made.rect.w))
    made.size = seen
    return made


def test_lines_that_are_as_wide_as_a_size_makes_them_have_that_size() -> None:
    lines = [rough(text, 14, seen) for text, seen in zip(PROSE, (13.1, 15.0, 14.9), strict=True)]
    assert exact_sizes(lines) == [14]


def test_lines_of_two_sizes_keep_both() -> None:
    lines = [*(rough(text, 13, 13.6) for text in PROSE), rough("Write to the harbour office", 14, 13.5)]
    assert exact_sizes(lines) == [13, 14]
    agree(lines)
    assert [each.size for each in lines] == [13, 13, 13, 14]
    assert {each.spacing for each in lines} == {0}


def test_letters_of_other_widths_prove_nothing() -> None:
    lines = [rough(text, 14, 14, wider) for text, wider in zip(PROSE, (1.035, 0.965, 1.03), strict=True)]
    assert exact_sizes(lines) == []


@pytest.mark.parametrize("text", ["Tickets", "THE FERRY LEAVES THE HARBOUR"])
def test_a_short_line_or_capitals_prove_nothing(text: str) -> None:
    assert exact_sizes([rough(text, 14, 14)] * 3) == []


def test_the_size_of_short_lines_is_the_one_that_most_of_them_fit() -> None:
    lines = [rough("100px", 10, 10.7), rough("1180px", 10, 10.6), rough("95%", 10, 10.7)]
    assert shared_sizes(lines)[0] == 10


def test_spaced_capitals_are_no_larger_than_they_are_tall() -> None:
    spaced = rough("SHOPPING", 14, 14, 1.12)
    assert list(near(spaced)) == [14]
    assert not is_exact(spaced, 14)
    assert max(near(rough("Shopping", 14, 14))) > 14
