"""Numbers: typed, kept, said in words, and cut into bands."""

import re
import shutil
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from random import Random

import pytest

from app.engine.evaluate import evaluate
from app.problems import InputProblem, RulebookInvalid
from app.rulebook.answers import check_answers
from app.rulebook.conditions import COMPARISONS, Comparison
from app.rulebook.examples import read_examples
from app.rulebook.files import editions_of
from app.rulebook.load import load_rulebook, rulebook_from
from app.rulebook.model import Rulebook
from app.rulebook.numbers import Number, in_digits, number_of, typed_number
from app.rulebook.text import Text
from app.verify.diff.diff import compare
from app.verify.diff.report import in_words
from app.verify.mutation.run import trial
from app.verify.verification import verify
from tests.depth import randoms
from tests.rulebook.bad import SPECIMENS

NUMBERS = SPECIMENS / "numbers.yaml"
WEEKS = Number(Text("weken", "weeks"), Decimal(0), Decimal(3000), Decimal(1))
HALVES = replace(WEEKS, step=Decimal("0.5"), high=Decimal(60))


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("26", 26),
        (" 26 weken ", 26),
        ("26weeks", 26),
        ("2 600", 2600),
        ("2\u202f600 weken", 2600),
        ("0", 0),
        ("007", 7),
        ("3000", 3000),
        ("3001", "out_of_range"),
        ("-1", "out_of_range"),
        ("\N{MINUS SIGN}1", "out_of_range"),
        ("2,5", "off_step"),
        ("2.600", "not_a_number"),
        ("25.000", "not_a_number"),
        ("1,000", "not_a_number"),
        ("", "not_a_number"),
        ("weken", "not_a_number"),
        ("twee", "not_a_number"),
        ("2-3", "not_a_number"),
        ("1e3", "not_a_number"),
        ("26 dagen", "not_a_number"),
        ("9" * 13, "not_a_number"),
        ("\u0662", "not_a_number"),
    ],
)
def test_what_somebody_types_is_read_or_told_what_is_wrong(typed: str, read: int | str) -> None:
    assert typed_number(WEEKS, typed) == read


@pytest.mark.parametrize("typed", ["2,5", "2.5", " 2,50 weken", "2.5 WEEKS"])
def test_a_comma_and_a_point_both_part_the_fraction(typed: str) -> None:
    assert typed_number(HALVES, typed) == Decimal("2.5")


def test_thousands_are_read_where_they_can_be_nothing_else() -> None:
    money = Number(None, Decimal(0), Decimal(10**9), Decimal("0.5"))
    for typed, read in {"1.234.567": "1234567", "1,234,567.5": "1234567.5", "1.234,5": "1234.5"}.items():
        assert typed_number(money, typed) == Decimal(read)


def test_what_is_no_number_that_can_be_kept_is_refused() -> None:
    long = Decimal("1." + "0" * 50 + "1")
    wrong: tuple[object, ...] = (2.5, True, None, [], {}, "two", "1e3", "+3", "3.000", long, 10**400)
    for answer in (*wrong, Decimal("NaN"), Decimal("1e400"), Decimal("1e-99")):
        assert number_of(HALVES, answer) in ("not_a_number", "out_of_range")


def test_an_answer_is_kept_in_one_way_however_it_was_sent() -> None:
    book = load_rulebook(NUMBERS)
    for sent in (Decimal("2.50"), "2.5", Decimal("2.5")):
        assert check_answers(book, {"weight": sent}) == ({"weight": "2.5"}, ())
    assert check_answers(book, {"weight": 30}) == ({"weight": "30"}, ())
    found = [check_answers(book, {"weight": wrong})[1][0] for wrong in (2.5, 2000, Decimal("0.3"), "from_30_5", [3])]
    codes = ["not_a_number", "out_of_range", "off_step", "not_a_number", "not_a_number"]
    assert [problem.code for problem in found] == codes
    expected = "expected a number from 0 to 100 in steps of 0.5, or `unknown`, found one between two steps"
    assert found[2] == InputProblem("/answers/weight", "off_step", expected)


