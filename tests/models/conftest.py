"""Requests, settings and recorded spans for the tests of models."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pytest
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from service.generators.base import GenerationRequest, Image, Piece, Text
from service.generators.llm import ModelGenerator
from service.settings import Settings
from service.telemetry import spans as telemetry

# Nothing of the developer's own environment may reach a test, or a test a real provider.
PROVIDER_VARIABLES = (
    "MODEL",
    "OPENAI_API_KEY",
    "OPENAI_BASE_URL",
    "ANTHROPIC_API_KEY",
    "ANTHROPIC_AUTH_TOKEN",
    "ANTHROPIC_BASE_URL",
    "GEMINI_API_KEY",
    "GOOGLE_API_KEY",
    "GOOGLE_GEMINI_BASE_URL",
)


@pytest.fixture(autouse=True)
def no_real_provider(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in PROVIDER_VARIABLES:
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def spans() -> Iterator[InMemorySpanExporter]:
    """The test's own spans, as they end."""
    exporter = InMemorySpanExporter()
    provider, processor = TracerProvider(shutdown_on_exit=False), SimpleSpanProcessor(exporter)
    provider.add_span_processor(processor)
    telemetry.install(telemetry.Export(provider, provider.resource, processor.on_end, lambda work: work()))
    yield exporter
    telemetry.install(None)
    provider.shutdown()


def settings(**values: object) -> Settings:
    return Settings(_env_file=None, **values)  # type: ignore[arg-type]


def ask(
    text: str = "A page about bread",
    *,
    model: str | None = None,
    keys: Mapping[str, str] | None = None,
    images: tuple[Image, ...] = (),
) -> GenerationRequest:
    return GenerationRequest(
        generation_id="g-1",
        generation_type="create",
        input_mode="image" if images else "text",
        stack="html_css",
        text=text,
        images=images,
        model=model,
        keys=keys or {},
    )


async def generate(config: Settings, request: GenerationRequest) -> list[Piece]:
    return [piece async for piece in ModelGenerator(config).generate(request)]


def code(pieces: list[Piece]) -> str:
    return "".join(piece.value for piece in pieces if isinstance(piece, Text))
