"""From HTTP to a WebSocket: the one request that proxies love to break."""

from __future__ import annotations

import ssl
import time

import aiohttp
from aiohttp import hdrs

from service.doctor.limits import Limits
from service.doctor.probes import json_object, since
from service.doctor.report import UPGRADE, AnyOutcome, Finding, failed, ok, outcome_named
from service.doctor.target import Target
from service.outcomes import Outcome, PageOutcome

# The largest page that is read back: the service's own limits are below it.
MAX_FRAME_BYTES = 64 * 1024 * 1024
PROXY_REMEDY = (
    "Let the proxy pass on the upgrade, in nginx: proxy_http_version 1.1; proxy_set_header Upgrade $http_upgrade; "
    'proxy_set_header Connection "upgrade";'
)


class _Redirected(Exception):
    """Browsers don't follow a redirect when they open a WebSocket: nor must this."""

    def __init__(self, status: int, location: str) -> None:
        self.status = status
        self.location = location


async def _no_redirect(_session: object, _context: object, params: aiohttp.TraceRequestRedirectParams) -> None:
    raise _Redirected(params.response.status, params.response.headers.get(hdrs.LOCATION, "nowhere"))


def session(headers: dict[str, str], limit_s: float) -> aiohttp.ClientSession:
    """A client that connects directly, like the page's WebSocket, and follows nothing."""
    # aiohttp keeps a TLS context from when it was imported: SSL_CERT_FILE may have been set since.
    connector = aiohttp.TCPConnector(ssl=ssl.create_default_context())
    tracing = aiohttp.TraceConfig()
    tracing.on_request_redirect.append(_no_redirect)
    timeout = aiohttp.ClientTimeout(total=limit_s)
    return aiohttp.ClientSession(
        headers=headers, timeout=timeout, connector=connector, trace_configs=[tracing], trust_env=False
    )


async def upgrade(
    client: aiohttp.ClientSession, target: Target, query: dict[str, str], origin: str, limits: Limits
) -> tuple[Finding, aiohttp.ClientWebSocketResponse | None]:
    """The handshake of RFC 6455 as a page at `origin` would begin it."""
    started = time.perf_counter()
    headers: dict[str, str] = {hdrs.ORIGIN: origin}
    try:
        ws = await client.ws_connect(
            target.websocket,
            params=query,
            headers=headers,
            autoping=False,
            max_msg_size=MAX_FRAME_BYTES,
            timeout=aiohttp.ClientWSTimeout(ws_close=2.0),
        )
    except aiohttp.WSServerHandshakeError as error:
        if error.status == 101:
            detail = f"answered 101, but not to this request: {error.message.lower()}"
            return failed(UPGRADE, PageOutcome.BLOCKED, detail, since(started), PROXY_REMEDY), None
        took = since(started)
        return await _refused(client, target, query, headers, error.status, took), None
    except _Redirected as redirect:
        detail = f"answered {redirect.status}: a redirect to {redirect.location}, which no browser follows here"
        remedy = "Connect to the address that it redirects to, with wss:// for https://."
        return failed(UPGRADE, PageOutcome.BLOCKED, detail, since(started), remedy), None
    except TimeoutError:
        detail = f"no answer to the upgrade within {limits.upgrade_s:g} s"
        return failed(UPGRADE, PageOutcome.BLOCKED, detail, since(started)), None
    except aiohttp.ClientError as error:
        detail = f"the connection was closed instead of an answer ({type(error).__name__})"
        return failed(UPGRADE, PageOutcome.BLOCKED, detail, since(started)), None
    return ok(UPGRADE, since(started), f"101, from a page at {origin}"), ws


async def _refused(
    client: aiohttp.ClientSession,
    target: Target,
    query: dict[str, str],
    headers: dict[str, str],
    status: int,
    took: float,
) -> Finding:
    """The reason for a status that isn't 101: asked once more, because a failed handshake's body is gone."""
    asking = {
        **headers,
        hdrs.CONNECTION: "Upgrade",
        hdrs.UPGRADE: "websocket",
        hdrs.SEC_WEBSOCKET_VERSION: "13",
        hdrs.SEC_WEBSOCKET_KEY: "d2lyZWxpZ2h0IGRvY3Rvcg==",
    }
    who, kind, body = "an unnamed server", "", b""
    try:
        address = target.http(target.route)
        async with client.get(address, params=query, headers=asking, allow_redirects=False) as response:
            who = response.headers.get(hdrs.SERVER, who)
            kind = response.headers.get(hdrs.CONTENT_TYPE, "").partition(";")[0]
            body = await response.content.read(65536)
    except (TimeoutError, aiohttp.ClientError):
        # Then the status alone has to do.
        pass
    said = json_object(body).get("error")
    named = outcome_named(str(said.get("outcome"))) if isinstance(said, dict) else None
    return explain(status, who, kind, named, str(said.get("detail") or "") if isinstance(said, dict) else "", took)


def explain(status: int, who: str, kind: str, named: AnyOutcome | None, detail: str, took: float) -> Finding:
    """A refused upgrade as a finding. `named`: the outcome, if it was the service that refused."""
    if named is Outcome.UPGRADE_REQUIRED:
        said = f"{status}: the service got the request without its Upgrade header; something in between took it out"
        return failed(UPGRADE, PageOutcome.BLOCKED, said, took, PROXY_REMEDY)
    if named is not None:
        return failed(UPGRADE, named, f"{status} from the service{': ' + detail if detail else ''}", took)
    answered = f"{who} answered {status}" + (f" with {kind}" if kind else "")
    if status in (502, 503, 504):
        remedy = "Start the service, and check the address that the proxy passes WebSockets to."
        return failed(UPGRADE, PageOutcome.UNREACHABLE, f"{answered}: the proxy does not reach it", took, remedy)
    if status == 404:
        remedy = "Correct the path: the service's is /generate-code; or let the proxy pass that path on."
        return failed(UPGRADE, PageOutcome.BLOCKED, f"{answered}: nothing is at this path", took, remedy)
    if status in (401, 403, 407):
        remedy = "Let the proxy pass WebSockets to the service without a login of its own, or log in there first."
        return failed(UPGRADE, PageOutcome.BLOCKED, f"{answered}: something in between refuses", took, remedy)
    if status == 200:
        said = f"{answered}: an ordinary page; the upgrade was ignored"
        return failed(UPGRADE, PageOutcome.BLOCKED, said, took, PROXY_REMEDY)
    return failed(UPGRADE, PageOutcome.BLOCKED, f"{answered} instead of 101", took, PROXY_REMEDY)
