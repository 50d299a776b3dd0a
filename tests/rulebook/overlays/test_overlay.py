"""An organisation's changes become one plain, complete rulebook, and what does not fit is refused with its place."""

from datetime import date
from pathlib import Path

import pytest

from app.problems import AppError, Problem, RulebookInvalid
from app.rulebook.conditions import All, QuestionIs
from app.rulebook.examples import read_examples
from app.rulebook.library import Library
from app.rulebook.load import load_rulebook
from app.rulebook.model import Rulebook
from app.rulebook.text import Text
from tests.rulebook.bad import GOOD, GOOD_EXAMPLES, Bad
from tests.rulebook.bad_overlays import GOOD_OVERLAY, OVERLAYS

WHOSE = "town-library"


def folder(at: Path, overlay: str) -> Path:
    """Lay the two specimens out as the library expects them."""
    for path, text in {
        at / "book-loans" / "1.2.0.yaml": GOOD.read_text("utf-8"),
        at / "overlays" / WHOSE / "book-loans.yaml": overlay,
    }.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return at


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    return folder(tmp_path, GOOD_OVERLAY.read_text("utf-8"))


@pytest.fixture
def own(rules: Path) -> Rulebook:
    return Library.load(rules).edition("book-loans", "1.2.0", WHOSE)


def test_the_result_is_a_complete_rulebook_with_every_change_in_it(own: Rulebook) -> None:
    assert list(own.questions)[:3] == ["rare_book", "pass", "own_bag"]
    assert own.criteria["rarity"].reaches[0].when == All((
        QuestionIs("rare_book", ("yes",)),
        QuestionIs("own_bag", ("no",)),
    ))  # fmt: skip
    assert [line.extent for line in own.criteria["no_pass"].reaches] == ["all", "part"]
    assert own.criteria["rain"].reaches[0].readings == ("organisation",)
    assert own.readings["organisation"] == Text("Stadsbibliotheek", "Town library")
    assert own.questions["rare_book"].answered_by == ("reader", "porter")
    assert own.about["today"].en == "Ask the porter"
    assert own.questions["pass"].answers["valid"].en == "Still valid"
    assert own.questions["pass"].help == Text("Blauwe pas", "Blue pass")
    assert own.criteria["rarity"].reaches[1].because.en == "Nearly."


def test_words_for_other_readers_can_be_changed_too(own: Rulebook) -> None:
    assert own.criteria["rarity"].title == Text("Zeldzaam", "Rare", Text("Een zeldzaam boek", "A rare book"))
    assert own.criteria["no_pass"].reaches[1].because.other.en == "The reader has no bag."
    assert own.people["porter"].other.en == "the porter of the library"


@pytest.mark.parametrize(
    ("more", "read"),
    [
        ("", "The reader needs rest."),
        (", because_other: {nl: c, en: d}", "d"),
        (", because: {nl: a, en: b}, because_other: {nl: c, en: d}", "d"),
    ],
)
def test_a_line_keeps_what_others_read_until_it_is_given_other_words(tmp_path: Path, more: str, read: str) -> None:
    line = "{criterion: {rest: part}, and: {own_bag: no}" + more + "}"
    text = GOOD_OVERLAY.read_text("utf-8").replace("{criterion: {rarity: all}, and: {own_bag: no}}", line)
    own = Library.load(folder(tmp_path, text)).edition("book-loans", "1.2.0", WHOSE)
    assert own.criteria["rest"].reaches[0].because.other.en == read


def test_answers_that_read_the_same_to_all_can_be_given_other_words(tmp_path: Path) -> None:
    text = GOOD_OVERLAY.read_text("utf-8").replace(
        "questions: {pass: {", "questions: {pass: {answers_other: {expired: {nl: a, en: b}}, "
    )
    own = Library.load(folder(tmp_path, text)).edition("book-loans", "1.2.0", WHOSE)
    assert own.questions["pass"].answers["expired"] == Text("Verlopen", "Expired", Text("a", "b"))


def test_a_line_that_is_changed_rests_on_the_organisations_reading_as_well(own: Rulebook) -> None:
    assert own.criteria["rarity"].reaches[0].readings == ("house", "organisation")
    assert own.criteria["rarity"].reaches[1].readings == ("house",)


def test_a_criterion_that_is_added_cannot_pass_for_a_reading_of_somebody_elses_alone(tmp_path: Path) -> None:
    text = GOOD_OVERLAY.read_text("utf-8").replace("reading: [organisation]", "reading: [house]")
    own = Library.load(folder(tmp_path, text)).edition("book-loans", "1.2.0", WHOSE)
    assert own.criteria["rain"].reaches[0].readings == ("house", "organisation")


