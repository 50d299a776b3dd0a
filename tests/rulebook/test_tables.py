"""Decision tables: read as lines, compared with their rows tried one by one, and told."""

from itertools import product
from pathlib import Path
from random import Random

import pytest

from app.engine.evaluate import evaluate
from app.problems import Problem
from app.rulebook.conditions import written as condition_written
from app.rulebook.load import load_rulebook, parsed, rulebook_from
from app.rulebook.model import Rulebook
from app.rulebook.overlays.overlay import amended, parsed_overlay
from app.verify.diff.diff import compare
from app.verify.diff.structural import written as written_apart
from app.verify.verification import ONE_OUTCOME, verify
from tests.depth import seeds
from tests.rulebook.bad import SPECIMENS

TABLES = SPECIMENS / "tables.yaml"
Row = dict[str, str]
"""The cells of a row as they are written, and the extent under `reach`."""
ANSWERS = ("a0", "a1", "a2")
NUMBERS = range(7)
HOLDS = {"under": int.__lt__, "at_most": int.__le__, "over": int.__gt__, "at_least": int.__ge__, "is": int.__eq__}
BOOK = """id: tables
version: "1.0.0"
languages: [en]
title: "Tables"
in_force: [{{from: 2026-01-01}}]
questions:
  q: {{ask: "Q?", answers: {{a0: "0", a1: "1", a2: "2"}}}}
  r: {{ask: "R?", answers: {{a0: "0", a1: "1", a2: "2"}}, asked_when: {{q: [a0, a1]}}}}
  w: {{ask: "N?", number: {{from: 0, to: 6}}}}
terms:
  t: {{any: [{{q: a1}}, {{w: {{over: 3}}}}]}}
extents: {{all: "all", part: "part", talk: "talk", none: "none"}}
criteria:
  c:
    title: "C"
    table:
      of: [q, r, w, t]
      hit: {hit}
      rows:
{rows}
      because: {{{because}}}
verdicts:
  far: {{when: {{criterion: {{c: all}}}}, title: "F", say: "F"}}
  stay: {{otherwise: true, title: "S", say: "S"}}
"""


def source_of(rows: list[Row], hit: str) -> str:
    lines = ["        - {" + ", ".join(f"{key}: {cell}" for key, cell in row.items()) + "}" for row in rows]
    reached = [extent for extent in ("all", "part", "talk") if extent in [row["reach"] for row in rows]]
    because = ", ".join(f'{extent}: "{extent}"' for extent in reached)
    return BOOK.format(hit=hit, rows="\n".join(lines), because=because)


def drawn(random: Random) -> list[Row]:
    """Draw rows that name every column at least once; the last one may name none."""
    rows: list[Row] = []
    for _ in range(random.randint(2, 6)):
        named = [f"[{', '.join(random.sample(ANSWERS, random.choice((1, 2))))}]" for _ in "qr"]
        number = f"{{{random.choice([*HOLDS])}: {random.randint(1, 5)}}}"
        cells = {"q": named[0], "r": named[1], "w": number, "t": random.choice(("yes", "no"))}
        kept = random.sample([*cells], random.randint(1, 3))
        rows.append({column: cells[column] for column in kept})
    for column in ("q", "r", "w", "t"):
        if not any(column in row for row in rows):
            rows[0][column] = {"w": "{over: 2}", "t": "no"}.get(column, "a1")
    # What would repeat the gate of `r` is refused.
    rows = [{**row, "q": "a1"} if "r" in row and "a2" not in row.get("q", "a2") else row for row in rows]
    rows += [{}] if random.random() < 0.5 else []
    reach = [random.choice(("all", "part", "talk", "none")) for _ in rows]
    reach[:2] = random.choice((("all", "none"), ("part", "all"), ("none", "part")))
    return [{**row, "reach": extent} for row, extent in zip(rows, reach, strict=True)]


