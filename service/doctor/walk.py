"""The examination from the outside in: each layer is only looked at where the one below it holds."""

from __future__ import annotations

import json
import secrets
import sys
import time
from typing import Any, TextIO

import aiohttp

from service.doctor import conversation, probes
from service.doctor.limits import Limits
from service.doctor.report import CODE, Report, failed, ok, skipped
from service.doctor.target import BadAddress, Target, parse
from service.doctor.upgrade import session, upgrade
from service.settings import Settings


async def main(
    url: str,
    settings: Settings,
    *,
    dry: bool = False,
    as_json: bool = False,
    origin: str | None = None,
    out: TextIO | None = None,
    limits: Limits | None = None,
) -> int:
    """Examine `url`, write what was found to `out` (default: standard output); 0 if all is well, 1 if not.

    `dry` opens the WebSocket but asks for nothing. `origin`: a page's origin, if not the service's own.
    """
    writer = out or sys.stdout
    trace_id, connection_id = secrets.token_hex(16), f"c-{secrets.token_hex(6)}"
    report = Report(url, trace_id, connection_id, None if as_json else writer)
    await examine(report, settings, limits or Limits(), dry=dry, origin=origin)
    if as_json:
        json.dump(report.as_json(), writer, ensure_ascii=False, indent=2)
        writer.write("\n")
    else:
        report.finish()
    return 0 if report.healthy else 1


async def examine(report: Report, settings: Settings, limits: Limits, *, dry: bool, origin: str | None) -> None:
    """Fill the report, as far as the connection goes."""
    started = time.perf_counter()
    try:
        target = parse(report.url, settings.port)
    except BadAddress as error:
        remedy = "An address looks like ws://127.0.0.1:7001/generate-code."
        report.add(failed("address", None, str(error), probes.since(started), remedy))
        return
    report.add(ok("address", probes.since(started), target.websocket))
    address = await _reach(report, target, limits)
    if address is None:
        return
    headers = {"Authorization": f"Bearer {settings.auth_token.get_secret_value()}"} if settings.auth_token else {}
    async with session(headers, limits.http_s) as http:
        answering, speaks_http = await probes.health(http, target, address, limits)
        report.add(answering)
        if not speaks_http:
            return
        if answering.outcome is None:
            async for finding in probes.ready(http, target):
                report.add(finding)
        async with session(headers, limits.upgrade_s) as client:
            await _converse(report, settings, limits, client, http, target, dry=dry, origin=origin or target.origin)


async def _reach(report: Report, target: Target, limits: Limits) -> str | None:
    """The address that answers on the layers below HTTP; None: none does, and the report says why."""
    name, addresses = await probes.look_up(target, limits)
    report.add(name)
    if not addresses:
        return None
    tcp, address = await probes.connect(target, addresses, limits)
    report.add(tcp)
    if address is None:
        return None
    tls = await probes.secure(target, address, limits)
    report.add(tls)
    return None if tls.outcome else address


async def _converse(
    report: Report,
    settings: Settings,
    limits: Limits,
    client: aiohttp.ClientSession,
    http: aiohttp.ClientSession,
    target: Target,
    *,
    dry: bool,
    origin: str,
) -> None:
    query = {"connection": report.connection_id, "traceparent": f"00-{report.trace_id}-{secrets.token_hex(8)}-01"}
    report.trace_sent = True
    finding, ws = await upgrade(client, target, query, origin, limits)
    report.add(finding)
    if ws is None:
        if not report.healthy and await _timeline(http, target, report.connection_id) is None:
            report.add(
                skipped("the service's own record", "none of this attempt: it did not get as far as the service")
            )
        return
    async with ws:
        if dry:
            report.add(await conversation.round_trip(ws, limits))
            report.add(skipped(CODE, "not asked for (--dry)"))
            return
        heard = await conversation.talk(ws, limits)
    timeline = await _timeline(http, target, report.connection_id) or {}
    report.add(*conversation.steps(heard, timeline))
    report.add(*conversation.aftermath(heard, settings.keep_alive_interval_ms, limits))


async def _timeline(http: aiohttp.ClientSession, target: Target, connection_id: str) -> dict[str, Any] | None:
    """What the service recorded of this attempt; None if nothing, or if it can't be asked."""
    try:
        async with http.get(target.http(f"/api/handshakes/{connection_id}"), allow_redirects=False) as response:
            found = probes.json_object(await response.content.read(1 << 20))
            return found if response.status == 200 and "steps" in found else None
    except (TimeoutError, aiohttp.ClientError):
        return None
