"""The drawing beside a hero: a framed view for a business, the outline of a screen for software. No photo, no claim."""

from __future__ import annotations

import re

from ..plan import Plan

_SOFTWARE = re.compile(
    r"(?i)\b(?:saas|software|app|apps|platform|dashboard|analytics|crm|api|cli|tool|tools|tracker|help ?desk|startup"
    r"|cloud|data|editor|developers?|exchange|plugin|extension|bank(?:ing)?|ai)\b"
)


def _seed(text: str) -> int:
    return sum((place + 1) * ord(char) for place, char in enumerate(text))


def is_software(plan: Plan) -> bool:
    named = " ".join((plan.subject, plan.headline, plan.tagline))
    return plan.has("download") or (plan.has("features") and plan.has("pricing")) or bool(_SOFTWARE.search(named))


def art(plan: Plan, name: str) -> str:
    """Different for each name but always the same for one. Decoration: hidden from assistive technology."""
    inner = _screen(_seed(name)) if is_software(plan) else _view(_seed(name))
    return "\n".join(
        [
            '<svg class="art" viewBox="0 0 400 300" preserveAspectRatio="xMidYMid slice" aria-hidden="true">',
            '  <clipPath id="art-view"><rect x="0" y="0" width="400" height="300" rx="22"/></clipPath>',
            '  <g clip-path="url(#art-view)">',
            *(f"    {each}" for each in inner),
            "  </g>",
            "</svg>",
        ]
    )


def _view(number: int) -> list[str]:
    """Hills under a sun, all of the page's colour."""
    sun_x, sun_y, size = 110 + number % 180, 84 + number % 34, 34 + number % 18
    rise, dip = number % 34, number % 22
    return [
        '<path class="a1" d="M0 0h400v300H0z"/>',
        f'<circle class="a5" cx="{sun_x}" cy="{sun_y}" r="{size}"/>',
        f'<path class="a2" d="M0 {190 - rise}C80 {130 - rise} 140 {214 - dip} 230 {160 + dip}S350 {124 + rise} '
        f'400 {160 - dip}V300H0z"/>',
        f'<path class="a3" d="M0 {228 - dip}C90 {170 + rise} 160 {246 - rise} 250 {208 + dip}S360 {186 + dip} '
        f'400 {212 - rise}V300H0z"/>',
        f'<path class="a4" d="M0 {268 - dip}C110 {222 + dip} 210 {290 - dip} 400 {236 + rise // 2}V300H0z"/>',
    ]


def _screen(number: int) -> list[str]:
    """A window with a side bar, three figures and a trend, without a word in it."""
    tops = [150 + (number * step) % 60 for step in (3, 5, 7, 11, 13, 17)]
    points = " ".join(f"{136 + place * 48},{top - place * 6 + 20}" for place, top in enumerate(tops))
    cards = [
        shape
        for place in range(3)
        for shape in (
            f'<rect class="a0" x="{136 + place * 82}" y="64" width="72" height="52" rx="9"/>',
            f'<rect class="{("a4", "a3", "a2")[place]}" x="{148 + place * 82}" y="78" '
            f'width="{26 + (number + place * 7) % 16}" height="9" rx="4.5"/>',
            f'<rect class="a6" x="{148 + place * 82}" y="95" width="40" height="6" rx="3"/>',
        )
    ]
    return [
        '<path class="a1" d="M0 0h400v300H0z"/>',
        '<path class="a0" d="M0 0h112v300H0zM0 0h400v38H0z"/>',
        '<circle class="a6" cx="22" cy="19" r="5"/><circle class="a6" cx="40" cy="19" r="5"/>'
        '<circle class="a6" cx="58" cy="19" r="5"/>',
        '<rect class="a4" x="18" y="62" width="76" height="18" rx="7"/>',
        *(
            f'<rect class="a6" x="18" y="{96 + place * 26}" width="{64 - place * 8}" height="8" rx="4"/>'
            for place in range(4)
        ),
        *cards,
        '<rect class="a0" x="136" y="132" width="246" height="146" rx="9"/>',
        f'<polygon class="a2" points="136,278 {points} 382,{tops[-1] - 22} 382,278"/>',
        f'<polyline class="a7" points="{points} 382,{tops[-1] - 22}"/>',
    ]