CARS = Number(Text("auto's", "cars"), Decimal(0), Decimal(100000), Decimal(1), one=Text("auto", "car"))


def test_one_has_a_unit_of_its_own_and_thousands_are_parted_in_prose() -> None:
    said = {number: CARS.text_of(number) for number in ("1", "2", "9999", "10000", "-1")}
    assert {number: text.nl for number, text in said.items()} == {
        "1": "1 auto", "2": "2 auto's", "9999": "9999 auto's", "10000": "10.000 auto's", "-1": "-1 auto",
    }  # fmt: skip
    assert said["10000"].en == "10,000 cars"
    assert CARS.compared(Comparison("under", (Decimal(1),))).en == "less than 1 car"
    money = Number(None, Decimal(0), Decimal(10**6), Decimal("0.5"))
    assert (money.text_of("12345.5").nl, money.text_of("12345.5").en) == ("12.345,5", "12,345.5")


def test_a_number_of_one_is_read_with_the_unit_of_one() -> None:
    assert [typed_number(CARS, typed) for typed in ("1 auto", "1 car", "2 Cars")] == [1, 1, 2]


def test_what_stands_at_a_field_can_be_typed_as_it_stands_there() -> None:
    assert (CARS.limits.nl, CARS.hint.nl) == ("0 tot en met 100.000 auto's", "0 tot en met 100000 auto's")
    assert (HALVES.hint.nl, HALVES.hint.en) == (
        "0 tot en met 60 weken, in stappen van 0,5",
        "0 to 60 weeks, in steps of 0.5",
    )
    assert CARS.typed("25000").nl == "25000"


def test_a_unit_is_a_text_or_one_for_one_and_one_for_others() -> None:
    def read(unit: str) -> tuple[Rulebook | None, list[str]]:
        source = NUMBERS.read_text("utf-8").replace("unit: {nl: kilo, en: kilos}, from: 0,", f"unit: {unit}, from: 0,")
        book, problems = rulebook_from(source.encode(), "numbers.yaml")
        return book, [problem.code for problem in problems]

    book, problems = read("{one: {nl: kilo, en: kilo}, other: {nl: kilo, en: kilos}}")
    assert book, problems
    number = book.numbers["weight"]
    assert [number.text_of(each).en for each in ("1", "2")] == ["1 kilo", "2 kilos"]
    assert read("{one: {nl: kilo, en: kilo}}") == (None, ["missing_key"])
    assert read("{one: {nl: kilo, en: kilo}, other: 3}")[1] == ["wrong_type"]


def test_bands_and_comparisons_are_said_in_words() -> None:
    number = WEEKS.cut_by([Comparison("at_least", (Decimal(26),)), Comparison("is", (Decimal(52),))])
    assert [(text.nl, text.en) for text in number.texts().values()] == [
        ("minder dan 26 weken", "less than 26 weeks"),
        ("26 of meer, minder dan 52 weken", "26 or more, less than 52 weeks"),
        ("52 weken", "52 weeks"),
        ("meer dan 52 weken", "more than 52 weeks"),
    ]
    assert number.bands == ("under_26", "from_26_to_51", "is_52", "from_53")
    half = Comparison("between", (Decimal("1.5"), Decimal(3)))
    assert (HALVES.compared(half).nl, HALVES.compared(half).en) == ("1,5 tot en met 3 weken", "1.5 to 3 weeks")
    assert HALVES.cut_by([half]).bands == ("under_1_5", "from_1_5_to_3", "from_3_5")


@pytest.mark.parametrize(
    ("compared", "nl"),
    [
        ((("over", "2.5"),), ["2,5 weken of minder", "meer dan 2,5 weken"]),
        (
            (("at_most", "2.5"), ("over", "4")),
            ["2,5 weken of minder", "meer dan 2,5, hoogstens 4 weken", "meer dan 4 weken"],
        ),
        (
            (("over", "2.5"), ("under", "4")),
            ["2,5 weken of minder", "meer dan 2,5, minder dan 4 weken", "4 weken of meer"],
        ),
        (
            (("at_least", "2.5"), ("at_most", "4")),
            ["minder dan 2,5 weken", "2,5 tot en met 4 weken", "meer dan 4 weken"],
        ),
        ((("over", "2.5"), ("at_least", "3")), ["minder dan 3 weken", "3 weken of meer"]),
    ],
)
def test_bands_are_said_with_the_values_that_the_rules_name(compared: Sequence[tuple[str, str]], nl: list[str]) -> None:
    number = HALVES.cut_by([Comparison(word, (Decimal(value),)) for word, value in compared])
    assert [text.nl for text in number.texts().values()] == nl


