"""Proofs without going through all objects for circles meanwhile."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected() -> Iterator[None]:
    """Keep the collector of circles from running: diagrams are many objects that stay, and hold none.

    It takes a sixth of a proof. Whoever found it running lets it run again, so no overlap leaves it off.
    """
    was_running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_running:
            gc.enable()
