"""Reader of decision tables, which makes of each the lines of its criterion."""

from typing import cast, get_args

from app.rulebook.conditions import Condition, Not
from app.rulebook.decision_table import DecisionTable, Hit, TableRow
from app.rulebook.defaults import EXTENTS
from app.rulebook.model import NONE_REACHED, Reach
from app.rulebook.parsing.audience_texts import texts_by_id, texts_of
from app.rulebook.parsing.conditions import NOTHING_STATED, answer_compared, condition, name, names
from app.rulebook.parsing.description import Description
from app.rulebook.parsing.diagnostics import COLUMN_KINDS, Reading, Stated, listed
from app.rulebook.parsing.readers import Reader, Record, choice, items
from app.rulebook.parsing.strict_yaml import Mapping, Node, Scalar
from app.rulebook.text import Text

COLUMNS = "What rows look at: questions, `differences`, `points` and `terms`, by id."
HIT = "`unique` where left out: rows that reach different extents never hold together. `first`: the first one counts."
ROWS = "The rows; a last one that names no column stands for all other cases."
BECAUSE = "The reason, as one sentence, for each extent that rows reach."
EXTENT = "How far the criterion reaches where this row counts."
CELL = "What is asked of this column, as in a condition; of a term `yes` or `no`. Left out: it makes no difference."


def decision_table(node: Node, reading: Reading) -> tuple[DecisionTable, tuple[Reach, ...]]:
    """Return the table with its lines, furthest first."""
    before = len(reading.problems)
    with Record(node, reading, "a decision table") as of:
        columns = of.need("of", names("column"), COLUMNS)
        hit = cast("Hit", of.may("hit", choice(*get_args(Hit)), HIT) or "unique")
        rows = of.need(
            "rows", lambda node, _: tuple(_row(item, reading, columns) for item in items(node, reading)), ROWS
        )
        by_extent = texts_of("extent")
        because = texts_by_id(of, "because", of.need("because", by_extent, BECAUSE), by_extent)
        readings = of.may("reading", names("reading"), "Ids of the readings: who says so.") or ()
    order = [each for section, each in reading.declared if section == "extent"] or [*EXTENTS]
    table = DecisionTable(columns, hit, rows)
    lines = [*table.lines([extent for extent in order if extent != NONE_REACHED])]
    if lines and before == len(reading.problems) and because.keys() != {row.extent for row, _ in lines}:
        expected = f"expected reasons for {listed(row.extent for row, _ in lines)}, as rows reach"
        reading.report("reasons_unlike_rows", of.place_of("because"), f"{expected}, found {listed(because)}")
    return table, tuple(Reach(r.extent, when, because.get(r.extent, Text()), readings, r.place) for r, when in lines)


def _row(node: Node, reading: Reading, columns: tuple[str, ...]) -> TableRow:
    with Record(node, reading, "a row of a decision table") as of:
        extent = of.need("reach", name("extent"), EXTENT)
        row = TableRow(tuple(of.among(columns, _cell, CELL).items()), extent, node.place)
    if len(row.cells) > 1:  # one cell is stated by itself
        reading.stated.append(Stated(row.when, row.place, "criterion"))
    return row


def _cell(column: str) -> Reader[Condition]:
    def read(node: Node, reading: Reading) -> Condition:
        key, term = Scalar(column, True, node.place), Scalar("term", True, node.place)
        if isinstance(node, Description):
            return answer_compared(key, node, reading)
        if column in reading.terms:
            holds = condition("criterion")(Mapping(((term, key),), node.place), reading)
            return Not(holds) if choice("yes", "no")(node, reading) == "no" else holds
        if not any((kind, column) in reading.declared for kind in COLUMN_KINDS):
            return NOTHING_STATED
        return condition("criterion")(Mapping(((key, node),), node.place), reading)

    return read
