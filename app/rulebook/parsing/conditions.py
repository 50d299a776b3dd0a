"""Readers of names and of conditions, kept with the place where each stands so that they can be checked later."""

import re
from collections.abc import Mapping as ReadOnly
from dataclasses import replace
from decimal import Decimal
from functools import partial

from app.problems import SourceLocation
from app.rulebook.conditions import (
    CHOICES,
    COMPARISONS,
    COUNTS,
    RESERVED,
    All,
    Any,
    AnyCriterion,
    Chosen,
    Comparison,
    Condition,
    CriterionReaches,
    Not,
    Points,
    QuestionIs,
    Term,
    Unless,
    VerdictIs,
    counted,
    possible_counts,
    written,
)
from app.rulebook.dates import Difference
from app.rulebook.numbers import in_digits
from app.rulebook.parsing.dates import lapse
from app.rulebook.parsing.description import Description, whole
from app.rulebook.parsing.diagnostics import (
    Kind,
    Mention,
    PointsDeclared,
    Reading,
    Stated,
    Where,
    describe,
    listed,
    unlike,
)
from app.rulebook.parsing.readers import (
    CLAUSE_ID,
    INNER_ID,
    Reader,
    Record,
    decimal,
    either,
    entries,
    items,
    pairs,
    taken,
    text,
    whole_number,
    words,
)
from app.rulebook.parsing.strict_yaml import Mapping, Node, Scalar
from app.rulebook.text import Text

NOT_ALLOWED: dict[Where, tuple[type[Condition], ...]] = {
    "gate": (CriterionReaches, AnyCriterion, VerdictIs),
    "criterion": (CriterionReaches, AnyCriterion, VerdictIs),
    "verdict": (QuestionIs, VerdictIs),
    "requirement": (QuestionIs, CriterionReaches, AnyCriterion),
    "measure": (CriterionReaches, AnyCriterion, VerdictIs),
    "note for each answer": (QuestionIs, CriterionReaches, AnyCriterion),
    "elsewhere": (),
}
RESTS_ON: dict[Where, str] = {
    "verdict": "criteria",
    "requirement": "verdicts",
    "note for each answer": "verdicts",
    "elsewhere": "anything",
}
"""What a condition may rest on where it stands; on questions everywhere else."""
FORMS: dict[str, tuple[type[Condition], str]] = {
    "all": (All, "Holds when every part holds."),
    "any": (Any, "Holds when at least one part holds."),
    "not": (Not, "Holds when the part does not."),
    "criterion": (CriterionReaches, "Holds when the criterion reaches one of these extents."),
    "any_criterion": (AnyCriterion, "Holds when at least one criterion reaches one of these extents."),
    "verdict": (VerdictIs, "Holds when the verdict is one of these."),
    "term": (Term, "Holds when the condition with this name under `terms` does."),
}
COMPARED = {
    "at_least": "This number, or more.",
    "at_most": "This number, or less.",
    "over": "More than this number.",
    "under": "Less than this number.",
    "is": "This number.",
    "between": "From the first to the last number, these included.",
}
CHOSEN = {
    "includes": "One of these answers was chosen.",
    "includes_none": "None of these answers was chosen.",
    "includes_all": "All of these answers were chosen.",
}
COUNT_ABOUT = {
    "at_least": "How many of these conditions hold, or more.",
    "at_most": "How many of these conditions hold, or fewer.",
    "exactly": "How many of these conditions hold.",
}


def rests_on(where: Where) -> str:
    return RESTS_ON.get(where, "questions")


SIGNS = {"<": "under", "<=": "at_most", ">": "over", ">=": "at_least", "=": "is", "==": "is"}
_AS_TEXT = re.compile(r"(\w+) ?(<=?|>=?|==?) ?(\d[\d.]*)", re.ASCII)
IS_ANSWER = "Holds when the question with this id has one of these answers; its gate is implied."
NOTHING_STATED = All(())
"""What stands for a condition that could not be read; a Problem says so."""


