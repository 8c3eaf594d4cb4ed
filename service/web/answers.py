"""HTTP answers: JSON, and problems that say what to do, with the trace id under which the log has the rest."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from aiohttp import web
from aiohttp.typedefs import Handler

from service.outcomes import Outcome, Refusal
from service.telemetry.logs import current_trace_id, logger
from service.web.checks import check_host, check_origin, check_token
from service.web.deps import DEPS

BODY_LIMIT_S = 120.0  # a large picture over a phone's slow connection
BODY_STALL_S = 10.0  # without a byte: whoever sends so is gone, or holds connections for their own sake
# What needs no token: health checks, scrapes, and the page itself.
OPEN = ("/health", "/ready", "/metrics", "/assets/")


class Problem(Exception):
    """An HTTP error: status, a constant code, a sentence, what to do."""

    def __init__(self, status: int, code: str, message: str, remedy: str = "") -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.remedy = remedy


def json(body: Mapping[str, Any], status: int = 200, headers: Mapping[str, str] | None = None) -> web.Response:
    data = orjson.dumps(body, default=str)
    return web.Response(body=data, status=status, content_type="application/json", headers=headers)


async def read(request: web.Request, limit: int, remedy: str) -> bytes:
    """The body, never more than `limit` bytes of it in memory.

    Problem(413) when there is more, 415 when it is compressed, 408 when it does not come.
    """
    too_large = Problem(413, "too_large", f"the limit is {limit} bytes", remedy)
    if request.headers.get("Content-Encoding", "identity").lower() != "identity":
        # 200 kB may inflate to 200 MB. (The server is told not to: see app.make_runner.)
        raise Problem(415, "unsupported_encoding", "compressed bodies are not accepted", "Leave out Content-Encoding.")
    if (request.content_length or 0) > limit:
        raise too_large
    body = bytearray()
    try:
        async with asyncio.timeout(BODY_LIMIT_S):
            while part := await asyncio.wait_for(request.content.readany(), BODY_STALL_S):
                body += part
                if len(body) > limit:
                    raise too_large
    except TimeoutError:
        raise Problem(408, "request_timeout", "the body did not arrive in time", "Send it again.") from None
    return bytes(body)


def identity(request: web.Request, name: str = "id") -> UUID:
    """The id in the path; Problem(404) when it has not the form of one."""
    try:
        return UUID(request.match_info[name])
    except ValueError:
        raise Problem(404, "not_found", "there is no generation with this id") from None


def number(request: web.Request, name: str, default: int, most: int) -> int:
    """A whole number from 1 to `most` in the query; Problem(400) when it is something else."""
    value = request.query.get(name)
    if value is None:
        return default
    if not value.isdecimal() or not 1 <= int(value[:9]) <= most:
        raise Problem(400, "bad_parameter", f"{name} must be a whole number from 1 to {most}", f"Correct {name}.")
    return int(value)


def when(value: datetime | None) -> str | None:
    """RFC 3339."""
    return value.isoformat().replace("+00:00", "Z") if value else None


def milliseconds(start: datetime | None, end: datetime | None) -> float | None:
    return round((end - start).total_seconds() * 1000, 3) if start and end else None


@web.middleware
async def problems(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Turns what handlers raise into JSON. The WebSocket's route answers for itself."""
    if request.path == "/generate-code":
        return await handler(request)
    try:
        _guard(request)
        return await handler(request)
    except Problem as problem:
        return _answer(problem.status, problem.code, problem.message, problem.remedy)
    except Refusal as refusal:
        why = refusal.outcome.explanation
        status = {Outcome.FORBIDDEN_ORIGIN: 403, Outcome.UNAUTHORIZED: 401}.get(refusal.outcome, 503)
        if status == 503:
            logger().error("http.failed", path=request.path, outcome=refusal.outcome.value, exc_info=refusal)
        return _answer(status, refusal.outcome.value, f"{why.cause} {refusal.detail}".strip(), why.remedy)
    except web.HTTPException as error:
        if request.path.startswith(("/api/", "/telemetry/")):
            return _answer(error.status, error.reason.lower().replace(" ", "_"), f"{error.reason}: {request.path}")
        raise
    except Exception as error:
        logger().error("http.failed", path=request.path, outcome=Outcome.INTERNAL.value, exc_info=error)
        why = Outcome.INTERNAL.explanation
        return _answer(500, Outcome.INTERNAL.value, why.cause, why.remedy)


def _guard(request: web.Request) -> None:
    """Other origins' pages may not write here, nor read where a token guards."""
    if request.path.startswith(OPEN):
        return
    check_host(request, request.app[DEPS].settings)
    if request.method not in ("GET", "HEAD"):
        check_origin(request, request.app[DEPS].settings.origins)
    if request.path.startswith(("/api/", "/telemetry/")):
        check_token(request, request.app[DEPS].settings)


def _answer(status: int, code: str, message: str, remedy: str = "") -> web.Response:
    error = {"outcome": code, "message": message, "remedy": remedy, "traceId": current_trace_id()}
    return json({"error": error}, status)