def test_a_comparison_holds_for_all_of_a_band_or_for_nothing_of_it() -> None:
    for random in randoms(300, 1):
        number = Number(None, Decimal(-5), Decimal(30), Decimal("0.5"))
        compared = [_drawn(random) for _ in range(3)]
        cut = number.cut_by(compared)
        values = [number.low + number.step * step for step in range(71)]
        assert len(set(cut.bands)) == len(cut.bands)
        for comparison in compared:
            holding = cut.within(comparison)
            assert all((cut.band_of(value) in holding) == comparison.holds(value) for value in values)
        assert all(cut.band_of(cut.first_of(band)) == band for band in cut.bands)


def _drawn(random: Random) -> Comparison:
    word = random.choice(COMPARISONS)
    return Comparison(word, tuple(sorted(Decimal(random.randint(-12, 62)) / 2 for _ in range(1 + (word == "between")))))


def test_numbers_are_written_without_an_exponent() -> None:
    written = [in_digits(Decimal(each)) for each in ("30", "3E+1", "2.50", "-0.5", "0.0")]
    assert written == ["30", "30", "2.5", "-0.5", "0"]


def test_editions_differ_exactly_for_the_numbers_between_two_values(tmp_path: Path) -> None:
    other = tmp_path / "numbers.yaml"
    other.write_text(NUMBERS.read_text("utf-8").replace("{weight: {over: 30}}", "{weight: {over: 20}}"), "utf-8")
    comparison = compare(load_rulebook(NUMBERS), load_rulebook(other))
    refused = [each for each in comparison.differences if (each.what, each.new) == ("verdict", "refused")]
    weights = {described.cube["weight"] for each in refused for described in each.described_by}
    assert weights == {("from_20_5_to_30",)}


def other_parcels(folder: Path, **replaced: str) -> Rulebook:
    """Return the parcels with other numbers: `step="1"`, `high="120"`, `heavy="20"` or `letter="3"`."""
    old = {"high": "to: 100", "step": "100, step: 0.5", "heavy": "{over: 30}", "letter": "value: 2.5"}
    new = {"high": "to: {}", "step": "100, step: {}", "heavy": "{{over: {}}}", "letter": "value: {}"}
    source = NUMBERS.read_text("utf-8")
    for name, number in replaced.items():
        assert source.count(old[name]) == 1
        source = source.replace(old[name], new[name].format(number))
    path = folder / "other.yaml"
    path.write_text(source, "utf-8")
    return load_rulebook(path)


def test_numbers_that_differ_are_told_in_words_with_their_unit(tmp_path: Path) -> None:
    told = in_words(compare(load_rulebook(NUMBERS), other_parcels(tmp_path, high="120", heavy="20", letter="3")))
    assert "of `weight` only what both can be given is compared: 0 to 100 kilos, by 0.5\n" in told
    assert "the highest number of “How heavy is the parcel?”: 100 kilos becomes 120 kilos" in told
    assert "the value of “What a letter may weigh”: 2.5 kilos becomes 3 kilos" in told
    assert "for example `weight: 20.5`, `abroad: no`" in told
    assert not re.search(r"from_|number\.|cuts", told)


def test_all_numbers_that_both_editions_know_are_compared(tmp_path: Path) -> None:
    found = compare(load_rulebook(NUMBERS), other_parcels(tmp_path, high="120", heavy="20"))
    assert (found.only_in_old.answers, found.only_in_new.answers) == ({}, {})
    number = found.new.numbers["weight"]
    assert [in_digits(each) for each in (number.low, number.high, number.step)] == ["0", "100", "0.5"]
    assert {each.path: (each.old.en, each.new.en) for each in found.numbers} == {
        "questions.weight.number.high": ("100 kilos", "120 kilos")
    }


