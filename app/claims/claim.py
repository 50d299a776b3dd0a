"""What a claim is: a sentence with the condition under which it is so."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from app.rulebook.text import Text

F = TypeVar("F")
"""What is known of that which claims are about."""


@dataclass(frozen=True, slots=True)
class Claim(Generic[F]):
    """Hold a sentence and the condition under which it is so; what it is about is named where it is shown.

    `one` is the sentence for the number one.
    """

    id: str
    holds: Callable[[F, Any], bool]
    text: Text
    one: Text | None = None


def by_id(claims: Iterable[Claim[F]]) -> dict[str, Claim[F]]:
    return {claim.id: claim for claim in claims}
