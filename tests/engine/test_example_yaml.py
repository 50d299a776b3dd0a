"""An example that is written reads back as what was given, and expects exactly what follows."""

from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.engine.evaluate import evaluate
from app.engine.example_yaml import WIDEST, example_yaml
from app.engine.run_examples import example_problems
from app.rulebook.conditions import QuestionIs
from app.rulebook.examples import Example, read_examples
from app.rulebook.model import UNKNOWN, Rulebook
from app.writing import unprintable
from tests.depth import many
from tests.engine.answers import partial
from tests.engine.invented import criterion, question, random_rulebook, rulebook

PRINTED = st.characters(exclude_categories=["Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"])


def read_back(book: Rulebook, item: str, folder: Path, baseline: str = "{}") -> Example:
    file = folder / "read-back.examples.yaml"
    head = f'rulebook: {book.id}\nversion: "{book.version}"\nbaseline: {baseline}\nexamples:\n'
    file.write_text(head + item)
    examples, problems = read_examples(file, book)
    assert problems == [], item
    (example,) = examples
    return example


def assert_reads_back(book: Rulebook, answers: dict[str, Any], folder: Path) -> None:
    item = example_yaml("X1", "Somebody.", answers, evaluate(book, answers))
    example = read_back(book, item, folder)
    assert dict(example.answers) == answers, item
    assert example_problems(book, [example]) == [], item


def some_answers(book: Rulebook, random: Random) -> dict[str, Any]:
    answers: dict[str, Any] = partial(book, random)
    for each in book.questions.values():
        if each.many and random.random() < 0.8:
            chosen = tuple(answer for answer in each.answers if random.random() < 0.4)
            answers[each.id] = random.choice((chosen, UNKNOWN))
    return answers


def test_what_is_written_of_the_shipped_rulebook_reads_back_and_holds(book: Rulebook, tmp_path: Path) -> None:
    random = Random(41)
    for _ in range(300):
        assert_reads_back(book, some_answers(book, random), tmp_path)


def test_what_is_written_of_random_rulebooks_reads_back_and_holds(tmp_path: Path) -> None:
    random = Random(42)
    for _ in range(30):
        invented = random_rulebook(random)
        for _ in range(5):
            assert_reads_back(invented, some_answers(invented, random), tmp_path)


def test_everything_that_follows_is_expected(book: Rulebook, tmp_path: Path) -> None:
    answers = {"home_workplace": "not_adequate", "home_workplace_fix": "no", "home_part_possible": "no"}
    told = evaluate(book, answers)
    expect = read_back(book, example_yaml("X1", "Somebody.", answers, told), tmp_path).expect
    assert (expect.verdict, expect.could_be, expect.grounds) == ("on_site", None, ("home_workplace",))
    assert dict(expect.criteria) == {"home_workplace": "all"}
    assert (expect.actions, expect.notes) == (("provide_home_workplace",), ("extra_risk",))
    assert (dict(expect.requirements or {}), expect.may_start) == ({"site_safe": "open"}, None)


def test_a_criterion_that_reaches_nothing_is_told_where_asked(book: Rulebook, tmp_path: Path) -> None:
    given = {"on_site_tasks": "part", "bound_tools": "none", "site_only_information": "none"}
    item = example_yaml("X1", "Somebody.", given, evaluate(book, given), also={"location_bound_tools", "mental_health"})
    expect = read_back(book, item, tmp_path).expect
    assert dict(expect.criteria) == {"nature_of_work": "part", "location_bound_tools": "none"}


@pytest.mark.parametrize("answer", ["yes", "no", "on", "off", "y", "n", "null", "true", "false"])
def test_a_word_that_means_something_to_other_readers_stays_text(tmp_path: Path, answer: str) -> None:
    asked = question("on", ["yes", "no", "on", "off", "y", "n", "null", "true", "false"])
    invented = rulebook([asked], [criterion("no", {"all": QuestionIs("on", (answer,))})], seen=frozenset())
    assert_reads_back(invented, {"on": answer}, tmp_path)


def test_yes_and_no_stand_there_bare(book: Rulebook) -> None:
    item = example_yaml("X1", "Somebody.", {"site_safe": "no"}, evaluate(book, {"site_safe": "no"}))
    assert "    given: {site_safe: no}\n" in item


def test_a_long_mapping_is_written_one_pair_to_a_line(book: Rulebook) -> None:
    answers = {q.id: next(iter(q.answers)) for q in book.questions.values() if not q.many}
    item = example_yaml("X1", "Somebody.", answers, evaluate(book, answers))
    assert max(map(len, item.splitlines())) <= WIDEST
    assert "    given:\n      on_site_tasks: none\n" in item


@settings(max_examples=many(200), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.text(PRINTED | st.sampled_from("\n\t:#'\"\\{}[],&*!|>%@`-?"), min_size=1).filter(
        lambda text: bool(text.strip()) and not unprintable(text)
    )
)
def test_any_words_about_somebody_read_back(book: Rulebook, tmp_path: Path, who: str) -> None:
    assert read_back(book, example_yaml("X1", who, {}, evaluate(book, {})), tmp_path).who == who
