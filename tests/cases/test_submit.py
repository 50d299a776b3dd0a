"""What gets into a new case: what HR may see, and nothing else."""

from dataclasses import replace
from random import Random

import pytest

from app.cases.ids import opens
from app.cases.submit import arrangement_case, as_hr, asked_by_hr, check_case
from app.problems import AppError
from app.rulebook.model import Rulebook
from tests.cases import made

PERSONAL = {
    "home_workplace": "not_adequate",
    "home_workplace_fix": "no",
    "home_part_possible": "no",
    "mental_health": "yes",
}


def test_a_case_holds_the_same_whatever_was_answered_about_the_person(book: Rulebook) -> None:
    without, with_them = made.check(book), made.check(book, dict(PERSONAL))
    assert with_them.statements == without.statements
    assert with_them.verdict == without.verdict
    assert not set(PERSONAL) & set(with_them.statements[0].answers)


def test_answers_that_hr_would_not_have_asked_are_left_out(book: Rulebook) -> None:
    case = made.check(book, {"on_site_tasks": "all", "tools_at_home": "no"})
    assert set(case.statements[0].answers) <= set(as_hr(book, case.statements[0].answers).answers)
    assert "tools_at_home" not in case.statements[0].answers


def test_what_hr_would_ask_must_have_been_answered(book: Rulebook) -> None:
    for question in made.WORK:
        left = {q: a for q, a in made.WORK.items() if q != question}
        if as_hr(book, left).next_question is not None:
            with pytest.raises(AppError, match="not everything was asked"):
                check_case(book, left, made.submitted(), "secret")


def test_a_later_answer_does_not_stand_in_for_one_that_is_missing(book: Rulebook) -> None:
    answers = {
        **made.WORK,
        "on_site_tasks": "part",
        "process_presence": "all",
        "process_necessity": "strictly_necessary",
    }
    for question in as_hr(book, answers).answers:
        left = {q: a for q, a in answers.items() if q != question}
        told, missing = asked_by_hr(book, left)
        assert missing == question
        assert list(told) == list(as_hr(book, answers).answers)[: len(told)]
        with pytest.raises(AppError, match="not everything was asked"):
            check_case(book, left, made.submitted(), "secret")


def test_a_tailored_arrangement_holds_no_answer_and_no_rulebook() -> None:
    case = made.arrangement()
    assert (case.statements, case.edition, case.verdict) == ((), None, None)
    assert case.proposal == made.TERMS


def test_only_the_secret_of_the_employee_opens_a_case(book: Rulebook) -> None:
    (link,) = made.check(book, secret="one secret").links
    assert opens("one secret", link.digest)
    assert not opens("another secret", link.digest)
    assert "one secret" not in made.check(book, secret="one secret").model_dump_json()


def test_any_answers_about_the_work_make_a_case_once_hr_asks_nothing_more(book: Rulebook) -> None:
    seen = book.audiences["hr"]
    for seed in range(100):
        draw, answers = Random(seed), dict(PERSONAL)
        while (question := as_hr(book, answers).next_question) is not None:
            asked = book.questions[question]
            answers[question] = () if asked.many else draw.choice([*asked.answers, "unknown"])  # type: ignore[assignment]
        case = check_case(book, answers, made.submitted(), "secret")
        assert set(case.statements[0].answers) <= seen


def test_the_first_event_says_who_made_the_case(book: Rulebook) -> None:
    by_hr = replace(made.submitted(), origin="hr", by="hanna", name="Hanna")
    for about, who, what in ((made.submitted(), "employee", "shared"), (by_hr, "hanna", "filled_in")):
        for case in (check_case(book, made.WORK, about, "secret"), arrangement_case(made.TERMS, about, "secret")):
            assert [(each.what, each.by) for each in case.events] == [(what, who)]
