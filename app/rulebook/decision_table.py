"""Decision tables: rows of conditions by column, and the lines of a criterion that they come to."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Literal

from app.problems import SourceLocation
from app.rulebook.conditions import All, Any, Condition, Not, QuestionIs

Hit = Literal["unique", "first"]
"""Which row counts: the only one that holds, or the first one."""


@dataclass(frozen=True, slots=True)
class TableRow:
    """Hold what one row asks of the columns that it names, and the extent that it reaches."""

    cells: tuple[tuple[str, Condition], ...]
    extent: str
    place: SourceLocation

    @property
    def when(self) -> Condition:
        return _joined([cell for _, cell in self.cells], All)


@dataclass(frozen=True, slots=True)
class DecisionTable:
    """Hold the rows of a criterion; a last one that names no column stands for all other cases."""

    columns: tuple[str, ...]
    hit: Hit
    rows: tuple[TableRow, ...]

    def lines(self, extents: Sequence[str]) -> Iterator[tuple[TableRow, Condition]]:
        """Yield for each extent, furthest first, the first row that reaches it, and when some row does."""
        for rank, extent in enumerate(extents):
            rows = [place for place, row in enumerate(self.rows) if row.extent == extent]
            if rows:
                yield self.rows[rows[0]], _joined([self._counts(row, extents[:rank]) for row in rows], Any)

    def _counts(self, place: int, further: Sequence[str]) -> Condition:
        row = self.rows[place]
        if self.hit == "unique" and row.cells:
            return row.when
        others = [each for each in self.rows[:place] if each.extent != row.extent and not _apart(row, each)]
        # What reaches further has its line before; where nothing else is said, it is said all the same.
        before = [each.when for each in others if each.extent not in further or not row.cells]
        unless = [Not(_joined(before, Any))] if before else []
        return _joined([*(cell for _, cell in row.cells), *unless], All)

    def rewritten(self, new: Callable[[Condition], Condition]) -> "DecisionTable":
        rows = (replace(row, cells=tuple((column, new(cell)) for column, cell in row.cells)) for row in self.rows)
        return replace(self, rows=tuple(rows))


def _joined(of: list[Condition], joined: type[All | Any]) -> Condition:
    return of[0] if len(of) == 1 else joined(tuple(of))


def _apart(one: TableRow, other: TableRow) -> bool:
    """Say whether both plainly never hold together, since they name other answers to one question."""
    cells = [cell for row in (one, other) for _, cell in row.cells if isinstance(cell, QuestionIs) and cell.answers]
    pairs = ((a, b) for a, b in combinations(cells, 2) if a.question == b.question)
    return any(set(a.answers).isdisjoint(b.answers) for a, b in pairs)