def name(kind: Kind, of: str = "") -> Reader[str]:
    """Whether something of that name is declared is checked later."""

    def read(node: Node, reading: Reading) -> str:
        value = words(node, reading)
        if isinstance(node, Description):
            node.pattern(whole(CLAUSE_ID if kind == "clause" else INNER_ID))
            node.never(taken(f"{kind} of"))
        if value.strip():
            reading.mentions.append(Mention(kind, value, node.place, of))
        return value

    return read


def names(kind: Kind, of: str = "", least: int = 1) -> Reader[tuple[str, ...]]:
    """Each name may stand in the list once."""
    one = name(kind, of)

    def read(node: Node, reading: Reading) -> tuple[str, ...]:
        named: dict[str, None] = {}
        for item in items(node, reading, least, unique=True):
            if (value := one(item, reading)) in named:
                reading.report("named_twice", item.place, f"expected each name once, found {describe(item)} again")
            named[value] = None
        return tuple(named)

    return read


def name_or_names(kind: Kind, of: str = "") -> Reader[tuple[str, ...]]:
    one = name(kind, of)
    return either(lambda node, reading: (one(node, reading),), names(kind, of))


def condition(where: Where) -> Reader[Condition]:
    return partial(_condition, where=where)


def with_exception(of: Record) -> Condition:
    """Read when a line of a criterion holds."""
    when = of.need("when", condition("criterion"), "When the criterion reaches this far.")
    unless = of.may("unless", condition("criterion"), "When it does not, although `when` holds.")
    return Unless((when, Not(unless))) if unless else when


def _condition(node: Node, reading: Reading, where: Where) -> Condition:
    if isinstance(node, Description):
        _describe(node.definition(f"a condition on {rests_on(where)}"), reading, where)
        return NOTHING_STATED
    if isinstance(node, Mapping) and any(key.value in COUNTS for key, _ in node.pairs):
        return _state(_count(node, reading, where), node.pairs[0][0].place, reading, where)
    pair = only_pair(node, reading, "a condition")
    if pair is None:
        return NOTHING_STATED
    return _state(_form(*pair, reading, where), pair[0].place, reading, where)


def _state(condition: Condition, place: SourceLocation, reading: Reading, where: Where) -> Condition:
    reading.stated.append(Stated(condition, place, where))
    return condition


def _count(node: Node, reading: Reading, where: Where) -> Condition:
    with Record(node, reading, f"a count of conditions on {rests_on(where)}") as of:
        of.form("count_form", f"one of {listed(COUNTS)} with `of`", tuple((word, "of") for word in COUNTS), of.place)
        numbers = {word: of.may(word, whole_number, about) for word, about in COUNT_ABOUT.items()}
        counted_items = of.need("of", partial(items, unique=True), "The conditions to count, each once.")
        parts = tuple(_condition(item, reading, where) for item in counted_items)
    for place, part in enumerate(parts):
        if part in parts[:place] and part != NOTHING_STATED:
            found = f"found `{written(part)}` again, which would count twice"
            reading.report("named_twice", counted_items[place].place, f"expected each condition once, {found}")
    word, number = next(((word, number) for word, number in numbers.items() if number is not None), ("at_least", 1))
    possible = possible_counts(word, len(parts))
    if parts and number not in possible:
        expected = f"expected {possible.start} to {possible.stop - 1} of {len(parts)} conditions, found {number}"
        reading.report("bad_count", of.place_of(word), expected)
    return counted(word, number, parts)


def _describe(node: Description, reading: Reading, where: Where) -> None:
    # A condition has conditions in it: the second time it is only referred to.
    if node.schema:
        return
    node.says(type="object", minProperties=1, maxProperties=1, properties={})
    node.names().pattern(whole(INNER_ID))
    for word in sorted(RESERVED):
        form, about = FORMS.get(word, (None, ""))
        if form is None or form in NOT_ALLOWED[where]:
            node.schema["properties"][word] = False
        else:
            _form(Scalar(word, True, node.place), node.key(word, about), reading, where)
    if QuestionIs in NOT_ALLOWED[where]:
        node.says(additionalProperties=False)
    else:
        node.says(additionalProperties={"description": IS_ANSWER})
        _form(Scalar("", True, node.place), node.values(), reading, where)
    single = dict(node.schema)
    node.schema.clear()
    node.says(anyOf=[single, {}])
    _count(replace(node, schema=node.schema["anyOf"][1]), reading, where)


