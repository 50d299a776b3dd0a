"""A claim counts only when it is invoked, and nobody but the person can tell why one is not."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from random import Random

import pytest

from app.cases.submit import asked_before_sharing
from app.engine.evaluate import Evaluation, evaluate
from app.engine.next_question import MODES, Mode, in_turn
from app.engine.walk import GivenAnswers
from app.rulebook.conditions import QuestionIs
from app.rulebook.model import UNKNOWN, Rulebook
from app.rulebook.variants import INVOKED, NOT_INVOKED, as_read, claims
from app.verify.checks.claims import claim_adds_bar, told_of_silence
from app.verify.checks.noninterference import TOLD, leak
from app.verify.checks.question_bound import broken_promise
from app.verify.symbolic import Proof
from tests.depth import seeds
from tests.engine.answers import Given, assert_as_expected, complete, partial
from tests.engine.invented import claims_rulebook, criterion, question, rulebook
from tests.reference import World, completions, expected


def silences(book: Rulebook, given: Given) -> Iterator[Given]:
    """Yield the answers with each way not to invoke the claims that they do not invoke."""
    silent = [claim for claim in claims(book) if given.get(claim) != INVOKED]
    others = {q: answer for q, answer in given.items() if q not in silent}
    for ways in product((None, NOT_INVOKED, UNKNOWN), repeat=len(silent)):
        yield {**others, **{claim: way for claim, way in zip(silent, ways, strict=True) if way}}


@pytest.mark.parametrize("seed", seeds(40))
def test_to_the_person_a_claim_is_a_question_as_any_other(seed: int) -> None:
    random = Random(seed)
    book = claims_rulebook(random)
    for _ in range(6):
        given = partial(book, random)
        assert_as_expected(book, evaluate(book, given), expected(book, given), given)


@pytest.mark.parametrize("seed", seeds(40))
def test_to_others_what_is_not_invoked_is_as_if_it_were_denied(seed: int) -> None:
    random = Random(seed)
    book = claims_rulebook(random)
    for _ in range(6):
        given = partial(book, random)
        told = evaluate(book, given, "hr")
        assert NOT_INVOKED not in told.answers.values()
        denied = {claim: NOT_INVOKED for claim in claims(book) if given.get(claim) != INVOKED}
        worlds = expected(book.for_audience("hr"), {**told.answers, **denied})
        assert_as_expected(told.rulebook, told, worlds, given)


@pytest.mark.parametrize("seed", seeds(40))
def test_others_are_told_the_same_whyever_it_is_not_invoked(seed: int) -> None:
    random = Random(seed)
    book = claims_rulebook(random)
    for _ in range(4):
        first, *ways = silences(book, complete(book, random))
        for mode in MODES:
            told = evaluate(book, first, "hr", mode)
            others = [evaluate(book, way, "hr", mode) for way in ways]
            assert all(getattr(told, name) == getattr(other, name) for name in TOLD for other in others)
            assert all(told.rests_on == other.rests_on for other in others)
        asked = in_turn(book, first, "hr")
        assert all(in_turn(book, way, "hr") == asked for way in ways)
        assert asked[1] not in claims(book)


@pytest.mark.parametrize("seed", seeds(30))
def test_what_is_asked_before_sharing_is_all_that_hr_would_ask(seed: int) -> None:
    random = Random(seed)
    book = claims_rulebook(random)
    whole, asked = complete(book, random), dict[str, object]()
    while question := asked_before_sharing(book, asked)[1]:
        asked[question] = random.choice((whole[question], UNKNOWN))
    assert in_turn(book, asked, "hr")[1] is None


@pytest.mark.parametrize("seed", seeds(30))
def test_a_proof_finds_nothing_that_tells_why(seed: int) -> None:
    proof = Proof(claims_rulebook(Random(seed), 4))
    assert list(told_of_silence(proof)) == []
    assert [each for each in leak(proof) if not each.message.startswith("expected `hr` to see no")] == []
    assert list(broken_promise(proof)) == []


def told_who_denies(book: Rulebook, answers: GivenAnswers, audience: str, mode: Mode) -> Evaluation:
    told = evaluate(book, answers, audience, mode)
    told.possible = ("denied",) if NOT_INVOKED in answers.values() else told.possible
    return told


def told_who_does_not_know(book: Rulebook, answers: GivenAnswers, audience: str, mode: Mode) -> Evaluation:
    """Evaluate as the person would be."""
    told = evaluate(book, answers, None, mode)
    told.audience = audience
    return told


CARE = question("care", (INVOKED, NOT_INVOKED))
BOOK = rulebook(
    [question("size", ("small", "large")), replace(CARE, sensitivity="claim")],
    [criterion("small", {"all": QuestionIs("size", ("small",))}), criterion("bar", {"part": QuestionIs("care", ())})],
    seen=frozenset({"size", "care"}),
)


@pytest.mark.parametrize("leaking", [told_who_denies, told_who_does_not_know])
def test_an_evaluation_that_tells_why_is_found(leaking: object) -> None:
    (problem,) = told_of_silence(Proof(BOOK), leaking)  # type: ignore[arg-type]
    assert problem.code == "leak"
    assert "expected `hr` to be told alike whyever `care` is not invoked" in problem.message
    assert dict(problem.shown_by[0])["care"] in (NOT_INVOKED, UNKNOWN)
    assert "care" not in dict(problem.shown_by[1])


def further(book: Rulebook, criterion: str, claim: str) -> bool:
    """Say whether some complete answers take a criterion further with a claim than without it."""
    extents = list(book.extents)

    def place(world: World, answer: str) -> int:
        return extents.index(World(book, {**world.given, claim: answer}).reach[criterion])

    return any(place(world, INVOKED) < place(world, NOT_INVOKED) for world in completions(book, {}))


@pytest.mark.parametrize("seed", seeds(30))
def test_a_claim_that_adds_a_bar_is_found_exactly(seed: int) -> None:
    book = claims_rulebook(Random(seed), 4)
    found = {(each.message.split("`")[1], each.message.split("`")[3]): each for each in claim_adds_bar(Proof(book))}
    assert set(found) == {(c, claim) for c in book.criteria for claim in claims(book) if further(book, c, claim)}
    for (ground, _), problem in found.items():
        one, other = (evaluate(book, dict(answers)).criteria[ground].possible for answers in problem.shown_by)
        extents = list(book.extents)
        assert max(map(extents.index, one)) < min(map(extents.index, other))


def test_a_reader_compiles_only_what_is_invoked() -> None:
    assert as_read(BOOK, "hr", {"care": INVOKED}) is BOOK.for_audience("hr")
    silent = as_read(BOOK, "hr", {})
    assert as_read(BOOK, "hr", {"care": UNKNOWN}) is silent
    assert silent.left_out == {"care"}
    assert as_read(BOOK, "employee", {}) is BOOK.for_audience("employee")