def test_numbers_in_other_steps_are_compared_where_both_have_them() -> None:
    for random in randoms(300, 2):
        one, other = (_with_steps(random) for _ in range(2))
        shared = one.shared_with(other)
        values = [set(_values(number)) for number in (one, other)]
        assert ({*_values(shared)} if shared else set()) == values[0] & values[1]
        compared = [_drawn(random) for _ in range(3)]
        cut = (shared or one).cut_by(compared)
        for value in _values(cut):
            assert all((cut.band_of(value) in cut.within(each)) == each.holds(value) for each in compared)


def _with_steps(random: Random) -> Number:
    step = Decimal(random.choice(("0.5", "1", "1.5", "2")))
    low = Decimal(random.randint(-6, 6)) / 2
    return Number(None, low, low + step * random.randint(1, 20), step)


def _values(number: Number) -> list[Decimal]:
    return [number.low + number.step * i for i in range(int((number.high - number.low) / number.step) + 1)]


def test_a_value_one_step_off_is_noticed_only_by_an_example_beside_it() -> None:
    found = trial(load_rulebook(NUMBERS))
    changes = [mutant.change for mutant in found.survivors]
    for value in ("29.5", "30.5"):
        assert any(f"said {{over: {value}}} in `weight: {{over: 30}}`" in change for change in changes)
    assert "given: {weight: 30," in found.proposed


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("{weight: {over: 30}}", "{weight: {over: 100}}", "idle_comparison"),
        ("{weight: {over: 30}}", "{weight: {at_least: 0}}", "idle_comparison"),
        ("{weight: {over: 30}}", "{weight: {over: 30.2}}", "idle_comparison"),
        ("{weight: {over: 30}}", "{weight: from_30_5}", "unknown_answer"),
        ("terms:\n  light:", "terms:\n  far: {abroad: yes}\n  light:", "unused_term"),
        ("{under: letter_weight}", "{under: letter_wait}", "unknown_parameter"),
        ("{under: letter_weight}", "{under: 3}", "unused_parameter"),
        ("    value: 2.5", "    value: 2.2", "bad_value"),
        ("{nl: kilo, en: kilos}, from: 0, to: 100", "5, from: 0, to: 100", "wrong_type"),
        ("{nl: kilo, en: kilos}, from: 0, to: 100", '{nl: "5", en: kilos}, from: 0, to: 100', "wrong_type"),
        ("from: 0, to: 40}", "from: 0, to: 40}\n    choose: any", "amount_of_choices"),
        ("from: 0, to: 40}", "from: 0, to: 40}\n    sensitivity: personal", "number_not_work"),
    ],
)
def test_what_cannot_be_meant_of_a_number_is_a_problem(old: str, new: str, code: str) -> None:
    source = NUMBERS.read_text("utf-8")
    assert source.count(old) == 1
    _, problems = rulebook_from(source.replace(old, new).encode(), "numbers.yaml")
    assert code in [problem.code for problem in problems], problems