def holds(row: Row, q: str, r: str, n: int) -> bool:
    """Say whether each cell of a row holds; `r` is asked only where `q` is not `a2`."""
    word, _, value = row.get("w", "{at_least: 0}").strip("{}").partition(": ")
    met = HOLDS[word](n, int(value)) and ("t" not in row or (row["t"] == "yes") == (q == "a1" or n > 3))
    return met and q in row.get("q", q) and ("r" not in row or (q != "a2" and r in row["r"]))


def every() -> list[tuple[str, str, int]]:
    return list(product(ANSWERS, ANSWERS, NUMBERS))


def read(source: str) -> Rulebook:
    book, problems = rulebook_from(source.encode(), "tables.yaml")
    assert book, problems
    return book


@pytest.mark.parametrize("seed", seeds(200))
def test_the_first_row_that_holds_counts_for_all_answers(seed: int) -> None:
    rows = drawn(Random(seed))
    book = read(source_of(rows, "first"))
    for q, r, n in every():
        first = next((row["reach"] for row in rows if holds(row, q, r, n)), "none")
        assert evaluate(book, {"q": q, "r": r, "w": str(n)}).criteria["c"].reach == first
    found = [problem.code for problem in verify(book).problems]
    assert ("table_gap" in found) == any(not any(holds(row, *each) for row in rows) for each in every())
    idle = [place for place, row in enumerate(rows) if not any(is_first(rows, place, each) for each in every())]
    assert found.count("idle_row") == len(idle)
    assert "table_overlap" not in found


def is_first(rows: list[Row], place: int, answers: tuple[str, str, int]) -> bool:
    return next((n for n, row in enumerate(rows) if holds(row, *answers)), None) == place


@pytest.mark.parametrize("seed", seeds(200))
def test_rows_that_reach_different_extents_never_hold_together_unless_told(seed: int) -> None:
    rows = drawn(Random(seed))
    book = read(source_of(rows, "unique"))
    overlaps = set()
    for answers in every():
        q, r, n = answers
        hits = [(m, row["reach"]) for m, row in enumerate(rows) if len(row) > 1 and holds(row, *answers)]
        overlaps |= {(a, b) for a, one in hits for b, other in hits if a < b and one != other}
        reach = {extent for _, extent in hits} or {rows[-1]["reach"] if len(rows[-1]) == 1 else "none"}
        if len(reach) == 1:
            assert evaluate(book, {"q": q, "r": r, "w": str(n)}).criteria["c"].reach in reach
    told = [problem for problem in verify(book).problems if problem.code == "table_overlap"]
    assert len(told) == len(overlaps)
    for problem in told:
        # Whoever is named is somebody for whom both hold, whatever else they answer.
        assert problem.shown_by or len(rows) == 2


def of_the_specimen(*replaced: tuple[str, str]) -> Rulebook:
    source = TABLES.read_text("utf-8")
    for old, new in replaced:
        assert source.count(old) == 1
        source = source.replace(old, new)
    return read(source)


def findings(*replaced: tuple[str, str]) -> list[Problem]:
    return [each for each in verify(of_the_specimen(*replaced)).problems if "row" in each.message]


LAST = "        - {reach: none}\n"
NEVER = "        - {danger: {at_least: 4}, dull: yes, reach: all}\n"
SOON = "        - {danger: {under: 4}, notice: {under: {weeks: 2}}, reach: part}\n"


def test_a_table_is_proven_and_becomes_a_line_for_each_extent() -> None:
    book = of_the_specimen()
    report = verify(book)
    assert report.problems == ()
    assert ONE_OUTCOME in report.proven
    assert ONE_OUTCOME not in verify(load_rulebook(SPECIMENS / "smallest.yaml")).proven
    lines = book.criteria["price"].reaches
    assert [(line.extent, line.because.en, line.readings) for line in lines] == [
        ("all", "It costs a lot.", ("house",)), ("part", "It costs something.", ("house",)),
    ]  # fmt: skip
    assert condition_written(lines[0].when) == (
        "any: [{all: [{kind: race}, {not: {term: locked}}]}, {all: [{kind: cargo}, {not: {age: {under: 5}}}]}]"
    )


