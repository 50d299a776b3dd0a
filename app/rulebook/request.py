"""A request: a case with a day by which HR is to reply, and with duties that a reply must meet."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.problems import SourceLocation
from app.rulebook.conditions import questions_in

if TYPE_CHECKING:
    from app.rulebook.model import Rulebook


@dataclass(frozen=True, slots=True)
class Request:
    """Say how cases under a rulebook are requests.

    `made` and `replied` are the questions for the days of the request and of the reply; `reply` is the one for what was
    replied, of which the answer `no_reply` says that nothing was yet. `duties` are the criteria that say, where they
    count, that a duty of the reply is open.
    """

    made: str
    reply: str
    no_reply: str
    replied: str
    duties: tuple[str, ...]
    place: SourceLocation


def about_reply(rulebook: "Rulebook", reply: str) -> tuple[str, ...]:
    """Return the questions about a reply, in their order: what was replied, and those asked because of it."""
    about = {reply}
    for question in rulebook.questions.values():
        if about.intersection(questions_in(question.asked_when)):
            about.add(question.id)
    return tuple(id for id in rulebook.questions if id in about)
