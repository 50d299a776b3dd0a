"""Letters that people can send: read, refused where they do not fit, offered where their condition holds."""

from typing import Any

import pytest

from app.disclosure import disclose
from app.engine.evaluate import evaluate
from app.problems import Problem
from app.rule_text import letter_said, message_said
from app.rulebook.letter import pieces
from app.rulebook.load import parsed, rulebook_from
from app.rulebook.model import Rulebook
from app.rulebook.overlays.overlay import amended, parsed_overlay
from app.verify.diff.structural import written
from app.verify.mutation.mutants import mutants
from app.verify.verification import verify
from tests.rulebook.bad import SPECIMENS
from tests.rulebook.test_schema import RULEBOOK, validator, value_of

LETTERS = SPECIMENS / "letters.yaml"
TEXT = LETTERS.read_text("utf-8")
BERTH: dict[str, Any] = {"starts": "2027-03-01", "metres": "9", "aground": "yes", "crane": "own", "today": "2027-01-10"}


def read(text: str = TEXT) -> Rulebook:
    book, problems = rulebook_from(text.encode(), "1.0.0.yaml")
    assert book is not None, problems
    return book


def problems_in(text: str) -> list[tuple[str, int, str]]:
    return [(each.code, each.place.line, each.message) for each in rulebook_from(text.encode(), "1.0.0.yaml")[1]]


def line_of(text: str) -> int:
    return TEXT[: TEXT.index(text)].count("\n") + 1


def test_a_letter_is_read_with_its_fields_in_order() -> None:
    letter = read().letters["berth_request"]
    assert letter.title.en == "A letter to the harbour"
    assert [(field.label.en, field.help and field.help.en) for field in letter.fields.values()] == [
        ("Your name", None),
        ("VHF channel", "For example 12."),
    ]
    assert letter.placeholders("nl") == letter.placeholders("en")
    assert letter.placeholders("en") == (
        "starts", "metres", "crane", "field:vhf", "today", "field:name", "field:name",
    )  # fmt: skip
    assert read().letters["crane_order"].fields == {}


def test_a_rulebook_need_not_have_letters() -> None:
    assert read(TEXT[: TEXT.index("letters:")]).letters == {}


def test_the_schema_for_editors_takes_letters() -> None:
    without_numbers = TEXT.replace("{ahead: {under: {weeks: 2}}}", "{aground: yes}")
    assert [str(each) for each in validator(RULEBOOK).iter_errors(value_of(without_numbers.encode()))] == []
    nameless = without_numbers.replace('label: {nl: "Uw naam"', 'called: {nl: "Uw naam"')
    assert not validator(RULEBOOK).is_valid(value_of(nameless.encode()))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", [(False, "")]),
        ("a {b} c", [(False, "a "), (True, "b"), (False, " c")]),
        ("{field:a}{b}", [(False, ""), (True, "field:a"), (False, ""), (True, "b"), (False, "")]),
        ("a { b", [(False, "a "), (True, "{"), (False, " b")]),
        ("{}", [(False, ""), (True, ""), (False, "")]),
    ],
)
def test_a_text_is_taken_apart_into_words_and_placeholders(text: str, found: list[tuple[bool, str]]) -> None:
    assert list(pieces(text)) == found


BOTH_LENGTHS = TEXT.replace("{metres}", "{club}")
IN_ORDER = 'en: "Please lift."'


@pytest.mark.parametrize(
    ("text", "code", "at", "said"),
    [
        (TEXT.replace("{metres}", "{meters}"), "unknown_placeholder", "  berth_request:", "did you mean `metres`?"),
        (TEXT.replace("{field:vhf}", "{vhf}"), "unknown_placeholder", "  berth_request:", "found `vhf`"),
        (TEXT.replace("{field:vhf}", "{field:vhf"), "unknown_placeholder", "  berth_request:", "found `{`"),
        (BOTH_LENGTHS, "placeholder_not_work", "  berth_request:", "found `club`, a claim one"),
        (TEXT.replace(IN_ORDER, 'en: "Lift {today}."'), "missing_placeholder", "  crane_order:", "in `nl` for `today`"),
        (TEXT.replace("{field:vhf}", "12"), "unused_field", "      vhf:", "to say `{field:vhf}`"),
        (TEXT.replace("    when: {verdict: berth}\n", ""), "missing_key", "  berth_request:", "with `when`"),
        (TEXT.replace("{verdict: berth}\n", "{verdict: birth}\n"), "unknown_verdict", "    when: {v", "found `birth`"),
    ],
)
def test_what_does_not_fit_in_a_letter_is_refused(text: str, code: str, at: str, said: str) -> None:
    (found,) = {each for each in problems_in(text) if each[0] == code}
    if code != "missing_key":
        assert found[1] == line_of(at)
    assert said in found[2]


@pytest.mark.parametrize(
    ("given", "offered"),
    [
        ({}, []),
        ({"metres": "20"}, []),
        ({"crane": "own"}, ["berth_request"]),
        ({"crane": "harbour"}, ["berth_request", "crane_order"]),
        ({"crane": "harbour", "aground": "no"}, ["berth_request"]),
        ({"crane": "unknown"}, ["berth_request"]),
        ({"starts": "2027-01-12"}, []),
    ],
)
def test_a_letter_is_offered_only_where_its_condition_holds_for_certain(
    given: dict[str, str], offered: list[str]
) -> None:
    book, answers = read(), BERTH | given if given else {}
    assert [letter.id for letter in evaluate(book, answers).letters] == offered
    assert disclose(book, answers, "en")["letters"] == offered


