"""The page and the API that compare two editions."""

import asyncio
import json
import re
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from app.cli import main
from app.problems import AppError
from app.resources import RULES
from app.rulebook.load import load_rulebook
from app.rulebook.model import Rulebook
from app.rulebook.text import LANGUAGES, Language
from app.settings import Settings
from app.verify.diff.diff import Comparison, compare
from app.web.comparison_cache import MOST, Comparisons
from tests.conftest import only_newest
from tests.loop import run
from tests.rulebook.bad import SPECIMENS
from tests.web.test_routes import Balance, client_of

ID = "thuiswerken-2021"
FIRST = (RULES / ID / "1.0.0.yaml").read_text()
LATER_IS_NO_REASON = FIRST.replace("{tools_at_home: [no, later]}", "{tools_at_home: no}")
HOSTILE = re.sub(r'(nl|en): "([A-Z])', r'\1: "<img src=x onerror=alert(1)>{{ 7777*7 }}\2', LATER_IS_NO_REASON)


def editions(folder: Path, second: str = LATER_IS_NO_REASON) -> Path:
    """Return a folder of rules with two editions of one rulebook."""
    (folder / ID).mkdir()
    (folder / ID / "1.0.0.yaml").write_text(FIRST)
    (folder / ID / "1.1.0.yaml").write_text(second.replace('version: "1.0.0"', 'version: "1.1.0"', 1))
    return folder


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> TestClient:
    """Return a client of an application with two editions."""
    return client_of(Settings(rules=editions(tmp_path_factory.mktemp("rules"))))


def page(client: TestClient, language: str = "en", asked: str = "?old=1.0.0&new=1.1.0") -> str:
    response = client.get(f"/{language}/{ID}/compare{asked}")
    assert response.status_code == 200
    return response.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_differs_is_told_in_the_rulebooks_own_words(two: TestClient, language: Language) -> None:
    book = load_rulebook(RULES / ID / "1.0.0.yaml")
    told = unescape(page(two, language))
    for verdict in book.verdicts.values():
        assert verdict.title[language] in told
    assert book.criteria["location_bound_tools"].title[language] in told
    asked = book.questions["tools_at_home"]
    assert f"“{asked.ask[language]}”" in told
    assert f"“{asked.answers['later'][language]}”" in told
    assert {"en": "846,720", "nl": "846.720"}[language] in told
    ids = (*book.questions, *book.criteria, *book.verdicts)
    assert [id for id in ids if "_" in id and re.search(rf"\b{id}\b", told)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_is_sound_and_every_row_leads_to_its_section(two: TestClient, language: Language) -> None:
    told = page(two, language)
    found = Balance()
    found.feed(told)
    assert (found.wrong, found.open) == ([], [])
    assert len(found.ids) == len(set(found.ids))
    rows = re.findall(r'href="#(difference-\d+)"', told)
    assert len(rows) == 9
    assert set(rows) <= set(found.ids)
    assert told.count("<caption") == told.count("<table") == 1
    assert not re.search(r"<style| style=|<script(?![^>]* src=)", told)


def test_editions_are_chosen_in_a_form_and_the_last_two_are_compared_until_then(two: TestClient) -> None:
    chosen = re.compile(r'<option value="([\d.]+)" selected>')
    assert chosen.findall(page(two, asked="")) == ["1.0.0", "1.1.0"]
    assert chosen.findall(page(two, asked="?old=1.1.0&new=1.0.0")) == ["1.1.0", "1.0.0"]
    assert chosen.findall(page(two, asked="?old=&new=")) == ["1.0.0", "1.1.0"]
    assert '<form method="get"' in page(two)
    assert f'href="/en/{ID}/compare"' in two.get(f"/en/{ID}/source").text


def test_an_edition_does_not_differ_from_itself(two: TestClient) -> None:
    told = page(two, asked="?old=1.1.0&new=1.1.0")
    assert "In all of them the advice, the reasons and what is to be arranged first are the same." in told
    assert "<table" not in told


def test_where_there_is_one_edition_the_page_says_so(tmp_path: Path) -> None:
    client = client_of(Settings(rules=only_newest(tmp_path / "rules")))
    told = client.get(f"/en/{ID}/compare").text
    assert "There is only one version of these criteria" in told
    assert "<form" not in told
    assert "/compare" not in client.get(f"/en/{ID}/source").text


def test_what_is_only_in_one_edition_and_what_reads_differently_is_told(tmp_path: Path) -> None:
    second = FIRST.replace("Some tasks simply", "Some tasks").replace("\n  extra_risk:", "\n  other_risk:")
    told = page(client_of(Settings(rules=editions(tmp_path, second))))
    assert told.count("Only in 1.0.0") == told.count("Only in 1.1.0") == 1
    assert told.count("Good to know") == 2
    assert "1 text reads differently." in told


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("nl", ["0 tot en met 100 kilo, in stappen van 0,5.", "het hoogste getal was 100 kilo en is nu 120 kilo."]),
        ("en", ["0 to 100 kilos, in steps of 0.5.", "the highest number was 100 kilos and is now 120 kilos."]),
    ],
)
def test_numbers_that_differ_are_told_in_words(tmp_path: Path, language: str, told: list[str]) -> None:
    first = (SPECIMENS / "numbers.yaml").read_text("utf-8")
    second = first.replace("to: 100", "to: 120").replace('version: "1.0.0"', 'version: "1.1.0"')
    (tmp_path / "parcels").mkdir()
    for version, source in (("1.0.0", first), ("1.1.0", second)):
        (tmp_path / "parcels" / f"{version}.yaml").write_text(source, "utf-8")
    page = client_of(Settings(rules=tmp_path)).get(f"/{language}/parcels/compare?old=1.0.0&new=1.1.0").text
    assert [each for each in told if each not in page] == []


