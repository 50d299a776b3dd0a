"""Read which clauses of its sources a part of a rulebook rests on."""

from app.rulebook.parsing.conditions import names
from app.rulebook.parsing.readers import Record

RESTS_ON_CLAUSES = "Ids of the clauses that this rests on; needed where there are `sources`."


def cited_clauses(of: Record) -> tuple[str, ...]:
    return (of.need if of.reading.sourced else of.may)("source", names("clause"), RESTS_ON_CLAUSES) or ()
