"""The commands of whoever keeps the cases of an organisation."""

import logging
import os
import re
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from app.cases.accounts import Person
from app.cases.case import Case
from app.cases.casework import Casework
from app.cases.organisation import FILE, Retention
from app.cases.record import record_of
from app.cases.repository import Asked, AuditEntry, Name, Store
from app.cli import main
from app.main import create_app
from app.rulebook.in_force import day_of
from app.settings import Settings
from app.store.cases import Cases
from tests.cases import made, worked
from tests.store.opened import SECRET, sqlite
from tests.store.test_audit_trail import altered

Output = pytest.CaptureFixture[str]


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Casework:
    """Return the store that the commands open."""
    for name in os.environ:
        if name.startswith("THUISWERKCHECK_"):
            monkeypatch.delenv(name)
    (tmp_path / FILE).write_text(made.ORGANISATION)
    monkeypatch.setenv("THUISWERKCHECK_DATA", str(tmp_path))
    monkeypatch.setenv("THUISWERKCHECK_SECRET", SECRET)
    return sqlite(tmp_path)


@pytest.fixture
def demo(kept: Casework, capsys: Output) -> Store:
    """Return a store that is full of invented cases."""
    assert main(["demo", "--cases", "40"]) == 0
    assert capsys.readouterr().out == "invented 40 cases and 5 people who cannot sign in\n"
    return kept.store


def old(days: int) -> Case:
    """Return a case whose last day was so many days ago."""
    return made.arrangement().but(keep_until=day_of(datetime.now(UTC)) - timedelta(days=days))


