"""Read the questions of a rulebook."""

from collections.abc import Mapping
from types import MappingProxyType

from app.rulebook.compose import Node, Scalar
from app.rulebook.model import NOT_RELIED_ON, UNKNOWN, ChangeDirection, Question, Sensitivity
from app.rulebook.read import INNER_ID, EntryReader, Reader, Record, choice, entries, named_texts, text
from app.rulebook.reading import Reading
from app.rulebook.statements import condition, name, names
from app.rulebook.texts import Text

SENSITIVITIES: Mapping[str, Sensitivity] = {"work": "work", "personal": "personal", "health": "health"}


def question(common: Mapping[str, Text]) -> EntryReader[Question]:
    """Return a reader of one question, which falls back on the common texts."""

    def read(key: Scalar, node: Node, reading: Reading) -> Question:
        with Record(node, reading, "a question") as of:
            sensitivity = SENSITIVITIES.get(of.may("sensitivity", choice(*SENSITIVITIES)) or "work", "personal")
            answers = dict(of.need("answers", named_texts(f"answer of {key.value}")))
            leave_out = of.may("not_relied_on", text)
            if sensitivity != "work":
                answers[NOT_RELIED_ON] = leave_out or common[NOT_RELIED_ON]
            elif leave_out:
                at = of.place_of("not_relied_on")
                reading.report("work_left_out", at, "expected `not_relied_on` at no work question, found it")
            others = of.may("answers_other", texts_for_answers(key.value)) or {}
            return Question(
                id=key.value,
                ask=of.need("ask", text),
                ask_other=of.need("ask_other", text),
                help=of.may("help", text),
                help_lines=of.may("help_lines", text),
                why=of.need("why", text),
                answers=MappingProxyType(answers),
                answers_other=MappingProxyType({each: others.get(each, answers[each]) for each in answers}),
                unknown=of.may("unknown", text) or common[UNKNOWN],
                many=of.may("choose", choice("any")) is not None,
                asked_when=of.may("asked_when", condition("gate")),
                answered_by=of.need("answered_by", names("person")),
                sensitivity=sensitivity,
                can_be_changed=of.may("can_be_changed", _change_direction(key.value)),
                source=of.need("source", names("clause")),
                place=key.place,
            )

    return read


def texts_for_answers(question: str) -> Reader[Mapping[str, Text]]:
    """Return a reader of a mapping from answers of this question to texts."""

    def one(key: Scalar, node: Node, reading: Reading) -> Text:
        name("answer", question)(key, reading)
        return text(node, reading)

    return entries(INNER_ID, one)


def _change_direction(question: str) -> Reader[ChangeDirection]:
    def read(node: Node, reading: Reading) -> ChangeDirection:
        with Record(node, reading, "who can change an answer to what") as of:
            return ChangeDirection(of.need("by", names("person")), of.need("to", names("answer", question)))

    return read
