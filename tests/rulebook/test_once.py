"""What is made of a rulebook is made once for each choice of arguments, and goes with that rulebook."""

from dataclasses import replace

import pytest

from app.rulebook.model import Rulebook
from app.rulebook.once import once_per_rulebook


def test_it_is_made_once_for_each_rulebook_and_choice(book: Rulebook) -> None:
    made: list[tuple[int, str]] = []

    @once_per_rulebook
    def called(rulebook: Rulebook, how: str) -> str:
        made.append((id(rulebook), how))
        return f"{rulebook.id} {how}"

    one, other = replace(book), replace(book)
    named = [called(one, "a"), called(one, "a"), called(one, "b"), called(other, "a")]
    assert named == [f"{book.id} {how}" for how in "aaba"]
    assert made == [(id(one), "a"), (id(one), "b"), (id(other), "a")]


def test_nothing_counts_as_made_and_what_raises_does_not(book: Rulebook) -> None:
    tries: list[bool] = []

    @once_per_rulebook
    def nothing(rulebook: Rulebook) -> None:
        tries.append(True)

    @once_per_rulebook
    def failing(rulebook: Rulebook) -> None:
        tries.append(False)
        raise ValueError(rulebook.id)

    here = replace(book)
    nothing(here)
    nothing(here)
    for _ in range(2):
        with pytest.raises(ValueError, match=book.id):
            failing(here)
    assert tries == [True, False, False]
