"""What a request may not be: one check per Problem code, named after it."""

from collections.abc import Iterator

from app.rulebook.checks.references import Check
from app.rulebook.model import Rulebook
from app.rulebook.parsing.diagnostics import Finding, Reading, listed
from app.rulebook.request import about_reply
from app.rulebook.roles import audience_of


def reply_not_a_choice(rulebook: Rulebook, _: Reading) -> Iterator[Finding]:
    request = rulebook.request
    question = rulebook.questions.get(request.reply) if request else None
    if request and question and (question.many or question.date or question.number):
        yield request.place, f"expected `reply` to be a question with one answer of several, found `{question.id}`"


def replied_not_about_reply(rulebook: Rulebook, _: Reading) -> Iterator[Finding]:
    """Find a day of the reply that would be asked while there is none."""
    request = rulebook.request
    if request and {request.reply, request.replied} <= rulebook.questions.keys():
        about = about_reply(rulebook, request.reply)[1:]
        if request.replied not in about:
            yield request.place, f"expected `replied` to be asked because of `{request.reply}`, found it is not"


def request_unseen(rulebook: Rulebook, _: Reading) -> Iterator[Finding]:
    """Find what HR could not reply to, since it may not see what the reply is about."""
    request = rulebook.request
    if request is None:
        return
    audience = audience_of(rulebook, "hr")
    if audience is None:
        yield request.place, "expected an audience for HR, which replies to a request, found none"
        return
    named = (request.made, *about_reply(rulebook, request.reply))
    if unseen := [id for id in named if id in rulebook.questions and id not in rulebook.audiences[audience]]:
        yield (
            request.place,
            f"expected `{audience}` to see what a reply is about, found that it does not: {listed(unseen)}",
        )


REQUEST_CHECKS: tuple[Check, ...] = (reply_not_a_choice, replied_not_about_reply, request_unseen)
