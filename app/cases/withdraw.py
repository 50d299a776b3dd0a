"""Withdrawing a case: what the employee shared goes at once, what the employer decided is kept apart."""

from app.cases.case import Case
from app.cases.organisation import Retention
from app.cases.record import Record, record_of
from app.cases.repository import AuditEntry, Store
from app.cases.save import taken_anew
from app.rulebook.in_force import day_of


def withdraw(store: Store, case: Case, line: AuditEntry, retention: Retention) -> Record | None:
    """Erase a case because its employee wants that, and return what remains of it.

    A decision that is taken meanwhile is in the record too. Raises AppError `conflict` where somebody keeps changing
    the case, and `not_found` where it is gone already.
    """

    def once(now: Case) -> Record | None:
        record = record_of(now, retention, day_of(line.at))
        store.withdraw(now, record, line)
        return record

    return taken_anew(store, case, once)
