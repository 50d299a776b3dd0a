"""Comparisons of two editions, made once for each pair and away from the other requests."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from app.problems import AppError, RulebookInvalid
from app.rulebook.model import Rulebook
from app.verify.diff.diff import Comparison, compare

MOST = 20
"""How many comparisons are kept."""
Result = Comparison | AppError
"""A comparison, or why there is none: looking again would take as long, and find no more."""


class Comparisons:
    """Keep comparisons by the digests of both editions.

    One is made at a time: making one takes a processor for up to some seconds, and two would not be ready sooner.
    """

    def __init__(self, compare: Callable[[Rulebook, Rulebook], Comparison] = compare) -> None:
        self._results: dict[tuple[str, str], Result] = {}
        self._compare = compare
        self._worker = ThreadPoolExecutor(1)

    async def between(self, old: Rulebook, new: Rulebook) -> Comparison:
        """Compare every question of both, asked here or not; raises AppError `invalid` where that cannot be done."""
        result = self._results.get((old.digest, new.digest))
        if result is None:
            result = await asyncio.get_running_loop().run_in_executor(self._worker, self._kept_result, old, new)
        if isinstance(result, AppError):
            # Raised anew: requests would share one exception, and its traceback would grow with each.
            raise AppError(result.code, result.message)
        return result

    def _kept_result(self, old: Rulebook, new: Rulebook) -> Result:
        key = (old.digest, new.digest)
        # Looked up again: another request may have waited for the same two while the only worker compared them.
        if key not in self._results:
            result = self._compared(old, new)
            if len(self._results) >= MOST:
                self._results.clear()
            self._results[key] = result
        return self._results[key]

    def _compared(self, old: Rulebook, new: Rulebook) -> Result:
        try:
            return self._compare(old.whole, new.whole)
        except RulebookInvalid as error:
            # Whoever reads this does not know the files: only what is wrong, not where.
            return AppError("invalid", "; ".join(problem.message for problem in error.problems))
