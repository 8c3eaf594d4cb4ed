"""From one asked colour to a whole palette, light and dark, in which every pair of text and ground keeps WCAG AA.

Lightness and hue are handled in OKLCH (Björn Ottosson's OKLab), in which equal steps look equal.
"""

from __future__ import annotations

import math
from functools import lru_cache

from .lexicon import SUBJECTS

AA_TEXT = 4.6  # WCAG asks 4.5; the margin covers rounding to eight bits
AA_SHAPE = 3.1  # WCAG asks 3 of borders that carry meaning

DEFAULT = "#2f5d9e"


def by_subject(words: str) -> str:
    """The colour that a page's subject suggests, or the default."""
    found = set(words.lower().split())
    return next((value for value, hints in SUBJECTS.items() if found & hints), DEFAULT)


def parse_hex(text: str) -> str:
    """`#abc` or `#aabbcc` (alpha dropped) as `#aabbcc`, lower case; "" for another length."""
    digits = text.lstrip("#").lower()
    if len(digits) in (3, 4):
        digits = "".join(char * 2 for char in digits[:3])
    return f"#{digits[:6]}" if len(digits) in (6, 8) else ""


def _rgb(value: str) -> tuple[float, float, float]:
    return int(value[1:3], 16) / 255, int(value[3:5], 16) / 255, int(value[5:7], 16) / 255


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else float(((channel + 0.055) / 1.055) ** 2.4)


def _gamma(channel: float) -> float:
    return channel * 12.92 if channel <= 0.0031308 else float(1.055 * channel ** (1 / 2.4) - 0.055)


def luminance(value: str) -> float:
    red, green, blue = (_linear(channel) for channel in _rgb(value))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The WCAG contrast ratio of two colours, 1 to 21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def to_oklch(value: str) -> tuple[float, float, float]:
    """Lightness 0 to 1, chroma 0 to about 0.37, hue in degrees."""
    red, green, blue = (_linear(channel) for channel in _rgb(value))
    long = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    medium = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    light = 0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short
    a = 1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short
    return light, math.hypot(a, b), math.degrees(math.atan2(b, a)) % 360


def from_oklch(light: float, chroma: float, hue: float) -> str:
    """`#rrggbb`; a colour that sRGB can't show loses chroma until it can."""
    cos, sin = math.cos(math.radians(hue)), math.sin(math.radians(hue))
    while True:
        a, b = chroma * cos, chroma * sin
        long = (light + 0.3963377774 * a + 0.2158037573 * b) ** 3
        medium = (light - 0.1055613458 * a - 0.0638541728 * b) ** 3
        short = (light - 0.0894841775 * a - 1.2914855480 * b) ** 3
        rgb = (
            4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
            -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
            -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
        )
        if chroma <= 0 or all(-0.0005 <= channel <= 1.0005 for channel in rgb):
            return "#" + "".join(f"{round(255 * _gamma(min(1.0, max(0.0, channel)))):02x}" for channel in rgb)
        chroma -= 0.006


def readable(hue: float, chroma: float, start: float, step: float, grounds: tuple[str, ...], ratio: float) -> str:
    """The first colour from lightness `start` on, in steps, that keeps `ratio` against every ground."""
    light = start
    while 0 <= light <= 1:
        value = from_oklch(light, chroma, hue)
        if all(contrast(value, ground) >= ratio for ground in grounds):
            return value
        light += step
    return "#000000" if step < 0 else "#ffffff"


@lru_cache(maxsize=256)
def palette(base: str, dark: bool) -> dict[str, str]:
    """Custom properties by name (without `--`), of one scheme, for an asked colour."""
    light, chroma, hue = to_oklch(base)
    tint = min(chroma, 0.04)
    way = 0.02 if dark else -0.02
    if dark:
        bg, surface = from_oklch(0.17, tint * 0.45, hue), from_oklch(0.215, tint * 0.5, hue)
        soft, line = from_oklch(0.27, min(chroma, 0.06) * 0.5, hue), from_oklch(0.33, tint * 0.6, hue)
    else:
        bg, surface = from_oklch(0.988, tint * 0.12, hue), "#ffffff"
        soft, line = from_oklch(0.962, min(chroma, 0.05) * 0.34, hue), from_oklch(0.9, tint * 0.4, hue)
    grounds = (bg, surface, soft)
    # A button keeps the asked colour wherever white or near-black can be read on it; only a mid grey can't.
    fill = base
    if dark and light < 0.5:
        fill = from_oklch(0.55, chroma, hue)
    paper, night = "#ffffff", from_oklch(0.16, tint, hue)
    on_fill = paper if contrast(fill, paper) >= AA_TEXT else night
    if contrast(fill, on_fill) < AA_TEXT:
        fill, on_fill = readable(hue, chroma, light, -0.02, (paper,), AA_TEXT), paper
    deep = from_oklch(0.3 if not dark else 0.25, min(chroma, 0.11), hue)
    return {
        "asked": base,
        "bg": bg,
        "surface": surface,
        "soft": soft,
        "line": line,
        "edge": readable(hue, tint * 0.7, 0.48 if dark else 0.66, way, grounds, AA_SHAPE),
        "ink": from_oklch(0.95 if dark else 0.23, tint * (0.2 if dark else 0.7), hue),
        "muted": readable(hue, tint * 0.6, 0.7 if dark else 0.5, way, grounds, AA_TEXT + 0.6),
        "accent": fill,
        "on-accent": on_fill,
        "accent-text": readable(hue, chroma, max(light, 0.72) if dark else min(light, 0.52), way, grounds, AA_TEXT),
        "mark": readable(hue, chroma, light, way, grounds, AA_SHAPE),
        "mark-2": readable(
            (hue + 45) % 360, min(max(chroma, 0.08), 0.14), 0.68 if dark else 0.62, way, grounds, AA_SHAPE
        ),
        "mark-3": readable(
            (hue + 165) % 360, min(max(chroma * 0.8, 0.08), 0.1), 0.74 if dark else 0.67, way, grounds, AA_SHAPE
        ),
        "deep": deep,
        "on-deep": readable(hue, 0.01, 0.97, 0.01, (deep,), AA_TEXT),
    }
