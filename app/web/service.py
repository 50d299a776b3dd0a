"""What every route needs, handed down by the composition root."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from app.rulebook.library import Library
from app.settings import Settings


@dataclass(frozen=True, slots=True)
class Service:
    """Hold the settings, the running rulebooks and the clock (aware, in UTC)."""

    settings: Settings
    library: Library
    now: Callable[[], datetime]
