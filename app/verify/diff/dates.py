"""Ways in which linked dates stand, as conditions that a rulebook could state."""

from collections.abc import Collection

from app.rulebook.conditions import All, Any, Condition, Lapse
from app.rulebook.date_tests import DateTest
from app.rulebook.dates import lapse_word
from app.rulebook.model import Rulebook


def as_condition(books: tuple[Rulebook, Rulebook], id: str, ways: Collection[str]) -> Condition:
    """Return the condition that holds for exactly these ways; both books know the same ways."""
    names = {(d.since, d.until): d.id for book in books for d in book.differences.values()}

    def lapse(test: DateTest, holds: bool) -> Lapse:
        word = lapse_word(test.strict, holds)
        return Lapse(names[test.since, test.until], test.since, test.until, word, test.span)

    every = [tuple(lapse(*each) for each in said.items()) for said in books[0].linked[id].described(ways)]
    parts = tuple(said[0] if len(said) == 1 else All(said) for said in every)
    return parts[0] if len(parts) == 1 else Any(parts)
