"""The questionnaire over HTTP: answers, changes, refusals, and an outcome that is what the API says."""

import re
from dataclasses import replace
from html import unescape
from random import Random
from typing import Any
from urllib.parse import urlencode

import pytest
from starlette.testclient import TestClient

from app.engine.evaluate import evaluate
from app.rulebook.model import NOT_RELIED_ON, UNKNOWN, Rulebook
from app.web.visits.visit import (
    Page,
    Visit,
    answer,
    back,
    change,
    choose,
    go_on,
    in_full,
    progress,
    start,
    steps,
)
from tests.depth import seeds

FORM = {"Content-Type": "application/x-www-form-urlencoded"}


class Person:
    """Walk through the pages the way a browser without JavaScript does."""

    def __init__(self, client: TestClient, language: str = "nl") -> None:
        self._client = client
        self.language = language
        self.url = f"/{language}/thuiswerken-2021"
        self.html = ""
        self.submit(f"{self.url}/start")

    def go(self, url: str) -> "Person":
        response = self._client.get(url)
        assert response.status_code == 200, response.status_code
        self.url, self.html = url, response.text
        return self

    def submit(self, url: str, *answers: str) -> "Person":
        response = self._client.post(url, content=urlencode([("answer", a) for a in answers]), headers=FORM)
        assert response.status_code == 303, response.status_code
        return self.go(response.headers["location"])

    def choose(self, *answers: str) -> "Person":
        return self.submit(self.url, *answers)

    @property
    def choices(self) -> list[str]:
        return re.findall(r'<input class="govuk-[a-z]+__input"[^>]* value="([^"]+)"', self.html)

    @property
    def chosen(self) -> list[str]:
        return re.findall(r'<input class="govuk-[a-z]+__input"[^>]* value="([^"]+)"[^>]* checked', self.html)

    @property
    def heading(self) -> str:
        return unescape(re.sub(r"\s+", " ", re.findall(r"<h1[^>]*>(.*?)</h1>", self.html, re.DOTALL)[0])).strip()

    @property
    def asks(self) -> bool:
        return "<fieldset" in self.html

    def link(self, text: str, number: int = 0) -> str:
        return str(re.findall(rf'<a [^>]*href="([^"]+)"[^>]*>\s*{text}', self.html)[number])

    @property
    def answers(self) -> dict[str, Any]:
        rows = re.findall(r'data-question="(\w+)" data-answer="([^"]*)"', self.html)
        left_out = " ".join(re.findall(r'data-left-out="([^"]*)"', self.html)).split()
        many = {"other_reasons": lambda told: told if told == UNKNOWN else told.split()}
        return {q: many.get(q, str)(told) for q, told in rows} | dict.fromkeys(left_out, NOT_RELIED_ON)

    def finish(self, random: Random) -> "Person":
        while self.asks:
            many = "govuk-checkboxes__input" in self.html
            picks = self.choices if not many else [c for c in self.choices if c not in (UNKNOWN, "none_of_these")]
            self.choose(*(random.sample(picks, random.randint(1, 3)) if many else [random.choice(picks)]))
        return self


def api(client: TestClient, person: Person) -> dict[str, Any]:
    body = {"rulebook": "thuiswerken-2021", "answers": person.answers, "language": person.language}
    response = client.post("/v1/evaluations", json=body)
    assert response.status_code == 200, response.text
    return dict(response.json())


def same_outcome(client: TestClient, person: Person) -> None:
    """Compare the outcome page with what the API says about the answers that were listed."""
    told = api(client, person)
    page = person.go(f"{person.url}/outcome").html
    assert re.findall(r'class="twk-verdict[^"]*" data-verdict="(\w*)"', page) == [told["verdict"] or ""]
    assert unescape(page).count(told["say"]) == 1
    assert re.findall(r'data-criterion="(\w+)"', page) == [reason["criterion"] for reason in told["reasons"]]
    found = re.findall(r'data-requirement="(\w+)" data-state="(\w+)"', page)
    assert found == [(each["id"], each["state"]) for each in told["requirements"]]
    assert set(re.findall(r'data-action="(\w+)"', page)) == {each["id"] for each in told["actions"]}
    assert re.findall(r'data-note="(\w+)"', page) == [each["id"] for each in told["notes"]]
    assert len(re.findall(r"data-change=", page)) == len(told["changes"])


