"""Steps in a case: what may follow what, and what never changes, over random sequences."""

from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random
from typing import Any

import pytest

from app.cases.accounts import Person
from app.cases.case import Case, Statement, Terms
from app.cases.deadlines import due, keep_until
from app.cases.decisions import confirm, note_disagreement, plan_talk, reopen
from app.cases.organisation import Retention
from app.cases.questions import ask, may_be_asked
from app.cases.statements import about_the_work, invite, name_manager, state
from app.cases.transitions import Actor
from app.problems import AppError
from app.rulebook.in_force import day_of
from app.rulebook.model import Rulebook
from tests.cases import made
from tests.cases.worked import HANNA, MARK, TODAY, acting, agreed, beside, decided, deciding, disagreed

OPEN = {"bound_tools": "part", "tools_at_home": "unknown", "on_site_tasks": "none"}
Move = Callable[[Case, datetime], Case]
DAY = timedelta(days=1)


def moves(book: Rulebook) -> dict[str, Move]:
    """Return every step somebody can try."""
    said = Statement(party="manager", by="Mark", at=made.NOW, answers={"on_site_tasks": "all"})
    return {
        "decide": lambda case, at: deciding(case, agreed(day_of(at)), acting(at=at)),
        "confirm": lambda case, at: confirm(
            case, (day_of(at), "video"), day_of(at), acting(at=at), advice=beside(case)
        ),
        "reopen": lambda case, at: reopen(case, "review", acting(at=at)),
        "disagree": disagreed,
        "note_disagreement": lambda case, at: note_disagreement(case, acting(at=at)),
        "plan_talk": lambda case, at: plan_talk(case, day_of(at) + DAY, acting(at=at)),
        "ask": lambda case, at: ask(case, may_be_asked(case, book), book, acting(at=at)),
        "state": lambda case, at: state(case, book, said, Actor("manager", at, Retention())),
        "invite": lambda case, at: invite(case, "secret", day_of(at), acting(at=at)),
        "name_manager": lambda case, at: name_manager(case, MARK, acting(at=at)),
    }


EVERY = {"received", "in_hand", "waiting", "decided", "disagreed"}
POSSIBLE = {
    "decide": EVERY - {"decided"},
    "confirm": {"decided", "disagreed"},
    "reopen": {"decided"},
    "disagree": {"decided"},
    "note_disagreement": {"decided"},
    "plan_talk": {"disagreed"},
    "ask": {"received", "in_hand", "waiting"},
    "state": EVERY - {"decided"},
    "invite": EVERY - {"decided"},
    "name_manager": EVERY,
}
LEADS_TO = {
    "decide": "decided",
    "confirm": "decided",
    "reopen": "in_hand",
    "disagree": "disagreed",
    "note_disagreement": "disagreed",
    "plan_talk": "disagreed",
    "ask": "waiting",
}


def test_in_random_sequences_only_what_may_follow_follows(book: Rulebook) -> None:
    seen = set()
    for seed in range(300):
        draw, case, at = Random(seed), made.check(book, dict(OPEN)), made.NOW
        for _ in range(12):
            at += draw.choice([timedelta(0), DAY, 5 * DAY])
            name = draw.choice(list(POSSIBLE))
            if name == "disagree" and case.status != "decided":
                continue
            after = tried(moves(book)[name], case, at)
            allowed = case.status in POSSIBLE[name] and not (name == "ask" and not may_be_asked(case, book))
            if after is None:
                assert not allowed or name == "confirm", (name, case.status)
                continue
            if after is case:  # it was so already
                assert name in ("state", "reopen", "name_manager", "plan_talk")
                continue
            assert allowed, (name, case.status)
            seen.add((name, case.status))
            check_kept(case, after, at)
            assert after.status == LEADS_TO.get(name, case.status)
            case = after
    assert {(name, status) for name, statuses in POSSIBLE.items() for status in statuses} - seen <= {
        ("ask", "waiting"), ("ask", "in_hand"), ("name_manager", "waiting")
    }  # fmt: skip


def tried(move: Move, case: Case, at: datetime) -> Case | None:
    try:
        return move(case, at)
    except AppError as error:
        assert error.code in ("conflict", "invalid")
        return None


