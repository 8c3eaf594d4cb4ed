"""One answer of a model, from the request to the last token. Imports pydantic-ai: slow, like `providers`."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import AsyncExitStack, aclosing

from pydantic_ai.messages import (
    ModelResponseStreamEvent,
    PartDeltaEvent,
    PartStartEvent,
    TextPart,
    TextPartDelta,
    ThinkingPart,
)
from pydantic_ai.models import StreamedResponse

from service.generators.base import Piece, Progress, Remark, Text, Usage
from service.generators.llm.choice import Choice
from service.generators.llm.failures import failure
from service.generators.llm.fences import FenceFilter
from service.generators.llm.prompts import Plan
from service.generators.llm.providers import Connection
from service.outcomes import GenerationFailure, GenerationOutcome
from service.settings import Settings
from service.telemetry.genai import ModelCall


class Answer:
    """Asks when `pieces` is iterated. Every wait has a limit; every failure is a `GenerationFailure`."""

    def __init__(self, choice: Choice, conversation: Plan, settings: Settings) -> None:
        """Blocks while a provider's library is imported: call it in a thread."""
        self._choice = choice
        self._conversation = conversation
        self._first_token_s = settings.provider_first_token_s
        self._stall_s = settings.provider_stall_s
        self._connection = Connection(choice)
        self._response: StreamedResponse | None = None

    async def pieces(self, call: ModelCall) -> AsyncGenerator[Piece, None]:
        """The code, without a fence around it; then remarks and what it cost."""
        code = FenceFilter()
        empty, thinking = True, False
        try:
            async with aclosing(self._events()) as events:
                async for event in events:
                    call.first_chunk()
                    if not thinking and isinstance(event, PartStartEvent) and isinstance(event.part, ThinkingPart):
                        thinking = True
                        yield Progress("thinking", "The model is thinking")
                    elif text := code.feed(_text(event)):
                        empty = False
                        yield Text(text)
            if text := code.finish():
                empty = False
                yield Text(text)
            for remark in self._judge(empty=empty):
                yield remark
        finally:
            # A call that was cancelled or broke off has cost something too.
            usage = self._tell(call)
        if usage is not None:
            yield usage

    async def _events(self) -> AsyncGenerator[ModelResponseStreamEvent, None]:
        """The provider's events. Raises with nothing chained: providers' errors quote keys and prompts."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + self._first_token_s
        late = GenerationFailure(GenerationOutcome.PROVIDER_TIMEOUT, self._silent_for(self._first_token_s))
        failed: GenerationFailure | None = None
        try:
            async with AsyncExitStack() as stack:
                async with asyncio.timeout_at(deadline):
                    self._response = await stack.enter_async_context(self._connection.stream(self._conversation))
                events = aiter(self._response)
                while (event := await _next(events, deadline)) is not None:
                    yield event
                    deadline = loop.time() + self._stall_s
                    late = GenerationFailure(GenerationOutcome.PROVIDER_STALLED, self._silent_for(self._stall_s))
        except TimeoutError:
            failed = late
        except Exception as error:
            failed = failure(error, self._choice, self._conversation)
        if failed is not None:
            raise failed

    def _silent_for(self, seconds: float) -> str:
        return f"{self._choice.title} was silent for {seconds:g} s."

    def _judge(self, *, empty: bool) -> list[Remark]:
        """Whether the answer is whole, by the provider's word. Raises if it isn't an answer at all."""
        reason = self._response.finish_reason if self._response else None
        if reason == "content_filter":
            raise GenerationFailure(GenerationOutcome.PROVIDER_MODEL, f"{self._choice} declined to answer this.")
        if empty:
            raise GenerationFailure(GenerationOutcome.PROVIDER_BAD_STREAM, f"{self._choice.title} sent no code.")
        if reason is None or reason == "error":
            raise GenerationFailure(
                GenerationOutcome.PROVIDER_BAD_STREAM, f"The answer of {self._choice.title} ended in the middle."
            )
        if reason == "length":
            return [Remark("cut_off", "The model reached its output limit: the end of the code is missing.")]
        return []

    def _tell(self, call: ModelCall) -> Usage | None:
        """State what the provider said of its answer. None: it never said what it cost."""
        response = self._response
        if response is None:
            return None
        call.answer(
            model=response.model_name, response_id=response.provider_response_id, finish_reason=response.finish_reason
        )
        usage = response.usage
        if not usage.input_tokens and not usage.output_tokens:
            return None
        call.usage(usage.input_tokens, usage.output_tokens)
        return Usage(usage.input_tokens, usage.output_tokens)


async def _next(events: AsyncIterator[ModelResponseStreamEvent], deadline: float) -> ModelResponseStreamEvent | None:
    """The next event, None at the end. Raises TimeoutError at `deadline`, in the loop's time."""
    async with asyncio.timeout_at(deadline):
        return await anext(events, None)


def _text(event: ModelResponseStreamEvent) -> str:
    """An event's new text. The event that ends a part repeats all of it, and is passed over."""
    if isinstance(event, PartStartEvent) and isinstance(event.part, TextPart):
        return event.part.content
    if isinstance(event, PartDeltaEvent) and isinstance(event.delta, TextPartDelta):
        return event.delta.content_delta
    return ""
