"""Spans of the HTTP routes other than the WebSocket's, by the OpenTelemetry instrumentation of aiohttp's server."""

from __future__ import annotations

import os

from aiohttp.typedefs import Middleware
from opentelemetry import trace

# The WebSocket has its own, better spans; probes and scrapes would bury everything else.
EXCLUDED = "/generate-code,/health,/ready,/metrics,/telemetry/"


def http_middleware() -> Middleware:
    """The instrumentation's own `middleware` symbol answers 500 to everything: this is the way that works."""
    os.environ.setdefault("OTEL_PYTHON_AIOHTTP_SERVER_EXCLUDED_URLS", EXCLUDED)
    from opentelemetry.instrumentation.aiohttp_server import AioHttpServerInstrumentor, create_aiohttp_middleware

    instrumentor = AioHttpServerInstrumentor()
    if not instrumentor.is_instrumented_by_opentelemetry:
        instrumentor.instrument()
    middleware: Middleware = create_aiohttp_middleware(tracer_provider=trace.get_tracer_provider())
    return middleware
