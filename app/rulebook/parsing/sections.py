"""Read the parts of a rulebook: questions, criteria, verdicts and the others."""

from collections.abc import Mapping as ReadOnly
from dataclasses import replace
from typing import cast, get_args

from app.rulebook.defaults import NOT_ON_LIST, NOT_REACHED
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
from app.rulebook.parsing.clauses import cited_clauses
from app.rulebook.parsing.conditions import NOTHING_STATED, comparison, condition, name, names, with_exception
from app.rulebook.parsing.consent import consent_needed
from app.rulebook.parsing.dates import date_range
from app.rulebook.parsing.description import Description
from app.rulebook.parsing.diagnostics import Reading
from app.rulebook.parsing.numbers import how_many_chosen, number
from app.rulebook.parsing.readers import (
    INNER_ID,
    OUTER_ID,
    EntryReader,
    Reader,
    Record,
    choice,
    choices,
    either,
    entries,
    flag,
    items,
    matching,
    named_texts,
    text,
    texts,
)
from app.rulebook.parsing.strict_yaml import Mapping, Node, Scalar
from app.rulebook.parsing.tables import decision_table
from app.rulebook.roles import ROLES
from app.rulebook.text import Text

FOR_EACH = "The question (with `choose: any`) for each of whose chosen answers something is said."
NOTE_WHEN = "When it is told; a note for each answer rests on the verdict only."
ROLE = "The role of whoever reads as this audience, where the id does not say it; the first audience has none."
SEES = "The questions whose answers this reader sees, or `everything`. Questions about the work are seen by all."
LEFT_OUT = "The criterion that is not reached where an answer on which it rests is left out."
TABLE = "In place of `reaches`: rows of answers, each with the extent that it reaches."
LINES = "A line for each extent that can be reached, furthest first; the first that holds counts."
NARROWING = "Whose consent a change by an organisation must carry after which this reaches less far."
DAYS = "On how many days on site a decision may come out that follows this verdict: none, some, or Monday to Friday."
SENSITIVITY = "What the answer is about, `work` where left out. A `claim` counts, and is seen, only once invoked."
ANSWERS = "The answers in order; `unknown` is added, and `not_relied_on` to what is personal or about health."
LEAVE_OUT = 'How "I leave this out" reads here; not for questions about the work.'
DONT_KNOW = 'How "I don\'t know" reads here, where the common text does not fit.'
CAN_BE_UNKNOWN = '`false`: whoever is asked knows this, and "I don\'t know" is no answer.'
ANSWERED_BY = "Ids of the people who can tell: the first of all people where left out."
CHOOSE = "`any`: any number of answers may be chosen, or as many as `min` and `max` say."
CHANGEABLE = "Who can change the answer, and to which answers."
GATE = "Only asked where this holds. Naming this question elsewhere implies it."
VERDICT_FORMS = (("when",), ("otherwise",))
ANSWER_FORMS = (("answers",), ("number",), ("date",))
DATE = "Asks for a date; `differences` say with which others it is compared."
SAME_AS = "Answers that lead to the same as another, on purpose, each with that one: `{partly: yes}`."
CALLED = "What the date is called on a time line, such as the request."
NUMBER = "Asks for a number; conditions compare it, as in `{weeks: {at_least: 26}}`."
NOTE_FORMS = (("say",), ("for_each", "say_each"))
LAW_FORMS = (("when", "then"), ("without_effect_on", "questions"), ("left_out",))


def requirement(key: Scalar, node: Node, reading: Reading) -> Requirement:
    with Record(node, reading, "a requirement") as of:
        return Requirement(
            id=key.value,
            owner=of.need("owner", name("person"), "The id of who must see to it."),
            applies_when=of.need("applies_when", condition("requirement"), "The verdicts at which it applies."),
            met_when=of.need("met_when", condition("measure"), "When it is met."),
            met=required_text(of, "met", "What is said when it is met."),
            not_met=required_text(of, "not_met", "What is said when it is not."),
            open=required_text(of, "open", "What is said when that is not known."),
            source=cited_clauses(of),
            place=key.place,
        )


def action(key: Scalar, node: Node, reading: Reading) -> Action:
    with Record(node, reading, "an action") as of:
        return Action(
            id=key.value,
            owner=of.need("owner", names("person"), "Ids of who should do it."),
            when=of.need("when", condition("elsewhere"), "When it should be done."),
            say=required_text(of, "say", "What to do, told to the person."),
            message=of.may("message", text, "A message ready to be sent about it."),
            source=cited_clauses(of),
            place=key.place,
        )


