"""The recorder's thread and where its lines go: neither a full disk nor a failing sink costs a handshake."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event
from typing import Literal

import pytest

from service.settings import Settings
from service.telemetry import metrics
from service.telemetry.handshake import Handshake
from service.telemetry.hub import open_telemetry
from service.telemetry.recorder import Recorder
from service.telemetry.records import Told
from service.telemetry.steps import Step
from service.telemetry.writer import CAPACITY_BYTES


@pytest.fixture
def full_disk() -> Iterator[Callable[[bytes], None]]:
    with Path("/dev/full").open("wb", buffering=0) as disk:
        yield lambda lines: (disk.write(lines), None)[1]


def dropped(signal: str) -> float:
    return metrics.REGISTRY.get_sample_value("telemetry_dropped_total", {"signal": signal}) or 0.0


@pytest.mark.parametrize("style", ["console", "json"])
async def test_a_full_disk_costs_lines_which_are_counted_and_no_handshake(
    style: Literal["console", "json"], full_disk: Callable[[bytes], None], capsys: pytest.CaptureFixture[str]
) -> None:
    settings = Settings(_env_file=None, log_format=style)
    before = dropped("logs")
    async with open_telemetry(settings, "web", full_disk) as telemetry:
        for _ in range(2):
            with telemetry.handshake("192.0.2.7") as handshake, handshake.step(Step.HANDLER_START):
                pass
        telemetry.recorder.flush()
        assert handshake.ending is not None
        lines_of_one = 4 if style == "json" else 3  # on a terminal the canonical line is left out
        assert dropped("logs") - before == 2 * lines_of_one
    assert capsys.readouterr().err.count("No space left on device") == 1


class Failing:
    """A sink with a mistake in it."""

    def tell(self, handshake: Handshake, told: Told) -> None:
        raise RuntimeError("a mistake in a sink")


@pytest.mark.parametrize("style", ["console", "json"])
async def test_a_sink_that_fails_hurts_neither_the_handshake_nor_the_others(
    style: Literal["console", "json"], capsys: pytest.CaptureFixture[str]
) -> None:
    settings = Settings(_env_file=None, log_format=style)
    heard: list[Told] = []

    class Hearing:
        def tell(self, handshake: Handshake, told: Told) -> None:
            heard.append(told)

    async with open_telemetry(settings, "web", lambda _: None) as telemetry:
        telemetry.add_sink(Failing())
        telemetry.add_sink(Hearing())
        with telemetry.handshake("192.0.2.7") as handshake, handshake.step(Step.HANDLER_START):
            pass
        telemetry.recorder.flush()
    assert len(heard) == 3  # a step that begins, that ends, and the end
    assert "a mistake in a sink" in capsys.readouterr().err


def test_what_finds_no_room_is_counted_and_the_rest_is_run_in_order() -> None:
    before, done = dropped("spans"), list[int]()
    recorder = Recorder(capacity=10, write=lambda _: None)
    queued = [recorder.submit(lambda number=number: done.append(number), "spans") for number in range(5000)]  # type: ignore[misc]
    recorder.close()
    assert dropped("spans") - before == queued.count(False) > 0
    assert done == [number for number, taken in enumerate(queued) if taken]


def test_a_reader_that_stops_costs_lines_and_holds_up_no_other_work() -> None:
    reads, counted, lines = Event(), list[int](), b"x" * 99 + b"\n"
    written: list[bytes] = []

    def stuck(some: bytes) -> None:
        assert reads.wait(10)
        written.append(some)

    before = dropped("logs")
    recorder = Recorder(write=stuck)
    per_round = CAPACITY_BYTES // len(lines) // 2
    for number in range(4):  # twice what may wait
        recorder.submit(lambda: recorder.line(lines * per_round))
        recorder.submit(lambda number=number: counted.append(number))  # type: ignore[misc]
        assert not recorder.flush(0.2)
    assert counted == [0, 1, 2, 3]
    assert dropped("logs") - before == 2 * per_round
    reads.set()
    recorder.close()
    assert len(b"".join(written)) == 2 * per_round * len(lines)


def test_work_that_raises_does_not_end_the_thread(capsys: pytest.CaptureFixture[str]) -> None:
    written: list[bytes] = []
    recorder = Recorder(write=written.append)

    def fail() -> None:
        raise ValueError("a mistake in some work")

    recorder.submit(fail)
    recorder.line(b"after\n")
    recorder.close()
    assert b"".join(written) == b"after\n"
    assert "a mistake in some work" in capsys.readouterr().err
