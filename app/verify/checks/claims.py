"""Claims: invoking one never takes a criterion further, and whoever does not invoke one is told alike, why ever."""

from collections.abc import Callable, Iterator
from functools import partial
from itertools import product

from app.engine.evaluate import Evaluation, evaluate
from app.engine.next_question import MODES
from app.problems import Problem
from app.rulebook.model import UNKNOWN, Criterion
from app.rulebook.roles import own
from app.rulebook.variants import INVOKED, NOT_INVOKED, as_read, claims, every_reading
from app.verify.asking_states import steps
from app.verify.symbolic import Given, Pair, Proof


def claim_adds_bar(proof: Proof) -> Iterator[Problem]:
    """Find criteria that reach further where a claim is invoked than where it is not, all else alike."""
    found = (_further(proof, *pair) for pair in product(claims(proof.rulebook), proof.rulebook.criteria.values()))
    yield from filter(None, found)


def _further(proof: Proof, claim: str, criterion: Criterion) -> Problem | None:
    reaches = proof.builder.criterion(criterion.id)
    with_it, without = (proof.given(reaches, claim, answer) for answer in (INVOKED, NOT_INVOKED))
    # The furthest extent first: none but the last is reached by all.
    for place, extent in enumerate(list(proof.rulebook.extents)[:-1]):
        as_far = (1 << place + 1) - 1
        further = proof.except_where(proof.where(with_it, as_far), proof.where(without, as_far))
        if (answers := proof.witness(further)) is not None:
            pair = Pair(answers, claim, INVOKED, NOT_INVOKED)
            expected = f"expected `{criterion.id}` to reach no further where `{claim}` is invoked"
            found = f"found `{extent}` only there, for {pair}"
            return Problem(criterion.place, "claim_adds_bar", f"{expected}, {found}", pair.sets)
    return None


def told_of_silence(proof: Proof, evaluator: Callable[..., Evaluation] = evaluate) -> Iterator[Problem]:
    """Find what another reader than the person is told otherwise for each way not to invoke a claim.

    Whatever else is invoked, "not invoked", "I don't know" and no answer lead to the same variant, which does not know
    the claim. What is told of it is compared after each step of that reader's asking.
    """
    book = proof.rulebook
    # Those who see the same read the same variant: what one of them is told is told to all.
    readers: dict[int, str] = {}
    for audience in book.audiences:
        if audience != own(book):
            readers.setdefault(id(book.for_audience(audience)), audience)
    for audience in readers.values() if claims(book) else ():
        for mode in MODES:
            tell = partial(evaluator, book, audience=audience, mode=mode)
            if pair := next(_told_apart(proof, audience, tell), None):
                expected = f"expected `{audience}` to be told alike whyever `{pair.question}` is not invoked"
                place = book.questions[pair.question].place
                yield Problem(place, "leak", f"{expected}, found {pair} told apart", pair.sets)
                break


def _told_apart(proof: Proof, audience: str, tell: Callable[[Given], Evaluation]) -> Iterator[Pair]:
    for said, read in every_reading(proof.rulebook, audience):
        silent = [claim for claim in claims(proof.rulebook) if claim not in said]
        ways = [*product(silent, (NOT_INVOKED, UNKNOWN))]
        for claim, answer in ways:
            if claim not in read.left_out or as_read(proof.rulebook, audience, {**said, claim: answer}) is not read:
                yield Pair({**said}, claim, answer, None)
        for answered in _answered(Proof(read, proof.forest)) if silent else ():
            given = {**answered, **said}
            told = tell(given).rests_on
            for claim, answer in ways:
                if tell({**given, claim: answer}).rests_on != told:
                    yield Pair(given, claim, answer, None)


def _answered(proof: Proof) -> Iterator[Given]:
    """Yield the answers after each step; of dates, which take hundreds of ways to each, only those to each verdict."""
    if not proof.rulebook.linked:
        yield from steps(proof)
        return
    verdict = proof.decisions[0].diagram
    outcomes = (proof.where(verdict, 1 << place) for place in range(len(proof.rulebook.verdicts)))
    yield from filter(None, map(proof.witness, outcomes))
