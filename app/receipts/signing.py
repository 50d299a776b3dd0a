"""Signatures under receipts."""

from collections.abc import Mapping
from hashlib import sha256
from typing import Any

import orjson
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app import key_derivation


class Signing:
    """Sign receipts, and recognise what was signed with the same secret; without one, until this process ends."""

    def __init__(self, secret: str | None) -> None:
        self._private = Ed25519PrivateKey.from_private_bytes(
            key_derivation.key(key_derivation.root(secret), b"receipts")
        )
        self._public = self._private.public_key()
        self.key = sha256(self._public.public_bytes_raw()).hexdigest()[:16]
        """Which key this is: the start of its fingerprint."""

    def signed(self, content: Mapping[str, Any]) -> dict[str, Any]:
        """Sign the name of the key with the content."""
        with_key = {**content, "key": self.key}
        return {**with_key, "signature": self._private.sign(canonical(with_key)).hex()}

    def has_signed(self, receipt: Mapping[str, Any]) -> bool:
        content = {name: value for name, value in receipt.items() if name != "signature"}
        try:
            self._public.verify(bytes.fromhex(receipt["signature"]), canonical(content))
        except InvalidSignature:
            return False
        return True


def canonical(content: object) -> bytes:
    """Return the same bytes for the same JSON, however it is written."""
    return orjson.dumps(content, option=orjson.OPT_SORT_KEYS)
