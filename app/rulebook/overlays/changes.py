"""The changes that an organisation may make to a rulebook, each as what it touches and what it does to the tree."""

from collections.abc import Callable
from dataclasses import dataclass

from app.rulebook.amendment import Part
from app.rulebook.overlays.criterion_lines import Joined, line_said, with_line, with_own_reading
from app.rulebook.overlays.texts import describe_texts, replaced_texts
from app.rulebook.parsing.conditions import name, names, only_pair
from app.rulebook.parsing.description import Description
from app.rulebook.parsing.diagnostics import Reading, unlike
from app.rulebook.parsing.edit_tree import key, pairs_of, part, with_items, with_pairs, with_part
from app.rulebook.parsing.readers import INNER_ID, EntryReader, Reader, decimal, entries, pairs, words
from app.rulebook.parsing.sections import criterion, question
from app.rulebook.parsing.strict_yaml import Mapping, Node, Scalar


@dataclass(frozen=True, slots=True)
class Edit:
    """Hold the tree after a change, and the parts that the change touches."""

    tree: Node
    touches: tuple[Part, ...] = ()


Change = Callable[[Node, Node, Reading], Edit]
"""From a tree, and what the overlay says of one change, to the tree after it; what does not fit is reported."""


def add_question(tree: Node, said: Node, reading: Reading) -> Edit:
    """All see the answer when it is about the work; else only who sees everything."""
    edit = _added(tree, said, reading, "question")
    for _, added in edit.touches:
        sensitivity = part(edit.tree, "questions", added, "sensitivity")
        if sensitivity is None or (isinstance(sensitivity, Scalar) and sensitivity.value in ("work", "claim")):
            edit = Edit(_seen_by_all(edit.tree, key(added, said.place)), edit.touches)
    return edit


def add_criterion(tree: Node, said: Node, reading: Reading) -> Edit:
    """Each of its lines rests on the organisation's own reading."""
    edit = _added(tree, said, reading, "criterion")
    for _, added in edit.touches:
        edit = Edit(with_own_reading(edit.tree, key(added, said.place)), edit.touches)
    return edit


def add_condition(tree: Node, said: Node, reading: Reading) -> Edit:
    """Let a line of a criterion hold only when something else holds as well."""
    return _on_line(tree, said, reading, "all")


def add_way(tree: Node, said: Node, reading: Reading) -> Edit:
    """The line is added where there is none."""
    return _on_line(tree, said, reading, "any")


def set_answered_by(tree: Node, said: Node, reading: Reading) -> Edit:
    pair = only_pair(said, reading, "one question with who answers it")
    if pair is None or not _is_declared(tree, "question", pair[0], reading):
        return Edit(tree)
    path = (key("questions", pair[0].place), pair[0], key("answered_by", pair[0].place))
    return Edit(with_part(tree, path, pair[1]), (("question", pair[0].value),))


def replace_text(tree: Node, said: Node, reading: Reading) -> Edit:
    return Edit(*replaced_texts(tree, said, reading))


def _an_added(one: EntryReader[object], kind: str) -> Reader[object]:
    def read(node: Node, reading: Reading) -> None:
        entries(INNER_ID, one, kind)(node, reading)
        if isinstance(node, Description):
            node.says(maxProperties=2)
            words(node.key("after", f"The {kind} after which it comes; left out: at the end."), reading)

    return read


def _who_answers(node: Node, reading: Reading) -> None:
    if pair := only_pair(node, reading, "one question with who answers it"):
        name("question")(pair[0], reading)
        names("person")(pair[1], reading)


def _parameter_set(node: Node, reading: Reading) -> None:
    if pair := only_pair(node, reading, "one parameter with its value"):
        name("parameter")(pair[0], reading)
        decimal(pair[1], reading)


def _replaced(node: Node, reading: Reading) -> None:
    if isinstance(node, Description):
        describe_texts(node, reading)


