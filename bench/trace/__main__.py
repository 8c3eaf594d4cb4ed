"""Traces screenshots of pages and scores the result against the pages.

python -m bench.trace                          the project's own pages, tuned on and held out
python -m bench.trace FOLDER [FOLDER ...]      any folders of HTML pages
    --scale 2        screenshots at two device pixels to a CSS pixel
    --format jpeg    or webp, at --quality
    --viewport       only the first 1280 x 800, as for the times
    --keep DIR       leave screenshots and traced pages there
"""

from __future__ import annotations

import argparse
import asyncio
import io
import json
import re
import statistics
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Coroutine
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image as Picture
from playwright.sync_api import Browser

from bench.trace.browser import chromium, render
from bench.trace.roles import ROLES, recall
from bench.trace.scores import Scores, blocks, score, ssim
from service.generators.base import GenerationRequest, Image, Remark, Text
from service.generators.trace import Tracer

T = TypeVar("T")

OWN = Path(__file__).parent / "pages"
DATA_URI = re.compile(rb"data:[a-z/+]+;base64,[A-Za-z0-9+/=]+")


@dataclass(slots=True)
class Row:
    """One page's result. Times in seconds, memory in MB, code sizes in bytes without pictures."""

    page: str
    scores: Scores
    found: Counter[str]
    every: Counter[str]
    seconds: float
    first_code: float
    memory: int
    scrolls: bool
    positioned: int
    elements: int
    code: int
    original: int
    remarks: list[str] = field(default_factory=list)


async def started() -> Tracer:
    return await Tracer().__aenter__()


async def trace(data: bytes, media: str, tracer: Tracer) -> tuple[str, float, float, list[str]]:
    """The code, seconds to the end and to the first code, and what was remarked."""
    request = GenerationRequest("bench", "create", "image", "html_css", "", [Image("", media, data)])
    start = time.perf_counter()
    first = 0.0
    parts: list[str] = []
    remarks: list[str] = []
    async for piece in tracer.generate(request):
        if isinstance(piece, Text):
            first = first or time.perf_counter() - start
            parts.append(piece.value)
        elif isinstance(piece, Remark):
            remarks.append(f"{piece.kind}: {' '.join(piece.items)[:80]}")
    return "".join(parts), time.perf_counter() - start, first, remarks


def convert(png: bytes, kind: str, quality: int) -> tuple[bytes, str]:
    if kind == "png":
        return png, "image/png"
    out = io.BytesIO()
    Picture.open(io.BytesIO(png)).convert("RGB").save(out, kind.upper(), quality=quality)
    return out.getvalue(), f"image/{kind}"


def grey(png: bytes) -> NDArray[np.uint8]:
    image = cv2.imdecode(np.frombuffer(png, np.uint8), cv2.IMREAD_GRAYSCALE)
    assert image is not None
    return np.asarray(image, dtype=np.uint8)


