"""The bench itself: scores that are right on cases one can work out, and floors on a frozen set of pages."""

from __future__ import annotations

import itertools
import json
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from bench.trace.assignment import assign
from bench.trace.browser import Rendered, Text
from bench.trace.measure import Row
from bench.trace.report import facts, table
from bench.trace.scores import Block, Scores, ciede2000, score, ssim
from bench.trace.setting import setting
from service.generators.trace.reading import language_data

BLACK = (0.0, 0.0, 0.0)


def test_the_assignment_is_the_cheapest_there_is() -> None:
    random = np.random.default_rng(3)
    for rows, columns in ((1, 1), (3, 3), (4, 6), (6, 4)):
        cost = random.random((rows, columns))
        found = assign(cost)
        small, large = sorted((rows, columns))
        grid = cost if rows <= columns else cost.T
        best = min(sum(grid[i, p[i]] for i in range(small)) for p in itertools.permutations(range(large), small))
        assert len(found) == small
        assert sum(cost[r, c] for r, c in found) == pytest.approx(best)


@pytest.mark.parametrize(
    ("one", "other", "distance"),
    # Sharma, Wu, Dalal (2005) give pairs in Lab; these are grey and pure sRGB colours whose distances are published widely.
    [((0, 0, 0), (255, 255, 255), 100.0), ((255, 0, 0), (255, 0, 0), 0.0), ((255, 0, 0), (0, 0, 255), 52.88)],
)
def test_colour_distance_is_ciede2000(one: tuple[float, ...], other: tuple[float, ...], distance: float) -> None:
    assert ciede2000((one[0], one[1], one[2]), (other[0], other[1], other[2])) == pytest.approx(distance, abs=0.1)


def block(text: str, x: float, y: float, w: float = 0.2, h: float = 0.02) -> Block:
    return Block(text, (x, y, w, h), BLACK)


def test_a_page_is_like_itself() -> None:
    page = [block("Timetable", 0.1, 0.1), block("Read more", 0.1, 0.3), block("Read more", 0.1, 0.6)]
    found = score(page, list(page))
    assert (found.block, found.text, found.position, found.color) == (1.0, 1.0, 1.0, 1.0)


def test_capitals_that_a_style_sheet_made_are_no_difference() -> None:
    found = score([block("COMING SOON!", 0.1, 0.1)], [block("Coming soon!", 0.1, 0.1)])
    assert (found.block, found.text) == (1.0, 1.0)


def test_the_tables_last_row_holds_means_and_the_median_ratio_is_named() -> None:
    rows = [
        Row(name, Scores(1, 1, 1, 1, 1), Counter(), Counter(), 0.5, 0.2, 200, False, 0, 10, code, 100)
        for name, code in (("a", 100), ("b", 200), ("c", 600))
    ]
    written = table(rows, "three")
    (last,) = (line for line in written.splitlines() if line.startswith("| **mean**"))
    assert last.split("|")[9].strip() == "3.00"
    assert "code ratio 2.00 (median)" in written


def test_a_row_is_written_as_json() -> None:
    found, every = Counter({"heading": 2}), Counter({"heading": 3})
    row = Row("a", Scores(1, 1, 1, 1, 1), found, every, 0.5, 0.2, 200, False, 0, 10, 900, 450)
    told = json.loads(json.dumps(facts(row)))
    assert (told["found"], told["every"], told["scores"]["ssim"]) == ({"heading": 2}, {"heading": 3}, 1)


def test_letters_are_compared_by_their_size_and_weight() -> None:
    def shown(*texts: tuple[str, float, bool]) -> Rendered:
        made = [
            Text(words, (20.0, 30.0 + 60 * n, 9.0 * len(words), 20.0), BLACK, frozenset(), size, bold)
            for n, (words, size, bold) in enumerate(texts)
        ]
        return Rendered(b"", made, [], 1, 0, (1280, 800), 375)

    page = shown(("Ferry times", 16, True), ("Tickets", 14, False), ("Harbour", 14, False))
    traced = shown(("Ferry times", 16.4, True), ("Tickets", 15, False), ("Something else entirely", 14, False))
    assert setting(page, page) == (25, 25, 25)
    assert setting(page, traced) == (18, 11, 18)
    assert setting(page, shown(("Ferry times", 16, False))) == (11, 11, 0)


def test_half_of_the_text_missing_halves_what_matches() -> None:
    page = [block("Timetable of the ferry", 0.1, 0.1), block("Prices and passes", 0.1, 0.5)]
    # The matched block counts in both pages, the missing one in its own.
    assert score(page, page[:1]).block == pytest.approx(2 / 3)


