"""What SQLite's files hold, and who can read them."""

from pathlib import Path

from app.cases.store import Line
from app.rulebook.model import Rulebook
from app.store.ballast import SIZE
from app.store.connect import engine_for, reading
from app.store.tables import case_keys
from tests.cases import made
from tests.store import opened

NOTED = Line(made.NOW, "employee", "shared")


def test_what_is_stored_tells_nothing(tmp_path: Path, book: Rulebook) -> None:
    opened.sqlite(tmp_path).store.add(made.check(book), NOTED)
    stored = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    for told in (b"on_site_tasks", b"partly", b"4711"):
        assert told not in stored


def test_only_whoever_runs_it_can_read_the_files(tmp_path: Path, book: Rulebook) -> None:
    opened.sqlite(tmp_path).store.add(made.check(book), NOTED)
    modes = {path.name: path.stat().st_mode & 0o077 for path in tmp_path.glob("*.db*")}
    assert set(modes) >= {"cases.db", "cases.db-wal", "keys.db", "keys.db-wal"}
    assert set(modes.values()) == {0}


def test_the_keys_hold_one_for_each_case(tmp_path: Path, book: Rulebook) -> None:
    case = opened.sqlite(tmp_path).store.add(made.check(book), NOTED)
    with reading(engine_for(f"sqlite:///{tmp_path / 'keys.db'}")) as connection:
        assert [row.case_id for row in connection.execute(case_keys.select())] == [case.id]


def test_room_is_held_back(tmp_path: Path) -> None:
    opened.sqlite(tmp_path)
    assert (tmp_path / "ballast").stat().st_size == SIZE
