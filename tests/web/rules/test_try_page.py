"""The page where rules are tried out: what follows, why, and an example that holds."""

import logging
import re
from collections.abc import Mapping
from html import unescape
from pathlib import Path
from random import Random
from shutil import copytree
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.disclosure import disclose
from app.engine.evaluate import evaluate
from app.engine.minimise import expectable
from app.engine.next_question import Mode
from app.engine.run_examples import example_problems
from app.engine.trace import trace
from app.main import create_app
from app.resources import RULES
from app.rulebook.examples import read_examples
from app.rulebook.model import UNKNOWN, Rulebook
from app.rulebook.text import LANGUAGES
from app.settings import Settings
from tests.conftest import NOON, VERSION, browser
from tests.depth import randoms
from tests.engine.test_example_yaml import some_answers
from tests.web.test_routes import Balance

PATH = "/en/thuiswerken-2021/try"
HEALTH = {"q.mental_health": "yes", "q.mental_health_home_solution": "not_tried"}
FILE = RULES / "thuiswerken-2021" / f"{VERSION}.examples.yaml"


def as_form(answers: Mapping[str, Any]) -> dict[str, str | list[str]]:
    """Return answers as the fields that a browser sends."""
    fields = {f"q.{question}": answer for question, answer in answers.items()}
    return {
        name: answer if isinstance(answer, str) else list(answer or ["none_of_these"])
        for name, answer in fields.items()
    }


def shown(page: str) -> dict[str, str]:
    """Return each value that the page tells, by what it is about."""
    found = re.findall(r'data-(told|criterion|requirement)="([^"]+)" data-value="([^"]*)"', page)
    return {f"{kind} {name}": unescape(value) for kind, name, value in found}


def named(page: str, kind: str) -> list[str]:
    return re.findall(rf'data-{kind}="([^"]+)"', page)


def example_in(page: str) -> str:
    found = re.search(r'<pre [^>]*id="example-yaml"[^>]*>(.*?)</pre>', page, re.DOTALL)
    assert found
    return unescape(found[1])


@pytest.mark.parametrize("mode", ["quick", "full"])
def test_what_follows_is_what_every_audience_may_read(client: TestClient, book: Rulebook, mode: Mode) -> None:
    random = Random(mode)
    for audience in (*book.audiences, *book.audiences):
        answers = some_answers(book, random)
        response = client.post(PATH, data={**as_form(answers), "audience": audience, "mode": mode})
        want = disclose(book, answers, "en", audience=audience, mode=mode)
        values = shown(response.text)
        assert response.status_code == 200
        assert values["told verdict"] == (want["verdict"] or "")
        assert values.get("told possible", "") == ("" if want["certain"] else " ".join(want["possible"]))
        assert values["told may_start"] == str(want["may_start"])
        assert values["told next_question"] == (want["next_question"] or "")
        assert values["told left"] == f"{want['usually_left']} {want['at_most_left']}"
        for what in ("settled_by", "decisive", "not_applicable"):
            assert values[f"told {what}"].split() == list(want[what])
        for criterion, state in want["criteria"].items():
            assert values[f"criterion {criterion}"].split() == state["possible"]
        assert named(response.text, "reason") == [reason["criterion"] for reason in want["reasons"]]
        assert named(response.text, "action") == [action["id"] for action in want["actions"]]
        assert named(response.text, "note") == [note["id"] for note in want["notes"]]
        assert named(response.text, "change") == [" ".join(change["possible"]) for change in want["changes"]]
        assert {r["id"]: r["state"] for r in want["requirements"]} == {
            name.split()[1]: state for name, state in values.items() if name.startswith("requirement")
        }


