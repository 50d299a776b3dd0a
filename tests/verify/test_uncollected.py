"""Proofs leave the collector of circles as they found it, whatever comes of them."""

import gc
from collections.abc import Iterator

import pytest

from app.problems import Problem
from app.rulebook.model import Rulebook
from app.verify.uncollected import uncollected
from app.verify.verification import CHECKS, verify
from app.web.render_check import untold


def test_it_rests_while_something_is_proven_and_told_and_then_runs_again(
    book: Rulebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    running: list[bool] = []

    def noting(_: object) -> Iterator[Problem]:
        running.append(gc.isenabled())
        return iter(())

    def words(*_: object) -> str:
        running.append(gc.isenabled())
        return ""

    monkeypatch.setitem(CHECKS, "noting", noting)
    verify(book, ())
    assert gc.isenabled()
    untold(book, words)
    assert gc.isenabled()
    assert len(running) > 2
    assert not any(running)


def test_it_runs_again_after_a_failure() -> None:
    with pytest.raises(ZeroDivisionError), uncollected():
        raise ZeroDivisionError
    assert gc.isenabled()


def test_proofs_that_overlap_leave_it_running_and_none_starts_it_for_others() -> None:
    one, other = uncollected(), uncollected()
    with one:
        assert not gc.isenabled()
        with other:
            assert not gc.isenabled()
        assert not gc.isenabled()
    assert gc.isenabled()
    gc.disable()
    with uncollected():
        pass
    assert not gc.isenabled()
    gc.enable()
