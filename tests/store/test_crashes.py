"""What was acknowledged outlives a process, or a whole database server, that is killed while it writes."""

import os
from pathlib import Path

import pytest

from app.cases.casework import Casework
from app.cases.store import Asked
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
    erased = {line.case for line in store.store.trail() if line.done == "erased"}
    assert {id for id, count in told.cases.items() if kept.get(id, -1) < count} <= erased
    assert told.erased <= erased
    assert not erased & kept.keys()
    assert store.store.unreadable() == []
    assert store.store.find(Asked(limit=1)).total == len(kept)
    assert store.store.broken_at() is None
    assert set(told.marks) <= {line.by for line in store.store.trail()}


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
