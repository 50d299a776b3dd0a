"""How much is tried at random: a tenth in `make test`, of the slowest a twentieth, and all in `make thorough`."""

import os
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from tempfile import gettempdir
from typing import TypeVar

# Proofs are remembered between the processes of the tests, and away from those of whoever runs them.
os.environ["XDG_CACHE_HOME"] = str(Path(gettempdir()) / "thuiswerkcheck-tests")
Kind = TypeVar("Kind")
THOROUGH = os.environ.get("THOROUGH") == "1"
TURN = int(os.environ.setdefault("TURN", str(datetime.now(UTC).date().toordinal())))
"""Whose turn it is: the number of the day, for all processes of one run; what failed on a day fails with it again."""
TENTHS, TWENTIETHS = 10, 20
FEW_JOURNEYS, MANY_JOURNEYS = 8, 208
JOURNEYS = int(os.environ.get("JOURNEYS") or (MANY_JOURNEYS if THOROUGH else FEW_JOURNEYS))
"""How many random journeys are walked through a browser."""
TOLD = f"random cases of TURN={TURN}" + (
    "" if THOROUGH else f", a tenth of all (`make test TURN={TURN}` tries them again)"
)


def many(number: int) -> int:
    """Return how many of this many cases are tried."""
    return number if THOROUGH else -(-number // TENTHS)


def by_turns(*ways: Kind) -> Sequence[Kind]:
    """Return the way whose turn it is, of several that show nearly the same; all of them in `make thorough`."""
    return ways if THOROUGH else [ways[TURN % len(ways)]]


def seeds(number: int, days: int = TENTHS) -> range:
    """Return the seeds of the cases that are tried: every tenth (say), so that each has its turn within ten days."""
    step = 1 if THOROUGH else min(days, number)
    return range(TURN % step, number, step)


def randoms(number: int, salt: object = "") -> Iterator[Random]:
    """Yield chance for each case that is tried."""
    return (Random(f"{salt} {seed}") for seed in seeds(number))
