"""Boxes and pictures as CSS declarations."""

from __future__ import annotations

from service.generators.trace.colors import hexa
from service.generators.trace.shapes import Box, Fill, Picture

SIDES = ("top", "right", "bottom", "left")


def background(fill: Fill) -> str:
    if fill.flat:
        return hexa(fill.colors[0])
    return f"linear-gradient({fill.angle}deg,{','.join(hexa(color) for color in fill.colors)})"


def box_look(box: Box) -> dict[str, str]:
    look = {"background": background(box.fill)}
    if box.border:
        widths, color = box.border.widths, hexa(box.border.color)
        if len(set(widths)) == 1:
            look["border"] = f"{widths[0]}px solid {color}"
        elif sum(width > 0 for width in widths) == 1:
            side = next(i for i, width in enumerate(widths) if width)
            look[f"border-{SIDES[side]}"] = f"{widths[side]}px solid {color}"
        else:
            look["border"] = f"solid {color}"
            look["border-width"] = " ".join(f"{width}px" if width else "0" for width in widths)
    if box.radius:
        half = box.radius >= 0.46 * min(box.rect.w, box.rect.h)
        look["border-radius"] = "99px" if half else f"{box.radius}px"
    if box.shadow:
        look["box-shadow"] = f"0 {box.shadow.down}px {box.shadow.blur}px rgba(0,0,0,{box.shadow.opacity:g})"
    return look


def picture_look(picture: Picture) -> dict[str, str]:
    return {"background-repeat": "no-repeat"}
