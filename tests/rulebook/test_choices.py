"""Any number of answers that decide: read, proven, asked, and told apart no further than the rules do."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from app.engine.evaluate import evaluate
from app.main import create_app
from app.rule_text import in_words
from app.rulebook.conditions import Chosen, Not, QuestionIs
from app.rulebook.load import rulebook_from
from app.rulebook.model import Rulebook
from app.settings import Settings
from app.verify.diff.diff import compare
from app.verify.mutation.run import trial
from app.verify.verification import verify
from tests.conftest import NOON, browser
from tests.rulebook.test_numbers import NUMBERS
from tests.web.hr.conftest import Desk, opened_desk
from tests.web.hr.test_fill_in import begin, send

CONTENTS = """  contents:
    ask: {nl: "Wat zit erin?", en: "What is in it?"}
    ask_other: {nl: "Wat zit erin?", en: "What is in it?"}
    why: {nl: "Niet alles mag mee.", en: "Not everything may go."}
    answers: {glass: {nl: Glas, en: Glass}, battery: {nl: Accu, en: Battery}, cloth: {nl: Stof, en: Cloth}}
    choose: any
    answered_by: [sender, desk]
    source: [P1]
"""
DANGER = """  danger:
    title: {nl: "Gevaarlijk", en: "Dangerous"}
    source: [P1]
    not_reached: {nl: "Het is niet gevaarlijk.", en: "It is not dangerous."}
    reaches:
      fully:
        when:
          any:
            - {contents: {includes_all: [glass, battery]}}
            - {all: [{abroad: yes}, {contents: {includes: [battery]}}]}
        because: {nl: "De inhoud is gevaarlijk.", en: "The contents are dangerous."}
        reading: [house]
