"""Pages of the other allowed origins may read this service's HTTP answers, as they may open its WebSocket.

It is what makes `frontend/.env.local` work: a page served by Vite or a static host, the service elsewhere.
"""

from __future__ import annotations

from aiohttp import web
from aiohttp.typedefs import Handler

from service.web.deps import DEPS

PREFLIGHT_KEPT_S = 600  # browsers cap it anyway; a changed ALLOWED_ORIGINS is felt within minutes
PERMITTED = {
    "Access-Control-Allow-Methods": "GET, POST",
    "Access-Control-Allow-Headers": "Content-Type, Authorization",
    "Access-Control-Max-Age": str(PREFLIGHT_KEPT_S),
}


@web.middleware
async def cors(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Answers preflights and names the origin on everything else, errors included. Others get no such header."""
    origin = request.headers.get("Origin", "")
    allowed = request.app[DEPS].settings.origins
    if not origin or not ("*" in allowed or origin.strip().rstrip("/").lower() in allowed):
        return await handler(request)
    named = {
        "Access-Control-Allow-Origin": origin,
        "Vary": "Origin",
        "Access-Control-Expose-Headers": "ETag, X-Version",
    }
    if request.method == "OPTIONS" and "Access-Control-Request-Method" in request.headers:
        return web.Response(status=204, headers=named | PERMITTED)
    response = await handler(request)
    if not response.prepared:
        response.headers.update(named)
    return response
