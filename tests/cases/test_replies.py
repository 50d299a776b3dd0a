"""Replying to a request: what is asked, which duties stay open, what is kept, and the line in the register."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from app.cases.case import Case
from app.cases.deadlines import keep_until
from app.cases.decisions import note_disagreement, reopen
from app.cases.organisation import Retention
from app.cases.record import record_of
from app.cases.reevaluate import recheck
from app.cases.replies import ReplyDraft, registered, reply
from app.cases.submit import Submitted, check_case
from app.cases.work_list import next_step, work_list
from app.problems import AppError
from app.resources import RULES
from app.rulebook.library import Library
from app.rulebook.load import load_rulebook, rulebook_from
from app.rulebook.model import Rulebook
from tests.cases import made
from tests.cases.worked import MARK, TODAY, acting
from tests.rulebook.bad import SPECIMENS

ASKED = {"asked_on": "2021-02-20", "answer": "nothing"}
NO = {"answer": "no", "answered_on": "2021-03-01", "reason_given": "yes"}
SHORT = {
    "employer_size": "ten_or_more", "other_rule": "none", "unforeseen": "no", "request_date": "2021-04-15",
    "start_date": "2021-09-01", "employed_since": "2018-01-01", "earlier_decision": "no", "care": "not_invoked",
    "written": "yes", "home_days": "3", "on_site_work": "none", "temporary": "no",
    "home_workplace": "adequate", "abroad": "none",
}  # fmt: skip
"""A request that is made later than today."""
YES = {"answer": "yes", "answered_on": "2021-02-26"}


@pytest.fixture(scope="module")
def moorings() -> Rulebook:
    return load_rulebook(SPECIMENS / "request.yaml")


@pytest.fixture
def case(moorings: Rulebook) -> Case:
    return check_case(moorings, ASKED | moorings.on_day(TODAY), Submitted(made.NOW, "en", Retention()), "a secret")


def draft(case: Case, book: Rulebook, given: dict[str, Any], today: date = TODAY) -> ReplyDraft:
    return ReplyDraft(case, book, given, today)


def replied(case: Case, book: Rulebook, given: dict[str, Any] = NO, **how: bool) -> Case:
    return reply(case, draft(case, book, given), acting(), **how)


@pytest.mark.parametrize(
    ("given", "asked", "missing"),
    [
        ({}, ["answer"], ["answer"]),
        ({"answer": "yes"}, ["answer", "answered_on"], ["answered_on"]),
        ({"answer": "no"}, ["answer", "answered_on", "reason_given"], ["answered_on", "reason_given"]),
        (NO, ["answer", "answered_on", "reason_given"], []),
        (YES | {"reason_given": "no"}, ["answer", "answered_on"], []),
    ],
)
def test_only_what_the_reply_calls_for_is_asked(
    case: Case, moorings: Rulebook, given: dict[str, str], asked: list[str], missing: list[str]
) -> None:
    found = draft(case, moorings, given)
    assert ([each.id for each in found.questions], list(found.missing)) == (asked, missing)
    assert found.answers.keys() <= set(asked)


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        (NO, []),
        (ASKED, [("answer", "no_reply")]),
        (NO | {"answered_on": "2021-02-19"}, [("answered_on", "before_request")]),
        (NO | {"answered_on": "2021-02-20"}, []),
        (NO | {"answered_on": "2021-03-02"}, [("answered_on", "not_yet")]),
    ],
)
def test_a_reply_is_after_its_request_and_not_to_come(
    case: Case, moorings: Rulebook, given: dict[str, str], wrong: list[tuple[str, str]]
) -> None:
    assert list(draft(case, moorings, given).wrong) == wrong


@pytest.mark.parametrize(
    ("given", "late", "unreasoned"),
    [
        (NO, False, False),
        (NO | {"reason_given": "no"}, False, True),
        (YES, False, False),
        ({"answer": "no"}, None, None),
    ],
)
def test_each_duty_is_open_or_not_or_not_known(
    case: Case, moorings: Rulebook, given: dict[str, str], late: bool | None, unreasoned: bool | None
) -> None:
    assert draft(case, moorings, given).duties == {"late": late, "no_reason": unreasoned}


def test_a_reply_on_the_last_day_is_in_time_and_a_day_later_is_not(case: Case, moorings: Rulebook) -> None:
    assert case.answer_by == date(2021, 3, 6)
    for ahead, late in ((0, False), (1, True)):
        day = case.answer_by + timedelta(ahead)
        given = NO | {"answered_on": day.isoformat()}
        assert draft(case, moorings, given, day).duties["late"] is late


def test_a_reply_is_kept_with_who_gave_it_and_nothing_is_left_to_do(case: Case, moorings: Rulebook) -> None:
    after = replied(case, moorings)
    assert (after.status, after.due, next_step(after)) == ("decided", None, "nothing")
    kept = after.reply
    assert kept is not None and after.decision is None
    assert (kept.outcome, kept.day, kept.open, kept.name) == ("no", date(2021, 3, 1), (), "Hanna")
    assert kept.answers == NO | {"today": "2021-03-01"}
    assert after.answers == case.answers and after.standing_answers == {**case.answers, **kept.answers}
    assert after.events[-1].what == "decided" and after.events[-1].about == "no"


def test_a_reply_with_an_open_duty_is_kept_only_where_it_was_given_so(case: Case, moorings: Rulebook) -> None:
    given = NO | {"reason_given": "no"}
    with pytest.raises(AppError) as refused:
        replied(case, moorings, given)
    assert [(each.pointer, each.code) for each in refused.value.errors] == [("/as_given", "duties_open")]
    kept = replied(case, moorings, given, as_given=True).reply
    assert kept and kept.open == ("no_reason",)
    assert replied(case, moorings, as_given=True).replies[-1].open == ()


@pytest.mark.parametrize("given", [{}, {"answer": "no"}, ASKED, NO | {"answered_on": "2021-04-01"}])
def test_half_a_reply_is_refused_with_each_field(case: Case, moorings: Rulebook, given: dict[str, str]) -> None:
    with pytest.raises(AppError) as refused:
        replied(case, moorings, given)
    assert refused.value.code == "invalid" and refused.value.errors


UNKNOWN_DAY = {"asked_on": "unknown", "answer": "unknown"}


def test_hr_says_when_the_request_was_made_where_nobody_did(moorings: Rulebook) -> None:
    about = Submitted(made.NOW, "en", Retention())
    case = check_case(moorings, UNKNOWN_DAY | moorings.on_day(TODAY), about, "a secret")
    assert draft(case, moorings, NO).missing == ("asked_on",)
    late = NO | {"asked_on": "2021-02-01"}
    assert draft(case, moorings, late).duties == {"late": True, "no_reason": False}
    assert list(draft(case, moorings, NO | {"asked_on": "2021-03-02"}).wrong) == [
        ("asked_on", "not_yet"),
        ("answered_on", "before_request"),
    ]
    kept = replied(case, moorings, late, as_given=True)
    line = registered(kept, moorings, TODAY)
    assert kept.reply and kept.reply.open == ("late",)
    assert line and (line.made, line.used) == (date(2021, 2, 1), 28)


def test_what_nobody_can_say_of_a_duty_is_kept_with_the_reply(moorings: Rulebook) -> None:
    text = (SPECIMENS / "request.yaml").read_text("utf-8")
    told = '  late:\n    title: "Answered late"\n    reaches:\n      all:\n        when: {any: ['
    asking = text.replace(told, f"{told}{{all: [{{answer: no}}, {{by_post: yes}}]}}, ").replace(
        "  answer:\n", '  by_post:\n    ask: "By post?"\n    answers: {yes: "Yes", no: "No"}\n  answer:\n', 1
    )
    book, problems = rulebook_from(asking.encode(), "1.0.0.yaml")
    assert book is not None, problems
    answers = ASKED | {"by_post": "unknown"} | book.on_day(TODAY)
    case = check_case(book, answers, Submitted(made.NOW, "en", Retention()), "a secret")
    kept = replied(case, book).reply
    assert kept and (kept.open, kept.not_known) == ((), ("late",))


def test_nobody_replies_to_a_request_that_is_still_to_come() -> None:
    book = load_rulebook(RULES / "wfw-werkplek" / "1.0.0.yaml")
    case = check_case(book, SHORT | book.on_day(TODAY), Submitted(made.NOW, "en", Retention()), "a secret")
    found = draft(case, book, {"reply": "granted", "reply_date": "2021-03-01", "talked": "yes", "reply_written": "yes"})
    assert not found.is_possible
    with pytest.raises(AppError) as refused:
        reply(case, found, acting())
    assert refused.value.code == "conflict"


def test_who_may_not_decide_does_not_reply(case: Case, moorings: Rulebook) -> None:
    with pytest.raises(AppError) as refused:
        reply(case, draft(case, moorings, NO), acting(MARK))
    assert refused.value.code == "forbidden"


def test_a_second_reply_needs_the_request_to_be_open_again(case: Case, moorings: Rulebook) -> None:
    first = replied(case, moorings)
    with pytest.raises(AppError) as refused:
        replied(first, moorings, YES)
    assert refused.value.code == "conflict"
    for again in (reopen(first, "mistake", acting()), note_disagreement(first, acting())):
        second = reply(again, draft(again, moorings, YES), acting(at=made.NOW + timedelta(minutes=1)))
        assert [each.outcome for each in second.replies] == ["no", "yes"]
        assert second.reply and second.reply.outcome == "yes"
    assert reopen(first, "mistake", acting()).reply is None


def test_a_case_that_is_no_request_takes_no_reply(book: Rulebook) -> None:
    with pytest.raises(AppError) as refused:
        replied(made.check(book), book)
    assert refused.value.code == "not_found"


def test_a_reply_is_kept_as_long_as_a_decision(case: Case, moorings: Rulebook) -> None:
    after = replied(case, moorings)
    assert keep_until(after, Retention(decided_days=100)) == TODAY + timedelta(days=100)


def test_what_remains_of_a_withdrawn_request_is_the_reply(case: Case, moorings: Rulebook) -> None:
    after = replied(case, moorings)
    record = record_of(after, Retention(), TODAY)
    assert record and [(each.outcome, each.day) for each in record.replies] == [("no", date(2021, 3, 1))]
    assert record.edition == after.edition
    assert record_of(case, Retention(), TODAY) is None
    assert not any(question in record.model_dump_json() for question in moorings.questions if question != "answer")


def test_a_recheck_looks_at_the_request_with_its_reply(case: Case, moorings: Rulebook) -> None:
    late = replied(case, moorings, NO | {"reason_given": "no"}, as_given=True)
    found = recheck(late, moorings, moorings)
    assert found.before.verdict == "not_in_order" and not found.differs
    assert recheck(case, moorings, moorings).before.verdict == "in_order"


def test_the_work_list_asks_for_a_reply_until_there_is_one(case: Case, moorings: Rulebook, tmp_path: Path) -> None:
    library = Library.load(tmp_path)
    assert [item.what for item in work_list([case], library, TODAY)] == ["answer"]
    assert work_list([replied(case, moorings)], library, TODAY) == []


def test_the_register_counts_days_to_the_reply_or_to_today(case: Case, moorings: Rulebook, book: Rulebook) -> None:
    waiting = registered(case, moorings, TODAY + timedelta(days=10))
    assert waiting and (waiting.year, waiting.used, waiting.left, waiting.is_late) == (2021, 19, -5, True)
    answered = registered(replied(case, moorings, YES), moorings, TODAY + timedelta(days=10))
    assert answered and (answered.used, answered.left, answered.is_late) == (6, 8, False)
    assert registered(made.check(book), book, TODAY) is None
    assert registered(made.arrangement(), None, TODAY) is None
    early = registered(case, moorings, date(2021, 2, 10))
    assert early and early.used is None  # a request that is still to come has used no day
    unknown = case.but(statements=(case.statements[0].model_copy(update={"answers": {"asked_on": "unknown"}}),))
    line = registered(unknown.but(answer_by=None), moorings, TODAY)
    assert line and (line.made, line.used, line.left, line.year) == (None, None, None, 2021)
