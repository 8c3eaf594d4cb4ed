"""Providers on a loopback socket that speak the real streaming protocols, and misbehave on demand."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiohttp import web
from multidict import CIMultiDictProxy

Behaviour = Callable[[web.Request, "Stream"], Awaitable[web.StreamResponse]]


def openai_chunk(text: str | None = None, finish: str | None = None) -> dict[str, object]:
    """One `chat.completion.chunk`."""
    delta: dict[str, object] = {} if text is None else {"content": text}
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion.chunk",
        "created": 1,
        "model": "test-model-0",
        "choices": [choice],
    }


def openai_usage(prompt: int, completion: int) -> dict[str, object]:
    """The last chunk, sent because the request asked for `include_usage`."""
    usage = {"prompt_tokens": prompt, "completion_tokens": completion, "total_tokens": prompt + completion}
    return {**openai_chunk(), "choices": [], "usage": usage}


class Stream:
    """A server-sent event stream in the making."""

    def __init__(self, request: web.Request) -> None:
        self._request = request
        self.response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})

    async def open(self) -> None:
        await self.response.prepare(self._request)

    async def send(self, data: object, event: str | None = None) -> None:
        if not self.response.prepared:
            await self.open()
        text = data if isinstance(data, str) else json.dumps(data)
        head = f"event: {event}\n" if event else ""
        await self.response.write(f"{head}data: {text}\n\n".encode())

    async def say(self, *texts: str) -> None:
        """OpenAI's form of text, a chunk each."""
        for text in texts:
            await self.send(openai_chunk(text))

    async def done(self, finish: str = "stop", prompt: int = 11, completion: int = 7) -> web.StreamResponse:
        await self.send(openai_chunk(finish=finish))
        await self.send(openai_usage(prompt, completion))
        await self.send("[DONE]")
        return self.response

    async def hang(self) -> None:
        """Silence until the client goes: its going cancels the handler."""
        await asyncio.Event().wait()


@dataclass
class Provider:
    """A running provider. `requests` are the bodies it got; `gone` is set when a client closed before the end."""

    url: str
    requests: list[dict[str, object]] = field(default_factory=list)
    headers: list[CIMultiDictProxy[str]] = field(default_factory=list)
    gone: asyncio.Event = field(default_factory=asyncio.Event)


@asynccontextmanager
async def serve(behaviour: Behaviour) -> AsyncIterator[Provider]:
    """Any path, any provider's protocol: `behaviour` answers."""
    provider = Provider("")

    async def handle(request: web.Request) -> web.StreamResponse:
        provider.requests.append(await request.json())
        provider.headers.append(request.headers)
        try:
            return await behaviour(request, Stream(request))
        except (asyncio.CancelledError, ConnectionResetError):
            provider.gone.set()
            raise

    app = web.Application(client_max_size=64 * 1024 * 1024)
    app.router.add_post("/{path:.*}", handle)
    runner = web.AppRunner(app, handler_cancellation=True, shutdown_timeout=0.1)
    await runner.setup()
    try:
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        host, port = runner.addresses[0][:2]
        provider.url = f"http://{host}:{port}"
        yield provider
    finally:
        await runner.cleanup()


def error(status: int, body: object, headers: dict[str, str] | None = None) -> Behaviour:
    """A refusal before any stream."""

    async def refuse(_request: web.Request, _stream: Stream) -> web.StreamResponse:
        return web.json_response(body, status=status, headers=headers)

    return refuse
