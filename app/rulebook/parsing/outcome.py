"""What a rulebook comes to: one verdict, or a list of which each criterion is an outcome of its own."""

from collections.abc import Iterable
from typing import Any

from app.rulebook import defaults
from app.rulebook.parsing.audience_texts import texts_in_order
from app.rulebook.parsing.readers import INNER_ID, Record, choice, entries
from app.rulebook.parsing.sections import undetermined, verdict
from app.rulebook.text import Text

OUTCOME = "What somebody wants to know: the one verdict, or of each criterion whether it holds (`list`)."
VERDICTS = "The verdicts; the first one that holds is given, the last holds otherwise. A list may have none."
UNDETERMINED = "Title, explanation and what to do meanwhile, where more than one verdict is possible."


def is_list(of: Record) -> bool:
    return of.may("outcome", choice("verdict", "list"), OUTCOME) == "list"


def verdicts(of: Record, extents: Iterable[str]) -> dict[str, Any]:
    """Read the verdicts, and what is said where more than one is possible."""
    languages, lists = of.reading.languages, of.reading.lists
    stated = of.need_unless(("outcome", "list"), "verdicts", entries(INNER_ID, verdict, "verdict"), VERDICTS)
    is_implied = lists and "verdicts" not in of
    return {
        "lists": lists,
        "verdicts": defaults.verdicts(extents, languages, of.place) if is_implied else stated,
        "implies_verdicts": is_implied,
        "undetermined": _undetermined(of, defaults.NOTHING_KNOWN if is_implied else defaults.UNDETERMINED),
    }


def _undetermined(of: Record, default: tuple[Text, ...]) -> tuple[Text, ...]:
    unsaid = tuple(each.only_in(of.reading.languages) for each in default)
    return texts_in_order(of, "undetermined", of.may("undetermined", undetermined, UNDETERMINED) or unsaid)
