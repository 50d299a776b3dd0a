"""Read the parts of a rulebook: questions, criteria, verdicts and the others."""

from collections.abc import Mapping
from dataclasses import replace
from typing import cast, get_args

from app.rulebook.model import (
    NOT_RELIED_ON,
    UNKNOWN,
    Action,
    ChangeDirection,
    Criterion,
    Days,
    Law,
    Note,
    Question,
    Reach,
    Requirement,
    Sensitivity,
    Verdict,
)
from app.rulebook.parsing.audience_texts import optional_text, required_text, texts_by_id, texts_in_order, texts_of
from app.rulebook.parsing.conditions import NOTHING_STATED, condition, name, names
from app.rulebook.parsing.diagnostics import Reading, listed
from app.rulebook.parsing.readers import (
    INNER_ID,
    OUTER_ID,
    EntryReader,
    Reader,
    Record,
    choice,
    choices,
    entries,
    flag,
    items,
    matching,
    named_texts,
    text,
    texts,
)
from app.rulebook.parsing.strict_yaml import Node, Scalar
from app.rulebook.roles import ROLES
from app.rulebook.text import Text

NOTE_FORMS = (("say",), ("for_each", "say_each"))
LAW_FORMS = (("when", "then"), ("without_effect_on", "questions"), ("left_out",))


def requirement(key: Scalar, node: Node, reading: Reading) -> Requirement:
    with Record(node, reading, "a requirement") as of:
        return Requirement(
            id=key.value,
            owner=of.need("owner", name("person")),
            applies_when=of.need("applies_when", condition("requirement")),
            met_when=of.need("met_when", condition("measure")),
            met=required_text(of, "met"),
            not_met=required_text(of, "not_met"),
            open=required_text(of, "open"),
            source=of.need("source", names("clause")),
            place=key.place,
        )


def action(key: Scalar, node: Node, reading: Reading) -> Action:
    with Record(node, reading, "an action") as of:
        return Action(
            id=key.value,
            owner=of.need("owner", names("person")),
            when=of.need("when", condition("elsewhere")),
            say=required_text(of, "say"),
            message=of.may("message", text),
            source=of.need("source", names("clause")),
            place=key.place,
        )


def note(key: Scalar, node: Node, reading: Reading) -> Note:
    """A note says one thing, or one thing for each chosen answer of a question."""
    with Record(node, reading, "a note") as of:
        for_each = of.may("for_each", name("question"))
        each = texts_of("answer", for_each or "")
        say_each = of.may("say_each", each)
        given = tuple(key for form in NOTE_FORMS for key in form if key in of)
        if of.sound and given not in NOTE_FORMS:
            reading.report("say_or_for_each", key.place, "expected either `say`, or `for_each` with `say_each`")
        return Note(
            id=key.value,
            when=of.need("when", condition("note for each answer" if for_each else "elsewhere")),
            heading=optional_text(of, "heading"),
            say=optional_text(of, "say"),
            for_each=for_each,
            say_each=texts_by_id(of, "say_each", say_each or {}, each),
            source=of.need("source", names("clause")),
            place=key.place,
        )


def audience(questions: frozenset[str], roles: dict[str, str]) -> EntryReader[frozenset[str]]:
    """An audience is the questions whose answers it sees; its role is added to `roles`."""

    def seen(node: Node, reading: Reading) -> frozenset[str]:
        if isinstance(node, Scalar):
            choice("everything")(node, reading)
            return questions
        return frozenset(names("question")(node, reading))

    def read(key: Scalar, node: Node, reading: Reading) -> frozenset[str]:
        with Record(node, reading, "an audience") as of:
            if role := of.may("role", choice(*ROLES)):
                roles[key.value] = role
            return of.need("sees", seen)

    return read


def laws(node: Node, reading: Reading) -> tuple[Law, ...]:
    return tuple(_law(item, reading) for item in items(node, reading))


