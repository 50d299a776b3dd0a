"""What a manager, or HR itself, says about the work of somebody; who may, with an account or with a link."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from app.cases.accounts import Person
from app.cases.case import Case, Link, Party, Statement
from app.cases.employee import is_opened_by
from app.cases.ids import digest_of, parts_of
from app.cases.repository import Store
from app.cases.submit import is_for_hr, read_by_hr, reader
from app.cases.transitions import Acting, Actor, refuse, stepped
from app.engine.compile import compiled
from app.engine.restrict import split
from app.problems import AppError
from app.rulebook.answers import Answers
from app.rulebook.coded import coded, day_in
from app.rulebook.model import Question, Rulebook
from app.rulebook.roles import audience_of
from app.writing import misfit

LONGEST_NAME = 100


def asked_of(rulebook: Rulebook, party: Party) -> tuple[Question, ...]:
    """Return the questions about the work that a manager or HR can answer about somebody else, in order.

    There are none where a rulebook has no audience with that role.
    Those of any number of answers are among them only where a verdict can rest on what was chosen.
    """
    manager = audience_of(rulebook, "manager")
    visible = rulebook.audiences[reader(rulebook)] if is_for_hr(rulebook) else ()
    # A claim is for the person themself to invoke.
    questions = (q for q in rulebook.questions.values() if q.id in visible and q.sensitivity != "claim")
    return tuple(q for q in questions if (not q.many or q.choices) and (party == "hr" or manager in q.answered_by))


def about_the_work(rulebook: Rulebook, answers: Mapping[str, Any]) -> Answers:
    """Return only what HR may see and what can change a verdict, without answers behind a gate that does not hold.

    Unlike what an employee shares, it need not be what an evaluation would have asked: nothing personal is known to
    whoever says this, so that nothing can follow from what is there or is not.
    """
    answerable = (q.id for q in asked_of(rulebook, "hr"))
    visible = {q: answers[q] for q in answerable if answers.get(q) is not None}
    at = compiled(read_by_hr(rulebook))
    return {q: visible[q] for q in split(at, coded(at.codings, visible))[0] if q in visible}


def state(case: Case, rulebook: Rulebook, said: Statement, step: Actor) -> Case:
    """Return the case with what somebody else says about the work than whose answers it has; itself if they did.

    Raises AppError `conflict` for an arrangement and for a decided case, `invalid` without a name.
    """
    if case.kind != "check" or case.status == "decided" or said.party in ("employee", case.origin):
        raise AppError("conflict", "expected an undecided check, and somebody else than whose answers it has")
    wrong = misfit(said.by, LONGEST_NAME)
    refuse([("name", wrong)] if wrong else [])
    # Of one day with the case: what differs is what two people say, not when they do.
    about_work = {**about_the_work(rulebook, said.answers), **day_in(case.answers)}
    kept = said.model_copy(update={"answers": about_work})
    last = case.said_by(said.party)
    if last and (last.by, last.answers) == (kept.by, kept.answers):
        return case
    return stepped(case, step, "stated", said.party, statements=(*case.statements, kept))


def name_manager(case: Case, manager: Person, acting: Acting) -> Case:
    """Return the check that one manager with an account sees from here on.

    Raises AppError `conflict` for no manager, and for an arrangement: that is for HR only, and nobody else can say
    anything about it.
    """
    acting.check(case, "work_on_cases")
    if case.kind != "check":
        raise AppError("conflict", "expected a check")
    if "manager" not in manager.roles or not manager.active:
        raise AppError("conflict", "expected somebody whose role is `manager`")
    if case.manager == manager.id:
        return case
    return stepped(case, acting.step, "invited", "account", manager=manager.id)


def invite(case: Case, secret: str, until: date, acting: Acting) -> Case:
    """Return the case that a manager without an account can speak in until a day; earlier links stop working."""
    acting.check(case, "work_on_cases")
    if case.kind != "check" or case.status == "decided":
        raise AppError("conflict", "expected an undecided check")
    refuse([("until", "past")] if until < acting.step.today else [])
    link = Link(party="manager", digest=digest_of(secret), until=until)
    links = (*(each for each in case.links if each.party != "manager"), link)
    return stepped(case, acting.step, "invited", until.isoformat(), links=links)


def said_through_link(case: Case) -> Statement | None:
    """Return what was said last through the manager's link that works now: earlier ones may be of somebody else."""
    made = [place for place, each in enumerate(case.events) if each.what == "invited" and each.about != "account"]
    since = case.events[made[-1] :] if made else ()
    # A statement and its event carry the time of their step, which is what joins them.
    at = {each.at for each in since if each.what == "stated" and each.by == "manager"}
    return next((said for said in reversed(case.statements) if said.party == "manager" and said.at in at), None)


def case_of(key: str, store: Store, today: date) -> Case:
    """Raises AppError `not_found` for a key that opens nothing."""
    parts = parts_of(key)
    if parts:
        case = store.read(parts[0])
        if is_opened_by(case, parts[1], today, "manager"):
            return case
    raise AppError("not_found", "expected a link that works, found none")
