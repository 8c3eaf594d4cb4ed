"""Calls to the providers, through pydantic-ai. Importing this takes seconds: only `generator` does, in a thread."""

from __future__ import annotations

import logging
import ssl
from collections.abc import AsyncIterator, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from functools import cache

import httpx2
from pydantic_ai.direct import model_request_stream
from pydantic_ai.messages import (
    BinaryContent,
    ModelMessage,
    ModelRequest,
    ModelResponse,
    TextPart,
    UserPromptPart,
)
from pydantic_ai.models import Model, StreamedResponse
from pydantic_ai.settings import ModelSettings

from service.generators.llm.choice import Choice, Provider
from service.generators.llm.prompts import Message, Plan

# To connect at all: a provider that is down should be told from one that thinks.
CONNECT_TIMEOUT_S = 10.0
# Our own limits cover the rest; a retry here would sit out a refusal's Retry-After, and the person would see a timeout.
_SETTINGS = ModelSettings(max_retries=0)
# At debug level these log whole requests: prompts, images, and headers.
_TALKATIVE = ("openai", "anthropic", "google_genai", "httpx", "httpx2", "httpcore", "httpcore2")

# Imported by `_model` when needed, or before anybody waits for it.
LIBRARIES: Mapping[Provider, str] = {
    "openai": "pydantic_ai.models.openai",
    "anthropic": "pydantic_ai.models.anthropic",
    "google": "pydantic_ai.models.google",
}


@cache
def _tls() -> ssl.SSLContext:
    # Reading the certificates takes 30 ms: once a process, not once a call.
    return httpx2.create_ssl_context()


def _model(choice: Choice, http: httpx2.AsyncClient) -> Model:
    """The provider's model. Its library is imported here, so that only those in use cost time and memory."""
    match choice.provider:
        case "openai":
            from pydantic_ai.models.openai import OpenAIChatModel
            from pydantic_ai.profiles.openai import OpenAIModelProfile
            from pydantic_ai.providers.openai import OpenAIProvider

            openai = OpenAIProvider(base_url=choice.base_url, api_key=choice.key, http_client=http)
            # Without it, an answer cut off by a proxy that closes politely would pass for a whole one.
            whole = OpenAIModelProfile(openai_chat_streaming_requires_finish_reason=True)
            return OpenAIChatModel(choice.name, provider=openai, profile=whole)
        case "anthropic":
            from pydantic_ai.models.anthropic import AnthropicModel
            from pydantic_ai.providers.anthropic import AnthropicProvider

            anthropic = AnthropicProvider(api_key=choice.key, http_client=http)
            return AnthropicModel(choice.name, provider=anthropic)
        case "google":
            from pydantic_ai.models.google import GoogleModel
            from pydantic_ai.providers.google import GoogleProvider

            google = GoogleProvider(api_key=choice.key, http_client=http)
            return GoogleModel(choice.name, provider=google)


class Connection:
    """One model with an HTTP client of its own: closing it closes the provider's connection, and forgets the key."""

    def __init__(self, choice: Choice) -> None:
        """Blocks while a provider's library is imported: call it in a thread."""
        for name in _TALKATIVE:
            logging.getLogger(name).setLevel(logging.WARNING)
        timeout = httpx2.Timeout(None, connect=CONNECT_TIMEOUT_S)
        self._http = httpx2.AsyncClient(verify=_tls(), timeout=timeout)
        self._model = _model(choice, self._http)

    @asynccontextmanager
    async def stream(self, plan: Plan) -> AsyncIterator[StreamedResponse]:
        """The answer as pydantic-ai's events. Leaving the block closes the HTTP connection, finished or not."""
        async with self._http, self._request(plan) as response:
            yield response

    def _request(self, plan: Plan) -> AbstractAsyncContextManager[StreamedResponse]:
        return model_request_stream(self._model, messages(plan), model_settings=_SETTINGS, instrument=False)


def messages(plan: Plan) -> list[ModelMessage]:
    """The plan in pydantic-ai's terms, images as binary content."""
    conversation = [_message(message) for message in plan.messages]
    last = conversation[-1]
    assert isinstance(last, ModelRequest)
    # The instructions of the newest request are the ones that count.
    last.instructions = plan.system
    return conversation


def _message(message: Message) -> ModelMessage:
    if message.role == "assistant":
        return ModelResponse(parts=[TextPart(message.text)])
    images = [BinaryContent(data=image.data, media_type=image.content_type) for image in message.images]
    return ModelRequest(parts=[UserPromptPart([*images, message.text] if images else message.text)])
