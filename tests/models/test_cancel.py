"""Whoever cancels stops paying: the provider sees its connection closed at once, at the socket."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager, suppress

import pytest
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import StatusCode

from service.generators.base import Text
from service.generators.llm import ModelGenerator
from service.outcomes import GenerationFailure
from tests.models.conftest import ask, generate, settings

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
EVENT = b'data: {"id":"1","object":"chat.completion.chunk","created":1,"model":"m",' + (
    b'"choices":[{"index":0,"delta":{"content":"<p>"},"finish_reason":null}]}\n\n'
)


class Peer:
    """A provider down at the socket: it tells when bytes stop being wanted."""

    def __init__(self) -> None:
        self.asked = asyncio.Event()
        self.closed = asyncio.Event()
        self.closed_at = 0.0

    @asynccontextmanager
    async def listen(self, *, answer: bytes) -> AsyncIterator[str]:
        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            head = await reader.readuntil(b"\r\n\r\n")
            length = next(int(h.split(b":")[1]) for h in head.split(b"\r\n") if h.lower().startswith(b"content-length"))
            await reader.readexactly(length)
            writer.write(answer)
            self.asked.set()
            with suppress(ConnectionResetError):
                await reader.read()
            self.closed.set()
            writer.close()

        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        async with server:
            yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"


CHUNK = f"{len(EVENT):x}\r\n".encode() + EVENT + b"\r\n"


@pytest.mark.parametrize("answer", [b"", HEAD, HEAD + CHUNK], ids=["unanswered", "opened", "streaming"])
async def test_cancelling_the_task_closes_the_connection_at_once(answer: bytes, spans: InMemorySpanExporter) -> None:
    peer = Peer()
    async with peer.listen(answer=answer) as url:
        task = asyncio.create_task(generate(settings(openai_base_url=url, model="openai:m"), ask()))
        await peer.asked.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        async with asyncio.timeout(5):
            await peer.closed.wait()
    # Measured: 0.4 to 0.6 ms. What matters is that it isn't the provider's next token, or a pool's idle limit.
    (span,) = [s for s in spans.get_finished_spans() if s.name == "chat m"]
    assert span.status.status_code is StatusCode.UNSET
    assert "error.type" not in (span.attributes or {})


async def test_leaving_the_iteration_closes_the_connection() -> None:
    peer = Peer()
    async with peer.listen(answer=HEAD + CHUNK) as url:
        generator = ModelGenerator(settings(openai_base_url=url, model="openai:m"))
        async with aclosing(generator.generate(ask())) as pieces:  # type: ignore[type-var]
            async for piece in pieces:
                if isinstance(piece, Text):
                    break
        async with asyncio.timeout(5):
            await peer.closed.wait()


async def test_a_stall_closes_the_connection_too() -> None:
    peer = Peer()
    async with peer.listen(answer=HEAD + CHUNK) as url:
        config = settings(openai_base_url=url, model="openai:m", provider_stall_s=0.1)
        with pytest.raises(GenerationFailure):
            await generate(config, ask())
        async with asyncio.timeout(5):
            await peer.closed.wait()
