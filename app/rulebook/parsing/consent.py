"""Read whose consent a criterion needs before it is narrowed, and the consent that a change carries."""

from app.rulebook.amendment import Consent, ConsentNeeded
from app.rulebook.parsing.clauses import cited_clauses
from app.rulebook.parsing.diagnostics import Reading
from app.rulebook.parsing.readers import Record, day, text
from app.rulebook.parsing.strict_yaml import Node


def consent_needed(node: Node, reading: Reading) -> ConsentNeeded:
    with Record(node, reading, "what narrowing a criterion needs") as of:
        return ConsentNeeded(
            consent_of=of.need("consent_of", text, "Who must consent, such as the works council."),
            because=of.need("because", text, "Why they must; pages tell it."),
            source=cited_clauses(of),
        )


def consent(node: Node, reading: Reading) -> Consent:
    with Record(node, reading, "who consented to a change and when") as of:
        by = of.need("by", text, "Who consented, such as the works council.")
        return Consent(by, of.need("date", day, "The day on which they consented, before or after it was agreed."))
