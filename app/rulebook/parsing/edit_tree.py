"""Trees with one part of them changed: the tree itself stays as it is."""

from collections.abc import Iterable

from app.problems import SourceLocation
from app.rulebook.parsing.strict_yaml import Mapping, Node, Scalar, Sequence
from app.rulebook.text import Text

Pair = tuple[Scalar, Node]


def pairs_of(node: Node | None) -> tuple[Pair, ...]:
    """None of anything but a mapping."""
    return node.pairs if isinstance(node, Mapping) else ()


def part(tree: Node | None, *path: str) -> Node | None:
    """Return what stands under these keys."""
    for step in path:
        tree = next((value for key, value in pairs_of(tree) if key.value == step), None)
    return tree


def with_part(tree: Node, path: tuple[Scalar, ...], value: Node) -> Node:
    """Keys that are missing are added."""
    if not path:
        return value
    step, *rest = path
    existing = pairs_of(tree)
    inner = with_part(part(tree, step.value) or Mapping((), step.place), tuple(rest), value)
    changed = tuple((key, inner if key.value == step.value else each) for key, each in existing)
    added = () if part(tree, step.value) else ((step, inner),)
    return Mapping((*changed, *added), tree.place)


def with_pairs(tree: Node, pairs: Iterable[Pair], after: str | None = None) -> Node:
    """Add pairs after a key, or at the end."""
    existing = pairs_of(tree)
    place = next((i + 1 for i, (key, _) in enumerate(existing) if key.value == after), len(existing))
    return Mapping((*existing[:place], *pairs, *existing[place:]), tree.place)


def with_items(tree: Node | None, items: Iterable[Node], place: SourceLocation) -> Node:
    existing = tree.items if isinstance(tree, Sequence) else ()
    return Sequence((*existing, *items), tree.place if tree else place)


def key(name: str, place: SourceLocation) -> Scalar:
    """Return a key or name that is put into a tree on behalf of what stands at a place."""
    return Scalar(name, False, place)


def text_node(text: Text, place: SourceLocation) -> Mapping:
    words = ((key(language, place), Scalar(said, True, place)) for language, said in text.by_language.items())
    return Mapping(tuple(words), place)
