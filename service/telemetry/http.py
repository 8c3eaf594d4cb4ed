"""Spans of the HTTP routes other than the WebSocket's, by the OpenTelemetry instrumentation of aiohttp's server."""

from __future__ import annotations

import warnings

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from service.telemetry import spans

# The WebSocket has its own, better spans; probes, scrapes and the page's parts would bury everything else.
UNTRACED = ("/generate-code", "/health", "/ready", "/metrics", "/telemetry/", "/assets/", "/favicon")


def http_middleware() -> Middleware:
    """A middleware that makes the SERVER span of every route that is not excluded.

    The library's ready-made `middleware` answers 500 to everything until `instrument()` has set up its globals, which
    also replaces `web.Application` by a subclass that aiohttp warns of: so set up, put the original back, and make one.
    """
    from opentelemetry.instrumentation.aiohttp_server import AioHttpServerInstrumentor, create_aiohttp_middleware

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        instrumentor = AioHttpServerInstrumentor()
        instrumentor.instrument()
        instrumentor.uninstrument()
    traced: Middleware = create_aiohttp_middleware(tracer_provider=spans.provider())

    @web.middleware
    async def http_spans(request: web.Request, handler: Handler) -> web.StreamResponse:
        # The library can leave routes out too, by a regular expression over each request's whole URL.
        return await (handler(request) if request.path.startswith(UNTRACED) else traced(request, handler))

    return http_spans
