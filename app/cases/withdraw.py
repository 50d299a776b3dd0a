"""Withdrawing a case: what the employee shared goes at once, what the employer decided is kept apart."""

from app.cases.case import Case
from app.cases.organisation import Retention
from app.cases.record import Record, record_of
from app.cases.repository import AuditEntry, Store
from app.cases.save import ATTEMPTS
from app.problems import AppError
from app.rulebook.in_force import day_of


def withdraw(store: Store, case: Case, line: AuditEntry, retention: Retention) -> Record | None:
    """Erase a case because its employee wants that, and return what remains of it.

    A decision that is taken meanwhile is in the record too. Raises AppError `conflict` where somebody keeps changing
    the case, and `not_found` where it is gone already.
    """
    for attempt in range(ATTEMPTS):
        record = record_of(case, retention, day_of(line.at))
        try:
            store.withdraw(case, record, line)
            break
        except AppError as error:
            if error.code != "conflict" or attempt == ATTEMPTS - 1:
                raise
        case = store.read(case.id)
    return record
