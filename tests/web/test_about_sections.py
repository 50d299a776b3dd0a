"""What an author says around the check in sections of their own stands where they say, and nowhere else."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from starlette.requests import Request
from starlette.testclient import TestClient

from app.cases.case import Decision
from app.cases.submit import check_case
from app.main import create_app
from app.rulebook.load import load_rulebook, rulebook_from
from app.rulebook.model import AboutSection, Rulebook
from app.rulebook.text import Text
from app.settings import Settings
from app.verify.diff.structural import written
from app.web.context import PageContext
from app.web.hr.letter import letter_told
from app.web.questionnaire.pages import QuestionnairePages
from app.web.render_check import untold
from app.web.visits.links import Opened
from tests.cases import made
from tests.conftest import NOON, browser
from tests.rulebook.one_language import SMALLEST, only
from tests.store.opened import SECRET
from tests.web.example_visits import ended, link

ABOUT = """\
about:
  sections:
    - {at: outcome, heading: Booths, text: They stand behind the stairs.}
    - {at: start, heading: For whom, text: For everyone in the hall.}
    - {at: letter, heading: Lost things, text: Ask at the counter.}
    - {at: outcome, heading: Lunch, text: Lunch is at noon.}
"""
PLACES = {
    "start": ["For whom", "For everyone in the hall."],
    "outcome": ["Booths", "They stand behind the stairs.", "Lunch", "Lunch is at noon."],
    "letter": ["Lost things", "Ask at the counter."],
}
EVERYWHERE = [text for texts in PLACES.values() for text in texts]
SETTINGS = Settings(secret=SECRET)


@pytest.fixture(scope="module")
def rules(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("rules")
    (folder / "quiet").mkdir()
    (folder / "quiet" / "1.0.0.yaml").write_text(only("en", "quiet", SMALLEST) + ABOUT, "utf-8")
    return folder


@pytest.fixture(scope="module")
def quiet(rules: Path) -> Rulebook:
    return load_rulebook(rules / "quiet" / "1.0.0.yaml")


@pytest.fixture(scope="module")
def site(rules: Path) -> Iterator[TestClient]:
    with browser(create_app(Settings(secret=SECRET, rules=rules), lambda: NOON)) as client:
        yield client


def shown(page: str) -> list[str]:
    """Return the texts of sections that a page shows, in their order there."""
    return sorted((text for text in EVERYWHERE if text in page), key=page.index)


def test_each_section_stands_in_its_place_in_order(site: TestClient, quiet: Rulebook) -> None:
    assert shown(site.get("/en/quiet").text) == PLACES["start"]
    for given in ({"calls": "yes"}, {}):
        assert shown(site.get(f"{link(quiet, ended(quiet, given), SETTINGS, 'en')}/outcome").text) == PLACES["outcome"]
    for page in ("/en/quiet/source", "/en/quiet/rules", "/en/privacy"):
        assert shown(site.get(page).text) == []


def test_paper_has_the_sections_of_the_outcome(site: TestClient, quiet: Rulebook) -> None:
    request = Request({"type": "http", "path": "/en/check/a", "query_string": b"", "headers": []})
    pages = QuestionnairePages(PageContext(site.app.state.site, "en", request))  # type: ignore[attr-defined]
    paper = pages.on_paper(Opened(ended(quiet, {"calls": "no"}), NOON, "ABCDEFGH"))
    assert shown(paper) == PLACES["outcome"]
    assert paper.index("<h2>Good to know</h2>") < paper.index("Booths")


def test_a_letter_about_a_check_has_its_sections(site: TestClient, quiet: Rulebook) -> None:
    at = made.NOW
    agreed = Decision(how="agreed", terms=made.TERMS, talked_on=at.date(), talked_how="video", by="h", name="H", at=at)
    pages = site.app.state.site.pages  # type: ignore[attr-defined]
    case = check_case(quiet, {"calls": "no"}, made.submitted(), "the employee's own secret")
    for each, book, expected in ((case, quiet, PLACES["letter"]), (made.arrangement(), None, [])):
        told = letter_told(each, agreed, book, "en", employer=made.EMPLOYER)
        assert shown(pages.told("en", "hr/letter_paper.html", {"it": told})) == expected


def test_a_section_that_is_not_shown_where_it_should_be_is_found(
    quiet: Rulebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert untold(replace(quiet)) == []
    hidden = AboutSection("outcome", Text(en="Booths"), Text(en="They stand elsewhere."))
    monkeypatch.setattr("app.web.render_check._around", lambda *_: [hidden.text["en"]])
    assert {problem.message.split(" found ")[1] for problem in untold(replace(quiet))} >= {
        "the outcome page (`en`) without `They stand elsewhere.`"
    }


def test_two_editions_with_other_sections_differ_in_a_text(quiet: Rulebook) -> None:
    first, *others = quiet.about_sections
    other = replace(quiet, about_sections=(replace(first, text=Text(en="Behind the door.")), *others))
    assert written(quiet, other).texts == ("about_sections.0.text",)
    assert written(quiet, other).others == ()


@pytest.mark.parametrize(("old", "new", "message"), [
    ("at: start", "at: begin", "expected one of `question`, `start`, `outcome`, `letter`, found `begin`"),
    ("heading: Lunch, ", "", "expected a section of `about` with `heading`, found none"),
    ("text: Ask at", "say: Ask at", "expected a section of `about` with `at`, `heading`, `text` only, found `say`"),
])  # fmt: skip
def test_a_section_that_does_not_fit_is_a_problem(old: str, new: str, message: str) -> None:
    text = only("en", "quiet", SMALLEST) + ABOUT
    assert text.count(old) == 1
    found = rulebook_from(text.replace(old, new).encode(), "1.0.0.yaml")[1]
    assert message in [each.message for each in found]
