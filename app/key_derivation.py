"""Keys of one secret: each purpose has its own, and none tells anything of another."""

from secrets import token_bytes

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


def root(secret: str | None) -> bytes:
    """Return what keys are made of; without a secret it is new each time."""
    return secret.encode() if secret else token_bytes(32)


def key(root: bytes, purpose: bytes) -> bytes:
    """Return the 32 bytes that are for this purpose alone."""
    # No salt: the same secret must give the same keys after every start.
    return HKDF(SHA256(), length=32, salt=None, info=b"thuiswerkcheck " + purpose).derive(root)
