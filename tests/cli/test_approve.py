import shutil
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from app.cli import main
from app.resources import RULES
from app.rulebook.approval import Approval, approval_beside, approval_path
from app.rulebook.files import NO_OVERLAY
from app.rulebook.library import Library
from app.rulebook.load import load_rulebook
from tests import conftest
from tests.rulebook.lending import ID, VERSION, lending

Output = pytest.CaptureFixture[str]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return lending(tmp_path)


def beside(file: Path) -> Path:
    return file.with_name(f"{VERSION}.approval.yaml")


def approve(file: Path, name: str, *more: str) -> int:
    return main(["approve", str(file), "--name", name, *more])


def kept(file: Path) -> Approval:
    approval, problems = approval_beside(load_rulebook(file))
    assert problems == []
    assert approval is not None
    return approval


def change(file: Path) -> None:
    file.write_text(file.read_text().replace("Boeken lenen", "Boeken meenemen", 1))


def test_an_approval_is_written_beside_the_rulebook(file: Path, capsys: Output) -> None:
    assert approve(file, " Zoë O'Neill ", "--on", "2026-02-03") == 0
    digest = load_rulebook(file).digest
    assert capsys.readouterr().out == (
        f"{beside(file)}: `{ID}` `{VERSION}` {digest} approved by Zoë O'Neill on 2026-02-03\n"
    )
    assert kept(file).covers(load_rulebook(file))
    assert [(each.name, each.on) for each in kept(file).approved] == [("Zoë O'Neill", date(2026, 2, 3))]
    assert main(["verify", str(file.parent)]) == 0


def test_who_approves_the_same_is_added_and_today_is_the_day(file: Path) -> None:
    assert approve(file, "A", "--on", "2026-02-03") == 0
    assert approve(file, "B") == 0
    assert [each.name for each in kept(file).approved] == ["A", "B"]
    assert (datetime.now(UTC).date() - kept(file).approved[1].on).days in (0, 1)


def test_approving_what_changed_leaves_out_who_approved_something_else(file: Path) -> None:
    approve(file, "A", "--on", "2026-02-03")
    beside(file).write_text(beside(file).read_text() + "    role: {nl: jurist, en: lawyer}\n")
    approve(file, "B", "--on", "2026-02-03")
    change(file)
    assert not kept(file).covers(load_rulebook(file))
    assert approve(file, "A", "--on", "2026-02-04") == 0
    assert kept(file).covers(load_rulebook(file))
    (only,) = kept(file).approved
    assert (only.name, only.role and only.role.en) == ("A", "lawyer")


def test_a_rulebook_with_problems_cannot_be_approved(file: Path, capsys: Output) -> None:
    examples = file.with_name(f"{VERSION}.examples.yaml")
    examples.write_text(examples.read_text().replace("verdict: stay", "verdict: go"))
    assert approve(file, "A") == 1
    assert ": example_verdict: " in capsys.readouterr().out
    file.write_text("id: a")
    assert approve(file, "A") == 1
    assert not beside(file).exists()


def test_a_bad_approval_is_told_and_not_written_over(file: Path, capsys: Output) -> None:
    beside(file).write_text("rulebook: another\n")
    assert approve(file, "A") == 1
    assert ": other_rulebook: " in capsys.readouterr().out
    assert beside(file).read_text() == "rulebook: another\n"
    assert main(["verify", str(file)]) == 1


@pytest.mark.parametrize("name", ["", "   ", "a\u202eb", "a\x00"])
def test_a_name_that_is_no_line_of_text_is_wrong_use(file: Path, name: str, capsys: Output) -> None:
    assert approve(file, name) == 2
    assert "expected a name" in capsys.readouterr().err
    assert not beside(file).exists()


def test_what_is_no_date_or_no_rulebook_file_is_wrong_use(file: Path) -> None:
    assert approve(file.parent, "A") == 2
    with pytest.raises(SystemExit) as ended:
        approve(file, "A", "--on", "soon")
    assert ended.value.code == 2


def test_a_folder_that_cannot_be_written_is_told(file: Path, capsys: Output) -> None:
    beside(file).mkdir()
    assert approve(file, "A") == 1
    assert "not possible here" in capsys.readouterr().err


def test_an_organisations_changes_are_approved_apart_from_what_they_change(tmp_path: Path, capsys: Output) -> None:
    rules = Path(shutil.copytree(RULES, tmp_path / "rules"))
    changes = rules / "overlays" / "gemeente-oeverwoude" / f"{conftest.ID}.yaml"
    assert approve(changes, "A", "--on", "2026-02-03") == 0
    assert list((rules / conftest.ID).glob("*.approval.yaml")) == []
    library = Library.load(rules)
    own = library.edition(conftest.ID, conftest.VERSION, "gemeente-oeverwoude")
    assert str(approval_path(own)) in capsys.readouterr().out
    approval = library.approval(own)
    assert approval is not None
    assert approval.covers(own)
    assert library.approval(library.edition(conftest.ID, conftest.VERSION, NO_OVERLAY)) is None
    assert main(["verify", str(rules / "overlays")]) == 0
