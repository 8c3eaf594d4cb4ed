"""Tables whose columns are close, whose heads are painted or centred; and prose that only looks like one."""

from __future__ import annotations

import pytest

from service.generators.trace.columns import Row, align
from service.generators.trace.layout import build
from service.generators.trace.paragraphs import gather
from service.generators.trace.parting import parted
from service.generators.trace.shapes import Border, Box, Fill, Line, Picture, Rect, Rule, Word, union
from service.generators.trace.tree import Node
from tests.trace.test_structure import BLUE, PAGE, WHITE, line, roles, understood

PEOPLE = [
    ("Ashton Cox", "2009/01/12", "$86,000"),
    ("Airi Satou", "2008/11/28", "$162,700"),
    ("Cedric Kelly", "2012/03/29", "$433,060"),
    ("Rhona Davidson", "2010/10/14", "$327,900"),
    ("Colleen Hurst", "2009/09/15", "$205,500"),
    ("Sonya Frost", "2008/12/13", "$103,600"),
]


def joined(*parts: Line) -> Line:
    """The line as it is found where the gaps between the columns are no wider than a space."""
    words = [word for part in parts for word in part.words]
    return Line(words, union(word.rect for word in words))


def tables(root: Node) -> list[list[list[str]]]:
    return [
        [
            [" ".join(n.block.text for n in cell.node.walk() if n.block) if cell.node else "" for cell in row]
            for row in node.rows
        ]
        for node in root.walk()
        if node.kind == "table"
    ]


def rows_of_people() -> list[Line]:
    out = []
    for index, (name, start, salary) in enumerate(PEOPLE):
        y = 100 + 26 * index
        out += [line(name, 40, y), joined(line(start, 160, y), line(salary, 242, y))]
    return out


def test_lines_that_run_across_columns_are_parted_where_words_stand_below_one_another() -> None:
    lines = parted(rows_of_people())
    assert [each.text for each in lines] == [text for person in PEOPLE for text in person]
    (table,) = tables(understood(lines))
    assert table == [list(person) for person in PEOPLE]


@pytest.mark.parametrize(
    "said",
    [
        [f"{n}. Take the {what} home" for n, what in enumerate(("boat", "bus", "tram", "bike", "car", "dog"), 1)],
        [f"Option {what} of the timetable" for what in ("one", "two", "six", "ten", "red", "all")],
    ],
)  # fmt: skip
def test_lists_whose_lines_begin_alike_are_not_parted(said: list[str]) -> None:
    lines = [line(text, 40, 100 + 26 * index) for index, text in enumerate(said)]
    assert parted(lines) == lines


def test_prose_is_not_parted_by_a_word_that_stands_where_a_column_begins() -> None:
    rows = rows_of_people()
    prose = joined(line("Those who have come since", 40, 74), line("spring", 242, 74))
    assert prose in parted([prose, *rows])


def test_a_painted_head_above_a_panel_is_the_head_of_its_table() -> None:
    heads = [line(text, x, 112, bold=True) for text, x in (("Name", 60), ("Since", 300), ("Paid", 500))]
    cells = [
        line(text, x, 165 + 40 * r) for r, p in enumerate(PEOPLE[:4]) for text, x in zip(p, (60, 300, 500), strict=True)
    ]
    boxes = [Box(Rect(40, 100, 700, 40), Fill(((240, 244, 248),))), Box(Rect(40, 140, 700, 180), WHITE)]
    (table,) = tables(understood([*heads, *cells], boxes))
    assert table == [["Name", "Since", "Paid"], *(list(person) for person in PEOPLE[:4])]


