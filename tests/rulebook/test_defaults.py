"""What a rulebook leaves out reads as every rulebook has it, also where an organisation changes it."""

from app.rulebook.load import parsed, rulebook_from
from app.rulebook.model import Rulebook
from app.rulebook.overlays.criterion_lines import OWN_READING
from app.rulebook.overlays.overlay import amended, parsed_overlay
from app.rulebook.text import Text
from tests.rulebook.bad import GOOD
from tests.rulebook.one_language import SMALLEST, only

OVERLAY = """\
organisation: town
name: Town
rulebook: quiet
versions: ["1.0.0"]
languages: [en]
in_force: [{from: 2022-01-01}]
sources: {own: {title: Own rules, where: Here, clauses: {T1: A rule.}}}
people: {host: the host}
changes:
  - id: one-more-question
    why: Halls differ.
    agreed: {by: Council, date: 2022-01-01}
    effect: other
    add_question: {echo: {ask: Is there an echo?, answers: {yes: "Yes", no: "No"}, source: [T1]}}
  - id: one-more-ground
    why: An echo disturbs.
    agreed: {by: Council, date: 2022-01-01}
    effect: widens
    add_criterion: {hall: {title: Hall, source: [T1], reaches: {all: {when: {echo: yes}, because: It echoes.}}}}
  - id: less-noise
    why: An echo counts too.
    agreed: {by: Council, date: 2022-01-01}
    effect: narrows
    add_condition: {criterion: {noise: all}, and: {echo: yes}}
"""


def read(text: str) -> Rulebook:
    book, problems = rulebook_from(text.encode(), "1.0.0.yaml")
    assert book is not None, problems
    return book


def test_an_organisation_may_change_what_leaves_everything_out() -> None:
    overlay, problems = parsed_overlay(OVERLAY.encode(), "quiet.yaml")
    assert overlay is not None, problems
    book, problems = amended(overlay, parsed(only("en", "quiet", SMALLEST).encode(), "1.0.0.yaml"))
    assert book is not None, problems
    assert [(id, text.en, text.other.en) for id, text in book.people.items()] == [
        ("you", "you", "whoever answers"), ("host", "the host", "the host"),
    ]  # fmt: skip
    assert book.questions["calls"].answered_by == ("you",)
    assert (book.questions["echo"].source, book.questions["calls"].source) == (("T1",), ())
    assert {audience: len(seen) for audience, seen in book.audiences.items()} == {"you": 2, "hr": 2, "manager": 2}
    assert [book.criteria[id].reaches[0].readings for id in ("hall", "noise")] == [(OWN_READING,), (OWN_READING,)]


def test_where_there_are_sources_every_part_names_its_own() -> None:
    text = GOOD.read_text("utf-8")
    _, problems = rulebook_from(text.replace("    source: [B1]\n", "", 1).encode(), "1.0.0.yaml")
    assert [each.message for each in problems] == ["expected a question with `source`, found none"]
    _, problems = rulebook_from(f"{only('en', 'quiet', SMALLEST)}    source: [B1]\n".encode(), "1.0.0.yaml")
    assert [each.message for each in problems] == ["expected a known clause, found `B1`"]


def test_the_first_of_the_people_can_tell_where_a_question_names_nobody() -> None:
    book = read(only("en", "quiet", SMALLEST) + "people: {guest: a guest, host: the host}\n")
    assert book.questions["calls"].answered_by == ("guest",)


def test_a_part_of_the_fixed_texts_may_be_left_out() -> None:
    book = read(only("en", "quiet", SMALLEST) + "common: {unknown: No idea}\nabout: {what: Where to sit.}\n")
    assert [text.en for text in book.common.values()] == ["No idea", "I leave this out", "None of these"]
    assert book.about == {
        "what": Text(en="Where to sit."),
        "advice_only": Text(en="This is advice. It decides nothing."),
    }
    assert book.questions["calls"].unknown == Text(en="No idea")


def test_questions_about_the_person_are_hidden_from_whoever_works_with_cases() -> None:
    text = only("en", "quiet", SMALLEST).replace("    answers:", "    sensitivity: health\n    answers:", 1)
    book = read(text)
    assert book.audiences == {"you": {"calls"}, "hr": frozenset(), "manager": frozenset()}
    assert list(book.questions["calls"].answers) == ["yes", "no", "not_relied_on"]
