"""Cases and who keeps them, as the tests need them."""

from datetime import UTC, date, datetime, timedelta

from app.cases.case import Case, Decision, Terms
from app.cases.organisation import Consent, Contact, Employer, Retention, WorksCouncil
from app.cases.repository import AuditEntry
from app.cases.submit import Submitted, arrangement_case, check_case
from app.rulebook.model import Rulebook

NOW = datetime(2021, 3, 1, 12, tzinfo=UTC)
TICKING = NOW.replace(microsecond=271_828)
"""The same as a real clock tells it, for whatever serves."""
ADMINISTERED = AuditEntry(NOW, "admin", "settings_changed")
"""A line of the audit trail for what somebody changed in accounts or keys."""
WORK = {
    "on_site_tasks": "part",
    "process_presence": "none",
    "bound_tools": "none",
    "site_only_information": "none",
    "site_safe": "yes",
    "other_reasons": (),
}
"""Answers about the work with which HR's own evaluation asks nothing more."""
EMPLOYER = Employer(
    id="oeverwoude",
    name="Gemeente Oeverwoude",
    own_policy_since=date(2021, 2, 18),
    works_council=WorksCouncil(
        policy=Consent(answer="yes", since=date(2021, 2, 10)), tool=Consent(answer="yes", since=date(2021, 2, 12))
    ),
    disagreement=Contact(name="Noor de Wit", reach="noor@oeverwoude.example"),
    data_protection_officer=Contact(name="Sam Bakker", reach="fg@oeverwoude.example"),
)
TERMS = Terms(days=("monday", "thursday"), since=date(2021, 3, 8), until=date(2021, 6, 30), review=date(2021, 5, 3))


def submitted(now: datetime = NOW) -> Submitted:
    """Return how somebody shares at a moment."""
    return Submitted(now, "nl", Retention(), who="Personeelsnummer 4711")


def check(book: Rulebook, answers: dict[str, object] | None = None, secret: str = "the employee's own secret") -> Case:
    """Return a new case of a check."""
    return check_case(book, WORK | (answers or {}), submitted(), secret)


def arrangement(secret: str = "the employee's own secret") -> Case:
    """Return a new case of a tailored arrangement."""
    return arrangement_case(TERMS, submitted(), secret)


ORGANISATION = """\
id: oeverwoude
name: Gemeente Oeverwoude
own_policy_since: 2021-02-18
works_council:
  policy: {answer: yes, since: 2021-02-10}
  tool: {answer: yes, since: 2021-02-12}
disagreement: {name: Noor de Wit, reach: noor@oeverwoude.example}
data_protection_officer: {name: Sam Bakker, reach: fg@oeverwoude.example}
"""
"""The same organisation as its file tells of it."""


def decided(book: Rulebook, after: timedelta = timedelta(days=7)) -> Case:
    """Return a check that was decided some time after it was received."""
    at = NOW + after
    decision = Decision(how="agreed", terms=TERMS, talked_on=at.date(), talked_how="video", by="h", name="Hanna", at=at)
    return check(book).but(status="decided", decisions=(decision,), changed=at)
