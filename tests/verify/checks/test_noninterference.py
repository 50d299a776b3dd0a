"""Every way in which an evaluation could tell a reader too much is found, and shown by two sets of answers."""

import re
from collections.abc import Callable
from dataclasses import replace
from random import Random

import pytest

from app.disclosure import Disclosure
from app.engine.compile import compiled
from app.engine.evaluate import Evaluation, evaluate
from app.engine.next_question import MODES, Mode, effective_answers
from app.engine.walk import GivenAnswers
from app.problems import Problem
from app.rulebook.conditions import All, CriterionReaches, QuestionIs
from app.rulebook.model import Rulebook
from app.verify.checks.noninterference import TOLD, Evaluate, leak
from app.verify.checks.question_bound import broken_promise
from app.verify.symbolic import Given, Proof
from tests.depth import seeds
from tests.engine.invented import criterion, private_rulebook, question, random_rulebook, rulebook
from tests.reference import Expected, completions, expected

SAID_OF_EVERYBODY = {"outcome", "rulebook", "audience", "advice_only"}


def private() -> Rulebook:
    """Make a rulebook whose first questions are not for `hr`, with a criterion, an action and a note of their own."""
    questions = [
        question("home", ("fits", "not"), sensitivity="personal"),
        question("place", ("here", "there")),
        question("tools", ("some", "none"), gate=QuestionIs("place", ("there",))),
        question("ill", ("no", "yes"), gate=QuestionIs("home", ("not",)), sensitivity="health"),
    ]
    criteria = [
        criterion("own", {"all": QuestionIs("home", ("not",)), "talk": QuestionIs("ill", ("yes",))}),
        criterion("mixed", {"part": All((QuestionIs("place", ("there",)), QuestionIs("home", ("fits",))))}),
        criterion("ground", {"all": QuestionIs("tools", ("none",)), "part": QuestionIs("tools", ("some",))}),
    ]
    book = rulebook(questions, criteria, seen=frozenset({"place", "tools"}))
    when = CriterionReaches("own", ("all",))
    actions = {**book.actions, "furnish": replace(book.actions["repair"], id="furnish", when=when)}
    return replace(
        book, actions=actions, notes={**book.notes, "loan": replace(book.notes["risk"], id="loan", when=when)}
    )


def full(book: Rulebook, answers: GivenAnswers, mode: Mode) -> Evaluation:
    return evaluate(book, answers, mode=mode)


def told_the_full_verdict(book: Rulebook, answers: GivenAnswers, audience: str, mode: Mode) -> Evaluation:
    told = evaluate(book, answers, audience, mode)
    told.possible = full(book, answers, mode).possible
    return told


def told_a_mixed_criterion(book: Rulebook, answers: GivenAnswers, audience: str, mode: Mode) -> Evaluation:
    told = evaluate(book, answers, audience, mode)
    told.criteria = {**told.criteria, "mixed": full(book, answers, mode).criteria["mixed"]}
    return told


def told_every_action(book: Rulebook, answers: GivenAnswers, audience: str, mode: Mode) -> Evaluation:
    told = evaluate(book, answers, audience, mode)
    told.actions = full(book, answers, mode).actions
    return told


def told_every_note(book: Rulebook, answers: GivenAnswers, audience: str, mode: Mode) -> Evaluation:
    told = evaluate(book, answers, audience, mode)
    told._notes = full(book, answers, mode)._notes
    return told


class CountedInFull(Evaluation):
    """Count the questions left with every answer, also those that this audience may not see."""

    __slots__ = ("left",)
    left: int

    @property
    def at_most_left(self) -> int:
        return self.left


def counted_in_full(book: Rulebook, answers: GivenAnswers, audience: str, mode: Mode) -> Evaluation:
    at = compiled(book.for_audience(audience))
    told = CountedInFull(at, effective_answers(at, answers, mode), audience, mode)
    told.left = full(book, answers, mode).at_most_left
    return told


def counted_by_number(book: Rulebook, answers: GivenAnswers, audience: str, mode: Mode) -> Evaluation:
    at = compiled(book.for_audience(audience))
    told = CountedInFull(at, effective_answers(at, answers, mode), audience, mode)
    told.left = len(book.questions) - len(answers)
    return told


