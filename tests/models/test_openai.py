"""The OpenAI protocol over a real socket: what people get, for everything a provider may do."""

from __future__ import annotations

import asyncio

import pytest
from aiohttp import web
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanKind, StatusCode

from service.generators.base import Generator, Image, Progress, Remark, Text, Usage
from service.generators.llm import ModelGenerator
from service.outcomes import GenerationFailure
from tests.models.conftest import ask, code, generate, settings
from tests.models.providers import Behaviour, Stream, error, openai_chunk, serve

PAGE = "<!doctype html>\n<title>Bread</title>\n"


async def bake(_request: web.Request, stream: Stream) -> web.StreamResponse:
    await stream.say("<!doctype html>\n", "<title>", "Bread</title>\n")
    return await stream.done()


async def test_the_page_arrives_token_by_token_and_then_what_it_cost() -> None:
    async with serve(bake) as provider:
        pieces = await generate(settings(openai_base_url=provider.url, model="openai:test-model"), ask())
    assert pieces == [
        Progress("model", "Asking openai:test-model"),
        Text("<!doctype html>\n"),
        Text("<title>"),
        Text("Bread</title>\n"),
        Usage(11, 7),
    ]


def test_it_is_a_generator() -> None:
    assert isinstance(ModelGenerator(settings()), Generator)


async def test_the_request_is_streamed_with_system_text_and_picture() -> None:
    picture = Image("0" * 64, "image/png", b"\x89PNG-bytes")
    async with serve(bake) as provider:
        await generate(
            settings(openai_base_url=provider.url, model="openai:test-model"), ask("Blue", images=(picture,))
        )
        (body,) = provider.requests
    assert body["model"] == "test-model"
    assert body["stream"] is True
    assert body["stream_options"] == {"include_usage": True}
    system, user = body["messages"]  # type: ignore[misc]
    assert system["role"] == "system"  # type: ignore[has-type]
    assert "Plain HTML with one <style>" in system["content"]  # type: ignore[has-type]
    image, text = user["content"]  # type: ignore[has-type]
    assert image["image_url"]["url"] == "data:image/png;base64,iVBORy1ieXRlcw=="
    assert text == {"type": "text", "text": "Blue"}


async def test_a_fence_around_the_code_is_taken_off_wherever_chunks_break() -> None:
    async def fenced(_request: web.Request, stream: Stream) -> web.StreamResponse:
        await stream.say("Here it is", ":\n\n``", "`ht", "ml\n", PAGE, "`", "``", "\n\nEnjoy!")
        return await stream.done()

    async with serve(fenced) as provider:
        pieces = await generate(settings(openai_base_url=provider.url, model="openai:m"), ask())
    assert code(pieces) == PAGE


async def test_a_server_of_ones_own_needs_no_key_and_a_given_one_is_sent() -> None:
    async with serve(bake) as provider:
        mine = settings(openai_base_url=provider.url, model="openai:m")
        await generate(mine, ask())
        await generate(settings(openai_base_url=provider.url, openai_api_key="sk-server", model="openai:m"), ask())
        await generate(mine, ask(keys={"openai": "sk-client"}))
        assert [h["Authorization"] for h in provider.headers] == [
            "Bearer no-key-needed",
            "Bearer sk-server",
            "Bearer sk-client",
        ]


@pytest.mark.parametrize(
    ("status", "body", "outcome", "said"),
    [
        (401, {"error": {"message": "Incorrect API key", "code": "invalid_api_key"}}, "provider_auth", "HTTP 401"),
        (403, {"error": {"message": "no", "type": "forbidden"}}, "provider_auth", "HTTP 403"),
        (429, {"error": {"message": "Slow down", "code": "rate_limit_exceeded"}}, "provider_quota", "Slow down"),
        (429, {"error": {"message": "Pay", "code": "insufficient_quota"}}, "provider_quota", "insufficient_quota"),
        (404, {"error": {"message": "gone", "code": "model_not_found"}}, "provider_model", "does not know m"),
        (400, {"error": {"message": "no pictures", "type": "invalid_request_error"}}, "provider_model", "no pictures"),
        (400, {"error": {"message": "x", "code": "context_length_exceeded"}}, "provider_model", "longer than"),
        (500, {"error": {"message": "oops"}}, "provider_unavailable", "HTTP 500"),
        (503, {"error": {"message": "overloaded"}}, "provider_unavailable", "HTTP 503"),
    ],
)
async def test_a_refusal_is_told_by_its_outcome(status: int, body: object, outcome: str, said: str) -> None:
    async with serve(error(status, body)) as provider:
        with pytest.raises(GenerationFailure) as caught:
            await generate(settings(openai_base_url=provider.url, model="openai:m"), ask())
        assert len(provider.requests) == 1
    assert caught.value.outcome == outcome
    assert said in caught.value.detail
    assert provider.url not in caught.value.detail


