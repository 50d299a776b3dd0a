"""When a disk is full people can still read and erase, everything else is refused in words, and it passes."""

import os
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from app.cases.case import Case
from app.cases.casework import Casework
from app.cases.repository import Asked, AuditEntry
from app.problems import AppError
from app.store.cases import Cases
from app.store.erasure import SIZE
from tests.cases import made
from tests.store import opened

LIMIT = "PRAGMA max_page_count={}"
NOTED = AuditEntry(made.NOW, "employee", "shared")


@contextmanager
def small_disk(folder: Path) -> Iterator[Path]:
    """Mount a disk of 12 MB; skip the test where that is not allowed."""
    disk = folder / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=12m", "thuiswerkcheck", str(disk)]
    if os.getuid() != 0 or subprocess.run(mount, stderr=subprocess.DEVNULL, check=False).returncode != 0:
        pytest.skip("only root may mount a small disk, and not everywhere; a limit to a database is tried instead")
    try:
        yield disk
    finally:
        subprocess.run(["umount", "--lazy", str(disk)], check=True)


def fill(disk: Path) -> Path:
    """Write until nothing fits any more."""
    filler = disk / "filler"
    for size in (65536, 4096, 1):
        with suppress(OSError), filler.open("ab", buffering=0) as file:
            while True:
                file.write(bytes(size))
    return filler


def refused(store: Casework, case: Case) -> None:
    """Everything that keeps something is refused."""
    acts: tuple[Callable[[], Any], ...] = (
        lambda: store.store.add(made.arrangement(), NOTED),
        lambda: store.store.save(case, NOTED),
        lambda: store.store.note(NOTED),
        lambda: store.store.read(case.id, NOTED),
    )
    for act in acts:
        with pytest.raises(AppError) as told:
            act()
        assert told.value.code == "unavailable"
        assert "SQLITE_" in told.value.message


def test_a_full_disk_lets_people_read_and_erase(tmp_path: Path) -> None:
    with small_disk(tmp_path) as disk, opened.at(f"sqlite:///{disk / 'cases.db'}", disk) as store:
        kept = [store.store.add(made.arrangement(), NOTED) for _ in range(40)]
        filler = fill(disk)
        refused(store, kept[0])
        for case in kept[:20]:
            store.store.erase(case.id, AuditEntry(made.NOW, "noor", "erased"))
        assert store.store.find(Asked()).total == 20
        assert store.store.read(kept[-1].id) == kept[-1]
        filler.unlink()
        store.store.erase(kept[20].id, NOTED)
        assert (disk / "ballast").stat().st_size == SIZE
        store.store.add(made.arrangement(), NOTED)
        assert store.store.broken_at() is None


def test_it_opens_and_erases_on_a_full_disk_that_nobody_has_open(tmp_path: Path) -> None:
    with small_disk(tmp_path) as disk:
        url = f"sqlite:///{disk / 'cases.db'}"
        with opened.at(url, disk) as store:
            case = store.store.add(made.arrangement(), NOTED)
        fill(disk)
        with opened.at(url, disk) as store:
            store.store.erase(case.id, NOTED)
            assert store.store.find(Asked()).total == 0


def test_a_database_at_its_limit_lets_people_read_and_goes_on_when_there_is_room(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Try it where no disk may be mounted; erasing at the limit needs the ballast, which is on a disk."""
    with opened.at(f"sqlite:///{tmp_path / 'cases.db'}", tmp_path) as store:
        assert isinstance(store.store, Cases)
        most = [60]
        store.store.close()
        for engine in (store.store._engine, store.store._keys):
            event.listen(engine, "connect", lambda driver, _: driver.execute(LIMIT.format(most[0])).close())
        kept: list[Case] = []
        with pytest.raises(AppError, match="SQLITE_FULL"):
            while True:
                kept.append(store.store.add(made.arrangement(), NOTED))
        assert store.store.find(Asked()).total == len(kept)
        assert store.store.read(kept[0].id) == kept[0]
        with pytest.raises(AppError, match="SQLITE_FULL"):
            while True:
                store.store.note(NOTED)
        store.store.look(AuditEntry(made.NOW, "noor", "viewed", kept[0].id))
        assert f"event=look_not_noted at=2021-03-01T12:00:00Z by=noor done=viewed case={kept[0].id}" in caplog.messages
        most[0] = 100_000
        store.store.close()
        for case in kept[:-1]:
            store.store.erase(case.id, NOTED)
        assert store.store.find(Asked()).total == 1
        store.store.add(made.arrangement(), NOTED)
        assert store.store.broken_at() is None
