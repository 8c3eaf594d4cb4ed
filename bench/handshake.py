"""How long a click takes: steps 0 to 8 as the server timed them, and the first code as the client saw it.

    python3 dev.py bench handshake [clicks]

One click after the other on loopback, with logs, metrics, timelines and (OTLP endpoint given) traces on, beside the
same service with its logs at error level. Code and wire bytes are of the offline composer's page.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time

import aiohttp

from bench.load import percentile
from bench.service import service

CLICKS = 100
PROMPT = (
    "A landing page for a bakery called Sunrise with a navbar with Home, Menu, Contact, a hero, features, "
    "pricing with 3 plans, testimonials, a gallery, an FAQ, a newsletter, a contact form and a footer"
)
GENERATE = {
    "generationType": "create", "inputMode": "text", "generatedCodeConfig": "html_css", "generator": "compose",
    "prompt": {"text": PROMPT, "images": []}, "history": [],
}  # fmt: skip


async def click(session: aiohttp.ClientSession, url: str) -> tuple[float, float, int, int]:
    """Seconds to the first status and to the first code; bytes of code and bytes of all frames."""
    began = time.perf_counter()
    status = first = 0.0
    code = wire = 0
    async with session.ws_connect(f"{url}/generate-code", max_msg_size=0) as ws:
        await ws.send_str(json.dumps(GENERATE))
        async for message in ws:
            wire += len(message.data.encode()) + (2 if len(message.data) < 126 else 4)
            frame = json.loads(message.data)
            status = status or time.perf_counter() - began
            if frame["type"] == "chunk":
                first = first or time.perf_counter() - began
                code += len(frame["value"].encode())
    return status, first, code, wire


async def clicks(port: int, count: int) -> tuple[list[float], list[float], float]:
    """Server's handshake seconds, seconds to the first code, and the wire bytes a byte of code."""
    url = f"http://127.0.0.1:{port}"
    async with aiohttp.ClientSession() as session:
        for _ in range(10):  # connections to Postgres, caches, the interpreter's specialisations
            await click(session, url)
        seen = [await click(session, url) for _ in range(count)]
        async with session.get(f"{url}/api/handshakes?limit={min(count, 200)}&outcome=ok") as response:
            timelines = (await response.json())["handshakes"]
    server = [one["totalMs"] / 1000 for one in timelines]
    return server, [first for _, first, _, _ in seen], sum(one[3] for one in seen) / sum(one[2] for one in seen)


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else CLICKS
    print(f"{count} clicks, one after the other")
    print(f"{'':22}{'steps 0-8 p50':>14}{'p95':>9}{'first code p50':>16}{'p95':>9}{'wire/code':>11}")
    for name, changes in (
        ("everything on", {"LOG_LEVEL": "info", "WORKER_CONCURRENCY": "4"}),
        ("log lines off", {"LOG_LEVEL": "error", "WORKER_CONCURRENCY": "4"}),
    ):
        sys.stdout.flush()
        with service(None, 100, **changes) as (port, _):
            server, first, ratio = asyncio.run(clicks(port, count))
        print(
            f"{name:22}{percentile(server, 0.5) * 1000:11.1f} ms{percentile(server, 0.95) * 1000:6.1f} ms"
            f"{percentile(first, 0.5) * 1000:13.1f} ms{percentile(first, 0.95) * 1000:6.1f} ms{ratio:11.2f}"
        )


if __name__ == "__main__":
    main()
