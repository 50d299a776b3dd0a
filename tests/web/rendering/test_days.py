from datetime import UTC, date, datetime

import pytest

from app.web.rendering.assets import Assets
from app.web.rendering.templates import Pages, macros
from app.web.rendering.theme import Theme
from tests.cases import made


@pytest.mark.parametrize(("moment", "day"), [
    (datetime(2026, 11, 29, 22, 59, tzinfo=UTC), "29 November 2026"),
    (datetime(2026, 11, 29, 23, 16, tzinfo=UTC), "30 November 2026"),
    (datetime(2026, 7, 1, 22, 0, tzinfo=UTC), "2 July 2026"),
    (date(2026, 11, 29), "29 November 2026"),
])  # fmt: skip
def test_the_day_of_a_moment_is_the_day_that_it_was_here(moment: date, day: str) -> None:
    parts = macros("en", "sharing/parts.html", {}, Pages(Assets.load(), Theme.read("")).here)
    case = made.arrangement().but(keep_until=date(2021, 1, 1)).model_copy(update={"keep_until": moment})
    assert f"until {day}." in str(parts.kept_until(case))


@pytest.mark.parametrize(("on", "said"), [(date(2021, 3, 1), True), (date(2020, 1, 1), False)])
def test_a_policy_is_not_told_before_it_begins(on: date, said: bool) -> None:
    pages = Pages(Assets.load(), Theme.read(""), employer=made.EMPLOYER)
    page = pages.told("en", "error.html", {"code": 404, "incident": None, "day": on})
    assert ("as its own policy since" in page) == said
    assert "uses this check for its own staff" in page
