"""Read the questions of a rulebook."""

from collections.abc import Mapping
from dataclasses import replace

from app.rulebook.compose import Node, Scalar
from app.rulebook.model import NOT_RELIED_ON, UNKNOWN, ChangeDirection, Question, Sensitivity
from app.rulebook.others import may_be_told, texts_of, told, told_by_id
from app.rulebook.read import EntryReader, Reader, Record, choice, named_texts, text
from app.rulebook.reading import Reading
from app.rulebook.statements import condition, names
from app.rulebook.texts import Text

SENSITIVITIES: Mapping[str, Sensitivity] = {"work": "work", "personal": "personal", "health": "health"}


def question(common: Mapping[str, Text]) -> EntryReader[Question]:
    """Return a reader of one question, which falls back on the common texts."""

    def read(key: Scalar, node: Node, reading: Reading) -> Question:
        with Record(node, reading, "a question") as of:
            sensitivity = SENSITIVITIES.get(of.may("sensitivity", choice(*SENSITIVITIES)) or "work", "personal")
            answers = dict(of.need("answers", named_texts(f"answer of {key.value}")))
            leave_out = may_be_told(of, "not_relied_on")
            if sensitivity != "work":
                answers[NOT_RELIED_ON] = leave_out or common[NOT_RELIED_ON]
            elif leave_out:
                at = of.place_of("not_relied_on")
                reading.report("work_left_out", at, "expected `not_relied_on` at no work question, found it")
            return Question(
                id=key.value,
                ask=replace(of.need("ask", text), for_others=of.need("ask_other", text)),
                help=may_be_told(of, "help"),
                help_lines=of.may("help_lines", text),
                why=told(of, "why"),
                answers=told_by_id(of, "answers", answers, texts_of("answer", key.value)),
                unknown=may_be_told(of, "unknown") or common[UNKNOWN],
                many=of.may("choose", choice("any")) is not None,
                asked_when=of.may("asked_when", condition("gate")),
                answered_by=of.need("answered_by", names("person")),
                sensitivity=sensitivity,
                can_be_changed=of.may("can_be_changed", _change_direction(key.value)),
                source=of.need("source", names("clause")),
                place=key.place,
            )

    return read


def _change_direction(question: str) -> Reader[ChangeDirection]:
    def read(node: Node, reading: Reading) -> ChangeDirection:
        with Record(node, reading, "who can change an answer to what") as of:
            return ChangeDirection(of.need("by", names("person")), of.need("to", names("answer", question)))

    return read
