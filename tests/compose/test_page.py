"""The document as such: honest, whole, the same every time, in pieces, safe against whatever a prompt holds."""

from __future__ import annotations

import ast
import inspect
import re
import sys
import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from service.generators.base import Generator
from service.generators.compose import Composer, colours, context, page, style
from service.generators.compose.composer import MOST
from service.generators.compose.plan import Plan, Section, restore, store
from service.generators.compose.sections import BUILD
from service.generators.compose.sheet import MAX_PROMPT
from service.generators.compose.words import ORDER, ROWS, TITLES

from .pages import compose, run
from .scoring import parse, rows

EVERYTHING = Plan(brand="Acme", sections=tuple(Section(kind) for kind in BUILD))
HOSTILE = [
    "<script>alert(1)</script>",
    'navbar with "<img src=x onerror=alert(1)>", Home',
    "landing page called </style><script>alert(1)</script>",
    'hero "--> <script>alert(1)</script> <!--"',
    'pricing with "><svg onload=alert(1)> $9, Pro $19',
    "login form with fields '\" autofocus onfocus=alert(1) x=\"', password",
    'hero\x00 with\u202e headline \u2066"evil"\u2069 and \u200fgallery',
    "table with columns {n}, {name}, %s, ${x}, {{y}}",
]


def test_it_is_a_generator() -> None:
    composer = Composer()
    assert isinstance(composer, Generator)
    assert composer.name == "compose"
    assert "no AI model" in composer.engine


def test_the_page_says_what_made_it_and_how_to_connect_a_model() -> None:
    tree = parse(compose("pricing page"))
    head = compose("pricing page")[:900]
    assert "no AI model" in head
    assert "OPENAI_BASE_URL" in head
    generators = [each.attributes["content"] for each in tree.all("meta") if each.attributes.get("name") == "generator"]
    assert generators == [page.GENERATOR]
    note = tree.all("div.made")[0].text
    for name in (*page.KEYS, *page.LOCAL, "no AI model"):
        assert name in note


def test_the_first_piece_is_text_that_opens_the_document_and_stages_are_real() -> None:
    made = run("landing page with pricing and a gallery of 12 photos")
    assert made.texts[0].startswith("<!DOCTYPE html>")
    assert made.stages == ["plan", "page"]
    assert max(map(len, made.texts)) <= MOST
    assert len(made.texts) > 8


@pytest.mark.parametrize("row", rows("unseen.json")[:8], ids=lambda row: row["prompt"][:30])
def test_the_same_prompt_gives_the_same_bytes(row: dict[str, str]) -> None:
    assert run(row["prompt"]).texts == run(row["prompt"]).texts


def test_a_usual_prompt_takes_less_than_20_ms_of_cpu() -> None:
    """The mean over the 40 unseen prompts, so that one interruption by the machine fails no build."""
    prompts = [row["prompt"] for row in rows("unseen.json")]
    for prompt in prompts:
        compose(prompt)  # patterns of each language are compiled once a process
    start = time.process_time()
    for prompt in prompts:
        compose(prompt)
    assert (time.process_time() - start) / len(prompts) < 0.020


@pytest.mark.parametrize("prompt", HOSTILE)
def test_nothing_in_a_prompt_becomes_markup(prompt: str) -> None:
    made = compose(prompt)
    tree = parse(made)
    tags = {element.tag for element in tree.walk()}
    assert not tags & {"script", "img", "iframe", "object", "link", "base"}
    for element in tree.walk():
        assert not [name for name in element.attributes if name.startswith("on") or name == "autofocus"]
    assert made.count("<style>") == made.count("</style>") == 1
    assert made.count("-->") == 2
    assert not re.search("[\x00\u200f\u202e\u2066\u2069]", made)


def test_a_prompt_of_100_kb_is_cut_and_says_so() -> None:
    made = run("pricing with 3 plans. " + "word " * 20_000)
    assert "prompt_cut" in made.remarks
    assert len(made.page) < 40_000
    assert run("x" * MAX_PROMPT).remarks.get("prompt_cut") is None


def test_no_page_reaches_outside_itself() -> None:
    made = "".join(page.pieces(EVERYTHING))
    assert not re.search(r"(?:https?:)?//[a-z]|@import|url\((?!#)", made)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=300))
@example("‘0’")
def test_any_text_gives_a_whole_page(text: str) -> None:
    made = compose(text)
    assert made.startswith("<!DOCTYPE html>")
    assert made.endswith("</html>\n")
    assert len(parse(made).all("h1")) == 1


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "navbar with",
                "pricing",
                "3",
                "(",
                ")",
                ":",
                ",",
                "and",
                '"',
                "Home",
                "a table of",
                "columns",
                "\n- ",
                "$9",
                "footer",
                "für",
                "red",
            ]
        ),
        max_size=30,
    )
)
@example(["navbar with", ":", ","])
def test_any_order_of_known_words_gives_a_whole_page(words: list[str]) -> None:
    assert compose(" ".join(words)).endswith("</html>\n")


