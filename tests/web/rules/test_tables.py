"""A decision table is shown as a table among the rules in words."""

import re
import shutil
from collections.abc import Iterator
from html import unescape

import pytest
from fastapi.testclient import TestClient

from app.main import create_app
from app.rulebook.load import load_rulebook
from app.settings import Settings
from app.web.api.rulebook_json import published
from tests.conftest import NOON, browser
from tests.rulebook.bad import SPECIMENS


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    folder = tmp_path_factory.mktemp("rules") / "bicycle"
    folder.mkdir()
    shutil.copy(SPECIMENS / "tables.yaml", folder / "1.0.0.yaml")
    with browser(create_app(Settings(rules=folder.parent), lambda: NOON)) as client:
        yield client


def plain(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def tables(client: TestClient) -> list[str]:
    page = client.get("/en/bicycle/rules").text
    assert page.count("<table") == 2
    return re.findall(r"<table.*?</table>", page, re.DOTALL)


def test_rows_are_told_under_what_they_look_at(client: TestClient) -> None:
    first, second = tables(client)
    assert plain(re.findall(r"<caption.*?</caption>", first, re.DOTALL)[0]) == (
        "The first row that is true gives the outcome. (our reading)"
    )
    assert [plain(each) for each in re.findall(r'<th scope="col".*?</th>', first, re.DOTALL)] == [
        "“What kind of bicycle is it?”", "“How old is it?”",
        "all of these were chosen at “Which locks does it have?”: “A ring lock” and “A chain”", "Outcome",
    ]  # fmt: skip
    rows = [plain(row) for row in re.findall(r"<tr.*?</tr>", first, re.DOTALL)[1:]]
    assert rows == [
        "“A racing bicycle” makes no difference here no “in full”",
        "makes no difference here “less than 5 years” makes no difference here “not at all”",
        "“A city bicycle” or “A racing bicycle” “5 to 20 years” makes no difference here “in part”",
        "“A cargo bicycle” makes no difference here makes no difference here “in full”",
        "in all other cases “not at all”",
    ]
    assert len(re.findall(r'<th scope="row"', first)) == 5
    assert "“less than 4” “less than 2 weeks” “in part”" in plain(second)
    assert "The row that is true gives the outcome." in plain(second)


def test_what_was_proven_of_tables_is_told(client: TestClient) -> None:
    assert "Every table has exactly one outcome, whatever the answers." in client.get("/en/bicycle/rules").text


def test_the_api_has_the_table_beside_its_lines(client: TestClient) -> None:
    told = client.get("/v1/rulebooks/bicycle/versions/1.0.0").json()["criteria"]
    assert told["theft"]["table"]["of"] == ["danger", "notice"]
    assert told["price"]["table"]["hit"] == "first"
    assert told["price"]["table"]["rows"][:2] == [
        {"when": [{"kind": ["race"]}, {"not": {"term": "locked"}}], "reach": "all"},
        {"when": [{"age": {"under": 5}}], "reach": "none"},
    ]
    assert told["price"]["table"]["rows"][-1] == {"when": [], "reach": "none"}
    assert [*told["price"]["reaches"]] == ["all", "part"]
    assert published(load_rulebook(SPECIMENS / "smallest.yaml"))["criteria"]["noise"]["table"] is None
