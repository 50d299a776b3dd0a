"""The README says what is so."""

import json
import re
import tomllib
from pathlib import Path

from starlette.testclient import TestClient

from app.cli import main

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text()


def test_every_setting_is_told_and_no_other() -> None:
    program = "\n".join(path.read_text() for path in (ROOT / "app").rglob("*.py"))
    settings = {f"THUISWERKCHECK_{name}" for name in re.findall(r'PREFIX \+ "(\w+)"', program)}
    assert set(re.findall(r"`(THUISWERKCHECK_\w+)`", README)) == settings


def test_every_link_leads_to_a_file() -> None:
    links = re.findall(r"\]\((?!http)([^)#]+)\)", README)
    assert len(links) > 10
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_the_request_that_is_shown_is_answered(client: TestClient) -> None:
    found = re.search(r"-d '(\{.*?\})'", README)
    assert found
    answer = client.post("/v1/evaluations", json=json.loads(found[1]))
    assert answer.status_code == 200
    assert answer.json()["possible"] == ["on_site", "partly_on_site"]


def test_the_commands_that_are_shown_work() -> None:
    assert "thuiswerkcheck verify rules" in README
    assert main(["verify", str(ROOT / "rules")]) == 0


def test_the_layers_that_are_told_are_those_that_are_checked() -> None:
    told = re.search(r"^Imports under `app/` point down only: (.*?)\. ", README, re.MULTILINE)
    assert told
    (contract,) = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    checked = [set(re.findall(r"\w+", layer)) - {"__main__"} for layer in contract["layers"]]
    assert [set(re.findall(r"`(\w+)`", layer)) for layer in told[1].split(" > ")] == [each for each in checked if each]
