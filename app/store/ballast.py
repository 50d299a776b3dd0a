"""Room that is held back, so that cases can still be erased when a disk is full."""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from app.problems import AppError

SIZE = 8 * 2**20
"""Bytes; erasing writes some pages of the database, and what it overwrites is kept in its log until it is done."""
T = TypeVar("T")


class Ballast:
    """Hold a file that is of no use but to be removed; without a path there is none."""

    def __init__(self, path: Path | None) -> None:
        self._path = path

    def make(self) -> None:
        """Hold the room, where there is room to hold."""
        if self._path is None or (self._path.is_file() and self._path.stat().st_size == SIZE):
            return
        try:
            self._path.write_bytes(bytes(SIZE))
        except OSError:
            self._free()

    def _free(self) -> bool:
        with suppress(OSError):
            if self._path:
                self._path.unlink()
                return True
        return False

    def lets(self, act: Callable[[], T]) -> T:
        """Do something; where the store is unavailable, free the room and do it again. It should be safe to repeat."""
        try:
            return act()
        except AppError as error:
            if error.code != "unavailable" or not self._free():
                raise
        return act()
