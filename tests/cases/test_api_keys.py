"""A key for programs has a name that fits."""

from datetime import date
from typing import Any

import pytest

from app.cases.api_keys import ApiKey, new_key
from app.cases.repository import AuditEntry
from app.problems import AppError
from tests.cases import made


class Kept:
    def __init__(self) -> None:
        self.names: list[str] = []

    def add(self, key: ApiKey, secret: str, line: AuditEntry) -> None:
        assert len(secret) >= 43
        self.names.append(key.name)


@pytest.mark.parametrize(("name", "fits"), [("x" * 100, True), (" x ", True), ("x" * 101, False), ("", False)])
def test_a_name_has_1_to_100_characters(name: str, fits: bool) -> None:
    kept: Any = Kept()
    line = AuditEntry(made.NOW, "tests", "account_added")
    if fits:
        new_key(kept, name, frozenset(), date(2027, 1, 1), line=line)
    else:
        with pytest.raises(AppError, match="expected a name of 1 to 100 characters"):
            new_key(kept, name, frozenset(), date(2027, 1, 1), line=line)
    assert kept.names == ([name.strip()] if fits else [])