def test_answers_without_a_row_are_named() -> None:
    (gap,) = findings((LAST, ""))
    assert (gap.code, gap.level, gap.place.line) == ("table_gap", "problem", 36)
    book = of_the_specimen((LAST, ""))
    table = book.criteria["price"].table
    assert table
    (answers,) = gap.shown_by
    given = {question: book.questions[question].given_as(answer) for question, answer in answers}
    assert given.keys() <= {"kind", "age", "locks"}
    assert evaluate(book, given).criteria["price"].reach == "none"
    assert "found none for `kind: " in gap.message


def test_rows_that_contradict_each_other_are_named_with_somebody() -> None:
    (found,) = findings((SOON, SOON.replace("danger: {under: 4}, ", "")))
    assert (found.code, found.level, found.place.line) == ("table_overlap", "problem", 55)
    assert found.message.startswith(
        "expected no row that reaches `part` to hold with one that reaches `all`, found rows 1 and 2 to do so for "
    )
    (answers,) = found.shown_by
    assert {question for question, _ in answers} == {"kind", "shed", "requested", "starts"}


def test_rows_that_never_count_are_a_warning() -> None:
    cargo = "        - {kind: cargo, reach: all}\n"
    (taken,) = findings((cargo, cargo + "        - {kind: cargo, age: {over: 9}, reach: all}\n"))
    assert (taken.code, taken.level, taken.place.line) == ("idle_row", "warning", 46)
    assert taken.message.endswith("found that the rows before it take all")
    (never,) = findings(
        ("        - {danger: {at_least: 4}, reach: all}\n", "        - {danger: {at_least: 4}, reach: all}\n" + NEVER),
        ("  locked: {", "  dull: {all: [{kind: city}, {shed: inside}]}\n  locked: {"),
        ("of: [danger, notice]", "of: [danger, notice, dull]"),
    )
    assert (never.code, never.place.line) == ("idle_row", 56)
    assert never.message.endswith("found that it never holds")


PERSONAL = """questions:
  q: {ask: "Q?", answers: {a0: "0", a1: "1"}, sensitivity: personal}
  r: {ask: "R?", answers: {a0: "0", a1: "1"}, sensitivity: personal}
criteria:
  c:
    title: "C"
    table:
      of: [q, r]
      rows:
        - {q: a0, r: a0, reach: all}
        - {q: a0, r: a1, reach: none}
        - {q: a1, reach: none}
      because: {all: "Because."}
      because_other: {all: "Because of them."}
"""


def test_a_question_about_the_person_that_is_left_out_needs_no_row() -> None:
    head, rest = BOOK.replace("{{", "{").replace("}}", "}").split("questions:\n")
    source = head + PERSONAL + "verdicts:\n" + rest.split("verdicts:\n")[1]
    assert verify(read(source)).problems == ()
    assert read(source).criteria["c"].reaches[0].because.other.en == "Because of them."
    gap = verify(read(source.replace("        - {q: a0, r: a1, reach: none}\n", ""))).problems
    assert [problem.code for problem in gap] == ["table_gap"]
    assert "found none for `q: a0`, `r: a1`" in gap[0].message


@pytest.mark.parametrize(("cell", "code"), [
    ("x", "wrong_type"), ("{danger: [], reach: all}", "wrong_type"),
    ("{danger: {over: 90}, reach: all}", "idle_comparison"),
])  # fmt: skip
def test_what_is_wrong_in_a_row_is_told_once(cell: str, code: str) -> None:
    wrong = TABLES.read_text("utf-8").replace("{danger: {at_least: 4}, reach: all}", cell)
    assert [each.code for each in rulebook_from(wrong.encode(), "tables.yaml")[1]] == [code]


