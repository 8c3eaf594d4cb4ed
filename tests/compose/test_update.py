"""Changes without a model: what can be done is done to the plan, everything else is left alone and said."""

from __future__ import annotations

import pytest

from service.generators.compose.merge import merge
from service.generators.compose.plan import Plan, restore

from .pages import Run, compose, run

PROMPT = (
    'Landing page for Acme with navbar with Home, Docs, Blog, hero "Build it", 3 features, '
    "pricing with Basic $9, Pro $19, a FAQ and a footer"
)


def _changed(instruction: str) -> tuple[Plan, Run]:
    made = run(instruction, code=compose(PROMPT))
    plan = restore(made.page)
    assert plan is not None
    return plan, made


def _kinds(plan: Plan) -> list[str]:
    return [section.kind for section in plan.sections]


BEFORE = ["nav", "hero", "features", "pricing", "faq", "footer"]


@pytest.mark.parametrize(
    ("instruction", "kinds"),
    [
        ("add a gallery of 4 photos after features", ["nav", "hero", "features", "gallery", "pricing", "faq", "footer"]),
        ("remove the FAQ", ["nav", "hero", "features", "pricing", "footer"]),
        ("Remove the footer. Add a newsletter before the faq.", ["nav", "hero", "features", "pricing", "newsletter", "faq"]),
        ("add testimonials and a contact form", [*BEFORE[:-1], "testimonials", "contact", "footer"]),
        ("please move the FAQ above pricing", ["nav", "hero", "features", "faq", "pricing", "footer"]),
        ("move features to the bottom", ["nav", "hero", "pricing", "faq", "features", "footer"]),
        ("replace the FAQ with a contact form", ["nav", "hero", "features", "pricing", "contact", "footer"]),
        ("put a search bar above the faq", ["nav", "hero", "features", "pricing", "search", "faq", "footer"]),
    ],
)  # fmt: skip
def test_sections_come_and_go(instruction: str, kinds: list[str]) -> None:
    plan, made = _changed(instruction)
    assert _kinds(plan) == kinds
    assert made.remarks == {}


@pytest.mark.parametrize(
    ("instruction", "name", "value"),
    [
        ("make it dark", "scheme", "dark"),
        ("light mode please", "scheme", "light"),
        ("use #ff0055", "colour", "#ff0055"),
        ("change the colour to green", "colour", "#1f8a4c"),
        ('change the headline to "Hello there"', "headline", "Hello there"),
        ("call the company Zenith", "brand", "Zenith"),
        ("switch to German", "language", "de"),
    ],
)
def test_facts_of_the_page_change(instruction: str, name: str, value: str) -> None:
    plan, made = _changed(instruction)
    assert getattr(plan, name) == value
    assert _kinds(plan) == BEFORE
    assert made.remarks == {}


def test_counts_titles_and_items_change() -> None:
    features = _changed("make it 5 features")[0].of("features")
    assert features is not None
    assert features.count == 5
    pricing = _changed('rename pricing to "Our plans"')[0].of("pricing")
    assert pricing is not None
    assert pricing.title == "Our plans"
    assert pricing.notes == ("$9", "$19")
    links = {name: _changed(name)[0].of("nav") for name in ("rename Blog to Journal", "remove the Docs link")}
    assert [nav.items for nav in links.values() if nav] == [("Home", "Docs", "Journal"), ("Home", "Blog")]
    hero = _changed("add a Sign up button to the hero")[0].of("hero")
    assert hero is not None
    assert hero.buttons == ("Sign up",)


@pytest.mark.parametrize(
    ("instruction", "kind", "items", "count"),
    [
        ("3 more features", "features", (), 6),
        ("two fewer features please", "features", (), 1),
        ("I'd like 8 questions instead", "faq", (), 8),
        ("another plan", "pricing", ("Basic", "Pro"), 3),
        ("add a plan called Max $49", "pricing", ("Basic", "Pro", "Max"), 3),
        ("add a link Pricing", "nav", ("Home", "Docs", "Blog", "Pricing"), 4),
        ("swap Docs for Guides", "nav", ("Home", "Guides", "Blog"), 3),
    ],
)
def test_things_are_counted_added_and_swapped(instruction: str, kind: str, items: tuple[str, ...], count: int) -> None:
    plan, made = _changed(instruction)
    section = plan.of(kind)
    assert section is not None
    assert (section.items, section.count) == (items, count)
    assert _kinds(plan) == BEFORE
    assert made.remarks == {}


@pytest.mark.parametrize("instruction", ["change Pro to $24", "Pro should cost $24", "set the price of Pro to $24"])
def test_a_price_changes_and_its_plan_keeps_its_name(instruction: str) -> None:
    pricing = _changed(instruction)[0].of("pricing")
    assert pricing is not None
    assert (pricing.items, pricing.notes) == (("Basic", "Pro"), ("$9", "$24"))


def test_a_table_gets_columns_and_rows() -> None:
    made = run("12 rows", code=run("add a column Last login", code=compose("table with columns Name, Email")).page)
    plan = restore(made.page)
    table = plan.of("table") if plan else None
    assert table is not None
    assert (table.items, table.count) == (("Name", "Email", "Last login"), 12)
    assert made.page.count('<th scope="row">') == 12


@pytest.mark.parametrize(
    "instruction", ["animate the hero with three.js", "make the buttons bigger", "write better copy"]
)
def test_what_needs_a_model_leaves_the_code_alone_and_is_said(instruction: str) -> None:
    before = compose(PROMPT)
    made = run(instruction, code=before)
    assert made.page == before
    assert made.remarks["needs_model"] == (instruction,)


def test_the_part_that_can_be_done_is_done_and_the_rest_is_said() -> None:
    plan, made = _changed("make it dark. animate the logo")
    assert plan.scheme == "dark"
    assert made.remarks["needs_model"] == ("animate the logo",)


def test_removing_what_is_not_there_needs_no_model_and_says_so() -> None:
    plan, made = _changed("make it dark. remove the testimonials")
    assert plan.scheme == "dark"
    assert made.remarks == {"not_there": ("remove the testimonials",)}


def test_code_that_the_composer_did_not_write_stays_as_it_is() -> None:
    code = "<!DOCTYPE html><title>mine</title><p>mine"
    made = run("make it dark", code=code)
    assert made.page == code
    assert made.remarks["needs_model"] == ("make it dark",)


def test_edits_by_hand_survive_a_change() -> None:
    edited = compose(PROMPT).replace("Say in one sentence what you offer and for whom.", "We build bridges.")
    made = run("make it dark and remove the faq", code=edited)
    assert "We build bridges." in made.page
    assert 'data-section="faq"' not in made.page
    assert 'data-scheme="dark"' in made.page
    assert made.remarks == {}


def test_where_an_edit_and_a_change_meet_the_edit_stays_and_is_told() -> None:
    edited = compose(PROMPT).replace(">Build it</h1>", ">Built by hand</h1>")
    made = run('change the headline to "Hello there"', code=edited)
    assert "Built by hand" in made.page
    assert "kept_edits" in made.remarks


def test_an_update_of_nothing_is_a_new_page() -> None:
    assert run("login form", code="").stages == ["plan", "page"]


def test_merge_takes_both_sides() -> None:
    base = "a\nb\nc\nd\n"
    assert merge(base, "a\nB\nc\nd\n", "a\nb\nc\nd\ne\n") == ("a\nB\nc\nd\ne\n", 0)
    assert merge(base, "a\nB\nc\nd\n", "a\nx\nc\nd\n") == ("a\nB\nc\nd\n", 1)
    assert merge(base, base, "z\n") == ("z\n", 0)
