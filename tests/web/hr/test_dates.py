"""Whoever works with cases fills in, sees and weighs dates as somebody gave them."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from app.web.hr.access import COOKIE
from tests.rulebook.bad import SPECIMENS
from tests.web.hr.conftest import Desk, opened_desk
from tests.web.hr.html import Seen
from tests.web.hr.test_fill_in import begin, send

GIVEN = {"member_since": "2015-03-01", "requested": "2020-12-01", "starts": "2021-03-01", "answered": "no"}


@pytest.fixture
def allotment(tmp_path: Path) -> Iterator[Desk]:
    (tmp_path / "rules" / "allotment").mkdir(parents=True)
    text = (SPECIMENS / "dates.yaml").read_text("utf-8").replace("from: 2026-01-01}]", "from: 2020-01-01}]")
    (tmp_path / "rules" / "allotment" / "1.0.0.yaml").write_text(text, "utf-8")
    (tmp_path / "data").mkdir()
    with opened_desk(tmp_path / "data", rules=tmp_path / "rules") as desk:
        yield desk


def filled_in(desk: Desk) -> str:
    """Fill in a case with three dates; return its id."""
    address = begin(desk).headers["location"]
    refused = send(desk, address, answer=["31", "2", "2015"])
    assert (refused.status_code, refused.text.count("This date does not exist")) == (422, 2)
    assert all(f'value="{part}"' in refused.text for part in ("31", "2", "2015"))
    for answer in (["1", "3", "2015"], ["1", "12", "2020"], ["1", "mrt", "2021"], "no"):
        address = send(desk, address, answer=answer).headers["location"]
    assert "1 March 2021" in desk.client.get(address).text
    return str(send(desk, address, who="Personnel 12", language="nl").headers["location"].split("/")[-1])


def test_dates_are_kept_with_the_day_that_they_were_compared_with(allotment: Desk) -> None:
    case = allotment.casework.store.read(filled_in(allotment))
    assert {**case.answers} == {**GIVEN, "today": case.answers["today"]}
    page = allotment.client.get(f"/en/hr/cases/{case.id}")
    assert "1 March 2021" in page.text
    assert case.verdict == "granted"


def test_another_date_can_be_tried(allotment: Desk) -> None:
    address = f"/en/hr/cases/{filled_in(allotment)}/what-if"
    page = Seen(allotment.client.get(address).text)
    typed = [attrs["value"] for attrs, _ in page.all("input") if attrs.get("name") == "q.starts"]
    assert typed[:3] == ["1", "3", "2021"]
    sent: dict[str, object] = {
        "form_key": page.fields()["form_key"], "q.member_since": ["1", "3", "2015"],
        "q.requested": ["1", "12", "2020"], "q.starts": ["15", "1", "2021"], "q.answered": "no",
    }  # fmt: skip
    told = Seen(allotment.client.post(address, data=sent).text)
    assert told.having("data-after")[0][1] == "No valid request"
    refused = allotment.client.post(address, data=sent | {"q.starts": ["15", "", "2021"]})
    assert (refused.status_code, Seen(refused.text).having("data-after")) == (422, [])
    assert "Fill in the day, the month and the year" in refused.text


def test_a_manager_who_says_another_date_differs_where_it_matters(allotment: Desk) -> None:
    case = filled_in(allotment)
    address = f"/en/hr/cases/{case}/statement"
    form_key = Seen(allotment.client.get(address).text).fields()["form_key"]
    sent: dict[str, object] = {
        "form_key": form_key, "q.member_since": ["1", "3", "2015"], "q.requested": ["1", "2", "2021"],
        "q.starts": ["", "", ""], "q.answered": "no",
    }  # fmt: skip
    refused = allotment.client.post(address, data=sent)
    assert (refused.status_code, refused.text.count("Write a date, or choose that you do not know")) == (422, 2)
    checked = allotment.client.post(address, data=sent | {"q.starts": ["1", "3", "2021"], "sent": "yes"})
    assert "1 February 2021" in checked.text


def test_a_day_on_which_the_same_answers_lead_to_something_else_shows_at_the_case(allotment: Desk) -> None:
    address = begin(allotment).headers["location"]
    for answer in (["1", "3", "2015"], ["1", "12", "2020"], ["1", "4", "2021"], "no"):
        address = send(allotment, address, answer=answer).headers["location"]
    case = str(send(allotment, address, who="Personnel 12", language="nl").headers["location"].split("/")[-1])
    page = f"/en/hr/cases/{case}"
    assert "differs_by_day" not in allotment.client.get(page).text
    site = allotment.app.state.site
    tomorrow = site.service.now() + timedelta(days=1)
    allotment.app.state.site = replace(site, service=replace(site.service, now=lambda: tomorrow))
    secret = allotment.casework.people.begin("hanna".ljust(26, "0"), tomorrow)
    allotment.client.headers["Cookie"] = f"{COOKIE}={secret}"
    told = allotment.client.get(page)
    assert told.status_code == 200
    assert "Today the same answers lead to something else" in told.text
    assert "Granted" in told.text
    assert "leads_today_to" not in told.text
