"""The roles of people with an account and the scopes of programs with a key, and what each role may do."""

from collections.abc import Mapping
from typing import Literal, get_args

Role = Literal["hr", "manager", "author", "admin"]
ROLES: tuple[Role, ...] = get_args(Role)
May = Literal["see_cases", "work_on_cases", "decide", "state", "see_insight", "manage_accounts", "change_rules"]
MAY: Mapping[Role, frozenset[May]] = {
    "hr": frozenset({"see_cases", "work_on_cases", "decide", "state", "see_insight"}),
    "manager": frozenset({"see_cases", "state"}),
    "author": frozenset({"change_rules"}),
    "admin": frozenset({"manage_accounts"}),
}
"""What each role may do; a manager sees and states only in the cases that are theirs."""
Scope = Literal["read_cases", "erase_cases"]
SCOPES: tuple[Scope, ...] = get_args(Scope)
