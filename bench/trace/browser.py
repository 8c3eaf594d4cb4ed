"""Chromium as the judge's eye: a page's screenshot, its visible texts with their places and roles, its size."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, Route, sync_playwright

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--hide-scrollbars", "--force-color-profile=srgb",
]  # fmt: skip
WIDTH, HEIGHT = 1280, 800
PHONE = 375  # the narrowest common phone
MAX_HEIGHT = 6000  # what the tracer takes

# Every visible text node: its words, bounding box in page pixels, colour and roles; every control; every element count.
COLLECT = r"""
() => {
  const sx = window.scrollX, sy = window.scrollY;
  const rgb = c => { const m = c.match(/[\d.]+/g) || [0, 0, 0]; return m.slice(0, 3).map(Number); };
  const clipped = (el, r) => {
    let b = {l: r.left, t: r.top, r: r.right, b: r.bottom};
    for (let p = el; p && p !== document.body; p = p.parentElement) {
      const s = getComputedStyle(p);
      if (s.overflowX !== 'visible' || s.overflowY !== 'visible') {
        const q = p.getBoundingClientRect();
        b = {l: Math.max(b.l, q.left), t: Math.max(b.t, q.top), r: Math.min(b.r, q.right), b: Math.min(b.b, q.bottom)};
      }
    }
    return b;
  };
  const roles = el => {
    const out = [];
    if (el.closest('h1,h2,h3,h4,h5,h6,[role=heading]')) out.push('heading');
    if (el.closest('button,[role=button]')) out.push('button');
    if (el.closest('a[href]')) out.push('link');
    if (el.closest('li')) out.push('list item');
    if (el.closest('td,th')) out.push('cell');
    return out;
  };
  const texts = [], controls = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let n = walker.nextNode(); n; n = walker.nextNode()) {
    const text = n.data.replace(/\s+/g, ' ').trim(), el = n.parentElement;
    if (!text || !el || el.closest('script,style,noscript,template,option,title')) continue;
    if (!el.checkVisibility({opacityProperty: true, visibilityProperty: true})) continue;
    const range = document.createRange();
    range.selectNodeContents(n);
    const b = clipped(el, range.getBoundingClientRect());
    const w = b.r - b.l, h = b.b - b.t;
    if (w < 2 || h < 2 || b.r + sx <= 0 || b.b + sy <= 0) continue;
    texts.push({text, box: [b.l + sx, b.t + sy, w, h], color: rgb(getComputedStyle(el).color), roles: roles(el)});
  }
  for (const el of document.querySelectorAll('input,textarea,select,button,[role=button]')) {
    if (!el.checkVisibility({opacityProperty: true, visibilityProperty: true})) continue;
    const r = el.getBoundingClientRect();
    if (r.width < 4 || r.height < 4 || r.right <= 0 || r.bottom <= 0) continue;
    const kind = el.matches('input[type=checkbox],input[type=radio]') ? 'check'
      : el.matches('button,[role=button],input[type=submit],input[type=button],input[type=reset]') ? 'button' : 'input';
    controls.push({kind, box: [r.left + sx, r.top + sy, r.width, r.height]});
  }
  const all = [...document.body.querySelectorAll('*')];
  const off = all.filter(e => ['absolute', 'fixed'].includes(getComputedStyle(e).position)).length;
  const root = document.documentElement;
  return {texts, controls, elements: all.length, positioned: off,
          size: [Math.max(root.scrollWidth, document.body.scrollWidth),
                 Math.max(root.scrollHeight, document.body.scrollHeight)]};
}
"""


@dataclass(frozen=True, slots=True)
class Text:
    """One text node. `box` is x, y, width, height in page pixels; `color` is RGB 0 to 255."""

    text: str
    box: tuple[float, float, float, float]
    color: tuple[float, float, float]
    roles: frozenset[str]


@dataclass(frozen=True, slots=True)
class Control:
    """A form control: `kind` is input, check or button."""

    kind: str
    box: tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Rendered:
    """A page as Chromium shows it: PNG bytes and what can be read out of the DOM."""

    png: bytes
    texts: list[Text]
    controls: list[Control]
    elements: int
    positioned: int
    size: tuple[int, int]
    phone_width: int


@contextmanager
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()


def _only_files(route: Route) -> None:
    if route.request.url.startswith(("file:", "data:", "about:", "blob:")):
        route.continue_()
    else:
        route.abort()


@contextmanager
def _opened(browser: Browser, path: Path, scale: float) -> Iterator[Page]:
    context = browser.new_context(
        viewport={"width": WIDTH, "height": HEIGHT}, device_scale_factor=scale, reduced_motion="reduce"
    )
    try:
        page = context.new_page()
        page.route("**/*", _only_files)
        page.goto(path.resolve().as_uri(), wait_until="load", timeout=20_000)
        page.evaluate("document.fonts.ready")
        yield page
    finally:
        context.close()


def render(browser: Browser, path: Path, *, scale: float = 1.0, whole: bool = True) -> Rendered:
    """Load the file at 1280 pixels, offline; `whole` takes the full page up to the tracer's limit."""
    with _opened(browser, path, scale) as page:
        facts: dict[str, Any] = page.evaluate(COLLECT)
        width, height = facts["size"]
        tall = min(height, MAX_HEIGHT) if whole else HEIGHT
        png = page.screenshot(
            full_page=True, animations="disabled", clip={"x": 0, "y": 0, "width": WIDTH, "height": max(tall, 1)}
        )
        page.set_viewport_size({"width": PHONE, "height": 812})
        phone = page.evaluate("Math.max(document.documentElement.scrollWidth, document.body.scrollWidth)")
    texts = [
        Text(t["text"], tuple(t["box"]), tuple(t["color"]), frozenset(t["roles"]))
        for t in facts["texts"]
        if t["box"][1] < tall and t["box"][0] < WIDTH
    ]
    controls = [Control(c["kind"], tuple(c["box"])) for c in facts["controls"] if c["box"][1] < tall]
    return Rendered(png, texts, controls, facts["elements"], facts["positioned"], (width, tall), phone)
