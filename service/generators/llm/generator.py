"""The generator that asks a language model."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing
from importlib import import_module
from threading import Lock
from typing import TYPE_CHECKING

from service.generators.base import GenerationRequest, Piece, Progress
from service.generators.llm.choice import Choice, Provider, choose, configured_models, parse_model
from service.generators.llm.prompts import Plan, plan
from service.protocol import InputMode
from service.settings import Settings
from service.telemetry import genai
from service.telemetry.logs import logger

if TYPE_CHECKING:
    from service.generators.llm.answer import Answer

_IMPORTING = Lock()


class ModelGenerator:
    """One call a generation: text as its tokens come, usage at the end.

    Cancelling the task that iterates closes the provider's connection at once, so that no token more is paid for.
    """

    name = "llm"
    input_modes: frozenset[InputMode] = frozenset(("text", "image"))

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        models = configured_models(settings)
        self.engine = f"AI model {models[0]}" if models else "AI model, with your own key"

    async def warm(self) -> None:
        """Import the default model's library before somebody waits for it. Nothing to do without a model."""
        if models := configured_models(self._settings):
            try:
                await asyncio.to_thread(_load, parse_model(models[0])[0])
            except Exception:
                # Python 3.11 compiles in one thread at a time only ("AST constructor recursion depth mismatch",
                # CPython issue 106905), and libraries compile as they are imported. The first generation tries again.
                logger().warning("model.not_warmed", model=models[0], exc_info=True)

    async def generate(self, request: GenerationRequest) -> AsyncIterator[Piece]:
        """See `Generator`. The prompt goes to the model's provider: that is what this generator is for."""
        choice = choose(self._settings, request)
        yield Progress("model", f"Asking {choice}")
        # In a thread: the first call imports the provider's library, which takes seconds.
        answer = await asyncio.to_thread(_answer, choice, plan(request), self._settings)
        with genai.model_call(choice.provider, choice.name, choice.server) as call:
            async with aclosing(answer.pieces(call)) as pieces:
                async for piece in pieces:
                    yield piece


def _load(provider: Provider) -> None:
    """Import what a call to `provider` needs: seconds the first time, and nothing for who has no model."""
    # Its libraries import in circles, which only one thread at a time survives.
    with _IMPORTING:
        from service.generators.llm import answer, providers  # noqa: F401 - for whoever comes after

        import_module(providers.LIBRARIES[provider])


def _answer(choice: Choice, conversation: Plan, settings: Settings) -> Answer:
    _load(choice.provider)
    from service.generators.llm.answer import Answer

    return Answer(choice, conversation, settings)
