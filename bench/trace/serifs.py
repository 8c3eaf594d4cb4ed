"""Learns what serifs look like and writes it into `service/generators/trace/letterforms.json`.

Chromium draws lines of words in faces of both kinds, in sizes from 11 to 40 pixels, and a logistic regression is fitted to
what the tracer sees of them, one for ordinary text and one for capitals. Takes font files; the tracer itself needs none.

    python -m bench.trace.serifs --sans FILE [FILE ...] --serif FILE [FILE ...]

The weights in the repository were learned from the light, regular and bold faces, where there are such, of Liberation
Sans, DejaVu Sans, Open Sans, Lato, Inter, Poppins, Raleway, Work Sans, Rubik, DM Sans, Barlow, Quicksand, Josefin Sans,
Fira Sans and Noto Sans, and of Liberation Serif, Merriweather, Lora, Crimson Text, Libre Baskerville, Noto Serif, Source
Serif, Roboto Slab, Gelasio and Cormorant Garamond.
"""

from __future__ import annotations

import argparse
import json
import random
import tempfile
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from playwright.sync_api import Browser, sync_playwright

from bench.trace.browser import CHROMIUM, FLAGS, render
from bench.trace.letterforms import TARGET
from service.generators.trace.canvas import FAINT
from service.generators.trace.families import look
from service.generators.trace.shapes import Line, Rect, Word

WORDS = """about account again area article balance before blue branch building calendar change choose class collection
company contact country customer daily design detail download early email event export family favourite first fish flight
from full garden give good group guide half harbour help history holiday hour image issue item journey just keep kitchen
language learn level light list local long machine magazine market meeting message minute money month mountain music name
network next night notice number office often open order overview page paper people phone picture plan please post price
private problem process project quality question quick record region request review river room sale school screen search
season section send service setting shop short simple size software sort special station street student style subject
summer system table team ticket today total track travel tree under update user value version video visit voice walk want
water website week welcome while window winter with word work world write year zone"""
SIZES = (11, 12, 12, 13, 13, 14, 14, 15, 16, 16, 17, 18, 20, 22, 24, 28, 32, 40)
LINES = 60  # of a face
ROW = 60  # pixels from line to line
HINTINGS = ("slight", "none")  # as on Linux, and as on other systems
CALM = 8.0  # weights are held small, so that no face is learned by heart
Sample = tuple[NDArray[np.float64], int]


def written(dice: random.Random, *, capitals: bool) -> str:
    words = [dice.choice(WORDS.split()) for _ in range(dice.randint(1, 3 if capitals else 8))]
    return " ".join(words).upper() if capitals else " ".join((words[0].capitalize(), *words[1:]))


def samples(browser: Browser, path: str, *, capitals: bool) -> Iterator[Sample]:
    """What the tracer sees of lines in that face, and how many letters it sees."""
    dice = random.Random(f"{Path(path).name}{capitals}")
    texts = [written(dice, capitals=capitals) for _ in range(LINES)]
    rows = []
    for text in texts:
        spacing = dice.choice((0, 0, 0.5, 1, 2)) if capitals else 0
        rows.append(f"<p style='font-size:{dice.choice(SIZES)}px;letter-spacing:{spacing}px'>{text}</p>")
    face = f"@font-face{{font-family:face;src:url(file://{path})}}"
    look_of = (
        f"body{{margin:0;background:#000;color:#fff;font-family:face}}p{{margin:0;height:{ROW}px;line-height:{ROW}px}}"
    )
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "page.html"
        page.write_text(f"<!doctype html><style>{face}{look_of}</style>{''.join(rows)}", encoding="utf-8")
        png = render(browser, page).png
    shown = np.asarray(cv2.imdecode(np.frombuffer(png, np.uint8), cv2.IMREAD_GRAYSCALE), dtype=np.uint8)
    for row, text in enumerate(texts):
        ink = shown[row * ROW : (row + 1) * ROW]
        ink = np.where(ink < FAINT, 0, ink).astype(np.uint8)
        rect = Rect(*map(int, cv2.boundingRect(ink)))
        line = Line([Word(text, rect, 96.0)], rect, ground=(0, 0, 0), color=(255, 255, 255))
        marks = look(ink, line)
        if marks is not None:
            yield marks, len(text)


def fitted(marks: NDArray[np.float64], serif: NDArray[np.float64], counts: NDArray[np.float64]) -> NDArray[np.float64]:
    """Weights of the marks and, last, a constant: log odds of serif. Newton's method."""
    scale = marks.std(axis=0) + 1e-6
    known = np.column_stack([marks / scale, np.ones(len(marks))])
    share = np.where(serif > 0, serif, 0) + (1 - serif) * serif.sum() / (1 - serif).sum()  # both kinds count alike
    share *= np.minimum(counts, 40) / 20
    held = np.full(known.shape[1], CALM)
    held[-1] = 0
    weights = np.zeros(known.shape[1])
    for _ in range(25):
        chance = 1 / (1 + np.exp(-np.clip(known @ weights, -30, 30)))
        slope = known.T @ (share * (chance - serif)) + held * weights
        bend = (known * (share * chance * (1 - chance) + 1e-9)[:, None]).T @ known + np.diag(held)
        weights -= np.linalg.solve(bend, slope)
    weights[:-1] /= scale
    return weights


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sans", nargs="+", required=True)
    parser.add_argument("--serif", nargs="+", required=True)
    options = parser.parse_args()
    weights = {}
    kinds = [(0.0, path) for path in options.sans] + [(1.0, path) for path in options.serif]
    found: dict[bool, list[tuple[NDArray[np.float64], float, int]]] = {False: [], True: []}
    with sync_playwright() as playwright:
        for hinting in HINTINGS:
            flags = [*FLAGS, f"--font-render-hinting={hinting}"]
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=flags)
            for kind, path in kinds[HINTINGS.index(hinting) :: len(HINTINGS)]:  # every face in one of the two
                for capitals, seen in found.items():
                    seen += [(marks, kind, letters) for marks, letters in samples(browser, path, capitals=capitals)]
            browser.close()
    for capitals, seen in found.items():
        marks, serif, counts = (np.array(column, dtype=np.float64) for column in zip(*seen, strict=True))
        learned = fitted(marks, serif, counts)
        right = ((marks @ learned[:-1] + learned[-1] > 0) == (serif > 0)).mean()
        print(f"{'capitals' if capitals else 'mixed'}: {len(seen)} lines, {100 * right:.1f} % right")
        weights["capitals" if capitals else "mixed"] = (100 * learned).round().astype(int).tolist()
    data = json.loads(TARGET.read_text(encoding="utf-8")) | {"serifs": weights}
    TARGET.write_text(json.dumps(data, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
