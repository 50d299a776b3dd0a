"""Insight for HR: charts, each with the same in a table, and files."""

import csv
from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO, StringIO
from zipfile import ZipFile

import pytest

from app.cases.repository import AuditEntry
from app.rulebook.model import Rulebook
from app.web.hr.spreadsheets import as_csv, as_xlsx, harmless
from tests.cases import made
from tests.web.hr.conftest import Desk

SHARED = AuditEntry(made.NOW, "employee", "shared")
FORMULAS = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "\uff1d1+1", "\uff0b1", "\uff0d1", "\uff201", " =1")


@pytest.fixture
def busy(desk: Desk, book: Rulebook) -> Iterator[Desk]:
    """Return a desk with more than ten checks of one kind, few of another, and few arrangements."""
    for number in range(12):
        desk.casework.store.add(made.check(book), SHARED)
        if number < 3:
            desk.casework.store.add(made.check(book, {"on_site_tasks": "none"}), SHARED)
            desk.casework.store.add(made.arrangement(), SHARED)
            desk.casework.store.add(made.decided(book, timedelta(days=number)), SHARED)
    yield desk


def test_the_page_tells_only_large_groups(busy: Desk) -> None:
    page = busy.client.get("/en/hr/insight").text
    assert "work at home" in page
    assert "fewer than 10" in page
    assert "March 2021" in page
    assert "data-arrangements" not in page
    assert page.count("<svg") == page.count("</table>") > 3


def test_without_cases_the_page_says_that_there_are_too_few(desk: Desk) -> None:
    assert "too few cases" in desk.client.get("/en/hr/insight").text


def test_files_say_the_same_as_the_page(busy: Desk) -> None:
    rows = list(csv.reader(StringIO(busy.client.get("/en/hr/insight.csv").content.decode("utf-8-sig")), delimiter=";"))
    assert ["Received", "10"] in rows
    assert ["Decided", "fewer than 10"] in rows
    book = busy.client.get("/en/hr/insight.xlsx").content
    with ZipFile(BytesIO(book)) as parts:
        assert "fewer than 10" in parts.read("xl/sharedStrings.xml").decode()
    assert book == busy.client.get("/en/hr/insight.xlsx").content


def test_a_line_for_each_case_holds_what_the_list_holds(busy: Desk) -> None:
    written = busy.client.get("/en/hr/cases.csv").content.decode("utf-8-sig")
    rows = list(csv.reader(StringIO(written), delimiter=";"))
    assert len(rows) == 1 + 12 + 6
    assert "4711" not in written


def test_arrangements_are_in_the_file_of_cases_once_there_are_ten(busy: Desk) -> None:
    for arrangements in range(4, 12):
        busy.casework.store.add(made.arrangement(), SHARED)
        written = busy.client.get("/en/hr/cases.csv").text
        assert written.count("Tailored arrangement") == (arrangements if arrangements >= 10 else 0)


def test_every_export_is_in_the_audit_trail(busy: Desk) -> None:
    busy.client.get("/en/hr/insight.csv")
    assert [line.done for line in busy.casework.store.trail()][-1] == "exported"


@pytest.mark.parametrize("address", ["insight", "insight.csv", "insight.xlsx", "cases.csv"])
def test_only_hr_sees_insight(busy: Desk, address: str) -> None:
    busy.sign_in("manager", "manager")
    assert busy.client.get(f"/en/hr/{address}").status_code == 403


@pytest.mark.parametrize("text", FORMULAS)
def test_no_text_is_taken_for_a_formula(text: str) -> None:
    assert str(harmless(text)).startswith("'")
    assert f"'{text}" in as_csv([[text]]).decode("utf-8-sig").replace('"', "") or "\r" in text or "\n" in text
    with ZipFile(BytesIO(as_xlsx({"Sheet": [[text]]}, made.NOW))) as parts:
        assert b"<f>" not in parts.read("xl/worksheets/sheet1.xml")


@pytest.mark.parametrize("text", ["a=b", "1-2", "Gemeente Oeverwoude", ""])
def test_other_texts_stay_as_they_are(text: str) -> None:
    assert harmless(text) == text
    assert harmless(5) == 5