def test_every_condition_is_there_with_its_state_and_its_place(client: TestClient, book: Rulebook) -> None:
    answers = {"home_workplace": "not_adequate", "site_safe": UNKNOWN}
    page = client.post(PATH, data=as_form(answers)).text
    found = re.findall(r'data-line="(\S+) (\S+)" data-state="(\w+)"', page)
    lines = trace(evaluate(book, answers))
    assert found == [(line.id, line.key, line.part.state) for line in lines]
    assert [f"{VERSION}.yaml:{line.place.line}" for line in lines] == re.findall(r'twk-trace__place">([^<]+)<', page)
    assert str(RULES) not in page


@pytest.mark.parametrize(
    ("answer", "state"), [("adequate", "does not hold"), ("not_adequate", "holds"), ("", "still open")]
)
def test_a_follow_up_is_always_offered_and_says_whether_it_would_be_asked(
    client: TestClient, answer: str, state: str
) -> None:
    page = client.post(PATH, data={"q.home_workplace": answer}).text
    about = re.search(r'id="about-home_workplace_fix" data-live>(.*?)</div>\s*<select', page, re.DOTALL)
    assert about
    words = " ".join(re.sub(r"<[^>]+>", " ", about[1]).split())
    assert words == f"Asked when home_workplace: not_adequate {state}"