@pytest.mark.parametrize("language", ["en", *ORDER])
def test_every_kind_of_section_is_built_in_every_language(language: str) -> None:
    """Each text is there in all languages, ids are unique, and there is one heading of the first level."""
    made = "".join(page.pieces(Plan(language=language, sections=EVERYTHING.sections)))
    tree = parse(made)
    ids = [element.attributes["id"] for element in tree.walk() if "id" in element.attributes]
    assert len(ids) == len(set(ids))
    assert len(tree.all("h1")) == 1
    targets = [
        element.attributes["href"] for element in tree.walk() if element.attributes.get("href", "").startswith("#")
    ]
    assert set(targets) <= {f"#{each}" for each in ids}
    built = {element.attributes["data-section"] for element in tree.walk() if "data-section" in element.attributes}
    assert built == set(BUILD)


def test_sections_of_one_name_are_told_apart() -> None:
    made = "".join(page.pieces(Plan(sections=(Section("gallery"), Section("gallery")))))
    assert ">Gallery</h1>" in made
    assert ">Gallery 2</h2>" in made


def test_more_links_than_fit_on_a_phone_open_from_a_button() -> None:
    few, many = (parse(compose(f"navbar with {links}, and a footer")) for links in ("A, B and C", "A, B, C and D"))
    assert not few.all("button.opener")
    opener = many.all("button.opener")[0].attributes
    assert opener["aria-label"]
    assert [each.attributes["id"] for each in many.all("ul") if "popover" in each.attributes] == [
        opener["popovertarget"]
    ]


def test_things_with_prices_are_a_list_and_plans_are_plans() -> None:
    barber, plans = parse(compose("prices: haircut £22, shave £14")), parse(compose("prices: Basic £22, Pro £14"))
    assert [each.text for each in barber.all("li.plan")] == ["Haircut £22", "Shave £14"]
    assert not barber.all("a.button")
    assert len(plans.all("a.button")) == 2


def test_every_fixed_text_has_all_its_translations() -> None:
    assert [english for english, texts in ROWS.items() if len(texts) != len(ORDER) or "" in texts] == []
    for english, texts in ROWS.items():
        for text in texts:
            assert set(re.findall(r"\{\w+\}", text)) == set(re.findall(r"\{\w+\}", english))


def test_every_text_that_a_section_uses_is_translated() -> None:
    used = set(TITLES.values())
    built_by = {sys.modules[build.__module__] for build in BUILD.values()}
    for module in (context, page, *built_by):
        for node in ast.walk(ast.parse(inspect.getsource(module))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr in ("t", "word", "items")
            ):
                texts = [
                    each.value for each in node.args if isinstance(each, ast.Constant) and isinstance(each.value, str)
                ]
                used |= {text for text in texts if text}
    assert used - set(ROWS) == set()


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 0xFFFFFF), st.booleans())
def test_every_palette_keeps_aa(number: int, dark: bool) -> None:
    values = colours.palette(f"#{number:06x}", dark)
    for ground in ("bg", "surface", "soft"):
        for text in ("ink", "muted", "accent-text"):
            assert colours.contrast(values[text], values[ground]) >= 4.5, (text, ground, values)
        for shape in ("edge", "mark"):
            assert colours.contrast(values[shape], values[ground]) >= 3.0, (shape, ground, values)
    assert colours.contrast(values["accent"], values["on-accent"]) >= 4.5
    assert colours.contrast(values["deep"], values["on-deep"]) >= 4.5


def test_an_asked_scheme_is_the_only_one_and_otherwise_both_are_there() -> None:
    assert "prefers-color-scheme" not in compose("dark login form")
    assert "color-scheme: dark;" in compose("dark login form")
    assert "prefers-color-scheme: dark" in compose("login form")
    assert style.base_colour(Plan(colour="#123456")) == "#123456"


@given(
    st.builds(
        Plan,
        brand=st.text(max_size=20),
        headline=st.text(max_size=20),
        sections=st.lists(
            st.builds(
                Section,
                kind=st.sampled_from(sorted(BUILD)),
                title=st.text(max_size=10),
                items=st.lists(st.text(max_size=5), max_size=3).map(tuple),
                count=st.integers(0, 24),
            ),
            max_size=4,
        ).map(tuple),
    )
)
def test_a_stored_plan_comes_back(plan: Plan) -> None:
    stored = store(plan)
    assert stored.count("--") == 2
    assert restore(f"<head>{stored}</head>") == plan


@pytest.mark.parametrize(
    "code",
    [
        "",
        "<html></html>",
        "<!-- wirelight-plan {broken} -->",
        '<!-- wirelight-plan {"colour":"red}"} -->',
        '<!-- wirelight-plan {"sections":[{"kind":1}]} -->',
        '<!-- wirelight-plan {"sections":7} -->',
        '<!-- wirelight-plan {"language":"x\\u0022 onload=alert(1)"} -->',
        '<!-- wirelight-plan {"scheme":"x\\u0022 onload=alert(1)"} -->',
        '<!-- wirelight-plan {"face":"fancy"} -->',
        '<!-- wirelight-plan {"sections":[{"kind":"nonsense"}]} -->',
    ],
)
def test_a_broken_plan_is_no_plan(code: str) -> None:
    assert restore(code) is None
