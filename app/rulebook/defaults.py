"""What a rulebook is taken to say where it leaves out what every rulebook has."""

from collections.abc import Iterable, Mapping, Sequence

from app.rulebook.model import NONE_OF_THESE, NONE_REACHED, NOT_RELIED_ON, UNKNOWN, Question
from app.rulebook.roles import ROLES
from app.rulebook.text import Language, Text

PERSON = "you"
"""What whoever answers is called, among the people and among the audiences."""
PEOPLE = {PERSON: Text("u", "you", Text("wie antwoordt", "whoever answers"))}
COMMON = {
    UNKNOWN: Text("Weet ik niet", "I don't know"),
    NOT_RELIED_ON: Text("Dit laat ik weg", "I leave this out"),
    NONE_OF_THESE: Text("Geen van deze", "None of these"),
}
ABOUT = {"advice_only": Text("Dit is een advies. Het beslist niets.", "This is advice. It decides nothing.")}
EXTENTS = {"all": Text("helemaal", "fully"), NONE_REACHED: Text("niet", "not at all")}
NOT_REACHED = Text("Deze reden geldt niet.", "This reason does not hold.")
UNDETERMINED = (
    Text("Nog geen advies", "No advice yet"),
    Text("Met deze antwoorden is nog geen advies te geven.", "These answers are not enough for advice yet."),
    Text("Er zijn meer antwoorden nodig.", "More answers are needed."),
)


def in_languages(texts: Mapping[str, Text], languages: Sequence[Language]) -> dict[str, Text]:
    return {id: text.only_in(languages) for id, text in texts.items()}


def audiences(questions: Iterable[Question]) -> dict[str, frozenset[str]]:
    """The person sees everything, whoever works with cases what is about the work."""
    asked = tuple(questions)
    about_work = frozenset(question.id for question in asked if not question.is_private)
    return {PERSON: frozenset(question.id for question in asked), **dict.fromkeys(ROLES, about_work)}
