import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.cli import EPILOG, exit_code, main
from app.problems import AppError, ErrorCode, Problem, RulebookInvalid, SourceLocation

CANARY = "KANARIE-7431"
EVALUATE = ["evaluate", "--rulebook", "thuiswerken-2021", "--answers"]
Output = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def _no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in os.environ:
        if name.startswith("THUISWERKCHECK_"):
            monkeypatch.delenv(name)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Return a file with answers that are right."""
    path = tmp_path / "answers.json"
    path.write_text('{"on_site_tasks": "part"}')
    return path


@pytest.mark.parametrize(("code", "expected"), [
    ("invalid", 2), ("not_found", 2), ("unavailable", 1), ("forbidden", 1), ("conflict", 1),
])  # fmt: skip
def test_what_was_refused_is_told_from_what_could_not_be_done(code: ErrorCode, expected: int) -> None:
    assert exit_code(AppError(code, "expected something else")) == expected


def test_problems_in_a_rulebook_are_no_wrong_use() -> None:
    assert exit_code(RulebookInvalid([Problem(SourceLocation("file"), "code", "message")])) == 1


def test_help_tells_the_three_exit_codes() -> None:
    told = [line.split(maxsplit=1) for line in EPILOG.split("exit codes:\n")[1].split("\n\n")[0].splitlines()]
    assert [code for code, _ in told] == ["0", "1", "2"]
    assert all(word in told[2][1] for word in ("option", "file", "answer", "rulebook", "setting"))


@pytest.mark.parametrize(("name", "value"), [("HEALTH_ANSWERS", "maybe"), ("LINK_HOURS", "x"), ("RULES", "nowhere")])
def test_a_wrong_setting_is_wrong_use(
    name: str, value: str, file: Path, monkeypatch: pytest.MonkeyPatch, capsys: Output
) -> None:
    monkeypatch.setenv(f"THUISWERKCHECK_{name}", value)
    assert main([*EVALUATE, str(file)]) == 2
    said = capsys.readouterr()
    assert (said.out, len(said.err.splitlines())) == ("", 1)


def test_a_server_does_not_start_with_a_wrong_setting() -> None:
    command = [sys.executable, "-m", "app", "serve", "--port", "0"]
    environment = {**os.environ, "THUISWERKCHECK_LINK_HOURS": "x"}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False, timeout=60)
    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (2, "", 1)


def test_an_unknown_audience_is_wrong_use_and_told_by_its_option(file: Path, capsys: Output) -> None:
    assert main([*EVALUATE, str(file), "--audience", "manger"]) == 2
    said = capsys.readouterr().err.splitlines()
    assert said[1].startswith("thuiswerkcheck: --audience: unknown_audience: ")
    assert said[1].endswith("did you mean `manager`?")


def test_answers_not_for_an_audience_are_told_where_they_stand_in_the_file(file: Path, capsys: Output) -> None:
    file.write_text('{"home_workplace": "adequate"}')
    assert main([*EVALUATE, str(file), "--audience", "hr"]) == 2
    said = capsys.readouterr().err.splitlines()
    assert said[1].startswith("thuiswerkcheck: /home_workplace: not_for_this_audience: ")


@pytest.mark.parametrize("twice", [
    f'{{"on_site_tasks": "all", "on_site_tasks": "{CANARY}"}}', f'{{"{CANARY}": "x", "{CANARY}": "x"}}',
    f'{{"on_site_tasks": {{"{CANARY}": 1, "{CANARY}": 2}}}}',
])  # fmt: skip
def test_a_question_that_is_answered_twice_is_refused_without_repeating_it(
    twice: str, file: Path, capsys: Output
) -> None:
    file.write_text(twice)
    assert main([*EVALUATE, str(file)]) == 2
    said = capsys.readouterr().err
    assert said == "thuiswerkcheck: expected each question once in the answers, found one more than once\n"


@pytest.mark.parametrize("more", [[], ["--json"]])
def test_a_terminal_that_knows_only_ascii_gets_an_answer(more: list[str], file: Path) -> None:
    command = [sys.executable, "-m", "app", *EVALUATE, str(file), *more]
    environment = {**os.environ, "PYTHONIOENCODING": "ascii"}
    file.write_text('{"on_site_tasks": "part", "process_presence": "none", "bound_tools": "none", '
                    '"site_only_information": "none", "home_workplace": "adequate", "other_personal_reason": "no", '
                    '"mental_health": "no"}')  # fmt: skip
    done = subprocess.run(command, capture_output=True, env=environment, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    if more:
        assert "één reden" in json.dumps(json.loads(done.stdout), ensure_ascii=False)
    else:
        assert b"??n reden" in done.stdout


@pytest.mark.parametrize(("setting", "code"), [("device", 0), ("server", 0), ("off", 2)])
def test_the_command_line_evaluates_health_answers_unless_they_are_off(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, setting: str, code: int
) -> None:
    monkeypatch.setenv("THUISWERKCHECK_HEALTH_ANSWERS", setting)
    answers = tmp_path / "answers.json"
    answers.write_text('{"mental_health": "no"}')
    assert main([*EVALUATE, str(answers)]) == code
