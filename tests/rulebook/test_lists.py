"""Rulebooks that say `outcome: list`: what they may leave out, and what they then say."""

from app.rulebook.load import load_rulebook, rulebook_from
from app.rulebook.schema import schema_of
from app.rulebook.text import LANGUAGES
from app.verify.verification import verify
from tests.rulebook.bad import SPECIMENS

LIST = SPECIMENS / "list.yaml"
SMALLEST = (SPECIMENS / "smallest.yaml").read_text("utf-8")


def listing(text: str) -> str:
    return text.replace('version: "1.0.0"', 'version: "1.0.0"\noutcome: list')


def test_a_list_without_verdicts_has_two_in_its_languages() -> None:
    book = load_rulebook(LIST)
    assert (book.lists, book.implies_verdicts, list(book.verdicts)) == (True, True, ["something", "nothing"])
    for language in LANGUAGES:
        said = [each[language] for v in book.verdicts.values() for each in (v.title, v.title.other)]
        said += [book.verdicts["nothing"].say[language]]
        assert len(set(said)) == len(said)
        assert all(said)
    assert book.undetermined[0].nl == "Nog niet bekend of er iets geldt"
    assert book.criteria["young"].not_reached.en == "This does not apply."


def test_verdicts_that_a_list_writes_are_its_own() -> None:
    book, problems = rulebook_from(listing(SMALLEST).encode(), "small.yaml")
    assert book is not None
    assert problems == []
    assert (book.lists, book.implies_verdicts) == (True, False)
    assert list(book.verdicts) == list(load_rulebook(SPECIMENS / "smallest.yaml").verdicts)
    assert book.undetermined[0].en == "No advice yet"


def test_only_a_list_may_leave_out_its_verdicts() -> None:
    text = LIST.read_text("utf-8").replace("outcome: list\n", "").replace("verdict: something", "verdict: x")
    _, problems = rulebook_from(text.encode(), "list.yaml")
    assert [(each.code, each.message) for each in problems] == [
        ("missing_key", "expected a rulebook with `verdicts`, found none")
    ]


def test_the_schema_asks_for_verdicts_but_of_a_list() -> None:
    schema = schema_of("rulebook")["$defs"]["rulebook"]
    assert "verdicts" not in schema["required"]
    assert schema["if"] == {"properties": {"outcome": {"const": "list"}}, "required": ["outcome"]}
    assert schema["else"] == {"required": ["verdicts"]}
    assert schema["properties"]["outcome"]["enum"] == ["verdict", "list"]


def test_another_outcome_is_refused() -> None:
    _, problems = rulebook_from(listing(SMALLEST).replace("outcome: list", "outcome: lists").encode(), "small.yaml")
    assert [each.message for each in problems] == [
        "expected one of `verdict`, `list`, found `lists`; did you mean `list`?"
    ]


def test_a_list_on_which_something_always_holds_is_proven() -> None:
    text = LIST.read_text("utf-8").replace("helps: now_and_then", "helps: [now_and_then, never]")
    book, problems = rulebook_from(text.encode(), "list.yaml")
    assert (book is not None, problems) == (True, [])
    assert book is not None
    assert verify(book).problems == ()
