"""What is superfluous, perhaps on purpose, is told as a warning, and keeps no rulebook from running."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from app.cli import main
from app.disclosure import disclose
from app.main import create_app
from app.problems import RulebookInvalid
from app.rulebook.conditions import All
from app.rulebook.load import load_rulebook
from app.rulebook.model import Rulebook
from app.settings import Settings
from app.verify.admission import ready, verified
from app.verify.checks.reachability import not_the_same, unreachable
from app.verify.symbolic import Proof
from app.verify.verification import SAME_ANSWERS, verify
from app.web.render_check import untold
from tests.conftest import NOON, browser
from tests.rulebook.lending import ID, lending

Output = pytest.CaptureFixture[str]
SIGHT = "answers: {good: {nl"
ONE_MORE_ANSWER = (SIGHT, 'answers: {fair: {nl: "Redelijk", en: "Fairly"}, good: {nl')
LATER_OR_NO = """        when: {pass_renewal: [later, no]}
        because: {nl: "De pas is verlopen.", en: "The pass has expired."}
        reading: [house]
"""
LINE_BEHIND = """      part:
        when: {pass_renewal: [no, later]}
        because: {nl: "De pas blijft verlopen.", en: "The pass stays expired."}
        reading: [house]
"""
GO = "  go:\n    otherwise: true\n"
VERDICT_BEHIND = """  keep:
    when: {criterion: {rarity: all}}
    title: {nl: "Houden", en: "Keep"}
    say: {nl: "Het boek blijft.", en: "The book stays."}
    source: [B1]
"""
SUPERFLUOUS = (ONE_MORE_ANSWER, (LATER_OR_NO, LATER_OR_NO + LINE_BEHIND), (GO, VERDICT_BEHIND + GO))
BEFORE = "found that what stands before it takes all"


def test_a_law_that_is_never_tried_is_a_warning_and_not_proven(tmp_path: Path) -> None:
    law = "    when: {all: [{pass: valid}, {pass: expired}]}\n    then: {verdict: go}\n"
    never = f"laws:\n  - id: never-tried\n    say: {{nl: a, en: b}}\n{law}"
    report = verify(load_rulebook(lending(tmp_path, ("laws:\n", never))))
    assert [(each.level, each.code) for each in report.problems] == [("warning", "idle_law")]
    assert "found that its `when` never holds" in report.problems[0].message
    assert not [name for name in report.proven if "never-tried" in name]


def superfluous(rules: Path) -> Path:
    return lending(rules, *SUPERFLUOUS)


def test_what_others_take_and_answers_that_are_alike_are_warnings(tmp_path: Path) -> None:
    problems = verify(load_rulebook(superfluous(tmp_path))).problems
    assert [(each.level, each.code) for each in problems] == [
        ("warning", "unused_answer"),
        ("warning", "unreachable"),
        ("warning", "unreachable"),
    ]
    assert [BEFORE in each.message for each in problems] == [False, True, True]


def test_otherwise_that_never_comes_is_a_warning(book: Rulebook) -> None:
    *others, last = book.verdicts.values()
    verdicts = (*others, replace(last, id="before", when=All(())), last)
    (problem,) = unreachable(Proof(replace(book, verdicts={each.id: each for each in verdicts})))
    assert (problem.level, f"verdict `{last.id}`, {BEFORE}" in problem.message) == ("warning", True)


def test_verify_marks_warnings_and_ends_well(tmp_path: Path, capsys: Output) -> None:
    file = superfluous(tmp_path)
    assert main(["verify", str(file)]) == 0
    said = capsys.readouterr().out
    assert said.count(": warning: un") == 3
    assert said.endswith("1 rulebook, 1 example, 0 problems, 3 warnings\n")
    assert main(["verify", "--json", str(file)]) == 0
    assert [each["level"] for each in json.loads(capsys.readouterr().out)["problems"]] == ["warning"] * 3


def test_a_problem_beside_a_warning_still_ends_badly(tmp_path: Path, capsys: Output) -> None:
    never = ("when: {pass_renewal: now}\n    say", "when: {all: [{pass: valid}, {pass: expired}]}\n    say")
    file = lending(tmp_path, ONE_MORE_ANSWER, never)
    assert main(["verify", "--json", str(file)]) == 1
    told = json.loads(capsys.readouterr().out)["problems"]
    assert {(each["level"], each["code"]) for each in told} == {
        ("warning", "unused_answer"),
        ("problem", "unreachable"),
    }
    with pytest.raises(RulebookInvalid) as refused:
        ready(frozenset())(load_rulebook(file))
    assert [problem.level for problem in refused.value.problems] == ["problem"]


def test_a_rulebook_with_warnings_is_told_and_served(tmp_path: Path) -> None:
    report, _ = verified(load_rulebook(superfluous(tmp_path)), untold)
    assert {problem.level for problem in report.problems} == {"warning"}
    with browser(create_app(Settings(rules=tmp_path), lambda: NOON)) as client:
        assert client.get("/readyz").json()["problems"] == []
        for page in ("rules", "try", "compare"):
            assert client.get(f"/en/{ID}/{page}").status_code == 200
        sent = {"rulebook": ID, "answers": {"rare_book": "yes"}}
        assert client.post("/v1/evaluations", json=sent).json()["verdict"] == "stay"


def same_as(pairs: str, *more: tuple[str, str]) -> tuple[tuple[str, str], ...]:
    return (*more, ("    sensitivity: personal\n", f"    sensitivity: personal\n    same_as: {pairs}\n"))


def test_an_answer_may_be_the_same_as_another_on_purpose(tmp_path: Path) -> None:
    report = verify(load_rulebook(lending(tmp_path, *same_as("{fair: good}", ONE_MORE_ANSWER))))
    assert report.problems == ()
    assert SAME_ANSWERS in report.proven


def test_answers_that_a_condition_tells_apart_in_vain_may_be_the_same(tmp_path: Path) -> None:
    both = ("when: {pass_renewal: [later, no]}", "when: {any: [{pass_renewal: later}, {pass_renewal: no}]}")
    file = lending(tmp_path, both)
    assert [problem.code for problem in verify(load_rulebook(file)).problems] == ["unused_answer"]
    file.write_text(file.read_text().replace("can_be_changed:", "same_as: {later: no}\n    can_be_changed:", 1))
    assert verify(load_rulebook(file)).problems == ()


def test_an_answer_that_is_not_the_same_is_found_with_what_shows_it(tmp_path: Path) -> None:
    rulebook = load_rulebook(lending(tmp_path, *same_as("{poor: good}")))
    (problem,) = not_the_same(Proof(rulebook))
    one, other = map(dict, problem.shown_by)
    assert (problem.level, problem.code, one["sight"], other["sight"]) == ("problem", "not_the_same", "poor", "good")
    assert one["illness"] == "yes"
    assert SAME_ANSWERS not in verify(rulebook).proven


def test_what_is_the_same_on_purpose_is_asked_and_told_as_before(tmp_path: Path) -> None:
    plain = load_rulebook(lending(tmp_path / "plain", ONE_MORE_ANSWER))
    same = load_rulebook(lending(tmp_path / "same", *same_as("{fair: good}", ONE_MORE_ANSWER)))
    told = [[disclose(book, {"sight": a}, "en") for a in book.questions["sight"].answers] for book in (plain, same)]
    without_digest = [[{**each, "rulebook": None} for each in one] for one in told]
    assert without_digest[0] == without_digest[1]
