"""What an employee reads before and after they withdraw is so: what remains, until when, and of which case nothing."""

import re
from datetime import timedelta
from pathlib import Path

import pytest

from app.cases.case import Case
from app.cases.decisions import reopen
from app.cases.ids import new_id
from app.cases.organisation import FILE
from app.cases.record import record_of
from app.cases.repository import Asked, AuditEntry
from app.rulebook.model import Rulebook
from app.rulebook.text import LANGUAGES, Language
from tests.cases import made, worked
from tests.web.example_visits import ended
from tests.web.sharing.staff import Staff, hidden, staff_in

CANARY = "Kanarie 7431"


def saved(staff: Staff, case: Case) -> Case:
    return staff.casework.store.save(case, AuditEntry(made.NOW, "hanna", "decided", case.id))


def shared(staff: Staff) -> str:
    return staff.share(ended(staff.book, dict(made.WORK)), who=CANARY)


def decided(staff: Staff, address: str) -> Case:
    return saved(staff, worked.decided(staff.case(address), how="employer", reasons=("no_room",), note=CANARY))


def until(page: str) -> list[str]:
    """Return until when the page says that what was decided stays."""
    return re.findall(r'data-stays="([^"]*)"', page)


@pytest.mark.parametrize("language", LANGUAGES)
def test_of_a_decided_case_every_page_says_what_stays_and_until_when(staff: Staff, language: Language) -> None:
    address = shared(staff).replace("/nl/", f"/{language}/")
    case = decided(staff, address)
    record = record_of(case, made.EMPLOYER.retention, made.NOW.date())
    assert record
    expected = [record.keep_until.isoformat()]
    assert until(staff.client.get(address).text) == expected
    assert until(staff.client.get(f"{address}/withdraw").text) == expected
    answer = staff.client.post(f"{address}/withdraw")
    assert (answer.status_code, answer.headers["location"]) == (303, f"/{language}/case/withdrawn?case={case.id}")
    page = staff.client.get(answer.headers["location"])
    assert until(page.text) == expected
    assert page.headers["cache-control"] == "no-store"
    assert {each.id: each for each in staff.casework.store.records.all()}[case.id].code == case.code
    for path in ("", "/withdraw"):
        assert staff.client.get(address + path).status_code == 404
    staff.casework.store.erase(case.id, AuditEntry(made.NOW, "system", "purged", case.id))
    assert until(staff.client.get(answer.headers["location"]).text) == []


def test_of_an_undecided_case_no_page_says_that_something_stays(staff: Staff) -> None:
    address = shared(staff)
    case = staff.case(address)
    for path in ("", "/withdraw"):
        assert until(staff.client.get(address + path).text) == []
    answer = staff.client.post(f"{address}/withdraw")
    assert answer.headers["location"] == "/nl/case/withdrawn"
    for asked in ("", f"?case={case.id}", f"?case={new_id()}", "?case=x", "?case=%00"):
        page = staff.client.get(f"/nl/case/withdrawn{asked}")
        assert (page.status_code, until(page.text)) == (200, [])


def test_before_sharing_it_is_said_that_a_decision_would_stay(staff: Staff, book: Rulebook) -> None:
    preview = staff.to_preview(staff.check(ended(book, dict(made.WORK))) + "/share", made.WORK)
    page = staff.client.get(preview).text
    assert hidden(page)
    assert "Dan bewaart uw werkgever die beslissing nog een tijd" in page


def test_a_case_that_was_opened_again_leaves_the_decision_that_stood(staff: Staff) -> None:
    address = shared(staff)
    case = saved(staff, reopen(decided(staff, address), "mistake", worked.acting()))
    assert until(staff.client.get(f"{address}/withdraw").text)
    staff.client.post(f"{address}/withdraw")
    record = staff.casework.store.records.open(case.id, AuditEntry(made.NOW, "hanna", "record_opened", case.id))
    assert [each.reasons for each in record.decisions] == [("no_room",)]


def test_a_record_whose_term_is_over_is_neither_told_nor_kept(tmp_path: Path, book: Rulebook) -> None:
    with staff_in(tmp_path, book) as staff:
        address = shared(staff)
        case = decided(staff, address)
        (kept,) = case.decisions
        day = made.NOW.date() - timedelta(days=366)
        terms = kept.terms.model_copy(update={"since": day, "review": day, "until": day})
        long_ago = kept.model_copy(update={"terms": terms, "at": made.NOW - timedelta(days=366)})
        saved(staff, case.but(decisions=(long_ago,)))
        page = staff.client.get(f"{address}/withdraw").text
        assert until(page) == []
        assert "Een brief die HR al heeft geprint" in page
        assert staff.client.post(f"{address}/withdraw").headers["location"] == "/nl/case/withdrawn"
        assert staff.casework.store.records.all() == []


def test_no_byte_of_the_employee_is_left_in_the_files_of_the_store(tmp_path: Path, book: Rulebook) -> None:
    with staff_in(tmp_path, book) as staff:
        address = shared(staff)
        staff.client.post(f"{address}/disagree")
        case = decided(staff, address)
        staff.client.post(f"{address}/disagree")
        location = staff.client.post(f"{address}/withdraw").headers["location"]
        assert staff.casework.store.find(Asked()).total == 0
        stored = b"".join(path.read_bytes() for path in tmp_path.iterdir() if path.name != FILE)
        secret = address.split("/")[3][26:]
        for told in (CANARY, secret, case.links[0].digest, *made.WORK, "partly", "no_room"):
            assert told.encode() not in stored, told
        assert case.id in location


def test_the_privacy_page_tells_how_long_a_record_stays(tmp_path: Path, book: Rulebook) -> None:
    with staff_in(tmp_path, book) as staff:
        assert "We erase it 365 days after the decision" in staff.client.get("/en/privacy").text
    (tmp_path / "other").mkdir()
    changed = made.ORGANISATION + "retention: {decided_days: 365, record_days: 91}\n"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(made, "ORGANISATION", changed)
        with staff_in(tmp_path / "other", book) as staff:
            assert "We erase it 91 days after the decision" in staff.client.get("/en/privacy").text
