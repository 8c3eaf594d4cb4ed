"""The built page at `/`, with the headers that keep it to itself."""

from __future__ import annotations

from pathlib import Path

from aiohttp import web

DIST = Path(__file__).resolve().parents[2] / "frontend" / "dist"
HEADERS = {
    # Scripts are not restricted here: a srcdoc preview inherits this policy, and has a stricter one of its own.
    "Content-Security-Policy": "frame-ancestors 'none'; object-src 'none'; base-uri 'self'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache",
}
MISSING = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Wirelight: page not built</title>
<p>The service runs, but its page has not been built. Run <code>python3 dev.py run</code>, or
<code>npm ci &amp;&amp; npm run build</code> in <code>frontend</code>, and reload.</p></html>"""


def add_page(app: web.Application, dist: Path = DIST) -> None:
    """Serve `dist`. Assets carry a hash in their names and may be kept for ever; the page itself is always asked for."""

    async def index(_: web.Request) -> web.StreamResponse:
        file = dist / "index.html"
        if not file.is_file():
            return web.Response(text=MISSING, content_type="text/html", status=503)
        return web.FileResponse(file, headers=HEADERS)

    async def asset(request: web.Request) -> web.StreamResponse:
        try:
            file = (dist / "assets" / request.match_info["name"]).resolve()
            found = file.is_relative_to(dist / "assets") and file.is_file()
        except (ValueError, OSError):  # a NUL in the name, or a name longer than any file's
            found = False
        if not found:
            raise web.HTTPNotFound
        kept = {"Cache-Control": "public, max-age=31536000, immutable", "X-Content-Type-Options": "nosniff"}
        return web.FileResponse(file, headers=kept)

    async def icon(_: web.Request) -> web.StreamResponse:
        file = dist / "favicon.svg"
        if not file.is_file():
            raise web.HTTPNotFound
        return web.FileResponse(file, headers={"Cache-Control": "public, max-age=86400"})

    app.router.add_get("/", index)
    app.router.add_get("/assets/{name:.+}", asset)
    app.router.add_get("/favicon.svg", icon)
