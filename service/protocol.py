"""The wire: what a client may send, checked field by field, and the frames the server sends, as bytes.

Golden examples of every message stand in tests/messages/; the page's tests read the same files.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal, get_args
from uuid import UUID

import orjson
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr, ValidationError, model_validator
from pydantic_core import ErrorDetails

from service.outcomes import FieldProblem, GenerationOutcome, Outcome, Refusal

Stack = Literal["html_css", "html_tailwind", "react_tailwind", "bootstrap", "vue_tailwind", "ionic_tailwind", "svg"]
InputMode = Literal["text", "image"]
GeneratorName = Literal["compose", "trace", "llm"]
STACKS: tuple[str, ...] = get_args(Stack)
IMAGE_TYPES = ("image/png", "image/jpeg", "image/webp", "image/gif")
MAX_IMAGES = 8
MAX_TEXT_CHARACTERS = 200_000  # a long specification; a model's context is smaller than this
MAX_HISTORY = 100

MAX_PROBLEMS = 10  # told in words; the frame's fields hold them all

_NAME = re.compile(r"\w{1,40}", re.ASCII)
_MEDIA = re.compile(r"media:([0-9a-f]{64})")
_DATA_URL = re.compile(r"data:(image/(?:png|jpeg|webp|gif));base64,")


def _image(value: str) -> str:
    if _MEDIA.fullmatch(value) or _DATA_URL.match(value):
        return value
    if value.startswith(("http:", "https:")):
        raise ValueError("addresses are not fetched; send the image itself as a data URL or upload it to /api/media")
    raise ValueError("send a data URL of a PNG, JPEG, WebP or GIF image, or media:<sha256> of an upload")


def _storable(value: str) -> str:
    if "\0" in value:
        raise ValueError("take out the NUL character: no page needs one, and no database takes it")
    return value


Storable = Annotated[str, AfterValidator(_storable)]
ImageReference = Annotated[str, AfterValidator(_image)]


class _Message(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True, hide_input_in_errors=True, populate_by_name=True)


class Prompt(_Message):
    """What the person asked for. `full_text`, where a client sends it, is the instruction behind what was typed."""

    text: Storable = Field("", max_length=MAX_TEXT_CHARACTERS, repr=False)
    full_text: Storable | None = Field(None, alias="fullText", max_length=MAX_TEXT_CHARACTERS, repr=False)
    images: list[ImageReference] = Field(default_factory=list, max_length=MAX_IMAGES, repr=False)


class HistoryTurn(_Message):
    role: Literal["user", "assistant"]
    text: Storable = Field("", repr=False)
    images: list[ImageReference] = Field(default_factory=list, max_length=MAX_IMAGES, repr=False)


class FileState(_Message):
    """The code an update starts from."""

    path: str = "index.html"
    content: Storable = Field("", repr=False)


class Generate(_Message):
    """The first message of a new generation. Unknown parameters of other clients are ignored."""

    input_mode: InputMode = Field(alias="inputMode")
    stack: Stack = Field(alias="generatedCodeConfig")
    prompt: Prompt
    generation_type: Literal["create", "update"] = Field("create", alias="generationType")
    history: list[HistoryTurn] = Field(default_factory=list, max_length=MAX_HISTORY, repr=False)
    file_state: FileState | None = Field(None, alias="fileState", repr=False)
    generator: GeneratorName | None = None
    model: Storable | None = Field(None, max_length=200)
    parent_id: UUID | None = Field(None, alias="parentId")
    options: dict[Storable, Storable] = Field(default_factory=dict, max_length=20)
    openai_api_key: SecretStr | None = Field(None, alias="openAiApiKey")
    anthropic_api_key: SecretStr | None = Field(None, alias="anthropicApiKey")
    gemini_api_key: SecretStr | None = Field(None, alias="geminiApiKey")

    @model_validator(mode="after")
    def _something_to_do(self) -> Generate:
        if not self.instruction.strip() and not self.prompt.images:
            problem = (
                "add a screenshot"
                if self.input_mode == "image"
                else "write what the page should be, or add a screenshot"
            )
            raise ValueError(f"{'prompt.images' if self.input_mode == 'image' else 'prompt.text'}: {problem}")
        if self.input_mode == "image" and self.generation_type == "create" and not self.prompt.images:
            raise ValueError("prompt.images: add a screenshot, or set inputMode to text")
        return self

    @property
    def instruction(self) -> str:
        return self.prompt.full_text or self.prompt.text

    @property
    def keys(self) -> dict[str, str]:
        """The keys this client sent for this generation alone, by provider."""
        sent = {"openai": self.openai_api_key, "anthropic": self.anthropic_api_key, "gemini": self.gemini_api_key}
        return {name: key.get_secret_value() for name, key in sent.items() if key and key.get_secret_value()}


class Resume(_Message):
    """The first message of a connection that goes on with an earlier one's generation."""

    type: Literal["resume"]
    generation_id: UUID = Field(alias="generationId")
    last_seq: int = Field(0, alias="lastSeq", ge=0)


