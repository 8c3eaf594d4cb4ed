"""Tesseract reads the canvas line by line; what it returns is checked against the ink.

Each line is cut out, brought to one height and read on its own: on screenshots this finds more words than letting
Tesseract look for lines, because ours come from ink on known fills.
"""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import tesserocr  # type: ignore[import-untyped]
from numpy.typing import NDArray
from PIL import Image

from service.generators.trace.shapes import Pixels, Rect, Word

READ_HEIGHT = 34  # pixels of ink height: the middle of the heights that the network was trained on
OTHER_HEIGHTS = (30, 26)  # for what was not read at all, or hardly: some words are missed or misread at one size only
DOUBTFUL, LEAST_SAID = 50.0, 4  # mean confidence below which a word of so many letters is looked at again
LEAST_WORD = 1.5  # times its height that a line is wide from which it is looked at twice
MARGIN = 12  # white around a line, in read pixels
LIMIT_S = 11.0  # for all lines: a page of 2,000 is read by one thread in that time, and the whole trace has 20 seconds
LEAST_CONFIDENCE = 20.0  # below it what was read is a drawing
PLACES = ("/usr/share/tesseract-ocr/5/tessdata", "/usr/share/tesseract-ocr/4.00/tessdata", "/usr/share/tessdata",
          "/usr/local/share/tessdata", "/opt/homebrew/share/tessdata")  # fmt: skip


def language_data() -> str | None:
    """The directory that holds eng.traineddata, None where there is none. TESSDATA_PREFIX, if set, is the only one."""
    prefix = os.environ.get("TESSDATA_PREFIX")
    for place in (prefix,) if prefix else PLACES:
        if (Path(place) / "eng.traineddata").is_file():
            return place
    return None


@dataclass(slots=True)
class Reading:
    """What a line says: words in the screenshot's pixels, none where it is no text; `late` where the time was up."""

    rect: Rect
    words: list[Word]
    late: bool = False


class Reader:
    """A few Tesseract engines, each used by one thread at a time. Raises RuntimeError where the data is damaged."""

    def __init__(self, tessdata: str, threads: int = 2, limit: float = LIMIT_S) -> None:
        self._limit = limit
        self._engines = [_engine(tessdata) for _ in range(threads)]
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="read")

    def read(self, canvas: Pixels, lines: list[Rect], threads: int | None = None) -> list[Reading]:
        """One reading a line, in order; from top to bottom until the time is up."""
        engines = self._engines[: threads or len(self._engines)]
        order = sorted(range(len(lines)), key=lambda i: (lines[i].y, lines[i].x))
        shares = [order[k :: len(engines)] for k in range(len(engines))]  # every other line: about the same work
        out: list[Reading | None] = [None] * len(lines)
        end = time.monotonic() + self._limit

        def work(engine: tesserocr.PyTessBaseAPI, share: list[int]) -> None:
            for index in share:
                late = time.monotonic() > end
                out[index] = Reading(lines[index], [], late) if late else _read_line(engine, canvas, lines[index])

        list(self._threads.map(work, engines, shares))
        return [reading for reading in out if reading is not None]

    def close(self) -> None:
        self._threads.shutdown()
        for engine in self._engines:
            engine.End()


def _engine(tessdata: str) -> tesserocr.PyTessBaseAPI:
    engine = tesserocr.PyTessBaseAPI(
        path=tessdata, lang="eng", psm=tesserocr.PSM.SINGLE_LINE, oem=tesserocr.OEM.LSTM_ONLY
    )
    engine.SetVariable("tessedit_do_invert", "0")  # the canvas is always dark on white
    engine.SetVariable("debug_file", os.devnull)
    return engine


def line_image(canvas: Pixels, line: Rect, reading_height: int = READ_HEIGHT) -> tuple[Pixels, float]:
    """The line at reading height on a white margin, and the factor it was enlarged by."""
    height, width = canvas.shape
    pad = Rect(line.x - 2, line.y - 2, line.w + 4, line.h + 4).within(width, height)
    # Descenders make the same letters smaller: half-way between "as they are" and "to full height" reads best.
    factor = min(4.0, max(0.4, reading_height / max(8, line.h)))
    part = pad.cut(canvas)
    size = (max(1, round(part.shape[1] * factor)), max(1, round(part.shape[0] * factor)))
    sized = cv2.resize(part, size, interpolation=cv2.INTER_CUBIC if factor > 1 else cv2.INTER_AREA)
    image = cv2.copyMakeBorder(sized, MARGIN, MARGIN, MARGIN, MARGIN, cv2.BORDER_CONSTANT, value=(255,))
    return np.asarray(image, dtype=np.uint8), factor


