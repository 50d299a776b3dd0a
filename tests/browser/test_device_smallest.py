"""A rulebook in one language that leaves out all it can is told on the device as a server would tell it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page
from starlette.testclient import TestClient

from app.main import create_app
from app.rulebook.load import load_rulebook
from app.rulebook.model import Rulebook
from app.settings import Settings
from tests.browser.conftest import CLOCK, SECRET, served
from tests.browser.person import Site
from tests.browser.test_device import ADVICE, ANSWER, answer_all, begin, health, path, plain, visited
from tests.engine.answers import Given
from tests.rulebook.one_language import SMALLEST, only

MORE = """\
  hears:
    ask: Do you hear well?
    sensitivity: health
    can_be_unknown: false
    answers: {yes: "Yes", no: "No"}
criteria:
  ears: {title: Hearing, reaches: {all: {when: {hears: no}, because: You do not hear well.}}}
"""
HOLLOW = "() => [...document.querySelectorAll('main :is(p, ul, dl, h2, h3)')].filter(e => !e.innerHTML.trim()).length"


@pytest.fixture(scope="module")
def rules(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("rules")
    (folder / "quiet").mkdir()
    text = only("en", "quiet", SMALLEST).replace("criteria:\n", MORE)
    (folder / "quiet" / "1.0.0.yaml").write_text(text, "utf-8")
    return folder


@pytest.fixture(scope="module")
def quiet(rules: Path) -> Rulebook:
    return load_rulebook(rules / "quiet" / "1.0.0.yaml")


@pytest.fixture(scope="module")
def device(rules: Path) -> Iterator[Site]:
    with served(Settings(secret=SECRET, health_answers="device", rules=rules), CLOCK) as site:
        yield site


@pytest.mark.parametrize("hears", ["yes", "no", "not_relied_on"])
def test_the_device_tells_what_a_server_would(
    here: Page, device: Site, rules: Path, quiet: Rulebook, hears: str
) -> None:
    server = TestClient(create_app(Settings(secret=SECRET, health_answers="server", rules=rules), CLOCK))
    given: Given = {"calls": "no", "hears": hears}
    here.goto(device.url(path(visited(quiet.leaving_out(health(quiet)), given), "en")))
    assert begin(here)
    assert answer_all(here, quiet, given, "en") == ["hears"]
    theirs = here.evaluate(ADVICE, server.get(path(visited(quiet, given), "en")).text)
    assert plain(here.evaluate(ADVICE)) == plain(theirs)
    assert here.evaluate(HOLLOW) == 0
    assert here.locator(".twk-lang a").count() == 0


def test_the_device_offers_and_names_no_answer_that_a_question_has_not(
    here: Page, device: Site, quiet: Rulebook
) -> None:
    here.goto(device.url(path(visited(quiet.leaving_out(health(quiet)), {"calls": "no"}), "en")))
    assert begin(here)
    here.evaluate(ANSWER, "answer")
    assert here.locator("main input[value=yes]").count() == 1
    assert here.locator('main [value="unknown"]').count() == 0
    here.locator("main form button").click()
    assert here.locator(".govuk-error-summary a").inner_text() == "Choose an answer"
