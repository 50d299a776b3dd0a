"""What may be decided up to its limits: on the last day and letter that is allowed, and not one further."""

from datetime import date, timedelta
from typing import Any

import pytest

from app.cases.decisions import EARLIEST, LONGEST, LONGEST_NOTE
from app.problems import AppError
from app.rulebook.model import Rulebook
from tests.cases import made
from tests.cases.worked import TODAY, acting, agreed, decided, deciding, disagreed

DAY = timedelta(days=1)


def wrong(book: Rulebook, said: Any) -> dict[str, str]:
    """Return what is wrong with a decision in a new case, by field."""
    try:
        deciding(made.check(book), said)
    except AppError as error:
        return {each.pointer.removeprefix("/"): each.code for each in error.errors}
    return {}


def terms(since: date = TODAY, until: date = TODAY + 90 * DAY, review: date = TODAY + 30 * DAY) -> dict[str, Any]:
    return {"terms": agreed().terms.model_copy(update={"since": since, "until": until, "review": review})}


@pytest.mark.parametrize(("field", "allowed", "refused", "code"), [
    ("note", {"note": "x" * LONGEST_NOTE}, {"note": "x" * (LONGEST_NOTE + 1)}, "too_long"),
    ("talked_on", {"talked_on": TODAY}, {"talked_on": TODAY + DAY}, "not_yet"),
    ("talked_on", {"talked_on": TODAY - EARLIEST}, {"talked_on": TODAY - EARLIEST - DAY}, "too_early"),
    ("since", terms(since=TODAY - EARLIEST), terms(since=TODAY - EARLIEST - DAY), "too_early"),
    ("until", terms(until=TODAY + LONGEST), terms(until=TODAY + LONGEST + DAY), "too_far"),
    ("review", terms(review=TODAY), terms(since=TODAY - 9 * DAY, review=TODAY - DAY), "past"),
])  # fmt: skip
def test_one_further_than_allowed_is_refused(
    book: Rulebook, field: str, allowed: dict[str, Any], refused: dict[str, Any], code: str
) -> None:
    assert wrong(book, agreed(**allowed)) == {}
    assert wrong(book, agreed(**refused)) == {field: code}


def test_the_limits_are_those_that_people_read_of() -> None:
    assert (LONGEST_NOTE, LONGEST.days, EARLIEST.days) == (500, 1830, 366)


def test_after_a_disagreement_only_a_talk_since_then_counts(book: Rulebook) -> None:
    case = disagreed(decided(made.check(book)), made.NOW + 2 * DAY)
    with pytest.raises(AppError) as refused:
        deciding(case, agreed(talked_on=TODAY + DAY), by=acting(at=made.NOW + 3 * DAY))
    assert [each.code for each in refused.value.errors] == ["before_disagreement"]
    assert deciding(case, agreed(talked_on=TODAY + 2 * DAY), by=acting(at=made.NOW + 3 * DAY)).status == "decided"
