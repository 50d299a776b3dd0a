"""How many answers may be chosen: read, proven, asked, and refused where it is another number."""

from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from random import Random

import pytest
from fastapi.testclient import TestClient

from app.main import create_app
from app.problems import InputProblem
from app.rulebook.answers import check_answers
from app.rulebook.choices import Choices, HowMany
from app.rulebook.conditions import CHOICES, Chosen
from app.rulebook.examples import read_examples
from app.rulebook.load import rulebook_from
from app.settings import Settings
from app.verify.answer_sets import count_answer_sets
from app.verify.diff.diff import compare
from app.verify.diff.report import in_words
from app.verify.mutation.run import trial
from app.verify.symbolic import Proof
from app.verify.verification import verify
from tests.conftest import NOON, browser
from tests.rulebook.bad import GOOD
from tests.rulebook.test_choices import SOURCE, read
from tests.web.hr.conftest import Desk, opened_desk
from tests.web.hr.test_fill_in import begin, send

ANY, ANSWERS = "    choose: any\n", ("a", "b", "c", "d", "e")


def bounded(bounds: str, source: str = SOURCE) -> str:
    assert source.count(ANY) == 1
    return source.replace(ANY, f"{ANY}    {bounds}\n")


ONE_OR_TWO = bounded("min: 1\n    max: 2")


def sets(answers: tuple[str, ...], how_many: HowMany) -> list[tuple[str, ...]]:
    return [some for n in range(len(answers) + 1) for some in combinations(answers, n) if n in how_many]


@pytest.mark.parametrize("seed", range(300))
def test_the_kinds_are_those_of_the_sets_that_can_be_chosen(seed: int) -> None:
    random = Random(seed)
    least = random.randint(0, 4)
    how_many = HowMany(least, random.choice((None, *range(max(1, least), 6))))
    named = [tuple(random.sample(ANSWERS, random.randint(1, 3))) for _ in range(random.randint(1, 4))]
    tests = tuple(Chosen(random.choice(CHOICES), names) for names in named)
    choices, free = Choices(ANSWERS, tests, how_many), Choices(ANSWERS, tests)
    by_kind: dict[str | None, list[tuple[str, ...]]] = {}
    for some in sets(ANSWERS, how_many):
        by_kind.setdefault(choices.code_of(some), []).append(some)
        # A kind is called the same wherever the same is asked of what was chosen.
        assert choices.code_of(some) == free.code_of(some)
    assert by_kind.keys() == choices.kinds.keys()
    for kind, alike in by_kind.items():
        assert choices.first_of(str(kind)) in alike
        assert len(choices.first_of(str(kind))) == min(map(len, alike))
        for test in tests:
            assert {test.holds(some) for some in alike} == {kind in choices.within(test)}
    assert all(choices.code_of(some) is None for some in sets(ANSWERS, HowMany()) if len(some) not in how_many)
    covering = how_many.covering(ANSWERS)
    assert set(ANSWERS) == {answer for some in covering for answer in some}
    assert all(len(some) in how_many for some in covering)


