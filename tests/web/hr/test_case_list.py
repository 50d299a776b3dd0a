"""The list of cases."""

from datetime import timedelta
from random import Random

import pytest
from starlette.testclient import TestClient

from app.cases.accounts import Person
from app.cases.case import Case
from app.cases.repository import AuditEntry
from app.cases.transitions import Acting, take
from app.rulebook.model import Rulebook
from app.rulebook.text import LANGUAGES, Language
from app.web.hr.case_list import ON_A_PAGE
from tests.cases import made
from tests.cases.test_reevaluate import random_case
from tests.web.hr.conftest import Desk
from tests.web.hr.html import Seen

HANNA = Person("hanna".ljust(26, "0"), "hanna", "Hanna", frozenset({"hr"}))
SHARED = AuditEntry(made.NOW, "employee", "shared")


def kept(desk: Desk, case: Case, days: int = 0, **changes: object) -> Case:
    """Keep a case that waits for some days."""
    since = made.NOW - timedelta(days=days)
    return desk.casework.store.add(case.but(received=since, changed=since, **changes), SHARED)


def rows(desk: Desk, query: str = "", language: str = "en") -> list[str]:
    """Return the codes on a page, in order."""
    response = desk.client.get(f"/{language}/hr{query}")
    assert response.status_code == 200
    seen = Seen(response.text)
    return [text for attrs, text in seen.all("th") if attrs.get("scope") == "row"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_who_waits_longest_comes_first_and_each_row_says_what_is_next(
    desk: Desk, book: Rulebook, language: Language
) -> None:
    new = kept(desk, made.check(book), 1)
    old = kept(desk, made.arrangement(), 20)
    step = Acting(HANNA, made.NOW, desk.casework.employer.retention)
    taken = kept(desk, take(made.check(book, {"on_site_tasks": "all"}), step), 3)
    page = Seen(desk.client.get(f"/{language}/hr").text)
    (caption,) = page.all("caption")
    assert caption[1]
    assert [attrs["scope"] for attrs, _ in page.all("th")] == ["col"] * 6 + ["row"] * 3
    assert rows(desk, language=language) == [old.code, taken.code, new.code]
    links = [attrs["href"] for attrs, _ in page.all("a") if "/hr/cases/" in attrs["href"]]
    assert links == [f"/{language}/hr/cases/{case.id}" for case in (old, taken, new)]
    told = [text for _, text in page.all("tr")][1:]
    assert book.verdicts["on_site"].title[language] in told[1]
    assert "Hanna" in told[1]
    assert told[0].endswith({"nl": "Ontvangen", "en": "Received"}[language])
    assert {"nl": "Afspraak op maat", "en": "Tailored arrangement"}[language] in told[0]


def test_filters_stand_in_the_address_and_the_count_is_told(desk: Desk, book: Rulebook) -> None:
    verdicts = {kept(desk, random_case(book, Random(seed)), seed).code: "" for seed in range(24)}
    found = {case.code: case for case in desk.casework.store.every()}
    assert found.keys() == verdicts.keys()
    seen = 0
    for verdict in (*book.verdicts, "-open"):
        wanted = {code for code, case in found.items() if (case.verdict or "-open") == verdict}
        assert set(rows(desk, f"?outcome={verdict}")) == wanted
        page = Seen(desk.client.get(f"/en/hr?outcome={verdict}").text)
        assert page.having("data-total")[0][0]["data-total"] == str(len(wanted))
        assert [attrs["value"] for attrs, _ in page.all("option") if "selected" in attrs] == [verdict]
        seen += bool(wanted)
    assert seen >= 3
    (one, *_) = found
    for typed in (one, one.lower(), one.replace("-", ""), f"%20{one}%20"):
        assert rows(desk, f"?code={typed}") == [one]
    assert rows(desk, "?code=nothing") == []
    oldest = sorted(found.values(), key=lambda case: case.received)
    assert rows(desk, "?order=received") == [case.code for case in oldest]


def test_who_handles_a_case_and_its_status_can_be_picked(desk: Desk, book: Rulebook) -> None:
    mine = kept(desk, made.check(book), handler=HANNA.id, status="in_hand")
    other = kept(desk, made.check(book))
    assert rows(desk, "?handler=me") == rows(desk, "?status=in_hand") == [mine.code]
    assert rows(desk, "?handler=nobody&status=received") == [other.code]


def test_what_makes_no_sense_in_the_address_is_as_if_it_were_not_there(desk: Desk, book: Rulebook) -> None:
    case = kept(desk, made.check(book))
    for query in ("?status=x", "?outcome=x'--", "?handler=%00", "?order=x", "?page=x", "?page=-1", "?x=1"):
        assert rows(desk, query) == [case.code]


def test_the_page_says_that_something_in_its_address_does_not_count(desk: Desk) -> None:
    told = "It does not count."
    for query in ("?status=x", "?outcome=-arrangement", "?handler=somebody"):
        assert told in desk.client.get(f"/en/hr{query}").text
    for query in ("", "?status=&outcome=&handler=&order=waiting&code=", "?status=decided&code=x"):
        assert told not in desk.client.get(f"/en/hr{query}").text


def test_the_other_language_shows_the_same_choice(desk: Desk) -> None:
    query = "status=in_hand&outcome=&handler=me&order=due&code="
    links = [
        attrs["href"] for attrs, _ in Seen(desk.client.get(f"/en/hr?{query}").text).all("a") if "hreflang" in attrs
    ]
    assert links == [f"/nl/hr?{query}"]
    links = [
        attrs["href"] for attrs, _ in Seen(desk.client.get("/en/hr?code=%3Cb%3E").text).all("a") if "hreflang" in attrs
    ]
    assert links == ["/nl/hr"]


def test_pages_of_25_together_hold_every_case_once(desk: Desk, book: Rulebook) -> None:
    codes = [kept(desk, made.check(book), days).code for days in range(60, 0, -1)]
    first = Seen(desk.client.get("/en/hr?status=received").text)
    (onwards,) = (attrs["href"] for attrs, _ in first.all("a") if attrs.get("rel") == "next")
    assert onwards == "/en/hr?status=received&page=2"
    assert rows(desk) + rows(desk, "?page=2") + rows(desk, "?page=3") == codes
    assert rows(desk, "?page=4") == rows(desk, "?page=99999") == rows(desk, "?page=3")


def test_fewer_than_ten_arrangements_cannot_be_picked_out(desk: Desk, book: Rulebook) -> None:
    check = kept(desk, made.check(book), 30)
    few = [kept(desk, made.arrangement(), days).code for days in range(9, 0, -1)]
    assert rows(desk, "?outcome=-arrangement") == [check.code, *few]
    assert "-arrangement" not in desk.client.get("/en/hr").text
    assert rows(desk, "?outcome=-open") == []
    tenth = kept(desk, made.arrangement())
    assert rows(desk, "?outcome=-arrangement") == [*few, tenth.code]


def test_a_manager_sees_only_their_own_cases(desk: Desk, book: Rulebook) -> None:
    desk.sign_in("mo", "manager")
    own = kept(desk, made.check(book), manager="mo".ljust(26, "0"))
    other = kept(desk, made.check(book))
    assert rows(desk) == rows(desk, "?status=received") == [own.code]
    assert rows(desk, f"?code={other.code}") == []


def test_with_many_cases_a_page_is_at_most_40_kib(desk: Desk, book: Rulebook) -> None:
    for number in range(10 * ON_A_PAGE):  # a page shows no more, however many there are
        kept(desk, made.arrangement() if number % 20 == 0 else made.check(book, {"on_site_tasks": "part"}), number)
    for language in LANGUAGES:
        assert len(desk.client.get(f"/{language}/hr").content) <= 40 * 1024


def test_no_page_behind_a_sign_in_is_compressed(desk: Desk, book: Rulebook) -> None:
    """Its length would tell whether a guess in the address stands on the page too."""
    every, check = {"Accept-Encoding": "gzip"}, kept(desk, made.check(book))
    assert desk.client.get("/en", headers=every).headers["content-encoding"] == "gzip"
    for path in ("", "?code=ABCD", f"/cases/{check.id}", "/accounts", "/nothing"):
        page = desk.client.get(f"/en/hr{path}", headers=every)
        assert "content-encoding" not in page.headers
        assert "<html" in page.text


def test_who_is_not_signed_in_sees_nothing(desk: Desk, book: Rulebook) -> None:
    case = kept(desk, made.check(book))
    desk.sign_out()
    for path in ("", f"/cases/{case.id}", f"/cases/{case.id}/what-if", "/new"):
        response = desk.client.get(f"/en/hr{path}")
        assert response.status_code in (303, 403)
        assert case.code not in response.text


def test_looking_at_the_list_is_logged(desk: Desk) -> None:
    desk.client.get("/en/hr")
    assert [(line.by, line.done) for line in desk.casework.store.trail()] == [(HANNA.id, "listed")]


def test_where_no_organisation_uses_the_check_there_is_no_such_page(client: TestClient) -> None:
    for path in ("/en/hr", "/en/hr/new", "/en/hr/cases/x"):
        assert client.get(path).status_code == 404
