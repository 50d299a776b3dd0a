"""The languages there are, and a text in those of its rulebook."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

Language = Literal["nl", "en"]
LANGUAGES: tuple[Language, ...] = ("nl", "en")
"""Those in which the program itself speaks; a rulebook is in one or more of them."""


@dataclass(frozen=True, slots=True)
class Text:
    """Hold one text in every language of its rulebook; `for_others` where readers other than the person read another.

    It is empty in a language that its rulebook is not in. Only what is about several rulebooks at once asks for such a
    one, and reads another language instead.
    """

    nl: str = ""
    en: str = ""
    for_others: "Text | None" = None

    @classmethod
    def of(cls, by_language: Mapping[Language, str], for_others: "Text | None" = None) -> "Text":
        return cls(by_language.get("nl", ""), by_language.get("en", ""), for_others)

    def __getitem__(self, language: Language) -> str:
        text: str = getattr(self, language)
        return text or self.nl or self.en

    @property
    def by_language(self) -> dict[Language, str]:
        return {language: said for language in LANGUAGES if (said := getattr(self, language))}

    @property
    def other(self) -> "Text":
        """Return what readers other than the person themself read."""
        return self.for_others or self

    def only_in(self, languages: Sequence[Language]) -> "Text":
        others = self.for_others and self.for_others.only_in(languages)
        return Text.of({language: self[language] for language in languages}, others)
