"""Code and keys on small grounds are words of the sentence that they stand in; tags and buttons are not."""

from __future__ import annotations

from collections.abc import Sequence

from service.generators.trace.chips import join_chips
from service.generators.trace.inline import inline
from service.generators.trace.letterforms import extent
from service.generators.trace.paragraphs import gather
from service.generators.trace.shapes import Border, Box, Fill, Line, Rect, Word
from tests.trace.test_structure import line

ROSE = Fill(((252, 234, 235),))
RED = (200, 40, 60)


def code(text: str, x: int, y: int, size: int = 13) -> tuple[Line, Box]:
    """A piece of code and its ground."""
    shape = extent(text, "mono")
    rect = Rect(x + 5 + round(shape.left * size), y + 1, round(shape.ink * size), 10)
    made = Line([Word(text, rect, 92.0, RED)], rect, ground=ROSE.mean, color=RED, size=float(size), family="mono")
    return made, Box(Rect(x, y - 4, round(shape.width * size) + 10, 20), ROSE, radius=2)


def sentence(y: int, *parts: str) -> tuple[list[Line], list[Box]]:
    """Words and, in back quotes, pieces of code, one beside the other."""
    lines, boxes, x = [], [], 60
    for part in parts:
        if part.startswith("`"):
            made, box = code(part.strip("`"), x, y)
            boxes.append(box)
            x = box.rect.right + 5
        else:
            made = line(part, x, y)
            x = made.rect.right + 5
        lines.append(made)
    return lines, boxes


def joined(lines: Sequence[Line], boxes: Sequence[Box]) -> list[str]:
    return [each.text for each in join_chips(lines, boxes)[0]]


def test_code_in_a_sentence_is_a_part_of_it_over_several_lines() -> None:
    first, grounds = sentence(100, "Every stop of the ferry is an element of", "`class-stop`", "and the last")
    second, more = sentence(124, "one has", "`class-end`", "as well.")
    lines, boxes = join_chips([*first, *second], [*grounds, *more])
    assert boxes == []
    (block,) = gather(lines, [], [])
    parts = inline(block)
    made = [part for part in parts if not isinstance(part, str)]
    assert [(part.tag, part.children) for part in made if part.tag != "br"] == [
        ("code", ["class-stop"]),
        ("code", ["class-end"]),
    ]
    assert made[0].look["background"] == "#fceaeb"
    assert made[0].look["padding"] == "2px 5px"
    assert parts[0] == "Every stop of the ferry is an element of "


def test_a_count_beside_an_entry_and_a_button_beside_a_text_stay_what_they_are() -> None:
    count = line("12", 120, 100, 12)
    pill = Box(Rect(112, 95, 28, 18), ROSE, radius=9)
    assert joined([line("Inbox", 60, 100), count], [pill]) == ["Inbox", "12"]
    say = line("There are seats left on this ferry", 60, 100)
    key = line("Buy", say.rect.right + 20, 100)
    button = Box(key.rect.grown(12), ROSE, radius=4)
    assert joined([say, key], [button]) == [say.text, "Buy"]


def test_what_is_marked_in_a_sentence_is_told_from_code() -> None:
    before, after = line("There are seats left", 60, 100), None
    word = line("today", before.rect.right + 7, 100)
    ground = Box(Rect(word.rect.x - 3, 96, word.rect.w + 6, 20), ROSE)
    after = line("on this ferry", ground.rect.right + 4, 100)
    lines, boxes = join_chips([before, word, after], [ground])
    assert (len(lines), boxes) == (1, [])
    (mark,) = (part for part in inline(gather(lines, [], [])[0]) if not isinstance(part, str))
    assert (mark.tag, mark.children) == ("mark", ["today"])


def test_a_button_as_browsers_draw_it_and_the_inside_of_a_letter_are_no_chips() -> None:
    before = line("There are seats left", 60, 100)
    key = line("Buy", before.rect.right + 12, 100)
    button = Box(key.rect.grown(5), ROSE, border=Border((1, 1, 1, 1), (118, 118, 118)), radius=3)
    assert joined([before, key], [button]) == [before.text, "Buy"]
    hollow = line("D", before.rect.right + 6, 100)
    assert joined([before, hollow], [Box(hollow.rect.grown(2), ROSE)]) == [before.text, "D"]


def test_a_field_in_a_sentence_stays_one() -> None:
    before = line("The name of your ferry is", 60, 100)
    typed = line("Harbour", before.rect.right + 12, 100)
    field = Box(Rect(typed.rect.x - 6, 95, 180, 22), ROSE)
    assert joined([before, typed], [field]) == [before.text, "Harbour"]
