"""Ids, codes and secrets: each follows from nothing but chance."""

import re
import secrets
from hashlib import sha256
from hmac import compare_digest

LETTERS = "0123456789abcdefghjkmnpqrstvwxyz"
"""Crockford's letters: none looks like another."""
ID = re.compile(rf"[{LETTERS}]{{26}}")


def new_letters(count: int) -> str:
    """Return letters of chance, five bits each."""
    return "".join(secrets.choice(LETTERS) for _ in range(count))


def new_id() -> str:
    """Return 130 bits of chance in 26 letters."""
    return new_letters(26)


def new_code() -> str:
    """Return a code that people can read out: eight letters in two groups, 40 bits."""
    letters = new_letters(8).upper()
    return f"{letters[:4]}-{letters[4:]}"


def digest_of(secret: str) -> str:
    # Neither slow nor salted: secrets are random, so that none can be guessed from its digest.
    return sha256(secret.encode()).hexdigest()


def opens(secret: str, digest: str) -> bool:
    return compare_digest(digest_of(secret), digest)


def key_of(id: str, secret: str) -> str:
    """Return what stands in the link with which somebody opens a case."""
    return id + secret


def parts_of(key: str) -> tuple[str, str] | None:
    """Return the id and the secret of such a link, None where it is none."""
    id, secret = key[:26], key[26:]
    return (id, secret) if ID.fullmatch(id) and ID.fullmatch(secret) else None


def typed(letters: str) -> str:
    """Return letters as they were meant, however somebody typed them: with spaces, as capitals, an `o` for a nought."""
    meant = "".join(letter for letter in letters.lower() if letter.isalnum())
    return meant.translate(str.maketrans("oil", "011"))


def typed_code(letters: str) -> str:
    code = typed(letters).upper()
    return f"{code[:4]}-{code[4:]}"
