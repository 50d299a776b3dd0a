"""A new rulebook is one that verifies, and nothing is overwritten by it."""

from pathlib import Path

import pytest

from app.cli import main
from app.rulebook.load import load_rulebook
from app.rulebook.text import LANGUAGES, Language

Output = pytest.CaptureFixture[str]


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_written_verifies_and_its_examples_notice_every_change(
    language: Language, tmp_path: Path, capsys: Output
) -> None:
    assert main(["new", "house-rules", str(tmp_path), "--language", language]) == 0
    path = tmp_path / "house-rules" / "1.0.0.yaml"
    assert load_rulebook(path).languages == (language,)
    capsys.readouterr()
    assert main(["verify", str(tmp_path)]) == 0
    assert capsys.readouterr().out.endswith("1 rulebook, 2 examples, 0 problems\n")
    assert main(["verify", "--mutants", str(path)]) == 0


def test_it_says_what_was_written_and_what_to_do_next(tmp_path: Path, capsys: Output) -> None:
    assert main(["new", "house-rules", str(tmp_path)]) == 0
    written = tmp_path / "house-rules"
    assert capsys.readouterr().out == (
        f"wrote {written}/1.0.0.yaml and {written}/1.0.0.examples.yaml\n"
        "change them, and then\n"
        f"  thuiswerkcheck verify {written}\n"
        f"  THUISWERKCHECK_RULES={tmp_path} thuiswerkcheck serve\n"
    )
    assert len((written / "1.0.0.yaml").read_text("utf-8").splitlines()) <= 30


def test_without_a_folder_it_is_written_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["new", "house-rules"]) == 0
    assert sorted(path.name for path in (tmp_path / "house-rules").iterdir()) == ["1.0.0.examples.yaml", "1.0.0.yaml"]


@pytest.mark.parametrize("name", ["1.0.0.yaml", "1.0.0.examples.yaml"])
def test_nothing_is_overwritten(name: str, tmp_path: Path, capsys: Output) -> None:
    there = tmp_path / "house-rules" / name
    there.parent.mkdir()
    there.write_text("mine")
    assert main(["new", "house-rules", str(tmp_path)]) == 2
    assert capsys.readouterr().err == f"thuiswerkcheck: expected to write a new file, found `{there}` there already\n"
    assert [(path.name, path.read_text()) for path in there.parent.iterdir()] == [(name, "mine")]


@pytest.mark.parametrize("id", ["on", "y", "null", "no-1"])
def test_an_id_that_means_something_else_to_yaml_is_one_too(id: str, tmp_path: Path) -> None:
    assert main(["new", id, str(tmp_path)]) == 0
    assert main(["verify", str(tmp_path)]) == 0


@pytest.mark.parametrize("id", ["House", "../house", "", "a" * 41, "privacy"])
def test_an_id_that_no_rulebook_can_have_is_refused(id: str, tmp_path: Path, capsys: Output) -> None:
    assert main(["new", id, str(tmp_path)]) == 2
    assert "expected an id of small letters" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_made_is_refused(tmp_path: Path, capsys: Output) -> None:
    (tmp_path / "file").write_text("")
    assert main(["new", "house-rules", str(tmp_path / "file")]) == 2
    assert "expected a folder to write in" in capsys.readouterr().err
