"""HR fills in what somebody invokes, is never asked for it elsewhere, and sees nothing of what is not invoked."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.cases.case import Case
from app.cases.statements import asked_of
from tests.rulebook.bad import SPECIMENS
from tests.web.hr.conftest import Desk, opened_desk
from tests.web.hr.html import Seen
from tests.web.hr.test_fill_in import begin, send


@pytest.fixture
def shifts(tmp_path: Path) -> Iterator[Desk]:
    (tmp_path / "rules" / "swapped-shifts").mkdir(parents=True)
    shutil.copy(SPECIMENS / "claims.yaml", tmp_path / "rules" / "swapped-shifts" / "1.0.0.yaml")
    (tmp_path / "data").mkdir()
    with opened_desk(tmp_path / "data", rules=tmp_path / "rules") as desk:
        yield desk


def filled_in(desk: Desk, *answers: str) -> Case:
    address = begin(desk).headers["location"]
    for answer in answers:
        address = send(desk, address, answer=answer).headers["location"]
    kept = send(desk, address, who="Personnel 12", language="nl").headers["location"]
    return desk.casework.store.read(str(kept.split("/")[-1]))


@pytest.mark.parametrize("answer", ["not_invoked", "unknown"])
def test_what_somebody_does_not_invoke_is_not_kept(shifts: Desk, answer: str) -> None:
    case = filled_in(shifts, "small", answer)
    assert (case.answers, case.verdict) == ({"team": "small"}, "stays")
    page = shifts.client.get(f"/en/hr/cases/{case.id}").text
    assert "Too few people" in page
    assert "exam" not in page.lower()


def test_what_somebody_invokes_is_kept_and_shown(shifts: Desk) -> None:
    case = filled_in(shifts, "small", "invoked", "yes", "20")
    assert case.answers == {"team": "small", "exam": "invoked", "shown": "yes", "notice": "20"}
    assert case.verdict == "swap"
    assert "You may swap" in shifts.client.get(f"/en/hr/cases/{case.id}").text


def test_nobody_else_is_asked_whether_it_is_invoked(shifts: Desk) -> None:
    book = shifts.app.state.site.service.library.edition("swapped-shifts", "1.0.0", None)
    assert [question.id for question in asked_of(book, "manager")] == ["team", "shown", "notice"]
    assert [question.id for question in asked_of(book, "hr")] == ["team", "shown", "notice"]


def test_what_else_could_be_invoked_can_be_tried(shifts: Desk) -> None:
    address = f"/en/hr/cases/{filled_in(shifts, 'small', 'not_invoked').id}/what-if"
    key = Seen(shifts.client.get(address).text).fields()["form_key"]
    sent = {"form_key": key, "q.team": "small", "q.exam": "invoked", "q.shown": "yes", "q.notice": "20"}
    assert Seen(shifts.client.post(address, data=sent).text).having("data-after")[0][1] == "You may swap"
