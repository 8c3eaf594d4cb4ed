"""Spans for calls to a language model. The only file that knows the GenAI conventions' names: they still change.

Names as of the conventions' time in github.com/open-telemetry/semantic-conventions-genai, `chat` spans.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from opentelemetry.trace import Span, SpanKind, Status, StatusCode

from service.outcomes import GenerationFailure
from service.telemetry import spans

OPERATION = "chat"
OPERATION_NAME = "gen_ai.operation.name"
PROVIDER_NAME = "gen_ai.provider.name"
REQUEST_MODEL = "gen_ai.request.model"
REQUEST_STREAM = "gen_ai.request.stream"
OUTPUT_TYPE = "gen_ai.output.type"
RESPONSE_ID = "gen_ai.response.id"
RESPONSE_MODEL = "gen_ai.response.model"
FINISH_REASONS = "gen_ai.response.finish_reasons"
TIME_TO_FIRST_CHUNK = "gen_ai.response.time_to_first_chunk"
INPUT_TOKENS = "gen_ai.usage.input_tokens"
OUTPUT_TOKENS = "gen_ai.usage.output_tokens"
SERVER_ADDRESS = "server.address"
SERVER_PORT = "server.port"
ERROR_TYPE = "error.type"

# The registry's own spelling, where it isn't the provider's name in MODEL.
_PROVIDERS = {"google": "gcp.gemini"}


@dataclass(slots=True)
class ModelCall:
    """One call under way: state what becomes known of it."""

    _span: Span = field(repr=False)
    _started: float = field(default_factory=time.perf_counter)
    _first_seen: bool = False

    def first_chunk(self) -> None:
        """Something of the answer has arrived, thinking included. Only the first call counts."""
        if not self._first_seen:
            self._first_seen = True
            self._span.set_attribute(TIME_TO_FIRST_CHUNK, time.perf_counter() - self._started)

    def usage(self, input_tokens: int, output_tokens: int) -> None:
        self._span.set_attribute(INPUT_TOKENS, input_tokens)
        self._span.set_attribute(OUTPUT_TOKENS, output_tokens)

    def answer(self, *, model: str | None, response_id: str | None, finish_reason: str | None) -> None:
        """What the provider said about its answer; None is left out."""
        if model:
            self._span.set_attribute(RESPONSE_MODEL, model)
        if response_id:
            self._span.set_attribute(RESPONSE_ID, response_id)
        if finish_reason:
            self._span.set_attribute(FINISH_REASONS, [finish_reason])


@contextmanager
def model_call(provider: str, model: str, server: tuple[str, int] | None = None) -> Iterator[ModelCall]:
    """A CLIENT span `chat <model>`, child of the current span, around one call. `server` is (host, port).

    It is not made the current span: the block yields to its consumer, whose spans must not become its children.
    A failure marks it ERROR, `error.type` being the outcome's value; cancellation leaves it UNSET.
    Neither prompt, answer, base URL nor key ever gets in.
    """
    attributes: dict[str, str | int | bool] = {
        OPERATION_NAME: OPERATION,
        PROVIDER_NAME: _PROVIDERS.get(provider, provider),
        REQUEST_MODEL: model,
        REQUEST_STREAM: True,
        OUTPUT_TYPE: "text",
    }
    if server is not None:
        attributes[SERVER_ADDRESS], attributes[SERVER_PORT] = server
    tracer = spans.tracer()
    span = tracer.start_span(f"{OPERATION} {model}", kind=SpanKind.CLIENT, attributes=attributes)
    try:
        yield ModelCall(span)
    except GenerationFailure as failure:
        span.set_status(Status(StatusCode.ERROR, failure.outcome.explanation.cause))
        span.set_attribute(ERROR_TYPE, failure.outcome.value)
        raise
    except Exception as error:
        span.set_status(Status(StatusCode.ERROR, type(error).__name__))
        span.set_attribute(ERROR_TYPE, type(error).__qualname__)
        raise
    finally:
        span.end()