"""
REFUSED = "when: {criterion: {too_heavy: fully}}"
SOURCE = (
    NUMBERS.read_text("utf-8")
    .replace("  abroad:\n", f"{CONTENTS}  abroad:\n")
    .replace("  letter:\n", f"{DANGER}  letter:\n")
    .replace(REFUSED, "when: {any: [{criterion: {too_heavy: fully}}, {criterion: {danger: fully}}]}")
    .replace("[weight, books, abroad]", "[weight, books, contents, abroad]")
    .split("laws:")[0]
)


def read(source: str = SOURCE) -> Rulebook:
    book, problems = rulebook_from(source.encode(), "parcels.yaml")
    assert book, problems
    return book


def test_sets_of_choices_are_told_apart_no_further_than_conditions_do() -> None:
    contents = read().questions["contents"]
    assert contents.choices
    assert contents.choices.kinds == {
        "chose_no_such": (), "chose_battery": ("battery",), "chose_glass_and_battery": ("glass", "battery"),
    }  # fmt: skip
    assert contents.choices.code_of(("glass", "cloth")) == "chose_no_such"
    assert contents.choices.code_of(["cloth", "battery", "glass"]) == "chose_glass_and_battery"
    assert verify(read()).problems == ()


def test_a_verdict_rests_on_what_was_chosen_and_reasons_name_it() -> None:
    given = {"weight": "5", "abroad": "no", "ill": "no", "contents": ("glass", "battery", "cloth")}
    told = evaluate(read(), given)
    assert told.verdict == "refused"
    assert told.answers["contents"] == ("glass", "battery", "cloth")
    assert [reason.because for reason in told.reasons] == [{"contents": "chose_glass_and_battery"}]
    assert evaluate(read(), {**given, "contents": ()}).verdict == "by_parcel"
    open_yet = evaluate(read(), {**given, "contents": "unknown"})
    assert open_yet.possible == ("refused", "by_parcel")
    assert [each.question for each in open_yet.open_questions] == ["contents"]


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("{includes: [battery]}", "{includes: [battery], includes_none: [glass]}", "choice_form"),
        ("{includes: [battery]}", "{includes: [batery]}", "unknown_answer"),
        ("{contents: {includes: [battery]}}", "{contents: battery}", "many_answers_condition"),
        ("{contents: {includes: [battery]}}", "{contents: {over: 3}}", "not_a_number"),
        ("{abroad: yes}, {contents", "{abroad: {includes: [yes]}}, {contents", "not_a_choice"),
    ],
)
def test_what_cannot_be_meant_of_a_choice_is_a_problem(old: str, new: str, code: str) -> None:
    assert SOURCE.count(old) == 1
    _, problems = rulebook_from(SOURCE.replace(old, new).encode(), "parcels.yaml")
    assert code in [problem.code for problem in problems], problems


def test_a_word_near_one_for_choices_is_told_with_that_one_only() -> None:
    source = SOURCE.replace("{includes: [battery]}", "{include: [battery]}")
    _, problems = rulebook_from(source.encode(), "parcels.yaml")
    assert [problem.code for problem in problems] == ["unknown_key"]
    assert problems[0].message.endswith("only, found `include`; did you mean `includes`?")


def test_more_kinds_than_can_be_proven_are_a_problem() -> None:
    names = [f"a{number}" for number in range(13)]
    answers = "{" + ", ".join(f"{name}: {{nl: a, en: b}}" for name in names) + "}"
    many = SOURCE.replace(
        "{glass: {nl: Glas, en: Glass}, battery: {nl: Accu, en: Battery}, cloth: {nl: Stof, en: Cloth}}", answers
    )
    many = many.replace("[glass, battery]", f"[{', '.join(names)}]").replace("[battery]", "[a0]")
    _, problems = rulebook_from(many.encode(), "parcels.yaml")
    assert [problem.code for problem in problems] == ["too_many_kinds"]


def test_conditions_on_choices_are_said_in_words() -> None:
    book = read()
    some, every = (Chosen(word, ("glass", "battery")) for word in ("includes", "includes_all"))
    said = [in_words(QuestionIs("contents", (), test), book, "en") for test in (some, every)]
    assert said == [
        "at least one of these was chosen at “What is in it?”: “Glass” or “Battery”",
        "all of these were chosen at “What is in it?”: “Glass” and “Battery”",
    ]
    opposite = in_words(Not(QuestionIs("contents", (), some)), book, "nl")
    assert opposite == "bij “Wat zit erin?” is geen van deze gekozen: “Glas” of “Accu”"


def test_editions_and_mutants_tell_choices_apart() -> None:
    other = read(SOURCE.replace("{includes: [battery]}", "{includes: [battery, cloth]}"))
    comparison = compare(read(), other)
    assert {each.new for each in comparison.differences if each.what == "verdict"} == {"refused"}
    found = trial(read())
    assert any("said {includes: [glass, battery]} in" in mutant.change for mutant in found.survivors)
    assert "contents: [" in found.proposed


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    (tmp_path / "parcels").mkdir()
    (tmp_path / "parcels" / "1.0.0.yaml").write_text(SOURCE, "utf-8")
    settings = Settings(rules=tmp_path, secret="a secret of the tests that is long enough", health_answers="server")
    with browser(create_app(settings, lambda: NOON)) as client:
        yield client


def test_editions_that_tell_other_choices_apart_are_compared_on_a_page(client: TestClient, tmp_path: Path) -> None:
    later = SOURCE.replace('version: "1.0.0"', 'version: "1.1.0"').replace(
        "{includes: [battery]}", "{includes: [cloth]}"
    )
    (tmp_path / "parcels" / "1.1.0.yaml").write_text(later, "utf-8")
    client.app.state.site.service.library.refresh()  # type: ignore[attr-defined]
    page = client.get("/en/parcels/compare?old=1.0.0&new=1.1.0")
    assert page.status_code == 200
    assert "“for example Battery”" in page.text


def test_choices_are_asked_with_the_others_and_shown_as_they_were_made(client: TestClient) -> None:
    at = client.post("/en/parcels/start").headers["location"]
    answers = {"How heavy": "5", "What is in it": ["glass", "battery"], "abroad": "no", "Are you ill": "no"}
    while 'name="answer"' in (page := client.get(at).text):
        given = next((answer for asked, answer in answers.items() if asked in page), "answer")
        at = client.post(at, data={"answer": given}).headers["location"]
    outcome = client.get(f"{at}/outcome").text
    assert "The parcel does not go" in outcome
    assert "Glass, Battery" in outcome
    for page in ("rules", "picture", "try", "compare"):
        assert client.get(f"/en/parcels/{page}").status_code == 200
    sent = {"rulebook": "parcels", "answers": {"weight": 5, "contents": ["battery", "glass"]}}
    told = client.post("/v1/evaluations", json=sent).json()
    assert (told["verdict"], told["reasons"][0]["because"]) == ("refused", {"contents": ["glass", "battery"]})
    condition = client.get("/v1/rulebooks/parcels/versions/1.0.0").json()["criteria"]["danger"]["reaches"]
    assert {"contents": {"includes_all": ["glass", "battery"]}} in condition["fully"]["when"]["any"]


@pytest.fixture
def parcels(tmp_path: Path) -> Iterator[Desk]:
    (tmp_path / "rules" / "parcels").mkdir(parents=True)
    (tmp_path / "rules" / "parcels" / "1.0.0.yaml").write_text(SOURCE, "utf-8")
    (tmp_path / "data").mkdir()
    with opened_desk(tmp_path / "data", rules=tmp_path / "rules") as desk:
        yield desk


def test_a_manager_says_what_was_chosen_as_well(parcels: Desk) -> None:
    address = begin(parcels).headers["location"]
    for answer in ("5", ["glass", "battery"]):
        address = send(parcels, address, answer=answer).headers["location"]
    case = send(parcels, address, who="Personnel 12", language="nl").headers["location"].split("/")[-1]
    assert parcels.casework.store.read(case).verdict == "refused"
    page = parcels.client.get(f"/en/hr/cases/{case}/statement").text
    assert page.count('name="q.contents"') == 5
    assert 'type="checkbox"' in page
