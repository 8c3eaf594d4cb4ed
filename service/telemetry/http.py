"""Spans of the HTTP routes other than the WebSocket's, by the OpenTelemetry instrumentation of aiohttp's server."""

from __future__ import annotations

import os
import warnings

from aiohttp.typedefs import Middleware

from service.telemetry import spans

# The WebSocket has its own, better spans; probes and scrapes would bury everything else.
EXCLUDED = "/generate-code,/health,/ready,/metrics,/telemetry/"


def http_middleware() -> Middleware:
    """A middleware that makes the SERVER span of every route that is not excluded.

    The library's ready-made `middleware` answers 500 to everything until `instrument()` has set up its globals, which
    also replaces `web.Application` by a subclass that aiohttp warns of: so set up, put the original back, and make one.
    """
    os.environ.setdefault("OTEL_PYTHON_AIOHTTP_SERVER_EXCLUDED_URLS", EXCLUDED)
    from opentelemetry.instrumentation.aiohttp_server import AioHttpServerInstrumentor, create_aiohttp_middleware

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        instrumentor = AioHttpServerInstrumentor()
        instrumentor.instrument()
        instrumentor.uninstrument()
    middleware: Middleware = create_aiohttp_middleware(tracer_provider=spans.provider())
    return middleware