def _form(key: Scalar, value: Node, reading: Reading, where: Where) -> Condition:
    match key.value:
        case "all" | "any" as word:
            together = All if word == "all" else Any
            return together(tuple(_condition(item, reading, where) for item in items(value, reading)))
        case "not":
            return Not(_condition(value, reading, where))
        case "criterion":
            return _reaches(value, reading)
        case "any_criterion":
            return AnyCriterion(name_or_names("extent")(value, reading))
        case "verdict":
            return VerdictIs(name_or_names("verdict")(value, reading))
        case "term":
            return _term(value, reading)
        case _:
            return answer_compared(key, value, reading)


def answer_compared(key: Scalar, value: Node, reading: Reading) -> Condition:
    """Read what is asked of an answer, or of what was made of several: points, or the time between dates."""
    if key.value in reading.points:
        return _points(key.value, value, reading)
    if key.value in reading.differences:
        reading.mentions.append(Mention("difference", key.value, key.place))
        return lapse(reading.differences[key.value], value, reading) or NOTHING_STATED
    name("question")(key, reading)
    return _answers(key.value, value, reading)


def _answers(question: str, node: Node, reading: Reading) -> Condition:
    listed_answers = name_or_names("answer", question)
    if isinstance(node, Description):
        listed_answers(replace(node, schema=node.option().schema), reading)
        comparison(replace(node, schema=node.option().schema), reading)
        _chosen(replace(node, schema=node.option().schema), reading, question)
        lapse(Difference("", Text(), "", ""), replace(node, schema=node.option().schema), reading)
    if isinstance(node, Mapping):
        is_choice = any(key.value.startswith("include") for key, _ in node.pairs)
        reading.mentions.append(Mention("choice" if is_choice else "number", question, node.place))
        compared = _chosen(node, reading, question) if is_choice else comparison(node, reading)
        return QuestionIs(question, (), compared) if compared else NOTHING_STATED
    return QuestionIs(question, listed_answers(node, reading))


def _chosen(node: Node, reading: Reading, question: str) -> Chosen | None:
    """None where it could not be read, which a Problem says."""
    with Record(node, reading, "a test of what was chosen") as of:
        of.form("choice_form", f"exactly one of {listed(CHOICES)}", tuple((word,) for word in CHOICES), of.place)
        answers = {word: of.may(word, names("answer", question), about) for word, about in CHOSEN.items()}
    word, given = next(((word, named) for word, named in answers.items() if named), ("", None))
    return Chosen(word, given) if given else None


def comparison(node: Node, reading: Reading) -> Comparison | None:
    """None where it could not be read, which a Problem says."""
    with Record(node, reading, "a comparison with a number") as of:
        expected = f"exactly one of {listed(COMPARISONS)}"
        of.form("comparison_form", expected, tuple((word,) for word in COMPARISONS), of.place)
        values = {word: of.may(word, _bounds if word == "between" else _bound, COMPARED[word]) for word in COMPARISONS}
    word, given = next(((word, value) for word, value in values.items() if value), ("", None))
    return Comparison(word, given) if given else None


def _bound(node: Node, reading: Reading) -> tuple[Decimal, ...]:
    value = _value(node, reading)
    return () if value is None else (value,)


def _value(node: Node, reading: Reading) -> Decimal | None:
    """Read a number, or the name of a parameter, whose value it is; None where that could not be read."""
    if isinstance(node, Description):
        name("parameter")(node.option(), reading)
        return decimal(node.option(), reading)
    if not isinstance(node, Scalar) or not INNER_ID.fullmatch(node.value):
        before, read = len(reading.problems), decimal(node, reading)
        return read if len(reading.problems) == before else None
    reading.mentions.append(Mention("parameter", node.value, node.place))
    if node.value not in reading.parameters:
        expected = f"expected a number, or a parameter of this rulebook{unlike(node.value, reading.parameters)}"
        reading.report("unknown_parameter", node.place, expected)
    return reading.parameters.get(node.value)


