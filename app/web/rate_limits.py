"""How often somebody may try what others could guess; each process counts for itself."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from fastapi import Request
from limits import RateLimitItem, parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from starlette.exceptions import HTTPException

WRONG_KEYS = parse("30/minute")
FOR_A_LOGIN, FOR_A_CLIENT = parse("10/15 minutes"), parse("100/15 minutes")
WAIT: Mapping[str, str] = {"Retry-After": "60"}


def _limiter() -> MovingWindowRateLimiter:
    return MovingWindowRateLimiter(MemoryStorage())


def client_of(request: Request) -> str:
    return request.client.host if request.client else ""


@dataclass(frozen=True, slots=True)
class CaseLinkLimit:
    """Count the keys that did not fit.

    A key that fits opens its case whatever others tried: a secret of 130 bits is guessed by nobody, and behind a proxy
    all have one address, so that one of them could keep everybody out.
    """

    most: RateLimitItem = WRONG_KEYS
    _limiter: MovingWindowRateLimiter = field(default_factory=_limiter)

    def count(self, request: Request) -> None:
        """Refuse (429) whoever tried too many."""
        if not self._limiter.hit(self.most, client_of(request)):
            raise HTTPException(429, headers=WAIT)


@dataclass(frozen=True, slots=True)
class SignInLimit:
    """Count how often somebody tried to sign in lately.

    Of a client only failures count, since all who come through one proxy are one client here.
    """

    _limiter: MovingWindowRateLimiter = field(default_factory=_limiter)

    def one_more(self, login: str, client: str) -> bool:
        """Count a try; say whether it is within the limits."""
        within_client = self._limiter.test(FOR_A_CLIENT, "client", client)
        # The client first: past its limit it no longer uses up the tries of the logins that it names.
        return within_client and self._limiter.hit(FOR_A_LOGIN, "login", login)

    def failed(self, client: str) -> bool:
        """Count a failure; say whether it is within the limits."""
        return self._limiter.hit(FOR_A_CLIENT, "client", client)

    def forget(self, login: str) -> None:
        self._limiter.clear(FOR_A_LOGIN, "login", login)


@dataclass(frozen=True, slots=True)
class RateLimits:
    """Hold what one application counts."""

    case_links: CaseLinkLimit = field(default_factory=CaseLinkLimit)
    sign_in: SignInLimit = field(default_factory=SignInLimit)
