"""The documents say what is so: their commands run, and their links lead somewhere."""

import re
import shlex
import shutil
from itertools import product
from pathlib import Path

import pytest

from app.cli import main
from app.rulebook.amendment import EFFECTS
from app.rulebook.conditions import RESERVED
from app.rulebook.load import load_rulebook
from app.rulebook.overlays.changes import CHANGES
from tests.browser.test_storybook import first_of_each
from tests.conftest import ID, VERSION

ROOT = Path(__file__).parent.parent
DOCS = sorted((ROOT / "docs").glob("*.md"))
IN_ORDER = ROOT / "docs" / "operating.md"
"""Its commands follow one another: `test_operating.py` runs them."""
LINK = re.compile(r"\]\((?!http)([^)#]+)(?:#[^)]*)?\)")


def commands(text: str) -> list[str]:
    """Return the commands that a document shows."""
    blocks = re.findall(r"```sh\n(.*?)```", text, re.DOTALL)
    return [line for block in blocks for line in block.splitlines() if line.startswith("thuiswerkcheck ")]


SHOWN = [each for path in DOCS if path != IN_ORDER for each in commands(path.read_text())]
TOLD = {
    "thuiswerkcheck verify rules": r".*proven over all 846,720 sets of answers:.* examples, 0 problems\n",
    f"thuiswerkcheck verify --mutants rules/{ID}/{VERSION}.yaml": (
        r"(?!.*: unnoticed: ).*: redundant: it makes no difference whether .*mutants: (\d+) of \1 noticed \(100 %\)\n"
    ),
}
"""What some of the commands tell of the shipped rulebook: no problem, and a full score."""


@pytest.mark.parametrize("command", SHOWN)
def test_every_command_that_is_shown_runs(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(ROOT / "rules", tmp_path / "rules")
    monkeypatch.chdir(tmp_path)
    assert main(shlex.split(command)[1:]) == 0
    assert re.fullmatch(TOLD.get(command, ".*"), capsys.readouterr().out, re.DOTALL)
    assert set(TOLD) <= set(SHOWN)


def test_the_files_that_are_shown_are_proven_as_they_stand(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told = (ROOT / "docs" / "rulebook.md").read_text()
    files = dict(re.findall(r"```yaml\n# (rules/\S+)\n(.*?)```", told, re.DOTALL))
    for name, source in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(source)
    assert main(["verify", str(tmp_path / "rules")]) == 0
    verified = capsys.readouterr().out
    assert verified.endswith("2 rulebooks, 5 examples, 0 problems\n")
    assert "warning" not in verified
    bands = load_rulebook(tmp_path / "rules" / "parking" / "1.0.0.yaml").questions["distance"].answers
    assert [band for band, text in bands.items() if f"`{band}` is “{text.en}”" not in told] == []


@pytest.mark.parametrize("path", DOCS, ids=lambda path: path.name)
def test_every_link_leads_to_a_file(path: Path) -> None:
    assert [link for link in LINK.findall(path.read_text()) if not (path.parent / link).exists()] == []


def test_every_form_of_a_change_and_every_word_for_its_effect_is_told() -> None:
    told = (ROOT / "docs" / "rulebook.md").read_text()
    assert [
        word
        for word in (*CHANGES, *EFFECTS, *RESERVED - {"question"})
        if f"`{word}`" not in told and f"{{{word}" not in told
    ] == []


def test_axe_looks_at_what_is_told() -> None:
    told = (ROOT / "docs" / "accessibility.md").read_text()
    assert "axe, on every state of every page in the storybook" in told
    stories = [{"page": page, "state": state, "place": i} for i, (page, state) in enumerate(product("ab", "xyxz"))]
    states = [(each["page"], each["state"]) for each in first_of_each(stories)]
    assert sorted(states) == sorted({(each["page"], each["state"]) for each in stories})
    looks = (ROOT / "tests" / "browser" / "test_accessible.py").read_text()
    assert 'if THOROUGH else [("nl", "forced")]' in looks, "the row about forced colours says Dutch"
