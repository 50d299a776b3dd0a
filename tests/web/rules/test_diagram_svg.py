"""The pictures show each step in the row of its question, every way between them, and the same in words."""

import re
from itertools import combinations, pairwise
from random import Random

import pytest
from starlette.testclient import TestClient

from app.rulebook.dependencies import bears_on
from app.rulebook.model import Rulebook
from app.rulebook.text import LANGUAGES, Language
from app.verify.verdict_graph import GraphNode, steps
from app.web.rules.diagram_svg import APART, Box, Picture, layout, of_reasons, of_steps
from tests.depth import seeds
from tests.engine.invented import random_rulebook
from tests.web.rules.test_rules import ID, page

BOOKS = ["shipped", *seeds(40)]


@pytest.fixture(params=BOOKS, ids=str)
def drawn(request: pytest.FixtureRequest, book: Rulebook) -> tuple[Rulebook, tuple[GraphNode, ...], Picture]:
    """Return the shipped rulebook, then invented ones of more than one verdict, with steps and their picture."""
    invented = (random_rulebook(Random(f"{request.param} {n}"), size=8) for n in range(100))
    chosen = book if request.param == "shipped" else next(each for each in invented if steps(each))
    found = steps(chosen)
    assert found
    return chosen, found, of_steps(chosen, found, "en")


def boxes(picture: Picture) -> dict[str, Box]:
    return {box.lines[0]: box for box in picture.boxes}


def test_each_step_stands_in_the_row_of_its_question(drawn: tuple[Rulebook, tuple[GraphNode, ...], Picture]) -> None:
    _, found, picture = drawn
    rows = list(dict.fromkeys(step.question for step in found))
    tops = [*(row.top for row in picture.beside), picture.size[1]]
    assert len(picture.beside) == len(rows) + 1
    for step in found:
        row = rows.index(step.question)
        assert tops[row] < boxes(picture)[step.name].middle[1] < tops[row + 1]


def test_every_way_begins_and_ends_at_a_box_and_goes_down(
    drawn: tuple[Rulebook, tuple[GraphNode, ...], Picture],
) -> None:
    _, found, picture = drawn
    middles = {box.middle for box in picture.boxes}
    assert len(picture.ways) == sum(len(step.ways) for step in found)
    for way in picture.ways:
        assert way.points[0] in middles
        assert way.points[-1] in middles
        assert all(y < below for (_, y), (_, below) in pairwise(way.points))
        assert way.label


def test_nothing_stands_on_something_else_or_outside(drawn: tuple[Rulebook, tuple[GraphNode, ...], Picture]) -> None:
    _, _, picture = drawn
    for one, other in combinations(picture.boxes, 2):
        across, down = (abs(one.middle[i] - other.middle[i]) for i in (0, 1))
        assert across >= (one.size[0] + other.size[0]) / 2 or down >= (one.size[1] + other.size[1]) / 2
    points = [point for way in picture.ways for point in way.points]
    assert all(0 <= x <= picture.size[0] and 0 <= y <= picture.size[1] for x, y in points)


def test_a_graph_is_laid_out_the_same_each_time_and_parts_stand_side_by_side() -> None:
    edges = [("a", "b"), ("b", "c"), ("a", "c"), ("x", "y")]
    found = layout(edges)
    assert layout(edges) == found
    assert {name: round(rank) for name, (_, rank) in found.at.items()} == {"a": 0, "b": 1, "c": 2, "x": 0, "y": 1}
    assert found.passes.keys() == set(edges)
    assert len(found.passes["a", "c"]) == 3
    assert min(found.at[name][0] for name in "xy") - max(found.at[name][0] for name in "abc") >= APART


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_question_is_joined_to_the_reasons_it_counts_for(book: Rulebook, language: Language) -> None:
    picture = of_reasons(book, language)
    joined = sum(len(bears_on(book, question)) for question in book.questions)
    assert len(picture.ways) == joined
    said = {" ".join(box.lines) for box in picture.boxes}
    assert said >= {criterion.title[language] for criterion in book.criteria.values()}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_tables_say_what_the_pictures_show(client: TestClient, book: Rulebook, language: Language) -> None:
    told = page(client, language, "picture")
    found = steps(book)
    assert found
    for step in found:
        for to, answers in step.ways.items():
            quoted = ", ".join(f"“{book.questions[step.question].answers[answer][language]}”" for answer in answers)
            onwards = book.verdicts[to].title[language] if to in book.verdicts else to
            assert re.search(rf"{re.escape(quoted)}: (stap |step )?{re.escape(onwards)}", told)


def test_pictures_have_a_name_a_description_and_no_style_of_their_own(client: TestClient) -> None:
    text = client.get(f"/en/{ID}/picture").text
    assert text.count('role="img"') == 2
    assert text.count("<desc id=") == 2
    assert " style=" not in text
    assert len(text.encode()) <= 64 * 1024
    ids = set(re.findall(r'id="([^"]+)"', text))
    assert [link for link in re.findall(r'href="#([^"]+)"', text) if link not in ids] == []
    assert client.get(f"/nl/{ID}/picture?version=9.9.9").status_code == 404
