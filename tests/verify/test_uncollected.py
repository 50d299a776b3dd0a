"""Proofs leave the collector of circles as they found it, whatever comes of them."""

import gc

import pytest

from app.rulebook.model import Rulebook
from app.verify.uncollected import uncollected
from app.verify.verification import verify


def test_it_runs_again_after_a_proof_and_after_a_failure(book: Rulebook) -> None:
    verify(book, ())
    assert gc.isenabled()
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