def test_heads_as_browsers_set_them_tell_a_table_of_words() -> None:
    words = [
        ("easing", "Number", "How the pace changes"),
        ("target", "Text", "Whose pace it is"),
        ("start", "Length", "Offset"),
    ]
    columns = ((40, 60), (200, 60), (360, 180))
    cells = [
        line(text, x, 130 + 30 * r) for r, row in enumerate(words) for text, (x, _) in zip(row, columns, strict=True)
    ]
    widest = [max(c.rect.w for c in cells if c.rect.x == x) for x, _ in columns]
    heads = []
    for text, (x, _), width in zip(("Name", "Kind", "What"), columns, widest, strict=True):
        head = line(text, 0, 100, bold=True)
        heads.append(line(text, x + (width - head.rect.w) // 2, 100, bold=True))
    (table,) = tables(understood([*heads, *cells]))
    assert table[0] == ["Name", "Kind", "What"]
    assert table[1:] == [list(row) for row in words]


def test_titles_over_columns_of_links_are_no_table() -> None:
    said = [
        ("Company", "Help", "Legal"),
        ("About us", "Contact", "Terms"),
        ("Careers", "Status", "Privacy"),
        ("Press", "Docs", "Cookies"),
    ]
    lines = [
        line(text, 40 + 250 * c, 100 + 30 * r, bold=r == 0) for r, row in enumerate(said) for c, text in enumerate(row)
    ]
    assert tables(understood(lines)) == []


def test_columns_whose_lines_are_not_level_are_columns() -> None:
    """A footer: a sentence at the left stands between two rows of links at the right."""
    lines = [line("Keep in touch", 40, 100, 20), line("Useful", 520, 104, bold=True), line("Other", 760, 104, bold=True),
             line("About us", 520, 132), line("Licence", 760, 132), line("We answer within two days", 40, 147),
             line("Blog", 520, 162), line("Terms", 760, 162), line("Docs", 520, 192), line("Privacy", 760, 192)]  # fmt: skip
    root = understood(lines)
    assert [[n.block.text for n in node.walk() if n.block] for node in root.walk() if node.role == "menu"] == [
        ["About us", "Blog", "Docs"],
        ["Licence", "Terms", "Privacy"],
    ]
    assert roles(root, "heading") == ["Keep in touch", "Useful", "Other"]


def test_a_line_down_the_pages_edge_does_not_join_its_rows() -> None:
    lines = [
        line(text, x, 112 + 60 * r) for r, p in enumerate(PEOPLE[:4]) for text, x in zip(p, (60, 300, 500), strict=True)
    ]
    edges = [Rule(Rect(0, 0, 1, 700), (200, 200, 200)), Rule(Rect(999, 0, 1, 700), (200, 200, 200))]
    (table,) = tables(understood(lines, rules=edges))
    assert len(table) == 4


def test_words_have_places_in_these_tests() -> None:
    """What `joined` makes is one line with all the words, or the tests above would test nothing."""
    one = joined(line("2009/01/12", 160, 100), line("$86,000", 242, 100))
    assert [type(word) for word in one.words] == [Word, Word]
    assert 1 <= one.words[1].rect.x - one.words[0].rect.right <= 6


def test_a_text_that_came_in_pieces_stays_in_its_column() -> None:
    def row(y: int, *places: tuple[int, int]) -> Row:
        nodes = [Node("text", Rect(x, y, width, 12)) for x, width in places]
        return Row(nodes, union(node.rect for node in nodes))

    usual = [row(100 + 26 * i, (40, 90), (160, 75), (300, 60)) for i in range(4)]
    wide, pieces = row(204, (40, 220), (300, 60)), row(230, (40, 40), (96, 30), (160, 75), (300, 60))
    columns = align([*usual, wide, pieces])
    assert [[n.rect.x for n in column if n.rect.y == 230] for column in columns] == [[40, 96], [160], [300]]


def test_a_footer_of_two_rows_with_buttons_is_no_table() -> None:
    texts = [line("Thank you for your visit!", 40, 120, 24), line("Let us keep in touch", 40, 156)]
    foot = [line("Ferry company", 40, 260), line("About us", 560, 260), line("Licence", 760, 260)]
    discs = [Box(Rect(600 + 60 * at, 124, 38, 38), BLUE, radius=19) for at in range(4)]
    root = understood([*texts, *foot], discs, [Rule(Rect(40, 210, 860, 1), (220, 220, 220))])
    assert tables(root) == []


def test_entries_that_icons_lead_with_counts_at_their_ends_are_no_table() -> None:
    names = [line(said, 58, 110 + 44 * n) for n, said in enumerate(("Harbours", "Tickets", "Quays", "Weather", "Crew"))]
    tags = [Box(Rect(200, 108 + 44 * n, 24, 16), Fill(((0, 166, 90),)), radius=2) for n in (0, 2, 3)]
    counts = [line(said, 206, 112 + 44 * n, 11) for n, said in zip((0, 2, 3), ("12", "5", "16"), strict=True)]
    icons = [Picture(Rect(33, 110 + 44 * n, 14, 13), icon=True, media="image/png", data=b"x") for n in range(5)]
    arrows = [Picture(Rect(208, 112 + 44 * n, 5, 8), icon=True, media="image/png", data=b"x") for n in (1, 4)]
    blocks = gather([*names, *counts], tags, [])
    assert tables(build(PAGE, tags, [*blocks, *icons, *arrows])) == []
    assert len(tables(build(PAGE, tags, [*blocks, *arrows]))) == 1  # without them they are names and numbers


def framed(x: int, y: int, width: int, text: str) -> tuple[Box, Line]:
    rect = Rect(x, y, width, 36)
    return Box(rect, WHITE, border=Border((1, 1, 1, 1), (190, 190, 190))), line(text, x + 12, y + 12, 14)


def test_fields_of_several_widths_between_lines_are_no_table() -> None:
    rows = [
        (framed(40, 40 + 70 * n, 200 + 30 * n, "Search..."), framed(500, 40 + 70 * n, 280 - 40 * n, "Enter a name"))
        for n in range(4)
    ]
    boxes, lines = [box for row in rows for box, _ in row], [text for row in rows for _, text in row]
    rules = [Rule(Rect(40, 92 + 70 * n, 800, 1), (200, 200, 200)) for n in range(3)]
    assert tables(understood(lines, boxes, rules)) == []


def test_cells_that_are_painted_at_common_widths_are_a_table() -> None:
    rows = [[framed(40 + 200 * m, 40 + 36 * n, 200, f"{m + 3}{n}.50") for m in range(3)] for n in range(4)]
    cells = [cell for row in rows for cell in row]
    (table,) = tables(understood([text for _, text in cells], [box for box, _ in cells]))
    assert [len(row) for row in table] == [3] * 4


def test_a_first_row_that_seems_a_pixel_larger_is_no_head() -> None:
    rows = [
        line("face", 40, 100, 16),
        line("First name", 90, 101, 14),
        line("mail", 40, 170, 17),
        line("Email", 90, 171, 14),
    ]
    rules = [Rule(Rect(40, 135 + 70 * n, 300, 1), (200, 200, 200)) for n in range(2)]
    assert tables(understood(rows, [], rules)) == []


def test_what_stands_beside_its_name_between_lines_is_found_as_a_table() -> None:
    heads = [line(text, x, 120, 16, bold=True) for text, x in (("Port", 400), ("Quay", 560), ("Berths", 720))]
    rows = [
        line(text, x, 158 + 36 * n, 16)
        for n, row in enumerate((("Moss", "North", "2"), ("Horten", "South", "4"), ("Son", "East", "1")))
        for text, x in zip(row, (400, 560, 720), strict=True)
    ]
    rules = [Rule(Rect(40, y, 900, 1), (220, 220, 220)) for y in (90, 300, 660)]
    rules += [Rule(Rect(390, 144 + 36 * n, 400, 1), (220, 220, 220)) for n in range(4)]
    others = [line("The harbour's own guide", 40, 30, 30), line("Map", 40, 330, bold=True)]
    chart = Box(Rect(400, 330, 480, 300), Fill(((220, 235, 245),)))
    root = understood([line("Tables", 40, 120, 16, bold=True), *heads, *rows, *others], [chart], rules)
    assert [table[0] for table in tables(root)] == [["Port", "Quay", "Berths"]]
    (part,) = (node for node in root.walk() if node.kind == "row" and any(n.kind == "table" for n in node.children))
    assert [node.block.text for node in part.children if node.block] == ["Tables"]


def test_notices_of_several_colours_one_below_the_other_are_no_table() -> None:
    colors = ((217, 29, 97), (69, 161, 73), (28, 117, 232), (251, 141, 2))
    lines, boxes = [], []
    for index, color in enumerate(colors):
        boxes.append(Box(Rect(60, 100 + 74 * index, 620, 58), Fill((color,)), radius=6))
        lines.append(
            line(f"Ferry {index} of 12 leaves a little later today", 80, 122 + 74 * index, color=(255, 255, 255))
        )
        lines.append(line("x", 650, 122 + 74 * index, color=(255, 255, 255)))
    assert not [node for node in understood(lines, boxes).walk() if node.kind == "table"]
    striped = [Box(box.rect._replace(h=74), Fill((colors[0] if n % 2 else colors[1],))) for n, box in enumerate(boxes)]
    assert [node for node in understood(lines, striped).walk() if node.kind == "table"]


def test_rows_of_painted_boxes_that_stand_apart_are_buttons_and_no_table() -> None:
    names = ("Moss", "Horten", "Son", "Drobak", "Oslo", "Asker", "Ferry 7", "Ferry 12", "Pier 4")
    places = [(x, y) for y in (100, 150, 200) for x in (60, 220, 380)]
    lines = [line(name, x + 20, y + 12, color=(255, 255, 255)) for name, (x, y) in zip(names, places, strict=True)]
    boxes = [Box(Rect(x, y, 120, 36), BLUE, radius=4) for x, y in places]
    assert not [node for node in understood(lines, boxes).walk() if node.kind == "table"]
