"""The generator: what it streams, what it refuses, and that its processes end when they should."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
import structlog

from service.generators.base import GenerationRequest, Generator, Piece, Progress, Remark, Text
from service.generators.trace import Tracer
from service.generators.trace import tracer as tracer_module
from service.generators.trace.pool import Pool
from service.generators.trace.reading import language_data
from service.outcomes import GenerationFailure, GenerationOutcome
from tests.trace.conftest import draw_page, encoded, request_for

needs_language = pytest.mark.skipif(language_data() is None, reason="tesseract-ocr-eng is not installed")


async def pieces(tracer: Tracer, request: GenerationRequest) -> list[Piece]:
    return [piece async for piece in tracer.generate(request)]


def code(found: list[Piece]) -> str:
    return "".join(piece.value for piece in found if isinstance(piece, Text))


def running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().split()[2] != "Z"
    except (FileNotFoundError, ProcessLookupError):  # the latter when it goes between the opening and the reading
        return False


async def gone(pid: int) -> None:
    """Until the process has ended: one that is not our child has no event to wait for. It may first have to finish its
    imports, which takes a busy machine more than ten seconds."""
    async with asyncio.timeout(60):
        while running(pid):  # noqa: ASYNC110
            await asyncio.sleep(0.01)


def test_it_is_a_generator() -> None:
    assert isinstance(Tracer, type)
    assert isinstance(Tracer.__new__(Tracer), Generator)


@needs_language
async def test_a_page_comes_in_stages_and_sections(tracer: Tracer, page: bytes) -> None:
    found = await pieces(tracer, request_for(page))
    assert [piece.stage for piece in found if isinstance(piece, Progress)] == ["regions", "text", "sections"]
    kinds = [type(piece).__name__ for piece in found]
    stages = [i for i, piece in enumerate(found) if isinstance(piece, Progress)]
    assert "Text" in kinds[stages[0] : stages[1]], "code must begin before the text is read"
    assert kinds[stages[2] :].count("Text") >= 4, "each section is sent by itself"
    html = code(found)
    assert html.startswith("<!DOCTYPE html>")
    assert html.endswith("</html>\n")
    assert '<meta name="generator" content="Offline trace: computer vision and OCR, no AI model.' in html


@needs_language
async def test_words_and_controls_are_where_they_belong(tracer: Tracer, page: bytes) -> None:
    html = code(await pieces(tracer, request_for(page)))
    assert ">Summer timetable</h" in html
    assert "every hour from the first of May" in html
    assert ">Buy now</button>" in html
    assert 'placeholder="Your name"' in html


@needs_language
async def test_the_same_screenshot_gives_the_same_code(tracer: Tracer, page: bytes) -> None:
    assert code(await pieces(tracer, request_for(page))) == code(await pieces(tracer, request_for(page)))


@needs_language
async def test_three_at_once_all_arrive(tracer: Tracer, page: bytes) -> None:
    results = await asyncio.gather(*(pieces(tracer, request_for(page)) for _ in range(3)))
    assert len({code(found) for found in results}) == 1


@needs_language
@pytest.mark.parametrize(
    ("kind", "options"), [("JPEG", {"quality": 85}), ("WEBP", {"quality": 85}), ("WEBP", {"lossless": True})]
)
async def test_other_formats_are_read_too(tracer: Tracer, kind: str, options: dict[str, int]) -> None:
    html = code(await pieces(tracer, request_for(encoded(draw_page(), kind, **options))))
    assert "Summer timetable" in html
    assert "Buy now" in html


@needs_language
async def test_a_doubled_screenshot_is_traced_at_css_pixels(tracer: Tracer) -> None:
    image = draw_page(1100, 600)
    html = code(await pieces(tracer, request_for(encoded(image.resize((2200, 1200))))))
    assert "Summer timetable" in html
    assert "min-width:1100px" in html


@needs_language
async def test_the_exact_layout_places_everything(tracer: Tracer, page: bytes) -> None:
    html = code(await pieces(tracer, request_for(page, layout="exact")))
    assert "position:absolute" in html
    assert "Summer timetable" in html


async def test_without_language_data_there_are_boxes_and_a_remark(page: bytes, tmp_path: Path) -> None:
    async with Tracer(Pool(1, environment={"TESSDATA_PREFIX": str(tmp_path)})) as tracer:
        found = await pieces(tracer, request_for(page))
    (remark,) = [piece for piece in found if isinstance(piece, Remark)]
    assert remark.kind == "no_language_data"
    assert "tesseract-ocr-eng" in remark.message
    assert "Summer" not in code(found)
    assert "#1e3a5f" in code(found)


@pytest.mark.parametrize(
    ("data", "reason"), [(b"no picture", "PNG, JPEG or WebP"), (encoded(draw_page(300, 200)), "320")]
)
async def test_what_can_not_be_traced_is_refused_without_a_process(data: bytes, reason: str, pool: Pool) -> None:
    with pytest.raises(GenerationFailure, match=reason) as failure:
        await pieces(Tracer(pool), request_for(data))
    assert failure.value.outcome is GenerationOutcome.INPUT_UNREADABLE
    assert pool.processes == []


async def test_what_was_asked_for_and_is_not_done_is_said(tracer: Tracer, page: bytes) -> None:
    request = GenerationRequest("g", "create", "image", "vue_tailwind", "make it blue", request_for(page).images)
    kinds = [piece.kind for piece in await pieces(tracer, request) if isinstance(piece, Remark)]
    assert {"stack", "unused_words"} <= set(kinds)


async def test_cancelling_kills_the_process(pool: Pool, page: bytes) -> None:
    begun = asyncio.Event()

    async def run() -> None:
        async for _ in Tracer(pool).generate(request_for(page)):
            begun.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(run())
    await asyncio.wait_for(begun.wait(), 30)
    (pid,) = pool.processes
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await gone(pid)


async def test_a_job_over_its_time_is_stopped_and_its_process_killed(page: bytes) -> None:
    pool = Pool(1, time_limit_s=0.01)
    try:
        with pytest.raises(GenerationFailure, match="longer than it may") as failure:
            await pieces(Tracer(pool), request_for(page))
        assert failure.value.outcome is GenerationOutcome.GENERATOR_ERROR
    finally:
        await pool.close()
    assert pool.processes == []


async def test_a_process_that_dies_fails_its_job_and_no_other(pool: Pool, page: bytes) -> None:
    async def murdered() -> None:
        async for piece in Tracer(pool).generate(request_for(page)):
            if isinstance(piece, Progress):
                os.kill(pool.processes[0], signal.SIGKILL)

    with pytest.raises(GenerationFailure, match="ended before it was done"):
        await murdered()
    assert code(await pieces(Tracer(pool), request_for(page))).endswith("</html>\n")


async def test_processes_are_replaced_after_their_share_of_jobs(page: bytes) -> None:
    pool = Pool(1, jobs_per_process=1)
    try:
        seen = set()
        for _ in range(2):
            async for _piece in Tracer(pool).generate(request_for(page)):
                seen.update(pool.processes)
        assert len(seen) >= 2
    finally:
        await pool.close()


async def test_a_process_out_of_memory_is_an_error_and_not_a_crash_of_the_worker(page: bytes) -> None:
    pool = Pool(1, memory_limit_mb=350)  # enough to start in, too little for OpenCV's and Tesseract's needs
    try:
        with pytest.raises(GenerationFailure):
            await pieces(Tracer(pool), request_for(page))
    finally:
        await pool.close()


async def test_a_process_that_can_not_be_started_ahead_is_a_logged_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    pool = Pool(1)
    with structlog.testing.capture_logs() as lines:
        pool.warm()
        (starting,) = asyncio.all_tasks() - {asyncio.current_task()}
        await asyncio.wait((starting,), timeout=10)
        await pool.close()
    assert [(line["event"], line["log_level"]) for line in lines] == [("trace.process_not_started", "error")]
    assert "could not be started" in lines[0]["detail"]
    assert isinstance(lines[0]["exc_info"], FileNotFoundError)


async def test_no_process_outlives_a_killed_parent(tmp_path: Path) -> None:
    script = """
import asyncio, sys
from service.generators.trace.pool import Pool
async def main():
    pool = Pool(2)
    pool.warm()
    while len(pool.processes) < 2:
        await asyncio.sleep(0.01)
    print(*pool.processes, flush=True)
    await asyncio.Event().wait()
asyncio.run(main())
"""
    parent = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
    assert parent.stdout
    children = [int(pid) for pid in parent.stdout.readline().split()]
    parent.kill()
    parent.wait()
    parent.stdout.close()
    assert len(children) == 2
    for pid in children:
        await gone(pid)


@needs_language
async def test_every_stage_is_a_span_with_the_child_s_times(
    tracer: Tracer, page: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    spans: dict[str, tuple[int, int, Mapping[str, int]]] = {}

    def record(name: str, start: int, end: int, facts: Mapping[str, int]) -> None:
        spans[name] = (start, end, facts)

    monkeypatch.setattr(tracer_module, "record_stage", record)
    await pieces(tracer, request_for(page))
    assert list(spans) == [f"trace.{name}" for name in ("decode", "regions", "text", "style", "layout", "emit")]
    assert all(start <= end for start, end, _ in spans.values())
    assert spans["trace.text"][2]["words"] >= 15
