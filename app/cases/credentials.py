"""What somebody signs in with: a password, and codes that each work once."""

import secrets
from datetime import datetime
from functools import cache
from hmac import compare_digest

import pyotp
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from app.cases.secret import LETTERS

SHORTEST, LONGEST = 12, 200
"""How many characters a password has."""
STEP = 30
"""For how many seconds a code is the one of now; the one before and the one after it are taken too."""
ISSUER = "Thuiswerkcheck"
_HASHES = PasswordHash((Argon2Hasher(),))


def new_password() -> str:
    """Return a password for the first time: 80 bits in four groups that can be read out."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(4))


def hashed(password: str) -> str:
    """Return what is kept of a password."""
    return _HASHES.hash(password)


def fits(password: str, kept: str) -> bool:
    """Say whether this is the password of which something is kept; where nothing is it takes as long to say no."""
    return _HASHES.verify(password[:LONGEST], kept or _of_nobody()) and bool(kept)


@cache
def _of_nobody() -> str:
    return hashed(secrets.token_urlsafe())


def new_totp() -> bytes:
    """Return a new secret from which codes are made."""
    return pyotp.random_base32().encode()


def totp_uri(totp: bytes, login: str) -> str:
    """Return what an app for codes reads from a QR code."""
    return pyotp.TOTP(totp.decode()).provisioning_uri(name=login, issuer_name=ISSUER)


def step_of(totp: bytes, code: str, at: datetime) -> int | None:
    """Return the number of the time step of which this is the code; None where it is of none that counts now."""
    made, now = pyotp.TOTP(totp.decode()), int(at.timestamp()) // STEP
    told = "".join(code.split()).encode("ascii", "replace")
    found = [step for step in (now - 1, now, now + 1) if compare_digest(made.generate_otp(step).encode(), told)]
    return found[0] if found else None
