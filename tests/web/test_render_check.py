"""What a rulebook can tell is told before it runs: a page that would fail is a Problem, with answers that show it."""

from dataclasses import replace
from pathlib import Path
from shutil import copyfile

import pytest

from app.cli import main
from app.disclosure import Disclosure
from app.main import create_app
from app.problems import Problem, RulebookInvalid
from app.rulebook.load import load_rulebook
from app.rulebook.model import Rulebook
from app.rulebook.text import Language
from app.settings import Settings
from app.verify.admission import SHOWN, ready, report_of, verified
from app.web.render_check import untold
from tests.conftest import NOON, browser
from tests.rulebook.bad import GOOD
from tests.store.opened import SECRET
from tests.web.example_visits import ended, link

ALONE = GOOD.with_name("alone.yaml")


def said(book: Rulebook, told: Disclosure, language: Language) -> str:
    """Tell everything."""
    return str(told)


def test_everything_that_the_shipped_rulebook_can_tell_is_told(book: Rulebook) -> None:
    assert untold(replace(book), said) == []


def test_a_text_that_is_not_on_a_page_is_a_problem_with_answers_that_show_it(book: Rulebook) -> None:
    hidden = next(iter(book.actions.values()))

    def without(book: Rulebook, told: Disclosure, language: Language) -> str:
        return str({**told, "actions": [each for each in told["actions"] if each["id"] != hidden.id]})

    found = untold(book, without)
    assert {problem.code for problem in found} == {"untold"}
    assert all(
        problem.message.endswith(f"the command line (`nl`) without `{hidden.say['nl'][:80]}`") for problem in found[:1]
    )
    assert all(problem.shown_by[0] for problem in found)


def test_what_fails_is_a_problem_for_each_audience(book: Rulebook) -> None:
    def fails(book: Rulebook, told: Disclosure, language: Language) -> str:
        if told["verdict"] and language == "en":
            raise KeyError(told["verdict"])
        return str(told)

    found = untold(book, fails)
    for audience in book.audiences:
        assert [
            each
            for each in found
            if f"told to `{audience}`, found the command line (`en`) to fail: KeyError" in each.message
        ]


def test_a_reason_without_a_page_is_found(book: Rulebook, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.web.questionnaire.outcome.OutcomePage._reason", lambda *_: next(iter(())))
    found = untold(replace(book))
    assert found
    assert all("the outcome page (`nl`) to fail: StopIteration" in each.message for each in found)


def test_what_cannot_be_told_does_not_run_and_what_can_is_said_to_be_proven(book: Rulebook) -> None:
    wrong = Problem(book.place, "untold", "expected a page, found none")
    copy = replace(book, digest="sha256:another")
    with pytest.raises(RulebookInvalid) as refused:
        ready(frozenset({"health"}), lambda _: [wrong])(copy)
    assert refused.value.problems == (wrong,)
    running = ready(frozenset(), lambda _: [])(replace(book, digest="sha256:yet another"))
    assert SHOWN in report_of(running).proven


@pytest.fixture
def alone(tmp_path: Path) -> Path:
    """Return a folder with a rulebook of one audience, called as nobody among the people."""
    (tmp_path / "parking").mkdir()
    copyfile(ALONE, tmp_path / "parking" / "1.0.0.yaml")
    return tmp_path


def test_a_rulebook_without_anybody_to_share_with_works_under_any_name(alone: Path) -> None:
    book = load_rulebook(ALONE)
    report, _ = verified(book, untold)
    assert report.problems == ()
    assert SHOWN in report.proven
    settings = Settings(secret=SECRET, rules=alone)
    with browser(create_app(settings, lambda: NOON)) as client:
        for answers in ({"lives_here": "yes", "space_left": "yes"}, {"lives_here": "yes"}):
            end = link(book, ended(book, answers), settings, "en")
            page = client.get(f"{end}/outcome")
            assert page.status_code == 200
            assert client.get(f"{end}/outcome.pdf").content.startswith(b"%PDF")
            assert client.get(f"{end}/receipt.json?for=self").status_code == 200
            assert client.get(f"{end}/receipt.json?for=share").status_code == 409
            assert ("The council can tell you this" in page.text) == (len(answers) == 1)
        asked = {"rulebook": "parking", "answers": {}}
        for sent in (asked, asked | {"audience": "holder"}):
            answer = client.post("/v1/evaluations", json=sent)
            assert (answer.status_code, answer.json()["audience"]) == (200, "holder")
        assert client.post("/v1/evaluations", json=asked | {"audience": "employee"}).status_code == 400
        assert client.get("/en/parking/try").status_code == 200


def test_the_command_line_verifies_and_evaluates_it(
    alone: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("THUISWERKCHECK_RULES", str(alone))
    (alone / "answers.json").write_text('{"lives_here": "yes", "space_left": "yes"}')
    assert main(["verify", str(alone / "parking")]) == 0
    assert SHOWN in capsys.readouterr().out
    assert main(["evaluate", "--rulebook", "parking", "--lang", "en", "--answers", str(alone / "answers.json")]) == 0
    assert "You may park" in capsys.readouterr().out
