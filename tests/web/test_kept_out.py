"""A criterion that keeps an earlier verdict from holding is told as a reason for the one that follows."""

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.main import create_app
from app.rulebook.load import load_rulebook
from app.rulebook.model import Rulebook
from app.settings import Settings
from tests.conftest import NOON, browser
from tests.store.opened import SECRET
from tests.test_claims import claimed, pages
from tests.web.example_visits import ended, link

SOURCE = """\
id: delivery
version: "1.0.0"
title: Having something brought
languages: [en]
in_force: [{from: 2020-01-01}]
questions:
  weight: {ask: Is it heavy?, answers: {yes: "Yes", no: "No"}}
  stairs: {ask: Are there stairs?, answers: {yes: "Yes", no: "No"}}
  place: {ask: Is it near?, answers: {yes: "Yes", no: "No"}}
criteria:
  heavy: {title: Weight, reaches: {all: {when: {weight: yes}, because: It is heavy.}}}
  high: {title: Stairs, reaches: {all: {when: {stairs: yes}, because: There are stairs.}}}
  near: {title: Distance, reaches: {all: {when: {place: yes}, because: It is near.}}}
verdicts:
  free: {when: {not: {criterion: {heavy: all}}}, title: Free, say: It costs nothing.}
  pay: {when: {criterion: {near: all}}, title: Paid, say: You pay for it.}
  climb: {when: {criterion: {high: all}}, title: By lift, say: It goes by lift.}
  no: {otherwise: true, title: Not possible, say: We do not bring it.}
"""
SETTINGS = Settings(secret=SECRET)
EVERY = {"weight": "yes", "stairs": "yes", "place": "yes"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("rules")
    (folder / "delivery").mkdir()
    (folder / "delivery" / "1.0.0.yaml").write_text(SOURCE, "utf-8")
    return folder


@pytest.fixture(scope="module")
def delivery(folder: Path) -> Rulebook:
    return load_rulebook(folder / "delivery" / "1.0.0.yaml")


@pytest.fixture(scope="module")
def site(folder: Path) -> Iterator[TestClient]:
    with browser(create_app(Settings(secret=SECRET, rules=folder), lambda: NOON)) as client:
        yield client


def told(site: TestClient, answers: dict[str, str]) -> dict[str, Any]:
    found: dict[str, Any] = site.post("/v1/evaluations", json={"rulebook": "delivery", "answers": answers}).json()
    return found


def test_the_api_names_it_among_the_reasons(site: TestClient) -> None:
    found = told(site, EVERY)
    assert found["verdict"] == "pay"
    reasons = {reason["criterion"]: reason["because"] for reason in found["reasons"]}
    assert reasons == {"heavy": {"weight": "yes"}, "near": {"place": "yes"}}
    assert told(site, EVERY | {"weight": "no"})["verdict"] == "free"


def test_the_page_says_why_and_of_what_else_counts_that_it_does(site: TestClient, delivery: Rulebook) -> None:
    page = site.get(f"{link(delivery, ended(delivery, EVERY, full=True), SETTINGS, 'en')}/outcome").text
    assert re.findall(r'data-criterion="(\w+)"', page) == ["heavy", "near"]
    assert ("less", "high") in claimed(page)
    assert "This counts too (fully), but the advice already follows from another reason." in unescape(page)
    assert told(site, EVERY | {"stairs": "no"})["verdict"] == "pay"


def test_paper_says_the_same(delivery: Rulebook) -> None:
    _, paper = pages(ended(delivery, EVERY, full=True), "en")
    why = paper[paper.index("Why this advice") :]
    assert re.findall(r"<h3>(\w+): fully</h3>", why) == ["Weight", "Distance"]
    assert claimed(paper).count(("less", "high")) == 1