class Cancel(_Message):
    type: Literal["cancel"]


class Report(_Message):
    """What the page measured, milliseconds since the click."""

    type: Literal["report"]
    connect_ms: float | None = Field(None, alias="connectMs", ge=0)
    first_status_ms: float | None = Field(None, alias="firstStatusMs", ge=0)
    first_chunk_ms: float | None = Field(None, alias="firstChunkMs", ge=0)
    first_preview_ms: float | None = Field(None, alias="firstPreviewMs", ge=0)


def parse_object(text: str | bytes) -> dict[str, Any]:
    """The JSON object in `text`; `Refusal(BAD_JSON)` when it is none."""
    try:
        value = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise Refusal(Outcome.BAD_JSON, f"not JSON: {error.msg} at character {error.pos}") from None
    if not isinstance(value, dict):
        raise Refusal(Outcome.BAD_JSON, f"a JSON {_kind(value)} where an object was expected")
    return value


def parse_first(message: dict[str, Any]) -> Generate | Resume:
    """The parameters of a connection; `Refusal(INVALID_PARAMS)` names every field that is wrong."""
    model: type[Generate] | type[Resume] = Resume if message.get("type") == "resume" else Generate
    try:
        return model.model_validate(message)
    except ValidationError as error:
        fields = tuple(_problem(detail) for detail in error.errors(include_url=False, include_input=False))
        detail = "; ".join(f"{one.field}: {one.problem}" for one in fields[:MAX_PROBLEMS])
        if len(fields) > MAX_PROBLEMS:
            detail += f"; and {len(fields) - MAX_PROBLEMS} more"
        raise Refusal(Outcome.INVALID_PARAMS, detail, fields) from None


def parse_later(text: str | bytes) -> Cancel | Report | None:
    """A message after the first. None for what this version does not know: newer clients may say more."""
    try:
        message = orjson.loads(text)
        match message.get("type") if isinstance(message, dict) else None:
            case "cancel":
                return Cancel.model_validate(message)
            case "report":
                return Report.model_validate(message)
    except ValueError:
        return None
    return None


def decode_image(reference: str) -> tuple[str, bytes] | None:
    """Content type and bytes of a data URL, None for a `media:` reference; ValueError when the base64 is broken."""
    match = _DATA_URL.match(reference)
    if match is None:
        return None
    try:
        return match[1], base64.b64decode(reference[match.end() :], validate=True)
    except binascii.Error as error:
        raise ValueError(f"the image's base64 is broken: {error}") from None


def _kind(value: object) -> str:
    return {list: "array", str: "string", bool: "boolean", type(None): "null"}.get(type(value), "number")


def _problem(detail: ErrorDetails) -> FieldProblem:
    # A name that the client made up is shown only if it looks like one: problems are logged.
    path = ".".join(part if _NAME.fullmatch(part) else "…" for part in map(str, detail["loc"]))
    message = detail["msg"].removeprefix("Value error, ")
    if not path and ": " in message:  # a rule over several fields names its own
        path, message = message.split(": ", 1)
    elif detail["type"] == "missing":
        message = "this field is missing"
    elif path == "inputMode":
        message = f"{message}; video is not supported, send a screenshot or text"
    return FieldProblem(path or "message", message[:1].lower() + message[1:])


