"""One page: rendered, traced from its screenshot, rendered again, and compared."""

from __future__ import annotations

import asyncio
import io
import re
import sys
import threading
import time
from collections import Counter
from collections.abc import Coroutine, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image as Picture
from playwright.sync_api import Browser

from bench.trace.browser import PHONE, chromium, render
from bench.trace.roles import recall
from bench.trace.scores import Scores, blocks, score, ssim
from bench.trace.setting import NONE_SET, Setting, setting
from service.generators.base import GenerationRequest, Image, Remark, Text
from service.generators.trace import Tracer

T = TypeVar("T")

OWN = Path(__file__).parent / "pages"
DATA_URI = re.compile(rb"data:[a-z/+]+;base64,[A-Za-z0-9+/=]+")


@dataclass(frozen=True, slots=True)
class Shot:
    """How the screenshot is taken: device pixels to a CSS pixel, file format, and whether of the viewport only."""

    scale: int = 1
    kind: str = "png"
    quality: int = 80
    viewport: bool = False


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
    setting: Setting = NONE_SET


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


def _measure(browser: Browser, path: Path, shot: Shot, tracer: Tracer, loop: Loop, keep: Path) -> Row | None:
    whole = not shot.viewport
    reference = render(browser, path, whole=whole)
    if not reference.texts:
        return None
    png = reference.png if shot.scale == 1 else render(browser, path, scale=shot.scale, whole=whole).png
    data, media = convert(png, shot.kind, shot.quality)
    code, seconds, first, remarks = loop.run(trace(data, media, tracer))
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
    return Row(
        path.stem,
        scores,
        found,
        every,
        seconds,
        first,
        memory=tracer.peak_memory_mb,
        scrolls=traced.phone_width > PHONE + 1,
        positioned=traced.positioned,
        elements=max(1, traced.elements),
        code=len(DATA_URI.sub(b"", code.encode())),
        original=max(1, len(DATA_URI.sub(b"", path.read_bytes()))),
        remarks=remarks,
        setting=setting(reference, traced),
    )


@contextmanager
def _traced() -> Iterator[tuple[Tracer, Loop]]:
    loop = Loop()
    tracer = loop.run(started())
    try:
        yield tracer, loop
    finally:
        loop.run(tracer.__aexit__(None, None, None))


def measure(pages: Sequence[Path], keep: Path, shot: Shot = Shot(), *, log: bool = False) -> list[Row]:
    """A row a page; screenshots and traced pages are left in `keep`. A page that fails is named on standard error."""
    rows = []
    with chromium() as browser, _traced() as (tracer, loop):
        for path in pages:
            try:
                row = _measure(browser, path, shot, tracer, loop, keep)
            except Exception as error:
                print(f"{path}: {type(error).__name__}: {error}", file=sys.stderr)
                continue
            if row:
                rows.append(row)
                if log:
                    print(f"{path.stem}: block {100 * row.scores.block:.1f}", file=sys.stderr, flush=True)
    return rows
