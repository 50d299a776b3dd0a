"""Decision tables: answers without a row, rows that contradict each other, and rows that never count."""

from collections.abc import Iterator

from app.problems import Problem
from app.rulebook.decision_table import DecisionTable
from app.rulebook.model import NOT_RELIED_ON
from app.verify.people import somebody
from app.verify.symbolic import Given, Proof, format_answers


def unlike_tables(proof: Proof) -> Iterator[Problem]:
    """Find where tables do not have exactly one outcome, and rows that are superfluous."""
    for criterion in proof.rulebook.criteria.values():
        if criterion.table:
            rows = [proof.builder.condition(row.when) for row in criterion.table.rows]
            yield from _rows(proof, criterion.table, rows)
            # No warning: whoever fills in a table means all cases, and one that is missing would silently not count.
            if (answers := _without_row(proof, rows)) is not None:
                message = (
                    f"expected a row of `{criterion.id}` for all answers, found none for {format_answers(answers)}"
                )
                yield Problem(criterion.place, "table_gap", message, (tuple(answers.items()),))


def _without_row(proof: Proof, rows: list[int]) -> Given | None:
    some_row = proof.forest.any_of(rows)
    asked = [proof.order[level] for level in proof.forest.support(some_row)]
    # No row can name what is left out: the whole criterion does not count then.
    personal = [question.id for question in asked if NOT_RELIED_ON in question.answers]
    left_out = proof.forest.any_of(proof.given_only(question, (NOT_RELIED_ON,)) for question in personal)
    return somebody(proof, proof.except_where(proof.negated(some_row), left_out))


def _rows(proof: Proof, table: DecisionTable, rows: list[int]) -> Iterator[Problem]:
    before = proof.forest.false
    for n, (row, holds) in enumerate(zip(table.rows, rows, strict=True)):
        if proof.except_where(holds, before) == proof.forest.false:
            found = "that it never holds" if holds == proof.forest.false else "that the rows before it take all"
            yield Problem(row.place, "idle_row", f"expected a row that counts, found {found}", level="warning")
        for m, other in enumerate(table.rows[:n] if table.hit == "unique" and row.cells else ()):
            both = proof.forest.false if other.extent == row.extent else proof.forest.both(rows[m], holds)
            if (answers := somebody(proof, both)) is not None:
                expected = f"expected no row that reaches `{row.extent}` to hold with one that reaches `{other.extent}`"
                found = f"found rows {m + 1} and {n + 1} to do so for {format_answers(answers)}"
                yield Problem(row.place, "table_overlap", f"{expected}, {found}", (tuple(answers.items()),))
        before = proof.forest.any_of((before, holds))