def test_only_sets_that_can_be_chosen_are_counted_and_possible() -> None:
    kinds = {kind: read(source).questions["contents"].decided.answers for kind, source in (
        ("any", SOURCE), ("two", ONE_OR_TWO), ("one", bounded("max: 1").replace("[glass, battery]", "[battery]")),
    )}  # fmt: skip
    assert {kind: list(answers) for kind, answers in kinds.items()} == {
        "any": ["chose_no_such", "chose_battery", "chose_glass_and_battery"],
        "two": ["chose_no_such", "chose_battery", "chose_glass_and_battery"],
        "one": ["chose_no_such", "chose_battery"],
    }
    assert kinds["two"]["chose_no_such"]["en"] == "for example Cloth"
    apart = SOURCE.replace("{includes_all: [glass, battery]}", "{includes: [glass]}")
    four, three = (count_answer_sets(Proof(read(source))) for source in (apart, bounded("max: 1", apart)))
    assert (four % 4, three) == (0, four * 3 // 4)


def test_what_no_number_of_answers_can_fulfil_is_a_problem() -> None:
    _, problems = rulebook_from(bounded("max: 1").encode(), "parcels.yaml")
    assert [(each.code, each.message) for each in problems] == [
        (
            "idle_comparison",
            "expected a test that holds for some choices of at most 1 of the answers to `contents`,"
            " found it for none of them",
        )
    ]
    _, problems = rulebook_from(bounded("min: 2").replace("[battery]", "[battery, cloth]").encode(), "parcels.yaml")
    assert ["found it for all of them" in each.message for each in problems] == [True]


@pytest.mark.parametrize(
    ("bounds", "found"),
    [
        ("min: 0", "found `min: 0`"),
        ("min: 3", "found `min: 3`"),
        ("max: 4", "found `max: 4`"),
        ("max: 0", "found `max: 0`"),
        ("min: 2\n    max: 1", "found `min: 2` and `max: 1`"),
    ],
)
def test_bounds_that_nobody_can_mean_are_a_problem(bounds: str, found: str) -> None:
    _, problems = rulebook_from(bounded(bounds).encode(), "parcels.yaml")
    bad = [each.message for each in problems if each.code == "bad_bounds"]
    assert bad == [f"expected `min` from 1 to 2, and `max` from there to 3, {found}"]


def test_a_number_of_answers_without_a_choice_is_a_problem() -> None:
    _, problems = rulebook_from(bounded("max: 2").replace(ANY, "").encode(), "parcels.yaml")
    assert "expected `choose: any` beside a number of answers, found `max: 2` alone" in [p.message for p in problems]


def test_another_number_is_refused_where_answers_come_in() -> None:
    book, at = read(ONE_OR_TWO), "/answers/contents"
    expected = "expected a list of at least 1 and at most 2 of `glass`, `battery`, `cloth`, or `unknown`, found"
    for answer, code, found in (([], "too_few", "fewer"), (["glass", "battery", "cloth"], "too_many", "more")):
        assert check_answers(book, {"contents": answer}) == ({}, (InputProblem(at, code, f"{expected} {found}"),))
    assert check_answers(book, {"contents": ["cloth", "glass"]}) == ({"contents": ("glass", "cloth")}, ())
    assert not book.questions["contents"].fits(())


def test_an_example_with_another_number_is_a_problem(tmp_path: Path) -> None:
    example = "examples:\n  - {id: A, who: Somebody., given: {contents: []}, expect: {verdict: refused}}\n"
    (tmp_path / "x.yaml").write_text(f'rulebook: parcels\nversion: "1.0.0"\nbaseline: {{}}\n{example}', "utf-8")
    _, problems = read_examples(tmp_path / "x.yaml", read(ONE_OR_TWO))
    expected = "expected at least 1 and at most 2 of the answers to `contents`, found 0"
    assert [(each.code, each.message) for each in problems] == [("bad_number", expected)]


def test_proofs_mutants_and_proposals_choose_no_other_number() -> None:
    for source in (ONE_OR_TWO, bounded("min: 2\n    max: 2")):
        book = read(source)
        assert verify(book).problems == ()
        found = trial(book)
        chosen = [some.split("]")[0].split(", ") for some in found.proposed.split("contents: [")[1:]]
        assert chosen
        assert all(book.questions["contents"].fits(some) for some in chosen)
    good = GOOD.read_text("utf-8")
    for each in (good, bounded("max: 1", good)):
        book = read(each)
        assert [problem.code for problem in verify(book).problems] == ["unused_criterion"]


def test_editions_are_compared_over_what_both_allow() -> None:
    fewer = compare(read(), read(ONE_OR_TWO))
    assert fewer.differences == ()
    assert [str(each) for each in fewer.numbers] == [
        "the fewest answers of “What is in it?”: 0 becomes 1", "the most answers of “What is in it?”: 3 becomes 2",
    ]  # fmt: skip
    assert "the most answers of" in in_words(fewer)
    other = read(bounded("min: 2").replace("[battery]", "[glass]"))
    assert compare(read(bounded("max: 2")), other).differences
    assert "contents" not in compare(read(bounded("max: 1").replace("[glass, battery]", "[glass]")), other).questions


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    (tmp_path / "parcels").mkdir()
    (tmp_path / "parcels" / "1.0.0.yaml").write_text(ONE_OR_TWO, "utf-8")
    settings = Settings(rules=tmp_path, secret="a secret of the tests that is long enough", health_answers="server")
    with browser(create_app(settings, lambda: NOON)) as client:
        yield client


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "Choose at least 1 and at most 2"),
        ("nl", "Kies er minstens 1 en hoogstens 2"),
    ],
)
def test_the_page_says_how_many_and_refuses_another_number(client: TestClient, language: str, said: str) -> None:
    at = client.post(f"/{language}/parcels/start").headers["location"]
    while 'value="glass"' not in (page := client.get(at).text):
        at = client.post(at, data={"answer": "5"}).headers["location"]
    assert f"{said}." in page
    assert 'value="none_of_these"' not in page
    for answer in (["glass", "battery", "cloth"], ["none_of_these"]):
        refused = client.post(at, data={"answer": answer})
        assert refused.status_code == 422
        assert refused.text.count(said) == 3 or answer == ["none_of_these"]
    assert client.post(at, data={"answer": ["cloth"]}).status_code == 303


