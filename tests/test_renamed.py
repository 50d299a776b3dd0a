"""What somebody calls the parts of a rulebook changes nothing: not even `values`, `get` or `constructor`."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from itertools import product
from pathlib import Path
from random import Random
from shutil import copytree
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.cases.case import Case
from app.cases.submit import asked_by_hr, check_case
from app.cli.text import in_words
from app.disclosure import disclose
from app.main import create_app
from app.resources import RULES
from app.rulebook.load import load_rulebook
from app.rulebook.model import UNKNOWN, Rulebook
from app.rulebook.text import LANGUAGES
from app.settings import Settings
from app.verify.admission import verified
from app.web.visits.visit import change, steps
from tests.cases import made
from tests.conftest import NOON, VERSION, browser
from tests.renamed import ID, as_renamed, names, renamed
from tests.web.example_visits import ended, link, random_answers
from tests.web.hr.conftest import opened_desk
from tests.web.test_routes import Balance

TRIES = 3
KEY = "0" * 26
PAGES = ("", "/source", "/try", "/compare")
"""Not the rules in words: how often each part decides is counted there, where time allows."""


class Words(HTMLParser):
    """Keep what a page says, and not what it is made of."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.said: list[str] = []
        self.feed(page)

    def handle_data(self, data: str) -> None:
        self.said += data.split()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return renamed(tmp_path_factory.mktemp("renamed"))


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the shipped rulebook alone."""
    folder = tmp_path_factory.mktemp("shipped")
    copytree(RULES / ID, folder / ID, ignore=lambda _, names: {n for n in names if not n.startswith(VERSION)})
    return folder


@pytest.fixture(scope="module")
def other(folder: Path) -> Rulebook:
    return load_rulebook(folder / ID / f"{VERSION}.yaml")


@pytest.fixture(scope="module")
def clients(shipped: Path, folder: Path, settings: Settings) -> Iterator[tuple[TestClient, TestClient]]:
    """Yield a client of the shipped rulebook and of the renamed one."""
    one, two = (create_app(replace(settings, rules=each), lambda: NOON) for each in (shipped, folder))
    with browser(one) as first, browser(two) as second:
        yield first, second


def drawn(book: Rulebook) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Yield answers, and the same under the renamed rulebook."""
    random, known = Random(11), names()
    for _ in range(TRIES):
        answers = random_answers(book, random)
        yield answers, {known[question]: answer for question, answer in answers.items()}


def said(page: str) -> list[str]:
    """Return the words on a page but codes, digests and lines of files; an id is a word as well."""
    words = re.findall(r"\w+", " ".join(Words(re.sub(r"\.yaml:\d+", "", page)).said))
    return [word for word in words if not re.fullmatch(r"[0-9A-Z]{4}|[0-9a-f]{12,}", word)]


def same(one: str, two: str) -> None:
    """Compare what two pages say; where ids are shown, they are renamed."""
    known = names()
    assert [known.get(word, word) for word in said(one)] == [known.get(word, word) for word in said(two)]
    balance = Balance()
    balance.feed(two)
    assert balance.wrong == []
    assert sorted(balance.ids) == sorted(set(balance.ids))


def test_the_renamed_rulebook_is_proven_with_the_same_examples(other: Rulebook, book: Rulebook) -> None:
    one, two = verified(book)[0], verified(other)[0]
    assert (two.problems, two.answer_sets, two.examples) == ((), one.answer_sets, one.examples)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_of_a_check_says_the_same(
    clients: tuple[TestClient, TestClient], book: Rulebook, other: Rulebook, settings: Settings, language: str
) -> None:
    for full, (one, two) in enumerate(drawn(book)):
        visits = [ended(each, answers, full=bool(full % 2)) for each, answers in ((book, one), (other, two))]
        for step, again in zip(*map(steps, visits), strict=True):
            at = [(book, change(visits[0], step)), (other, change(visits[1], again))]
            links = [link(each, visit, settings, language) for each, visit in at]
            same(*(client.get(to).text for client, to in zip(clients, links, strict=True)))
        ends = [link(each, visit, settings, language) for each, visit in zip((book, other), visits, strict=True)]
        same(*(client.get(f"{to}/outcome").text for client, to in zip(clients, ends, strict=True)))
        receipt = [client.get(f"{to}/receipt.json").status_code for client, to in zip(clients, ends, strict=True)]
        assert receipt[0] == receipt[1]


def test_the_api_and_the_command_line_tell_the_same(book: Rulebook, other: Rulebook) -> None:
    for one, two in drawn(book):
        for audience in book.audiences:
            for language in LANGUAGES:
                told = disclose(book, one, language, audience=audience)
                again = disclose(other, two, language, audience=names()[audience])
                there = {field: as_renamed(value) for field, value in told.items()}
                assert without_digest(there) == without_digest(again)
                lines = in_words(book, told, language, NOON.date()), in_words(other, again, language, NOON.date())
                assert lines[0].replace(book.digest, "") == lines[1].replace(other.digest, "")


def without_digest(told: Any) -> Any:
    return json.loads(json.dumps(told)) | {"rulebook": None}


@pytest.mark.parametrize("page", PAGES)
def test_every_page_about_the_rulebook_says_the_same(clients: tuple[TestClient, TestClient], page: str) -> None:
    for language in LANGUAGES:
        one, two = (client.get(f"/{language}/{ID}{page}") for client in clients)
        assert one.status_code == two.status_code
        same(one.text, two.text)


def test_the_page_to_try_rules_out_takes_every_name(clients: tuple[TestClient, TestClient], book: Rulebook) -> None:
    known = names()
    for one, two in drawn(book):
        for audience in book.audiences:
            form = {f"q.{q}": answer or "none_of_these" for q, answer in one.items()} | {"audience": audience}
            again = {f"q.{q}": answer or "none_of_these" for q, answer in two.items()} | {"audience": known[audience]}
            pages = [
                client.post(f"/en/{ID}/try", data=sent) for client, sent in zip(clients, (form, again), strict=True)
            ]
            assert [page.status_code for page in pages] == [200, 200]
            told = [
                re.findall(r'data-(?:told|criterion|action|note|change)="(\w+)" data-value="([^"]*)"', p.text)
                for p in pages
            ]
            assert [[known.get(w, w) for w in (name, *value.split())] for name, value in told[0]] == [
                [name, *value.split()] for name, value in told[1]
            ]


def case_of(book: Rulebook, answers: dict[str, Any], number: int) -> Case:
    visit = ended(book, answers)
    known = dict(visit.answers)
    while (question := asked_by_hr(book, known)[1]) is not None:
        known[question] = answers.get(question, UNKNOWN)
    return check_case(book, known, made.submitted(), KEY).but(id=f"{number:026}", code=f"0000-000{number}")


def test_every_page_of_a_case_says_the_same(
    book: Rulebook, other: Rulebook, shipped: Path, folder: Path, tmp_path: Path
) -> None:
    seen: list[list[str]] = []
    looked_at = list(product(("", "/questions", "/parties", "/what-if", "/statement", "/decision"), range(TRIES)))
    for place, (each, rules) in enumerate(((book, shipped), (other, folder))):
        (tmp_path / str(place)).mkdir()
        with opened_desk(tmp_path / str(place), rules=rules) as desk:
            for number, pair in enumerate(drawn(book)):
                desk.casework.store.add(case_of(each, pair[place], number), made.ADMINISTERED)
            found = [desk.client.get(f"/en/hr/cases/{number:026}{page}") for page, number in looked_at]
            assert {page.status_code for page in found} == {200}
            seen.append([page.text for page in found])
    for one, two in zip(*seen, strict=True):
        same(one, two)