def test_what_is_not_there_is_not_found(two: TestClient) -> None:
    for path in (f"/en/{ID}/compare?old=9.9.9&new=1.0.0", "/en/nothing/compare"):
        assert two.get(path).status_code == 404
    for path in (f"/v1/rulebooks/{ID}/compare?old=1.0.0&new=2", "/v1/rulebooks/nothing/compare?old=1&new=1"):
        assert two.get(path).status_code == 404
    assert two.get(f"/v1/rulebooks/{ID}/compare?old=1.0.0").status_code == 400


def test_text_of_a_rulebook_is_never_markup(tmp_path: Path) -> None:
    told = page(client_of(Settings(rules=editions(tmp_path, HOSTILE))))
    assert "<img" not in told
    assert "54439" not in told
    assert "&lt;img" in told


def test_the_api_answers_what_the_command_line_prints(
    two: TestClient, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = editions(tmp_path) / ID
    files = [str(folder / f"{version}.yaml") for version in ("1.0.0", "1.1.0")]
    assert main(["compare", "--json", *files]) == 0
    answer = two.get(f"/v1/rulebooks/{ID}/compare?old=1.0.0&new=1.1.0")
    assert answer.json() == json.loads(capsys.readouterr().out)
    assert answer.json()["differing_answer_sets"] == 30_140


def test_two_editions_are_compared_once_and_a_bounded_number_is_kept(book: Rulebook) -> None:
    async def compared() -> None:
        comparisons = Comparisons()
        others = [replace(book, digest=f"sha256:{i}") for i in range(MOST)]
        first, again = await asyncio.gather(*(comparisons.between(book, others[0]) for _ in range(2)))
        assert first is again
        for other in others[1:]:
            await comparisons.between(book, other)
        assert await comparisons.between(book, others[0]) is first
        await comparisons.between(others[0], book)
        assert await comparisons.between(book, others[0]) is not first

    run(compared())


def test_two_editions_that_cannot_be_compared_are_tried_once_and_no_file_is_named(book: Rulebook) -> None:
    tried: list[Rulebook] = []

    def within_little(old: Rulebook, new: Rulebook) -> Comparison:
        tried.append(new)
        return compare(old, new, max_nodes=100)

    async def refused() -> None:
        comparisons = Comparisons(within_little)
        for _ in range(2):
            with pytest.raises(AppError) as found:
                await comparisons.between(book, replace(book, digest="sha256:other"))
            assert found.value.code == "invalid"
            assert found.value.message.startswith("expected rulebooks that can be compared")
            assert ".yaml" not in found.value.message

    run(refused())
    assert len(tried) == 1
