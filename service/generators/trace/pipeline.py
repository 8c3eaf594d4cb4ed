"""From bytes to code, stage by stage; what each stage took and found is told as it ends."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from service.generators.trace.agreement import agree
from service.generators.trace.canvas import Canvas, draw
from service.generators.trace.chips import join_chips
from service.generators.trace.code import mark_code
from service.generators.trace.document import closing, head, opening
from service.generators.trace.element import Element
from service.generators.trace.exact import place
from service.generators.trace.flow import Flow
from service.generators.trace.intake import decode
from service.generators.trace.layout import build
from service.generators.trace.lines import find_lines
from service.generators.trace.listings import join_listings, spell_out
from service.generators.trace.markers import find_markers
from service.generators.trace.mending import mend
from service.generators.trace.mosaics import put_together
from service.generators.trace.overlays import lay_bare
from service.generators.trace.paint import background
from service.generators.trace.paragraphs import gather
from service.generators.trace.parting import parted
from service.generators.trace.pictures import encode, find_icons
from service.generators.trace.plain_tables import find_plain_tables
from service.generators.trace.reading import Reader
from service.generators.trace.regions import find_regions
from service.generators.trace.shapes import Line, Picture, Rect
from service.generators.trace.sheet import Sheet
from service.generators.trace.strong import mark_strong
from service.generators.trace.structure import understand
from service.generators.trace.style import style_lines
from service.generators.trace.tints import tint_letters
from service.generators.trace.tree import Node
from service.generators.trace.underlines import lift_underlines, underline_words
from service.generators.trace.understood import accept, bars
from service.generators.trace.unread import set_aside
from service.generators.trace.words import Typography

UNSURE = 65.0  # confidence below which a word is shown for checking; right words have 90 or more


@dataclass(slots=True)
class Stage:
    """One finished stage: its span's name, start and end (nanoseconds since the epoch), and its facts."""

    name: str
    start_ns: int
    end_ns: int
    facts: dict[str, str | int | float | bool] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Told:
    """What the pipeline says while it works: the next code, a stage that begins, or words to check."""

    kind: str  # code, progress, remark, stage
    name: str = ""
    text: str = ""
    items: Sequence[str] = ()
    stage: Stage | None = None


Tell = Callable[[Told], None]


class _Clock:
    """Nanoseconds since the epoch that never run backwards, as the system's own clock may when it is set."""

    def __init__(self, tell: Tell) -> None:
        self.tell = tell
        self._offset = time.time_ns() - time.monotonic_ns()
        self.start = self._now()

    def _now(self) -> int:
        return self._offset + time.monotonic_ns()

    def done(self, name: str, **facts: str | int | float | bool) -> None:
        end = self._now()
        self.tell(Told("stage", stage=Stage(name, self.start, end, facts)))
        self.start = end


