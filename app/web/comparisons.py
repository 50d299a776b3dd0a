"""Comparisons of two editions, made once for each pair and away from the other requests."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

from app.rulebook.model import Rulebook
from app.verify.differences import Comparison, compare

MOST = 20
"""How many comparisons are kept."""


class Comparisons:
    """Keep comparisons by the digests of both editions.

    One is made at a time: making one takes a processor for up to some seconds, and two would not be ready sooner.
    """

    def __init__(self) -> None:
        self._found: dict[tuple[str, str], Comparison] = {}
        self._worker = ThreadPoolExecutor(1)

    async def between(self, old: Rulebook, new: Rulebook) -> Comparison:
        """Return what differs between two editions; raises RulebookInvalid where that cannot be found."""
        found = self._found.get((old.digest, new.digest))
        if found is None:
            return await asyncio.get_running_loop().run_in_executor(self._worker, self._made, old, new)
        return found

    def _made(self, old: Rulebook, new: Rulebook) -> Comparison:
        key = (old.digest, new.digest)
        if key not in self._found:
            if len(self._found) >= MOST:
                self._found.clear()
            self._found[key] = compare(old, new)
        return self._found[key]
