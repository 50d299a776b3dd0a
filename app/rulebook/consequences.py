"""Read what follows from a verdict and who may see it: requirements, actions, notes, audiences, and the laws."""

from app.rulebook.compose import Node, Scalar
from app.rulebook.model import Action, Law, Note, Requirement
from app.rulebook.others import may_be_told, texts_of, told, told_by_id
from app.rulebook.read import OUTER_ID, EntryReader, Record, choice, items, matching, text
from app.rulebook.reading import Reading, listed
from app.rulebook.roles import ROLES
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
            met=told(of, "met"),
            not_met=told(of, "not_met"),
            open=told(of, "open"),
            source=of.need("source", names("clause")),
            place=key.place,
        )


def action(key: Scalar, node: Node, reading: Reading) -> Action:
    """Read one action."""
    with Record(node, reading, "an action") as of:
        return Action(
            id=key.value,
            owner=of.need("owner", names("person")),
            when=of.need("when", condition("elsewhere")),
            say=told(of, "say"),
            message=of.may("message", text),
            source=of.need("source", names("clause")),
            place=key.place,
        )


def note(key: Scalar, node: Node, reading: Reading) -> Note:
    """Read one note, which says one thing or one thing for each chosen answer of a question."""
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
            heading=may_be_told(of, "heading"),
            say=may_be_told(of, "say"),
            for_each=for_each,
            say_each=told_by_id(of, "say_each", say_each or {}, each),
            source=of.need("source", names("clause")),
            place=key.place,
        )


def audience(questions: frozenset[str], roles: dict[str, str]) -> EntryReader[frozenset[str]]:
    """Return a reader of one audience as the questions whose answers it sees; what role it has is added to `roles`."""

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
