"""The HTTP side: health, metrics, generations and their code, handshakes, what this service can do, the page's spans."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any
from uuid import UUID

import orjson
from aiohttp import web

from service.outcomes import GenerationOutcome, Outcome, Refusal
from service.protocol import MAX_IMAGES, MAX_TEXT_CHARACTERS, STACKS
from service.storage.versions import StaleBaseError
from service.telemetry import metrics
from service.telemetry.hub import VERSION
from service.web import handshakes, uploads
from service.web.answers import Problem, identity, json, milliseconds, number, read, when
from service.web.deps import DEPS, Deps
from service.web.handler import generate_code
from service.web.spans import spans

MAX_CODE_BYTES = 4 * 1024 * 1024  # of an edited version
MAX_VERSION_BYTES = 2 * MAX_CODE_BYTES  # of the message that brings it: JSON may escape every character


def add_routes(app: web.Application) -> None:
    app.router.add_get("/generate-code", generate_code, allow_head=False)
    app.router.add_get("/health", health)
    app.router.add_get("/ready", ready)
    app.router.add_get("/metrics", exposition)
    app.router.add_get("/api/capabilities", capabilities)
    app.router.add_get("/api/generations", generations)
    app.router.add_get("/api/generations/{id}", generation)
    app.router.add_get("/api/generations/{id}/code", code)
    app.router.add_get("/api/generations/{id}/versions", versions)
    app.router.add_post("/api/generations/{id}/versions", add_version)
    app.router.add_get("/api/generations/{id}/versions/{n}", code)
    app.router.add_post("/api/media", uploads.upload)
    app.router.add_get("/api/media/{sha256}", uploads.download)
    app.router.add_get("/api/handshakes", handshakes.listed)
    app.router.add_get("/api/handshakes/{id}", handshakes.one)
    app.router.add_post("/telemetry/v1/traces", spans)


async def health(_: web.Request) -> web.Response:
    """Live: the loop turns. Asks nothing of anybody."""
    return json({"status": "ok", "version": VERSION})


async def ready(request: web.Request) -> web.Response:
    """Whether a click on Generate would lead to code, and if not, why."""
    deps = request.app[DEPS]
    checks: dict[str, dict[str, Any]] = {}
    try:
        await deps.database.answers()
        checks["postgres"] = {"ok": True, "detail": ""}
    except Refusal as refusal:
        why = refusal.outcome.explanation
        checks["postgres"] = {"ok": False, "outcome": refusal.outcome.value, "detail": why.cause, "remedy": why.remedy}
    why = Outcome.QUEUE_UNAVAILABLE.explanation
    checks["nats"] = {"ok": deps.bus.connected, "detail": "" if deps.bus.connected else why.cause}
    count = len(deps.workers.alive)
    detail = "" if count else "No worker has been heard of in the last seconds: start one with `service worker`."
    checks["workers"] = {"ok": count > 0, "count": count, "detail": detail}
    draining = deps.draining.is_set()
    good = not draining and all(check["ok"] for check in checks.values())
    return json({"ready": good, "draining": draining, "checks": checks}, 200 if good else 503)


async def exposition(request: web.Request) -> web.Response:
    """Rendered off the loop: a tick must not wait for a scrape."""
    body, content_type = await asyncio.to_thread(metrics.render, request.headers.get("Accept", ""))
    return web.Response(body=body, headers={"Content-Type": content_type})


async def capabilities(request: web.Request) -> web.Response:
    """What a page can offer: told by the workers that live."""
    deps = request.app[DEPS]
    settings, generators, models = deps.settings, dict[str, dict[str, Any]](), dict[str, None]()
    for worker in deps.workers.alive:
        models.update(dict.fromkeys(worker["models"]))
        for one in worker["generators"]:
            generators.setdefault(one["name"], {**one, "default": one["name"] == worker["default"]})
    limits = {
        "maxMessageBytes": settings.max_message_bytes, "maxImageBytes": uploads.MAX_IMAGE_BYTES,
        "maxImages": MAX_IMAGES, "maxTextCharacters": MAX_TEXT_CHARACTERS,
        "receiveTimeoutS": settings.receive_timeout_s, "keepAliveIntervalMs": settings.keep_alive_interval_ms,
    }  # fmt: skip
    return json(
        {
            "version": VERSION, "generators": list(generators.values()), "stacks": STACKS, "models": list(models),
            "limits": limits, "traceUrlTemplate": trace_url(deps), "browserTelemetry": deps.telemetry.exporting,
        }
    )  # fmt: skip


def trace_url(deps: Deps) -> str | None:
    """As TRACE_URL_TEMPLATE says; a local Jaeger's when traces are exported; none when there is nothing to open."""
    jaeger = "http://127.0.0.1:16686/trace/{trace_id}" if deps.telemetry.exporting else None
    return deps.settings.trace_url_template or jaeger


