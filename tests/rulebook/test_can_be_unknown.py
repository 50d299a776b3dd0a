"""Questions to which "I don't know" is no answer: not offered, not taken, and not promised to be possible."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from app.claims.start import StartFacts
from app.engine.evaluate import evaluate
from app.engine.minimise import shrunk
from app.main import create_app
from app.rulebook.answers import check_answers, sample_answer
from app.rulebook.examples import read_examples
from app.rulebook.load import rulebook_from
from app.rulebook.model import UNKNOWN
from app.settings import Settings
from app.storybook.example_visits import to_the_end
from app.verify.verification import verify
from app.web.visits import visit as visits
from tests.conftest import NOON, browser
from tests.rulebook.bad import SPECIMENS
from tests.rulebook.test_choices import SOURCE, read
from tests.web.hr.conftest import Desk, opened_desk
from tests.web.hr.test_fill_in import begin, send

DATES = (SPECIMENS / "dates.yaml").read_text("utf-8")


def sure(source: str, *questions: str) -> str:
    """Return a rulebook in which "I don't know" answers none of these questions."""
    for question in questions:
        assert source.count(f"  {question}:\n    ask:") == 1
        source = source.replace(f"  {question}:\n    ask:", f"  {question}:\n    can_be_unknown: false\n    ask:")
    return source


SURE = sure(SOURCE, "weight", "contents", "abroad", "ill")


def test_it_is_read_and_proven_and_known_to_no_rulebook_that_does_not_say_so() -> None:
    book = read(SURE)
    assert {q.id for q in book.questions.values() if not q.can_be_unknown} == {"weight", "contents", "abroad", "ill"}
    assert all(q.can_be_unknown for q in read().questions.values())
    assert verify(book).problems == verify(read()).problems == ()


def test_a_text_for_what_is_no_answer_is_a_problem() -> None:
    source = SURE.replace("  abroad:\n", '  abroad:\n    unknown: {nl: "Geen idee", en: "No idea"}\n')
    _, problems = rulebook_from(source.encode(), "parcels.yaml")
    assert [problem.code for problem in problems] == ["unknown_not_asked"]
    _, problems = rulebook_from(SURE.replace("unknown: false", "unknown: no").encode(), "parcels.yaml")
    assert {problem.code for problem in problems} == {"wrong_type"}


def test_it_is_refused_where_answers_come_in_and_nothing_expects_it() -> None:
    book = read(SURE)
    codes = {"weight": "not_a_number", "contents": "not_a_list", "abroad": "unknown_answer", "ill": "unknown_answer"}
    answers, problems = check_answers(book, dict.fromkeys(codes, UNKNOWN))
    assert answers == {}
    assert {problem.pointer.split("/")[-1]: problem.code for problem in problems} == codes
    assert not any("unknown" in problem.detail for problem in problems)
    dated, (problem,) = check_answers(read(sure(DATES, "requested")), {"requested": UNKNOWN})
    assert (dated, problem.code, "unknown" in problem.detail) == ({}, "not_a_date", False)
    assert not any(book.questions[question].fits(UNKNOWN) for question in codes)


def test_no_example_can_give_it(tmp_path: Path) -> None:
    def codes(source: str, answers: str) -> list[str]:
        book = read(source)
        expected = f"{{could_be: [{', '.join(book.verdicts)}]}}"
        items = f"examples:\n  - {{id: A, who: Somebody., given: {answers}, expect: {expected}}}\n"
        head = f'rulebook: {book.id}\nversion: "{book.version}"\nbaseline: {{}}\n'
        (tmp_path / "x.yaml").write_text(head + items, "utf-8")
        return [problem.code for problem in read_examples(tmp_path / "x.yaml", book)[1]]

    everything = "{weight: unknown, contents: unknown, abroad: unknown}"
    assert codes(SOURCE, everything) == []
    assert codes(SURE, everything) == ["bad_number", "wrong_type", "unknown_answer"]
    assert codes(DATES, "{requested: unknown}") == []
    assert codes(sure(DATES, "requested"), "{requested: unknown}") == ["bad_number"]


def test_what_is_not_answered_stays_open_all_the_same() -> None:
    told = evaluate(read(SURE), {"weight": "5"})
    assert told.verdict is None
    assert [each.question for each in told.open_questions] == ["contents", "abroad", "ill"]


def test_samples_answer_something_else() -> None:
    book = read(SURE)
    samples = {q.id: sample_answer(q) for q in book.questions.values() if not q.can_be_unknown}
    assert all(book.questions[question].fits(answer) for question, answer in samples.items())
    assert UNKNOWN not in samples.values()
    assert sample_answer(read().questions["abroad"]) == UNKNOWN
    date = read(sure(DATES, "requested")).questions["requested"]
    assert date.fits(sample_answer(date))
    way = to_the_end(visits.start(book))
    assert UNKNOWN not in way.answers.values()


def test_an_example_of_what_was_tried_keeps_what_it_cannot_take_back() -> None:
    book, baseline = read(SURE), {"weight": "5", "abroad": "yes"}
    assert shrunk(book, {"weight": "50"}, baseline) == {"weight": "50"}


def test_the_start_page_says_of_no_such_rulebook_that_everything_can_be_unknown() -> None:
    facts = [StartFacts(read(source), frozenset(), NOON.date()) for source in (SOURCE, sure(SOURCE, "abroad"))]
    assert [each.need_not_know for each in facts] == [True, False]
    assert StartFacts(facts[1].book.leaving_out(frozenset({"abroad"})), frozenset(), NOON.date()).need_not_know


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    for source in (SURE, sure(DATES, "requested")):
        book = read(source)
        (tmp_path / book.id).mkdir()
        (tmp_path / book.id / f"{book.version}.yaml").write_text(source, "utf-8")
    settings = Settings(rules=tmp_path, secret="a secret of the tests that is long enough", health_answers="server")
    with browser(create_app(settings, lambda: NOON)) as client:
        yield client


ERRORS = {
    "en": ["Write a number", "Choose an answer", "Choose an answer", "Choose an answer"],
    "nl": ["Vul een getal in", "Kies een antwoord", "Kies een antwoord", "Kies een antwoord"],
}


def shown_error(page: str) -> list[str]:
    """Return what the page says is wrong, without the word that says so."""
    return re.findall(r'href="#answer">([^<]*)</a>', page)


@pytest.mark.parametrize("language", ERRORS)
def test_no_page_offers_or_takes_it(client: TestClient, language: str) -> None:
    at = client.post(f"/{language}/parcels/start").headers["location"]
    errors: list[str] = []
    for given in ("5", "battery", "no", "answer", "no"):
        assert 'value="unknown"' not in client.get(at).text
        if given != "answer":
            errors += shown_error(client.post(at).text)
            assert client.post(at, data={"answer": UNKNOWN}).status_code == 422
        at = client.post(at, data={"answer": given}).headers["location"]
    assert errors == ERRORS[language]


def test_a_date_that_all_know_is_asked_without_it(client: TestClient) -> None:
    book = read(sure(DATES, "requested"))
    at = client.post(f"/en/{book.id}/start").headers["location"]
    while book.questions["requested"].ask["en"] not in (page := client.get(at).text):
        assert 'value="unknown"' in page
        at = client.post(at, data={"answer": UNKNOWN}).headers["location"]
    assert 'value="unknown"' not in page
    assert shown_error(client.post(at, data={"answer": ["", "", ""]}).text) == ["Write a date"]


def test_programs_are_told_and_refused(client: TestClient) -> None:
    refused = client.post("/v1/evaluations", json={"rulebook": "parcels", "answers": {"abroad": UNKNOWN}})
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (400, "unknown_answer")
    asked = client.get("/v1/rulebooks/parcels/versions/1.0.0").json()["questions"]
    assert {question: each["can_be_unknown"] for question, each in asked.items() if question != "books"} == {
        "weight": False, "contents": False, "abroad": False, "ill": False,
    }  # fmt: skip
    schema = client.get("/v1/rulebooks/parcels/versions/1.0.0/answers-schema").json()["properties"]
    assert UNKNOWN not in str([schema[each] for each in ("weight", "contents", "abroad", "ill")])
    assert UNKNOWN in str(schema["books"])


def test_authors_try_it_out_without_it(client: TestClient) -> None:
    page = client.get("/en/parcels/try").text
    assert page.count('value="unknown"') == 0
    tried = client.post("/en/parcels/try", data={"q.abroad": UNKNOWN})
    assert tried.status_code == 422


@pytest.fixture
def parcels(tmp_path: Path) -> Iterator[Desk]:
    (tmp_path / "rules" / "parcels").mkdir(parents=True)
    (tmp_path / "rules" / "parcels" / "1.0.0.yaml").write_text(sure(SURE, "books"), "utf-8")
    (tmp_path / "data").mkdir()
    with opened_desk(tmp_path / "data", rules=tmp_path / "rules") as desk:
        yield desk


def test_hr_and_managers_are_not_offered_it_either(parcels: Desk) -> None:
    address = begin(parcels).headers["location"]
    for answer in ("5", ["glass", "battery"]):
        assert 'value="unknown"' not in parcels.client.get(address).text
        assert send(parcels, address, answer=UNKNOWN).status_code == 422
        address = send(parcels, address, answer=answer).headers["location"]
    case = send(parcels, address, who="Personnel 12", language="nl").headers["location"].split("/")[-1]
    for page in ("statement", "what-if"):
        shown = parcels.client.get(f"/en/hr/cases/{case}/{page}").text
        assert 'value="unknown"' not in shown
    refused = send(parcels, f"/en/hr/cases/{case}/statement", **{"q.weight": "5", "q.contents": UNKNOWN})
    assert refused.status_code == 422
    assert "Choose an answer" in refused.text
    assert "do not know" not in refused.text
