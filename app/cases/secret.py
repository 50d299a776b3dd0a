"""Ids, codes and secrets: each follows from nothing but chance."""

import re
import secrets
from hashlib import sha256
from hmac import compare_digest

LETTERS = "0123456789abcdefghjkmnpqrstvwxyz"
"""Crockford's letters: none looks like another."""


def new_id() -> str:
    """Return 130 bits of chance in 26 letters."""
    return "".join(secrets.choice(LETTERS) for _ in range(26))


def new_code() -> str:
    """Return a code that people can read out: eight letters in two groups, 40 bits."""
    letters = "".join(secrets.choice(LETTERS) for _ in range(8)).upper()
    return f"{letters[:4]}-{letters[4:]}"


def digest_of(secret: str) -> str:
    """Return what is kept of a secret."""
    return sha256(secret.encode()).hexdigest()


def opens(secret: str, digest: str) -> bool:
    """Say whether this is the secret; takes as long whether it is or not."""
    return compare_digest(digest_of(secret), digest)


def code_typed(text: str) -> str:
    """Return the code that somebody meant: letters of either size, with or without the dash, O for 0, I or L for 1."""
    letters = re.sub(r"[\s-]", "", text).upper().translate(str.maketrans("OIL", "011"))
    return f"{letters[:4]}-{letters[4:]}"
