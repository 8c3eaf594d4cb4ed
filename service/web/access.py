"""Requests that reach no handler: TLS bytes on the plain port, HTTP/2, unparsable or oversized headers.

aiohttp answers them itself and shows them to nobody but its access logger.
"""

from __future__ import annotations

from aiohttp import web
from aiohttp.abc import AbstractAccessLogger
from aiohttp.web import BaseRequest

from service.telemetry.hub import Telemetry

UNKNOWN = "UNKNOWN"  # the method aiohttp gives to what it could not parse


def access_logger(telemetry: Telemetry) -> type[AbstractAccessLogger]:
    """A class, for that is what aiohttp's runner wants. Answered requests are not logged again: they have spans."""

    class NeverArrived(AbstractAccessLogger):
        def log(self, request: BaseRequest, response: web.StreamResponse, time: float) -> None:
            if request.method == UNKNOWN:
                telemetry.never_arrived(request.remote or "unknown", _cause(response))

    return NeverArrived


def _cause(response: web.StreamResponse) -> str:
    """What the parser said. Its text quotes the bytes that arrived: they are named by kind, not repeated."""
    body = getattr(response, "text", None) or ""
    if "\\x16\\x03" in body:
        return "TLS was spoken on the plain port: use ws:// and http://"
    if "PRI * HTTP/2" in body or "HTTP/2" in body:
        return "HTTP/2 was spoken: use HTTP/1.1"
    if "Got more than" in body or "too long" in body.lower():
        return "a header or the request line is too long"
    return "the request could not be parsed as HTTP/1.1"