def asked_in_full(book: Rulebook, answers: GivenAnswers, audience: str, mode: Mode) -> Evaluation:
    asked = effective_answers(compiled(book), answers, mode)
    seen = {q: answer for q, answer in asked.items() if q in book.audiences[audience]}
    return Evaluation(compiled(book.for_audience(audience)), seen, audience, mode)


def tells(told: Evaluate, book: Rulebook, answers: Given) -> dict[str, object]:
    evaluations = {mode: told(book, answers, "hr", mode) for mode in ("quick", "full")}
    return {f"{mode} {name}": getattr(each, name) for mode, each in evaluations.items() for name in TOLD}


def pair_of(problem: Problem) -> tuple[Given, Given]:
    one, other = (dict(answers) for answers in problem.shown_by)
    return one, other


def seen(book: Rulebook, answers: Given) -> Given:
    return {q: answer for q, answer in answers.items() if q in book.audiences["hr"]}


def shown(book: Rulebook, told: Evaluate) -> tuple[Given, Given]:
    """Return the two sets of answers that show the leak, of which nothing is to spare."""
    (problem,) = leak(Proof(book), told)
    one, other = pair_of(problem)
    assert seen(book, one) == seen(book, other)
    assert tells(told, book, one) != tells(told, book, other)
    for spare in one.keys() & other.keys():
        less = ({q: a for q, a in answers.items() if q != spare} for answers in (one, other))
        first, second = (tells(told, book, answers) for answers in less)
        assert one[spare] != other[spare] or first == second
    return one, other


@pytest.mark.parametrize(
    ("told", "differing"),
    [
        (told_the_full_verdict, lambda what: what.possible),
        (told_a_mixed_criterion, lambda what: what.criteria["mixed"]),
        (told_every_action, lambda what: "furnish" in what.held),
        (told_every_note, lambda what: "loan" in what.held),
    ],
)
def test_what_is_told_of_a_hidden_answer_is_found(told: Evaluate, differing: Callable[[Expected], object]) -> None:
    book = private()
    one, other = shown(book, told)
    assert differing(expected(book, one)) != differing(expected(book, other))


@pytest.mark.parametrize("told", [told_the_full_verdict, told_every_note, counted_in_full])
def test_a_leak_names_exactly_what_is_told_differently(told: Evaluate) -> None:
    book = private()
    (problem,) = leak(Proof(book), told)
    named = set(re.findall(r"`(\w+)`", problem.message.split(" is, found ")[1].split(" differ for ")[0]))
    one, other = (tells(told, book, answers) for answers in pair_of(problem))
    differing = [{name for name in TOLD if one[f"{mode} {name}"] != other[f"{mode} {name}"]} for mode in MODES]
    assert named in differing


def test_a_number_of_questions_that_depends_on_a_hidden_answer_is_found() -> None:
    book = private()
    one, other = shown(book, counted_in_full)
    assert evaluate(book, one).at_most_left != evaluate(book, other).at_most_left
    one, other = shown(book, counted_by_number)
    assert len(one) != len(other)


def test_questions_asked_because_of_a_hidden_answer_are_found() -> None:
    book = private()
    one, other = shown(book, asked_in_full)
    first, second = (seen(book, dict(effective_answers(compiled(book), answers, "quick"))) for answers in (one, other))
    assert first != second


def test_a_visible_question_behind_a_hidden_gate_is_shown_by_two_sets_of_answers() -> None:
    book = private()
    gated = replace(book.questions["place"], asked_when=QuestionIs("home", ("fits",)))
    behind = replace(book, questions={**book.questions, "place": gated})
    found = list(leak(Proof(behind)))
    assert [problem.message.split(", found ")[1].split(",")[0] for problem in found] == [
        "`place` behind `home`",
        "`tools` behind `home`",
    ]
    for problem, question_id in zip(found, ("place", "tools"), strict=True):
        one, other = pair_of(problem)
        gate = behind.questions[question_id].asked_when
        assert gate
        assert seen(behind, one) == seen(behind, other)
        assert [{w.holds(gate) for w in completions(behind, answers)} for answers in (one, other)] in (
            [{True}, {False}],
            [{False}, {True}],
        )


