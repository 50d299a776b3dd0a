"""Which texts of a rulebook an organisation may replace: never those of sources or laws, or where to find help."""

from collections.abc import Iterator
from collections.abc import Mapping as ReadOnly

from app.rulebook.compose import Node, Scalar
from app.rulebook.organisation import Part
from app.rulebook.read import pairs
from app.rulebook.reading import Reading, listed, unlike
from app.rulebook.trees import pairs_of, part, with_part

Pattern = ReadOnly[str, "Pattern | None"]
"""Keys with what may stand under them; None is a text, and `*` any id that is there."""


def _texts(*fields: str) -> dict[str, Pattern | None]:
    return dict.fromkeys(fields)


REPLACEABLE: Pattern = {
    "about": _texts("what", "today"),
    "questions": {
        "*": {
            **_texts("ask", "ask_other", "help", "why", "unknown"),
            "answers": _texts("*"),
            "answers_other": _texts("*"),
        }
    },
    "criteria": {"*": {**_texts("title", "not_reached"), "reaches": {"*": _texts("because")}}},
    "verdicts": {"*": _texts("title", "say")},
    "requirements": {"*": _texts("met", "not_met", "open")},
    "actions": {"*": _texts("say", "say_other", "message")},
    "notes": {"*": {**_texts("heading", "say"), "say_each": _texts("*")}},
}
KINDS = {
    "about": "about",
    "questions": "question",
    "criteria": "criterion",
    "verdicts": "verdict",
    "requirements": "requirement",
    "actions": "action",
    "notes": "note",
}
"""What one part of a section is called."""


def replaced_texts(tree: Node, said: Node, reading: Reading) -> tuple[Node, tuple[Part, ...]]:
    """Return the tree with these texts in it, and the parts whose texts they are."""
    touched: dict[Part, None] = {}
    for path, text in _found(tree, said, REPLACEABLE, reading):
        tree = with_part(tree, path, text)
        touched[KINDS[path[0].value], path[1].value] = None
    return tree, tuple(touched)


def _found(
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
            yield from (((key, *path), text) for path, text in _found(part(there, key.value), value, below, reading))


def _fits(there: Node | None, key: Scalar, pattern: Pattern, reading: Reading) -> bool:
    if key.value not in pattern and "*" not in pattern:
        expected = f"expected one of {listed(pattern)}{unlike(key.value, pattern)}"
        reading.report("text_not_replaceable", key.place, expected)
        return False
    known = [name.value for name, _ in pairs_of(there)]
    may_be_new = pattern.get(key.value, pattern) is None  # a fixed text that is left out, such as `help`
    if key.value not in known and not may_be_new:
        reading.report("no_such_part", key.place, f"expected a part that is there{unlike(key.value, known)}")
        return False
    return True
