"""A key that a client sent is used once and told nobody: not in a log, a span, an exception, a repr."""

from __future__ import annotations

import io
import logging
import traceback
from collections.abc import Callable, Iterator

import pytest
from aiohttp import web
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from service.generators.base import Piece
from service.generators.llm import ModelGenerator
from service.generators.llm.choice import choose
from service.outcomes import GenerationFailure
from tests.models.conftest import ask, generate, settings
from tests.models.providers import Behaviour, Stream, serve

KEY = "sk-canary-5f0c2d9e7b31"
PROMPT = "canary-prompt about the Hemlock Street circle"


async def good(_request: web.Request, stream: Stream) -> web.StreamResponse:
    await stream.say("<p>")
    return await stream.done()


def refusing(status: int) -> Behaviour:
    async def refuse(request: web.Request, _stream: Stream) -> web.StreamResponse:
        """As indiscreet as a provider can be: it echoes the headers and the whole request."""
        said = f"Refused {request.headers['Authorization']} for {await request.text()}"
        body = {"error": {"message": said, "code": KEY, "type": KEY}}
        return web.json_response(body, status=status, headers={"X-Echo": KEY})

    return refuse


async def garbage(request: web.Request, stream: Stream) -> web.StreamResponse:
    await stream.send("{" + request.headers["Authorization"])
    return stream.response


async def echo_in_stream(request: web.Request, stream: Stream) -> web.StreamResponse:
    await stream.send({"error": {"message": f"{request.headers['Authorization']} {PROMPT}", "code": 500}})
    return stream.response


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """Everything that anything logs, down to debug."""
    text = io.StringIO()
    handler = logging.StreamHandler(text)
    handler.setFormatter(logging.Formatter("%(name)s %(levelname)s %(message)s"))
    root = logging.getLogger()
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield text
    root.removeHandler(handler)
    root.setLevel(before)


@pytest.mark.parametrize(
    "behaviour",
    [good, refusing(401), refusing(400), refusing(429), refusing(500), garbage, echo_in_stream],
    ids=["good", "401", "400", "429", "500", "garbage", "echo in stream"],
)
async def test_neither_key_nor_prompt_gets_out(
    behaviour: Behaviour, log: io.StringIO, spans: InMemorySpanExporter
) -> None:
    told: list[object] = []
    async with serve(behaviour) as provider:
        config = settings(openai_base_url=provider.url, model="openai:m")
        request = ask(PROMPT, keys={"openai": KEY})
        try:
            pieces: list[Piece] = await generate(config, request)
            told += pieces
        except GenerationFailure as failure:
            told += [failure.detail, repr(failure), str(failure), *failure.args]
            told.append("".join(traceback.TracebackException.from_exception(failure, capture_locals=False).format()))
            told.append(_everything_behind(failure))
        # It did reach the one it was for.
        assert provider.headers[0]["Authorization"] == f"Bearer {KEY}"
        assert PROMPT in str(provider.requests[0])
    told += [repr(request), repr(choose(config, request)), repr(ModelGenerator(config)), log.getvalue()]
    told += [span.to_json() for span in spans.get_finished_spans()]
    assert len(spans.get_finished_spans()) == 1
    for thing in told:
        assert KEY not in str(thing)
        assert PROMPT not in str(thing)
        assert "Hemlock" not in str(thing)


def _everything_behind(error: BaseException) -> str:
    """What a log handler that walks causes and contexts would find."""
    seen: list[str] = []
    following: Callable[[BaseException], BaseException | None] = lambda e: e.__cause__ or e.__context__  # noqa: E731
    behind = following(error)
    while behind is not None:
        seen.append(repr(behind) + str(vars(behind)))
        behind = following(behind)
    return " ".join(seen)