@pytest.mark.parametrize(("asked", "answer"), [("tools_at_home", "now"), ("other_reasons", ("habit",))])
def test_what_is_told_only_after_an_answer_that_alters_nothing_asked_is_found(
    book: Rulebook, asked: str, answer: str | tuple[str, ...]
) -> None:
    def told(book: Rulebook, answers: GivenAnswers, audience: str, mode: Mode) -> Evaluation:
        careless = answers.get(asked) == answer
        return (told_every_action if careless else evaluate)(book, answers, audience, mode)

    found = [pair_of(problem) for problem in leak(Proof(book), told)]
    assert len(found) == len({*book.audiences.values()}) - 1  # once for all who see the same
    for one, other in found:
        assert one[asked] == other[asked] == answer
        assert seen(book, one) == seen(book, other)
        assert tells(told, book, one) != tells(told, book, other)


def test_audiences_that_see_the_same_are_told_the_same(book: Rulebook) -> None:
    """So one proof of what is told holds for all of them."""
    assert book.audiences["hr"] == book.audiences["manager"]
    for seed in range(20):
        random = Random(f"alike {seed}")
        answers = {q.id: random.choice([*q.answers]) for q in book.questions.values() if not q.many}
        one, other = (evaluate(book, answers, audience) for audience in ("hr", "manager"))
        assert [getattr(one, name) for name in TOLD] == [getattr(other, name) for name in TOLD]


def looking_without_telling(book: Rulebook, answers: GivenAnswers, audience: str, mode: Mode) -> Evaluation:
    return evaluate(book, dict(answers), audience, mode)


def test_looking_at_hidden_answers_is_no_leak_where_it_is_never_told() -> None:
    questions = [question("home", ("fits", "not"), sensitivity="personal"), question("place", ("here", "there"))]
    mixed = criterion("mixed", {"part": All((QuestionIs("place", ("there",)), QuestionIs("home", ("fits",))))})
    book = rulebook(questions, [mixed], seen=frozenset({"place"}))
    assert list(leak(Proof(book), looking_without_telling)) == []


def test_looking_at_more_hidden_answers_than_can_be_tried_is_a_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.verify.checks.hidden_reads.MOST_LOOKS", 300)
    questions = [question(f"q{i}", ("a", "b", "c"), sensitivity="personal") for i in range(9)]
    book = rulebook(questions, [criterion("c", {"all": QuestionIs("q0", ("a",))})], seen=frozenset())
    (problem,) = leak(Proof(book), looking_without_telling)
    assert "more looks than can be tried" in problem.message
    assert problem.shown_by == ()


@pytest.mark.parametrize("seed", seeds(40))
def test_in_a_random_rulebook_a_leak_is_true_and_none_is_missed(seed: int) -> None:
    book = random_rulebook(Random(seed), size=4)
    found = [pair_of(problem) for problem in leak(Proof(book), told_the_full_verdict)]
    for one, other in found:
        assert seen(book, one) == seen(book, other)
        assert expected(book, one).possible != expected(book, other).possible
    told: dict[tuple[tuple[str, str], ...], set[str]] = {}
    for world in completions(book, {}):
        told.setdefault(tuple(seen(book, dict(world.given)).items()), set()).add(world.verdict)
    assert bool(found) == any(len(verdicts) > 1 for verdicts in told.values())


def test_a_large_rulebook_with_private_questions_raises_no_false_alarm() -> None:
    proof = Proof(private_rulebook(Random(2), 60, 20))
    assert [*leak(proof), *broken_promise(proof)] == []


def test_everything_that_a_reader_is_told_is_compared() -> None:
    # What it becomes is worked out together with until when it holds.
    assert set(TOLD) == set(Disclosure.__annotations__) - SAID_OF_EVERYBODY - {"then"}


def test_a_hidden_question_of_any_number_of_answers_is_not_asked(book: Rulebook) -> None:
    (many,) = (q.id for q in book.questions.values() if q.many)
    without = {name: seen - {many} if name != "employee" else seen for name, seen in book.audiences.items()}
    closed = replace(book, audiences=without)
    assert list(leak(Proof(closed))) == []
    told = evaluate(closed, {many: tuple(book.questions[many].answers)}, "hr", "full")
    assert told.not_sufficient == ()
