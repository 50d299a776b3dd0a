"""Whoever works with cases fills in, sees and weighs numbers as somebody gave them."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.rulebook.bad import SPECIMENS
from tests.web.hr.conftest import Desk, opened_desk
from tests.web.hr.html import Seen
from tests.web.hr.test_fill_in import begin, send


@pytest.fixture
def parcels(tmp_path: Path) -> Iterator[Desk]:
    (tmp_path / "rules" / "parcels").mkdir(parents=True)
    shutil.copy(SPECIMENS / "numbers.yaml", tmp_path / "rules" / "parcels" / "1.0.0.yaml")
    (tmp_path / "data").mkdir()
    with opened_desk(tmp_path / "data", rules=tmp_path / "rules") as desk:
        yield desk


def filled_in(desk: Desk) -> str:
    """Fill in a case about a parcel of 30 kilos; return its id."""
    address = begin(desk).headers["location"]
    refused = send(desk, address, answer="zwaar")
    assert (
        refused.status_code,
        refused.text.count("Write a number in digits, such as 0 kilos"),
    ) == (422, 2)
    assert 'value="zwaar"' in refused.text
    for answer in ("30 kilos", "3", "no"):
        address = send(desk, address, answer=answer).headers["location"]
    assert "30 kilos" in desk.client.get(address).text
    return str(send(desk, address, who="Personnel 12", language="nl").headers["location"].split("/")[-1])


def test_a_number_is_kept_and_shown_as_it_was_said(parcels: Desk) -> None:
    case = parcels.casework.store.read(filled_in(parcels))
    assert (case.answers, case.verdict) == ({"weight": "30", "books": "3", "abroad": "no"}, "by_parcel")
    assert "30 kilos" in parcels.client.get(f"/en/hr/cases/{case.id}").text


def test_another_number_can_be_tried(parcels: Desk) -> None:
    address = f"/en/hr/cases/{filled_in(parcels)}/what-if"
    page = Seen(parcels.client.get(address).text)
    assert {attrs["name"]: attrs["value"] for attrs, _ in page.all("input") if attrs.get("type") == "text"} == {
        "q.weight": "30", "q.books": "3",
    }  # fmt: skip
    sent = {"form_key": page.fields()["form_key"], "q.weight": "30.5", "q.books": "3", "q.abroad": "no"}
    told = Seen(parcels.client.post(address, data=sent).text)
    assert told.having("data-after")[0][1] == "The parcel does not go"
    refused = parcels.client.post(address, data=sent | {"q.weight": "heavy"})
    assert (refused.status_code, Seen(refused.text).having("data-after")) == (422, [])
    assert 'value="heavy"' in refused.text


def test_a_manager_who_says_another_number_differs_where_it_matters(parcels: Desk) -> None:
    case = filled_in(parcels)
    address = f"/en/hr/cases/{case}/statement"
    form_key = Seen(parcels.client.get(address).text).fields()["form_key"]
    sent = {"form_key": form_key, "q.weight": "heavy", "q.books": "3", "q.abroad": "no"}
    refused = parcels.client.post(address, data=sent)
    assert (
        refused.status_code,
        refused.text.count("Write a number in digits, such as 0 kilos"),
    ) == (422, 2)
    checked = parcels.client.post(address, data=sent | {"q.weight": "40", "sent": "yes"})
    assert "40 kilos" in checked.text
