"""Texts shown in capitals: which are written otherwise, and how."""

from __future__ import annotations

import pytest

from service.generators.trace.capitals import set_in_capitals, written


@pytest.mark.parametrize("text", ["CONTACT US", "PRICING", "FREE SHIPPING OVER $50", "SIGN UP"])
def test_words_in_capitals_are_the_style_sheet_s(text: str) -> None:
    assert set_in_capitals(text)


@pytest.mark.parametrize(
    "text", ["FAQ", "USD", "SKU1234-B", "MAX_RETRIES", "TCP/IP SOCKETS", "Contact US", "2024", "NASA"]
)
def test_abbreviations_and_codes_stay_as_they_are(text: str) -> None:
    assert not set_in_capitals(text)


def test_long_runs_stay_as_they_are() -> None:
    assert not set_in_capitals("THIS IS A NOTICE OF INTENT TO AWARD TO A SINGLE SOURCE")


def test_short_runs_are_titles_and_longer_ones_sentences() -> None:
    assert written("TERMS OF SERVICE", "TERMS OF SERVICE", first=True) == "Terms of Service"
    said = "WE BUILD FAST SITES. ASK US"
    assert written(said, said, first=True) == "We build fast sites. Ask us"


def test_a_part_goes_on_where_the_one_before_it_ended() -> None:
    assert written("IN TOUCH WITH US", "GET IN TOUCH WITH US", first=False) == "in touch with us"


def test_known_abbreviations_keep_their_capitals() -> None:
    assert written("API REFERENCE", "API REFERENCE", first=True) == "API Reference"
