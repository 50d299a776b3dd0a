"""How much is tried at random: a fifth in `make test`, all of it in `make thorough`."""

import os

THOROUGH = os.environ.get("THOROUGH") == "1"
JOURNEYS = int(os.environ.get("JOURNEYS") or (200 if THOROUGH else 8))
"""How many random journeys are walked through a browser."""


def many(number: int) -> int:
    """Return how many of this many cases are tried."""
    return number if THOROUGH else -(-number // 5)


def seeds(number: int) -> range:
    """Return the seeds of the cases that are tried, the same ones each time."""
    return range(many(number))
