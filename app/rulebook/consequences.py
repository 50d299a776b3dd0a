"""Read what follows from a verdict and who may see it: requirements, actions, notes, audiences, and the laws."""

from types import MappingProxyType

from app.rulebook.compose import Node, Scalar
from app.rulebook.model import Action, Law, Note, Requirement
from app.rulebook.questions import texts_for_answers
from app.rulebook.read import OUTER_ID, EntryReader, Record, choice, items, matching, text
from app.rulebook.reading import Reading, listed
from app.rulebook.statements import condition, name, names

NOTE_FORMS = (("say",), ("for_each", "say_each"))
LAW_FORMS = (("when", "then"), ("without_effect_on", "questions"), ("left_out",))


def requirement(key: Scalar, node: Node, reading: Reading) -> Requirement:
    """Read one requirement."""
    with Record(node, reading, "a requirement") as of:
        return Requirement(
            id=key.value,
            owner=of.need("owner", name("person")),
            applies_when=of.need("applies_when", condition("requirement")),
            met_when=of.need("met_when", condition("measure")),
            met=of.need("met", text),
            not_met=of.need("not_met", text),
            open=of.need("open", text),
            source=of.need("source", names("clause")),
            place=key.place,
        )


def action(key: Scalar, node: Node, reading: Reading) -> Action:
    """Read one action; other readers are told the same unless the file says otherwise."""
    with Record(node, reading, "an action") as of:
        say = of.need("say", text)
        return Action(
            id=key.value,
            owner=of.need("owner", names("person")),
            when=of.need("when", condition("elsewhere")),
            say=say,
            say_other=of.may("say_other", text) or say,
            message=of.may("message", text),
            source=of.need("source", names("clause")),
            place=key.place,
        )


def note(key: Scalar, node: Node, reading: Reading) -> Note:
    """Read one note, which says one thing or one thing for each chosen answer of a question."""
    with Record(node, reading, "a note") as of:
        for_each = of.may("for_each", name("question"))
        say_each = of.may("say_each", texts_for_answers(for_each or ""))
        given = tuple(key for form in NOTE_FORMS for key in form if key in of)
        if of.sound and given not in NOTE_FORMS:
            reading.report("say_or_for_each", key.place, "expected either `say`, or `for_each` with `say_each`")
        return Note(
            id=key.value,
            when=of.need("when", condition("note for each answer" if for_each else "elsewhere")),
            heading=of.may("heading", text),
            say=of.may("say", text),
            for_each=for_each,
            say_each=say_each or MappingProxyType({}),
            source=of.need("source", names("clause")),
            place=key.place,
        )


def audience(questions: frozenset[str]) -> EntryReader[frozenset[str]]:
    """Return a reader of one audience as the questions whose answers it sees."""

    def seen(node: Node, reading: Reading) -> frozenset[str]:
        if isinstance(node, Scalar):
            choice("everything")(node, reading)
            return questions
        return frozenset(names("question")(node, reading))

    def read(key: Scalar, node: Node, reading: Reading) -> frozenset[str]:
        with Record(node, reading, "an audience") as of:
            return of.need("sees", seen)

    return read


def laws(node: Node, reading: Reading) -> tuple[Law, ...]:
    """Read the list of laws."""
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
