"""Colours as CSS writes them."""

from __future__ import annotations

from service.generators.trace.shapes import Color


def hexa(color: Color) -> str:
    """#rrggbb, or #rgb where that says the same."""
    digits = "".join(f"{max(0, min(255, value)):02x}" for value in color)
    if digits[::2] == digits[1::2]:
        return f"#{digits[::2]}"
    return f"#{digits}"
