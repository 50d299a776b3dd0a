"""What a rulebook may not say although each part reads well: one small function per Problem code, named after it."""

from collections.abc import Iterator
from itertools import pairwise

from app.rulebook.checks.claims import CHECKS as CLAIM_CHECKS
from app.rulebook.checks.dates import DATE_CHECKS
from app.rulebook.checks.gates import gate_cycle, gate_on_measure, gate_on_more_sensitive, gate_order, repeated_gate
from app.rulebook.checks.letters import LETTER_CHECKS
from app.rulebook.checks.numbers import NUMBER_CHECKS
from app.rulebook.checks.references import (
    NAME_CHECKS,
    UNUSED_CHECKS,
    Check,
    not_a_choice,
    not_a_number,
    not_relied_on_named,
)
from app.rulebook.checks.requests import REQUEST_CHECKS
from app.rulebook.conditions import Chosen, Points, QuestionIs, Term, parts
from app.rulebook.model import NONE_REACHED, Rulebook
from app.rulebook.parsing.conditions import NOT_ALLOWED, rests_on
from app.rulebook.parsing.diagnostics import Finding, Reading, listed
from app.rulebook.parsing.readers import OWN_IDS, taken
from app.rulebook.roles import ROLES, audience_of, own, person, with_role

MOST_OUTCOMES = 30
"""How many verdicts and extents fit in the whole numbers of a browser, which evaluates what is about the person."""


def check(rulebook: Rulebook, reading: Reading) -> None:
    run(CHECKS, rulebook, reading)


def run(checks: tuple[Check, ...], rulebook: Rulebook, reading: Reading) -> None:
    """Report each finding under the name of its check."""
    for one in checks:
        for place, message in one(rulebook, reading):
            if reading.full:
                return
            reading.report(one.__name__, place, message)


def reserved_word(_: Rulebook, reading: Reading) -> Iterator[Finding]:
    for (section, name), place in reading.declared.items():
        if section.startswith("answer ") and name in taken(section):
            yield place, f"expected an answer of its own, found `{name}`, which is added where it is possible"
        if section in OWN_IDS and name in taken(section):
            yield place, f"expected the id of a {section}, found `{name}`, a word of the conditions"


def misplaced_condition(_: Rulebook, reading: Reading) -> Iterator[Finding]:
    for stated in reading.stated:
        within = parts(stated.condition) if isinstance(stated.condition, Term | Points) else (stated.condition,)
        if any(isinstance(part, NOT_ALLOWED[stated.where]) for part in within):
            yield (
                stated.place,
                f"expected a {stated.where} to rest on {rests_on(stated.where)} only, found another condition",
            )


def many_answers_condition(rulebook: Rulebook, reading: Reading) -> Iterator[Finding]:
    many = {question.id for question in rulebook.questions.values() if question.many}
    for stated in reading.stated:
        part = stated.condition
        if isinstance(part, QuestionIs) and part.question in many and not isinstance(part.compared, Chosen):
            found = f"`{part.question}`, which has any number of them"
            yield stated.place, f"expected a question with one answer, found {found}; ask what it `includes`"


def many_not_work(rulebook: Rulebook, _: Reading) -> Iterator[Finding]:
    for question in rulebook.questions.values():
        if question.many and question.sensitivity != "work":
            found = f"it at a {question.sensitivity} one"
            yield question.place, f"expected `choose: any` at work questions only, found {found}"


def idle_same_as(rulebook: Rulebook, _: Reading) -> Iterator[Finding]:
    """Find what cannot be proven: what is chosen of any number is decided together, and an answer has one other."""
    for question in rulebook.questions.values():
        if question.same_as and question.many:
            yield question.place, "expected `same_as` at a question with one answer, found it beside `choose: any`"
        for answer, other in question.same_as.items():
            if other in question.same_as:
                expected = f"expected `{answer}` to be the same as an answer that is itself the same as no other"
                yield question.place, f"{expected}, found `{other}`"


def for_each_not_many(rulebook: Rulebook, reading: Reading) -> Iterator[Finding]:
    for note in rulebook.notes.values():
        question = rulebook.questions.get(note.for_each or "")
        if question and not question.many:
            yield note.place, f"expected `for_each` to name a question with `choose: any`, found `{note.for_each}`"


def say_each_incomplete(rulebook: Rulebook, _: Reading) -> Iterator[Finding]:
    for note in rulebook.notes.values():
        question = rulebook.questions.get(note.for_each or "")
        if not question or not question.many or not note.say_each:
            continue
        if missing := [answer for answer in question.answers if answer not in note.say_each]:
            yield note.place, f"expected a text for each answer of `{note.for_each}`, found none for {listed(missing)}"


def none_not_last(rulebook: Rulebook, reading: Reading) -> Iterator[Finding]:
    if rulebook.extents and list(rulebook.extents)[-1] != NONE_REACHED:
        last = list(rulebook.extents)[-1]
        yield reading.declared["extent", last], f"expected `{NONE_REACHED}` as the last extent, found `{last}`"


def reach_none(rulebook: Rulebook, reading: Reading) -> Iterator[Finding]:
    for criterion in rulebook.criteria.values():
        line = reading.declared.get((f"line of {criterion.id}", NONE_REACHED))
        if line is not None:
            yield line, f"expected an extent that can be reached, found `{NONE_REACHED}`"


