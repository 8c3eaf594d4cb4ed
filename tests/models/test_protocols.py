"""Anthropic's and Gemini's own protocols, over a real socket."""

from __future__ import annotations

import pytest
from aiohttp import web

from service.generators.base import Image, Usage
from service.outcomes import GenerationFailure
from tests.models.conftest import ask, code, generate, settings
from tests.models.providers import Stream, error, serve

PICTURE = Image("0" * 64, "image/jpeg", b"\xff\xd8jpeg")


async def claude(_request: web.Request, stream: Stream) -> web.StreamResponse:
    message: dict[str, object] = {
        "id": "msg_1",
        "type": "message",
        "role": "assistant",
        "model": "claude-test-0",
        "content": [],
        "stop_reason": None,
        "usage": {"input_tokens": 21, "output_tokens": 1},
    }
    await stream.send({"type": "message_start", "message": message}, "message_start")
    block = {"type": "text", "text": ""}
    await stream.send({"type": "content_block_start", "index": 0, "content_block": block}, "content_block_start")
    await stream.send({"type": "ping"}, "ping")
    for text in ("```html\n", "<!doctype html>\n", "<p>Bread</p>\n", "```"):
        delta = {"type": "text_delta", "text": text}
        await stream.send({"type": "content_block_delta", "index": 0, "delta": delta}, "content_block_delta")
    await stream.send({"type": "content_block_stop", "index": 0}, "content_block_stop")
    end = {"type": "message_delta", "delta": {"stop_reason": "end_turn"}, "usage": {"output_tokens": 9}}
    await stream.send(end, "message_delta")
    await stream.send({"type": "message_stop"}, "message_stop")
    return stream.response


async def gemini(_request: web.Request, stream: Stream) -> web.StreamResponse:
    for text, finish in (("<!doctype html>\n", None), ("<p>Bread</p>\n", "STOP")):
        candidate: dict[str, object] = {"content": {"parts": [{"text": text}], "role": "model"}, "index": 0}
        if finish:
            candidate["finishReason"] = finish
        usage = {"promptTokenCount": 31, "candidatesTokenCount": 8, "totalTokenCount": 39}
        await stream.send({"candidates": [candidate], "usageMetadata": usage, "modelVersion": "gemini-test-0"})
    return stream.response


async def test_claude_answers_and_is_sent_the_key_and_the_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    async with serve(claude) as provider:
        monkeypatch.setenv("ANTHROPIC_BASE_URL", provider.url)
        config = settings(anthropic_api_key="sk-ant-server", model="anthropic:claude-test")
        pieces = await generate(config, ask("Bread", images=(PICTURE,)))
        (body,), (headers,) = provider.requests, provider.headers
    assert code(pieces) == "<!doctype html>\n<p>Bread</p>\n"
    assert pieces[-1] == Usage(21, 9)
    assert headers["Authorization"] == "Bearer sk-ant-server"
    assert body["stream"] is True
    assert "Plain HTML" in str(body["system"])
    assert "'media_type': 'image/jpeg'" in str(body["messages"])
    # A page must fit: Anthropic cuts the answer there.
    assert int(str(body["max_tokens"])) >= 16_000


async def test_gemini_answers_and_is_sent_the_key_and_the_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    async with serve(gemini) as provider:
        monkeypatch.setenv("GOOGLE_GEMINI_BASE_URL", provider.url)
        config = settings(gemini_api_key="AIza-server", model="google:gemini-test")
        pieces = await generate(config, ask("Bread", images=(PICTURE,)))
        (body,), (headers,) = provider.requests, provider.headers
    assert code(pieces) == "<!doctype html>\n<p>Bread</p>\n"
    assert pieces[-1] == Usage(31, 8)
    assert headers["x-goog-api-key"] == "AIza-server"
    assert "Plain HTML" in str(body["systemInstruction"])
    assert "image/jpeg" in str(body["contents"])


ANTHROPIC_AUTH = {"type": "error", "error": {"type": "authentication_error", "message": "invalid x-api-key"}}
ANTHROPIC_BUSY = {"type": "error", "error": {"type": "overloaded_error", "message": "Overloaded"}}
GEMINI_AUTH = {
    "error": {
        "code": 400,
        "status": "INVALID_ARGUMENT",
        "message": "API key not valid.",
        "details": [{"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": "API_KEY_INVALID"}],
    }
}
GEMINI_QUOTA = {"error": {"code": 429, "status": "RESOURCE_EXHAUSTED", "message": "Quota exceeded"}}
GEMINI_UNKNOWN = {"error": {"code": 404, "status": "NOT_FOUND", "message": "models/x is not found"}}


@pytest.mark.parametrize(
    ("model", "status", "body", "outcome"),
    [
        ("anthropic:m", 401, ANTHROPIC_AUTH, "provider_auth"),
        ("anthropic:m", 529, ANTHROPIC_BUSY, "provider_unavailable"),
        ("google:m", 400, GEMINI_AUTH, "provider_auth"),
        ("google:m", 429, GEMINI_QUOTA, "provider_quota"),
        ("google:m", 404, GEMINI_UNKNOWN, "provider_model"),
    ],
)
async def test_their_refusals_are_told_by_their_outcome(
    model: str, status: int, body: object, outcome: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with serve(error(status, body)) as provider:
        monkeypatch.setenv("ANTHROPIC_BASE_URL", provider.url)
        monkeypatch.setenv("GOOGLE_GEMINI_BASE_URL", provider.url)
        config = settings(anthropic_api_key="sk-ant-1", gemini_api_key="AIza-1", model=model)
        with pytest.raises(GenerationFailure) as caught:
            await generate(config, ask())
        assert len(provider.requests) == 1
    assert caught.value.outcome == outcome


@pytest.mark.parametrize(("model", "answer"), [("anthropic:m", claude), ("google:m", gemini)])
async def test_an_answer_cut_off_politely_does_not_pass_for_whole(
    model: str, answer: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def cut(request: web.Request, stream: Stream) -> web.StreamResponse:
        if model.startswith("google"):
            part = {"content": {"parts": [{"text": "<p>"}], "role": "model"}}
            await stream.send({"candidates": [part]})
            return stream.response
        whole = stream.send

        async def until_the_end(data: object, event: str | None = None) -> None:
            if event not in ("message_delta", "message_stop"):
                await whole(data, event)

        stream.send = until_the_end  # type: ignore[method-assign]
        return await claude(request, stream)

    async with serve(cut) as provider:
        monkeypatch.setenv("ANTHROPIC_BASE_URL", provider.url)
        monkeypatch.setenv("GOOGLE_GEMINI_BASE_URL", provider.url)
        config = settings(anthropic_api_key="sk-ant-1", gemini_api_key="AIza-1", model=model)
        with pytest.raises(GenerationFailure) as caught:
            await generate(config, ask())
    assert caught.value.outcome == "provider_bad_stream"
