"""A provider's error as one of our outcomes. Imports pydantic-ai: slow, like `providers`."""

from __future__ import annotations

import re
from collections.abc import Mapping

from pydantic_ai.exceptions import (
    ModelAPIError,
    ModelAuthenticationError,
    ModelConnectionError,
    ModelContextWindowExceededError,
    ModelHTTPError,
    ModelNotFoundError,
    ModelQuotaExceededError,
    ModelRateLimitError,
    ModelRequestRejectedError,
    ModelServerError,
    ModelUnavailableError,
    UnexpectedModelBehavior,
)

from service.generators.llm.choice import NO_KEY, Choice
from service.generators.llm.prompts import Plan
from service.outcomes import GenerationFailure, GenerationOutcome

# First match wins: subclasses before their bases.
_OUTCOMES: tuple[tuple[type[ModelAPIError], GenerationOutcome], ...] = (
    (ModelAuthenticationError, GenerationOutcome.PROVIDER_AUTH),
    (ModelQuotaExceededError, GenerationOutcome.PROVIDER_QUOTA),
    (ModelRateLimitError, GenerationOutcome.PROVIDER_QUOTA),
    (ModelRequestRejectedError, GenerationOutcome.PROVIDER_MODEL),
    (ModelUnavailableError, GenerationOutcome.PROVIDER_UNAVAILABLE),
    (ModelServerError, GenerationOutcome.PROVIDER_UNAVAILABLE),
)
# Machine-readable codes are safe to repeat; anything else in a code's place is not a code.
_CODE = re.compile(r"[A-Za-z][A-Za-z0-9_.\-]{1,63}")
MESSAGE_CHARS = 240
# Shorter runs in common are chance, longer ones a quotation.
KEY_RUN = 6
CONTENT_RUN = 20


def failure(error: Exception, choice: Choice, plan: Plan) -> GenerationFailure:
    """What ended the call. `detail` is safe for the person: no key, no address, nothing of the prompt quoted back.

    The error itself must not be chained to it: its text and its body may hold the key.
    """
    if isinstance(error, ModelConnectionError):
        return _connection_failure(error, choice)
    if isinstance(error, ModelAPIError):
        outcome = next((o for kind, o in _OUTCOMES if isinstance(error, kind)), GenerationOutcome.PROVIDER_BAD_STREAM)
        return GenerationFailure(outcome, _detail(error, outcome, choice, plan))
    if isinstance(error, UnexpectedModelBehavior):
        hint = " Is that the address of a compatible API? It usually ends in /v1." if choice.base_url else ""
        return GenerationFailure(GenerationOutcome.PROVIDER_BAD_STREAM, f"{choice.title} sent no answer.{hint}")
    # JSON that isn't, events that don't fit together, bytes that aren't text: each library has its own exceptions.
    return GenerationFailure(GenerationOutcome.PROVIDER_BAD_STREAM, f"{choice.title} sent what can't be read.")


def _connection_failure(error: ModelConnectionError, choice: Choice) -> GenerationFailure:
    if error.phase in ("connect", "pool"):
        return GenerationFailure(
            GenerationOutcome.PROVIDER_UNAVAILABLE, f"{choice.title} could not be reached: no connection."
        )
    return GenerationFailure(
        GenerationOutcome.PROVIDER_BAD_STREAM, f"The connection to {choice.title} broke off during the answer."
    )


def _detail(error: ModelAPIError, outcome: GenerationOutcome, choice: Choice, plan: Plan) -> str:
    status = f" with HTTP {error.status_code}" if isinstance(error, ModelHTTPError) and not error.in_stream else ""
    codes = [c for c in (error.provider_error_code, error.provider_error_type) if c and _CODE.fullmatch(c)]
    codes = [code for code in codes if not _quotes(code, choice, plan)]
    said = f" ({', '.join(dict.fromkeys(codes))})" if codes else ""
    if status or said:
        detail = f"{choice.title} answered{status}{said}."
    elif "finish_reason" in error.message:
        detail = f"The answer of {choice.title} ended in the middle."
    else:
        detail = f"{choice.title} sent what can't be read."
    if isinstance(error, ModelNotFoundError):
        detail += f" It does not know {choice.name}, or not at this address."
    elif isinstance(error, ModelContextWindowExceededError):
        detail += " The conversation is longer than the model can read."
    if error.retry_after is not None:
        detail += f" It asks to wait {error.retry_after:.0f} s."
    # A refusal of the key quotes the key, often masked by half.
    if outcome is not GenerationOutcome.PROVIDER_AUTH and (message := _message(error, choice, plan)):
        detail += f" It says: {message}"
    return detail


def _message(error: ModelAPIError, choice: Choice, plan: Plan) -> str:
    """The provider's own sentence, cut, or "" if it quotes the key or the conversation."""
    text = " ".join(_find_message(error.body).split())[:MESSAGE_CHARS]
    return "" if _quotes(text, choice, plan) else text


def _quotes(text: str, choice: Choice, plan: Plan) -> bool:
    """Whether a provider's word repeats a piece of the key, or of the conversation."""
    if choice.key != NO_KEY and _shares(text, choice.key, KEY_RUN):
        return True
    content = [plan.system, *(message.text for message in plan.messages)]
    return any(_shares(text, " ".join(part.split()), CONTENT_RUN) for part in content)


def _find_message(body: object) -> str:
    """`error.message` or `message`, as all three providers write it."""
    if isinstance(body, Mapping):
        inner = body.get("error", body)
        message = inner.get("message") if isinstance(inner, Mapping) else inner
        return message if isinstance(message, str) else ""
    return ""


def _shares(text: str, other: str, run: int) -> bool:
    """Whether `run` characters in a row, or all of a shorter `other`, stand in both."""
    if len(other) <= run:
        return bool(other) and other in text
    return any(text[i : i + run] in other for i in range(len(text) - run + 1))
