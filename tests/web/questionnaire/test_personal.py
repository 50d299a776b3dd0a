"""Where the server asks only about the work: by a setting, and in pages of others."""

import re
from html import unescape
from itertools import product
from random import Random
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.claims.start import StartFacts
from app.engine.evaluate import evaluate
from app.engine.next_question import MODES
from app.main import create_app
from app.problems import AppError
from app.rulebook.model import NOT_RELIED_ON, Rulebook
from app.rulebook.text import LANGUAGES, Language
from app.rulebook.variants import about_work, with_person
from app.settings import HealthAnswers, PersonalAnswers, Settings
from app.web.visits.links import Seals
from tests.conftest import ID, NOON, browser
from tests.web.example_visits import ended, link, random_answers

SECRET = "a secret of the tests that is long enough"
START = "/thuiswerken-2021/start"


def client_of(health: HealthAnswers = "device", personal: PersonalAnswers | None = None) -> TestClient:
    settings = Settings(secret=SECRET, health_answers=health, personal_answers=personal)
    return browser(create_app(settings, lambda: NOON))


def asked(client: TestClient, root: str) -> tuple[list[str], str]:
    """Answer no to everything; return the headings on the way, and the address of the page with all answers."""
    address = client.post(f"{root}/nl{START}").headers["location"]
    headings = []
    while "<form" in (page := client.get(address).text):
        found = re.search(r"<h1[^>]*>\s*(.*?)\s*</h1>", page, re.S)
        assert found
        headings.append(unescape(found[1]))
        offered = re.findall(r'name="answer" type="(?:radio|checkbox)" value="(\w+)"', page)
        wished = next(each for each in ("none", "adequate", "answer", "no", *offered) if each in offered)
        address = client.post(address, data={"answer": wished}).headers["location"]
    return headings, address


@pytest.mark.parametrize(
    ("personal", "on_site", "framed"), [(None, True, False), ("device", False, False), ("server", True, True)]
)
def test_a_setting_and_the_place_say_whether_the_server_asks_about_the_person(
    book: Rulebook, personal: PersonalAnswers | None, on_site: bool, framed: bool
) -> None:
    client = client_of("device", personal)
    private = {q.ask.nl for q in book.questions.values() if q.sensitivity != "work"}
    for root, does in (("", on_site), ("/embed", framed)):
        headings, _ = asked(client, root)
        assert ("Uw persoonlijke omstandigheden" in headings) is does
        assert bool(private & {*headings}) is does


def test_what_is_kept_of_a_framed_outcome_opens_on_this_site() -> None:
    client = client_of()
    _, address = asked(client, "/embed")
    outcome = client.get(f"{address}/outcome").text
    files = re.findall(r'href="(/nl/check/[^"]+/(?:outcome\.pdf|receipt\.json[^"]*|outcome))"', outcome)
    assert len(files) == 4
    assert [client.get(each).status_code for each in files] == [200] * 4
    (kept,) = (each for each in files if each.endswith("/outcome"))
    assert 'id="device"' in client.get(kept).text
    assert "staat niet in deze bestanden" in outcome


def test_a_link_of_questions_about_the_person_works_only_where_the_server_asks_them(
    book: Rulebook, settings: Settings
) -> None:
    whole = link(book, ended(book, random_answers(book, Random(1))), settings)
    client = client_of("server")
    assert client.get(whole).status_code == 200
    assert client.get(f"/embed{whole}").status_code == 410
    assert client_of("server", "device").get(whole).status_code == 410


def test_a_link_says_which_of_the_two_it_is_of(book: Rulebook) -> None:
    seals = Seals(SECRET, 12, lambda: iter([book]))
    for variant in (book, about_work(book)):
        visit = ended(variant, random_answers(book, Random(2)))
        assert seals.open(seals.seal(visit, NOON), NOON).visit.rulebook is variant