def note(key: Scalar, node: Node, reading: Reading) -> Note:
    """A note says one thing, or one thing for each chosen answer of a question."""
    with Record(node, reading, "a note") as of:
        for_each = of.may("for_each", name("question"), FOR_EACH)
        each = texts_of("answer", for_each or "")
        say_each = of.may("say_each", each, "What is said for each answer; every answer has its text.")
        of.form("say_or_for_each", "either `say`, or `for_each` with `say_each`", NOTE_FORMS, key.place)
        return Note(
            id=key.value,
            when=of.need("when", condition("note for each answer" if for_each else "elsewhere"), NOTE_WHEN),
            heading=optional_text(of, "heading", "A heading above it."),
            say=optional_text(of, "say", "What is said."),
            for_each=for_each,
            say_each=texts_by_id(of, "say_each", say_each or {}, each),
            source=cited_clauses(of),
            place=key.place,
        )


def audience(questions: frozenset[str], roles: dict[str, str]) -> EntryReader[frozenset[str]]:
    """An audience is the questions whose answers it sees; its role is added to `roles`."""

    def everything(node: Node, reading: Reading) -> frozenset[str]:
        choice("everything")(node, reading)
        return questions

    def some(node: Node, reading: Reading) -> frozenset[str]:
        return frozenset(names("question")(node, reading))

    def read(key: Scalar, node: Node, reading: Reading) -> frozenset[str]:
        with Record(node, reading, "an audience") as of:
            if role := of.may("role", choice(*ROLES), ROLE):
                roles[key.value] = role
            return of.need("sees", either(everything, some), SEES)

    return read


def laws(node: Node, reading: Reading) -> tuple[Law, ...]:
    return tuple(_law(item, reading) for item in items(node, reading))


def _law(node: Node, reading: Reading) -> Law:
    with Record(node, reading, "a law") as of:
        of.form("law_form", "one of the three forms of a law", LAW_FORMS, of.place)
        of.may("without_effect_on", choice("verdict"), "The answers to `questions` never change the verdict.")
        return Law(
            id=of.need("id", _law_id, "The id of the law, in this file used once."),
            say=of.need("say", text, "The law as a sentence."),
            place=of.place,
            when=of.may("when", condition("elsewhere"), "Wherever this holds ..."),
            then=of.may("then", condition("elsewhere"), "... this holds too."),
            questions=of.may("questions", names("question"), "The questions that never change the verdict.") or (),
            left_out=of.may("left_out", name("criterion"), LEFT_OUT),
        )


def _law_id(node: Node, reading: Reading) -> str:
    read = matching(OUTER_ID)(node, reading)
    if read and reading.declared.setdefault(("law", read), node.place) != node.place:
        reading.report("law_twice", node.place, f"expected each law to have its own id, found `{read}` again")
    return read


def criterion(key: Scalar, node: Node, reading: Reading) -> Criterion:
    with Record(node, reading, "a criterion") as of:
        of.form("reaches_or_table", "either `reaches` or `table`", (("reaches",), ("table",)), key.place)
        lines = of.may("reaches", entries(INNER_ID, _reach, f"line of {key.value}"), LINES) or {}
        table, rows = of.may("table", decision_table, TABLE) or (None, ())
        return Criterion(
            id=key.value,
            title=required_text(of, "title", "What the ground is called."),
            source=cited_clauses(of),
            not_reached=optional_text(of, "not_reached", "What is said where no line holds.")
            or (NOT_ON_LIST if reading.lists else NOT_REACHED).only_in(reading.languages),
            reaches=(*lines.values(), *rows),
            place=key.place,
            table=table,
            narrowing_needs=of.may("narrowing_needs", consent_needed, NARROWING),
        )


def _reach(key: Scalar, node: Node, reading: Reading) -> Reach:
    with Record(node, reading, "a line of a criterion") as of:
        return Reach(
            extent=name("extent")(key, reading),
            when=with_exception(of),
            because=required_text(of, "because", "The reason, as one sentence."),
            readings=of.may("reading", names("reading"), "Ids of the readings: who says so.") or (),
            place=key.place,
        )


def verdict(key: Scalar, node: Node, reading: Reading) -> Verdict:
    """A verdict without any condition is taken to hold otherwise only where it says so."""
    with Record(node, reading, "a verdict") as of:
        when = of.may("when", condition("verdict"), "When this verdict holds, where none before it does.")
        otherwise = of.may("otherwise", flag("true"), "At the last verdict: it holds where no other does.") is not None
        of.form("when_or_otherwise", "either `when` or `otherwise: true`", VERDICT_FORMS, key.place)
        return Verdict(
            id=key.value,
            when=None if otherwise else when or NOTHING_STATED,
            title=required_text(of, "title", "The verdict in a few words."),
            say=required_text(of, "say", "The verdict in a sentence or two."),
            then=texts_in_order(of, "then", of.may("then", texts, "What comes next.") or ()),
            source=cited_clauses(of),
            place=key.place,
            days=cast("tuple[Days, ...] | None", of.may("days", choices(*get_args(Days)), DAYS)),
        )


