"""What a generator is: a name, what it takes, and an async generator of pieces."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol, runtime_checkable

from service.protocol import InputMode as InputMode
from service.protocol import Stack as Stack


@dataclass(frozen=True, slots=True)
class Image:
    """A picture as its file's bytes; `sha256` is the hex digest it is stored under."""

    sha256: str
    content_type: str
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Turn:
    """One earlier message of the conversation that an update continues."""

    role: Literal["user", "assistant"]
    text: str = field(repr=False)
    images: Sequence[Image] = ()


@dataclass(frozen=True, slots=True)
class GenerationRequest:
    """Everything a generator may look at. `current_code` is what an update starts from ("" on create)."""

    generation_id: str
    generation_type: Literal["create", "update"]
    input_mode: InputMode
    stack: Stack
    text: str = field(repr=False)
    images: Sequence[Image] = ()
    history: Sequence[Turn] = ()
    current_code: str = field(default="", repr=False)
    model: str | None = None
    options: Mapping[str, str] = field(default_factory=dict)
    # Keys that the client sent for this generation alone: provider name ("openai") to key. Never stored or logged.
    keys: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class Text:
    """The next characters of the code."""

    value: str
    variant: int = 0


@dataclass(frozen=True, slots=True)
class Progress:
    """A stage that has really been reached: `stage` a constant name, `message` a sentence for the person."""

    stage: str
    message: str
    variant: int = 0


@dataclass(frozen=True, slots=True)
class Remark:
    """Something the person should know about the result: words not used, text read with low confidence.

    `kind` is a constant (`unused_words`, `low_confidence`, `stack`), `message` a sentence, `items` its particulars.
    """

    kind: str
    message: str
    items: Sequence[str] = ()
    variant: int = 0


@dataclass(frozen=True, slots=True)
class Usage:
    """What a model call cost, as its provider counts."""

    input_tokens: int
    output_tokens: int


Piece = Text | Progress | Remark | Usage


@runtime_checkable
class Generator(Protocol):
    """A source of code. `generate` raises `GenerationFailure`; cancelling the task that iterates it stops all its work.

    `engine` is the honest label people see ("Offline wireframe, built from keywords, no AI model").
    """

    name: str
    engine: str
    input_modes: frozenset[InputMode]

    def generate(self, request: GenerationRequest) -> AsyncIterator[Piece]: ...