def test_what_is_about_the_work_is_made_once_and_leads_back(book: Rulebook) -> None:
    work = about_work(book)
    assert about_work(book) is work
    assert about_work(work) is work
    assert with_person(work) is book
    assert with_person(book) is book
    assert work.left_out == {q.id for q in book.questions.values() if q.sensitivity != "work"}


def test_the_api_takes_personal_answers_as_before(book: Rulebook) -> None:
    answers = {"home_workplace": "not_adequate", "home_workplace_fix": "no", "home_part_possible": "no"}
    told = client_of("device", "device").post("/v1/evaluations", json={"rulebook": book.id, "answers": answers})
    assert told.json()["criteria"]["home_workplace"]["reach"] == "all"


def test_health_that_is_asked_nowhere_is_not_asked_on_the_device_either(book: Rulebook) -> None:
    client = client_of("off", "device")
    _, address = asked(client, "")
    outcome = client.get(f"{address}/outcome").text
    sheet = re.search(r'data-sheet="([^"]+)"', outcome)
    assert sheet
    assert "Onze server vraagt hier niet naar." in client.get(sheet[1]).text
    explained = unescape(outcome.partition("data-explained")[2].partition("</ul>")[0])
    for question in book.questions.values():
        assert (question.ask.nl in explained) is (question.sensitivity == "personal")


@pytest.mark.parametrize("language", LANGUAGES)
def test_start_and_privacy_say_what_stays_on_the_device(book: Rulebook, language: Language) -> None:
    client = client_of()
    person = [q.ask[language] for q in book.questions.values() if q.sensitivity == "personal"]
    here, framed = (unescape(client.get(f"{root}/{language}/{ID}").text) for root in ("", "/embed"))
    assert [ask in framed for ask in person] == [True] * len(person)
    assert not any(ask in here for ask in person)
    told = ("in een pagina van een andere website", "inside a page of another website")[language == "en"]
    all_of_it = ("Alle vragen over uzelf", "All questions about yourself")[language == "en"]
    assert told in client.get(f"/{language}/privacy").text
    assert all_of_it in client_of("device", "device").get(f"/{language}/privacy").text


def test_the_start_page_counts_the_questions_on_the_device_too() -> None:
    most = {
        mode: re.search(r"hooguit (\d+) vragen", client_of(mode).get(f"/nl/{ID}").text)
        for mode in ("server", "device", "off")
    }
    counts = {mode: int(found[1]) for mode, found in most.items() if found}
    assert counts["device"] > counts["server"] > counts["off"]


def test_nobody_is_asked_more_than_the_start_page_says_also_on_the_device(book: Rulebook) -> None:
    """The server asks what goes with its own verdict, and the device then what goes with another one."""
    chosen = {
        "on_site_tasks": "none",
        "process_presence": "part",
        "process_necessity": "not_necessary",
        "bound_tools": "part",
        "tools_at_home": "now",
        "site_only_information": "part",
        "information_at_home": "now",
        "home_workplace": "not_adequate",
        "home_workplace_fix": "no",
        "home_part_possible": NOT_RELIED_ON,
        "other_personal_reason": "no",
        "other_reasons": (),
        "mental_health": "yes",
        "mental_health_home_solution": "tried",
        "mental_health_arrangement": "part",
        "site_safe": "yes",
    }
    health = frozenset(q.id for q in book.questions.values() if q.sensitivity == "health")
    known: dict[str, Any] = {}
    for asks, mode in product((book.leaving_out(health), book), MODES):
        while (question := evaluate(asks, known, mode=mode).next_question) is not None:
            known[question] = chosen[question]
    assert len(known) == 16 == StartFacts(book, health, NOON.date()).questions_left[1]


def test_what_is_no_setting_is_refused() -> None:
    read = Settings.from_environment
    assert read({}).personal_answers is None
    assert read({"THUISWERKCHECK_PERSONAL_ANSWERS": "device"}).personal_answers == "device"
    with pytest.raises(AppError, match="`device` or `server`"):
        read({"THUISWERKCHECK_PERSONAL_ANSWERS": "off"})