def trace(data: bytes, options: Mapping[str, str], reader: Reader | None, tell: Tell, *, threads: int = 2) -> None:
    """Tell the traced page of a PNG, JPEG or WebP screenshot. Raises `UnreadableError`."""
    clock = _Clock(tell)
    tell(Told("progress", "regions", "Looking for areas, pictures and lines"))
    shot = decode(data)
    pixels = shot.pixels
    height, width = pixels.shape[:2]
    clock.done("trace.decode", width=width, height=height, scale=shot.scale)
    regions = find_regions(pixels, lossy=shot.lossy)
    canvas = draw(pixels, regions, lossy=shot.lossy)
    lay_bare(pixels, canvas)
    clock.done("trace.regions", boxes=len(regions.boxes), pictures=len(canvas.pictures), rules=len(canvas.rules))
    tell(Told("code", text=opening(width)))
    places = lift_underlines(canvas, find_lines(canvas, regions.boxes))
    tell(Told("progress", "text", f"Reading {len(places)} lines of text"))
    lines, late = _read(canvas, places, reader, threads, tell)
    mark_code(lines, regions.boxes)
    unread = set_aside(lines, late)
    mend(canvas, lines)
    boxes = accept(canvas, regions.boxes, lines)
    lines = parted(lines)
    if reader is None:
        boxes += bars(pixels, canvas, places)
    clock.done("trace.text", lines=len(lines), words=sum(len(line.words) for line in lines))
    style_lines(pixels, canvas, lines)
    agree(lines)
    mark_strong(canvas.ink, lines)
    tint_letters(pixels, canvas, lines)
    lines, tables = find_plain_tables(lines, boxes, canvas.rules)
    find_markers(pixels, canvas, [line for line in lines if not any(t.rect.contains(line.rect, 2) for t in tables)])
    underline_words(canvas, lines)
    for rect in unread:
        rect.cut(canvas.ink)[:] = 0  # or its letters would be icons
    pictures = [Picture(rect) for rect in canvas.pictures] + [Picture(rect, unread=True) for rect in unread]
    pictures += find_icons(canvas, lines, boxes)
    pictures = put_together(pictures, lines, boxes, canvas.rules)
    lines, pictures = spell_out(lines, pictures)
    lines, boxes = join_chips(lines, boxes)
    blocks = join_listings(gather(lines, boxes, canvas.rules, tables), boxes, pictures)
    for picture in pictures:
        encode(pixels, picture, [line for line in lines if picture.rect.contains(line.rect, 2)])
    clock.done("trace.style", blocks=len(blocks), pictures=len(pictures))
    tell(Told("progress", "sections", "Arranging sections"))
    root = build(Rect(0, 0, width, height), boxes, [*blocks, *pictures, *canvas.rules], tables)
    understand(root)
    exact = options.get("layout") == "exact"
    sections, sheet = _compose(root, background(regions.page), width, exact=exact)
    clock.done("trace.layout", sections=len(sections))
    title = next(
        (b.text for b in sorted(blocks, key=lambda b: -b.size) if any(c.isalpha() for c in b.text)), "Traced page"
    )
    tell(Told("code", text=head(sheet, title)))
    for section in sections:
        tell(Told("code", text=section.html()))
    tell(Told("code", text=closing()))
    clock.done("trace.emit")
    if len(unread) > len(late):
        tell(Told("remark", "unread", "Parts of the text could not be read and are kept as pictures: only English is read.",
                  [f"{len(unread)}"]))  # fmt: skip
    unsure = [word.text for line in lines for word in line.words if word.confidence < UNSURE]
    if unsure:
        tell(Told("remark", "low_confidence", "These words were hard to read; please check them.", unsure))


def _read(
    canvas: Canvas, places: list[Rect], reader: Reader | None, threads: int, tell: Tell
) -> tuple[list[Line], list[Rect]]:
    """What was read, and where the lines are for which there was no time."""
    if reader is None:
        tell(Told("remark", "no_language_data",
                  "Text was not read: English data for Tesseract is missing. Install the package tesseract-ocr-eng; "
                  "until then texts are grey bars."))  # fmt: skip
        return [], []
    readings = reader.read(canvas.text, places, threads)
    late = [reading.rect for reading in readings if reading.late]
    if late:
        tell(Told("remark", "late", "The page has more text than can be read in time; the rest is kept as pictures.",
                  [f"{len(late)}"]))  # fmt: skip
    return [Line(reading.words, reading.rect) for reading in readings if reading.words], late


def _compose(root: Node, ground: str, width: int, *, exact: bool) -> tuple[list[Element], Sheet]:
    """The page's sections, and the sheet that they are written with."""
    typography = Typography(root)
    base = typography.base()
    if exact:
        sections = place(root, typography)
        base |= {"position": "relative", "height": f"{root.rect.h}px"}
        sheet = Sheet(base, ground, width, exact=True)
        sheet.name_all(sections)
        return sections, sheet
    page = Flow(typography).element(root, 0, width)
    sections = [child for child in page.children if isinstance(child, Element)]
    base |= {key: page.look[key] for key in ("padding", "gap", "grid-template-columns") if key in page.look}
    sheet = Sheet(base, ground, width)
    sheet.body_class = page.base
    sheet.name_all(sections)
    return sections, sheet
