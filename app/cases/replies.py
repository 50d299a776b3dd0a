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
    """Hold a reply as far as it is written: `given` has answers to questions about it, `today` is when it is kept."""

    case: Case
    rulebook: Rulebook
    given: Answers
    today: date

    @cached_property
    def request(self) -> Request:
        return request_in(self.rulebook)

    @classmethod
    def kept(cls, case: Case, rulebook: Rulebook) -> "ReplyDraft | None":
        """Return the reply that holds now as it was written; None where there is none."""
        if case.reply is None:
            return None
        given = {id: answer for id, answer in case.reply.answers.items() if id != TODAY}
        return cls(case, rulebook, given, day_of(case.reply.at))

    @cached_property
    def about(self) -> tuple[str, ...]:
        """Return what HR can be asked: about the reply, and for the day of the request where that is not known."""
        made = self.request.made
        about = {*about_reply(self.rulebook, self.request.reply)}
        about |= {made} if self.case.answers.get(made, UNKNOWN) == UNKNOWN else set()
        return tuple(id for id in self.rulebook.questions if id in about)

    @property
    def is_possible(self) -> bool:
        """Say whether there can be a reply at all: not to a request that is still to come."""
        return self._gate_of(self.request.reply, self._others) != NOT_HELD

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        """Return what is asked about the reply after what is given, in the order of the rulebook."""
        asked, answers = list[Question](), self._others
        for id in self.about:
            # These are asked whatever a gate says: HR replies.
            if id in (self.request.made, self.request.reply) or self._is_asked(id, answers):
                asked.append(self.rulebook.questions[id])
                answers = {**answers, id: self.given[id]} if id in self.given else answers
        return tuple(asked)

    def _is_asked(self, id: str, answers: Answers) -> bool:
        """Say whether a question comes after these answers: also where only what the employee did not know is open."""
        gate = self._gate_of(id, answers)
        asked_of_hr = set(questions_in(self.rulebook.questions[id].asked_when)).intersection(self.about)
        return gate == HELD or (gate != NOT_HELD and asked_of_hr <= answers.keys())

    def _gate_of(self, id: str, answers: Answers) -> int:
        at = compiled(read_by_hr(self.rulebook))
        gate = at.gates.get(id)
        return HELD if gate is None else follow(gate, coded(at.codings, answers)).mask

    @property
    def _others(self) -> Answers:
        """Return what was answered about the request itself, as of the day of the reply."""
        answers = {id: answer for id, answer in self.case.answers.items() if id not in self.about}
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
        request, today = self.request, self.today.isoformat()
        if self.given.get(request.reply) == request.no_reply:
            yield request.reply, "no_reply"
        made, replied = (str({**self._others, **self.given}.get(id, "")) for id in (request.made, request.replied))
        if self.given.get(request.made, "") == made > today:
            yield request.made, "not_yet"
        if replied > today:
            yield request.replied, "not_yet"
        elif "" < replied < made:
            yield request.replied, "before_request"

    @property
    def duties(self) -> Mapping[str, bool | None]:
        """Say of each duty whether it is open; None where that is not known."""
        states = self.evaluation.criteria
        reached = {id: states[id].reach for id in self.request.duties}
        return {id: None if reach is None else reach != NONE_REACHED for id, reach in reached.items()}

    @property
    def open(self) -> tuple[str, ...]:
        return tuple(id for id, is_open in self.duties.items() if is_open)

    @property
    def not_known(self) -> tuple[str, ...]:
        """Return the duties of which nobody can say whether they are open."""
        return tuple(id for id, is_open in self.duties.items() if is_open is None)


def reply(case: Case, draft: ReplyDraft, acting: Acting, *, as_given: bool = False) -> Case:
    """Return the request with a reply; one that leaves a duty open is kept only where it was given so.

    Raises AppError `forbidden`, `conflict` where there is a reply already, and `invalid` with each field.
    """
    acting.check(case, "decide")
    if case.status == "decided" or not draft.is_possible:
        raise AppError("conflict", "expected a request that was made, without a reply")
    refuse([*draft.wrong, *((id, "missing") for id in draft.missing)])
    refuse([("as_given", "duties_open")] if draft.open and not as_given else [])
    request, person = draft.request, acting.person
    made = Reply(
        answers={**draft.answers, **draft.rulebook.on_day(draft.today)},
        outcome=str(draft.answers[request.reply]),
        day=date.fromisoformat(str(draft.answers[request.replied])),
        open=draft.open,
        not_known=draft.not_known,
        by=person.id,
        name=person.name,
        at=acting.at,
    )
    changes = {"status": "decided", "asked": (), "talk": None, "handler": case.handler or person.id}
    return stepped(case, acting.step, "decided", made.outcome, replies=(*case.replies, made), **changes)


@dataclass(frozen=True, slots=True)
class Registered:
    """Hold one line of the register: a request, by when it was to be answered, and what became of it.

    `made` is None where nobody said; `used` and `left` count days from the request to the reply or today, none before
    the request, and from there to the last day, below 0 where that has passed.
    """

    case: Case
    rulebook: Rulebook
    made: date | None
    today: date

    @property
    def used(self) -> int | None:
        return None if self.made is None or self.made > self._until else (self._until - self.made).days

    @property
    def left(self) -> int | None:
        last = self.case.answer_by
        return None if last is None else (last - self._until).days

    @property
    def _until(self) -> date:
        return self.case.reply.day if self.case.reply else self.today

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
    made = case.standing_answers.get(rulebook.request.made, UNKNOWN)
    return Registered(case, rulebook, None if made == UNKNOWN else date.fromisoformat(str(made)), today)