def test_of_a_term_a_row_says_yes_or_no() -> None:
    wrong = TABLES.read_text("utf-8").replace("locked: no, reach", "locked: maybe, reach")
    problems = rulebook_from(wrong.encode(), "tables.yaml")[1]
    assert [(each.code, each.message) for each in problems] == [
        ("bad_choice", "expected one of `yes`, `no`, found `maybe`")
    ]


def test_other_rows_are_told_as_other_lines_and_only_where_they_come_to_other_ones() -> None:
    old = of_the_specimen()
    turned = of_the_specimen(
        (SOON, ""), ('      because: {all: "It is often', f'{SOON}      because: {{all: "It is often')
    )
    assert written_apart(old, turned).others == ()
    narrower = of_the_specimen(("{age: {under: 5}, reach", "{age: {under: 4}, reach"))
    assert [path for path in written_apart(old, narrower).others if "table" in path] == []
    assert "criteria.price.reaches.all.when" in written_apart(old, narrower).others


def test_the_table_of_the_page_about_rulebooks_comes_to_the_same_as_its_lines() -> None:
    page = (Path(__file__).parents[2] / "docs" / "rulebook.md").read_text("utf-8")
    source = page.split("```yaml\n# rules/parking/1.0.0.yaml\n")[1].split("```")[0]
    table = page.split("### Decision tables")[1].split("```yaml\n")[1].split("```")[0]
    lines = read(source)
    head, rest = source.split("criteria:\n")[0], source.split("verdicts:\n")[1]
    tabled = read(f"{head}{table}verdicts:\n{rest}")
    assert verify(tabled).problems == ()
    assert compare(lines, tabled).differences == ()


OVERLAY = """organisation: shop
languages: [en]
name: "The shop"
rulebook: bicycle
versions: ["1.0.0"]
in_force: [{from: 2026-01-01}]
changes:
  - id: a-change
    why: "Because."
    effect: EFFECT
    agreed: {by: "the works council", date: 2026-01-10}
"""


def changed_by_the_shop(change: str, effect: str = "other") -> tuple[Rulebook | None, list[Problem]]:
    overlay, problems = parsed_overlay(f"{OVERLAY.replace('EFFECT', effect)}    {change}\n".encode(), "overlay.yaml")
    assert overlay, problems
    return amended(overlay, parsed(TABLES.read_bytes(), "tables.yaml"))


def of_the_shop(change: str, effect: str = "other") -> Rulebook:
    book, problems = changed_by_the_shop(change, effect)
    assert book, problems
    assert [problem for problem in verify(book).problems if problem.level == "problem"] == []
    return book


def test_an_organisation_replaces_reasons_of_a_table() -> None:
    change = 'replace_text: {criteria: {theft: {table: {because: {part: "It comes early."}}}}}'
    lines = of_the_shop(change).criteria["theft"].reaches
    assert [line.because.en for line in lines] == ["It is often stolen.", "It comes early."]


def test_a_table_that_an_organisation_adds_rests_on_its_own_reading() -> None:
    table = '{of: [shed], rows: [{shed: street, reach: part}, {reach: none}], because: {part: "Outside."}}'
    change = f'add_criterion: {{outside: {{title: "Outside", table: {table}}}}}'
    lines = of_the_shop(change, "widens").criteria["outside"].reaches
    assert [(line.extent, line.readings) for line in lines] == [("part", ("organisation",))]


@pytest.mark.parametrize("change", [
    "add_condition: {criterion: {theft: all}, and: {shed: street}}",
    'add_way: {criterion: {theft: all}, or: {shed: street}, because: "Outside."}',
])  # fmt: skip
def test_no_line_of_a_table_is_changed_by_itself(change: str) -> None:
    problems = changed_by_the_shop(change)[1]
    assert [(each.code, each.message) for each in problems] == [
        ("no_such_line", "expected an extent that `theft` has a line for, found `all`")
    ]