def check_kept(before: Case, after: Case, at: datetime) -> None:
    """Check what holds after every step: history only grows, and the days follow from it."""
    for history in ("events", "decisions", "statements"):
        earlier, later = getattr(before, history), getattr(after, history)
        assert later[: len(earlier)] == earlier
    assert len(after.events) == len(before.events) + 1
    assert after.changed == after.events[-1].at == at
    assert (after.due, after.keep_until) == (due(after), keep_until(after, Retention()))
    assert (after.id, after.code, after.revision) == (before.id, before.code, before.revision)
    if after.status == "decided":
        assert after.decision
        assert after.due == after.decision.terms.review
        assert after.keep_until >= after.decision.terms.until
    if after.status in ("received", "in_hand", "waiting"):
        assert after.decision is None


@pytest.mark.parametrize("kind", ["check", "arrangement"])
@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"how": "employer"}, [("/reasons", "missing")]),
        ({"talked_on": TODAY + DAY}, [("/talked_on", "not_yet")]),
        (
            {"terms": Terms(days=("monday",), since=TODAY - 9 * DAY, until=TODAY, review=TODAY - DAY)},
            [("/review", "past")],
        ),
        ({"talked_on": TODAY - 367 * DAY}, [("/talked_on", "too_early")]),
        (
            {"terms": Terms(days=("monday",), since=TODAY - 367 * DAY, until=TODAY, review=TODAY)},
            [("/since", "too_early")],
        ),
        ({"note": "x" * 501}, [("/note", "too_long")]),
    ],
)
def test_what_cannot_be_decided_is_told_by_field(
    book: Rulebook, kind: str, changes: dict[str, Any], wrong: list[tuple[str, str]]
) -> None:
    case = made.check(book) if kind == "check" else made.arrangement()
    with pytest.raises(AppError) as refused:
        deciding(case, agreed(**changes), acting())
    found = [(each.pointer, each.code) for each in refused.value.errors]
    assert [each for each in found if each != ("/note", "not_here")] == wrong


def test_a_tailored_arrangement_takes_no_free_text() -> None:
    with pytest.raises(AppError) as refused:
        deciding(made.arrangement(), agreed(note="He told me why"), acting())
    assert [(each.pointer, each.code) for each in refused.value.errors] == [("/note", "not_here")]
    assert decided(made.arrangement(), how="employer", reasons=("no_room",)).decision


def test_nobody_decides_who_may_not(book: Rulebook) -> None:
    for person in (MARK, Person("a" * 26, "ans", "Ans", frozenset({"admin", "author"}))):
        with pytest.raises(AppError) as refused:
            deciding(made.check(book), agreed(), acting(person))
        assert refused.value.code == "forbidden"
    away = Person(HANNA.id, HANNA.login, HANNA.name, HANNA.roles, active=False)
    with pytest.raises(AppError):
        deciding(made.check(book), agreed(), acting(away))


def test_a_decision_names_who_decided(book: Rulebook) -> None:
    decision = decided(made.check(book)).decision
    assert decision
    assert (decision.by, decision.name, decision.at) == (HANNA.id, "Hanna", made.NOW)


def test_what_is_decided_is_not_decided_again(book: Rulebook) -> None:
    with pytest.raises(AppError, match="not decided yet"):
        deciding(decided(made.check(book)), agreed(), acting())


def test_after_a_disagreement_a_talk_from_before_does_not_count(book: Rulebook) -> None:
    case = disagreed(decided(made.check(book)), made.NOW + 3 * DAY)
    later = acting(at=made.NOW + 5 * DAY)
    for day, counts in ((TODAY + 2 * DAY, False), (TODAY + 3 * DAY, True)):
        if counts:
            assert deciding(case, agreed(TODAY + 5 * DAY, talked_on=day), later).status == "decided"
        else:
            with pytest.raises(AppError) as refused:
                deciding(case, agreed(TODAY + 5 * DAY, talked_on=day), later)
            assert [each.code for each in refused.value.errors] == ["before_disagreement"]


def test_no_manager_is_let_into_a_tailored_arrangement(book: Rulebook) -> None:
    with pytest.raises(AppError, match="expected a check") as refused:
        name_manager(made.arrangement(), MARK, acting())
    assert refused.value.code == "conflict"
    assert name_manager(made.check(book), MARK, acting()).manager == MARK.id


