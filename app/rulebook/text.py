"""The published languages, and a text in all of them."""

from dataclasses import dataclass
from typing import Literal

Language = Literal["nl", "en"]
LANGUAGES: tuple[Language, ...] = ("nl", "en")


@dataclass(frozen=True, slots=True)
class Text:
    """Hold one text in every published language; `for_others` where readers other than the person read another."""

    nl: str
    en: str
    for_others: "Text | None" = None

    def __getitem__(self, language: Language) -> str:
        text: str = getattr(self, language)
        return text

    @property
    def other(self) -> "Text":
        """Return what readers other than the person themself read."""
        return self.for_others or self
