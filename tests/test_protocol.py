"""Both ends speak the same: the frames built here are the golden ones that the page's tests read too."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service import protocol
from service.outcomes import FieldProblem, GenerationOutcome, Outcome, Refusal
from service.protocol import Cancel, Generate, Ids, Report, Resume

MESSAGES = Path(__file__).parent / "messages"
SERVER: dict[str, Any] = json.loads((MESSAGES / "server.json").read_text())
CLIENT: dict[str, Any] = json.loads((MESSAGES / "client.json").read_text())
GENERATION = "6f1d5a52-6f3b-4a58-9b6e-0e6f3c1f9f10"
IDS = Ids("4bf92f3577b34da6a3ce929d0e0e4736", "c-7d2f9a1b40c3", GENERATION)
UNNAMED = Ids(IDS.trace_id, IDS.connection_id)
SHA = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
WRONG = FieldProblem("prompt.text", "write what the page should be")

BUILT = {
    "variantCount": lambda: protocol.variant_count(1),
    "statusAccepted": lambda: protocol.status(
        "accepted", "Generation accepted", IDS, steps=SERVER["statusAccepted"]["steps"]
    ),
    "statusQueued": lambda: protocol.status(
        "queued", "Waiting for a worker", IDS, queuePosition=3, steps=SERVER["statusQueued"]["steps"]
    ),
    "statusGenerating": lambda: protocol.status(
        "generating", "Generating with Offline wireframe", attempt=1, generator="compose",
        engine="Offline wireframe: built from keywords, no AI model",
    ),
    "statusStage": lambda: protocol.stage("text", "Reading the text"),
    "statusRemark": lambda: protocol.remark("unused_words", "Words not used: drag, Trello", ["drag", "Trello"]),
    "chunk": lambda: protocol.chunk("<!doctype html>\n", 4, 0),
    "setCode": lambda: protocol.set_code("<!doctype html>\n<title>Kept</title>\n", 9, 2),
    "variantComplete": lambda: protocol.variant_complete(SHA, 20480, 41),
    "variantError": lambda: protocol.variant_error(
        GenerationOutcome.PROVIDER_AUTH.explanation.cause, GenerationOutcome.PROVIDER_AUTH, 5
    ),
    "keepalive": lambda: protocol.keepalive(17, 1795000000000),
    "cancelled": lambda: protocol.cancelled(
        GENERATION, 812, stopped=True, elapsedMs=240.5, inputTokens=90, outputTokens=410
    ),
    "errorHandshake": lambda: protocol.error(
        Outcome.INVALID_PARAMS, UNNAMED, "prompt.text: write what the page should be", [WRONG], 3,
        SERVER["errorHandshake"]["steps"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(BUILT))
def test_frames_are_the_golden_ones(name: str) -> None:
    built, golden = json.loads(BUILT[name]()), dict(SERVER[name])
    if built["type"] == "error":  # its wording is free, its facts are not
        built.pop("value"), golden.pop("value")
    assert built == golden


def test_every_golden_frame_is_built_by_somebody() -> None:
    assert set(SERVER) - set(BUILT) == {"errorGeneration"}
    golden = SERVER["errorGeneration"]
    built = json.loads(protocol.error(GenerationOutcome(golden["outcome"]), IDS))
    assert {**built, "value": ""} == {**golden, "value": ""}


def test_what_clients_send_is_understood() -> None:
    kinds = {name: type(protocol.parse_first(CLIENT[name])) for name in ("createFromText", "update", "resume")}
    assert kinds == {"createFromText": Generate, "update": Generate, "resume": Resume}
    assert isinstance(protocol.parse_later(json.dumps(CLIENT["cancel"])), Cancel)
    assert isinstance(protocol.parse_later(json.dumps(CLIENT["report"])), Report)
    assert protocol.parse_later('{"type": "from the future"}') is None
    assert protocol.parse_later("]") is None


def test_a_message_of_the_open_source_app_is_accepted_as_it_is() -> None:
    """As its page sends it (July 2026): settings of all kinds, nulls, and no type."""
    parsed = protocol.parse_first(
        {
            "generationType": "create", "inputMode": "image", "openAiApiKey": None, "openAiBaseURL": None,
            "anthropicApiKey": "sk-x", "geminiApiKey": None, "screenshotOneApiKey": None, "replicateApiKey": None,
            "isImageGenerationEnabled": True, "editorTheme": "cobalt", "generatedCodeConfig": "html_tailwind",
            "codeGenerationModel": "claude-opus-4", "selectedDesignSystemId": None, "isTermOfServiceAccepted": False,
            "prompt": {"text": "", "images": ["data:image/png;base64,AAAA"], "videos": []}, "history": [],
            "optionCodes": [], "isAssetExtractionEnabled": True,
        }
    )  # fmt: skip
    assert isinstance(parsed, Generate)
    assert parsed.keys == {"anthropic": "sk-x"}
    assert "sk-x" not in repr(parsed)


SCALARS = st.none() | st.booleans() | st.floats() | st.text()


@given(st.recursive(SCALARS, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)))
def test_any_json_is_parsed_or_refused_with_a_named_field(value: Any) -> None:
    with pytest.raises(Refusal) as refused:  # nothing that is made up at random has all the parameters
        protocol.parse_first(protocol.parse_object(json.dumps(value)))
    assert refused.value.outcome in (Outcome.BAD_JSON, Outcome.INVALID_PARAMS)
    assert refused.value.fields or refused.value.outcome is Outcome.BAD_JSON


@given(st.text(max_size=400))
def test_a_close_reason_fits_its_frame(detail: str) -> None:
    reason = protocol.close_reason(Outcome.INVALID_PARAMS, detail)
    assert len(reason) <= 123
    assert reason.decode().startswith("invalid_params: ")


def test_ids_are_uuids() -> None:
    resume = protocol.parse_first(CLIENT["resume"])
    assert isinstance(resume, Resume)
    assert resume.generation_id == UUID(GENERATION)
