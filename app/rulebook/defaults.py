"""What a rulebook is taken to say where it leaves out what every rulebook has."""

from collections.abc import Iterable, Mapping, Sequence

from app.problems import SourceLocation
from app.rulebook.conditions import AnyCriterion
from app.rulebook.model import NONE_OF_THESE, NONE_REACHED, NOT_RELIED_ON, UNKNOWN, Question, Verdict
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
NOT_ON_LIST = Text("Dit geldt niet.", "This does not apply.")
SOMETHING = Text("Er geldt iets voor u", "Something applies to you", Text("Er geldt iets", "Something applies"))
NOTHING = Text("Niets hiervan geldt voor u", "Nothing here applies to you", Text("Niets geldt", "Nothing applies"))
EACH_SAYS_WHY = Text(
    "Bij elk onderdeel staat waarom het geldt, of waarom niet.", "Each part says why it applies, or why not."
)
NOTHING_KNOWN = (
    Text("Nog niet bekend of er iets geldt", "Not yet known whether anything applies"),
    Text(
        "Met deze antwoorden is nog niet te zeggen of er iets geldt.",
        "These answers are not enough to say whether anything applies.",
    ),
    Text("Er zijn meer antwoorden nodig.", "More answers are needed."),
)
"""What a list says as a whole where its author does not, when it is not known whether anything on it holds."""
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


def verdicts(extents: Iterable[str], languages: Sequence[Language], place: SourceLocation) -> dict[str, Verdict]:
    """Of a list: something on it holds, or nothing does."""
    holds, say = AnyCriterion(tuple(each for each in extents if each != NONE_REACHED)), EACH_SAYS_WHY.only_in(languages)
    titles = {"something": (holds, SOMETHING), "nothing": (None, NOTHING)}
    return {id: Verdict(id, when, title.only_in(languages), say, (), (), place) for id, (when, title) in titles.items()}