@pytest.mark.parametrize("seed", seeds(60))
def test_the_outcome_is_what_the_api_says_also_after_changes(client: TestClient, seed: int) -> None:
    random = Random(seed)
    person = Person(client, random.choice(("nl", "en"))).finish(random)
    for _ in range(random.randint(0, 3)):
        changes = re.findall(r'<a class="govuk-link" href="([^"]+)">(?:Wijzigen|Change)', person.html)
        person.go(random.choice(changes))
        person.finish(random)
    more = re.findall(r'<a class="govuk-link" href="([^"]+)">(?:Beantwoord ook|Answer the remaining)', person.html)
    if more and random.random() < 0.5:
        before = api(client, person)["verdict"]
        person.go(more[0]).finish(random)
        assert api(client, person)["verdict"] == before
    same_outcome(client, person)


def test_nothing_is_chosen_before_and_the_given_answer_is_on_return(client: TestClient) -> None:
    person = Person(client)
    first = person.heading
    assert person.chosen == []
    person.choose("part")
    assert person.chosen == []
    person.go(person.link("Terug"))
    assert (person.heading, person.chosen) == (first, ["part"])


def test_back_leads_to_the_start_from_the_first_question(client: TestClient) -> None:
    assert Person(client).link("Terug") == "/nl/thuiswerken-2021"


def test_a_change_returns_to_the_answers_unless_more_must_be_asked(client: TestClient) -> None:
    person = Person(client).finish(Random(3))
    answers = person.answers
    person.go(person.link("Wijzigen"))
    assert person.link("Terug")
    person.choose(*person.chosen)
    assert (person.asks, person.answers) == (False, answers)
    person.go(person.link("Wijzigen")).choose(UNKNOWN if answers["on_site_tasks"] != UNKNOWN else "none")
    assert person.answers or person.asks


def test_what_no_longer_counts_is_dropped_and_asked_again_when_it_counts_again(client: TestClient) -> None:
    person = Person(client).choose("none").choose("part").choose("social_need")
    presence = person.go(person.link("Terug")).link("Terug")
    person.go(presence).choose("none")
    person.go(person.link("Terug")).choose("part")
    assert (set(person.choices), person.chosen) == (
        {"strictly_necessary", "social_need", "unclear", "not_necessary", UNKNOWN},
        [],
    )


def test_the_personal_page_comes_first_and_can_skip_all_personal_questions(client: TestClient) -> None:
    person = Person(client).choose("none").choose("none").choose("none").choose("none")
    assert person.choices == ["answer", "leave_out"]
    person.choose("leave_out")
    assert not person.asks
    assert set(person.answers.values()) == {"none", NOT_RELIED_ON}
    person.go(person.link("Wijzigen", 4))
    assert person.chosen == ["leave_out"]
    assert NOT_RELIED_ON in person.choose("answer").choices


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"answer=",
        b"answer=nonsense",
        b"answer=all&answer=none",
        b"answer=ALL",
        b"other=all",
        b"\xff\xfe",
        b"a=1&" * 200,
    ],
)
@pytest.mark.parametrize(("language", "error"), [("nl", "Fout: "), ("en", "Error: ")])
def test_a_wrong_answer_shows_the_question_again_with_an_error(
    client: TestClient, body: bytes, language: str, error: str
) -> None:
    url = Person(client, language).url
    response = client.post(url, content=body, headers=FORM)
    assert response.status_code == 422
    assert f"<title>{error}" in response.text
    main = response.text[response.text.index("<main") :]
    assert main.index("govuk-error-summary") < main.index("<h1")
    assert 'href="#answer"' in main
    assert 'id="answer"' in main
    assert main.count("govuk-error-message") == 1
    assert "nonsense" not in response.text


def test_with_a_script_the_answer_says_where_back_leads(client: TestClient) -> None:
    person = Person(client)
    response = client.post(person.url, data={"answer": "all"}, headers={"Accept": "application/json"})
    assert response.status_code == 200
    assert set(response.json()) == {"here", "next"}
    assert person.go(response.json()["here"]).chosen == ["all"]
    assert person.go(response.json()["next"]).heading != Person(client).heading


def test_a_page_sent_twice_leads_to_the_same_state(client: TestClient) -> None:
    url = Person(client).url
    pages = [Person(client).submit(url, "part") for _ in range(2)]
    assert pages[0].heading == pages[1].heading