def undetermined(node: Node, reading: Reading) -> tuple[Text, ...]:
    """Read the title, what is said and what to do meanwhile, for when nothing can be said yet."""
    read = texts(node, reading)
    if isinstance(node, Description):
        node.says(minItems=3, maxItems=3)
    elif read and len(read) != 3:
        reading.report("not_three", node.place, f"expected exactly three texts, found {len(read)}")
    return read


SENSITIVITIES: ReadOnly[str, Sensitivity] = {each: each for each in get_args(Sensitivity)}


def question(common: ReadOnly[str, Text], person: str = "") -> EntryReader[Question]:
    """What a question leaves out falls back on the common texts, and on the person themself as the one who can tell."""

    def read(key: Scalar, node: Node, reading: Reading) -> Question:
        with Record(node, reading, "a question") as of:
            sensitivity = SENSITIVITIES.get(
                of.may("sensitivity", choice(*SENSITIVITIES), SENSITIVITY) or "work", "personal"
            )
            of.form("answers_or_number", "`answers`, `number` or `date`", ANSWER_FORMS, key.place)
            answers = dict(of.may("answers", named_texts(f"answer of {key.value}"), ANSWERS) or {})
            answers.update(_left_out(of, sensitivity, common))
            many = of.may("choose", choice("any"), CHOOSE) is not None
            how_many = how_many_chosen(of, len(answers), many=many)
            about_another = of.may("ask_other", text, "The same question about somebody else.")
            return Question(
                id=key.value,
                ask=replace(of.need("ask", text, "The question, to the person themself."), for_others=about_another),
                help=optional_text(of, "help", "A short explanation."),
                help_lines=of.may("help_lines", text, "Where to find help, shown with the question."),
                why=optional_text(of, "why", "Why this is asked."),
                answers=texts_by_id(of, "answers", answers, texts_of("answer", key.value)),
                unknown=optional_text(of, "unknown", DONT_KNOW) or common[UNKNOWN],
                can_be_unknown=_can_be_unknown(of),
                many=many,
                asked_when=of.may("asked_when", condition("gate"), GATE),
                answered_by=of.may("answered_by", names("person"), ANSWERED_BY) or (person,),
                sensitivity=sensitivity,
                can_be_changed=of.may("can_be_changed", _change_direction(key.value, of), CHANGEABLE),
                source=cited_clauses(of),
                place=key.place,
                number=of.may("number", number, NUMBER),
                date=of.may("date", date_range, DATE),
                called=of.may("called", text, CALLED),
                how_many=how_many,
                same_as=of.may("same_as", _same_as(key.value), SAME_AS) or {},
            )

    return read


def _can_be_unknown(of: Record) -> bool:
    can_be = of.may("can_be_unknown", flag("false"), CAN_BE_UNKNOWN) is None
    if of.sound and not can_be and "unknown" in of:
        at = of.place_of("unknown")
        of.reading.report("unknown_not_asked", at, "expected `unknown` only where that can be answered, found it")
    return can_be


def _left_out(of: Record, sensitivity: Sensitivity, common: ReadOnly[str, Text]) -> dict[str, Text]:
    """Return the answer that leaves the question out; none at a question about the work."""
    leave_out = optional_text(of, "not_relied_on", LEAVE_OUT)
    if sensitivity in ("personal", "health"):
        return {NOT_RELIED_ON: leave_out or common[NOT_RELIED_ON]}
    if leave_out:
        at = of.place_of("not_relied_on")
        of.reading.report("work_left_out", at, "expected `not_relied_on` at no work question, found it")
    return {}


def _same_as(question: str) -> Reader[ReadOnly[str, str]]:
    answer = name("answer", question)

    def one(key: Scalar, node: Node, reading: Reading) -> str:
        answer(key, reading)
        return answer(node, reading)

    return entries(INNER_ID, one, f"same as of {question}")


def _changed_to(by: tuple[str, ...], node: Node, reading: Reading, answers: Reader[tuple[str, ...]]) -> ChangeDirection:
    if isinstance(node, Mapping):
        return ChangeDirection(by, (), comparison(node, reading))
    if isinstance(node, Description):
        comparison(node.option(), reading)
        node = node.option()
    return ChangeDirection(by, answers(node, reading))


def _change_direction(question: str, declared: Record) -> Reader[ChangeDirection]:
    def read(node: Node, reading: Reading) -> ChangeDirection:
        with Record(node, reading, "who can change an answer to what") as of:
            by = of.need("by", names("person"), "Ids of the people who can.")
            answers = names("answer", question)
            # A date can become any other one.
            wanted = of.may if isinstance(node, Description) or "date" in declared else of.need
            to = wanted("to", lambda node, _: _changed_to(by, node, reading, answers), "The answers it can become.")
            return to or ChangeDirection(by, ())

    return read
