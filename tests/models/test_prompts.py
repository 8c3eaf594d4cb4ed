"""What a model is told, for each kind of request."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

import pytest

from service.generators.base import Image, Turn
from service.generators.llm.prompts import Message, plan
from service.protocol import Stack
from tests.models.conftest import ask

PICTURE = Image("0" * 64, "image/png", b"png")


@pytest.mark.parametrize("stack", get_args(Stack))
def test_every_stack_is_told_apart(stack: Stack) -> None:
    mine = plan(replace(ask(), stack=stack)).system
    others = {plan(replace(ask(), stack=other)).system for other in get_args(Stack) if other != stack}
    assert mine not in others
    assert len(others) == len(get_args(Stack)) - 1


def test_svg_is_no_page() -> None:
    system = plan(replace(ask(), stack="svg")).system
    assert "<svg" in system
    assert "</html>" not in system


def test_a_first_question_stands_alone() -> None:
    assert plan(ask("A page about bread")).messages == [Message("user", "A page about bread")]


def test_a_screenshot_without_words_gets_words() -> None:
    planned = plan(ask("  ", images=(PICTURE,)))
    assert planned.messages == [Message("user", "Rebuild this screenshot.", (PICTURE,))]
    assert "Rebuild what the screenshot shows" in planned.system


def test_an_update_goes_on_from_the_code_as_it_is_now() -> None:
    update = replace(ask("Make it dark"), generation_type="update", current_code="<p>edited</p>")
    history = [Turn("user", "A page", (PICTURE,)), Turn("assistant", "<p>old</p>")]
    planned = plan(replace(update, history=history))
    assert planned.messages == [
        Message("user", "A page", (PICTURE,)),
        Message("assistant", "<p>edited</p>"),
        Message("user", "Make it dark"),
    ]
    assert "keep everything else" in planned.system


def test_code_without_a_history_gets_a_beginning() -> None:
    update = replace(ask("Dark"), generation_type="update", current_code="<p>mine</p>")
    assert [m.role for m in plan(update).messages] == ["user", "assistant", "user"]


def test_the_conversation_alternates_after_a_cancelled_answer() -> None:
    history = [Turn("user", "A page", (PICTURE,)), Turn("user", "No, two pages", (PICTURE,))]
    (only,) = plan(replace(ask("With a blog"), history=history)).messages
    assert only == Message("user", "A page\n\nNo, two pages\n\nWith a blog", (PICTURE, PICTURE))


def test_what_is_planned_does_not_print() -> None:
    assert "bread" not in repr(plan(ask("A page about bread")).messages)
