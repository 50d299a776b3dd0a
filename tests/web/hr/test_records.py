"""What HR sees of a withdrawn case: that its decision is kept, and the decision once somebody opens it."""

import re
from datetime import timedelta

import pytest

from app.cases.case import Case
from app.cases.repository import Asked, AuditEntry
from app.cases.statistics import insight
from app.cases.withdraw import withdraw
from app.rulebook.model import Rulebook
from app.rulebook.text import LANGUAGES, Language
from tests.cases import made, worked
from tests.web.hr.conftest import Desk
from tests.web.hr.html import Seen
from tests.web.hr.pages import hidden, kept

CANARY = "Kanarie 7431"


def withdrawn(desk: Desk, case: Case) -> Case:
    found = kept(desk, worked.decided(case.but(who=CANARY), how="employer", reasons=("no_room",)))
    withdraw(
        desk.casework.store, found, AuditEntry(made.NOW, "employee", "withdrawn", found.id), made.EMPLOYER.retention
    )
    return found


def done(desk: Desk, case: Case) -> list[str]:
    return [line.done for line in desk.casework.store.trail(case.id)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_withdrawn_case_leads_to_its_record_sealed_until_it_is_opened(
    desk: Desk, book: Rulebook, language: Language
) -> None:
    case = withdrawn(desk, made.check(book))
    there = desk.client.get(f"/{language}/hr/cases/{case.id}")
    page = f"/{language}/hr/records/{case.id}"
    assert (there.status_code, there.headers["location"]) == (303, page)
    sealed = desk.client.get(page)
    assert case.code in sealed.text
    assert Seen(sealed.text).having("data-decision") == []
    assert "Hanna" not in sealed.text.split("</nav>")[-1]
    assert done(desk, case) == ["withdrawn", "viewed"]
    opened = desk.client.post(page, data=hidden(sealed.text))
    assert opened.status_code == 200
    ((attrs, text),) = Seen(opened.text).having("data-decision")
    assert attrs["data-decision"] == "employer"
    for told in ("Hanna", "1 maart 2021" if language == "nl" else "1 March 2021"):
        assert told in text
    assert CANARY not in opened.text
    assert done(desk, case) == ["withdrawn", "viewed", "record_opened"]


def test_a_record_is_opened_only_with_the_form_of_its_page_and_by_hr(desk: Desk, book: Rulebook) -> None:
    case = withdrawn(desk, made.check(book))
    path = f"/en/hr/records/{case.id}"
    assert desk.client.post(path, data={}).status_code == 403
    desk.sign_in("mark", "manager")
    for asked in (path, "/en/hr/records"):
        assert desk.client.get(asked).status_code == 403
    assert desk.client.get(f"/en/hr/cases/{case.id}").status_code == 404
    assert "data-left" not in desk.client.get("/en/hr").text
    desk.sign_in("bea", "admin")
    assert desk.client.get(path).status_code == 403
    assert "record_opened" not in done(desk, case)


def test_lists_say_that_something_is_kept_and_where(desk: Desk, book: Rulebook) -> None:
    for page in ("/en/hr", "/en/hr/todo"):
        assert "data-left" not in desk.client.get(page).text
    assert "There are none now." in desk.client.get("/en/hr/records").text
    one, other = withdrawn(desk, made.check(book)), withdrawn(desk, made.arrangement())
    for page in ("/en/hr", "/en/hr/todo", "/nl/hr", f"/en/hr?code={one.code}"):
        assert re.findall(r'data-left="(\d+)"', desk.client.get(page).text) == ["2"]
    listed = desk.client.get("/en/hr/records").text
    assert {attrs["data-record"] for attrs, _ in Seen(listed).having("data-record")} == {one.id, other.id}
    assert one.code in listed


def test_a_record_does_not_tell_a_check_from_a_tailored_arrangement(desk: Desk, book: Rulebook) -> None:
    pages = []
    for case in (withdrawn(desk, made.check(book)), withdrawn(desk, made.arrangement())):
        path = f"/en/hr/records/{case.id}"
        sealed = desk.client.get(path).text
        both = sealed + desk.client.post(path, data=hidden(sealed)).text
        pages.append(re.sub(r'name="key" value="[^"]*"', "", both.replace(case.id, "id").replace(case.code, "code")))
    assert pages[0] == pages[1]


def test_a_withdrawn_case_is_counted_nowhere(desk: Desk, book: Rulebook) -> None:
    for _ in range(12):
        kept(desk, worked.decided(made.check(book)))
    pages = ("/en/hr/insight.csv", "/en/hr/cases.csv", "/en/hr/insight")
    before = [desk.client.get(page).text for page in pages]
    counts = insight(desk.casework.store.every(), lambda _: None)
    for case in (made.check(book), made.arrangement()):
        withdrawn(desk, case)
    assert insight(desk.casework.store.every(), lambda _: None) == counts
    assert [desk.client.get(page).text for page in pages] == before
    assert desk.casework.store.find(Asked()).total == 12


def test_a_record_that_is_past_its_term_is_gone_after_a_purge_and_so_is_its_page(desk: Desk, book: Rulebook) -> None:
    case = withdrawn(desk, made.check(book))
    (record,) = desk.casework.store.records.all()
    for name in desk.casework.store.past(record.keep_until + timedelta(days=1)):
        desk.casework.store.erase(name.id, AuditEntry(made.NOW, "system", "purged", name.id))
    for path in (f"/en/hr/records/{case.id}", f"/en/hr/cases/{case.id}"):
        assert desk.client.get(path).status_code == 404
    assert "data-left" not in desk.client.get("/en/hr").text
