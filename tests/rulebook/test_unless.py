"""A line of a criterion holds unless something else does: read, told, published, changed and mutated."""

import pytest

from app.engine.evaluate import evaluate
from app.engine.trace import trace
from app.problems import SourceLocation
from app.rule_text import in_words
from app.rulebook.conditions import Condition, Not, QuestionIs, Unless, written
from app.rulebook.load import rulebook_from
from app.rulebook.model import Rulebook
from app.rulebook.overlays.criterion_lines import CriterionLine, with_line
from app.rulebook.parsing.diagnostics import Reading
from app.rulebook.parsing.edit_tree import part
from app.rulebook.parsing.strict_yaml import Mapping, Scalar, compose
from app.verify.mutation.mutants import mutants
from app.verify.verification import verify
from app.web.api.rulebook_json import published
from tests.rulebook.bad import IS_RARE, SPECIMENS

BARE = "        when: {rare_book: yes}\n"
EXCEPTED = f"{BARE}        unless: {{pass: expired}}\n"
NUMBERS = (SPECIMENS / "numbers.yaml").read_text("utf-8")
GOOD = (SPECIMENS / "good.yaml").read_text("utf-8")
HERE = SourceLocation("overlay.yaml")


def read(source: str = GOOD.replace(BARE, EXCEPTED)) -> Rulebook:
    book, problems = rulebook_from(source.encode(), "1.2.0.yaml")
    assert book, problems
    return book


def rarity(book: Rulebook) -> Condition:
    return book.criteria["rarity"].reaches[0].when


@pytest.mark.parametrize(
    ("passed", "reach"), [("valid", "all"), ("expired", "part"), ("unknown", None)], ids=["not so", "so", "unknown"]
)
def test_a_line_holds_where_when_does_and_unless_does_not(passed: str, reach: str | None) -> None:
    book = read(GOOD.replace(BARE, EXCEPTED).replace("{rare_book: partly}", "{rare_book: [partly, yes]}"))
    assert evaluate(book, {"rare_book": "yes", "pass": passed}).criteria["rarity"].reach == reach


def test_it_stands_in_messages_and_in_the_api_as_in_the_file() -> None:
    book = read()
    assert written(rarity(book)) == "when: {rare_book: yes}, unless: {pass: expired}"
    line = published(book)["criteria"]["rarity"]["reaches"]["all"]
    assert (line["when"], line["unless"]) == ({"rare_book": ("yes",)}, {"pass": ("expired",)})
    assert "unless" not in published(book)["criteria"]["rarity"]["reaches"]["part"]


def test_it_is_said_behind_what_holds() -> None:
    book = read()
    assert in_words(rarity(book), book, "nl", after_if=True) == (
        "het antwoord op “Is het zeldzaam?” is: “Ja”, tenzij het antwoord op “Uw pas?” is: “Verlopen”"
    )
    assert in_words(rarity(book), book, "en") == (
        "the answer to “Is it rare?” is “Yes”, unless the answer to “Your pass?” is “Expired”"
    )


def test_where_it_would_read_two_ways_both_are_numbered() -> None:
    book = read()
    gated = Unless((QuestionIs("pass_renewal", ("no",)), Not(QuestionIs("rare_book", ("yes",)))))
    assert in_words(gated, book, "en").startswith("the first of these holds, unless the second does: (1) the answer")
    assert in_words(gated, book, "nl").startswith("het eerste hiervan geldt, tenzij het tweede geldt: (1) het antwoord")
    assert in_words(Not(rarity(book)), book, "en").startswith("not all of these hold: (1) the answer")


def test_the_trace_has_the_state_of_both() -> None:
    lines = trace(evaluate(read(), {"rare_book": "yes", "pass": "valid"}))
    told = next(line.part for line in lines if (line.id, line.key) == ("rarity", "all"))
    assert (told.says, told.state) == ("when, unless", "holds")
    assert [(each.says, each.state) for each in told.parts] == [
        ("rare_book: yes", "holds"),
        ("pass: expired", "does_not_hold"),
    ]


def test_a_mutant_does_without_it() -> None:
    changes = {mutant.change: mutant.rulebook for mutant in mutants(read())}
    without = "the line `all` of criterion `rarity` did without `unless: {pass: expired}`"
    assert rarity(changes[without]) == QuestionIs("rare_book", ("yes",))
    instead = "the line `all` of criterion `rarity` named `valid` instead in `pass: expired`"
    assert written(rarity(changes[instead])) == "when: {rare_book: yes}, unless: {pass: valid}"


@pytest.mark.parametrize("joined", ["all", "any"])
def test_an_organisation_that_changes_a_line_leaves_its_exception(joined: str) -> None:
    tree, _ = compose(GOOD.replace(BARE, EXCEPTED).encode(), "1.2.0.yaml")
    assert tree is not None
    more = Mapping(((Scalar("rare_book", False, HERE), Scalar("partly", False, HERE)),), HERE)
    criterion, extent = (Scalar(name, False, HERE) for name in ("rarity", "all"))
    line = CriterionLine(criterion, extent, more, None, None)
    changed = with_line(tree, line, "any" if joined == "any" else "all", Reading([]))
    stands = part(changed, "criteria", "rarity", "reaches", "all", "unless")
    assert stands == part(tree, "criteria", "rarity", "reaches", "all", "unless")
    assert part(changed, "criteria", "rarity", "reaches", "all", "when", joined)


@pytest.mark.parametrize("other", ["{criterion: {no_pass: all}}", "{any_criterion: all}", "{verdict: go}"])
def test_it_rests_on_questions_as_the_line_does(other: str) -> None:
    source = GOOD.replace(f"when: {IS_RARE}\n", f"when: {IS_RARE}\n        unless: {other}\n")
    _, problems = rulebook_from(source.encode(), "1.2.0.yaml")
    assert "misplaced_condition" in {problem.code for problem in problems}


def test_a_rulebook_with_it_is_proven() -> None:
    heavy = "{any: [{weight: {over: 30}}, {all: [{abroad: yes}, {books: {between: [0, 4]}}]}]}\n"
    source = NUMBERS.replace(heavy, f"{heavy}        unless: {{books: {{over: 20}}}}\n")
    assert "unless" in source
    assert verify(read(source)).problems == ()
