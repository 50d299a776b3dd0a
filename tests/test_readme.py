"""The README says what is so."""

import json
import re
import tomllib
from pathlib import Path

from starlette.testclient import TestClient

from app.cli import parser
from tests.browser.test_random_journeys import COMBINATIONS
from tests.depth import FEW_JOURNEYS, MANY_JOURNEYS, TENTHS, TWENTIETHS

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text()
TOLD = "\n".join(path.read_text() for path in (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))))
"""What README and documents say together."""


def test_every_setting_is_told_and_no_other() -> None:
    program = "\n".join(path.read_text() for path in (ROOT / "app").rglob("*.py"))
    settings = {f"THUISWERKCHECK_{name}" for name in re.findall(r'PREFIX \+ "(\w+)"', program)}
    assert set(re.findall(r"`(THUISWERKCHECK_\w+)`", (ROOT / "docs/settings.md").read_text())) == settings


def test_it_is_short() -> None:
    assert len(README.splitlines()) <= 90


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


def test_the_commands_that_are_shown_are_commands() -> None:
    shown = set(re.findall(r"^thuiswerkcheck (\w+)", README, re.MULTILINE))
    assert len(shown) >= 10
    assert shown <= set(re.findall(r"^ +(\w+) ", parser().format_help(), re.MULTILINE))


def test_the_layers_that_are_told_are_those_that_are_checked() -> None:
    told = re.search(r"^Imports under `app/` point down only: (.*?)\. ", TOLD, re.MULTILINE)
    assert told
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    contract = next(each for each in contracts if each["id"] == "layers")
    checked = [set(re.findall(r"\w+", layer)) - {"__main__"} for layer in contract["layers"]]
    assert [set(re.findall(r"`(\w+)`", layer)) for layer in told[1].split(" > ")] == [each for each in checked if each]


def test_as_many_random_cases_are_tried_as_is_told() -> None:
    found = re.search(
        r"`make test` tries a (\w+) of the random cases, of the slowest a (\w+), .* walks (\d+) random journeys .*; "
        r"`make thorough` tries all and walks (\d+)\. `make journeys` walks only those (\d+)",
        TOLD,
    )
    assert found
    assert (found[1], TENTHS, found[2], TWENTIETHS) == ("tenth", 10, "twentieth", 20)
    assert [int(each) for each in found.groups()[2:]] == [FEW_JOURNEYS, MANY_JOURNEYS, MANY_JOURNEYS]
    # As many are walked in each combination, so that no more are walked than is told.
    assert FEW_JOURNEYS % COMBINATIONS == MANY_JOURNEYS % COMBINATIONS == 0
    makefile = (ROOT / "Makefile").read_text()
    assert f"{MANY_JOURNEYS} random journeys through a browser; `make test` walks {FEW_JOURNEYS}." in makefile
    assert f"JOURNEYS:-{MANY_JOURNEYS}" in makefile


def test_as_many_crashes_are_made_as_is_told() -> None:
    found = re.search(r"kills the program (\d+) times on SQLite and (\d+) times .* does so (\d+) and (\d+) times", TOLD)
    assert found
    few = re.search(r'"CRASHES", "(\d+),(\d+)"', (ROOT / "tests/store/test_crashes.py").read_text())
    many = re.search(r"CRASHES:-(\d+),(\d+)", (ROOT / "Makefile").read_text())
    assert few
    assert many
    assert found.groups() == few.groups() + many.groups()


def test_as_many_pairs_are_compared_as_is_told() -> None:
    assert "compares a thousand pairs, and 50 through the pages, of which `make test` tries a tenth" in TOLD
    tests = (ROOT / "tests/web/sharing/test_alike.py").read_text()
    assert len(re.findall(r"differing\(\w+, 500\)", tests)) == 2
    assert "for seed in (ASKED_MORE, *seeds(50)):" in tests


def test_every_package_that_make_installs_is_told() -> None:
    installed = set(re.findall(r"\$\(call needed,.*,([\w-]+)\)$", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert len(installed) == 4
    assert [name for name in installed if f"`{name}`" not in TOLD] == []
