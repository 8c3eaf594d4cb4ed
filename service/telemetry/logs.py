"""Structured logs: readable lines on a terminal, one JSON object a line anywhere else, with trace and span id."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable, Mapping, MutableMapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, Literal

import orjson
import structlog
from opentelemetry import trace
from structlog.typing import FilteringBoundLogger, Processor, WrappedLogger

from service.telemetry.recorder import Recorder
from service.telemetry.writer import stdout, surviving

Event = MutableMapping[str, Any]
Format = Literal["console", "json"]
# The libraries' own loggers, each at the level from which its lines help an operator.
LIBRARIES = {
    "aiohttp": logging.WARNING,
    "asyncio": logging.WARNING,
    "nats": logging.ERROR,
    "opentelemetry": logging.ERROR,
}


@lru_cache(maxsize=8)
def _second(seconds: int) -> str:
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%dT%H:%M:%S}"


def timestamp(at_ns: int) -> str:
    """RFC 3339 in UTC with microseconds, from nanoseconds since the epoch."""
    seconds, rest = divmod(at_ns, 1_000_000_000)
    return f"{_second(seconds)}.{rest // 1000:06d}Z"


def chosen_format(wanted: Format | None) -> Format:
    return wanted or ("console" if sys.stdout.isatty() else "json")


class Output:
    """Where finished lines go. JSON lines are written by the recorder's thread: a slow pipe must not stop the loop."""

    def __init__(self, write: Callable[[bytes], None]) -> None:
        self._write = write

    def msg(self, line: str | bytes) -> None:
        self._write(line.encode() + b"\n" if isinstance(line, str) else line + b"\n")

    log = debug = info = warning = error = critical = exception = msg


def _times(_: WrappedLogger, __: str, event: Event) -> Event:
    if "timestamp" not in event:
        event["timestamp"] = timestamp(int(datetime.now(UTC).timestamp() * 1e9))
    return event


def _ids(_: WrappedLogger, __: str, event: Event) -> Event:
    """The current span's ids, unless the event brings its own. Valid, not recording: an unsampled trace has ids too."""
    if "trace_id" not in event:
        context = trace.get_current_span().get_span_context()
        if context.is_valid:
            event["trace_id"] = f"{context.trace_id:032x}"
            event["span_id"] = f"{context.span_id:016x}"
    return event


def _json(_: WrappedLogger, __: str, event: Event) -> bytes:
    return orjson.dumps(event, default=str)


_log: FilteringBoundLogger = structlog.get_logger()
_direct: Callable[[Event], None] | None = None
_threshold = logging.INFO


class LibraryLines(logging.Handler):
    """Lines of libraries that use the standard logging module, as lines of ours."""

    def emit(self, record: logging.LogRecord) -> None:
        level = min(max(record.levelno, logging.INFO), logging.ERROR)
        _log.log(level, record.getMessage(), logger=record.name, exc_info=record.exc_info)


def configure(
    level: str,
    style: Format,
    recorder: Recorder,
    constant: Mapping[str, str],
    export: Callable[[Event], None] | None = None,
    write: Callable[[bytes], None] = stdout,
) -> None:
    """Set up structlog for this process. `constant` facts (role, node) go on every JSON line; `export` sees every event."""

    def exported(_: WrappedLogger, __: str, event: Event) -> Event:
        if export is not None:
            export(event)
        return event

    def constants(_: WrappedLogger, __: str, event: Event) -> Event:
        event.update(constant)
        return event

    # format_exc_info is the plain traceback: frames and source lines, never local variables.
    shared: list[Processor] = [structlog.processors.add_log_level, _times, _ids, structlog.processors.format_exc_info]
    if style == "console":
        render = structlog.dev.ConsoleRenderer(
            exception_formatter=structlog.dev.plain_traceback, colors=sys.stdout.isatty(), pad_event_to=46
        )
        processors: list[Processor] = [*shared, exported, _short_for_people, render]
        output = Output(surviving(write))
    else:
        processors = [*shared, constants, exported, _json]
        output = Output(recorder.line)
    structlog.configure(
        processors=processors,
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=lambda *_: output,
        cache_logger_on_first_use=False,  # tests configure more than once
    )
    global _log, _direct, _threshold  # bound once: binding for every line costs as much as rendering it
    _log = structlog.get_logger().bind()
    _threshold = getattr(logging, level.upper())

    def direct(event: Event) -> None:
        event.update(constant)
        if export is not None:
            export(event)
        recorder.line(orjson.dumps(event, default=str) + b"\n")

    _direct = direct if style == "json" else None
    bridge = LibraryLines()
    for name, threshold in LIBRARIES.items():
        library = logging.getLogger(name)
        library.handlers, library.propagate = [bridge], False
        library.setLevel(threshold)


# What a person at a terminal does not need on a line that went well.
ASIDE = ("trace_id", "span_id", "connection_id", "phase", "span", "step", "fault", "client")


def _short_for_people(_: WrappedLogger, __: str, event: Event) -> Event:
    """On a terminal: the time of day, milliseconds, and neither ids nor summaries on what went well."""
    event["timestamp"] = event["timestamp"][11:23]
    for key in [key for key in event if key.endswith("_s") and isinstance(event[key], float)]:
        event[f"{key[:-2]}_ms"] = round(event.pop(key) * 1000, 2)
    if event.get("level") in ("info", "debug"):
        if event["event"] == "ws.handshake":  # its steps have just been told, one by one
            raise structlog.DropEvent
        told = event["event"]
        for key in [key for key in event if key in ASIDE or _is_in(key, event[key], told)]:
            del event[key]
    else:
        event.pop("steps_s", None)
    return event


def _is_in(key: str, value: object, text: str) -> bool:
    """Whether the text names this fact already: `[WS:8] DONE enqueue_generation job_id=1`."""
    return f"{key}={value}" in text


def logger() -> FilteringBoundLogger:
    """The logger of this process: `log.info("queue.connected", server=url)`; events are constant, facts are fields."""
    return _log


def tell(level: int, event: str, facts: Event) -> None:
    """A line whose time and ids are in `facts` already: a handshake has twenty, and the usual way costs thrice this."""
    if _direct is None:
        _log.log(level, event, **facts)
    elif level >= _threshold:
        facts["event"] = event
        facts["level"] = logging.getLevelName(level).lower()
        _direct(facts)


def current_trace_id() -> str:
    """The 32 digits of the trace this code runs in, "" outside of any."""
    context = trace.get_current_span().get_span_context()
    return f"{context.trace_id:032x}" if context.is_valid else ""
