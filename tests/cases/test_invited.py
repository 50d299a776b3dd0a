"""The link of a manager without an account: it opens one case, until a day, and no other link does."""

from datetime import timedelta
from pathlib import Path

import pytest

from app.cases.case import Case
from app.cases.casework import Casework
from app.cases.ids import key_of, new_id
from app.cases.repository import AuditEntry
from app.cases.statements import case_of, invite
from app.problems import AppError
from app.rulebook.model import Rulebook
from tests.cases import made
from tests.cases.worked import TODAY, acting
from tests.store import opened

DAY = timedelta(days=1)
EMPLOYEES = "0123456789abcdefghjkmnpqrs"


@pytest.fixture
def kept(tmp_path: Path) -> Casework:
    return opened.sqlite(tmp_path)


def invited(kept: Casework, case: Case, secret: str) -> Case:
    return kept.store.save(
        invite(case, secret, TODAY + DAY, acting()), AuditEntry(made.NOW, "hanna", "invited", case.id)
    )


def test_a_key_opens_its_case_until_its_day(kept: Casework, book: Rulebook) -> None:
    first, second = (
        kept.store.add(made.check(book, secret=EMPLOYEES), AuditEntry(made.NOW, "e", "shared")) for _ in "ab"
    )
    secret = new_id()
    case = invited(kept, first, secret)
    assert case_of(key_of(case.id, secret), kept.store, TODAY + DAY) == case
    wrong = [
        (key_of(case.id, secret), TODAY + 2 * DAY),
        (key_of(second.id, secret), TODAY),
        (key_of(case.id, new_id()), TODAY),
        (key_of(case.id, EMPLOYEES), TODAY),
        (case.id, TODAY),
        ("", TODAY),
        ("../" + key_of(case.id, secret), TODAY),
    ]
    for key, day in wrong:
        with pytest.raises(AppError) as refused:
            case_of(key, kept.store, day)
        assert refused.value.code == "not_found"


def test_a_new_link_stops_the_one_before_it_and_leaves_the_one_of_the_employee(kept: Casework, book: Rulebook) -> None:
    case = kept.store.add(made.check(book, secret=EMPLOYEES), AuditEntry(made.NOW, "e", "shared"))
    first, second = new_id(), new_id()
    case = invited(kept, invited(kept, case, first), second)
    assert case_of(key_of(case.id, second), kept.store, TODAY) == case
    with pytest.raises(AppError):
        case_of(key_of(case.id, first), kept.store, TODAY)
    assert [each.party for each in case.links] == ["employee", "manager"]
    assert first not in case.model_dump_json() and second not in case.model_dump_json()
