"""Widths, heights and ink of letters, measured once (bench/trace/letterforms.py): what a text would look like when set."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

FAMILIES = ("sans", "serif", "mono", "wide")
# The font stacks that the measured faces stand for; each face is what the stack falls back to, or metric-compatible.
STACKS = {
    "sans": "Arial,Helvetica,sans-serif",
    "serif": '"Times New Roman",Times,serif',
    "mono": '"DejaVu Sans Mono",Menlo,monospace',
    "wide": '"DejaVu Sans",Verdana,sans-serif',
}
# Ascent and descent in em as browsers use them to place the baseline in a line box.
RISE = {"sans": (0.905, 0.212), "serif": (0.891, 0.216), "mono": (0.928, 0.236), "wide": (0.928, 0.236)}

BANDS = 8  # of height from the baseline to the x-height, or to the capitals' tops in a text of capitals
MARGIN = 2  # bands below and above these
PROFILE = 16  # measured bands, from two below the baseline
CAPITAL = 1.36  # height of capitals in x-heights: between sans (1.32) and serif (1.41)


@dataclass(frozen=True, slots=True)
class Extent:
    """A text set at 1 em: advance width, lowest and highest ink from the baseline (up is positive), ink area in square
    em, and the white before its first and after its last letter."""

    width: float
    low: float
    high: float
    area: float
    left: float
    right: float

    @property
    def ink(self) -> float:
        """Width from the first letter's ink to the last one's."""
        return self.width - self.left - self.right


@lru_cache(maxsize=1)
def _data() -> Any:
    return json.loads((Path(__file__).parent / "letterforms.json").read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def _tables() -> tuple[dict[str, int], dict[tuple[str, bool], NDArray[np.float64]]]:
    data = _data()
    index = {character: i for i, character in enumerate(data["characters"])}
    faces = {
        (family, bold): np.array(data["families"][family]["bold" if bold else "regular"], dtype=np.float64) / 1000
        for family in FAMILIES
        for bold in (False, True)
    }
    return index, faces


@lru_cache(maxsize=20_000)
def extent(text: str, family: str = "sans", *, bold: bool = False) -> Extent:
    """How much room the text takes. Characters that were not measured count as an "o"."""
    index, faces = _tables()
    rows = faces[family, bold][[index.get(character, index["o"]) for character in text]]
    if not len(rows):
        return Extent(0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
    inked = rows[rows[:, 2] > rows[:, 1]]
    low, high = (float(inked[:, 1].min()), float(inked[:, 2].max())) if len(inked) else (0.0, 0.0)
    return Extent(float(rows[:, 0].sum()), low, high, float(rows[:, 3].sum()), float(rows[0, 4]), float(rows[-1, 5]))


@lru_cache(maxsize=2)
def _profiles(height: float) -> NDArray[np.float64]:
    """Ink and pieces of ink by character and band, from the top down; bands share out that height (in x-heights)."""
    bands = np.array(_data()["profiles"], dtype=np.float64).reshape(-1, PROFILE)
    edges = MARGIN + height * np.arange(BANDS + MARGIN, -MARGIN - 1, -1)
    sums = [np.interp(edges, np.arange(PROFILE + 1), [0, *np.cumsum(row)]) for row in bands]
    return -np.diff(sums).reshape(-1, 2, BANDS + 2 * MARGIN)


@lru_cache(maxsize=1)
def _weights() -> dict[bool, NDArray[np.float64]]:
    return {
        capitals: np.array(_data()["serifs"]["capitals" if capitals else "mixed"]) / 100 for capitals in (False, True)
    }


def profile(text: str, *, capitals: bool = False) -> NDArray[np.float64]:
    """Ink and pieces of ink per band from the top down, as letters halfway between serif and sans have them."""
    index, _ = _tables()
    letters = [index[character] for character in text if character in index]
    return np.asarray(_profiles(CAPITAL if capitals else 1.0)[letters].sum(axis=0))


def leaning(marks: NDArray[np.float64], *, capitals: bool) -> float:
    """How far letters with these marks (`families.look`) lean to serif: log odds, negative for sans."""
    weights = _weights()[capitals]
    return float(marks @ weights[:-1] + weights[-1])
