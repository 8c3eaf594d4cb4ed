"""What can't have been read right is kept as it looks."""

from __future__ import annotations

import numpy as np
import pytest

from service.generators.trace import reading
from service.generators.trace.reading import Reader, language_data
from service.generators.trace.shapes import Line, Rect, Word
from service.generators.trace.unread import set_aside


def read(text: str, y: int, *confidences: float) -> Line:
    words = [
        Word(word, Rect(40 + 60 * index, y, 50, 12), confidence)
        for index, (word, confidence) in enumerate(zip(text.split(), confidences, strict=True))
    ]
    return Line(words, Rect(40, y, 60 * len(words) - 10, 12))


def test_hopeless_lines_become_one_place_a_paragraph_and_the_others_stay() -> None:
    lines = [
        read("Ferry times", 40, 96, 95),
        read("wla ghub jall", 100, 30, 22, 41),
        read("oda mll pee", 118, 40, 33, 25),
    ]
    assert set_aside(lines) == [Rect(40, 100, 170, 30)]
    assert [line.text for line in lines] == ["Ferry times"]


def test_a_sure_word_in_a_hopeless_line_is_kept() -> None:
    lines = [read("wla ghub jallo GitHub", 100, 20, 22, 21, 96)]
    assert set_aside(lines) == [Rect(40, 100, 170, 12)]
    assert [line.text for line in lines] == ["GitHub"]


def test_one_doubtful_line_on_a_page_that_is_read_well_stays() -> None:
    lines = [*(read("Ferry times", 40 + 30 * n, 96, 95) for n in range(9)), read("Horten quayside", 400, 55, 58)]
    assert set_aside(lines) == []
    assert len(lines) == 10


def test_lines_for_which_there_was_no_time_are_kept_as_pictures() -> None:
    read = [Line([Word("harbour", Rect(40, 10, 70, 12), 95.0)], Rect(40, 10, 70, 12))]
    late = [Rect(40, 60, 300, 12), Rect(40, 78, 280, 12)]
    assert set_aside(read, late) == [Rect(40, 60, 300, 30)]
    assert [line.text for line in read] == ["harbour"]


@pytest.mark.skipif(language_data() is None, reason="tesseract-ocr-eng is not installed")
def test_reading_ends_when_the_time_is_up() -> None:
    tessdata = language_data()
    assert tessdata
    reader = Reader(tessdata, threads=1, limit=0.0)
    readings = reader.read(np.full((100, 200), 255, dtype=np.uint8), [Rect(10, 10, 80, 14), Rect(10, 40, 80, 14)])
    reader.close()
    assert [reading.late for reading in readings] == [True, True]


@pytest.mark.parametrize(
    ("by_height", "kept"),
    [
        ({34: [("AdminLTe", 16.0)], 30: [("AdminLTE", 88.0)]}, "AdminLTE"),
        ({34: [], 30: [], 26: [("Moss", 91.0)]}, "Moss"),
        ({34: [("harhour", 40.0)], 30: [("hhhour", 12.0)], 26: [("harbour", 45.0)]}, "harbour"),
        ({34: [("4E", 0.0), ("Styles", 86.0)]}, "4E Styles"),  # icons before a word, which is read well
        ({34: [("HE", 20.0)]}, "HE"),
    ],
)
def test_a_word_that_was_hardly_read_is_looked_at_again_at_other_sizes(
    monkeypatch: pytest.MonkeyPatch, by_height: dict[int, list[tuple[str, float]]], kept: str
) -> None:
    line = Rect(10, 10, 160, 28)

    def words(_engine: object, _canvas: object, rect: Rect, height: int) -> list[Word]:
        return [Word(text, rect, confidence) for text, confidence in by_height[height]]

    monkeypatch.setattr(reading, "_words", words)
    found = reading._read_line(None, np.zeros((1, 1), dtype=np.uint8), line)  # looked at by `words` alone
    assert " ".join(word.text for word in found.words) == kept
