"""What the document about privacy says is what the rules and settings say."""

import re
from pathlib import Path

from app.cases.organisation import Retention
from app.cases.record import Record, Recorded, RecordedReply
from app.rulebook.model import Rulebook

DOCUMENT = Path(__file__).parent.parent / "docs" / "privacy.md"
SENSITIVITIES = {"work": "the work", "personal": "the person", "health": "health"}


def who_sees_what(book: Rulebook) -> str:
    """Return the table of a rulebook's audiences as the document shows it."""
    audiences = list(book.audiences)
    rows = [["question", "asked here", *audiences], ["---"] * (2 + len(audiences))]
    for question in book.questions.values():
        seen = ["yes" if question.id in book.audiences[each] else "never" for each in audiences]
        rows.append([question.ask.en, SENSITIVITIES[question.sensitivity], *seen])
    return "\n".join("| " + " | ".join(row) + " |" for row in rows)


def test_the_table_of_who_sees_what_follows_from_the_rulebook(book: Rulebook) -> None:
    told = re.search(rf"<!-- audiences of {book.id}: begin -->\n(.*)\n<!-- audiences", DOCUMENT.read_text(), re.DOTALL)
    assert told
    assert told[1] == who_sees_what(book)


def test_terms_of_keeping_are_those_of_the_program() -> None:
    told = DOCUMENT.read_text()
    assert Retention() == Retention(decided_days=365, idle_days=183)
    assert "one year after the decision" in told
    assert "183 days after the last step" in told


def test_what_remains_of_a_withdrawn_case_is_told_field_by_field() -> None:
    row = next(
        line for line in DOCUMENT.read_text().splitlines() if line.startswith("| the record of a withdrawn case")
    )
    told = {"code": "the code", "by": "who decided", "at": "and when", "how": "how (agreed, decided otherwise, tried)"}
    told |= {"terms": "the days, the dates", "reasons": "reasons from the list", "keep_until": "`record_days`"}
    told |= {"replies": "of each reply to a request", "edition": "under which edition"}
    told |= {"outcome": "what it was", "day": "who gave it and when"}
    fields = {*Record.model_fields, *Recorded.model_fields, *RecordedReply.model_fields} - {"id", "decisions", "name"}
    assert fields == told.keys()
    assert [each for each in told.values() if each not in row] == []
