"""Colours: compared, summed up, and written as CSS."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from service.generators.trace.shapes import Color


def hexa(color: Color) -> str:
    """#rrggbb, or #rgb where that says the same."""
    digits = "".join(f"{max(0, min(255, value)):02x}" for value in color)
    if digits[::2] == digits[1::2]:
        return f"#{digits[::2]}"
    return f"#{digits}"


def far(one: Color, other: Color) -> int:
    """Largest difference of a channel."""
    return max(abs(one[0] - other[0]), abs(one[1] - other[1]), abs(one[2] - other[2]))


def saturation(color: Color) -> int:
    """The difference of the largest and the smallest channel: 0 for grey."""
    return max(color) - min(color)


def median_color(pixels: NDArray[np.uint8]) -> Color:
    flat = np.median(pixels.reshape(-1, 3), axis=0)
    return (int(flat[0]), int(flat[1]), int(flat[2]))
