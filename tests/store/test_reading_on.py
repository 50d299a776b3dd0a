"""While the store can keep nothing HR reads on, the log tells what the trail cannot, and everything else is refused."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from app.cases.case import Case
from app.cases.ids import key_of, new_id
from app.cases.repository import Asked, AuditEntry
from app.rulebook.model import Rulebook
from tests.cases import made
from tests.cases.worked import decided
from tests.store import opened
from tests.store.conftest import EMPTY
from tests.store.test_full import fill, small_disk
from tests.web.hr.conftest import Desk, opened_desk
from tests.web.hr.html import Seen

HANNA = "hanna".ljust(26, "0")
NOTED = AuditEntry(made.NOW, "employee", "shared")
SECRET = new_id()


@contextmanager
def refusing_changes(url: str) -> Iterator[None]:
    """Let a PostgreSQL take no change by anybody, as one does whose administrator holds it so."""
    others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = %s"
    with psycopg.connect(url, autocommit=True, options="-c default_transaction_read_only=off") as own:

        def change(what: str) -> None:
            own.execute(f'ALTER DATABASE "{own.info.dbname}" {what}'.encode())
            own.execute(others, [own.info.dbname])

        change("SET default_transaction_read_only = on")
        try:
            yield
        finally:
            change("RESET default_transaction_read_only")


def both(book: Rulebook) -> tuple[Case, Case]:
    """Return a decided case and a new one, that the same secret opens."""
    return decided(made.check(book, secret=SECRET)), made.check(book, secret=SECRET)


def looked(caplog: pytest.LogCaptureFixture) -> list[tuple[str, str, str]]:
    """Return who looked how at what, as the log tells it."""
    line = re.compile(r"event=look_not_noted at=2021-03-01T12:00:00Z by=(\S+) done=(\S+) case=(\S+)")
    found = [line.fullmatch(each) for each in caplog.messages if each.startswith("event=look_not_noted")]
    return [(each[1], each[2], each[3]) for each in found if each]


def check_reading(desk: Desk, case: Case, caplog: pytest.LogCaptureFixture) -> None:
    """Expect every page that only shows something, and the facts of each look in the log."""
    before = list(desk.casework.store.trail())
    pages = ("", "/todo", "/insight", f"/cases/{case.id}", f"/cases/{case.id}/what-if", f"/cases/{case.id}/letter")
    assert [desk.client.get(f"/en/hr{page}").status_code for page in pages] == [200] * len(pages)
    assert desk.client.get(f"/en/case/{key_of(case.id, SECRET)}").status_code == 200
    assert looked(caplog) == [*[(HANNA, "listed", "-")] * 3, *[(HANNA, "viewed", case.id)] * 3]
    assert list(desk.casework.store.trail()) == before


def check_refusing(desk: Desk, decided: Case, new: Case) -> None:
    """Expect whatever changes something, and whatever takes a copy away, to be refused on a page that says so."""
    fields = Seen(desk.client.get(f"/en/hr/cases/{new.id}").text).fields()
    changing = (f"hr/cases/{new.id}/take", f"case/{key_of(decided.id, SECRET)}/disagree", "hr/sign-out")
    copying = ("cases.csv", "insight.xlsx", f"cases/{decided.id}/letter.pdf")
    answers = [desk.client.post(f"/en/{path}", data=fields) for path in changing]
    answers += [desk.client.get(f"/en/hr/{path}") for path in copying]
    assert [each.status_code for each in answers] == [503] * len(answers)
    told = re.compile("(This|The check) (is not available|cannot be kept) now")
    assert all(told.search(each.text) for each in answers)


def test_on_a_full_disk_hr_reads_on_and_the_log_tells_who_looked(
    tmp_path: Path, book: Rulebook, caplog: pytest.LogCaptureFixture
) -> None:
    with small_disk(tmp_path) as disk, opened_desk(disk) as desk:
        case, other = (desk.casework.store.add(each, NOTED) for each in both(book))
        fill(disk)
        check_reading(desk, case, caplog)
        check_refusing(desk, case, other)
        assert desk.client.post(f"/en/case/{key_of(other.id, SECRET)}/withdraw").status_code == 303
        assert [each.id for each in desk.casework.store.find(Asked()).cases] == [case.id]


def test_a_postgresql_that_takes_no_changes_lets_hr_read_on(
    postgresql: str, tmp_path: Path, book: Rulebook, caplog: pytest.LogCaptureFixture
) -> None:
    with psycopg.connect(postgresql, autocommit=True) as own:
        own.execute(EMPTY.encode())
    with opened_desk(tmp_path, postgresql) as desk:
        case, other = (desk.casework.store.add(each, NOTED) for each in both(book))
        with refusing_changes(postgresql):
            check_reading(desk, case, caplog)
            check_refusing(desk, case, other)
            with opened.at(postgresql, tmp_path) as again:
                assert again.store.read(case.id) == case
        assert desk.client.get(f"/en/hr/cases/{other.id}").status_code == 200
        assert [line.case for line in desk.casework.store.trail() if line.done == "viewed"] == [other.id]
