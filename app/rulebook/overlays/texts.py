"""Which texts of a rulebook an organisation may replace: never those of sources or laws, or where to find help."""

from collections.abc import Iterator
from collections.abc import Mapping as ReadOnly

from app.rulebook.amendment import Part
from app.rulebook.parsing.audience_texts import OTHER
from app.rulebook.parsing.conditions import name
from app.rulebook.parsing.description import Description
from app.rulebook.parsing.diagnostics import Reading, listed, unlike
from app.rulebook.parsing.edit_tree import pairs_of, part, with_part
from app.rulebook.parsing.readers import pairs, text
from app.rulebook.parsing.strict_yaml import Node, Scalar

Pattern = ReadOnly[str, "Pattern | None"]
"""Keys with what may stand under them; None is a text, and `*` any id that is there."""
Below = Pattern | None


def _both(**under: Below) -> dict[str, Below]:
    """Return these keys, and beside each the one for other readers."""
    return {name: below for key, below in under.items() for name in (key, key + OTHER)}


def _texts(*fields: str) -> dict[str, Below]:
    return _both(**dict.fromkeys(fields))


BY_ID: Pattern = {"*": None}
REPLACEABLE: Pattern = {
    "about": dict.fromkeys(("what", "today")),
    "questions": {"*": {**_texts("ask", "help", "why", "unknown"), **_both(answers=BY_ID)}},
    "criteria": {
        "*": {**_texts("title", "not_reached"), "reaches": {"*": _texts("because")}, "table": _both(because=BY_ID)}
    },
    "verdicts": {"*": _texts("title", "say")},
    "requirements": {"*": _texts("met", "not_met", "open")},
    "actions": {"*": {**_texts("say"), "message": None}},
    "notes": {"*": {**_texts("heading", "say"), **_both(say_each=BY_ID)}},
    "letters": {"*": {"title": None, "text": None, "fields": {"*": {"label": None, "help": None}}}},
}
KINDS = {
    "about": "about",
    "questions": "question",
    "criteria": "criterion",
    "verdicts": "verdict",
    "requirements": "requirement",
    "actions": "action",
    "notes": "note",
    "letters": "letter",
}
"""What one part of a section is called."""


def describe_texts(node: Description, reading: Reading, pattern: Pattern = REPLACEABLE) -> None:
    """Write down which texts may be replaced, under which keys."""
    node.says(type="object", minProperties=1, additionalProperties=False)
    for key, below in pattern.items():
        if key == "*":
            name("question")(node.names(), reading)
            node.schema.pop("additionalProperties")
        inside = node.values() if key == "*" else node.key(key, "What is replaced here.")
        if below is None:
            text(inside, reading)
        else:
            describe_texts(inside, reading, below)


def replaced_texts(tree: Node, said: Node, reading: Reading) -> tuple[Node, tuple[Part, ...]]:
    """Return the tree with these texts in it, and the parts whose texts they are."""
    replaced = {
        tuple(step.value for step in path): (path, text)
        for path, text in _replacements(tree, said, REPLACEABLE, reading)
    }
    touched: dict[Part, None] = {}
    changed = tree
    for names, (path, said_text) in replaced.items():
        if _beside(names) not in replaced:
            others_too(path[-1], part(tree, *_beside(names)), reading)
        changed = with_part(changed, path, said_text)
        touched[KINDS[path[0].value], path[1].value] = None
    return changed, tuple(touched)


def others_too(key: Scalar, left: Node | None, reading: Reading) -> None:
    """Report that a text is replaced while other readers are left with other words for the one before it."""
    if left is not None:
        expected = f"expected a text for other readers as well, who read other words than `{key.value}` here"
        reading.report("others_left", key.place, expected)


def _beside(names: tuple[str, ...]) -> tuple[str, ...]:
    """Return where the text for other readers stands: beside the text, or under its id beside the others."""
    *above, last = names
    if above[-1] in ("answers", "say_each") or above[-2:] == ["table", "because"]:
        return (*above[:-1], above[-1] + OTHER, last)
    return (*above, last + OTHER)


def _replacements(
    there: Node | None, said: Node, pattern: Pattern, reading: Reading
) -> Iterator[tuple[tuple[Scalar, ...], Node]]:
    """Yield each text with the keys it stands under; what may not be replaced, or is not there, is reported."""
    for key, value in pairs(said, reading, "texts under the keys that they have in a rulebook"):
        if not _fits(there, key, pattern, reading):
            continue
        below = pattern[key.value if key.value in pattern else "*"]
        if below is None:
            yield (key,), value
        else:
            own = part(there, _own(key, pattern))
            yield from (((key, *path), text) for path, text in _replacements(own, value, below, reading))


def _own(key: Scalar, pattern: Pattern) -> str:
    """Return under which key the texts for the person themself stand; an id is what it is."""
    return key.value.removesuffix(OTHER) if key.value in pattern else key.value


def _fits(there: Node | None, key: Scalar, pattern: Pattern, reading: Reading) -> bool:
    if key.value not in pattern and "*" not in pattern:
        expected = f"expected one of {listed(pattern)}{unlike(key.value, pattern)}"
        reading.report("text_not_replaceable", key.place, expected)
        return False
    there_already = [name.value for name, _ in pairs_of(there)]
    may_be_new = pattern.get(key.value, pattern) is None  # a fixed text that is left out, such as `help`
    if _own(key, pattern) not in there_already and not may_be_new:
        reading.report("no_such_part", key.place, f"expected a part that is there{unlike(key.value, there_already)}")
        return False
    return True
