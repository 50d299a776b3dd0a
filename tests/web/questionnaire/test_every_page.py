"""What every page of a journey promises, read as HTML: what needs no browser to be seen."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from html import unescape
from typing import get_args

import pytest
from starlette.testclient import TestClient

from app.main import create_app
from app.rulebook.model import NOT_RELIED_ON, UNKNOWN, Rulebook
from app.rulebook.text import LANGUAGES, Language
from app.settings import Settings
from tests.conftest import browser
from tests.web.questionnaire.test_pages import Person, api, same_outcome

EVERYWHERE = pytest.mark.parametrize("language", get_args(Language))
LATER = datetime(2026, 3, 1, 12, tzinfo=UTC)
"""A day on which the shipped rulebook is not in force."""
AROUND = ("", "/thuiswerken-2021/source", "/privacy", "/accessibility", "/nothing/here", "/check/broken")


def pages(person: Person, *wanted: str) -> Iterator[Person]:
    """Walk to the answers: yield at every page that asks, then give the first wanted answer that is offered."""
    wished = (*wanted, "none", "answer", "adequate", "no", "none_of_these")
    while person.asks:
        yield person
        person.choose(next((each for each in wished if each in person.choices), person.choices[0]))


def walked(person: Person, *wanted: str) -> Person:
    """Answer everything that is asked."""
    assert list(pages(person, *wanted))
    return person


def main_of(html: str) -> str:
    """Return what stands in the main part of a page, as text."""
    main = html[html.index("<main") : html.index("</main>")]
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", "", main)))


def title_of(person: Person) -> str:
    return unescape(re.findall(r"<title>(.*?)</title>", person.html, re.DOTALL)[0]).strip()


def test_one_heading_is_the_legend_of_the_only_fieldset_and_nothing_is_chosen(client: TestClient) -> None:
    for person in pages(Person(client), "part", "later"):
        assert person.html.count("<h1") == person.html.count("<fieldset") == 1
        assert re.search(r"<fieldset[^>]*>\s*<legend[^>]*>\s*<h1", person.html)
        assert person.chosen == []


@EVERYWHERE
def test_the_title_tells_the_question_the_step_and_the_service(client: TestClient, language: Language) -> None:
    titles = []
    for person in pages(Person(client, language), "part"):
        assert re.fullmatch(re.escape(person.heading) + r" - .+ - Thuiswerkcheck", title_of(person))
        titles.append(title_of(person))
    assert len(set(titles)) == len(titles) > 5


def test_not_knowing_leads_to_an_outcome_with_what_to_ask_whom(client: TestClient, book: Rulebook) -> None:
    person = Person(client)
    for each in pages(person, UNKNOWN):
        assert UNKNOWN in each.choices or each.choices == ["answer", "leave_out"]
    assert api(client, person)["verdict"] is None
    same_outcome(client, person)
    (asked,) = re.findall(r'data-missing="(\w+)"', person.html)
    text = main_of(person.html)
    assert book.questions[asked].ask.nl in text
    assert "kan u dit vertellen" in text
    assert person.html.count('id="message-missing"') == 1
    assert person.go(person.link("Weet u het nu wel?")).chosen == [UNKNOWN]


@pytest.mark.parametrize("way", ["leave_out", NOT_RELIED_ON])
def test_what_is_personal_can_be_left_out_at_once_or_one_by_one(client: TestClient, way: str) -> None:
    person = walked(Person(client), way)
    assert list(person.answers.values()).count(NOT_RELIED_ON) == 3
    assert api(client, person)["verdict"] == "home"
    same_outcome(client, person)


def test_leaving_out_a_follow_up_says_that_the_whole_reason_goes(client: TestClient) -> None:
    person = Person(client)
    for each in pages(person, "not_adequate", NOT_RELIED_ON):
        if "not_adequate" in each.choices:
            break
    text = main_of(person.choose("not_adequate").html)
    assert "deze hele reden niet mee" in text
    assert "werkplek thuis" in text
    walked(person, NOT_RELIED_ON)
    assert "telt deze reden niet mee" in main_of(person.go(f"{person.url}/outcome").html)


@EVERYWHERE
def test_each_question_says_why_with_a_clause_that_is_there(client: TestClient, language: Language) -> None:
    links: set[str] = set()
    for person in pages(Person(client, language), "part", "later", "not_adequate", "social_need", "yes", "tried"):
        if person.choices == ["answer", "leave_out"]:
            continue
        (why,) = re.findall(r"<details.*?</details>", person.html, re.DOTALL)
        found = re.findall(r'href="([^"]+#[^"]+)"', why)
        assert found
        assert len(re.sub(r"<[^>]+>", "", why)) > 100
        links |= {unescape(each) for each in found}
    for address in links:
        path, _, clause = address.partition("#")
        assert f'id="{clause}"' in client.get(path).text


def test_the_answers_are_exactly_the_questions_asked_and_mark_what_decides(client: TestClient) -> None:
    person = Person(client)
    headings = [each.heading for each in pages(person, "part", "later")]
    rows = re.findall(r'<div class="govuk-summary-list__row".*?</div>', person.html, re.DOTALL)
    asks = [
        unescape(re.sub(r"\s+", " ", each)).strip() for each in re.findall(r"<dt[^>]*>(.*?)</dt>", person.html, re.S)
    ]
    assert asks[: len(headings)] == headings
    assert len(rows) == len(headings)
    for row, heading in zip(rows, headings, strict=True):
        assert heading in re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", "", row.partition("<a ")[2])))
    marked = [re.findall(r'data-question="(\w+)"', row)[0] for row in rows if "twk-mark" in row]
    assert marked == api(client, person)["decisive"]


@EVERYWHERE
def test_the_other_language_keeps_every_step_and_all_answers(client: TestClient, language: Language) -> None:
    (other,) = (each for each in LANGUAGES if each != language)
    name = {"nl": "Nederlands", "en": "English"}[other]
    for person in pages(Person(client, language), "part"):
        page = client.get(person.link(name)).text
        assert f'<html lang="{other}"' in page
        assert re.findall(r' value="(\w+)"', page) == re.findall(r' value="(\w+)"', person.html)
    listed = client.get(person.link(name)).text
    assert re.findall(r'data-answer="([^"]*)"', listed) == re.findall(r'data-answer="([^"]*)"', person.html)
    person.go(f"{person.url}/outcome")
    assert api_verdict(client.get(person.link(name)).text) == api_verdict(person.html)
    for path in AROUND:
        html = client.get(f"/{language}{path}").text
        assert f'href="/{other}{path}"' in html


def api_verdict(html: str) -> list[str]:
    return re.findall(r'class="twk-verdict[^"]*" data-verdict="(\w*)"', html)


@EVERYWHERE
def test_a_rulebook_that_is_not_in_force_says_so_on_every_page(settings: Settings, language: Language) -> None:
    client = browser(create_app(settings, lambda: LATER))
    said = "Historisch advies" if language == "nl" else "Historical guidance"
    for about in ("", "/source", "/rules", "/picture", "/compare", "/try"):
        assert said in client.get(f"/{language}/thuiswerken-2021{about}").text
    person = Person(client, language)
    assert said in client.post(person.url).text
    assert all(said in each.html for each in pages(person, "part"))
    assert said in person.html
    assert said in person.go(f"{person.url}/outcome").html


@EVERYWHERE
def test_help_is_there_for_everyone(client: TestClient, book: Rulebook, language: Language) -> None:
    person = Person(client, language)
    health = next(q for q in book.questions.values() if q.sensitivity == "health" and q.help_lines)
    assert health.help_lines
    at = next(each for each in pages(person, "to_discuss") if each.heading == health.ask[language])
    text = main_of(at.html)
    assert health.help_lines[language] in text
    names = ("huisarts", "bedrijfsarts") if language == "nl" else ("GP", "company doctor")
    assert all(each in text for each in (*names, "0800-0113"))
    for answer in ("all", "part", "to_discuss"):
        ended = walked(Person(client, language), answer)
        assert 'data-note="extra_risk"' in client.get(f"{ended.url}/outcome").text
    assert "data-note=" not in client.get(f"{walked(Person(client, language)).url}/outcome").text


@EVERYWHERE
def test_who_names_the_household_is_told_where_to_call(client: TestClient, language: Language) -> None:
    person = walked(Person(client, language))
    more = person.link("Beantwoord ook" if language == "nl" else "Answer the remaining")
    walked(person.go(more), "household")
    assert person.answers["other_reasons"] == ["household"]
    assert "Veilig Thuis, 0800-2000" in main_of(person.go(f"{person.url}/outcome").html)


def test_where_nothing_is_certain_yet_the_page_tells_what_counts_already(client: TestClient) -> None:
    person = walked(Person(client), "part", "later", UNKNOWN)
    told = api(client, person)
    counting = [c for c, state in told["criteria"].items() if state["reach"] not in (None, "none")]
    assert not told["certain"]
    assert counting
    assert re.findall(r'data-counting="(\w+)"', person.go(f"{person.url}/outcome").html) == counting
