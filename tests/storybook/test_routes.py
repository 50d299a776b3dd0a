"""The storybook is off unless turned on, leads to every state of every page, and what it says is what comes."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from app.main import create_app
from app.problems import AppError
from app.resources import TEMPLATES
from app.rulebook.model import Rulebook
from app.rulebook.text import LANGUAGES, Language
from app.settings import Settings
from app.web.rendering.templates import environment_in
from tests.conftest import NOON, browser, only_newest
from tests.depth import by_turns, seeds


@dataclass
class Listed:
    """Hold one entry of the storybook, as a browser finds it."""

    page: str
    state: str
    status: int
    address: str = ""
    sends: list[tuple[str, str]] | None = None
    name: str = ""


class Book(HTMLParser):
    """Read the entries from the page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.entries: list[Listed] = []
        self._inside = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        if "data-page" in told:
            self._inside = True
            self.entries.append(Listed(told["data-page"], told["data-state"], int(told["data-status"])))
        elif self._inside and tag == "a":
            self.entries[-1].address = told["href"]
        elif self._inside and tag == "form":
            self.entries[-1].address, self.entries[-1].sends = told["action"], []
        elif self._inside and tag == "input" and self.entries[-1].sends is not None:
            self.entries[-1].sends.append((told["name"], told["value"]))

    def handle_endtag(self, tag: str) -> None:
        self._inside = self._inside and tag != "li"

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.entries[-1].name += data.strip()


@pytest.fixture(scope="module")
def developers(settings: Settings) -> Iterator[TestClient]:
    with browser(create_app(replace(settings, storybook=True), lambda: NOON)) as client:
        yield client


def listed(client: TestClient, language: str) -> list[Listed]:
    return Book(client.get(f"/{language}/storybook").text).entries


def whose_turn(entries: list[Listed]) -> list[Listed]:
    """Return of each state of a page the entries whose turn it is, at least one: most differ in the question alone."""
    alike: dict[tuple[str, str], list[Listed]] = {}
    for entry in entries:
        alike.setdefault((entry.page, entry.state), []).append(entry)
    return [each[seed] for each in alike.values() for seed in seeds(len(each))]


def test_it_is_not_there_unless_turned_on(client: TestClient) -> None:
    for path in ("/nl/storybook", "/en/storybook", "/nl/storybook/failed", "/nl/storybook/rulebooks"):
        assert client.get(path).status_code == 404
    assert not Settings.from_environment({}).storybook
    assert Settings.from_environment({"THUISWERKCHECK_STORYBOOK": "on"}).storybook
    with pytest.raises(AppError, match="expected THUISWERKCHECK_STORYBOOK to be `on` or `off`, found `yes`"):
        Settings.from_environment({"THUISWERKCHECK_STORYBOOK": "yes"})


@pytest.mark.parametrize("language", by_turns(*LANGUAGES))
def test_entries_answer_as_they_say_and_every_page_is_among_them(developers: TestClient, language: Language) -> None:
    environment_in.cache_clear()
    entries = listed(developers, language)
    for entry in whose_turn(entries):
        seen = come(developers, entry)
        assert (entry.address, seen.status_code) == (entry.address, entry.status)
        assert f'<html lang="{language}"' in seen.text
    used = {name for _, name in environment_in(language).cache or ()}
    assert pages() <= used
    assert {entry.page for entry in entries} == pages()


def come(client: TestClient, entry: Listed) -> Response:
    """Follow the link, or send the form."""
    if entry.sends is None:
        return client.get(entry.address)
    sent: dict[str, list[str]] = {}
    for name, value in entry.sends:
        sent.setdefault(name, []).append(value)
    return client.post(entry.address, data=sent)


def pages() -> set[str]:
    """Return the templates that are a page, and no part or frame of one."""
    found = {path.relative_to(TEMPLATES).as_posix() for path in TEMPLATES.glob("**/*.html") if parent_of(path)}
    return found - {"hr/frame.html", "hr/case.html"}


def parent_of(path: Path) -> str:
    """Return what a template extends, empty for nothing."""
    found = re.match(r'(?:\{#.*?#\}\s*)?\{% extends "(.+?)" %\}', path.read_text(), re.DOTALL)
    return found[1] if found else ""


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_question_verdict_and_requirement_state_is_among_them(
    developers: TestClient, book: Rulebook, language: Language
) -> None:
    named: dict[str, set[tuple[str, str]]] = {}
    for entry in listed(developers, language):
        named.setdefault(entry.page, set()).add((entry.state, entry.name.split(": ", 1)[-1]))
    asks = {question.ask[language] for question in book.questions.values()}
    for state in ("first", "answered", "missing"):
        assert asks <= {about for each, about in named["questionnaire/question.html"] if each == state}
        assert state in {each for each, _ in named["questionnaire/personal.html"]}
    ends = {("certain", verdict.title[language]) for verdict in book.verdicts.values()}
    ends |= {("undetermined", book.undetermined[0][language])}
    for requirement in book.requirements.values():
        states = {"met": requirement.met, "not_met": requirement.not_met, "open": requirement.open}
        ends |= {(state, text[language]) for state, text in states.items()}
    assert ends <= named["questionnaire/outcome.html"]