def reach_order(rulebook: Rulebook, reading: Reading) -> Iterator[Finding]:
    order = list(rulebook.extents)
    for criterion in rulebook.criteria.values():
        lines = [reach.extent for reach in criterion.reaches if reach.extent in rulebook.extents]
        for before, after in pairwise(lines):
            if order.index(before) > order.index(after):
                place = reading.declared[f"line of {criterion.id}", after]
                yield place, f"expected the order {listed(order)}, found `{after}` after `{before}`"


def otherwise_not_last(rulebook: Rulebook, _: Reading) -> Iterator[Finding]:
    verdicts = list(rulebook.verdicts.values())
    otherwise = [verdict.id for verdict in verdicts if verdict.when is None]
    if verdicts and otherwise != [verdicts[-1].id]:
        found = listed(otherwise) or "none"
        yield verdicts[-1].place, f"expected `otherwise: true` at the last verdict and no other, found {found}"


def first_audience_partial(rulebook: Rulebook, reading: Reading) -> Iterator[Finding]:
    for audience in list(rulebook.audiences)[:1]:
        if rulebook.audiences[audience] != frozenset(rulebook.questions):
            yield reading.declared["audience", audience], "expected `sees: everything` at the first audience"


def audience_hides_work(rulebook: Rulebook, reading: Reading) -> Iterator[Finding]:
    for audience, seen in list(rulebook.audiences.items())[1:]:
        hidden = [each.id for each in rulebook.questions.values() if not each.is_private and each.id not in seen]
        if hidden:
            found = f"{listed(hidden)} hidden, which cannot be left out"
            yield reading.declared["audience", audience], f"expected every work question to be seen, found {found}"


def more_than_devices_count(rulebook: Rulebook, reading: Reading) -> Iterator[Finding]:
    if all(not question.is_private for question in rulebook.questions.values()):
        return
    for section, found in (("verdict", list(rulebook.verdicts)), ("extent", list(rulebook.extents))):
        for one_more in found[MOST_OUTCOMES : MOST_OUTCOMES + 1]:
            expected = f"expected at most {MOST_OUTCOMES} {section}s where a question is not about the work"
            yield reading.declared[section, one_more], f"{expected}, found {len(found)}"


def role_of_first(rulebook: Rulebook, reading: Reading) -> Iterator[Finding]:
    for audience in list(rulebook.audiences)[:1]:
        if audience in rulebook.roles:
            found = f"found `{rulebook.roles[audience]}`"
            yield reading.declared["audience", audience], f"expected no `role` at the first audience, {found}"


def role_twice(rulebook: Rulebook, reading: Reading) -> Iterator[Finding]:
    for role in ROLES:
        first, *others = with_role(rulebook, role) or ("",)
        for audience in others:
            found = f"found `{role}` at `{first}` as well"
            yield reading.declared["audience", audience], f"expected a role that no other audience has, {found}"


def unlike_hr(rulebook: Rulebook, reading: Reading) -> Iterator[Finding]:
    hr, manager = audience_of(rulebook, "hr"), audience_of(rulebook, "manager")
    if manager is not None and (hr is None or rulebook.audiences[hr] != rulebook.audiences[manager]):
        found = f"`{hr}`, which sees other answers" if hr else "no audience with that role"
        expected = "expected an audience with the role `hr` that sees the same, since both read the same pages"
        yield reading.declared["audience", manager], f"{expected}, found {found}"


def person_not_first(rulebook: Rulebook, reading: Reading) -> Iterator[Finding]:
    first = own(rulebook)
    if first in rulebook.people and first != person(rulebook):
        found = f"found `{person(rulebook)}`"
        yield reading.declared["person", first], f"expected `{first}`, the first audience, as the first person, {found}"


def answered_unseen(rulebook: Rulebook, reading: Reading) -> Iterator[Finding]:
    for question in rulebook.questions.values():
        blind = {audience for audience, seen in rulebook.audiences.items() if question.id not in seen}
        if unseeing := [who for who in question.answered_by if who in blind]:
            found = f"{listed(unseeing)}, who may not see the answer"
            yield question.place, f"expected `{question.id}` to be answered by those who see it, found {found}"


CHECKS: tuple[Check, ...] = (
    *NAME_CHECKS,
    not_relied_on_named,
    reserved_word,
    misplaced_condition,
    many_answers_condition,
    many_not_work,
    idle_same_as,
    for_each_not_many,
    say_each_incomplete,
    not_a_number,
    not_a_choice,
    *NUMBER_CHECKS,
    *DATE_CHECKS,
    *LETTER_CHECKS,
    *REQUEST_CHECKS,
    *UNUSED_CHECKS,
    *CLAIM_CHECKS,
    gate_cycle,
    gate_order,
    gate_on_more_sensitive,
    gate_on_measure,
    repeated_gate,
    none_not_last,
    reach_none,
    reach_order,
    otherwise_not_last,
    first_audience_partial,
    audience_hides_work,
    more_than_devices_count,
    role_of_first,
    role_twice,
    unlike_hr,
    person_not_first,
    answered_unseen,
)