class Loop:
    """An event loop in a thread of its own: Playwright's synchronous interface holds this thread's."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()


def run(
    browser: Browser, path: Path, options: argparse.Namespace, tracer: Tracer, runner: Loop, keep: Path
) -> Row | None:
    reference = render(browser, path, whole=not options.viewport)
    shot = (
        reference.png
        if options.scale == 1
        else render(browser, path, scale=options.scale, whole=not options.viewport).png
    )
    if not reference.texts:
        return None
    data, media = convert(shot, options.format, options.quality)
    code, seconds, first, remarks = runner.run(trace(data, media, tracer))
    (keep / f"{path.stem}.png").write_bytes(reference.png)
    target = keep / f"{path.stem}.traced.html"
    target.write_text(code, encoding="utf-8")
    traced = render(browser, target)
    (keep / f"{path.stem}.traced.png").write_bytes(traced.png)
    scores = score(blocks(reference.texts, reference.size), blocks(traced.texts, traced.size))
    scores = Scores(
        scores.block, scores.text, scores.position, scores.color, ssim(grey(reference.png), grey(traced.png))
    )
    found, every = recall(reference, traced)
    original = len(DATA_URI.sub(b"", path.read_bytes()))
    bare = len(DATA_URI.sub(b"", code.encode()))
    return Row(
        path.stem, scores, found, every, seconds, first, tracer.peak_memory_mb, traced.phone_width > 376, traced.positioned,
        max(1, traced.elements), bare, max(1, original), remarks,
    )  # fmt: skip


def table(rows: list[Row], title: str) -> str:
    """One line a page and the means, in Markdown."""
    head = "| page | block | text | position | colour | SSIM | s | first s | code ratio | absolute % | scroll |"
    lines = [f"### {title} ({len(rows)} pages)", "", head, "|---|" + "---:|" * 9 + "---|"]
    for row in rows:
        lines.append(_line(row.page, [row]))
    lines.append(_line("**mean**", rows))
    lines += ["", "| role | found | all | recall % |", "|---|---:|---:|---:|"]
    for role in ROLES:
        found, every = sum(r.found[role] for r in rows), sum(r.every[role] for r in rows)
        if every:
            lines.append(f"| {role} | {found} | {every} | {100 * found / every:.0f} |")
    seconds = sorted(row.seconds for row in rows)
    lines += ["", f"median {statistics.median(seconds):.2f} s, 95th percentile {seconds[int(0.95 * (len(seconds) - 1))]:.2f} s, "
              f"first code at most {max(r.first_code for r in rows):.2f} s, worker's peak memory {max(r.memory for r in rows)} MB, "
              f"least block {100 * min(r.scores.block for r in rows):.1f}", ""]  # fmt: skip
    return "\n".join(lines)


def _line(name: str, rows: list[Row]) -> str:
    def mean(values: list[float]) -> float:
        return sum(values) / len(values)

    kinds = ("block", "text", "position", "color", "ssim")
    scores = " | ".join(f"{100 * mean([getattr(r.scores, kind) for r in rows]):.1f}" for kind in kinds)
    share = 100 * sum(r.positioned for r in rows) / sum(r.elements for r in rows)
    return (
        f"| {name} | {scores} | {mean([r.seconds for r in rows]):.2f} | {mean([r.first_code for r in rows]):.2f} "
        f"| {statistics.median([r.code / r.original for r in rows]):.2f} | {share:.1f} | "
        f"{'yes' if len(rows) == 1 and rows[0].scrolls else f'{sum(r.scrolls for r in rows)}' if len(rows) > 1 else ''} |"
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="*", type=Path)
    parser.add_argument("--scale", type=int, default=1)
    parser.add_argument("--format", choices=("png", "jpeg", "webp"), default="png")
    parser.add_argument("--quality", type=int, default=80)
    parser.add_argument("--viewport", action="store_true")
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    folders = options.folders or [OWN / "dev", OWN / "holdout"]
    results: dict[str, list[Row]] = {}
    with tempfile.TemporaryDirectory() as temporary, chromium() as browser:
        runner = Loop()
        keep = options.keep or Path(temporary)
        keep.mkdir(parents=True, exist_ok=True)
        tracer = runner.run(started())
        try:
            for folder in folders:
                rows = results.setdefault(folder.name, [])
                for path in sorted(folder.rglob("*.htm*")):
                    try:
                        row = run(browser, path, options, tracer, runner, keep)
                    except Exception as error:
                        print(f"{path}: {type(error).__name__}: {error}", file=sys.stderr)
                        continue
                    if row:
                        rows.append(row)
                        print(_line(row.page, [row]), file=sys.stderr, flush=True)
                if rows:
                    print(table(rows, folder.name))
        finally:
            runner.run(tracer.__aexit__(None, None, None))
    if options.json:
        options.json.write_text(json.dumps({name: [asdict(row) for row in rows] for name, rows in results.items()}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
