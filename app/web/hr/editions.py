"""What cases come out at, in words, each under the edition that it was made under."""

from dataclasses import dataclass

from app.cases.case import Case
from app.cases.edition import rulebook_of
from app.rulebook.library import Library
from app.rulebook.texts import Language


@dataclass(frozen=True, slots=True)
class Editions:
    """Hold the library; an edition is found only where it says exactly what it said then."""

    library: Library

    def verdicts(self, language: Language) -> dict[str, str]:
        """Return the title of every verdict that any edition knows, by id."""
        return {v.id: v.title.other[language] for book in self.library for v in book.verdicts.values()}

    def outcome(self, case: Case, language: Language) -> str | None:
        """Return in words what a check comes out at; None for an arrangement, and where the edition is not here."""
        book = rulebook_of(case, self.library)
        if book is None:
            return None
        return (book.verdicts[case.verdict].title if case.verdict else book.undetermined[0]).other[language]
