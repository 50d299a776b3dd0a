"""What an organisation's changes do over all answers: each must do what its word says, and carry its consent."""

from collections.abc import Iterator
from dataclasses import dataclass

from app.engine.build import Builder
from app.problems import Problem
from app.rulebook.amendment import Amendment, ConsentNeeded, Effect
from app.rulebook.banding import alike
from app.rulebook.dependencies import basis
from app.rulebook.model import NONE_REACHED, Rulebook
from app.verify.people import somebody
from app.verify.symbolic import Given, Proof, format_answers


@dataclass(frozen=True, slots=True)
class Shift:
    """Hold where something goes further (`widens`) or less far (`narrows`) than before: a Boolean diagram."""

    effect: Effect
    what: str
    where: int


def wrong_effect(proof: Proof) -> Iterator[Problem]:
    """Find changes whose effect is another than they declare.

    A change `narrows` when no answers take a criterion or the verdict further than before, and some take one less
    far; it `widens` the other way round; `other` is every change that does neither or both.
    """
    for after, before in steps(proof.rulebook):
        assert after.organisation is not None
        # What a change compares with cuts numbers otherwise than before it.
        was, now = alike(before, after)
        own = Proof(now) if now.codings else proof
        yield from _wrong(own, after.organisation.amendments[-1], list(shifts(own, was, now)))


def rests_on_person(proof: Proof) -> Iterator[Problem]:
    """Find criteria about the work alone that a change lets rest on the person: that would press people to tell."""
    for after, before in steps(proof.rulebook):
        assert after.organisation is not None
        change = after.organisation.amendments[-1]
        for criterion in before.criteria:
            private = [q for q in basis(after, criterion) if after.questions[q].is_private]
            if private and all(not before.questions[q].is_private for q in basis(before, criterion)):
                expected = f"expected `{criterion}` to rest on the work alone after the change `{change.id}`"
                yield Problem(change.place, "rests_on_person", f"{expected}, found that it rests on `{private[0]}`")


def consent_missing(proof: Proof) -> Iterator[Problem]:
    """Find changes without a consent after which a criterion reaches less far that needs one for that.

    What it needs is what the rulebook said before the change, whatever the change calls its own effect.
    """
    for after, before in steps(proof.rulebook):
        assert after.organisation is not None
        change = after.organisation.amendments[-1]
        needs = {c.id: c.narrowing_needs for c in before.criteria.values() if c.narrowing_needs}
        if change.consent or not needs:
            continue
        was, now = alike(before, after)
        own = Proof(now) if now.codings else proof
        old, new = _builders(own, was, now)
        for criterion, needed in needs.items():
            less_far = own.forest.sooner(old.criterion(criterion), new.criterion(criterion))
            if less_far != own.forest.false:
                answers = somebody(own, less_far) or {}
                yield _without_consent(change, criterion, answers, _in_words(before, needed))


def steps(book: Rulebook) -> Iterator[tuple[Rulebook, Rulebook]]:
    """Yield the rulebook after each change with the one before it, first change first."""
    if book.before is not None:
        yield from steps(book.before)
        yield book, book.before


def shifts(proof: Proof, before: Rulebook, after: Rulebook) -> Iterator[Shift]:
    forest = proof.forest
    old, new = _builders(proof, before, after)
    # A criterion that was not there reached nothing.
    none = forest.leaf(1 << list(after.extents).index(NONE_REACHED))
    pairs = [(f"`{c}`", old.criterion(c) if c in before.criteria else none, new.criterion(c)) for c in after.criteria]
    for what, was, now in [("the verdict", old.verdict(), new.verdict()), *pairs]:
        further, less_far = forest.sooner(now, was), forest.sooner(was, now)
        yield from (Shift("widens", what, where) for where in (further,) if where != forest.false)
        yield from (Shift("narrows", what, where) for where in (less_far,) if where != forest.false)


def _builders(proof: Proof, *books: Rulebook) -> list[Builder]:
    return [Proof(book, proof.forest, proof.order).builder for book in books]


def _without_consent(change: Amendment, criterion: str, answers: Given, needed: str) -> Problem:
    message = (
        f"expected `consent` at the change `{change.id}`, found none,"
        f" but by {format_answers(answers)} `{criterion}` goes less far: {needed}"
    )
    return Problem(change.place, "consent_missing", message, (tuple(answers.items()),))


def _in_words(book: Rulebook, needed: ConsentNeeded) -> str:
    """Return whose consent is needed, why, and by which clauses of which sources."""
    cited = [(clause, book.sources[book.clauses[clause].source]) for clause in needed.source]
    sources = [f"`{clause}` of “{source.title['en']}” ({source.where['en']})" for clause, source in cited]
    said = f"it needs the consent of {needed.consent_of['en']}, since “{needed.because['en']}”"
    return f"{said}, according to {', '.join(sources)}" if sources else said


def _wrong(proof: Proof, change: Amendment, actual: list[Shift]) -> Iterator[Problem]:
    effects = {shift.effect for shift in actual}
    effect: Effect = effects.pop() if len(effects) == 1 else "other"
    if effect == change.effect:
        return
    shown = next((shift for shift in actual if shift.effect != change.effect), None)
    answers: Given = (somebody(proof, shown.where) or {}) if shown else {}
    direction = "further" if shown and shown.effect == "widens" else "less far"
    why = (
        f"by {format_answers(answers)} {shown.what} goes {direction}"
        if shown
        else "it takes nothing further or less far"
    )
    message = f"expected `effect: {effect}` at the change `{change.id}`, found `{change.effect}`, but {why}"
    yield Problem(change.place, "wrong_effect", message, (tuple(answers.items()),) if shown else ())
