"""Which model answers, and what is said when none can."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import get_args

import pytest
from pydantic_ai.models import KnownModelName
from structlog.testing import capture_logs

from service.generators.llm import ModelGenerator, configured_models
from service.generators.llm.choice import DEFAULT_MODELS, NO_KEY, Choice, choose, parse_model
from service.outcomes import GenerationFailure
from tests.models.conftest import ask, settings


@pytest.mark.parametrize(
    ("values", "models"),
    [
        ({}, []),
        ({"model": "openai:gpt-x"}, []),
        ({"model": "openai:gpt-x", "openai_api_key": "k"}, ["openai:gpt-x"]),
        ({"model": "openai:llama3", "openai_base_url": "http://127.0.0.1:11434/v1"}, ["openai:llama3"]),
        ({"openai_base_url": "http://127.0.0.1:11434/v1"}, []),
        ({"gemini_api_key": "k"}, [f"google:{DEFAULT_MODELS['google']}"]),
        ({"model": "gemini:g", "gemini_api_key": "k"}, ["google:g"]),
        (
            {"model": "anthropic:c", "anthropic_api_key": "k", "openai_api_key": "k"},
            ["anthropic:c", f"openai:{DEFAULT_MODELS['openai']}"],
        ),
        ({"model": "nonsense", "openai_api_key": "k"}, [f"openai:{DEFAULT_MODELS['openai']}"]),
        ({"openai_api_key": "  "}, []),
    ],
)
def test_the_models_that_are_configured(values: dict[str, object], models: list[str]) -> None:
    assert configured_models(settings(**values)) == models


def test_the_default_models_exist() -> None:
    known = get_args(KnownModelName.__value__)
    assert {f"{provider}:{name}" for provider, name in DEFAULT_MODELS.items()} <= set(known)


def test_the_request_goes_before_the_settings() -> None:
    config = settings(model="openai:a", openai_api_key="server", anthropic_api_key="other")
    assert choose(config, ask()) == Choice("openai", "a", "server")
    assert choose(config, ask(model="openai:b")) == Choice("openai", "b", "server")
    assert choose(config, ask(keys={"openai": "client"})) == Choice("openai", "a", "client")
    assert choose(config, ask(model="anthropic:c")) == Choice("anthropic", "c", "other")


def test_a_clients_key_alone_is_enough() -> None:
    assert choose(settings(), ask(keys={"gemini": "mine"})) == Choice("google", DEFAULT_MODELS["google"], "mine")


def test_a_server_of_ones_own_needs_no_key() -> None:
    config = settings(openai_base_url="http://user:pass@127.0.0.1:8080/v1", model="openai:m")
    choice = choose(config, ask())
    assert choice.key == NO_KEY
    assert choice.server == ("127.0.0.1", 8080)


@pytest.mark.parametrize(
    ("model", "keys", "outcome", "said"),
    [
        (None, {}, "provider_model", "No model is configured"),
        ("gpt-5", {}, "provider_model", "provider:name"),
        ("azure:gpt-5", {}, "provider_model", "provider:name"),
        ("openai:", {}, "provider_model", "characters"),
        ("google:../../v1/files", {"google": "k"}, "provider_model", "characters"),
        ("google:g?key=x", {"google": "k"}, "provider_model", "characters"),
        ("openai:g\r\nHost: evil", {"openai": "k"}, "provider_model", "characters"),
        ("anthropic:c", {"openai": "k"}, "provider_auth", "ANTHROPIC_API_KEY"),
        ("openai:g", {"openai": "k\r\nX: y"}, "provider_auth", "characters that no key has"),
        ("openai:g", {"openai": "schlüssel"}, "provider_auth", "characters that no key has"),
    ],
)
def test_what_can_not_be_asked_is_told(model: str | None, keys: dict[str, str], outcome: str, said: str) -> None:
    with pytest.raises(GenerationFailure) as caught:
        choose(settings(), ask(model=model, keys=keys))
    assert caught.value.outcome == outcome
    assert said in caught.value.detail


def test_a_model_of_an_ollama_library_is_a_name() -> None:
    assert parse_model("openai:qwen2.5-coder:7b") == ("openai", "qwen2.5-coder:7b")
    assert parse_model("openai:org/model-Q4_K_M.gguf") == ("openai", "org/model-Q4_K_M.gguf")


def test_the_engine_says_which_model() -> None:
    assert ModelGenerator(settings(model="openai:m", openai_api_key="k")).engine == "AI model openai:m"
    assert "your own key" in ModelGenerator(settings()).engine


def loaded_after(script: str, **environment: str) -> str:
    """Which of the slow libraries a process has imported after `script`."""
    asks = "import sys; print([m for m in ('pydantic_ai', 'openai', 'anthropic', 'google.genai') if m in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", f"{script}\n{asks}"],
        capture_output=True,
        text=True,
        check=True,
        timeout=100,  # a busy machine imports slowly
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(Path(__file__).parents[2]), **environment},
    )
    return done.stdout.strip()


MAKE = (
    "import asyncio\nfrom service.generators.llm import ModelGenerator\nfrom service.settings import Settings\n"
    "generator = ModelGenerator(Settings(_env_file=None))"
)
WARM = f"{MAKE}\nasyncio.run(generator.warm())"


def test_nothing_slow_is_imported_before_a_model_is_asked() -> None:
    assert loaded_after(MAKE) == "[]"
    assert loaded_after(WARM) == "[]"


def test_first_calls_that_come_together_do_not_trip_over_each_others_imports() -> None:
    together = (
        "from service.generators.base import GenerationRequest\n"
        "async def ask(model):\n"
        "    request = GenerationRequest('g', 'create', 'text', 'html_css', 'x', model=model)\n"
        "    try: return [piece async for piece in generator.generate(request)]\n"
        "    except Exception as error: return type(error).__name__\n"
        "async def main():\n"
        "    models = ['openai:m', 'anthropic:m', 'google:m'] * 2\n"
        "    _, *said = await asyncio.gather(generator.warm(), *map(ask, models))\n"
        "    assert set(said) == {'GenerationFailure'}, said\n"
        "asyncio.run(main())"
    )
    nowhere = "http://127.0.0.1:1"
    loaded_after(
        f"{MAKE}\n{together}",
        OPENAI_API_KEY="k",
        OPENAI_BASE_URL=nowhere,
        ANTHROPIC_API_KEY="k",
        ANTHROPIC_BASE_URL=nowhere,
        GEMINI_API_KEY="k",
        GOOGLE_GEMINI_BASE_URL=nowhere,
    )


def test_only_the_configured_models_library_is_imported_ahead() -> None:
    assert loaded_after(WARM, OPENAI_API_KEY="k") == "['pydantic_ai', 'openai']"
    assert loaded_after(WARM, ANTHROPIC_API_KEY="k") == "['pydantic_ai', 'anthropic']"


async def test_a_library_that_cannot_be_imported_ahead_does_not_take_the_worker_down(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(_: object) -> None:
        raise SystemError("AST constructor recursion depth mismatch (before=165, after=83)")

    monkeypatch.setattr("service.generators.llm.generator._load", fail)
    with capture_logs() as lines:  # whatever earlier tests set up for this process's lines
        await ModelGenerator(settings(openai_api_key="sk-test", model="openai:gpt-5")).warm()
    assert [(line["event"], line["model"], line["log_level"]) for line in lines] == [
        ("model.not_warmed", "openai:gpt-5", "warning")
    ]