def test_a_case_that_is_open_again_or_disagreed_with_is_not_let_go_before_the_talk(book: Rulebook) -> None:
    case = decided(made.check(book))
    last_day = acting(at=made.NOW + (case.keep_until - TODAY))
    idle = timedelta(days=Retention().idle_days)
    for open_again in (reopen(case, "review", last_day), disagreed(case, last_day.at)):
        assert open_again.keep_until == case.keep_until + idle
    assert disagreed(case).keep_until == case.keep_until


def test_a_planned_talk_is_the_next_step_until_somebody_decides(book: Rulebook) -> None:
    planned = plan_talk(disagreed(decided(made.check(book))), TODAY + 3 * DAY, acting())
    assert planned.due == TODAY + 3 * DAY
    again = confirm(planned, (TODAY, "in_person"), TODAY + 9 * DAY, acting(), advice=beside(planned))
    assert (again.talk, again.due, again.status) == (None, TODAY + 9 * DAY, "decided")
    assert len(again.decisions) == 2
    assert again.decisions[0].terms.days == again.decisions[1].terms.days
    with pytest.raises(AppError):
        plan_talk(disagreed(decided(made.check(book))), TODAY - DAY, acting())


def test_a_note_of_before_there_was_a_list_of_what_can_be_printed_may_stay(book: Rulebook) -> None:
    case = decided(made.check(book))
    case = case.but(decisions=tuple(each.model_copy(update={"note": "ཀ"}) for each in case.decisions))
    again = confirm(case, (TODAY, "in_person"), TODAY + 9 * DAY, acting(), advice=beside(case))
    assert again.decision and again.decision.note == "ཀ"
    with pytest.raises(AppError):
        decided(made.check(book), note="ཀ")


def test_only_what_is_open_looking_at_the_work_is_asked_and_only_once(book: Rulebook) -> None:
    case = made.check(book, dict(OPEN))
    assert may_be_asked(case, book) == ("tools_at_home",)
    asked = ask(case, ["tools_at_home"], book, acting())
    assert (asked.asked, asked.status, may_be_asked(asked, book)) == (("tools_at_home",), "waiting", ())
    assert asked.statements == case.statements
    for wrong in ([], ["on_site_tasks"], ["mental_health"], ["tools_at_home", "home_workplace"]):
        with pytest.raises(AppError, match="open and that the employee can answer"):
            ask(case, wrong, book, acting())
    assert may_be_asked(made.check(book), book) == ()
    assert decided(asked).asked == ()


def test_a_statement_holds_only_answers_about_the_work_that_apply(book: Rulebook) -> None:
    said = {
        "on_site_tasks": "none",
        "bound_tools": "none",
        "tools_at_home": "no",
        "mental_health": "yes",
        "home_workplace": "not_adequate",
        "site_safe": "no",
        "other_reasons": ("household",),
    }
    kept = about_the_work(book, said)
    assert kept == {"on_site_tasks": "none", "bound_tools": "none", "site_safe": "no"}
    case = state(
        made.check(book),
        book,
        Statement(party="manager", by="Mark", at=made.NOW, answers=said),
        Actor("manager", made.NOW, Retention()),
    )
    assert case.said_by("manager") == Statement(party="manager", by="Mark", at=made.NOW, answers=kept)
    assert case.verdict == made.check(book).verdict


@pytest.mark.parametrize("name", ["", "x" * 101])
def test_a_statement_has_a_name(book: Rulebook, name: str) -> None:
    with pytest.raises(AppError) as refused:
        state(
            made.check(book),
            book,
            Statement(party="manager", by=name, at=made.NOW, answers={}),
            Actor("manager", made.NOW, Retention()),
        )
    assert [each.pointer for each in refused.value.errors] == ["/name"]


def test_only_a_manager_can_be_named(book: Rulebook) -> None:
    assert name_manager(made.check(book), MARK, acting()).manager == MARK.id
    with pytest.raises(AppError, match="role is `manager`"):
        name_manager(made.check(book), HANNA, acting())


def test_whose_answers_a_case_has_does_not_say_them_twice(book: Rulebook) -> None:
    case = made.check(book)
    for party, origin in (("employee", "employee"), ("hr", "hr")):
        said = Statement(party=party, by="Hanna", at=made.NOW, answers={})
        with pytest.raises(AppError, match="somebody else"):
            state(case.but(origin=origin), book, said, Actor("hanna", made.NOW, Retention()))
