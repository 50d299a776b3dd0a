"""What is told to whoever keeps cases is so: every command runs, in the order of the page."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from app.cli.backup import POSTGRESQL

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "operating.md").read_text()


def blocks(kind: str) -> list[str]:
    return re.findall(rf"```{kind}\n(.*?)```", PAGE, re.DOTALL)


def test_the_page_can_be_followed_from_switching_on_to_the_head_of_the_trail(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "organisation.yaml").write_text(blocks("yaml")[0])
    program = f'thuiswerkcheck() {{ "{sys.executable}" -m app "$@"; }}\n'
    script = program + "\n".join(blocks("sh"))
    settings = {"PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT), "XDG_CACHE_HOME": os.environ["XDG_CACHE_HOME"]}
    command = [shutil.which("bash") or "sh", "-euc", script]
    run = subprocess.run(command, cwd=tmp_path, env=settings, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    assert "evaluated again: 32 the same, 0 differs, 0 edition gone" in run.stdout
    assert run.stdout.count("whole: 45 lines") == 3
    assert (tmp_path / "data" / "secret").stat().st_mode & 0o077 == 0


def test_the_commands_for_postgresql_are_those_that_are_printed() -> None:
    printed = [line.strip().replace("{folder}/", "") for line in POSTGRESQL.splitlines()[1:]]
    assert blocks("console")[0].splitlines() == printed
