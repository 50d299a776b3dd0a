"""The shipped rulebook: its examples hold and cover it, and its rules say what a hand-written version says."""

from pathlib import Path
from random import Random

from app.engine.evaluate import Evaluation, evaluate
from app.resources import RULES
from app.rulebook.examples import Example, examples_path, read_examples
from app.rulebook.library import Library
from app.rulebook.load import load_rulebook
from app.rulebook.model import Rulebook
from app.verify.diff.diff import compare
from benchmarks.plain import evaluate as by_hand
from tests.conftest import FIRST, ID, NEWEST
from tests.engine.answers import complete


def examples(book: Rulebook, path: Path = NEWEST) -> tuple[Example, ...]:
    found, problems = read_examples(examples_path(path), book)
    assert problems == []
    return found


def told(book: Rulebook) -> list[Evaluation]:
    return [evaluate(book, example.answers) for example in examples(book)]


def test_the_examples_reach_every_verdict_and_one_that_is_open(book: Rulebook) -> None:
    assert {each.verdict for each in told(book)} == {*book.verdicts, None}


def test_the_examples_reach_every_extent_of_every_criterion(book: Rulebook) -> None:
    lines = {(c.id, line.extent) for c in book.criteria.values() for line in c.reaches}
    reached = {(c, state.reach) for each in told(book) for c, state in each.criteria.items()}
    assert lines | {(c, "none") for c in book.criteria} <= reached


def test_the_examples_show_every_action_note_and_requirement_state(book: Rulebook) -> None:
    seen = told(book)
    assert {a.id for each in seen for a in each.actions} == set(book.actions)
    assert {n.id for each in seen for n in each.notes} == set(book.notes)
    assert {(r.id, r.state) for each in seen for r in each.requirements} == {
        (r, state) for r in book.requirements for state in ("met", "not_met", "open")
    }
    many = next(q for q in book.questions.values() if q.many)
    assert {answer for each in seen for answer in each.not_sufficient} == set(many.answers)


def test_the_examples_expect_what_they_cover(book: Rulebook) -> None:
    expected = [example.expect for example in examples(book)]
    assert {action for each in expected for action in each.actions or ()} == set(book.actions)
    assert {item for each in expected for item in each.criteria.items()} >= {
        (c.id, line.extent) for c in book.criteria.values() for line in c.reaches
    }


def test_the_rules_say_what_a_version_written_by_hand_says(book: Rulebook) -> None:
    random = Random(24)
    for _ in range(5_000):
        given = complete(book, random)
        each = evaluate(book, given)
        verdict, criteria, requirements, may_start, actions = by_hand(given)
        assert each.verdict == verdict, given
        assert {c: s.reach for c, s in each.criteria.items()} == criteria, given
        assert {r.id: r.state for r in each.requirements} == requirements, given
        assert each.may_start == may_start, given
        assert {a.id for a in each.actions} == set(actions), given


def test_every_clause_is_there(book: Rulebook) -> None:
    letter, guide = [f"K{n}" for n in range(1, 14)], [*(f"H{n}" for n in range(1, 7)), "HN", "HS"]
    assert {*letter, *guide} <= set(book.clauses)


def test_the_advice_applied_in_three_periods(book: Rulebook) -> None:
    days = [(p.since.isoformat(), p.until and p.until.isoformat()) for p in book.in_force]
    assert days == [("2021-02-18", "2021-06-25"), ("2021-07-09", "2021-09-24"), ("2021-11-13", "2022-02-14")]


def test_a_new_edition_in_the_same_periods_says_the_same_in_other_words(book: Rulebook) -> None:
    first = load_rulebook(FIRST)
    found = compare(first, book)
    assert (found.differing_in_anything, first.in_force) == (0, book.in_force)
    assert list(first.questions) == list(book.questions)
    assert [(e.id, e.answers) for e in examples(first, FIRST)] == [(e.id, e.answers) for e in examples(book)]


def test_an_edition_never_changes_once_it_is_published() -> None:
    """Links, receipts and cases name the digest."""
    digests = {each.edition: each.digest.removeprefix("sha256:")[:16] for each in Library.load(RULES).every_edition(ID)}
    assert digests["1.0.0"] == "19eb828f97f06f1c"
    assert digests["1.0.0@gemeente-oeverwoude"] == "62af578f366ac7d6"
