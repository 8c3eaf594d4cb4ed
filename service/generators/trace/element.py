"""A small HTML tree: what the flow stage builds, the sheet names and the emitter writes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape

VOID = frozenset({"img", "input", "hr", "br", "col"})
INLINE = frozenset(
    {
        "a",
        "b",
        "br",
        "code",
        "mark",
        "span",
        "option",
        "label",
        "button",
        "h1",
        "h2",
        "h3",
        "h4",
        "p",
        "li",
        "td",
        "th",
        "col",
        "pre",
    }
)


@dataclass(slots=True)
class Element:
    """`base` is a class that the sheet always has; `look` becomes a class named after `name`, shared by what looks the
    same; `inner` are the looks of what stands in it, by tag; `above` is the distance to what stands over it, in pixels."""

    tag: str
    children: list[Element | str] = field(default_factory=list)
    attrs: dict[str, str] = field(default_factory=dict)
    look: dict[str, str] = field(default_factory=dict)
    inner: dict[str, dict[str, str]] = field(default_factory=dict)
    base: str = ""
    name: str = ""
    above: int = 0
    classes: list[str] = field(default_factory=list)

    def walk(self) -> Iterator[Element]:
        yield self
        for child in self.children:
            if isinstance(child, Element):
                yield from child.walk()

    def html(self, depth: int = 0) -> str:
        """Indented by one space a level; texts and what they stand in on one line."""
        attrs = dict(self.attrs)
        if self.classes:
            attrs = {"class": " ".join(self.classes), **attrs}
        written = "".join(f' {name}="{escape(value)}"' if value else f" {name}" for name, value in attrs.items())
        pad = " " * depth
        if self.tag in VOID:
            return f"{pad}<{self.tag}{written}>\n"
        if all(isinstance(child, str) or child.flat for child in self.children):
            inner = "".join(
                escape(child, quote=False) if isinstance(child, str) else child.html().strip("\n")
                for child in self.children
            )
            return f"{pad}<{self.tag}{written}>{inner}</{self.tag}>\n"
        inner = "".join(
            f"{pad} {escape(child, quote=False)}\n" if isinstance(child, str) else child.html(depth + 1)
            for child in self.children
        )
        return f"{pad}<{self.tag}{written}>\n{inner}{pad}</{self.tag}>\n"

    @property
    def flat(self) -> bool:
        """Whether it may stand in the middle of a line."""
        return self.tag in INLINE and all(isinstance(c, str) or c.flat for c in self.children)