def test_an_entry_shows_the_state_that_it_names(developers: TestClient) -> None:
    shows: dict[tuple[str, str], Callable[[str], object]] = {
        ("questionnaire/question.html", "first"): lambda page: '" checked' not in page,
        ("questionnaire/question.html", "answered"): lambda page: re.search(r'" checked|<input[^>]* value="\d', page),
        ("questionnaire/personal.html", "first"): lambda page: '" checked' not in page,
        ("questionnaire/personal.html", "answered"): lambda page: '" checked' in page,
        ("questionnaire/question.html", "missing"): lambda page: "govuk-error-summary" in page,
        ("questionnaire/question.html", "several"): lambda page: "Choose only answers that can go together" in page,
        ("rules/try.html", "answered"): lambda page: "NEW" in page,
        ("questionnaire/answers.html", "decides"): lambda page: "twk-mark" in page,
        ("questionnaire/answers.html", "enough"): lambda page: "twk-mark" not in page,
        ("questionnaire/answers.html", "left_out"): lambda page: "data-left-out=" in page,
        ("questionnaire/start.html", "in_force"): lambda page: "twk-banner" not in page,
        ("questionnaire/start.html", "historical"): lambda page: "Historical guidance" in page,
        ("questionnaire/start.html", "not_yet"): lambda page: (
            "do not apply yet" in page and "from the past" not in page
        ),
        ("error.html", "500"): lambda page: re.search(r"mention code [0-9A-Z]{8}", page),
        ("questionnaire/outcome.html", "undetermined"): lambda page: 'data-verdict=""' in page,
        ("questionnaire/start.html", "without_health"): lambda page: "we do not ask them here" in page,
        ("questionnaire/privacy.html", "without_health"): lambda page: "explained here, but not asked" in page,
        ("questionnaire/outcome.html", "device_alters"): lambda page: 'data-claim="device_matters"' in page,
        ("questionnaire/outcome.html", "device_adds"): lambda page: (
            "data-sheet" in page and "data-explained" not in page
        ),
        ("hr/cases.html", "many"): lambda page: 'rel="next"' in page,
        ("hr/cases.html", "nothing_fits"): lambda page: "No case fits this choice" in page,
        ("hr/cases.html", "none"): lambda page: "when an employee shares one" in page,
        ("hr/work_list.html", "many"): lambda page: 'data-what="disagreement"' in page,
        ("hr/work_list.html", "none"): lambda page: "No answer, no new talk" in page,
        ("hr/statistics.html", "many"): lambda page: "twk-chart" in page,
        ("hr/statistics.html", "none"): lambda page: "too few cases" in page,
        ("hr/recheck.html", "same"): lambda page: "No case comes out differently" in page,
        ("hr/check_case.html", "received"): lambda page: 'data-step="take"' in page,
        ("hr/check_case.html", "overdue"): lambda page: "Overdue" in page,
        ("hr/check_case.html", "in_hand"): lambda page: 'data-step="talk"' in page and "Next step for you" in page,
        ("hr/check_case.html", "open"): lambda page: "Ask the employee" in page,
        ("hr/check_case.html", "waiting"): lambda page: 'data-step="answer"' in page,
        ("hr/check_case.html", "stated"): lambda page: 'data-event="stated"' in page,
        ("hr/check_case.html", "filled_in"): lambda page: 'data-event="filled_in"' in page,
        ("hr/check_case.html", "gone"): lambda page: "criteria that are not here any more" in page,
        ("hr/check_case.html", "decided"): lambda page: 'data-step="look_again"' in page,
        ("hr/check_case.html", "disagreed"): lambda page: 'data-step="talk_again"' in page,
        ("hr/check_case.html", "planned"): lambda page: 'data-event="talk_planned"' in page,
        ("hr/check_case.html", "of_manager"): lambda page: "Take this case" not in page and "/insight" not in page,
        ("hr/what_if.html", "answered"): lambda page: "data-differs" in page,
        ("hr/decision.html", "waiting"): lambda page: "has not answered yet" in page,
        ("hr/reopened.html", "planned"): lambda page: "A new talk is planned" in page,
        ("hr/parties.html", "none"): lambda page: "Only one side" in page,
        ("hr/parties.html", "different"): lambda page: "data-talk" in page,
        ("hr/parties.html", "same"): lambda page: "Where both answered, they gave the same answers" in page,
        ("hr/parties.html", "invited"): lambda page: "that works until" in page,
        ("hr/parties.html", "link"): lambda page: "data-link" in page,
        ("hr/account.html", "new"): lambda page: "twk-qr" in page,
        ("hr/error.html", "403"): lambda page: "who manages accounts" in page,
        ("hr/error.html", "old_form"): lambda page: "signed in again" in page,
    }
    seen = set()
    for entry in whose_turn(listed(developers, "en")):
        check = shows.get((entry.page, entry.state))
        if check:
            page = come(developers, entry)
            assert check(page.text), entry
            seen.add((entry.page, entry.state))
    assert seen == shows.keys()


def test_both_languages_list_the_same_states(settings: Settings, tmp_path: Path) -> None:
    """Of a rulebook in both."""
    in_both = replace(settings, storybook=True, rules=only_newest(tmp_path / "rules"))
    with browser(create_app(in_both, lambda: NOON)) as client:
        dutch, english = ([(e.page, e.state, e.status) for e in listed(client, language)] for language in LANGUAGES)
    assert dutch == english