def test_a_sentence_cut_in_two_is_still_the_sentence() -> None:
    whole = [block("The ferry leaves at eight", 0.1, 0.1, 0.4)]
    parts = [block("The ferry", 0.1, 0.1, 0.15), block("leaves at eight", 0.27, 0.1, 0.23)]
    found = score(whole, parts)
    assert found.block == pytest.approx(1.0)
    assert found.text == pytest.approx(1.0)


def test_a_long_text_in_many_paragraphs_is_still_the_text() -> None:
    stops = ["Horten", "Moss", "Larkollen", "Engelsviken", "Hankø", "Strömstad", "Koster", "Sandefjord", "Stavern"]
    lines = [f"The boat from {stop} leaves on the {at}th of May" for at, stop in enumerate(stops, 4)]
    pieces = [block(line, 0.1, 0.1 + 0.03 * at, 0.4) for at, line in enumerate(lines)]
    whole = block(" ".join(lines), 0.1, 0.1, 0.4, 0.26)
    for one, other in (([whole], pieces), (pieces, [whole])):
        found = score(one, other)
        assert found.block == pytest.approx(1.0)
        assert found.text == pytest.approx(1.0)
    # Paragraphs of another text are no pieces of it, and are not matched.
    assert (
        score([whole], [block(f"Tickets for {stop} cost nine crowns each way", 0.1, 0.6) for stop in stops]).block == 0
    )


def test_texts_that_match_nothing_are_not_merged_across_the_page() -> None:
    page = [block("Price list of the ferry", 0.1, 0.1), block("Horten", 0.1, 0.2), block("Departures", 0.7, 0.9)]
    traced = [page[0], block("Tickets and passes", 0.5, 0.5)]  # to which both together are more alike, but not enough
    # What is missing counts as what it is, not as all that lies between.
    assert score(page, traced).block == pytest.approx(2 / 5)


def test_a_page_that_is_shorter_is_compared_with_white() -> None:
    grey = np.full((80, 80), 90, dtype=np.uint8)
    assert ssim(grey, grey) == pytest.approx(1.0)
    assert ssim(grey, grey[:40]) < 0.8


@pytest.mark.browser
@pytest.mark.timeout(180)
@pytest.mark.skipif(language_data() is None, reason="tesseract-ocr-eng is not installed")
def test_the_frozen_pages_keep_their_scores(tmp_path: Path) -> None:
    """Means over eight pages of the bench, with a margin of some points under what they reach (bench/trace/README.md)."""
    from bench.trace.browser import CHROMIUM
    from bench.trace.measure import OWN, measure

    if not Path(CHROMIUM).exists():
        pytest.skip("Chromium is not installed")
    pages = [OWN / "dev" / f"{name}.html" for name in ("landing", "users", "prefs", "faq")]
    pages += [OWN / "holdout" / f"{name}.html" for name in ("dashboard", "pricing", "login", "inbox")]
    rows = measure(pages, tmp_path)

    def mean(kind: str) -> float:
        return sum(float(getattr(row.scores, kind)) for row in rows) / len(rows)

    assert len(rows) == 8
    assert mean("block") >= 0.95
    assert mean("text") >= 0.96
    assert mean("position") >= 0.98
    assert mean("color") >= 0.97
    assert mean("ssim") >= 0.90
    assert min(row.scores.block for row in rows) >= 0.80
    floors = {"heading": 0.75, "button": 0.75, "link": 0.50, "input": 0.60, "list item": 0.50, "cell": 0.70}
    for role, floor in floors.items():
        every = sum(row.every[role] for row in rows)
        assert sum(row.found[role] for row in rows) >= floor * every, role
    assert sum(row.positioned for row in rows) <= 0.05 * sum(row.elements for row in rows)
    assert not [row.page for row in rows if row.scrolls]
    assert max(row.memory for row in rows) <= 400


@pytest.mark.browser
def test_a_control_of_one_colour_is_seen_by_its_edge(tmp_path: Path) -> None:
    from bench.trace.browser import CHROMIUM, chromium, render

    if not Path(CHROMIUM).exists():
        pytest.skip("Chromium is not installed")
    page = tmp_path / "page.html"
    field = "<input style='border:0;background:#fff;width:200px;height:40px'>"
    page.write_text(f"<body style='background:#ddd'>{field}<div style='background:#fff;padding:40px'>{field}</div>")
    with chromium() as browser:
        assert [control.kind for control in render(browser, page).controls] == ["input"]
