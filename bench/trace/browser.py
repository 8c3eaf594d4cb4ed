"""Chromium as the judge's eye: a page's screenshot, its visible texts with their places and roles, its size."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from playwright.sync_api import Browser, Page, Route, sync_playwright

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--hide-scrollbars", "--force-color-profile=srgb",
]  # fmt: skip
WIDTH, HEIGHT = 1280, 800
PHONE = 375  # the narrowest common phone
MAX_HEIGHT = 6000  # what the tracer takes

CONTROLS = "input,textarea,select,button,[role=button]"
SETTLE = (250, 12)  # milliseconds between two looks, and how many looks at most
FLAT = 10  # levels within which everything in a text's box is of one colour: then nothing of it is seen

# Every element's own visible text: its words, bounding box in page pixels, colour and roles (the paper tells texts apart
# by the element that they stand in, too); every control; every element count.
# A colour is what is seen: in whatever notation, mixed with the background by its own and its ancestors' opacity.
COLLECT = r"""
kinds => {
  const sx = window.scrollX, sy = window.scrollY;
  const pen = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
  const rgba = c => {
    pen.clearRect(0, 0, 1, 1); pen.fillStyle = c; pen.fillRect(0, 0, 1, 1);
    return [...pen.getImageData(0, 0, 1, 1).data];
  };
  const seen = el => {
    const [r, g, b, a] = rgba(getComputedStyle(el).color);
    let share = a / 255, under = null;
    for (let p = el; p; p = p.parentElement) {
      const s = getComputedStyle(p), ground = rgba(s.backgroundColor);
      if (!under && (ground[3] > 200 || s.backgroundImage !== 'none')) under = ground[3] > 200 ? ground : [r, g, b];
      if (!under) share *= Number(s.opacity);
    }
    under = under || [255, 255, 255];
    return [r, g, b].map((v, i) => v * share + under[i] * (1 - share));
  };
  const painted = el => {
    const s = getComputedStyle(el), r = el.getBoundingClientRect();
    const lined = ['Top', 'Right', 'Bottom', 'Left'].every(side =>
      parseFloat(s[`border${side}Width`]) > 0 && rgba(s[`border${side}Color`])[3] > 0);
    return r.height <= 70 && (lined || rgba(s.backgroundColor)[3] > 0);
  };
  const data = cell => {
    const table = cell.closest('table');
    return table && !['presentation', 'none'].includes(table.getAttribute('role')) && !table.querySelector('table')
      && table.rows.length > 1 && [...table.rows].some(row => row.cells.length > 1);
  };
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
    const acts = el.closest('button,[role=button]');
    if (acts && (!acts.matches('a[href]') || painted(acts))) out.push('button');
    const link = el.closest('a[href]'), cell = el.closest('td,th');
    if (link) out.push('link');
    if (link && painted(link)) out.push('like a button');
    if (el.closest('li')) out.push('list item');
    if (cell && data(cell)) out.push('cell');
    return out;
  };
  const texts = [], controls = [], byElement = new Map();
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
    const known = byElement.get(el);
    if (known) {  // around a link, or lines that <br> separates
      const [x, y, width, height] = known.box, left = Math.min(x, b.l + sx), top = Math.min(y, b.t + sy);
      known.text += ' ' + text;
      known.box = [left, top, Math.max(x + width, b.r + sx) - left, Math.max(y + height, b.b + sy) - top];
      continue;
    }
    const set = getComputedStyle(el);
    const told = {text, box: [b.l + sx, b.t + sy, w, h], color: seen(el), roles: roles(el),
                  size: parseFloat(set.fontSize), bold: Number(set.fontWeight) >= 600};
    texts.push(told);
    byElement.set(el, told);
  }
  for (const el of document.querySelectorAll(kinds)) {
    if (!el.checkVisibility({opacityProperty: true, visibilityProperty: true})) continue;
    const r = el.getBoundingClientRect();
    if (r.width < 4 || r.height < 4 || r.right <= 0 || r.bottom <= 0) continue;
    const kind = el.matches('input[type=checkbox],input[type=radio]') ? 'check'
      : el.matches('button,[role=button],input[type=submit],input[type=button],input[type=reset]') ? 'button' : 'input';
    const bare = kind === 'button' && !el.innerText.trim();
    controls.push({kind, bare, box: [r.left + sx, r.top + sy, r.width, r.height]});
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
    """An element's own text. `box` is x, y, width, height in page pixels; `color` is RGB 0 to 255; `size` is the font's in
    pixels, `bold` a weight of 600 or more."""

    text: str
    box: tuple[float, float, float, float]
    color: tuple[float, float, float]
    roles: frozenset[str]
    size: float = 0.0
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Control:
    """A form control: `kind` is input, check or button; a `bare` button has no text, but an icon or a value."""

    kind: str
    box: tuple[float, float, float, float]
    bare: bool = False


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


def _settled(page: Page) -> dict[str, Any]:
    """What is on the page, once it is the same twice: scripts fade pages in."""
    facts: dict[str, Any] = page.evaluate(COLLECT, CONTROLS)
    for _ in range(SETTLE[1]):
        page.wait_for_timeout(SETTLE[0])
        before, facts = facts, page.evaluate(COLLECT, CONTROLS)
        if before == facts:
            break
    return facts


def _shot(page: Page, height: int) -> bytes:
    clip: Any = {"x": 0, "y": 0, "width": WIDTH, "height": max(height, 1)}
    return page.screenshot(full_page=True, animations="disabled", clip=clip)


def _pixels(png: bytes) -> NDArray[np.uint8]:
    return np.asarray(cv2.imdecode(np.frombuffer(png, np.uint8), cv2.IMREAD_COLOR), dtype=np.uint8)


def render(browser: Browser, path: Path, *, scale: float = 1.0, whole: bool = True) -> Rendered:
    """Load the file at 1280 pixels, offline; `whole` takes the full page up to the tracer's limit."""
    with _opened(browser, path, scale) as page:
        facts = _settled(page)
        width, height = facts["size"]
        tall = min(height, MAX_HEIGHT) if whole else HEIGHT
        png = _shot(page, tall)
        page.add_style_tag(content=f":is({CONTROLS}) {{ opacity: 0 !important; transition: none !important }}")
        without = _pixels(_shot(page, tall))
        page.set_viewport_size({"width": PHONE, "height": 812})
        phone = page.evaluate("Math.max(document.documentElement.scrollWidth, document.body.scrollWidth)")
    pixels = _pixels(png)

    def part(image: NDArray[np.uint8], box: Sequence[float]) -> NDArray[np.int16]:
        x, y, w, h = box
        left, top, right, bottom = (round(scale * v) for v in (x, y, x + w, y + h))
        return image[max(0, top) : bottom, max(0, left) : right].reshape(-1, 3).astype(np.int16)

    def shown(box: Sequence[float]) -> bool:
        """Whether anything is seen there: what lies under something else is of one colour with it."""
        seen = part(pixels, box)
        return len(seen) > 0 and int(np.ptp(seen, axis=0).max()) > FLAT

    def drawn(box: Sequence[float]) -> bool:
        """Whether the page looks different without the controls there."""
        seen, bare = part(pixels, box), part(without, box)
        return len(seen) > 0 and int(np.abs(seen - bare).max()) > FLAT

    texts = [
        Text(t["text"], tuple(t["box"]), tuple(t["color"]), frozenset(t["roles"]), t["size"], t["bold"])
        for t in facts["texts"]
        if t["box"][1] < tall and t["box"][0] < WIDTH and shown(t["box"])
    ]
    controls = [
        Control(c["kind"], tuple(c["box"]), c["bare"])
        for c in facts["controls"]
        if c["box"][1] < tall and c["box"][0] < WIDTH and drawn(c["box"])
    ]
    return Rendered(png, texts, controls, facts["elements"], facts["positioned"], (width, tall), phone)
