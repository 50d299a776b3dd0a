"""Read the letters of a rulebook."""

from types import MappingProxyType

from app.rulebook.letter import Letter, LetterField
from app.rulebook.parsing.conditions import condition
from app.rulebook.parsing.diagnostics import Reading
from app.rulebook.parsing.readers import INNER_ID, Record, choice, entries, text
from app.rulebook.parsing.strict_yaml import Node, Scalar

TEXT = (
    "What it says: `{start}` stands for the answer to that question, `{today}` for today, "
    "`{day:last_day}` for a day that matters, `{field:name}` for a field"
)
BY = "Who sends it, where that is not the person: HR, in reply to a request."
FIELDS = "What somebody fills in on the page, by id."


def letter(key: Scalar, node: Node, reading: Reading) -> Letter:
    with Record(node, reading, "a letter") as of:
        return Letter(
            id=key.value,
            title=of.need("title", text, "What the letter is for."),
            when=of.need("when", condition("elsewhere"), "When it is offered."),
            text=of.need("text", text, TEXT),
            by_hr=of.may("by", choice("hr"), BY) is not None,
            fields=of.may("fields", entries(INNER_ID, _field, f"field of {key.value}"), FIELDS) or MappingProxyType({}),
            place=key.place,
        )


def _field(key: Scalar, node: Node, reading: Reading) -> LetterField:
    with Record(node, reading, "a field of a letter") as of:
        return LetterField(
            id=key.value,
            label=of.need("label", text, "What is to be filled in; the letter has it between brackets until then."),
            help=of.may("help", text, "A short explanation."),
            place=key.place,
        )
