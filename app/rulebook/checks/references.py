"""Names that a rulebook may not use: one check per Problem code, named after it."""

from collections.abc import Callable, Collection, Iterator, Mapping

from app.rulebook.model import NOT_RELIED_ON, Rulebook
from app.rulebook.parsing.diagnostics import COLUMN_KINDS, Finding, Kind, Reading, listed, unlike

Check = Callable[[Rulebook, Reading], Iterator[Finding]]


PARTS: Mapping[Kind, str] = {
    "question": "questions",
    "criterion": "criteria",
    "extent": "extents",
    "verdict": "verdicts",
    "person": "people",
    "clause": "clauses",
    "reading": "readings",
    "requirement": "requirements",
    "action": "actions",
    "note": "notes",
    "day": "days",
}
"""Which part of a rulebook knows the names of each kind."""
FEW = 8
"""Of how many names all are told where one is not known."""


def _unknown(kind: Kind) -> Check:
    """Return what finds names of this kind that are not there: the check for the code `unknown_question`, and so on."""

    def check(rulebook: Rulebook, reading: Reading) -> Iterator[Finding]:
        known: Collection[str] = getattr(rulebook, PARTS[kind])
        # Where none could be read, a Problem says so; naming each of them unknown would only hide it.
        if not known and reading.problems:
            return
        for mention in reading.mentions:
            if mention.kind == kind and mention.name not in known:
                expected = f"one of {listed(known)}" if 0 < len(known) <= FEW else f"a known {kind}"
                yield mention.place, f"expected {expected}{unlike(mention.name, known)}"

    # The name of a check is the code of its Problems.
    check.__name__ = f"unknown_{kind}"
    return check


def unknown_answer(rulebook: Rulebook, reading: Reading) -> Iterator[Finding]:
    for mention in reading.mentions:
        if mention.kind == "answer" and mention.of in rulebook.questions:
            if rulebook.questions[mention.of].number:
                example = f"`{{{mention.of}: {{at_least: 26}}}}`"
                yield mention.place, f"expected a comparison with a number, such as {example}, found an answer"
                continue
            if rulebook.questions[mention.of].date:
                yield mention.place, f"expected a difference that compares `{mention.of}`, found an answer"
                continue
            answers = rulebook.questions[mention.of].answers
            known = [answer for answer in answers if answer != NOT_RELIED_ON]
            if known and mention.name not in answers:
                yield mention.place, f"expected one of {listed(known)} for `{mention.of}`{unlike(mention.name, known)}"


def unknown_column(rulebook: Rulebook, reading: Reading) -> Iterator[Finding]:
    # `reach` is what the extent of a row stands under.
    known = [name for kind, name in reading.declared if kind in COLUMN_KINDS and name != "reach"]
    for mention in reading.mentions if rulebook.questions else ():
        if mention.kind == "column" and mention.name not in known:
            yield mention.place, f"expected a question, difference, points or a term{unlike(mention.name, known)}"


def not_relied_on_named(_: Rulebook, reading: Reading) -> Iterator[Finding]:
    """Find what would rest on an answer being left out."""
    for mention in reading.mentions:
        if mention.kind == "answer" and mention.name == NOT_RELIED_ON:
            yield mention.place, "expected nothing to rest on `not_relied_on`, found it named"


def not_a_number(rulebook: Rulebook, reading: Reading) -> Iterator[Finding]:
    for mention in reading.mentions:
        question = rulebook.questions.get(mention.name) if mention.kind == "number" else None
        if question and question.date:
            yield (
                mention.place,
                f"expected a difference that compares `{question.id}`, found a comparison with a number",
            )
        elif question and not question.number:
            yield mention.place, f"expected one of {listed(question.answers)} for `{question.id}`, found a comparison"


def not_a_choice(rulebook: Rulebook, reading: Reading) -> Iterator[Finding]:
    for mention in reading.mentions:
        question = rulebook.questions.get(mention.name) if mention.kind == "choice" else None
        if question and not question.many:
            yield mention.place, f"expected a question with `choose: any`, found `{question.id}`"


def _unused(kind: Kind, use: str) -> Check:
    """Return what finds names of this kind that nothing mentions, where each is declared."""

    def check(_: Rulebook, reading: Reading) -> Iterator[Finding]:
        used = {mention.name for mention in reading.mentions if mention.kind == kind}
        # It may be the one whose name is written otherwise.
        if any(problem.code == f"unknown_{kind}" for problem in reading.problems):
            return
        for (section, name), place in reading.declared.items():
            if section == kind and name not in used:
                yield place, f"expected a condition that {use} `{name}`, found none"

    check.__name__ = f"unused_{kind}"
    return check


UNUSED_CHECKS = (
    _unused("term", "uses"),
    _unused("parameter", "compares with"),
    _unused("points", "compares"),
    _unused("difference", "compares"),
)
_first, *_others = map(_unknown, PARTS)
NAME_CHECKS: tuple[Check, ...] = (_first, unknown_answer, unknown_column, *_others)
