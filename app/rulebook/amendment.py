"""What an organisation changed in a rulebook: each change with its effect, and who agreed and consented to it."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from app.problems import SourceLocation
from app.rulebook.text import Text

Effect = Literal["narrows", "widens", "other"]
"""What a change does to how far criteria and verdict reach: only less far, only further, or neither of these."""
EFFECTS: tuple[Effect, ...] = ("narrows", "widens", "other")
Part = tuple[str, str]
"""A kind of part of a rulebook, such as `criterion`, and the id of one of them."""


@dataclass(frozen=True, slots=True)
class ConsentNeeded:
    """Hold whose consent a change needs after which a criterion reaches less far, why, and the clauses that say so."""

    consent_of: Text
    because: Text
    source: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Consent:
    """Hold who consented to a change, and on which day."""

    by: Text
    on: date


@dataclass(frozen=True, slots=True)
class Amendment:
    """Hold one change: what it is for, what it does, who agreed to it on which day, and the parts it touches."""

    id: str
    why: Text
    effect: Effect
    agreed_by: Text
    agreed_on: date
    touches: tuple[Part, ...]
    place: SourceLocation
    consent: Consent | None = None

    @property
    def wording(self) -> tuple[object, ...]:
        """Return what readers see of the change; several changes can be shown as one."""
        return self.why, self.agreed_by, self.agreed_on, self.consent


@dataclass(frozen=True, slots=True)
class Organisation:
    """Hold an organisation with its changes to one rulebook, in the order in which they are made."""

    id: str
    name: Text
    amendments: tuple[Amendment, ...]

    def amendments_of(self, kind: str, id: str) -> tuple[Amendment, ...]:
        return tuple(each for each in self.amendments if (kind, id) in each.touches)
