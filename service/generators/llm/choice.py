"""Which model answers a request, with whose key, and where. Imports no provider's library: they are slow."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal, get_args
from urllib.parse import urlsplit

from pydantic import SecretStr

from service.generators.base import GenerationRequest
from service.outcomes import GenerationFailure, GenerationOutcome
from service.settings import Settings

Provider = Literal["openai", "anthropic", "google"]
PROVIDERS: tuple[Provider, ...] = get_args(Provider)
TITLES: Mapping[Provider, str] = MappingProxyType({"openai": "OpenAI", "anthropic": "Anthropic", "google": "Gemini"})
KEY_SETTINGS: Mapping[Provider, str] = MappingProxyType(
    {"openai": "OPENAI_API_KEY", "anthropic": "ANTHROPIC_API_KEY", "google": "GEMINI_API_KEY"}
)
# What a key alone gets, without MODEL: each provider's middle model, quick enough to wait for.
DEFAULT_MODELS: Mapping[Provider, str] = MappingProxyType(
    {"openai": "gpt-6.1-terra", "anthropic": "claude-sonnet-5-5", "google": "gemini-3.8-flash"}
)
_ALIASES: Mapping[str, Provider] = MappingProxyType({"gemini": "google", "google-gla": "google"})

# Gemini's protocol puts the name into the URL's path: nothing that could leave it, or start a query, may pass.
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:/@+-]{0,199}")
# Anything else can't be a header's value, and the HTTP library would quote it whole in its error.
_KEY = re.compile(r"[\x21-\x7e]{1,512}")
# A server of one's own (llama.cpp, Ollama, LM Studio) asks for no key, OpenAI's client library does.
NO_KEY = "no-key-needed"


@dataclass(frozen=True, slots=True)
class Choice:
    """One model as it will be called. `base_url` None is the provider's own address."""

    provider: Provider
    name: str
    key: str = field(repr=False)
    base_url: str | None = field(default=None, repr=False)

    def __str__(self) -> str:
        return f"{self.provider}:{self.name}"

    @property
    def title(self) -> str:
        """How a person calls whoever answers."""
        return TITLES[self.provider] if self.base_url is None else "The server at OPENAI_BASE_URL"

    @property
    def server(self) -> tuple[str, int] | None:
        """Host and port of a server of one's own; credentials in the URL are left out."""
        if self.base_url is None:
            return None
        parts = urlsplit(self.base_url)
        return (parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80))


def _refuse(detail: str, outcome: GenerationOutcome = GenerationOutcome.PROVIDER_MODEL) -> GenerationFailure:
    return GenerationFailure(outcome, detail)


def _provider(text: str) -> Provider | None:
    return next((p for p in PROVIDERS if p == text), None) or _ALIASES.get(text)


def parse_model(model: str) -> tuple[Provider, str]:
    """`provider:name` taken apart. Raises PROVIDER_MODEL with what is wrong."""
    prefix, separator, name = model.strip().partition(":")
    provider = _provider(prefix.lower())
    if not separator or provider is None:
        raise _refuse(f"A model is written as provider:name, the provider being one of {', '.join(PROVIDERS)}.")
    if not _NAME.fullmatch(name) or ".." in name or "//" in name:
        raise _refuse("The model's name holds characters that no model's name has.")
    return provider, name


def _server_key(settings: Settings, provider: Provider) -> str:
    """The settings' key, or "" when there is none."""
    keys: Mapping[Provider, SecretStr | None] = {
        "openai": settings.openai_api_key,
        "anthropic": settings.anthropic_api_key,
        "google": settings.gemini_api_key,
    }
    key = keys[provider]
    return key.get_secret_value().strip() if key else ""


def _client_key(keys: Mapping[str, str], provider: Provider) -> str:
    return next((key.strip() for name, key in keys.items() if _provider(name.lower()) == provider and key.strip()), "")


def configured_models(settings: Settings) -> list[str]:
    """The models that answer without a key from the client, as `provider:name`, the default one first. [] means none.

    MODEL comes first when its provider has a key (or, for openai, OPENAI_BASE_URL is set: the key is optional then).
    A provider with a key and no MODEL of its own stands for its default model.
    """
    models: list[str] = []
    if settings.model:
        try:
            provider, name = parse_model(settings.model)
        except GenerationFailure:
            # `choose` says what is wrong with it, to whoever asks for a generation.
            pass
        else:
            if _server_key(settings, provider) or (provider == "openai" and settings.openai_base_url):
                models.append(f"{provider}:{name}")
    taken = {model.partition(":")[0] for model in models}
    models += [
        f"{provider}:{DEFAULT_MODELS[provider]}"
        for provider in PROVIDERS
        if provider not in taken and _server_key(settings, provider)
    ]
    return models


def choose(settings: Settings, request: GenerationRequest) -> Choice:
    """The request's model, else MODEL, else the first for which there is a key.

    A key that the client sent goes before the server's. Raises PROVIDER_MODEL or PROVIDER_AUTH with what is missing.
    """
    wanted = request.model or settings.model
    if wanted:
        provider, name = parse_model(wanted)
    elif models := configured_models(settings):
        provider, name = parse_model(models[0])
    else:
        sent = next((p for p in PROVIDERS if _client_key(request.keys, p)), None)
        if sent is None:
            raise _refuse("No model is configured: set MODEL and a key, or send a key with the request.")
        provider, name = sent, DEFAULT_MODELS[sent]
    base_url = settings.openai_base_url if provider == "openai" else None
    key = _client_key(request.keys, provider) or _server_key(settings, provider) or (NO_KEY if base_url else "")
    if not key:
        raise _refuse(
            f"There is no key for {TITLES[provider]}: set {KEY_SETTINGS[provider]}, or send one with the request.",
            GenerationOutcome.PROVIDER_AUTH,
        )
    if not _KEY.fullmatch(key):
        raise _refuse(
            f"The key for {TITLES[provider]} holds characters that no key has.", GenerationOutcome.PROVIDER_AUTH
        )
    return Choice(provider, name, key, base_url or None)
