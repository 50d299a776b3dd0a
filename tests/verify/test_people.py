"""Whoever a proof shows is asked what they answer, in that order, wherever asking comes to anybody like them."""

from collections.abc import Iterator
from dataclasses import replace
from random import Random

import pytest

from app.engine.evaluate import evaluate
from app.rulebook.model import UNKNOWN, Law, Rulebook
from app.verify.people import in_turn, somebody
from app.verify.symbolic import Given, Proof
from app.verify.verification import verify
from tests.depth import seeds
from tests.engine.invented import HERE, WORD, random_rulebook, sure_rulebook


def paths(book: Rulebook, given: Given) -> Iterator[Given]:
    """Yield the answers on every way through the questions, "I don't know" among them."""
    yield given
    question = evaluate(book, given).next_question
    for answer in book.questions[question].possible if question else ():
        yield from paths(book, {**given, str(question): answer})


def known(given: Given) -> Given:
    return {question: answer for question, answer in given.items() if answer != UNKNOWN}


def forced(proof: Proof, holds: int, given: Given) -> bool:
    """Say whether it holds whatever else is answered."""
    for question, answer in known(given).items():
        if question in proof.level:
            holds = proof.given(holds, question, answer)
    return holds == proof.forest.true


def regions(proof: Proof, random: Random) -> Iterator[int]:
    """Yield where two decisions come out in some way together."""
    for _ in range(6):
        some = random.sample(proof.decisions, 2)
        holds = [proof.where(each.diagram, 1 << random.randrange(each.width)) for each in some]
        yield proof.forest.both(*holds)


@pytest.mark.parametrize("seed", seeds(40))
def test_somebody_is_asked_in_turn_where_anybody_is_and_answers_as_little_as_can_be(seed: int) -> None:
    random = Random(seed)
    proof = Proof((random_rulebook, sure_rulebook)[seed % 2](random, 4))
    book = proof.rulebook
    everybody = [known(given) for given in paths(book, {})]
    for holds in regions(proof, random):
        shown = somebody(proof, holds)
        assert (shown is None) == (holds == proof.forest.false)
        if shown is None:
            continue
        assert forced(proof, holds, shown)
        sizes = [len(given) for given in everybody if forced(proof, holds, given)]
        if sizes:
            assert in_turn(book, shown) == shown
            assert list(in_turn(book, shown) or ()) == list(shown)
            assert len(shown) == min(sizes)
        else:
            assert shown == proof.witness(holds)


def test_a_law_that_fails_is_shown_with_somebody_who_can_be_asked_so() -> None:
    shown = 0
    for seed in range(40):
        book = random_rulebook(Random(seed), 4)
        when, then = (book.verdicts[id].when for id in ("far", "near"))
        law = Law("never-far-without-near", WORD, HERE, when=when, then=then)
        for problem in verify(replace(book, laws=(law,))).problems:
            if problem.code == "broken_law":
                (given,) = problem.shown_by
                shown += in_turn(book, dict(given)) == dict(given)
    assert shown > 10