async def test_being_asked_to_wait_is_told_and_not_sat_out() -> None:
    limited = error(429, {"error": {"message": "Slow", "code": "rate_limit_exceeded"}}, {"Retry-After": "55"})
    async with serve(limited) as provider, asyncio.timeout(20):
        with pytest.raises(GenerationFailure, match="wait 55 s"):
            await generate(settings(openai_base_url=provider.url, model="openai:m"), ask())


async def silent(_request: web.Request, stream: Stream) -> web.StreamResponse:
    await stream.hang()
    return stream.response


async def opened_then_silent(_request: web.Request, stream: Stream) -> web.StreamResponse:
    await stream.open()
    await stream.hang()
    return stream.response


async def stalled(_request: web.Request, stream: Stream) -> web.StreamResponse:
    await stream.say("<!doctype html>\n")
    await stream.hang()
    return stream.response


async def garbage(_request: web.Request, stream: Stream) -> web.StreamResponse:
    await stream.say("<!doctype html>\n")
    await stream.send("{not json")
    return stream.response


async def wrong_shape(_request: web.Request, stream: Stream) -> web.StreamResponse:
    await stream.send({"choices": "none"})
    return stream.response


async def not_an_api(_request: web.Request, _stream: Stream) -> web.StreamResponse:
    return web.Response(text="<html>Welcome to the router</html>", content_type="text/html")


async def cut(request: web.Request, stream: Stream) -> web.StreamResponse:
    await stream.say("<!doctype html>\n")
    assert request.transport is not None
    request.transport.abort()
    return stream.response


async def endless(_request: web.Request, stream: Stream) -> web.StreamResponse:
    await stream.say("<!doctype html>\n")
    return stream.response


async def empty(_request: web.Request, stream: Stream) -> web.StreamResponse:
    return await stream.done()


async def in_stream_error(_request: web.Request, stream: Stream) -> web.StreamResponse:
    await stream.say("<!doctype html>\n")
    await stream.send({"error": {"message": "Out of money", "code": "insufficient_quota"}})
    return stream.response


async def filtered(_request: web.Request, stream: Stream) -> web.StreamResponse:
    await stream.say("<!doctype html>\n")
    return await stream.done(finish="content_filter")


@pytest.mark.parametrize(
    ("behaviour", "outcome", "said"),
    [
        (silent, "provider_timeout", "silent for 0.3 s"),
        (opened_then_silent, "provider_timeout", "silent for 0.3 s"),
        (stalled, "provider_stalled", "silent for 0.2 s"),
        (garbage, "provider_bad_stream", "can't be read"),
        (wrong_shape, "provider_bad_stream", ""),
        (not_an_api, "provider_bad_stream", "usually ends in /v1"),
        (cut, "provider_bad_stream", "broke off"),
        (endless, "provider_bad_stream", "in the middle"),
        (empty, "provider_bad_stream", "sent no code"),
        (in_stream_error, "provider_quota", "Out of money"),
        (filtered, "provider_model", "declined"),
    ],
)
async def test_a_stream_that_goes_wrong_is_told_by_its_outcome(behaviour: Behaviour, outcome: str, said: str) -> None:
    # Only who is silent from the start is given up soon: the first token of the others may come late on a busy machine.
    first_token_s = 0.3 if outcome == "provider_timeout" else 30
    config = {"model": "openai:m", "provider_first_token_s": first_token_s, "provider_stall_s": 0.2}
    async with serve(behaviour) as provider:
        with pytest.raises(GenerationFailure) as caught:
            await generate(settings(openai_base_url=provider.url, **config), ask())
    assert caught.value.outcome == outcome
    assert said in caught.value.detail
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None