def test_nobody_else_is_told_of_letters() -> None:
    for audience in ("hr", "manager"):
        assert "letters" not in disclose(read(), BERTH, "en", audience=audience)


def test_what_letters_say_of_nothing_known_can_be_read() -> None:
    book = read()
    assert letter_said(book.letters["berth_request"], book, "en") == (
        "I ask for a berth.\n"
        "Start: [from when would you like another berth?]. Length: [how long is your boat?]. "
        "Lifting: [who lifts the boat?].\n"
        "Channel: [VHF channel].\n\n"
        "On [today's date], [your name] (as ever [your name])\n"
    )


def of_level(level: str, found: tuple[Problem, ...]) -> list[tuple[str, str]]:
    return [(each.code, each.message) for each in found if each.level == level]


def test_a_rulebook_with_letters_is_proven() -> None:
    assert of_level("problem", tuple(verify(read()).problems)) == []


def test_a_letter_that_is_never_offered_is_found() -> None:
    never = TEXT.replace(
        "{all: [{verdict: berth}, {crane: harbour}]}", "{all: [{verdict: berth}, {verdict: no_berth}]}"
    )
    found = of_level("problem", tuple(verify(read(never)).problems))
    assert found == [("unreachable", "expected some answers to lead to letter `crane_order`, found none")]


def test_no_example_is_asked_for_what_a_letter_does() -> None:
    assert [each.change for each in mutants(read()) if "letter" in each.change or "crane_order" in each.change] == []


def test_comparing_editions_names_what_a_letter_says_otherwise() -> None:
    changed = written(read(), read(TEXT.replace("Please lift.", "Please lift it.").replace("Uw naam", "Naam")))
    assert changed.texts == ("letters.berth_request.fields.name.label", "letters.crane_order.text")


OVERLAY = """\
organisation: marina
name: {nl: "De jachthaven", en: "The marina"}
rulebook: berths
versions: ["1.0.0"]
in_force: [{from: 2022-01-01}]
changes:
  - id: own-words
    why: {nl: "Zo heet het hier.", en: "That is its name here."}
    effect: other
    agreed: {by: {nl: "de raad", en: "the council"}, date: 2022-01-10}
    replace_text:
      letters:
"""


def changed_by_the_marina(texts: str) -> tuple[Rulebook | None, list[Problem]]:
    overlay, problems = parsed_overlay(f"{OVERLAY}        {texts}\n".encode(), "berths.yaml")
    assert overlay is not None, problems
    return amended(overlay, parsed(TEXT.encode(), "1.0.0.yaml"))


def test_an_organisation_can_replace_what_a_letter_says() -> None:
    book, problems = changed_by_the_marina(
        'berth_request: {title: {nl: "Brief", en: "Letter"}, fields: {vhf: {label: {nl: "Kanaal", en: "Channel"}}}}'
    )
    assert book is not None, problems
    letter = book.letters["berth_request"]
    assert (letter.title.en, letter.fields["vhf"].label.nl) == ("Letter", "Kanaal")
    assert [each.id for each in book.amendments_of("letter", "berth_request")] == ["own-words"]
    assert of_level("problem", tuple(verify(book).problems)) == []


@pytest.mark.parametrize(
    ("texts", "code"),
    [
        ('crane_order: {text: {nl: "Til {boat}.", en: "Lift {boat}."}}', "unknown_placeholder"),
        ("crane_order: {when: {verdict: no_berth}}", "text_not_replaceable"),
        ('crane: {text: {nl: "Til.", en: "Lift."}}', "no_such_part"),
    ],
)
def test_what_an_organisation_replaces_has_to_fit(texts: str, code: str) -> None:
    book, problems = changed_by_the_marina(texts)
    assert book is None
    assert code in {each.code for each in problems}


MOORINGS = (SPECIMENS / "request.yaml").read_text("utf-8")
REMINDED = MOORINGS.replace(
    "days:\n",
    """actions:
  remind:
    owner: [skipper]
    when: {verdict: not_in_order}
    say: "Ask for an answer."
    message: "The last day was {day:last_day}. When do I hear from you?"
    source: []
days:
""",
).replace("    source: []\n", "")


def test_a_message_says_a_day_that_is_known_and_leaves_room_for_any_other() -> None:
    book = read(REMINDED)
    message = book.actions["remind"].message
    assert message is not None
    told = disclose(book, {"asked_on": "2027-01-04", "answer": "nothing", "today": "2027-02-01"}, "en")
    assert [action["id"] for action in told["actions"]] == ["remind"]
    known = message_said(message.en, book, told["days"], "en")
    assert known == "The last day was 18 January 2027. When do I hear from you?"
    assert "[last day for the answer]" in message_said(message.en, book, {}, "en")


def test_a_message_names_no_other_day() -> None:
    (found,) = problems_in(REMINDED.replace("{day:last_day}. When", "{day:last_dag}. When"))
    assert found[0] == "unknown_message_day" and "did you mean `last_day`?" in found[2]


def test_any_other_brace_in_a_message_stands_for_itself() -> None:
    book = read(REMINDED.replace("{day:last_day}. When", "{last_day} {{ 7 }} {. When"))
    message = book.actions["remind"].message
    assert message and message_said(message.en, book, {}, "en") == message.en
