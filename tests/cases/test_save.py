"""Keeping a step: a form counts once, and nobody undoes what somebody else did meanwhile."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from app.cases.case import Case, Statement
from app.cases.casework import Casework
from app.cases.decisions import reopen
from app.cases.organisation import Retention
from app.cases.repository import AuditEntry, SentBefore
from app.cases.save import NO_FORM, Sent, keep
from app.cases.statements import state
from app.cases.transitions import Actor
from app.problems import AppError
from app.rulebook.model import Rulebook
from tests.cases import made, worked
from tests.cases.worked import acting, agreed
from tests.store import opened

LINE = AuditEntry(made.NOW, "hanna", "decided")
LATER = made.NOW + timedelta(hours=1)


@pytest.fixture
def kept(tmp_path: Path) -> Casework:
    return opened.sqlite(tmp_path)


@pytest.fixture
def case(kept: Casework, book: Rulebook) -> Case:
    return kept.store.add(made.check(book), LINE)


def deciding(how: str = "agreed") -> Callable[[Case], Case]:
    return lambda case: worked.deciding(case, agreed(how=how))


def test_the_same_form_counts_once_also_after_other_steps(kept: Casework, case: Case) -> None:
    form = Sent("a form", "agreed", str(case.revision))
    decided = keep(kept.store, case, deciding(), LINE, sent=form)
    assert keep(kept.store, case, deciding(), LINE, sent=form) == decided
    again = keep(kept.store, decided, lambda now: reopen(now, "mistake", acting()), LINE)
    assert keep(kept.store, again, deciding(), LINE, sent=form) == again
    assert len(kept.store.read(case.id).decisions) == 1
    assert len([line for line in kept.store.trail() if line.done == "decided"]) == 3


def test_the_same_form_with_something_else_in_it_is_refused(kept: Casework, case: Case) -> None:
    keep(kept.store, case, deciding(), LINE, sent=Sent("a form", "agreed"))
    for now in (case, kept.store.read(case.id)):
        with pytest.raises(SentBefore):
            keep(kept.store, now, deciding("trial"), LINE, sent=Sent("a form", "trial"))
    with pytest.raises(AppError, match="not decided yet"):
        keep(kept.store, case, deciding(), LINE, sent=Sent("another form", "agreed"))
    assert len(kept.store.read(case.id).decisions) == 1


def test_a_form_for_an_earlier_revision_changes_nothing(kept: Casework, case: Case) -> None:
    taken = kept.store.save(case.but(handler="other"), LINE)
    for now in (case, taken):
        with pytest.raises(AppError, match="somebody else") as refused:
            keep(kept.store, now, deciding(), LINE, sent=Sent("a form", "agreed", str(case.revision)))
        assert refused.value.code == "conflict"
    assert kept.store.read(case.id) == taken
    assert keep(kept.store, taken, deciding(), LINE, sent=Sent("a form", "agreed", str(taken.revision))).decision


def test_what_stands_beside_anything_is_kept_in_the_newest_case(kept: Casework, case: Case, book: Rulebook) -> None:
    said = Statement(party="manager", by="Mark", at=LATER, answers=made.WORK)
    kept.store.save(case.but(handler="other"), LINE)
    after = keep(kept.store, case, lambda now: state(now, book, said, Actor("manager", LATER, Retention())), LINE)
    assert (after.handler, after.said_by("manager") is not None, after.revision) == ("other", True, 3)


def test_of_a_form_only_digests_are_kept(kept: Casework, case: Case) -> None:
    after = keep(kept.store, case, deciding(), LINE, sent=Sent("a secret key", "what was said"))
    stored = after.model_dump_json()
    assert after.events[-1].form
    assert "a secret key" not in stored and "what was said" not in stored
    assert Sent("another key", "what was said").mark[64:] != after.events[-1].form[64:]
    assert NO_FORM.mark == ""
