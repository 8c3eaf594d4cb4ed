"""The style sheet: what looks share is said once, tables say what their cells have in common, nothing unused is said."""

from __future__ import annotations

from service.generators.trace.blocks import Block
from service.generators.trace.element import Element
from service.generators.trace.flow import Flow
from service.generators.trace.shapes import Border, Box, Fill, Rect
from service.generators.trace.shared import said_once
from service.generators.trace.sheet import Sheet
from service.generators.trace.tree import Cell, Node
from service.generators.trace.words import Typography
from tests.trace.test_filled import inputs
from tests.trace.test_structure import WHITE, elements, line, understood
from tests.trace.test_tools import FRAME, seen

PALE = Fill(((249, 249, 249),))


def sheet_of(*sections: Element) -> str:
    sheet = Sheet({"font": "16px Arial", "color": "#000"}, "#fff", 1280)
    sheet.name_all(sections)
    return sheet.text()


def test_what_looks_of_one_family_share_is_said_before_what_differs() -> None:
    rules = {
        ".button": {"border": "0", "background": "#06c", "height": "34px", "width": "61px"},
        ".title": {"font-size": "20px"},
        ".button-2": {"border": "0", "background": "#06c", "height": "34px", "width": "86px"},
    }
    assert said_once(rules) == [
        (".button,.button-2", "border:0;background:#06c;height:34px"),
        (".button", "width:61px"),
        (".title", "font-size:20px"),
        (".button-2", "width:86px"),
    ]


def test_a_side_of_a_border_stays_behind_the_border_that_it_changes() -> None:
    rules = {
        ".card": {"border": "1px solid #111111", "border-bottom": "4px solid #222222", "padding": "12px 16px"},
        ".card-2": {"border": "1px solid #333333", "border-bottom": "4px solid #222222", "padding": "12px 16px"},
    }
    for selectors, declarations in said_once(rules):
        assert selectors != ".card,.card-2" or "border-bottom" not in declarations
    said = dict(said_once(rules))
    assert said[".card"].index("border:") < said[".card"].index("border-bottom:")


def test_one_declaration_that_two_share_by_chance_makes_no_rule() -> None:
    rules = {".text": {"color": "var(--accent)", "width": "9px"}, ".text-2": {"color": "var(--accent)"}}
    assert [selectors for selectors, _ in said_once(rules)] == [".text", ".text-2"]


def test_the_sheet_says_nothing_of_what_the_page_does_not_have() -> None:
    text = sheet_of(Element("p", ["Departures"], look={"font-size": "20px"}, name="text"))
    for absent in ("button", "table", "section", ".row", "::placeholder", "img", "h1", ".flow", "card"):
        assert absent not in text
    text = sheet_of(Element("section", [Element("input", attrs={"placeholder": "Name"})], base="row"))
    assert "::placeholder" in text
    assert ".row{display:grid" in text
    assert ".row>section" in text


def striped() -> Node:
    line_around = Border((1, 1, 1, 1), (221, 221, 221))
    rows = []
    for index in range(4):
        fill = PALE if index % 2 else WHITE
        words = [("Brno", 70), ("12.40", 240), ("", 400)]
        rows.append([
            Cell(Node("text", (b := Block([line(word, x, 112 + 36 * index)])).rect, block=b) if word else None,
                 box=Box(Rect(60 + 170 * column, 100 + 36 * index, 171, 37), fill, border=line_around))
            for column, (word, x) in enumerate(words)
        ])  # fmt: skip
    return Node("table", Rect(60, 100, 511, 145), rows=rows, tops=[100, 136, 172, 208, 245])


def test_cells_have_no_class_where_all_look_alike_and_stripes_are_the_rows() -> None:
    made = Flow(Typography(Node("stack", Rect(0, 0, 1280, 600), [table := striped()]))).element(table, 60, 511)
    text = sheet_of(made)
    cells = [cell for cell in made.walk() if cell.tag == "td"]
    assert len(cells) == 12
    assert [cell.classes for cell in cells] == [[]] * 12
    assert "td{border:1px solid" in text
    grounds = [part.look["background"] for part in made.walk() if part.tag == "tr"]
    assert grounds == ["#fff", "#f9f9f9"] * 2


def test_a_cell_that_differs_takes_back_what_is_said_of_all() -> None:
    table = striped()
    assert table.rows[2][0].box
    table.rows[2][0].box = Box(table.rows[2][0].box.rect, WHITE)
    made = Flow(Typography(Node("stack", Rect(0, 0, 1280, 600), [table]))).element(table, 60, 511)
    sheet_of(made)
    bare = [cell for cell in made.walk() if cell.tag == "td" and cell.classes]
    assert [cell.look["border"] for cell in bare] == ["0"]


def test_a_second_table_is_not_set_as_the_first() -> None:
    tables = [Element("table", [Element("td", ["1"])], inner={"td": {"padding-left": f"{n}px"}}) for n in (5, 9)]
    text = sheet_of(*tables)
    assert ":where(.table) td{padding-left:5px}" in text
    assert ":where(.table-2) td{padding-left:9px}" in text


def test_a_label_before_its_field_names_it_and_what_is_typed_above_does_not() -> None:
    fields = [Box(Rect(260, 100 + 46 * row, 360, 36), WHITE, border=FRAME) for row in range(3)]
    labels = [line(word, 60, 111 + 46 * row) for row, word in enumerate(("Display name", "Harbour", "Signature"))]
    typed = [line("Ines Duarte", 270, 111), line("Porto", 270, 157), line("Ferries", 270, 203)]
    root = understood([*labels, *typed, line("Departures of the week", 60, 400)], fields)
    page = list(elements(Flow(Typography(root)).element(root, 0, root.rect.w)))
    named = {part.attrs["for"]: part.children for part in page if part.tag == "label"}
    assert {part.attrs["id"]: part.attrs["value"] for part in page if part.tag == "input"} == {
        "field-1": "Ines Duarte",
        "field-2": "Porto",
        "field-3": "Ferries",
    }
    assert named == {"field-1": ["Display name"], "field-2": ["Harbour"], "field-3": ["Signature"]}


def test_radio_buttons_beside_one_another_exclude_one_another() -> None:
    rings = [Box(Rect(60, 100 + 40 * row, 14, 14), WHITE, radius=7, border=FRAME) for row in range(3)]
    words = [line(word, 84, 101 + 40 * row) for row, word in enumerate(("Brno", "Porto", "Oslo"))]
    root = seen([*words, line("Departures of the week", 60, 400)], [], rings)
    names = [part.attrs.get("name") for part in inputs(root) if part.attrs["type"] == "radio"]
    assert names == ["choice-1"] * 3
