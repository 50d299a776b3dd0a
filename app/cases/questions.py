"""Asking the employee for what is still open: the answer comes in only when they share again."""

from collections.abc import Sequence

from app.cases.case import Case
from app.cases.submit import as_hr
from app.cases.transitions import Acting, stepped
from app.engine.evaluate import OpenQuestion
from app.problems import AppError
from app.rulebook.model import Rulebook
from app.rulebook.roles import person


def open_to_hr(case: Case, rulebook: Rulebook) -> tuple[OpenQuestion, ...]:
    return as_hr(rulebook, case.answers).open_questions if case.said else ()


def may_be_asked(case: Case, rulebook: Rulebook) -> tuple[str, ...]:
    """Return the open questions that the employee can answer and was not asked yet; none in a decided case."""
    if case.status in ("decided", "disagreed") or case.said_by("employee") is None:
        return ()
    theirs = (each for each in open_to_hr(case, rulebook) if person(rulebook) in each.who_can_tell)
    return tuple(each.question for each in theirs if each.question not in case.asked)


def ask(case: Case, questions: Sequence[str], rulebook: Rulebook, acting: Acting) -> Case:
    """Return the case that waits for answers of the employee, on whose own link these questions now stand.

    It is the same case where they stood there already. Raises AppError `forbidden`, and `conflict` where one of them
    may not be asked, or none was chosen.
    """
    acting.check(case, "work_on_cases")
    if questions and set(questions) <= set(case.asked):
        return case
    if not questions or not set(questions) <= set(may_be_asked(case, rulebook)):
        raise AppError("conflict", "expected questions that are open and that the employee can answer")
    chosen = tuple(dict.fromkeys(questions))
    handler = case.handler or acting.person.id
    changes = {"status": "waiting", "asked": (*case.asked, *chosen), "handler": handler}
    return stepped(case, acting.step, "asked", " ".join(chosen), **changes)
