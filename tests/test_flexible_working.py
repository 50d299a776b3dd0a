"""The rulebook about flexible working: who waits is told the last day, and the draft only narrows refusal."""

from dataclasses import replace
from random import Random

import pytest
from starlette.testclient import TestClient

from app.engine.evaluate import Evaluation, evaluate
from app.main import create_app
from app.resources import RULES
from app.rulebook.conditions import TODAY
from app.rulebook.examples import examples_path, read_examples
from app.rulebook.load import load_rulebook
from app.rulebook.model import UNKNOWN, Rulebook
from app.rulebook.text import LANGUAGES
from app.settings import Settings
from app.verify.diff.diff import compare
from tests.conftest import NOON, browser

FOLDER = RULES / "gb-flexible-working"
EDITIONS = {path.stem: load_rulebook(path) for path in (FOLDER / "1.0.0.yaml", FOLDER / "2.0.0.yaml")}


def told(version: str) -> list[Evaluation]:
    examples, problems = read_examples(examples_path(FOLDER / f"{version}.yaml"), EDITIONS[version])
    assert problems == []
    return [evaluate(EDITIONS[version], example.answers) for example in examples]


def journey(book: Rulebook, random: Random) -> Evaluation:
    """Answer what is asked, most of it so that there is something to judge."""
    given: dict[str, str] = {TODAY: "2027-01-10"}
    usual = {"status": "employee", "subject": "hours_times_or_place", "made_before": "none", "other_proceeding": "no"}
    while (question := (evaluation := evaluate(book, given)).next_question) is not None:
        answers = [*book.questions[question].answers] or ["2026-12-01", "2027-01-05", "2027-03-12"]
        good = usual.get(question, "yes" if "yes" in answers and question != "longer_agreed" else "")
        given[question] = good if good and random.random() < 0.9 else random.choice(answers)
    return evaluation


@pytest.mark.parametrize("version", EDITIONS)
def test_whoever_waits_for_an_answer_is_told_the_last_day(version: str) -> None:
    random = Random(80)
    ended = [journey(EDITIONS[version], random) for _ in range(60)]
    waiting = [evaluation for evaluation in ended if evaluation.verdict == "pending"]
    assert len(waiting) > 3
    assert [evaluation.answers for evaluation in waiting if "last_day_to_decide" not in evaluation.days] == []


@pytest.mark.parametrize("version", EDITIONS)
def test_the_examples_reach_all_that_can_follow(version: str) -> None:
    book, seen = EDITIONS[version], told(version)
    lines = {(c.id, line.extent) for c in book.criteria.values() for line in c.reaches}
    assert {each.verdict for each in seen} == {*book.verdicts, None}
    assert lines <= {(c, state.reach) for each in seen for c, state in each.criteria.items()}
    assert {action.id for each in seen for action in each.actions} == set(book.actions)
    assert {note.id for each in seen for note in each.notes} == set(book.notes)


def test_no_answer_stays_without_breach_until_the_last_day() -> None:
    seen = [each for each in told("1.0.0") if each.verdict == "pending" and "last_day_to_decide" in each.days]
    assert len(seen) > 5
    for each in seen:
        assert each.holds_until == (each.days["last_day_to_decide"], ("breach_likely",))


def test_the_draft_narrows_refusal_and_nothing_else() -> None:
    now, planned = EDITIONS["1.0.0"], EDITIONS["2.0.0"]
    assert now.draft is None and planned.draft is not None
    found = compare(now, planned)
    verdicts = {(each.old, each.new) for each in found.differences if each.what == "verdict"}
    assert verdicts == {("refused_in_order", "breach_likely")}
    assert {(each.old, each.new) for each in found.differences if each.what != "verdict"} == {("none", "breach")}
    assert {q for q in planned.questions if q not in now.questions} == {"reasonable_to_refuse", "reasonable_explained"}


def test_nothing_about_the_person_is_asked() -> None:
    for book in EDITIONS.values():
        assert {question.sensitivity for question in book.questions.values()} == {"work"}
        assert all(question.unknown.en and UNKNOWN not in question.answers for question in book.questions.values())


def test_its_editions_are_in_the_storybook_in_english_only(settings: Settings) -> None:
    with browser(create_app(replace(settings, storybook=True), lambda: NOON)) as client:
        dutch, english = (client.get(f"/{language}/storybook").text for language in LANGUAGES)
    assert (FOLDER.name in dutch, english.count(f"/en/{FOLDER.name}/source?version=")) == (False, len(EDITIONS))


@pytest.mark.parametrize("page", ["", "/source", "/rules", "/picture", "/try", "/compare"])
def test_each_page_says_that_it_is_no_legal_advice(client: TestClient, page: str) -> None:
    assert "This is information, not legal advice." in client.get(f"/en/{FOLDER.name}{page}").text


def test_each_question_says_that_it_is_no_legal_advice(client: TestClient) -> None:
    question = client.post(f"/en/{FOLDER.name}/start").headers["location"]
    assert "This is information, not legal advice." in client.get(question).text