async def test_nobody_listening_is_told_without_the_address(unused_tcp_port: int) -> None:
    config = settings(openai_base_url=f"http://127.0.0.1:{unused_tcp_port}", model="openai:m")
    with pytest.raises(GenerationFailure, match="could not be reached") as caught:
        await generate(config, ask())
    assert caught.value.outcome == "provider_unavailable"
    assert str(unused_tcp_port) not in caught.value.detail


async def test_a_refusal_that_quotes_the_prompt_is_not_passed_on() -> None:
    prompt = "A page for the Hemlock Street reading circle"
    async with serve(error(400, {"error": {"message": f"Flagged: {prompt}"}})) as provider:
        with pytest.raises(GenerationFailure) as caught:
            await generate(settings(openai_base_url=provider.url, model="openai:m"), ask(prompt))
    assert "Hemlock" not in caught.value.detail


async def test_an_answer_that_hit_the_output_limit_says_so() -> None:
    async def long(_request: web.Request, stream: Stream) -> web.StreamResponse:
        await stream.say("<!doctype html>\n")
        return await stream.done(finish="length")

    async with serve(long) as provider:
        pieces = await generate(settings(openai_base_url=provider.url, model="openai:m"), ask())
    (remark,) = [piece for piece in pieces if isinstance(piece, Remark)]
    assert remark.kind == "cut_off"


async def test_a_pause_shorter_than_the_limit_does_no_harm() -> None:
    async def slow(_request: web.Request, stream: Stream) -> web.StreamResponse:
        for text in ("<!doctype html>\n", "<p>", "</p>"):
            await asyncio.sleep(0.5)  # the pause is what is tested: all three together are longer than the limit
            await stream.say(text)
        return await stream.done()

    async with serve(slow) as provider:
        config = settings(
            openai_base_url=provider.url, model="openai:m", provider_first_token_s=1.4, provider_stall_s=1.4
        )
        assert code(await generate(config, ask())) == "<!doctype html>\n<p></p>"


async def test_thinking_is_told_and_keeps_the_call_alive() -> None:
    async def think(_request: web.Request, stream: Stream) -> web.StreamResponse:
        thought = openai_chunk()
        thought["choices"] = [{"index": 0, "delta": {"reasoning_content": "Bread, hm."}, "finish_reason": None}]
        await stream.send(thought)
        await stream.say("<!doctype html>\n")
        return await stream.done()

    async with serve(think) as provider:
        pieces = await generate(settings(openai_base_url=provider.url, model="openai:m"), ask())
    assert Progress("thinking", "The model is thinking") in pieces
    assert code(pieces) == "<!doctype html>\n"


async def test_the_span_follows_the_genai_conventions(spans: InMemorySpanExporter) -> None:
    async with serve(bake) as provider:
        await generate(settings(openai_base_url=provider.url, model="openai:test-model"), ask())
    (span,) = [s for s in spans.get_finished_spans() if s.name == "chat test-model"]
    assert span.kind is SpanKind.CLIENT
    assert span.status.status_code is StatusCode.UNSET
    attributes = dict(span.attributes or {})
    first = attributes.pop("gen_ai.response.time_to_first_chunk")
    assert isinstance(first, float)
    assert 0 < first < 10
    assert attributes.pop("server.port") == int(provider.url.rpartition(":")[2])
    assert attributes == {
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": "openai",
        "gen_ai.request.model": "test-model",
        "gen_ai.request.stream": True,
        "gen_ai.output.type": "text",
        "gen_ai.response.model": "test-model-0",
        "gen_ai.response.id": "chatcmpl-1",
        "gen_ai.response.finish_reasons": ("stop",),
        "gen_ai.usage.input_tokens": 11,
        "gen_ai.usage.output_tokens": 7,
        "server.address": "127.0.0.1",
    }


async def test_a_failed_call_is_an_error_span_with_the_outcome(spans: InMemorySpanExporter) -> None:
    async with serve(error(401, {"error": {"message": "no"}})) as provider:
        with pytest.raises(GenerationFailure):
            await generate(settings(openai_base_url=provider.url, model="openai:m"), ask())
    (span,) = [s for s in spans.get_finished_spans() if s.name == "chat m"]
    assert span.status.status_code is StatusCode.ERROR
    assert (span.attributes or {})["error.type"] == "provider_auth"
    assert not span.events