def test_a_work_question_that_is_added_is_seen_by_all(own: Rulebook) -> None:
    assert all("own_bag" in seen for seen in own.audiences.values())


def test_a_question_about_the_person_that_is_added_is_seen_by_the_person_only(tmp_path: Path) -> None:
    text = GOOD_OVERLAY.read_text("utf-8").replace(
        "      own_bag:\n", "      own_bag:\n        sensitivity: personal\n"
    )
    own = Library.load(folder(tmp_path, text)).edition("book-loans", "1.2.0", WHOSE)
    assert [audience for audience, seen in own.audiences.items() if "own_bag" in seen] == ["reader"]


def test_verdicts_laws_and_what_anybody_may_see_of_the_rest_stay_as_they_were(rules: Path, own: Rulebook) -> None:
    base = Library.load(rules).edition("book-loans", "1.2.0")
    assert own.verdicts == base.verdicts
    assert own.laws == base.laws
    assert {a: seen - {"own_bag"} for a, seen in own.audiences.items()} == base.audiences
    kept = {name: question.sensitivity for name, question in own.questions.items() if name in base.questions}
    assert kept == {name: question.sensitivity for name, question in base.questions.items()}


def test_it_says_whose_it_is_and_who_agreed_to_what(own: Rulebook) -> None:
    assert own.organisation
    assert (own.organisation.id, own.organisation.name.en) == (WHOSE, "Town library")
    (change,) = own.amendments_of("criterion", "no_pass")
    assert (change.id, change.effect, change.agreed_by.en) == ("wet-books-stay", "widens", "the council")
    assert change.agreed_on == date(2022, 1, 10)
    assert own.amendments_of("criterion", "rest") == ()


def test_it_leads_back_change_by_change_to_the_edition_itself(rules: Path, own: Rulebook) -> None:
    chain, step = [own], own
    while step.before:
        step = step.before
        chain.append(step)
    assert len(chain) == 1 + len(own.organisation.amendments if own.organisation else ())
    assert chain[-1].digest == Library.load(rules).edition("book-loans", "1.2.0").digest
    assert chain[-1].organisation is None
    assert len({each.digest for each in chain}) == len(chain)


def test_the_digest_covers_what_was_agreed_as_well(tmp_path: Path, own: Rulebook) -> None:
    text = GOOD_OVERLAY.read_text("utf-8").replace("date: 2022-01-10}\n    set", "date: 2022-01-11}\n    set")
    other = Library.load(folder(tmp_path / "other", text)).edition("book-loans", "1.2.0", WHOSE)
    assert other.digest != own.digest


def test_to_which_other_versions_it_is_made_changes_nothing_in_an_edition(rules: Path, own: Rulebook) -> None:
    """A link, receipt or case of an edition stays good when the same changes are made to a later one too."""
    base, overlay = rules / "book-loans" / "1.2.0.yaml", next(rules.glob("overlays/*/*.yaml"))
    base.with_name("1.3.0.yaml").write_text(base.read_text().replace('version: "1.2.0"', 'version: "1.3.0"'))
    overlay.write_text(overlay.read_text().replace('versions: ["1.2.0"]', 'versions: ["1.2.0", "1.3.0"]'))
    library = Library.load(rules)
    assert library.edition("book-loans", "1.2.0", WHOSE).digest == own.digest
    assert library.edition("book-loans", "1.3.0", WHOSE).digest != own.digest


def test_examples_can_belong_to_several_versions(tmp_path: Path) -> None:
    text = GOOD_EXAMPLES.read_text("utf-8").replace('version: "1.2.0"', 'version: ["1.1.0", "1.2.0"]')
    (tmp_path / "several.yaml").write_text(text)
    found, problems = read_examples(tmp_path / "several.yaml", load_rulebook(GOOD))
    assert (len(found) > 0, problems) == (True, [])


def test_it_is_in_force_in_its_own_periods(rules: Path, own: Rulebook) -> None:
    library = Library.load(rules)
    assert not own.in_force_on(date(2022, 1, 15))
    assert library.edition("book-loans", "1.2.0").in_force_on(date(2022, 1, 15))
    assert library.choose("book-loans", date(2022, 3, 1), WHOSE) is library.edition("book-loans", "1.2.0", WHOSE)
    assert library.choose("book-loans", date(2022, 3, 1)).organisation is None


def test_organisations_are_listed_and_unknown_ones_are_not_found(rules: Path) -> None:
    library = Library.load(rules)
    assert [each.id for each in library.organisations()] == [WHOSE]
    assert [each.id for each in library.organisations("book-loans")] == [WHOSE]
    with pytest.raises(AppError) as refused:
        library.choose("book-loans", date(2022, 3, 1), "town-libary")
    assert refused.value.code == "not_found"
    assert "did you mean `town-library`?" in refused.value.message


