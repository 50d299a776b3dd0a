"""Readers of names and of conditions, kept with the place where each stands so that they can be checked later."""

from functools import partial

from app.rulebook.conditions import All, Any, AnyCriterion, Condition, CriterionReaches, Not, QuestionIs, VerdictIs
from app.rulebook.parsing.diagnostics import Kind, Mention, Reading, Stated, Where, describe
from app.rulebook.parsing.readers import Reader, items, words
from app.rulebook.parsing.strict_yaml import Mapping, Node, Scalar

NOTHING_STATED = All(())
"""What stands for a condition that could not be read; a Problem says so."""


def name(kind: Kind, of: str = "") -> Reader[str]:
    """Whether something of that name is declared is checked later."""

    def read(node: Node, reading: Reading) -> str:
        value = words(node, reading)
        if value.strip():
            reading.mentions.append(Mention(kind, value, node.place, of))
        return value

    return read


def names(kind: Kind, of: str = "", least: int = 1) -> Reader[tuple[str, ...]]:
    """Each name may stand in the list once."""
    one = name(kind, of)

    def read(node: Node, reading: Reading) -> tuple[str, ...]:
        named: dict[str, None] = {}
        for item in items(node, reading, least):
            if (value := one(item, reading)) in named:
                reading.report("named_twice", item.place, f"expected each name once, found {describe(item)} again")
            named[value] = None
        return tuple(named)

    return read


def name_or_names(kind: Kind, of: str = "") -> Reader[tuple[str, ...]]:
    def read(node: Node, reading: Reading) -> tuple[str, ...]:
        return (name(kind, of)(node, reading),) if isinstance(node, Scalar) else names(kind, of)(node, reading)

    return read


def condition(where: Where) -> Reader[Condition]:
    return partial(_condition, where=where)


def _condition(node: Node, reading: Reading, where: Where) -> Condition:
    pair = only_pair(node, reading, "a condition")
    if pair is None:
        return NOTHING_STATED
    key, value = pair
    stated = _form(key, value, reading, where)
    reading.stated.append(Stated(stated, key.place, where))
    return stated


def _form(key: Scalar, value: Node, reading: Reading, where: Where) -> Condition:
    match key.value:
        case "all":
            return All(tuple(_condition(item, reading, where) for item in items(value, reading)))
        case "any":
            return Any(tuple(_condition(item, reading, where) for item in items(value, reading)))
        case "not":
            return Not(_condition(value, reading, where))
        case "criterion":
            return _reaches(value, reading)
        case "any_criterion":
            return AnyCriterion(name_or_names("extent")(value, reading))
        case "verdict":
            return VerdictIs(name_or_names("verdict")(value, reading))
        case question:
            name("question")(key, reading)
            return QuestionIs(question, name_or_names("answer", question)(value, reading))


def _reaches(node: Node, reading: Reading) -> Condition:
    pair = only_pair(node, reading, "one criterion with its extents")
    if pair is None:
        return NOTHING_STATED
    return CriterionReaches(name("criterion")(pair[0], reading), name_or_names("extent")(pair[1], reading))


def only_pair(node: Node, reading: Reading, what: str) -> tuple[Scalar, Node] | None:
    if not isinstance(node, Mapping):
        reading.expected(f"{what} as one pair", node)
        return None
    if len(node.pairs) == 1:
        return node.pairs[0]
    reading.report("not_one_pair", node.place, f"expected {what} as exactly one pair, found {len(node.pairs)}")
    return None
