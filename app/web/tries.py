"""How often somebody may try a key that does not fit; counted in memory, by address, and never logged."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from fastapi import Request
from limits import RateLimitItem, parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from starlette.exceptions import HTTPException

WRONG_KEYS = parse("30/minute")
WAIT: Mapping[str, str] = {"Retry-After": "60"}


@dataclass(frozen=True, slots=True)
class Tries:
    """Count the keys that did not fit.

    A key that fits opens its case whatever others tried: a secret of 130 bits is guessed by nobody, and behind a proxy
    all have one address, so that one of them could keep everybody out.
    """

    most: RateLimitItem = WRONG_KEYS
    _limiter: MovingWindowRateLimiter = field(default_factory=lambda: MovingWindowRateLimiter(MemoryStorage()))

    def count(self, request: Request) -> None:
        """Count one that did not fit; refuses (429) whoever tried too many."""
        if not self._limiter.hit(self.most, request.client.host if request.client else ""):
            raise HTTPException(429, headers=WAIT)
