"""What a model is asked: a pure plan of the conversation, from the request alone. No provider is named here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

from service.generators.base import GenerationRequest, Image
from service.protocol import Stack

_TAILWIND = '<script src="https://cdn.tailwindcss.com"></script>'
_REACT = """\
<script src="https://cdn.jsdelivr.net/npm/react@18.3.1/umd/react.production.min.js"></script>
<script src="https://cdn.jsdelivr.net/npm/react-dom@18.3.1/umd/react-dom.production.min.js"></script>
<script src="https://cdn.jsdelivr.net/npm/@babel/standalone@7.26.4/babel.min.js"></script>"""
_VUE = '<script src="https://cdn.jsdelivr.net/npm/vue@3.5.13/dist/vue.global.prod.js"></script>'
_BOOTSTRAP = """\
<link rel="stylesheet" href="https://cdn.jsdelivr.net/npm/bootstrap@5.3.3/dist/css/bootstrap.min.css">
<script src="https://cdn.jsdelivr.net/npm/bootstrap@5.3.3/dist/js/bootstrap.bundle.min.js" defer></script>"""
_IONIC = """\
<script type="module" src="https://cdn.jsdelivr.net/npm/@ionic/core@8.4.1/dist/ionic/ionic.esm.js"></script>
<link rel="stylesheet" href="https://cdn.jsdelivr.net/npm/@ionic/core@8.4.1/css/ionic.bundle.css">"""

_STACKS: Mapping[Stack, str] = MappingProxyType(
    {
        "html_css": "Plain HTML with one <style> element in the head. No framework, no library. "
        "Palette and spacing as custom properties; layout with flex and grid.",
        "html_tailwind": f"HTML styled with Tailwind CSS classes. Load Tailwind by this line in the head:\n{_TAILWIND}",
        "react_tailwind": 'One HTML file with a React application in a <script type="text/babel">, rendered into '
        '<div id="root"> by ReactDOM.createRoot, styled with Tailwind CSS classes. Function components and hooks, '
        f"no imports. Load exactly these in the head:\n{_REACT}\n{_TAILWIND}",
        "bootstrap": f"HTML with Bootstrap 5 components and utilities. Load exactly these in the head:\n{_BOOTSTRAP}",
        "vue_tailwind": 'One HTML file with a Vue 3 application mounted on <div id="app">: the composition API by the '
        f"global Vue object, no imports, Tailwind CSS classes. Load exactly these in the head:\n{_VUE}\n{_TAILWIND}",
        "ionic_tailwind": "HTML with Ionic web components (<ion-app> outermost) and Tailwind CSS classes. "
        f"Load exactly these in the head:\n{_IONIC}\n{_TAILWIND}",
        "svg": "One SVG image, no HTML around it: start with <svg, with xmlns, viewBox and a <title>. "
        "No scripts, no external images or fonts.",
    }
)

_PAGE_RULES = """\
- Start with <!doctype html>, end with </html>: one complete file that works when opened by itself.
- Semantic, accessible HTML: landmarks, one h1, labels tied to their inputs, text alternatives, visible focus, \
enough contrast.
- Responsive from 375 px to 1440 px, without sideways scrolling.
- Where the request gives words, use those words; invent plausible ones elsewhere, never lorem ipsum.
- No photo addresses: draw with CSS or inline SVG, or leave a plain coloured block with a text alternative."""
_SVG_RULES = "- It scales: no fixed width or height. Text stays text where it must be read."
_ANSWER_RULE = "Answer with the code alone: no explanation before or after it, no Markdown fence, nothing left out."
_SCREENSHOT_RULE = """\
- Rebuild what the screenshot shows: the same sections in the same order, all of its text word by word, \
its colours, sizes, spacing and alignment. Count repeated elements and write every one of them."""
_UPDATE_RULE = "- Change what is asked for and keep everything else as it is. Answer with the whole file again."


@dataclass(frozen=True, slots=True)
class Message:
    """One message of the conversation; images go before the text."""

    role: Literal["user", "assistant"]
    text: str = field(repr=False)
    images: Sequence[Image] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """The whole conversation: `messages` starts with the user, alternates, and ends with the user."""

    system: str
    messages: Sequence[Message]


def plan(request: GenerationRequest) -> Plan:
    """The conversation for a request. Deterministic; holds everything of the request that the model will see."""
    messages = [Message(turn.role, turn.text, turn.images) for turn in request.history]
    if request.current_code:
        # The history ends with the code as it was generated; the code there is now may have been edited by hand.
        if messages and messages[-1].role == "assistant":
            messages.pop()
        messages.append(Message("assistant", request.current_code))
    if messages and messages[0].role == "assistant":
        # Providers want the user to begin.
        messages.insert(0, Message("user", "This is the code I have."))
    messages.append(Message("user", _question(request), request.images))
    return Plan(_system(request), _alternating(messages))


def _system(request: GenerationRequest) -> str:
    svg = request.stack == "svg"
    rules = [_SVG_RULES if svg else _PAGE_RULES]
    if request.images or any(turn.images for turn in request.history):
        rules.append(_SCREENSHOT_RULE)
    if request.generation_type == "update":
        rules.append(_UPDATE_RULE)
    return "\n".join(
        [
            f"You write {'SVG images' if svg else 'web pages'} as an expert front-end developer does.",
            "",
            _STACKS[request.stack],
            "",
            *rules,
            "",
            _ANSWER_RULE,
        ]
    )


def _question(request: GenerationRequest) -> str:
    text = request.text.strip()
    if text:
        return text
    return "Rebuild this screenshot." if request.images else "Go on."


def _alternating(messages: Sequence[Message]) -> list[Message]:
    """Neighbours of the same role made one: a cancelled generation leaves a question without an answer."""
    merged: list[Message] = []
    for message in messages:
        if merged and merged[-1].role == message.role:
            before = merged.pop()
            merged.append(Message(message.role, f"{before.text}\n\n{message.text}", (*before.images, *message.images)))
        else:
            merged.append(message)
    return merged
