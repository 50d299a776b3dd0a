"""What is told to whoever keeps cases is so: every command runs, in the order of the page."""

import os
import re
import shutil
import subprocess
import sys
from contextlib import redirect_stdout
from itertools import groupby
from pathlib import Path

from app.cli import main
from app.cli.backup import POSTGRESQL

ROOT = Path(__file__).parent.parent
PROGRAM = "thuiswerkcheck "
PAGE = (ROOT / "docs" / "operating.md").read_text()


def blocks(kind: str) -> list[str]:
    return re.findall(rf"```{kind}\n(.*?)```", PAGE, re.DOTALL)


def in_shell(script: str) -> str:
    """Return what a shell prints."""
    command = [shutil.which("bash") or "sh", "-euc", script]
    return subprocess.run(command, env={"PATH": "/usr/bin:/bin"}, stdout=subprocess.PIPE, text=True, check=True).stdout


def follow(line: str) -> None:
    """Run a command of the page, with words and a file to print to as a shell reads them."""
    given, _, file = line.removeprefix(PROGRAM).partition(" > ")
    with Path(file or os.devnull).open("w") as elsewhere, redirect_stdout(elsewhere if file else sys.stdout):
        assert main(in_shell(f"printf '%s\\n' {given}").splitlines()) == 0, line


FOLLOW = "import sys; from tests.test_operating import follow; [follow(line) for line in sys.argv[1:]]"


def test_the_page_can_be_followed_from_switching_on_to_the_head_of_the_trail(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "organisation.yaml").write_text(blocks("yaml")[0])
    settings = {"PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT), "XDG_CACHE_HOME": os.environ["XDG_CACHE_HOME"]}
    lines, told = [line for block in blocks("sh") for line in block.splitlines()], ""
    # Commands in a row share a process; files are put back between two, as the page has the server stopped for it.
    for is_command, row in groupby(lines, lambda line: line.startswith(PROGRAM)):
        rows = list(row)
        shell = [shutil.which("bash") or "sh", "-euc", "\n".join(rows)]
        command = [sys.executable, "-c", FOLLOW, *rows] if is_command else shell
        run = subprocess.run(command, cwd=tmp_path, env=settings, capture_output=True, text=True, check=False)
        assert run.returncode == 0, run.stderr
        told += run.stdout
    assert "evaluated again: 32 the same, 0 differs, 0 edition gone" in told
    assert told.count("whole: 45 lines") == 3
    assert (tmp_path / "data" / "secret").stat().st_mode & 0o077 == 0


def test_the_commands_for_postgresql_are_those_that_are_printed() -> None:
    printed = [line.strip().replace("{folder}/", "") for line in POSTGRESQL.splitlines()[1:]]
    assert blocks("console")[0].splitlines() == printed