FORMS: dict[str, tuple[Reader[object], str]] = {
    "add_question": (
        _an_added(question({}), "question"),
        "A question to add. Everybody sees the answer when it is about the work, only the person when it is not.",
    ),
    "add_condition": (
        lambda node, reading: line_said(node, reading, "all"),
        "Lets a line of a criterion hold only when something else holds as well.",
    ),
    "add_way": (
        lambda node, reading: line_said(node, reading, "any"),
        "Lets a line of a criterion hold also when something else holds.",
    ),
    "add_criterion": (_an_added(criterion, "criterion"), "A criterion to add."),
    "replace_text": (_replaced, "Texts to replace, under the keys that they have in a rulebook."),
    "set_answered_by": (_who_answers, "Who can answer a question."),
    "set_parameter": (_parameter_set, "Another value for a parameter."),
}
"""How each change is stated, and what it does."""


def set_parameter(tree: Node, said: Node, reading: Reading) -> Edit:
    pair = only_pair(said, reading, "one parameter with its value")
    if pair is None or not _is_declared(tree, "parameter", pair[0], reading):
        return Edit(tree)
    path = (key("parameters", pair[0].place), pair[0], key("value", pair[0].place))
    return Edit(with_part(tree, path, pair[1]), (("parameter", pair[0].value),))


CHANGES: dict[str, Change] = {
    change.__name__: change
    for change in (add_question, add_condition, add_way, add_criterion, replace_text, set_answered_by, set_parameter)
}
"""Everything an organisation may change; verdicts, their order, laws, sensitivity and audiences are not among it."""
SECTIONS = {"question": "questions", "criterion": "criteria", "parameter": "parameters"}


def _added(tree: Node, said: Node, reading: Reading, kind: str) -> Edit:
    """Add the one pair that is no `after` to its section: after the part that `after` names, or at the end."""
    rest = tuple(pair for pair in pairs(said, reading, f"a {kind}") if pair[0].value != "after")
    pair = only_pair(Mapping(rest, said.place), reading, f"one {kind}") if isinstance(said, Mapping) else None
    after = part(said, "after")
    if after is not None and not isinstance(after, Scalar):
        reading.expected(f"the {kind} that this comes after", after)
        return Edit(tree)
    if pair is None or (after is not None and not _is_declared(tree, kind, after, reading)):
        return Edit(tree)
    name, section = pair[0], SECTIONS[kind]
    if part(tree, section, name.value) is not None:
        message = f"expected an id that the rulebook does not have, found `{name.value}`"
        reading.report("already_there", name.place, message)
        return Edit(tree)
    section_before = part(tree, section) or Mapping((), name.place)
    inside = with_pairs(section_before, [pair], None if after is None else after.value)
    return Edit(with_part(tree, (key(section, name.place),), inside), ((kind, name.value),))


def _seen_by_all(tree: Node, question: Scalar) -> Node:
    for audience, declared in pairs_of(part(tree, "audiences")):
        seen = part(declared, "sees")
        if not isinstance(seen, Scalar):
            path = (key("audiences", question.place), audience, key("sees", question.place))
            tree = with_part(tree, path, with_items(seen, [question], question.place))
    return tree


def _on_line(tree: Node, said: Node, reading: Reading, joined: Joined) -> Edit:
    line = line_said(said, reading, joined)
    if line is None or not _is_declared(tree, "criterion", line.criterion, reading):
        return Edit(tree)
    return Edit(with_line(tree, line, joined, reading), (("criterion", line.criterion.value),))


def _is_declared(tree: Node, kind: str, name: Scalar, reading: Reading) -> bool:
    declared = [each.value for each, _ in pairs_of(part(tree, SECTIONS[kind]))]
    if name.value not in declared:
        reading.report(f"unknown_{kind}", name.place, f"expected a known {kind}{unlike(name.value, declared)}")
    return name.value in declared
