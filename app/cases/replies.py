"""What HR replies to a request: answers to the questions about its reply, and the duties that these leave open."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from app.cases.case import Case, Reply
from app.cases.submit import read_by_hr, reader
from app.cases.transitions import Acting, refuse, stepped
from app.engine.build import HELD, NOT_HELD
from app.engine.compile import compiled
from app.engine.evaluate import Evaluation, evaluate
from app.engine.walk import follow
from app.problems import AppError
from app.rulebook.answers import Answers
from app.rulebook.coded import coded
from app.rulebook.conditions import TODAY, questions_in
from app.rulebook.in_force import day_of
from app.rulebook.model import NONE_REACHED, UNKNOWN, Question, Rulebook
from app.rulebook.request import Request, about_reply
from app.rulebook.variants import as_read, invoked

Wrong = Iterator[tuple[str, str]]


def request_in(rulebook: Rulebook) -> Request:
    """Raises AppError `not_found` where cases under a rulebook are no requests."""
    if rulebook.request is None:
        raise AppError("not_found", "expected a rulebook whose cases are requests")
    return rulebook.request


@dataclass(frozen=True)
class ReplyDraft:
    """Hold a reply as far as it is written: `given` has answers to questions about it, on the day that it is kept."""

    case: Case
    rulebook: Rulebook
    given: Answers
    today: date

    @cached_property
    def request(self) -> Request:
        return request_in(self.rulebook)

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        """Return what is asked about the reply after what is given, in the order of the rulebook."""
        asked, answers = list[Question](), self._others
        for id in about_reply(self.rulebook, self.request.reply):
            # What was replied is asked whatever its gate says: HR replies.
            if id == self.request.reply or self._is_asked(id, answers):
                asked.append(self.rulebook.questions[id])
                answers = {**answers, id: self.given[id]} if id in self.given else answers
        return tuple(asked)

    def _is_asked(self, id: str, answers: Answers) -> bool:
        """Say whether a question comes after these answers: also where only what the employee did not know is open."""
        at = compiled(read_by_hr(self.rulebook))
        gate = at.gates.get(id)
        mask = HELD if gate is None else follow(gate, coded(at.codings, answers)).mask
        rests_on = set(questions_in(self.rulebook.questions[id].asked_when))
        of_reply = rests_on.intersection(about_reply(self.rulebook, self.request.reply))
        return mask == HELD or (mask != NOT_HELD and of_reply <= answers.keys())

    @property
    def _others(self) -> Answers:
        """Return what was answered about the request itself, as of the day of the reply."""
        about = about_reply(self.rulebook, self.request.reply)
        answers = {id: answer for id, answer in self.case.answers.items() if id not in about}
        return {**answers, **self.rulebook.on_day(self.today)}

    @cached_property
    def answers(self) -> Answers:
        """Return those that apply, and nothing else, of what is given."""
        return {q.id: self.given[q.id] for q in self.questions if q.id in self.given}

    @cached_property
    def evaluation(self) -> Evaluation:
        """Return what HR sees, also of what it would not ask: a duty can be open although the verdict is certain."""
        claimed = invoked(self.rulebook, self.case.answers)
        seen = as_read(self.rulebook, reader(self.rulebook), claimed)
        return evaluate(seen, {**self._others, **self.answers})

    @property
    def missing(self) -> tuple[str, ...]:
        return tuple(q.id for q in self.questions if q.id not in self.given)

    @property
    def wrong(self) -> Wrong:
        """Yield what is wrong with what is given, by question."""
        request, made = self.request, self.case.answers.get(self.request.made)
        if self.given.get(request.reply) == request.no_reply:
            yield request.reply, "no_reply"
        replied = str(self.given.get(request.replied, ""))
        if replied and made not in (None, UNKNOWN) and replied < str(made):
            yield request.replied, "before_request"
        elif replied > self.today.isoformat():
            yield request.replied, "not_yet"

    @property
    def duties(self) -> Mapping[str, bool | None]:
        """Say of each duty whether it is open; None where that is not known."""
        states = self.evaluation.criteria
        reached = {id: states[id].reach for id in self.request.duties}
        return {id: None if reach is None else reach != NONE_REACHED for id, reach in reached.items()}


def reply(case: Case, draft: ReplyDraft, acting: Acting, *, as_given: bool = False) -> Case:
    """Return the request with a reply; one that leaves a duty open is kept only where it was given so.

    Raises AppError `forbidden`, `conflict` where there is a reply already, and `invalid` with each field.
    """
    acting.check(case, "decide")
    if case.status == "decided":
        raise AppError("conflict", "expected a request without a reply")
    refuse([*draft.wrong, *((id, "missing") for id in draft.missing)])
    left = tuple(id for id, is_open in draft.duties.items() if is_open)
    refuse([("as_given", "duties_open")] if left and not as_given else [])
    request, person = draft.request, acting.person
    made = Reply(
        answers={**draft.answers, **draft.rulebook.on_day(draft.today)},
        outcome=str(draft.answers[request.reply]),
        day=date.fromisoformat(str(draft.answers[request.replied])),
        open=left,
        by=person.id,
        name=person.name,
        at=acting.at,
    )
    changes = {"status": "decided", "asked": (), "talk": None, "handler": case.handler or person.id}
    return stepped(case, acting.step, "decided", made.outcome, replies=(*case.replies, made), **changes)


def reply_of(case: Case) -> Answers:
    """Return the answers of the reply that holds now, without its day; none where there is no reply."""
    return {} if case.reply is None else {id: answer for id, answer in case.reply.answers.items() if id != TODAY}


@dataclass(frozen=True, slots=True)
class Registered:
    """Hold one line of the register: a request, by when it was to be answered, and what became of it.

    `made` is None where nobody said; `used` and `left` count days from the request to the reply or today, and from
    there to the last day, below 0 where that has passed.
    """

    case: Case
    rulebook: Rulebook
    made: date | None
    today: date

    @property
    def used(self) -> int | None:
        """From the day of the request to that of the reply, or to today."""
        return (
            None if self.made is None else ((self.case.reply.day if self.case.reply else self.today) - self.made).days
        )

    @property
    def left(self) -> int | None:
        last, reply = self.case.answer_by, self.case.reply
        return None if last is None else (last - (reply.day if reply else self.today)).days

    @property
    def year(self) -> int:
        return (self.made or day_of(self.case.received)).year

    @property
    def is_late(self) -> bool:
        return self.left is not None and self.left < 0


def registered(case: Case, rulebook: Rulebook | None, today: date) -> Registered | None:
    """None for a case that is no request."""
    if rulebook is None or rulebook.request is None:
        return None
    made = case.answers.get(rulebook.request.made, UNKNOWN)
    return Registered(case, rulebook, None if made == UNKNOWN else date.fromisoformat(str(made)), today)
