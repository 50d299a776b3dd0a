from dataclasses import replace

import pytest

from app.engine.run_examples import example_problems
from app.resources import RULES
from app.rulebook.examples import Example, Expectation, read_examples
from app.rulebook.model import Rulebook
from tests.conftest import VERSION


@pytest.fixture(scope="module")
def examples(book: Rulebook) -> tuple[Example, ...]:
    found, problems = read_examples(RULES / book.id / f"{VERSION}.examples.yaml", book)
    assert not problems
    return found


@pytest.fixture(scope="module")
def example(examples: tuple[Example, ...]) -> Example:
    return next(example for example in examples if example.id == "T04")


def expecting(example: Example, **changed: object) -> Example:
    nothing = Expectation(None, None, None, {}, None, None, None, None, {})
    return replace(example, expect=replace(nothing, **changed))  # type: ignore[arg-type]


def test_the_shipped_examples_hold(book: Rulebook, examples: tuple[Example, ...]) -> None:
    assert example_problems(book, examples) == []


@pytest.mark.parametrize(("expected", "code", "message"), [
    ({"verdict": "home"}, "verdict", "expected verdict `home`, found `partly_on_site`"),
    ({"could_be": ("home", "partly_on_site")}, "could_be",
     "expected exactly `home`, `partly_on_site` to be possible, found `partly_on_site`"),
    ({"grounds": ()}, "grounds", "expected grounds none, found `nature_of_work`"),
    ({"criteria": {"nature_of_work": "all"}}, "criteria", "expected `nature_of_work` to reach `all`, found `part`"),
    ({"actions": ()}, "actions", "expected actions none, found `agree_days`"),
    ({"requirements": {}}, "requirements", "expected requirements none, found `site_safe: met`"),
    ({"may_start": False}, "may_start", "expected may_start `false`, found `true`"),
    ({"notes": ()}, "notes", "expected notes none, found `extra_risk`"),
    ({"told": {"not_sufficient": ("productivity",)}}, "told",
     "expected `not_sufficient` to speak for `productivity`, found none"),
])  # fmt: skip
def test_what_does_not_follow_is_a_problem_at_its_example(
    book: Rulebook, example: Example, expected: dict[str, object], code: str, message: str
) -> None:
    (problem,) = example_problems(book, [expecting(example, **expected)])
    assert (problem.place, problem.code, problem.message) == (example.place, f"example_{code}", f"in `T04`: {message}")


def test_everything_that_does_not_follow_is_told_at_once(book: Rulebook, example: Example) -> None:
    wrong = expecting(example, verdict="home", may_start=False, actions=())
    assert len(example_problems(book, [wrong, wrong])) == 6


def test_the_order_of_possible_verdicts_does_not_matter(book: Rulebook, example: Example) -> None:
    possible = tuple(book.verdicts)
    open_example = replace(expecting(example, could_be=possible[::-1]), answers={})
    assert example_problems(book, [open_example]) == []
