"""GET /api/handshakes: what connections reached and why they stopped, on this node or on whichever had them."""

from __future__ import annotations

import contextlib
import re
from typing import Any

import nats
import orjson
from aiohttp import web
from nats.aio.msg import Msg

from service.outcomes import Refusal
from service.web.answers import Problem, json, number
from service.web.deps import DEPS, Deps

_ID = re.compile(r"c-[0-9a-f]{12}|[0-9a-f]{32}")
ASK_TIMEOUT_S = 0.3  # the other nodes look into their memory


async def listed(request: web.Request) -> web.Response:
    """GET /api/handshakes?limit=50&outcome=invalid_params: this node's newest first."""
    limit = number(request, "limit", 50, 200)
    return json({"handshakes": request.app[DEPS].telemetry.timelines.newest(limit, request.query.get("outcome"))})


async def one(request: web.Request) -> web.Response:
    """By connection id or trace id. 404 where no node remembers it: it never arrived, or long ago."""
    identity = request.match_info["id"]
    if not _ID.fullmatch(identity):
        raise Problem(400, "bad_parameter", "this is neither a connection id nor a trace id")
    deps = request.app[DEPS]
    timeline = deps.telemetry.timelines.find(identity) or await _elsewhere(deps, identity)
    if timeline is None:
        message = "no node remembers this connection: it never arrived, or too long ago"
        raise Problem(404, "not_found", message, "Run `service doctor` against this address.")
    return json(timeline)


async def _elsewhere(deps: Deps, identity: str) -> dict[str, Any] | None:
    with contextlib.suppress(Refusal, nats.errors.Error, TimeoutError):
        found: dict[str, Any] = orjson.loads(await deps.bus.request(f"timeline.{identity}", ASK_TIMEOUT_S))
        return found
    return None


async def answer_others(deps: Deps) -> None:
    """Tell other nodes of connections that were here, and workers the keys that clients here have sent."""

    async def timeline(message: Msg) -> None:
        found = deps.telemetry.timelines.find(message.subject.removeprefix("timeline."))
        if found is not None:
            await message.respond(orjson.dumps(found))

    async def keys(message: Msg) -> None:
        held = deps.keys.get(message.subject.removeprefix("keys."))
        if held is not None:
            await message.respond(orjson.dumps(held))

    await deps.bus.answer("timeline.*", timeline)
    await deps.bus.answer("keys.*", keys)
