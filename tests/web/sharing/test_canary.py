"""What is personal reaches neither store nor log; what opens a case and who it is about stand nowhere in clear."""

import logging
import re
from pathlib import Path
from random import Random

import pytest

from app.cases.accounts import Person
from app.cases.ids import parts_of
from app.rulebook.model import Rulebook
from app.web.hr.access import COOKIE
from app.web.visits.visit import Visit
from tests.canary import parts
from tests.cases import made
from tests.web.example_visits import ended, random_answers
from tests.web.sharing.staff import Staff, staff_in

CANARY = "KANARIE-7431"
UNUSUAL = {
    "home_workplace": "not_adequate",
    "home_workplace_fix": "later",
    "home_part_possible": "unknown",
    "other_personal_reason": "part",
}
"""Answers about the person; together they stand in no other test."""


def journeys(book: Rulebook) -> list[Visit]:
    """Return journeys of people who told about themselves."""
    drawn = [random_answers(book, Random(seed)) for seed in range(3)]
    work = [{q: a for q, a in each.items() if q in book.audiences["hr"]} for each in drawn]
    return [ended(book, each | UNUSUAL, full=bool(place % 2)) for place, each in enumerate([dict(made.WORK), *work])]


def written(folder: Path, caplog: pytest.LogCaptureFixture) -> dict[str, bytes]:
    """Return the bytes of each file of the store, and of the log."""
    files = {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file() and path.suffix != ".yaml"}
    assert {"cases.db", "keys.db"} <= files.keys()
    records = [record for record in caplog.records if not record.name.startswith("http")]
    lines = "\n".join(f"{record.getMessage()} {vars(record)}" for record in records)
    assert "route=/nl/case/{key}" in lines
    return files | {"log": lines.encode()}


@pytest.mark.parametrize("health_answers", ["server", "device"])
def test_what_is_personal_is_stored_nowhere_and_the_rest_nowhere_in_clear(
    tmp_path: Path, book: Rulebook, caplog: pytest.LogCaptureFixture, health_answers: str
) -> None:
    caplog.set_level(logging.DEBUG)
    personal = set(book.questions) - book.audiences["hr"]
    secrets: set[str] = set()
    with staff_in(tmp_path, book, health_answers=health_answers) as staff:
        for visit in journeys(book):
            secrets |= used(staff, visit)
        cases = [case.model_dump_json() for case in staff.casework.store.every()]
        found = written(tmp_path, caplog)
        hr_reads_everything(staff)
    assert len(cases) == 8
    words = {f'"{question}"' for question in personal} | {'"not_relied_on"'}
    assert [word for case in cases for word in words if word in case] == []
    assert [case for case in cases if CANARY not in case] == []
    hidden = {CANARY, *secrets, *book.questions, *UNUSUAL.values()}
    told = {name: sorted(word for word in hidden if word.encode() in content) for name, content in found.items()}
    assert {name: words for name, words in told.items() if words} == {}


def used(staff: Staff, visit: Visit) -> set[str]:
    """Share a journey in both ways and use the case; return what opens something of it."""
    seen: set[str] = set()
    for address in (staff.share(visit, who=CANARY), staff.arrange(visit, who=CANARY)):
        key = address.split("/")[3]
        parts = parts_of(key)
        assert parts
        page = staff.client.get(address)
        assert not re.search("|".join(set(visit.answers) - staff.book.audiences["hr"]) or "$^", page.text)
        assert staff.client.get(address[:-1] + "u").status_code == 404
        begin = staff.client.get(f"{address}/answer").headers["location"]
        staff.client.get(begin)
        seen |= {key, parts[1], begin.split("/")[-1]}
        staff.client.post("/nl/case", data={"code": staff.case(address).code, "secret": parts[1]})
    return seen


def hr_reads_everything(staff: Staff) -> None:
    """Read every page and file as HR: the net under every test looks through them; files name nobody."""
    hanna = Person("hanna".ljust(26, "0"), "hanna", "Hanna", frozenset({"hr"}))
    staff.casework.people.add(hanna, "", b"")
    staff.client.headers["Cookie"] = f"{COOKIE}={staff.casework.people.begin(hanna.id, made.NOW)}"
    pages = ("", "/what-if", "/questions", "/parties", "/statement", "/decision", "/letter", "/nothing")
    for case in staff.casework.store.every():
        told = [staff.client.get(f"/en/hr/cases/{case.id}{page}") for page in pages]
        assert CANARY in told[0].text
        assert {each.status_code for each in told} <= {200, 404}
        assert staff.client.post(f"/en/hr/cases/{case.id}/decision", data={"note": CANARY}).status_code == 403
    for page in ("", "/todo?whose=everybody", "/insight", "/recheck"):
        assert staff.client.get(f"/en/hr{page}").status_code == 200
    for file in ("cases.csv", "cases.xlsx", "insight.csv", "insight.xlsx"):
        content = staff.client.get(f"/en/hr/{file}").content
        assert not any(CANARY.encode() in part for part in parts(content)), file


def test_no_page_of_a_check_has_a_line_in_the_log_that_could_be_counted(
    tmp_path: Path, book: Rulebook, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with staff_in(tmp_path, book) as staff:
        address = staff.check(journeys(book)[0])
        for page in ("", "/outcome", "/share"):
            staff.client.get(address + page)
        staff.client.get(staff.share(journeys(book)[1]))
    lines = [record.getMessage() for record in caplog.records if record.name == "thuiswerkcheck.access"]
    assert [line for line in lines if "check" in line] == []
    assert any("route=/nl/case/{key}" in line for line in lines)