def _read_line(engine: tesserocr.PyTessBaseAPI, canvas: Pixels, line: Rect) -> Reading:
    words = _words(engine, canvas, line, READ_HEIGHT)
    if line.w >= LEAST_WORD * line.h:
        for height in OTHER_HEIGHTS:
            if words and not 0 < _trust(words) < DOUBTFUL:
                break
            again = _words(engine, canvas, line, height)
            if not words or _trust(again) > _trust(words):
                words = again
    return Reading(line, words)


def _trust(words: Sequence[Word]) -> float:
    """Mean confidence of what may be words; 0 where there are none: a few signs and letters may be icons."""
    long = [word for word in words if sum(character.isalpha() for character in word.text) >= LEAST_SAID]
    return sum(word.confidence for word in long) / len(long) if long else 0.0


def _words(engine: tesserocr.PyTessBaseAPI, canvas: Pixels, line: Rect, height: int) -> list[Word]:
    image, factor = line_image(canvas, line, height)
    engine.SetImage(Image.fromarray(image))
    engine.Recognize()
    iterator = engine.GetIterator()
    found: list[tuple[str, float, float, float]] = []
    if iterator is not None:
        for item in tesserocr.iterate_level(iterator, tesserocr.RIL.WORD):
            try:
                text = item.GetUTF8Text(tesserocr.RIL.WORD).strip()
                box = item.BoundingBox(tesserocr.RIL.WORD)
            except RuntimeError:
                continue  # an empty line has no word to ask for
            if text and box:
                confidence = float(item.Confidence(tesserocr.RIL.WORD))
                left, _, right, _ = box
                start = line.x - 2 + (left - MARGIN) / factor
                end = line.x - 2 + (right - MARGIN) / factor
                found.append((text, start, end, confidence))
    return _placed(canvas, line, found)


def _placed(canvas: Pixels, line: Rect, found: list[tuple[str, float, float, float]]) -> list[Word]:
    """Words with the boxes of their ink: cut at the widest gaps of the ink, which are surer than the engine's boxes."""
    if not found:
        return []
    ink = line.cut(canvas) < 170
    columns: NDArray[np.bool_] = np.any(ink, axis=0)
    cuts = _cuts(columns, [(found[i][2] + found[i + 1][1]) / 2 - line.x for i in range(len(found) - 1)])
    edges = [0, *cuts, line.w]
    words = []
    for (text, _, _, confidence), start, end in zip(found, edges[:-1], edges[1:], strict=True):
        inked = np.flatnonzero(columns[start:end])
        if not len(inked):
            continue
        left, right = start + int(inked[0]), start + int(inked[-1]) + 1
        rows = np.flatnonzero(ink[:, left:right].any(axis=1))
        rect = Rect(line.x + left, line.y + int(rows[0]), right - left, int(rows[-1] - rows[0]) + 1)
        words.append(Word(text, rect, confidence))
    return words


def _cuts(columns: NDArray[np.bool_], wanted: list[float]) -> list[int]:
    """For each wanted cut the middle of the best gap near it: wide gaps win over close ones."""
    gaps: list[tuple[int, int]] = []
    start: int | None = None
    for x, inked in enumerate([*columns.tolist(), True]):
        if not inked and start is None:
            start = x
        elif inked and start is not None:
            gaps.append((start, x))
            start = None
    cuts: list[int] = []
    last = 0
    for want in wanted:
        near = [g for g in gaps if g[0] >= last and abs((g[0] + g[1]) / 2 - want) <= 14]
        if near:
            start_x, end_x = max(near, key=lambda g: (g[1] - g[0]) - 0.25 * abs((g[0] + g[1]) / 2 - want))
            cut = (start_x + end_x) // 2
        else:
            cut = int(max(want, last))
        cuts.append(min(max(cut, last), len(columns)))
        last = cuts[-1]
    return cuts