def _bounds(node: Node, reading: Reading) -> tuple[Decimal, ...]:
    before = len(reading.problems)
    read = [value for item in items(node, reading, 2) if (value := _value(item, reading)) is not None]
    if isinstance(node, Description) or len(reading.problems) > before:
        return ()
    if len(read) != 2 or read[0] > read[1]:
        found = ", ".join(map(in_digits, read))
        reading.report("bad_bounds", node.place, f"expected the lowest and the highest of two numbers, found {found}")
        return ()
    return tuple(read)


def _term(node: Node, reading: Reading) -> Condition:
    """A term stands before what it is used in, so that none can rest on itself."""
    used = name("term")(node, reading)
    if used in reading.terms:
        return Term(used, reading.terms[used])
    if used and not isinstance(node, Description):
        expected = f"expected a term that stands before this{unlike(used, reading.terms)}"
        reading.report("unknown_term", node.place, expected)
    return NOTHING_STATED


def _points(declared: str, node: Node, reading: Reading) -> Condition:
    compared, points = comparison(node, reading), reading.points[declared]
    reading.mentions.append(Mention("points", declared, node.place))
    return Points(declared, points.title, points.of, points.points, compared) if compared else NOTHING_STATED


def points(key: Scalar, node: Node, reading: Reading) -> PointsDeclared:
    """Read what adds up under a name, which then stands in conditions as a question for a number does."""
    with Record(node, reading, "points for answers") as of:
        title = of.need("title", text, "What they are points for.")
        worth = of.need("sum", _worth, "By question: the points of its answers; an answer that is not named has none.")
    declared = PointsDeclared(title, tuple(part for part, _ in worth), tuple(number for _, number in worth))
    if not isinstance(node, Description):
        reading.points[key.value] = declared
    return declared


def _worth(node: Node, reading: Reading) -> list[tuple[Condition, int]]:
    worth: list[tuple[Condition, int]] = []
    for question, answers in pairs(node, reading, "points by question"):
        name("question")(question, reading)
        for answer, number in pairs(answers, reading, "points by answer"):
            name("answer", question.value)(answer, reading)
            worth.append((QuestionIs(question.value, (answer.value,)), whole_number(number, reading)))
    return worth


def terms(node: Node, reading: Reading) -> ReadOnly[str, Condition]:
    """Read named conditions; each can be used in those after it."""

    def one(key: Scalar, value: Node, reading: Reading) -> Condition:
        reading.terms[key.value] = _condition(value, reading, "elsewhere")
        return reading.terms[key.value]

    return entries(INNER_ID, one, "term")(node, reading)


def _reaches(node: Node, reading: Reading) -> Condition:
    pair = only_pair(node, reading, "one criterion with its extents")
    if pair is None:
        return NOTHING_STATED
    return CriterionReaches(name("criterion")(pair[0], reading), name_or_names("extent")(pair[1], reading))


def only_pair(node: Node, reading: Reading, what: str) -> tuple[Scalar, Node] | None:
    if isinstance(node, Description):
        node.says(minProperties=1, maxProperties=1)
        return pairs(node, reading, what)[0]
    if not isinstance(node, Mapping):
        said = _AS_TEXT.match(node.value) if isinstance(node, Scalar) else None
        such = f", such as `{{{said[1]}: {{{SIGNS[said[2]]}: {said[3]}}}}}`" if said else ""
        reading.expected(f"{what} as one pair{such}", node)
        return None
    if len(node.pairs) == 1:
        return node.pairs[0]
    together = "; put both in `all: [...]`" if what == "a condition" and len(node.pairs) == 2 else ""
    message = f"expected {what} as exactly one pair, found {len(node.pairs)}{together}"
    reading.report("not_one_pair", node.place, message)
    return None
