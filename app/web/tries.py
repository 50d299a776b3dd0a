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
    """Count the keys that did not fit."""

    most: RateLimitItem = WRONG_KEYS
    _limiter: MovingWindowRateLimiter = field(default_factory=lambda: MovingWindowRateLimiter(MemoryStorage()))

    def refuse_too_many(self, request: Request) -> None:
        """Refuse (429) whoever tried too many; looking a key up comes after this, so that trying on is of no use."""
        if not self._limiter.test(self.most, _who(request)):
            raise HTTPException(429, headers=WAIT)

    def count(self, request: Request) -> None:
        """Count one that did not fit."""
        self._limiter.hit(self.most, _who(request))


def _who(request: Request) -> str:
    return request.client.host if request.client else ""