def test_two_tabs_do_not_disturb_each_other(client: TestClient) -> None:
    one, other = Person(client).choose("all"), Person(client).choose("none")
    assert one.finish(Random(1)).answers["on_site_tasks"] == "all"
    assert other.finish(Random(1)).answers["on_site_tasks"] == "none"


def test_the_other_language_shows_the_same_page(client: TestClient) -> None:
    person = Person(client).choose("part")
    english = person._client.get(person.link("English")).text
    assert "Question 2" in english
    assert '<html lang="en"' in english
    token = person.url.rsplit("/", 1)[1]
    assert f'href="/nl/check/{token}"' in english


def test_an_outcome_that_is_not_there_yet_leads_to_its_question(client: TestClient) -> None:
    person = Person(client)
    response = client.get(f"{person.url}/outcome")
    assert (response.status_code, response.headers["location"]) == (303, person.url)


def test_the_outcome_has_one_code_and_time_in_both_languages_and_on_reload(client: TestClient) -> None:
    url = Person(client).finish(Random(5)).url + "/outcome"
    pages = [client.get(each).text for each in (url, url, url.replace("/nl/", "/en/"))]
    assert len({re.findall(r"data-code>([^<]+)<", page)[0] for page in pages}) == 1
    assert len({re.findall(r'<time datetime="([^"]+)"', page)[0] for page in pages}) == 1


def test_no_link_names_a_question_or_an_answer(client: TestClient, book: Rulebook) -> None:
    person = Person(client)
    for _ in range(4):
        links = " ".join(re.findall(r'(?:href|action)="([^"]+)"', person.html)) + person.url
        assert not any(question in links for question in book.questions)
        person.choose("none")


# The journey itself, without pages around it.


def random_visit(book: Rulebook, random: Random) -> Visit:
    visit = start(book)
    while visit.at is not Page.ANSWERS:
        if isinstance(visit.at, Page):
            visit = go_on(choose(visit, random.choice(("answer", "answer", "leave_out"))))
        else:
            given = random.choice([*book.questions[visit.at].answers, UNKNOWN])
            before = progress(visit)
            answered = answer(visit, given)
            visit = go_on(answered)
            for each in (answered, visit):  # what is handed on is what would be worked out anew
                assert replace(each).journey == each.journey
            assert visit.at is Page.ANSWERS or progress(visit).at_most < before.at_most or visit.at is Page.PERSONAL
    return visit


@pytest.mark.parametrize("seed", seeds(100))
def test_at_most_so_many_more_never_grows_and_what_is_listed_is_what_is_asked(book: Rulebook, seed: int) -> None:
    visit = random_visit(book, Random(seed))
    known, position = visit.journey.answers, visit.journey.following
    assert (known, position) == (dict(visit.answers), Page.ANSWERS)
    assert evaluate(book, known).next_question is None
    assert evaluate(book, known).not_applicable == ()


@pytest.mark.parametrize("seed", seeds(30))
def test_back_from_the_answers_visits_every_page_once(book: Rulebook, seed: int) -> None:
    visit: Visit | None = random_visit(book, Random(seed))
    assert visit
    way = steps(visit)
    seen = []
    while visit is not None:
        seen.append(visit.at)
        visit = back(visit)
    assert seen == way[::-1]


@pytest.mark.parametrize("seed", seeds(30))
def test_a_changed_answer_never_leaves_a_stale_one_behind(book: Rulebook, seed: int) -> None:
    random = Random(seed)
    visit = random_visit(book, random)
    question = random.choice([step for step in steps(visit) if isinstance(step, str)])
    given = random.choice([*book.questions[question].answers, UNKNOWN])
    changed = go_on(answer(change(visit, question), given))
    assert evaluate(book, changed.answers).not_applicable == ()
    assert replace(changed).journey == changed.journey
    assert changed.journey.answers.items() <= changed.answers.items()
    if changed.at is Page.ANSWERS:
        assert changed.journey.answers == changed.answers
    else:
        assert changed.at not in changed.answers


def test_answering_the_rest_keeps_the_verdict(book: Rulebook) -> None:
    visit = random_visit(book, Random(8))
    more = in_full(visit)
    assert more.mode == "full"
    assert more.evaluation().verdict == visit.evaluation().verdict