def test_what_was_chosen_stays_chosen(client: TestClient) -> None:
    sent = {**HEALTH, "q.other_reasons": ["habit", "meetings"], "audience": "hr", "mode": "full"}
    page = client.post(PATH, data=sent).text
    chosen = re.findall(r'<option value="([^"]+)" selected>', page)
    assert chosen == ["hr", "full", "yes", "not_tried"]
    assert re.findall(r'value="(\w+)"[^>]* checked', page) == ["meetings", "habit"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_is_well_formed_whatever_it_shows(client: TestClient, book: Rulebook, language: str) -> None:
    random = Random(language)
    for extra in ({}, {"example": "yes"}, {"audience": "hr"}, {"q.site_safe": "nothing of the kind"}):
        page = client.post(PATH.replace("en", language, 1), data={**as_form(some_answers(book, random)), **extra}).text
        found = Balance()
        found.feed(page)
        assert (found.wrong, found.open) == ([], [])
        assert len(found.ids) == len(set(found.ids))


def test_nobody_finds_it_by_searching_and_nothing_of_it_is_stored(client: TestClient) -> None:
    for response in (client.get(PATH), client.post(PATH, data=HEALTH)):
        assert '<meta name="robots" content="noindex">' in response.text
        assert response.headers["cache-control"] == "no-store"
        assert "set-cookie" not in response.headers


def test_it_is_linked_from_the_sources_and_from_no_page_on_the_way_of_an_employee(client: TestClient) -> None:
    link = re.compile(r'href="[^"]*/try[?"]')
    assert link.search(client.get("/en/thuiswerken-2021/source").text)
    place = client.post("/en/thuiswerken-2021/start").headers["location"]
    for path in ("/en/thuiswerken-2021", "/en/privacy", "/en/accessibility", place):
        assert not link.search(client.get(path).text)


def test_health_answers_stand_in_no_address_and_no_log(client: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    response = client.post(PATH, data=HEALTH)
    (action,) = re.findall(r'<form[^>]* action="([^"]+)"', response.text)
    links = re.findall(r'(?:href|src)="([^"]*)"', response.text)
    own = [record for record in caplog.records if not record.name.startswith("http")]
    assert unescape(action) == f"{PATH}?version={VERSION}"
    assert not [address for address in (*links, str(response.headers)) if "not_tried" in address]
    assert own
    assert not [record for record in own if "mental" in str(vars(record)) or "not_tried" in str(vars(record))]


@pytest.mark.parametrize("body", [
    b"q.site_safe=nothing", b"q.site_safe=yes&q.site_safe=no", b"q.other_reasons=habit&q.other_reasons=unknown",
    b"q.other_reasons=habit&q.other_reasons=habit", b"q.other_reasons=none_of_these&q.other_reasons=habit",
    b"q.nothing=yes", b"canary=canary", b"audience=canary", b"mode=canary", b'{"canary": 1}', b"\xff\xfe", b"&" * 5,
    b"%00=%00", b"&".join(b"q.site_safe=yes" for _ in range(2_000)), b"q.on_site_tasks=%3Cimg%20src=x%3Ecanary",
    b"audience=&mode=",
])  # fmt: skip
def test_nonsense_is_left_out_with_a_message_and_never_repeated(client: TestClient, body: bytes) -> None:
    response = client.post(PATH, content=body, headers={"content-type": "application/x-www-form-urlencoded"})
    assert response.status_code == 422
    assert "It was left out." in response.text
    assert "<title>Error: " in response.text
    assert "canary" not in response.text
    assert shown(response.text)["told verdict"] == ""


def test_random_bytes_never_break_it(client: TestClient) -> None:
    for random in randoms(150, 3):
        body = bytes(random.choice(b"q.site_safe=yes&%;+[]{}\x00\xff\n") for _ in range(random.randrange(60)))
        assert client.post(PATH, content=body).status_code in (200, 422)


def test_the_rest_counts_where_one_answer_cannot_be_used(client: TestClient) -> None:
    response = client.post(PATH, data={"q.on_site_tasks": "all", "q.bound_tools": "canary"})
    assert response.status_code == 422
    assert 'href="#q-bound_tools"' in response.text
    assert shown(response.text)["told verdict"] == "on_site"


@pytest.mark.parametrize("path", ["/en/nothing/try", f"{PATH}?version=9.9.9", f"{PATH}?version="])
def test_an_edition_that_is_not_there_is_not_found(client: TestClient, path: str) -> None:
    status = 200 if path.endswith("=") else 404
    assert client.get(path).status_code == client.post(path, data=HEALTH).status_code == status


def test_what_this_server_does_not_ask_is_named_and_not_offered(book: Rulebook) -> None:
    off = browser(create_app(Settings(health_answers="off"), lambda: NOON), follow_redirects=True)
    page = off.get(PATH).text
    health = [q.id for q in book.questions.values() if q.sensitivity == "health"]
    assert page.count("Not asked on this server") == len(health)
    assert not [q for q in health if f'name="q.{q}"' in page]
    assert all(f"<code>{q}</code>" in page for q in health)
    assert off.post(PATH, data=HEALTH).status_code == 422


def test_what_a_reader_does_not_see_is_said(client: TestClient, book: Rulebook) -> None:
    page = client.post(PATH, data={"audience": "hr"}).text
    assert page.count("This reader does not see") == len(book.questions) - len(book.audiences["hr"])


def test_an_example_goes_into_the_file_and_holds(client: TestClient, book: Rulebook, tmp_path: Path) -> None:
    random = Random(77)
    for number in range(25):
        answers = some_answers(book, random)
        page = client.post(
            PATH, data={**as_form(answers), "example": "yes", "audience": random.choice(["hr", "employee"])}
        )
        file = tmp_path / f"{number}.examples.yaml"
        file.write_text(FILE.read_text() + example_in(page.text))
        examples, problems = read_examples(file, book)
        assert problems == []
        assert example_problems(book, examples) == []
        assert expectable(evaluate(book, examples[-1].answers)) == expectable(evaluate(book, answers))
        assert "It stands on top of the baseline in that file." in page.text


def test_without_a_file_of_examples_it_stands_by_itself(tmp_path: Path) -> None:
    copytree(RULES, tmp_path, dirs_exist_ok=True)
    (tmp_path / "thuiswerken-2021" / f"{VERSION}.examples.yaml").unlink()
    alone = browser(create_app(Settings(rules=tmp_path, health_answers="server"), lambda: NOON), follow_redirects=True)
    page = alone.post(PATH, data={"q.on_site_tasks": "part", "q.site_safe": "yes", "example": "yes"}).text
    assert "It stands by itself" in page
    assert "given: {on_site_tasks: part, site_safe: yes}" in example_in(page)


def test_no_example_is_there_until_it_is_asked_for(client: TestClient) -> None:
    assert "example-yaml" not in client.post(PATH, data=HEALTH).text
