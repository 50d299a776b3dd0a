import json
import os
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from app.claims.claims import CLAIMS
from app.cli import main
from app.cli.text import LABELS, WIDTH, in_words
from app.disclosure import disclose
from app.rulebook.load import load_rulebook
from app.rulebook.model import Rulebook
from app.rulebook.text import LANGUAGES, Language, Text
from tests.cases import made
from tests.conftest import FIRST

WORDS = Path(__file__).parent / "words"
NO_WORK = {"on_site_tasks": "none", "process_presence": "none", "site_only_information": "none"}
NO_PERSON = {"home_workplace": "adequate", "other_personal_reason": "no", "mental_health": "no"}
TOOLS = {"bound_tools": "part", "tools_at_home": "later"}
ALL_TOOLS: dict[str, object] = {
    "on_site_tasks": "none",
    "process_presence": "none",
    "bound_tools": "all",
    "tools_at_home": "later",
}
NEEDED = {"process_presence": "all", "process_necessity": "unclear"}
CASES: dict[str, tuple[str, dict[str, object]]] = {
    "partly": ("employee", {**NO_WORK, **NO_PERSON, **TOOLS, **NEEDED, "site_safe": "no"}),
    "home": ("employee", {**NO_WORK, **NO_PERSON, "bound_tools": "none", "other_reasons": ["meetings", "habit"]}),
    "open": ("employee", {"on_site_tasks": "part", "process_presence": "unknown"}),
    "again": ("employee", ALL_TOOLS),
    "hr": ("hr", {**NO_WORK, **TOOLS, **NEEDED, "site_safe": "yes"}),
    "hr-open": ("hr", {"on_site_tasks": "part"}),
    "own": ("employee", {**NO_WORK, **NO_PERSON, "bound_tools": "none", "first_month": "yes", "site_safe": "yes"}),
}
"""Who reads it and what was answered; what is said stands in `words/<case>.<language>.txt`."""
OWN = "own"
"""The case that is told with the changes of the organisation that ships as a specimen."""
Output = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def _no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in os.environ:
        if name.startswith("THUISWERKCHECK_"):
            monkeypatch.delenv(name)


@pytest.fixture(scope="module")
def first() -> Rulebook:
    """Return the edition of which the words stand beside this: it never changes."""
    return load_rulebook(FIRST)


def expected(case: str, language: Language) -> str:
    return (WORDS / f"{case}.{language}.txt").read_text(encoding="utf-8")


def flat(text: str) -> str:
    return " ".join(text.split())


def test_a_line_never_ends_within_a_word(first: Rulebook) -> None:
    text = f"{'long ' * 16}self-employed"
    assert len(text) > WIDTH > len(text) - len("employed")
    about = {**first.about, "advice_only": Text(text, text)}
    told = disclose(first, {"on_site_tasks": "all", "site_safe": "no"}, "en")
    assert "\nself-employed" in in_words(replace(first, about=about), told, "en", date(2021, 3, 1))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("case", CASES)
def test_an_outcome_is_told_word_for_word(case: str, language: Language, tmp_path: Path, capsys: Output) -> None:
    audience, answers = CASES[case]
    file = tmp_path / "answers.json"
    file.write_text(json.dumps(answers))
    rest = ["--answers", str(file), "--lang", language, "--audience", audience, "--version", FIRST.stem]
    rest += ["--organisation", "gemeente-oeverwoude"] if case == OWN else []
    assert main(["evaluate", "--rulebook", "thuiswerken-2021", *rest]) == 0
    assert capsys.readouterr().out == expected(case, language)


NOT_HERE = ("more", "policy", "days", "holds", "not", "follows", "who", "top_changes")
"""What no example has: of a list everything is told in `tests/web/test_lists.py`."""


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_label_is_in_an_example(language: Language) -> None:
    told = flat(" ".join(expected(case, language) for case in CASES))
    assert [id for id, label in LABELS.items() if label[language] not in told and id not in NOT_HERE] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_of_text_that_changes_the_meaning_is_in_an_example(language: Language, first: Rulebook) -> None:
    requirement = first.requirements["site_safe"]
    heading = first.notes["not_sufficient"].heading
    assert heading
    kinds: dict[str, list[Text | None]] = {
        "partly": [requirement.not_met, *first.verdicts["partly_on_site"].then, first.notes["extra_risk"].say],
        "home": [heading, *first.verdicts["home"].then],
        "open": [requirement.open, first.undetermined[2], first.questions["bound_tools"].ask],
        "hr": [requirement.met.other, first.actions["show_who_is_needed"].say.other],
        "hr-open": [first.undetermined[2].other, first.questions["bound_tools"].ask.other],
    }
    for case, texts in kinds.items():
        assert [text for text in texts if text and flat(text[language]) not in flat(expected(case, language))] == []


@pytest.mark.parametrize("case", ["hr", "hr-open"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_others_than_the_person_read_first_that_it_is_about_the_work_alone(case: str, language: Language) -> None:
    assert flat(expected(case, language)).startswith(CLAIMS["work_only"].text[language])


@pytest.mark.parametrize("language", LANGUAGES)
def test_others_read_nothing_of_criteria_about_the_person(language: Language, first: Rulebook) -> None:
    for case in ("hr", "hr-open"):
        said = flat(expected(case, language))
        for id in ("home_workplace", "personal_situation", "mental_health"):
            criterion = first.criteria[id]
            texts = [criterion.title, criterion.not_reached, *(line.because for line in criterion.reaches)]
            assert [text for text in texts if flat(text[language]) in said] == []
        personal = [question for question in first.questions.values() if question.sensitivity != "work"]
        assert [question.id for question in personal if flat(question.ask.other[language]) in said] == []


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_line_is_too_wide_and_no_advice_is_called_a_decision(case: str, language: Language) -> None:
    said = expected(case, language)
    assert max(map(len, said.splitlines())) <= WIDTH
    assert "besluit" not in said.lower()


def test_the_person_reads_no_owner_before_an_action_and_others_read_it_as_a_heading() -> None:
    assert "uw leidinggevende: " not in expected("partly", "nl").split("Wat dit zou veranderen")[0]
    assert "\n  De leidinggevende:\n  - Leg uit" in expected("hr", "nl")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_own_policy_of_an_organisation_is_not_told_as_the_past(language: Language, first: Rulebook) -> None:
    told = disclose(first, {"on_site_tasks": "part"}, language)
    words = in_words(first, told, language, date(2026, 11, 30), employer=made.EMPLOYER)
    assert made.EMPLOYER.name in words
    assert LABELS["not_since"][language] not in words
    assert LABELS["not_since"][language] in in_words(first, told, language, date(2026, 11, 30))
