"""Keys of cases: each case has its own, so that forgetting one key makes one case unreadable everywhere."""

from hmac import digest as hmac
from secrets import token_bytes

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from app import key_derivation
from app.problems import AppError

NONCE = 12


class Vault:
    """Encrypt and open with what is derived from one secret."""

    def __init__(self, secret: str) -> None:
        root = key_derivation.root(secret)
        self._wrapping = AESGCM(key_derivation.key(root, b"keys of cases"))
        self._people = AESGCM(key_derivation.key(root, b"people"))
        self._tags = key_derivation.key(root, b"tags")
        self.trail_key = key_derivation.key(root, b"trail")
        self.pepper = key_derivation.key(root, b"keys of programs")

    def new_key(self) -> bytes:
        return AESGCM.generate_key(256)

    def wrap(self, key: bytes, case: str) -> bytes:
        return sealed(self._wrapping, key, case)

    def unwrap(self, wrapped: bytes, case: str) -> bytes:
        return opened(self._wrapping, wrapped, case)

    def seal_for_person(self, value: bytes, person: str) -> bytes:
        return sealed(self._people, value, person)

    def open_for_person(self, value: bytes, person: str) -> bytes:
        return opened(self._people, value, person)

    def tag(self, value: str) -> str:
        """Return what stands for a value where equal ones must be found and nobody may read which they are."""
        # With a key: there are so few verdicts that a plain digest could be looked up.
        return hmac(self._tags, value.encode(), "sha256").hex()[:32]


def sealed(key: AESGCM, value: bytes, about: str) -> bytes:
    nonce = token_bytes(NONCE)
    # What it is about is not encrypted but vouched for: moved to another row, the value does not open.
    return nonce + key.encrypt(nonce, value, about.encode())


def opened(key: AESGCM, value: bytes, about: str) -> bytes:
    """Raises AppError `unavailable` where the secret is another, or somebody altered the value."""
    try:
        return key.decrypt(value[:NONCE], value[NONCE:], about.encode())
    except InvalidTag:
        raise AppError("unavailable", "what is stored was made with another secret, or was altered") from None