def test_programs_are_told_how_many_and_refused_another_number(client: TestClient) -> None:
    sent = {"rulebook": "parcels", "answers": {"contents": []}}
    refused = client.post("/v1/evaluations", json=sent)
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (400, "too_few")
    published = client.get("/v1/rulebooks/parcels/versions/1.0.0").json()["questions"]
    assert [(published[q]["min"], published[q]["max"]) for q in ("contents", "abroad")] == [(1, 2), (None, None)]
    told = client.get("/v1/rulebooks/parcels/versions/1.0.0/answers-schema").text
    assert '"minItems":1,"maxItems":2' in told.replace(" ", "")


def test_the_pages_of_authors_show_it(client: TestClient, tmp_path: Path) -> None:
    (tmp_path / "parcels" / "1.1.0.yaml").write_text(bounded("max: 2").replace("1.0.0", "1.1.0"), "utf-8")
    client.app.state.site.service.library.refresh()  # type: ignore[attr-defined]
    page = client.get("/en/parcels/try?version=1.0.0").text
    assert "Choose at least 1 and at most 2." in page
    compared = client.get("/en/parcels/compare?old=1.0.0&new=1.1.0").text
    assert "the fewest answers was 1 and is now 0" in compared


@pytest.fixture
def parcels(tmp_path: Path) -> Iterator[Desk]:
    (tmp_path / "rules" / "parcels").mkdir(parents=True)
    (tmp_path / "rules" / "parcels" / "1.0.0.yaml").write_text(ONE_OR_TWO, "utf-8")
    (tmp_path / "data").mkdir()
    with opened_desk(tmp_path / "data", rules=tmp_path / "rules") as desk:
        yield desk


def test_hr_and_managers_choose_no_other_number(parcels: Desk) -> None:
    said, every = "Choose at least 1 and at most 2", ["glass", "battery", "cloth"]
    address = send(parcels, begin(parcels).headers["location"], answer="5").headers["location"]
    assert f"{said}." in parcels.client.get(address).text
    assert send(parcels, address, answer=every).status_code == 422
    address = send(parcels, address, answer=["glass", "battery"]).headers["location"]
    case = send(parcels, address, who="Personnel 12", language="nl").headers["location"].split("/")[-1]
    for page in ("statement", "what-if"):
        shown = parcels.client.get(f"/en/hr/cases/{case}/{page}").text
        assert f"{said}." in shown, page
        assert 'value="none_of_these"' not in shown
        refused = send(parcels, f"/en/hr/cases/{case}/{page}", **{"q.contents": every, "q.weight": "5"})
        assert (refused.status_code, refused.text.count(said) >= 2) == (422, True), page
