"""What was acknowledged outlives a process, or a whole database server, that is killed while it writes."""

import os
from multiprocessing import get_context
from pathlib import Path
from signal import SIGKILL

import pytest
from sqlalchemy import Connection, event

from app.cases.casework import Casework
from app.cases.organisation import Retention
from app.cases.repository import Asked, AuditEntry
from app.cases.withdraw import withdraw
from app.store.cases import Cases
from tests.cases import made, worked
from tests.store import cluster, opened
from tests.store.writer import Told, killed_while_writing

ON_SQLITE, ON_POSTGRESQL = (int(each) for each in os.environ.get("CRASHES", "10,2").split(","))
"""How often; `make crashes` does more."""


@pytest.fixture
def server() -> cluster.Cluster:
    """Return a cluster that may be killed, since nobody else uses it."""
    if cluster.programs() is None:
        pytest.fail(cluster.MISSING, pytrace=False)
    return cluster.running(os.getpid(), "-to-be-killed")


def check(store: Casework, told: Told) -> None:
    """Everything that was acknowledged is there, and nothing that is half."""
    kept = {case.id: len(case.decisions) for case in store.store.every()}
    gone = {done: {line.case for line in store.store.trail() if line.done == done} for done in ("erased", "withdrawn")}
    erased, withdrawn = gone["erased"], gone["withdrawn"]
    assert {id for id, count in told.cases.items() if kept.get(id, -1) < count} <= erased | withdrawn
    assert told.erased <= erased
    assert told.withdrawn <= withdrawn
    assert not (erased | withdrawn) & kept.keys()
    check_records(store, {id: told.cases[id] for id in withdrawn & told.cases.keys()})
    assert store.store.unreadable() == []
    assert store.store.find(Asked(limit=1)).total == len(kept)
    assert store.store.broken_at() is None
    assert set(told.marks) <= {line.by for line in store.store.trail()}


def check_records(store: Casework, withdrawn: dict[str, int]) -> None:
    """Of each withdrawn case in which something was decided the record opens, of every other nothing is there."""
    opening = AuditEntry(made.NOW, "p", "record_opened")
    left = {id: store.store.records.open(id, opening).decisions for id in (r.id for r in store.store.records.all())}
    assert not left.keys() & {case.id for case in store.store.every()}
    assert {id for id, count in withdrawn.items() if len(left.get(id, ())) < count} == set()
    assert {id for id, count in withdrawn.items() if not count} & left.keys() == set()


def test_nothing_is_lost_when_the_program_is_killed(tmp_path: Path) -> None:
    url, told = f"sqlite:///{tmp_path / 'cases.db'}", Told()
    for seed in range(ON_SQLITE):
        with killed_while_writing(url, tmp_path, seed, told):
            pass
        with opened.at(url, tmp_path) as store:
            check(store, told)
    assert told.cases


def test_nothing_is_lost_when_the_program_or_the_server_is_killed(server: cluster.Cluster, tmp_path: Path) -> None:
    url, told = server.make_database("crashes"), Told()
    for seed in range(ON_POSTGRESQL):
        with killed_while_writing(url, tmp_path, seed, told):
            if seed % 2:
                server.kill()
        if seed % 2:
            server.start_again()
        with opened.at(url, tmp_path) as store:
            check(store, told)
    assert told.cases


def test_two_processes_begin_and_write_at_once_and_nothing_is_lost(url: str, tmp_path: Path) -> None:
    one, other = Told(), Told()
    with killed_while_writing(url, tmp_path, 1, one), killed_while_writing(url, tmp_path, 2, other):
        pass
    assert one.marks
    assert other.marks
    with opened.at(url, tmp_path) as store:
        for told in (one, other):
            check(store, told)


def withdraw_until(url: str, folder: Path, id: str, commits: int) -> None:
    """Withdraw a case, and die just before so many transactions would have been kept."""
    with opened.at(url, folder) as store:
        assert isinstance(store.store, Cases)
        left = iter(range(commits, 0, -1))

        def count(_: Connection) -> None:
            if next(left) == 1:
                os.kill(os.getpid(), SIGKILL)

        case = store.store.read(id)
        for engine in {store.store._engine, store.store._keys}:
            event.listen(engine, "commit", count)
        withdraw(store.store, case, AuditEntry(made.NOW, "employee", "withdrawn", id), Retention())


def test_who_is_killed_while_withdrawing_leaves_the_whole_case_or_only_its_record(url: str, tmp_path: Path) -> None:
    left: list[str] = []
    while not left or left[-1] != "done":
        with opened.at(url, tmp_path) as store:
            case = store.store.add(worked.decided(made.arrangement()), AuditEntry(made.NOW, "employee", "shared"))
        process = get_context("fork").Process(target=withdraw_until, args=(url, tmp_path, case.id, len(left) + 1))
        process.start()
        process.join()
        with opened.at(url, tmp_path) as store:
            cases, records = ([each.id for each in kept] for kept in (store.store.every(), store.store.records.all()))
            kept = ("case" if case.id in cases else "") + ("record" if case.id in records else "")
            assert store.store.unreadable() == []
            assert ("withdrawn" in [line.done for line in store.store.trail(case.id)]) == (kept == "record")
            if kept == "case":
                assert store.store.read(case.id) == case
                store.store.erase(case.id, AuditEntry(made.NOW, "p", "erased", case.id))
        left.append("done" if process.exitcode == 0 else kept)
    assert left[-2:] == ["record", "done"]
    assert set(left) == {"case", "record", "done"}
