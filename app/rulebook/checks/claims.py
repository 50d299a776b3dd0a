"""What claims may not be: one small function per Problem code, named after it."""

from collections.abc import Iterator

from app.rulebook.conditions import Condition, Count, Not, Points, inside, questions_in
from app.rulebook.model import Rulebook
from app.rulebook.parsing.diagnostics import Finding, Reading, listed
from app.rulebook.roles import person
from app.rulebook.variants import CLAIM_ANSWERS, NOT_INVOKED, claims

MOST_CLAIMS = 4
"""Each can be invoked or not, and every reader's evaluation is compiled for each way."""


def claim_form(rulebook: Rulebook, _: Reading) -> Iterator[Finding]:
    """Find claims with other answers, or that are for somebody else to answer or to change."""
    for claim in (rulebook.questions[id] for id in claims(rulebook)):
        if claim.many or claim.can_be_changed or set(claim.answers) != set(CLAIM_ANSWERS):
            more = "`choose: any`" if claim.many else "`can_be_changed`" if claim.can_be_changed else ""
            found = more or listed(claim.answers) or "none"
            yield claim.place, f"expected `{claim.id}` to be one of {listed(CLAIM_ANSWERS)}, found {found}"
        if claim.answered_by != (person(rulebook),):
            found = listed(claim.answered_by)
            yield claim.place, f"expected `{claim.id}` to be answered by `{person(rulebook)}` only, found {found}"


def too_many_claims(rulebook: Rulebook, _: Reading) -> Iterator[Finding]:
    for one_more in claims(rulebook)[MOST_CLAIMS : MOST_CLAIMS + 1]:
        found = f"found {len(claims(rulebook))}"
        yield rulebook.questions[one_more].place, f"expected at most {MOST_CLAIMS} claims, {found}"


def not_invoked_named(rulebook: Rulebook, reading: Reading) -> Iterator[Finding]:
    """Find what would rest on a claim not being invoked, which is the same as that it was never asked."""
    for mention in reading.mentions:
        if mention.kind == "answer" and mention.name == NOT_INVOKED and mention.of in claims(rulebook):
            expected = f"expected `{{not: {{{mention.of}: invoked}}}}`, since a claim counts only when it is invoked"
            yield mention.place, f"{expected}, found `{NOT_INVOKED}`"


def gate_on_not_invoked(rulebook: Rulebook, _: Reading) -> Iterator[Finding]:
    """Find questions that only those get who do not invoke something: nobody shall have to explain that."""
    for question in rulebook.questions.values():
        if question.asked_when and (denied := _denied(question.asked_when) & set(claims(rulebook))):
            found = f"`{min(denied)}`, which has to be not invoked"
            yield question.place, f"expected a gate that opens where a claim is invoked, found {found}"


def _denied(condition: Condition) -> set[str]:
    """Return the questions for which another answer than those that are named can make a condition hold."""
    match condition:
        case Not() | Points():
            return set(questions_in(condition))
        case Count(most=int()):
            return set(questions_in(condition))
        case _:
            return set().union(*map(_denied, inside(condition)))


CHECKS = (claim_form, too_many_claims, not_invoked_named, gate_on_not_invoked)