HIGH, LETTER, BETWEEN = "to: 100, step", "value: 2.5", "{between: [0, 4]}"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (HIGH, "to: 1OO, step", "expected a number such as 26 or 0.5, found `1OO`"),
        (HIGH, "step", "expected a number that is asked with `to`, found none"),
        (HIGH, "too: 100, step", "found `too`; did you mean `to`?"),
        (HIGH, "to: 25.000, step", "expected a number that everybody reads alike, such as 25 or 25000, found `25.000`"),
        (HIGH, "to: -5, step", "expected `from` below `to`, both from -1000000000 to 1000000000, found 0 and -5"),
        ("100, step: 0.5", "100, step: half", "expected a number such as 26 or 0.5, found `half`"),
        (LETTER, "value: twee", "expected a number such as 26 or 0.5, found `twee`"),
        ("{under: letter_weight}", "{under: letter_wait}", "did you mean `letter_weight`?"),
        (BETWEEN, "{between: [1]}", "expected at least 2 items, found 1"),
        (BETWEEN, "{between: 1}", "expected a list, found `1`"),
        (BETWEEN, "{between: [1, 2, 3]}", "expected the lowest and the highest of two numbers, found 1, 2, 3"),
        (BETWEEN, "{between: [1, few]}", "a parameter of this rulebook, found `few`"),
        (BETWEEN, "{betwen: [0, 4]}", "found `betwen`; did you mean `between`?"),
        ("{weight: {over: 30}}", "weight > 30", "such as `{weight: {over: 30}}`, found `weight > 30`"),
        ("{criterion: {letter: fully}}", "{criterion: {letter: most}}", "one of `fully`, `none`, found `most`"),
    ],
)
def test_what_cannot_be_read_is_one_problem_and_not_several(old: str, new: str, message: str) -> None:
    source = NUMBERS.read_text("utf-8")
    assert source.count(old) == 1
    _, problems = rulebook_from(source.replace(old, new).encode(), "numbers.yaml")
    assert [message in problem.message for problem in problems] == [True], problems


def test_examples_give_numbers_that_can_be_given(tmp_path: Path) -> None:
    examples = tmp_path / "numbers.examples.yaml"
    source = NUMBERS.with_suffix(".examples.yaml").read_text("utf-8")
    examples.write_text(source.replace("weight: 30.5, books: 0", "weight: 130, books: 0"), "utf-8")
    _, problems = read_examples(examples, load_rulebook(NUMBERS))
    assert [problem.code for problem in problems] == ["bad_number"]


OVERLAY = """organisation: town
name: {nl: "De stad", en: "The town"}
rulebook: parcels
versions: ["1.0.0"]
in_force: [{from: 2020-01-01}]
changes:
  - id: heavier-letters
    why: {nl: "Brieven mogen zwaarder zijn.", en: "Letters may be heavier."}
    effect: widens
    agreed: {by: {nl: "de raad", en: "the council"}, date: 2020-01-01}
    set_parameter: {letter_weight: 5}
"""


def with_changes(folder: Path, overlay: str) -> Path:
    (folder / "parcels").mkdir()
    shutil.copy(NUMBERS, folder / "parcels" / "1.0.0.yaml")
    (folder / "overlays" / "town").mkdir(parents=True)
    path = folder / "overlays" / "town" / "parcels.yaml"
    path.write_text(overlay, "utf-8")
    return path


def test_an_organisation_sets_a_parameter_and_its_effect_is_proven(tmp_path: Path) -> None:
    book = editions_of(with_changes(tmp_path, OVERLAY))["1.0.0"]()
    value = book.parameters["letter_weight"].value_text
    assert (value.nl, value.en) == ("5 kilo", "5 kilos")
    assert [change.id for change in book.amendments_of("parameter", "letter_weight")] == ["heavier-letters"]
    given = {"weight": "4.5", "abroad": "no", "ill": "no"}
    assert evaluate(book, given).verdict == "by_letter"
    assert evaluate(book.unchanged, given).verdict == "by_parcel"
    assert verify(book).problems == ()


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("effect: widens", "effect: narrows", "wrong_effect"),
        ("letter_weight: 5", "letter_weight: 50", "bad_value"),
        ("letter_weight: 5", "letter_wait: 5", "unknown_parameter"),
        ("letter_weight: 5", "letter_weight: heavy", "wrong_type"),
    ],
)
def test_a_parameter_that_cannot_be_set_so_is_a_problem(tmp_path: Path, old: str, new: str, code: str) -> None:
    path = with_changes(tmp_path, OVERLAY.replace(old, new))
    try:
        problems = verify(editions_of(path)["1.0.0"]()).problems
    except RulebookInvalid as error:
        problems = tuple(error.problems)
    assert code in [problem.code for problem in problems], problems


def test_what_cannot_be_read_stands_in_the_field_as_it_was_typed() -> None:
    shown = {"25.000": "25.000", "2.50": "2.50", "2.5": "2,5", "26": "26", "zes": "zes"}
    assert {typed: WEEKS.typed(typed).nl for typed in shown} == shown
