"""A rulebook is in the languages that it names, and in no other."""

from datetime import date
from pathlib import Path

import pytest

from app.problems import Problem
from app.rulebook.approval import Approval, Approver, approval_from, as_yaml
from app.rulebook.load import parsed, rulebook_from
from app.rulebook.overlays.overlay import amended, parsed_overlay
from app.rulebook.text import LANGUAGES, Language, Text
from app.web.render_check import untold
from tests.rulebook.one_language import ALONE, SMALLEST, kept_in, only

OVERLAY = """\
organisation: town
name: Town
rulebook: parking
versions: ["1.0.0"]
in_force: [{from: 2022-01-01}]
languages: [en]
changes:
  - id: nearer
    why: Nearer.
    agreed: {by: Council, date: 2022-01-01}
    effect: other
    replace_text: {criteria: {room: {title: Room nearby}}}
"""


def problems_of(text: str) -> list[Problem]:
    return rulebook_from(text.encode(), "1.0.0.yaml")[1]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_text_in_one_language_stands_by_itself(language: Language) -> None:
    both, _ = rulebook_from(ALONE.read_bytes(), "1.0.0.yaml")
    book, problems = rulebook_from(only(language).encode(), "1.0.0.yaml")
    assert both is not None
    assert book is not None, problems
    assert (book.languages, both.languages) == ((language,), LANGUAGES)
    assert book.title.by_language == {language: both.title[language]}
    assert book.questions["lives_here"].ask == both.questions["lives_here"].ask.only_in([language])
    assert book.digest != both.digest


def test_a_text_in_one_language_may_name_it() -> None:
    named = only("en").replace("title: Parking", "title: {en: Parking}")
    assert problems_of(named) == []


def test_naming_both_languages_is_as_naming_none() -> None:
    text = ALONE.read_text("utf-8")
    named, _ = rulebook_from(f"languages: [en, nl]\n{text}".encode(), "1.0.0.yaml")
    assert named is not None
    assert named.languages == LANGUAGES


@pytest.mark.parametrize(("written", "code", "message"), [
    ("{nl: Parkeren, en: Parking}", "unknown_key", "expected a text in `en` with `en` only, found `nl`"),
    ("{nl: Parkeren}", "missing_key", "expected a text in `en` with `en`, found none"),
    ("[Parking]", "wrong_type", "expected a text in `en`, found a list"),
    ("true", "bare_flag", "expected text, found the flag `true`; quote it"),
])  # fmt: skip
def test_a_text_in_another_language_is_a_problem(written: str, code: str, message: str) -> None:
    found = problems_of(only("en").replace('title: "Parking"', f"title: {written}"))
    assert (code, message) in [(each.code, each.message) for each in found]


def test_changes_are_in_the_languages_of_what_they_change() -> None:
    overlay, problems = parsed_overlay(OVERLAY.encode(), "parking.yaml")
    assert overlay is not None, problems
    book, problems = amended(overlay, parsed(only("en").encode(), "1.0.0.yaml"))
    assert book is not None, problems
    assert book.organisation is not None
    assert (book.organisation.name, book.criteria["room"].title) == (Text(en="Town"), Text(en="Room nearby"))


def test_changes_in_other_languages_than_the_rulebook_are_a_problem() -> None:
    overlay, _ = parsed_overlay(OVERLAY.encode(), "parking.yaml")
    assert overlay is not None
    book, problems = amended(overlay, parsed(only("nl").encode(), "1.0.0.yaml"))
    assert book is None
    assert [str(each) for each in problems] == [
        "parking.yaml:1:1: other_languages: expected texts in `nl`, as in the rulebook, found `en`"
    ]


def test_a_role_is_approved_in_the_language_of_the_rulebook(tmp_path: Path) -> None:
    folder = kept_in(tmp_path, ("en", "parking"))
    book, _ = rulebook_from((folder / "parking" / "1.0.0.yaml").read_bytes(), "1.0.0.yaml")
    assert book is not None
    approval = Approval("parking", "1.0.0", book.digest, (Approver("A", Text(en="lawyer"), date(2022, 1, 1)),))
    assert "role: {en:" in as_yaml(approval)
    assert approval_from(as_yaml(approval).encode(), "approval.yaml", book) == (approval, [])


def test_a_number_is_told_in_the_language_of_its_rulebook() -> None:
    text = only("en", "quiet", SMALLEST).replace(
        'answers: {yes: "Yes", no: "No"}', "number: {unit: calls, from: 0, to: 20}"
    )
    book, problems = rulebook_from(text.replace("{calls: yes}", "{calls: {at_least: 5}}").encode(), "1.0.0.yaml")
    assert book is not None, problems
    told = [answer.by_language for answer in book.questions["calls"].answers.values()]
    assert told == [{"en": "less than 5 calls"}, {"en": "5 calls or more"}]
    assert untold(book) == []