async def generations(request: web.Request) -> web.Response:
    """GET /api/generations?limit=20&before=<id>: the newest first."""
    limit = number(request, "limit", 20, 100)
    before = request.query.get("before")
    rows = await request.app[DEPS].generations.newest(limit, _uuid(before) if before else None)
    following = str(rows[-1]["id"]) if len(rows) == limit else None
    return json({"generations": [summary(row) for row in rows], "next": following})


def _uuid(value: str) -> UUID:
    try:
        return UUID(value)
    except ValueError:
        raise Problem(400, "bad_parameter", "before must be the id of a generation", "Correct before.") from None


async def _found(request: web.Request) -> Mapping[str, Any]:
    row = await request.app[DEPS].generations.find(identity(request))
    if row is None:
        raise Problem(404, "not_found", "there is no generation with this id")
    return row


async def generation(request: web.Request) -> web.Response:
    row = await _found(request)
    why = explained(row["outcome"])
    return json(
        summary(row)
        | {"history": row["history"], "detail": row["detail"], "usage": row["usage"]}
        | {"cause": why.cause if why else None, "remedy": why.remedy if why else None}
    )


def explained(outcome: str | None) -> Any:
    """The explanation of a row's outcome, which is a generation's or, for one that was never queued, a handshake's."""
    if outcome is None:
        return None
    known = GenerationOutcome(outcome) if outcome in set(GenerationOutcome) else Outcome(outcome)
    return known.explanation


def summary(row: Mapping[str, Any]) -> dict[str, Any]:
    prompt = row["prompt"]
    return {
        "id": str(row["id"]), "createdAt": when(row["created_at"]), "status": row["status"], "outcome": row["outcome"],
        "generationType": row["generation_type"], "inputMode": row["input_mode"], "stack": row["stack"],
        "generator": row["generator"], "engine": row["engine"], "model": row["model"],
        "prompt": {"text": prompt["text"], "images": prompt["images"]},
        "parentId": str(row["parent_id"]) if row["parent_id"] else None, "traceId": row["trace_id"],
        "connectionId": row["connection_id"], "attempt": row["attempt"], "codeBytes": row["bytes"] or 0,
        "sha256": row["sha256"], "versions": row["versions"] or 0, "lastSeq": row["last_seq"],
        "queueWaitMs": milliseconds(row["created_at"], row["claimed_at"]),
        "firstChunkMs": milliseconds(row["claimed_at"], row["first_chunk_at"]),
        "durationMs": milliseconds(row["claimed_at"], row["ended_at"]), "remarks": row["remarks"],
    }  # fmt: skip


async def code(request: web.Request) -> web.Response:
    """The newest version's code, or the one numbered in the path. Text, so that no browser runs it from this origin."""
    wanted = request.match_info.get("n")
    if wanted is not None and not (wanted.isdecimal() and len(wanted) < 9):
        raise Problem(404, "not_found", "versions have numbers")
    found = await request.app[DEPS].versions.code(identity(request), int(wanted) if wanted else None)
    if found is None:
        await _found(request)
        raise Problem(404, "not_found", "there is no such version of this generation's code")
    headers = {"ETag": f'"{found["sha256"]}"', "X-Version": str(found["n"]), "X-Content-Type-Options": "nosniff"}
    return web.Response(text=found["code"], content_type="text/plain", charset="utf-8", headers=headers)


async def versions(request: web.Request) -> web.Response:
    await _found(request)
    rows = await request.app[DEPS].versions.all(identity(request))
    return json({"versions": [_version(row) for row in rows]})


def _version(row: Mapping[str, Any]) -> dict[str, Any]:
    return {"n": row["n"], "createdAt": when(row["created_at"]), "origin": row["origin"], "bytes": row["bytes"],
            "sha256": row["sha256"]}  # fmt: skip


async def add_version(request: web.Request) -> web.Response:
    """POST {"code", "base"}: 201, or 409 when `base` is not the newest version any more."""
    await _found(request)
    data = await read(request, MAX_VERSION_BYTES, "Shorten the code.")
    try:
        body = orjson.loads(data)
    except ValueError:
        body = None
    edited, base = (body.get("code"), body.get("base")) if isinstance(body, dict) else (None, None)
    if not isinstance(edited, str) or not isinstance(base, int) or isinstance(base, bool) or base < 0:
        raise Problem(422, "invalid_params", "send {code: text, base: number of the version it began from}")
    if "\0" in edited:
        raise Problem(422, "invalid_params", "code holds a NUL character, which no page needs", "Take it out.")
    if len(edited.encode()) > MAX_CODE_BYTES:
        raise Problem(413, "too_large", f"the limit is {MAX_CODE_BYTES} bytes", "Shorten the code.")
    try:
        row = await request.app[DEPS].versions.add(identity(request), edited, base)
    except StaleBaseError as error:
        raise Problem(409, "conflict", str(error), f"Load version {error.newest} and edit again.") from None
    return json(_version(row), 201)