@pytest.mark.parametrize("command", [["audit", "head"], ["cases", "purge"], ["demo"], ["backup", "copies"]])
def test_without_an_organisation_nothing_is_opened(
    command: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Output
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("THUISWERKCHECK_DATA", raising=False)
    assert main(command) == 2
    assert "organisation.yaml" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_a_whole_trail_is_told_and_its_head_is_known_again(demo: Store, capsys: Output) -> None:
    assert main(["audit", "head"]) == 0
    head = capsys.readouterr().out.strip()
    assert re.fullmatch(r"45:[0-9a-f]{64}", head)
    demo.note(AuditEntry(made.NOW, "noor", "viewed"))
    assert main(["audit", "verify", "--head", head]) == 0
    told = capsys.readouterr().out.splitlines()
    assert told[0] == "whole: 46 lines, each vouches for the one before it"
    assert told[1].startswith("1 with a time before that of the line above: the clock was put back")


def test_a_head_that_is_not_in_the_trail_and_an_altered_line_are_exit_code_1(
    demo: Store, tmp_path: Path, capsys: Output
) -> None:
    assert main(["audit", "verify", "--head", f"46:{'0' * 64}"]) == 1
    assert "line `46` is not the one that was kept elsewhere" in capsys.readouterr().out
    altered(tmp_path, "UPDATE trail SET done = 'erased' WHERE seq = 17")
    assert main(["audit", "verify"]) == 1
    assert capsys.readouterr().out == "broken: line `17` is missing, or was altered\n"


def test_who_did_what_is_listed_of_all_cases_or_of_one_also_once_it_is_erased(kept: Casework, capsys: Output) -> None:
    kept.people.add(Person("noor".ljust(26, "0"), "noor@gemeente.example", "Noor", frozenset({"hr"})), "", b"")
    one, _ = (kept.store.add(old(-100), AuditEntry(made.NOW, "employee", "shared")) for _ in range(2))
    kept.store.look(AuditEntry(made.NOW, "noor".ljust(26, "0"), "viewed", one.id))
    kept.store.note(AuditEntry(made.NOW, "key:7pzvkvvekn", "listed"))
    assert main(["audit", "list"]) == 0
    told = capsys.readouterr().out.splitlines()
    assert told[2:] == [
        f"2021-03-01T12:00:00Z `noor@gemeente.example` viewed {one.id}",
        "2021-03-01T12:00:00Z `key:7pzvkvvekn` listed",
    ]
    assert main(["audit", "list", "--case", one.code.lower()]) == 0
    assert capsys.readouterr().out.splitlines() == told[2:3]
    assert main(["cases", "erase", one.code]) == 0
    assert main(["audit", "list", "--case", one.code]) == 2
    capsys.readouterr()
    assert main(["audit", "list", "--case", one.id]) == 0
    assert [line.split()[2] for line in capsys.readouterr().out.splitlines()] == ["viewed", "erased"]


def test_a_case_that_was_given_to_another_in_the_database_is_told(demo: Store, tmp_path: Path, capsys: Output) -> None:
    case = next(each for each in demo.every() if each.handler)
    altered(tmp_path, "UPDATE cases SET handler = 'mallory' WHERE id = ?", case.id)
    assert main(["audit", "verify"]) == 1
    assert capsys.readouterr().out == f"altered: case `{case.code}` (`{case.id}`) is not as it was kept\n"
    assert main(["cases", "erase", case.code]) == 0
    assert main(["audit", "verify"]) == 0


def test_what_is_past_its_day_is_purged_each_with_its_line(kept: Casework, capsys: Output) -> None:
    stored = [kept.store.add(old(days), AuditEntry(made.NOW, "employee", "shared")) for days in (3, 1, 0, -1)]
    assert main(["cases", "purge", "--dry-run"]) == 0
    codes = "".join(f"  `{case.code}`\n" for case in stored[:2])
    assert capsys.readouterr().out == f"would erase 2:\n{codes}"
    assert kept.store.find(Asked()).total == 4
    assert main(["cases", "purge"]) == 0
    assert capsys.readouterr().out == f"erased 2:\n{codes}"
    assert {case.id for case in kept.store.every()} == {case.id for case in stored[2:]}
    lines = [(line.done, line.by, line.case) for line in kept.store.trail()][4:]
    assert lines == [("purged", "system", case.id) for case in stored[:2]]
    assert main(["cases", "purge"]) == 0
    assert capsys.readouterr().out == "erased 0\n"


def test_what_is_withdrawn_while_cases_are_purged_keeps_no_other_case(
    kept: Casework, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = (kept.store.add(old(days), AuditEntry(made.NOW, "employee", "shared")) for days in (3, 1))
    known = Cases.past

    def past(store: Cases, day: date) -> Sequence[Name]:
        found = known(store, day)
        kept.store.erase(first.id, AuditEntry(made.NOW, "employee", "withdrawn", first.id))
        return found

    monkeypatch.setattr(Cases, "past", past)
    assert main(["cases", "purge"]) == 0
    assert list(kept.store.every()) == []
    assert [line.done for line in kept.store.trail(second.id)] == ["purged"]


def test_a_purge_also_forgets_who_is_signed_in_no_longer(kept: Casework, tmp_path: Path) -> None:
    kept.people.begin("noor", made.NOW)
    for command, left in ((["--dry-run"], 1), ([], 0)):
        assert main(["cases", "purge", *command]) == 0
        with closing(sqlite3.connect(tmp_path / "cases.db")) as connection:
            assert connection.execute("SELECT count(*) FROM sessions").fetchone() == (left,)


def test_what_cannot_be_read_is_told_and_goes_when_asked(kept: Casework, tmp_path: Path, capsys: Output) -> None:
    kept.store.add(old(-100), AuditEntry(made.NOW, "employee", "shared"))
    for path in tmp_path.glob("keys.db*"):
        path.unlink()
    assert main(["cases", "purge"]) == 0
    assert "1 more have no key and cannot be read" in capsys.readouterr().out
    assert main(["cases", "purge", "--unreadable"]) == 0
    assert capsys.readouterr().out.startswith("erased 1:\n")
    assert kept.store.find(Asked()).total == 0


def test_a_case_is_erased_by_its_code(kept: Casework, capsys: Output) -> None:
    case = kept.store.add(old(-100), AuditEntry(made.NOW, "employee", "shared"))
    assert main(["cases", "erase", case.code.lower()]) == 0
    assert capsys.readouterr().out == f"erased `{case.code}`\n"
    assert [line.done for line in kept.store.trail(case.id)] == ["erased"]
    assert main(["cases", "erase", case.code]) == 2
    assert "found none of that code" in capsys.readouterr().err


def withdrawn(store: Store, days_ago: int = 0) -> Case:
    """Return a decided case that its employee withdrew, whose record is past its term by so many days."""
    now = datetime.now(UTC)
    case = store.add(worked.decided(made.arrangement()), AuditEntry(made.NOW, "employee", "shared"))
    record = record_of(case, Retention(), made.NOW.date())
    assert record
    until = day_of(now) - timedelta(days=days_ago)
    kept = record.model_copy(update={"keep_until": until})
    store.withdraw(case, kept, AuditEntry(now, "employee", "withdrawn", case.id))
    return case


def test_what_remains_of_a_withdrawn_case_is_purged_after_its_own_term(kept: Casework, capsys: Output) -> None:
    past, other = withdrawn(kept.store, 1), withdrawn(kept.store)
    assert main(["cases", "purge", "--dry-run"]) == 0
    assert capsys.readouterr().out == f"would erase 1:\n  `{past.code}` (record of a withdrawn case)\n"
    assert main(["cases", "purge"]) == 0
    assert capsys.readouterr().out == f"erased 1:\n  `{past.code}` (record of a withdrawn case)\n"
    assert [each.id for each in kept.store.records.all()] == [other.id]
    assert [line.done for line in kept.store.trail(past.id)] == ["withdrawn", "purged"]


def test_an_altered_record_is_named_and_can_be_erased(kept: Casework, tmp_path: Path, capsys: Output) -> None:
    case, past = withdrawn(kept.store), withdrawn(kept.store, 1)
    altered(tmp_path, "UPDATE records SET keep_until = '2099-01-01' WHERE case_id = ?", case.id)
    assert main(["audit", "verify"]) == 1
    assert f"`{case.code}`" in capsys.readouterr().out
    assert main(["cases", "records"]) == 1
    assert main(["cases", "purge"]) == 0
    assert f"`{past.code}`" in capsys.readouterr().out
    assert main(["cases", "erase", case.code]) == 0
    assert kept.store.records.all() == []


def test_records_are_listed_sealed_and_opening_one_is_in_the_trail(kept: Casework, capsys: Output) -> None:
    case = withdrawn(kept.store)
    (record,) = kept.store.records.all()
    assert main(["cases", "records"]) == 0
    assert capsys.readouterr().out == f"records of withdrawn cases: 1\n  `{case.code}` until {record.keep_until}\n"
    assert [line.done for line in kept.store.trail(case.id)] == ["withdrawn"]
    assert main(["cases", "records", case.code.lower()]) == 0
    told = capsys.readouterr().out
    for part in (case.code, "decided by Hanna: agreed", "on site: monday", "from 2021-03-01 until 2021-05-30"):
        assert part in told
    assert [line.done for line in kept.store.trail(case.id)] == ["withdrawn", "record_opened"]
    assert main(["audit", "list", "--case", case.code]) == 0
    assert "record_opened" in capsys.readouterr().out
    assert main(["demo"]) == 1


def test_a_record_is_erased_by_its_code_and_not_opened_after(kept: Casework, capsys: Output) -> None:
    case = withdrawn(kept.store)
    assert main(["cases", "erase", case.code]) == 0
    assert main(["cases", "records", case.code]) == 2
    assert "found none of that code" in capsys.readouterr().err
    undecided = kept.store.add(made.arrangement(), AuditEntry(made.NOW, "employee", "shared"))
    assert main(["cases", "records", undecided.code]) == 2
    assert "expected the record of a withdrawn case" in capsys.readouterr().err


def test_a_copy_of_before_a_withdrawal_shows_neither_the_case_nor_a_record(kept: Casework, tmp_path: Path) -> None:
    case = kept.store.add(worked.decided(made.arrangement()), AuditEntry(made.NOW, "employee", "shared"))
    assert main(["backup", str(tmp_path / "copies")]) == 0
    (copy,) = (tmp_path / "copies" / "cases").iterdir()
    record = record_of(case, Retention(), made.NOW.date())
    kept.store.withdraw(case, record, AuditEntry(made.NOW, "employee", "withdrawn", case.id))
    beside_keys_of_today = folder_with(tmp_path / "today", copy, tmp_path / "keys.db")
    assert (list(beside_keys_of_today.every()), beside_keys_of_today.records.all()) == ([], [])
    assert beside_keys_of_today.unreadable() == [Name(case.id, case.code)]


def test_invented_cases_are_of_every_kind_and_the_same_for_the_same_seed(
    demo: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cases = list(demo.every())
    assert {case.status for case in cases} == {"received", "in_hand", "waiting", "decided", "disagreed"}
    arrangements = [case for case in cases if case.kind == "arrangement"]
    assert {case.status for case in arrangements} == {case.status for case in cases} - {"waiting"}
    assert {(case.manager, case.asked) for case in arrangements} == {("", ())}
    assert {case.verdict for case in cases} > {None}
    assert {party.party for case in cases for party in case.statements} == {"employee", "manager"}
    assert all(case.received <= case.changed <= datetime.now(UTC) for case in cases)
    other = tmp_path / "other"
    other.mkdir()
    (other / FILE).write_text(made.ORGANISATION)
    monkeypatch.setenv("THUISWERKCHECK_DATA", str(other))
    assert main(["demo", "--cases", "40"]) == 0
    assert {case.code for case in sqlite(other).store.every()} == {case.code for case in cases}


def test_nothing_is_invented_among_cases(demo: Store, capsys: Output) -> None:
    assert main(["demo"]) == 1
    assert "expected a store without cases" in capsys.readouterr().err
    assert demo.find(Asked()).total == 40


def test_every_check_leads_to_its_verdict_again_under_its_own_edition(demo: Store, capsys: Output) -> None:
    assert main(["cases", "replay"]) == 0
    told = "32 the same, 0 differs, 0 edition gone; 8 arrangements hold no answers"
    assert capsys.readouterr().out == f"evaluated again: {told}\n"
    one, other = [case for case in demo.every() if case.edition][:2]
    demo.save(one.but(verdict="another"), AuditEntry(made.NOW, "noor", "decided"))
    assert other.edition
    edition = other.edition.model_copy(update={"digest": "0"})
    demo.save(other.but(edition=edition), AuditEntry(made.NOW, "noor", "decided"))
    assert main(["cases", "replay"]) == 1
    said = capsys.readouterr().out
    assert f"`{one.code}`: differs\n" in said
    assert f"`{other.code}`: edition gone\n" in said


def test_the_server_logs_the_head_when_it_starts(demo: Store, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    app = create_app(Settings(secret=SECRET, data=tmp_path))
    with caplog.at_level(logging.INFO, "thuiswerkcheck.audit"), TestClient(app) as client:
        while "head=" not in caplog.text:
            client.get("/healthz")
    assert f"head={demo.head()}" in caplog.text


def test_copies_are_made_while_in_use_and_can_be_put_back(demo: Store, tmp_path: Path, capsys: Output) -> None:
    erased, *kept = demo.every()
    assert main(["backup", str(tmp_path / "copies")]) == 0
    cases, keys = (Path(line) for line in capsys.readouterr().out.splitlines()[:2])
    assert (cases.parent.name, keys.parent.name) == ("cases", "keys")
    assert {path.stat().st_mode & 0o077 for path in (cases, keys, keys.parent)} == {0}
    demo.erase(erased.id, AuditEntry(made.NOW, "noor", "erased"))
    restored = folder_with(tmp_path / "restored", cases, keys)
    assert list(restored.every()) == [erased, *kept]
    assert restored.broken_at() is None
    beside_keys_of_today = folder_with(tmp_path / "today", cases, tmp_path / "keys.db")
    assert list(beside_keys_of_today.every()) == kept


def folder_with(folder: Path, cases: Path, keys: Path) -> Store:
    folder.mkdir()
    (folder / "cases.db").write_bytes(cases.read_bytes())
    (folder / "keys.db").write_bytes(keys.read_bytes())
    return sqlite(folder).store