# --- frames the server sends -------------------------------------------------------------------------------------


def encode(frame: Mapping[str, Any]) -> bytes:
    return orjson.dumps(frame)


@dataclass(frozen=True, slots=True)
class Ids:
    """What lets a person find everything else: on every status and error frame."""

    trace_id: str
    connection_id: str
    generation_id: str | None = None

    def fields(self) -> dict[str, str]:
        named = {"generationId": self.generation_id, "traceId": self.trace_id, "connectionId": self.connection_id}
        return {name: value for name, value in named.items() if value}


def status(phase: str, value: str, ids: Ids | None = None, **more: Any) -> bytes:
    frame = {"type": "status", "value": value, "variantIndex": 0, "phase": phase}
    return encode(frame | (ids.fields() if ids else {}) | more)


def stage(name: str, value: str, variant: int = 0) -> bytes:
    return encode({"type": "status", "value": value, "variantIndex": variant, "phase": "generating", "stage": name})


def remark(kind: str, value: str, items: Sequence[str], variant: int = 0) -> bytes:
    note = {"kind": kind, "items": list(items)}
    return encode({"type": "status", "value": value, "variantIndex": variant, "phase": "generating", "remark": note})


def variant_count(count: int) -> bytes:
    return encode({"type": "variantCount", "value": str(count), "variantIndex": 0})


def chunk(value: str, seq: int, offset: int, variant: int = 0) -> bytes:
    """`offset`: bytes of UTF-8 that came before."""
    return encode({"type": "chunk", "value": value, "variantIndex": variant, "seq": seq, "offset": offset})


def set_code(value: str, seq: int, attempt: int, variant: int = 0) -> bytes:
    return encode({"type": "setCode", "value": value, "variantIndex": variant, "seq": seq, "attempt": attempt})


def variant_complete(sha256: str, size: int, seq: int, variant: int = 0) -> bytes:
    return encode({"type": "variantComplete", "variantIndex": variant, "seq": seq, "bytes": size, "sha256": sha256})


def variant_error(value: str, outcome: GenerationOutcome, seq: int, variant: int = 0) -> bytes:
    return encode(
        {"type": "variantError", "value": value, "variantIndex": variant, "outcome": outcome.value, "seq": seq}
    )


def cancelled(generation_id: str, size: int, **more: Any) -> bytes:
    frame = {"type": "cancelled", "generationId": generation_id, "value": f"Stopped after {size} bytes", "bytes": size}
    return encode(frame | more)


def keepalive(seq: int, now_ms: int) -> bytes:
    return b'{"type":"keepalive","seq":%d,"t":%d}' % (seq, now_ms)


def error(
    outcome: Outcome | GenerationOutcome,
    ids: Ids,
    detail: str = "",
    fields: Sequence[FieldProblem] = (),
    step: int = 9,
    steps: Sequence[Mapping[str, Any]] = (),
) -> bytes:
    why = outcome.explanation
    return encode(
        {
            "type": "error",
            "value": f"{why.cause} {detail}".strip() if detail else f"{why.cause} {why.remedy}",
            "outcome": outcome.value,
            "fault": why.fault.value,
            "closeCode": why.close_code,
            "step": step,
            "cause": why.cause,
            "remedy": why.remedy,
            "detail": detail,
            "fields": [{"field": one.field, "problem": one.problem} for one in fields],
            "steps": list(steps),
        }
        | ids.fields()
    )


def close_reason(outcome: Outcome | GenerationOutcome, detail: str = "") -> bytes:
    """`<outcome>: <detail or cause>` within the 123 bytes a close frame has for it."""
    text = f"{outcome.value}: {detail or outcome.explanation.cause}".encode()
    return text if len(text) <= 123 else text[:120].decode(errors="ignore").encode() + "…".encode()
