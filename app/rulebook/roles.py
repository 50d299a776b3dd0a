"""Whose reader is whose: the person's own audience, and those of the people who work with cases."""

from typing import Literal, get_args

from app.rulebook.model import Rulebook

Role = Literal["hr", "manager"]
ROLES: tuple[Role, ...] = get_args(Role)


def own(rulebook: Rulebook) -> str:
    """The audience declared first is the person's own: it may see all answers."""
    return next(iter(rulebook.audiences), "")


def person(rulebook: Rulebook) -> str:
    """Whose answers they are is declared first among the people."""
    return next(iter(rulebook.people), "")


def audience_of(rulebook: Rulebook, role: Role) -> str | None:
    """Return the audience that whoever has a role reads as; None where the rulebook has none.

    It is the one that says `role`, or else the one that is called as the role; the person's own is never one of them.
    """
    return next(iter(with_role(rulebook, role)), None)


def with_role(rulebook: Rulebook, role: Role) -> list[str]:
    """Return every audience with a role; a rulebook that can be used has one at most."""
    return [audience for audience in list(rulebook.audiences)[1:] if rulebook.roles.get(audience, audience) == role]
