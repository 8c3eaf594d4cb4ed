"""Widths, heights and ink of letters, measured once (bench/trace/letterforms.py): what a text would look like when set."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

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
def _tables() -> tuple[dict[str, int], dict[tuple[str, bool], NDArray[np.float64]]]:
    data = json.loads((Path(__file__).parent / "letterforms.json").read_text(encoding="utf-8"))
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
