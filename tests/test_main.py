import gc
import logging
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from app.cases.organisation import FILE
from app.main import create_app, keep_for_good, refresh
from app.problems import AppError
from app.rulebook.library import Library
from app.settings import Settings
from tests.cases import made
from tests.conftest import VERSION, only_newest
from tests.store.opened import SECRET, sqlite

ROOT = Path(__file__).parent.parent
ID = "thuiswerken-2021"


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    return only_newest(tmp_path / "rules")


@pytest.fixture(autouse=True)
def _information(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "thuiswerkcheck")


def logged(caplog: pytest.LogCaptureFixture) -> Iterator[str]:
    return (record.getMessage() for record in caplog.records if record.name == "thuiswerkcheck.rulebooks")


def spoil(rules: Path) -> str:
    file = rules / ID / f"{VERSION}.yaml"
    good = file.read_text()
    file.write_text(good.replace("id: thuiswerken-2021", "id: thuiswerken-2021\nno_such_key: 1", 1))
    return good


def test_settings_come_from_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("THUISWERKCHECK_RULES", str(tmp_path))
    assert TestClient(create_app()).get("/readyz").status_code == 503


STARTED = """
import os, sys
from app.main import create_app
for folder in sys.argv[1:]:
    os.environ["THUISWERKCHECK_DATA"] = folder
    create_app()
    print(*{"sqlalchemy", "alembic", "authlib", "httpx2", "xlsxwriter", "typst"} & sys.modules.keys())
"""


def test_starting_waits_for_nothing_that_is_not_used(tmp_path: Path) -> None:
    folders = [tmp_path / "nobody", tmp_path / "organisation"]
    for folder in folders:
        folder.mkdir()
    (folders[1] / FILE).write_text(made.ORGANISATION)
    sqlite(folders[1])
    settings = {"THUISWERKCHECK_SECRET": SECRET, "PYTHONPATH": str(ROOT)}
    settings["XDG_CACHE_HOME"] = os.environ["XDG_CACHE_HOME"]  # where the proofs of this code are already
    command = [sys.executable, "-c", STARTED, *map(str, folders)]
    run = subprocess.run(command, env=settings, capture_output=True, text=True, check=True)
    assert run.stdout.splitlines() == ["", "sqlalchemy"]


@pytest.mark.parametrize(("setting", "refused"), [("server", True), ("device", False), ("off", False)])
def test_an_employer_does_not_get_answers_about_health(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, setting: str, refused: bool
) -> None:
    (tmp_path / FILE).write_text(made.ORGANISATION)
    for name, value in {"DATA": str(tmp_path), "SECRET": "x" * 40, "HEALTH_ANSWERS": setting}.items():
        monkeypatch.setenv(f"THUISWERKCHECK_{name}", value)
    if not refused:
        assert create_app().routes
        return
    with pytest.raises(AppError, match="expected THUISWERKCHECK_HEALTH_ANSWERS to be `device` or `off`"):
        create_app()


def test_there_is_no_interactive_documentation_that_loads_scripts(client: TestClient) -> None:
    assert {client.get(path).status_code for path in ("/docs", "/redoc", "/openapi.json")} == {404}


def test_an_address_is_not_completed_by_a_redirect(client: TestClient) -> None:
    assert client.get("/healthz/").status_code == 404


def test_a_refused_file_is_logged_once_for_each_problem(rules: Path, caplog: pytest.LogCaptureFixture) -> None:
    spoil(rules)
    create_app(Settings(rules=rules))
    (line,) = logged(caplog)
    lines = (rules / ID / f"{VERSION}.yaml").read_text().splitlines()
    assert f"{VERSION}.yaml:{lines.index('no_such_key: 1') + 1}:1: unknown_key:" in line


def test_a_folder_that_is_not_there_is_refused_at_the_start(tmp_path: Path) -> None:
    with pytest.raises(AppError, match="expected a folder of rulebooks"):
        create_app(Settings(rules=tmp_path / "nowhere"))


def test_a_bad_file_never_replaces_a_good_one(rules: Path, caplog: pytest.LogCaptureFixture) -> None:
    library = Library.load(rules)
    running = library.edition(ID, VERSION)
    good = spoil(rules)
    refresh(library)
    problem, kept = logged(caplog)
    assert "unknown_key" in problem
    assert kept.startswith(f"kept, since its file is refused: `thuiswerken-2021` `{VERSION}` sha256:")
    assert library.edition(ID, VERSION) is running
    caplog.clear()
    refresh(library)
    assert [line.partition(":")[0] for line in logged(caplog)] == ["kept, since its file is refused"]
    (rules / ID / f"{VERSION}.yaml").write_text(good)
    caplog.clear()
    refresh(library)
    assert [line.partition(":")[0] for line in logged(caplog)] == ["running"]


def test_a_folder_that_vanished_takes_nothing_away(rules: Path, caplog: pytest.LogCaptureFixture) -> None:
    library = Library.load(rules)
    shutil.rmtree(rules)
    refresh(library)
    (line,) = logged(caplog)
    assert line.startswith("kept every rulebook:")
    assert library.ids() == (ID,)


def test_the_garbage_collector_passes_over_the_rulebooks_that_run_and_no_others(rules: Path) -> None:
    library = Library.load(rules)
    keep_for_good()
    try:
        running = id(library.edition(ID, VERSION).questions)
        assert running not in {id(each) for each in gc.get_objects()}
        before = gc.get_freeze_count()
        shutil.rmtree(rules / ID)
        refresh(library)
        assert library.ids() == ()
        assert 0 < gc.get_freeze_count() < before
    finally:
        gc.unfreeze()


def test_health_questions_are_left_out_where_the_settings_say_so() -> None:
    app = create_app(Settings(health_answers="off"))
    listed = {each["id"]: each["editions"] for each in TestClient(app).get("/v1/rulebooks").json()["rulebooks"]}
    assert listed[ID][0]["left_out"]