def _law(node: Node, reading: Reading) -> Law:
    with Record(node, reading, "a law") as of:
        given = tuple(key for form in LAW_FORMS for key in form if key in of)
        if of.sound and given not in LAW_FORMS:
            found = listed(given) or "none of these"
            reading.report("law_form", of.place, f"expected one of the three forms of a law, found {found}")
        of.may("without_effect_on", choice("verdict"))
        return Law(
            id=of.need("id", _law_id),
            say=of.need("say", text),
            place=of.place,
            when=of.may("when", condition("elsewhere")),
            then=of.may("then", condition("elsewhere")),
            questions=of.may("questions", names("question")) or (),
            left_out=of.may("left_out", name("criterion")),
        )


def _law_id(node: Node, reading: Reading) -> str:
    read = matching(OUTER_ID)(node, reading)
    if read and reading.declared.setdefault(("law", read), node.place) != node.place:
        reading.report("law_twice", node.place, f"expected each law to have its own id, found `{read}` again")
    return read


def criterion(key: Scalar, node: Node, reading: Reading) -> Criterion:
    with Record(node, reading, "a criterion") as of:
        return Criterion(
            id=key.value,
            title=required_text(of, "title"),
            source=of.need("source", names("clause")),
            not_reached=required_text(of, "not_reached"),
            reaches=tuple(of.need("reaches", entries(INNER_ID, _reach, f"line of {key.value}")).values()),
            place=key.place,
        )


def _reach(key: Scalar, node: Node, reading: Reading) -> Reach:
    with Record(node, reading, "a line of a criterion") as of:
        return Reach(
            extent=name("extent")(key, reading),
            when=of.need("when", condition("criterion")),
            because=required_text(of, "because"),
            readings=of.need("reading", names("reading")),
            place=key.place,
        )


def verdict(key: Scalar, node: Node, reading: Reading) -> Verdict:
    """A verdict without any condition is taken to hold otherwise only where it says so."""
    with Record(node, reading, "a verdict") as of:
        when = of.may("when", condition("verdict"))
        otherwise = of.may("otherwise", flag("true")) is not None
        if of.sound and otherwise == (when is not None):
            reading.report("when_or_otherwise", key.place, "expected either `when` or `otherwise: true`")
        return Verdict(
            id=key.value,
            when=None if otherwise else when or NOTHING_STATED,
            title=required_text(of, "title"),
            say=required_text(of, "say"),
            then=texts_in_order(of, "then", of.may("then", texts) or ()),
            source=of.need("source", names("clause")),
            place=key.place,
            days=cast("tuple[Days, ...] | None", of.may("days", choices(*get_args(Days)))),
        )


def undetermined(node: Node, reading: Reading) -> tuple[Text, ...]:
    """Read the title, what is said and what to do meanwhile, for when nothing can be said yet."""
    read = texts(node, reading)
    if read and len(read) != 3:
        reading.report("not_three", node.place, f"expected exactly three texts, found {len(read)}")
    return read


SENSITIVITIES: Mapping[str, Sensitivity] = {"work": "work", "personal": "personal", "health": "health"}


def question(common: Mapping[str, Text]) -> EntryReader[Question]:
    """What a question leaves out falls back on the common texts."""

    def read(key: Scalar, node: Node, reading: Reading) -> Question:
        with Record(node, reading, "a question") as of:
            sensitivity = SENSITIVITIES.get(of.may("sensitivity", choice(*SENSITIVITIES)) or "work", "personal")
            answers = dict(of.need("answers", named_texts(f"answer of {key.value}")))
            leave_out = optional_text(of, "not_relied_on")
            if sensitivity != "work":
                answers[NOT_RELIED_ON] = leave_out or common[NOT_RELIED_ON]
            elif leave_out:
                at = of.place_of("not_relied_on")
                reading.report("work_left_out", at, "expected `not_relied_on` at no work question, found it")
            return Question(
                id=key.value,
                ask=replace(of.need("ask", text), for_others=of.need("ask_other", text)),
                help=optional_text(of, "help"),
                help_lines=of.may("help_lines", text),
                why=required_text(of, "why"),
                answers=texts_by_id(of, "answers", answers, texts_of("answer", key.value)),
                unknown=optional_text(of, "unknown") or common[UNKNOWN],
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
