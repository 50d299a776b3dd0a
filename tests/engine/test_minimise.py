"""An example is shrunk to the answers that matter, and what it expects is what followed before."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from app.engine.evaluate import evaluate
from app.engine.minimise import as_example, expectable, shrunk
from app.engine.run_examples import example_problems
from app.resources import RULES
from app.rulebook.examples import Example, Given, examples_path, read_baseline, read_examples
from app.rulebook.model import UNKNOWN, Rulebook
from tests.conftest import VERSION
from tests.depth import randoms
from tests.engine.answers import partial
from tests.engine.invented import random_rulebook
from tests.engine.test_example_yaml import read_back, some_answers
from tests.reference import expected

FILE = examples_path(RULES / "thuiswerken-2021" / f"{VERSION}.yaml")


@pytest.fixture(scope="module")
def baseline(book: Rulebook) -> Given:
    found = read_baseline(FILE, book)
    assert found
    return found


def onto(baseline: Given, item: str, book: Rulebook, folder: Path) -> Example:
    written = "{" + ", ".join(f"{question}: {answer}" for question, answer in baseline.items()) + "}"
    return read_back(book, item, folder, written)


def tried(book: Rulebook, answers: Mapping[str, Any]) -> tuple[Any, ...]:
    """Return what can be told of answers, found by trying every completion."""
    found = expected(book, answers)
    states = {r: None if "absent" in seen else frozenset(seen) for r, seen in found.requirements.items()}
    return found.possible, found.criteria, states, found.held


def test_nothing_else_is_told_and_nothing_can_be_missed_in_random_rulebooks() -> None:
    for random in randoms(60, 51):
        invented = random_rulebook(random)
        answers = partial(invented, random)
        baseline: dict[str, Any] = random.choice(({}, partial(invented, random)))
        given = shrunk(invented, answers, baseline)
        wanted = tried(invented, answers)
        assert tried(invented, {**baseline, **given}) == wanted
        for question in given:
            rest = {each: answer for each, answer in given.items() if each != question}
            assert tried(invented, {**baseline, **rest}) != wanted, (answers, baseline, given)


@pytest.mark.parametrize("seed", range(4))
def test_nothing_can_be_missed_on_top_of_the_shipped_baseline(book: Rulebook, baseline: Given, seed: int) -> None:
    for random in randoms(50, seed):
        answers = some_answers(book, random)
        given = shrunk(book, answers, baseline)
        wanted = expectable(evaluate(book, answers))
        assert expectable(evaluate(book, {**baseline, **given})) == wanted
        assert all(expectable(evaluate(book, {**baseline, **without(given, q)})) != wanted for q in given)


def without(given: Mapping[str, Any], question: str) -> dict[str, Any]:
    return {each: answer for each, answer in given.items() if each != question}


def test_the_order_of_the_answers_makes_no_difference(book: Rulebook, baseline: Given) -> None:
    for random in randoms(50, 9):
        answers = some_answers(book, random)
        shuffled = dict(random.sample(list(answers.items()), len(answers)))
        assert list(shrunk(book, answers, baseline).items()) == list(shrunk(book, shuffled, baseline).items())


def test_what_is_made_holds_when_it_is_read_back(book: Rulebook, baseline: Given, tmp_path: Path) -> None:
    for random in randoms(150, 10):
        answers = some_answers(book, random)
        example = onto(baseline, as_example(book, answers, baseline, ("X1", "Somebody.")), book, tmp_path)
        assert example_problems(book, [example]) == []
        assert expectable(evaluate(book, example.answers)) == expectable(evaluate(book, answers))


def test_what_is_made_where_health_is_not_asked_holds_under_the_file_itself(
    book: Rulebook, baseline: Given, tmp_path: Path
) -> None:
    health = frozenset(q.id for q in book.questions.values() if q.sensitivity == "health")
    running = book.leaving_out(health)
    for base in (baseline, {}):
        for random in randoms(50, 11):
            answers = {q: answer for q, answer in some_answers(book, random).items() if q not in health}
            example = onto(base, as_example(running, answers, base, ("X1", "Somebody.")), book, tmp_path)
            assert example_problems(book, [example]) == []
            assert expectable(evaluate(book, example.answers)) == expectable(evaluate(running, answers))


def test_a_baseline_answer_that_must_be_open_is_written_unknown(book: Rulebook, baseline: Given) -> None:
    answers = {**baseline, "on_site_tasks": "part"}
    del answers["home_workplace"]
    assert shrunk(book, answers, baseline) == {"on_site_tasks": "part", "home_workplace": UNKNOWN}


def test_an_answer_of_the_baseline_is_left_out_and_so_is_one_that_changes_nothing(
    book: Rulebook, baseline: Given
) -> None:
    answers = {**baseline, "on_site_tasks": "all", "tools_at_home": "now"}
    assert shrunk(book, answers, baseline) == {"on_site_tasks": "all"}


def test_a_baseline_is_read_only_from_a_file_without_problems(book: Rulebook, tmp_path: Path) -> None:
    examples, _ = read_examples(FILE, book)
    assert read_baseline(FILE, book) == examples[0].answers
    bad = tmp_path / "bad.examples.yaml"
    assert read_baseline(bad, book) is None
    bad.write_text("rulebook: another\n")
    assert read_baseline(bad, book) is None