@pytest.mark.parametrize("bad", OVERLAYS, ids=lambda bad: bad.code)
def test_bad_changes_are_refused_with_code_place_and_what_was_expected(bad: Bad, tmp_path: Path) -> None:
    rules = folder(tmp_path, bad.source(GOOD_OVERLAY).decode())
    library = Library.load(rules)
    same = [problem for problem in library.problems if problem.code == bad.code]
    assert same, library.problems
    assert bad.message in same[0].message
    assert same[0].message.startswith("expected ")
    if "§" in bad.new:
        assert (same[0].place.line, same[0].place.column) == bad.place(GOOD_OVERLAY)
    assert same[0].place.file.endswith("overlays/town-library/book-loans.yaml")
    assert [each.organisation for each in library] == [None]


def test_a_file_of_changes_gone_bad_never_replaces_the_good_one_that_runs(rules: Path) -> None:
    library = Library.load(rules)
    running = library.edition("book-loans", "1.2.0", WHOSE)
    for text in ("a: [", GOOD_OVERLAY.read_text("utf-8").replace("rarity: all", "rarity: most")):
        folder(rules, text)
        library.refresh()
        assert library.edition("book-loans", "1.2.0", WHOSE) is running
        assert library.problems
        assert library.kept == {running.digest}
    folder(rules, GOOD_OVERLAY.read_text("utf-8"))
    library.refresh()
    assert library.edition("book-loans", "1.2.0", WHOSE) is running
    assert library.problems == ()


def test_changes_to_an_edition_that_is_itself_refused_are_refused_once(rules: Path) -> None:
    (rules / "book-loans" / "1.2.0.yaml").write_text(GOOD.read_text("utf-8").replace("owner: desk", "owner: disk"))
    library = Library.load(rules)
    assert [problem.code for problem in library.problems] == ["unknown_person"]
    assert library.ids() == ()


def without_the_edition(book: Rulebook) -> Rulebook:
    """Refuse what nobody changed, as a proof might."""
    if book.organisation is None:
        raise RulebookInvalid([Problem(book.place, "broken_law", "expected a law to hold")])
    return book


def test_changes_to_an_edition_that_is_refused_once_it_is_read_are_refused_as_well(rules: Path) -> None:
    library = Library.load(rules, without_the_edition)
    assert {problem.code for problem in library.problems} == {"broken_law", "edition_refused"}
    assert library.ids() == ()


def test_changes_never_stand_on_another_edition_than_the_one_that_runs(rules: Path) -> None:
    library = Library.load(rules)
    running = library.edition("book-loans", "1.2.0"), library.edition("book-loans", "1.2.0", WHOSE)
    other = GOOD.read_text("utf-8").replace("Uw pas?", "Je pas?")
    (rules / "book-loans" / "1.2.0.yaml").write_text(other, "utf-8")
    library.refresh()
    assert (library.edition("book-loans", "1.2.0"), library.edition("book-loans", "1.2.0", WHOSE)) == running
    assert {problem.code for problem in library.problems} == {"edition_changed", "edition_refused"}


def test_changes_that_ran_are_never_changed_in_place(rules: Path) -> None:
    library = Library.load(rules)
    running = library.edition("book-loans", "1.2.0", WHOSE)
    folder(rules, GOOD_OVERLAY.read_text("utf-8").replace("effect: narrows", "effect: other", 1))
    library.refresh()
    assert library.edition("book-loans", "1.2.0", WHOSE) is running
    (problem,) = library.problems
    assert problem.code == "edition_changed"
    assert "the changes of `town-library`" in problem.message
    assert "restart the server" in problem.message


def test_an_edition_whose_file_is_gone_is_gone_with_the_changes_to_it(rules: Path) -> None:
    library = Library.load(rules)
    (rules / "book-loans" / "1.2.0.yaml").unlink()
    library.refresh()
    assert [problem.code for problem in library.problems] == ["unknown_edition"]
    assert library.ids() == ()


def test_changes_that_count_here_are_never_dropped_without_a_word(rules: Path) -> None:
    changes = rules / "overlays" / WHOSE / "book-loans.yaml"
    library, nobodys = Library.load(rules, organisation=WHOSE), Library.load(rules)
    running = library.choose("book-loans", date(2022, 3, 1))
    changes.unlink()
    with pytest.raises(AppError, match="expected the changes of `town-library` to `book-loans`"):
        library.refresh()
    assert library.choose("book-loans", date(2022, 3, 1)) is running
    nobodys.refresh()
    assert nobodys.organisations() == ()
