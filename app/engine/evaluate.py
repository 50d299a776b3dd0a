"""Evaluate answers under a rulebook: one partial evaluation, of which complete knowledge is the special case."""

from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from app.engine.build import HELD, NOT_HELD
from app.engine.compile import Compiled, compiled
from app.engine.counterfactuals import Change, changes
from app.engine.linked_dates import named_days, stays_until
from app.engine.next_question import (
    Mode,
    effective_answers,
    next_question,
    open_for_verdict,
    open_in_criterion,
    open_questions,
)
from app.engine.outcomes import CriterionState, LeafOutcome, RequirementState
from app.engine.questions_left import questions_left
from app.engine.reasons import Reason, because, reasons
from app.engine.restrict import Residual, split
from app.engine.sufficient import decisive, settled_by
from app.engine.walk import GivenAnswers, Leaf, follow
from app.problems import AppError, nearest
from app.rulebook.calendar import iso
from app.rulebook.coded import coded
from app.rulebook.conditions import TODAY
from app.rulebook.letter import Letter
from app.rulebook.model import UNKNOWN, Action, Note, Rulebook
from app.rulebook.roles import own
from app.rulebook.text import Text
from app.rulebook.variants import as_read


class OpenQuestion(NamedTuple):
    """Name a question whose answer can still alter something, and who can tell."""

    question: str
    state: str
    who_can_tell: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HeldNote:
    """Hold a note that holds, for one chosen answer where the note is told for each."""

    id: str
    text: Text
    answer: str | None = None


class Evaluation:
    """Hold everything that follows from answers under a rulebook.

    Verdicts, criteria, requirements, actions and letters are there at once; the rest is worked out when it is read.
    """

    __slots__ = (
        "_answers", "_at", "_given", "_left", "_next", "_notes", "_outcome", "_split", "actions", "audience",
        "criteria", "letters", "may_start", "mode", "possible", "requirements",
    )  # fmt: skip
    possible: tuple[str, ...]
    criteria: dict[str, CriterionState]
    requirements: tuple[RequirementState, ...]
    may_start: bool | None
    actions: tuple[Action, ...]
    letters: tuple[Letter, ...]

    def __init__(
        self, at: Compiled, answers: GivenAnswers, audience: str, mode: Mode, *, given: GivenAnswers | None = None
    ) -> None:
        """`given` has numbers where `answers` have their bands; None where there are none."""
        self._at = at
        self._answers = answers
        self._given = answers if given is None else given
        self._split: tuple[GivenAnswers, tuple[str, ...]] | None = None
        self._left: Residual | None = None
        # False until it is worked out: None is a result.
        self._next: str | Literal[False] | None = False
        self.audience = audience
        self.mode: Mode = mode
        get = answers.get
        criteria: dict[str, CriterionState] = {}
        actions = notes = letters = 0
        for root in at.groups:
            step: Any = root
            # `follow` written out: these walks are most of what an evaluation costs.
            while step.__class__ is not Leaf:
                step = step[get(step.question)]
            leaf: LeafOutcome = step.payload
            if leaf.criteria:
                criteria.update(leaf.criteria)
            actions |= leaf.actions
            notes |= leaf.notes
            letters |= leaf.letters
            if leaf.possible:
                self.possible = leaf.possible
                self._outcome = leaf.outcome
                self.requirements = leaf.requirements
                self.may_start = leaf.may_start
        self.criteria = criteria
        self.actions = at.actions[actions]
        self._notes: tuple[Note, ...] = at.notes[notes]
        self.letters = at.letters[letters]

    @property
    def certain(self) -> bool:
        return len(self.possible) == 1

    @property
    def verdict(self) -> str | None:
        """None while more than one verdict is possible."""
        return self.possible[0] if len(self.possible) == 1 else None

    @property
    def is_settled(self) -> bool:
        """Say whether every result is certain: the verdict, or all criteria of a list."""
        return self.certain and not (self.rulebook.lists and any(s.reach is None for s in self.criteria.values()))

    @property
    def title(self) -> Text:
        return self._at.rulebook.verdict_title(self.verdict)

    @property
    def say(self) -> Text:
        book = self._at.rulebook
        return book.undetermined[1] if self.verdict is None else book.verdicts[self.verdict].say

    @property
    def advice_only(self) -> bool:
        """A person decides, never the program."""
        return True

    @property
    def rulebook(self) -> Rulebook:
        return self._at.rulebook

    @property
    def answers(self) -> GivenAnswers:
        """Only those that this audience may know of, as they were given."""
        return self._given

    @property
    def applicable(self) -> GivenAnswers:
        """Return the given answers without those behind a gate that certainly does not hold."""
        applicable, given = self._applicable, self._given
        return applicable if given is self._answers else {q: given[q] for q in applicable if q in given}

    @property
    def rests_on(self) -> tuple[object, ...]:
        """Return all from which the rest is worked out: where it is equal, the same is told."""
        told = (self.possible, self.criteria, self.requirements, self.may_start, self.actions, self.letters)
        return id(self._at), self.audience, self.mode, self._answers, self._given, self._outcome, self._notes, told

    @property
    def _applicable(self) -> GivenAnswers:
        if self._split is None:
            self._split = split(self._at, self._answers)
        return self._split[0]

    @property
    def _residual(self) -> Residual:
        if self._left is None:
            self._left = Residual(self._at, self._applicable)
        return self._left

    @property
    def not_applicable(self) -> tuple[str, ...]:
        """Return the questions answered although their gate certainly does not hold."""
        if self._split is None:
            self._split = split(self._at, self._answers)
        return self._split[1]

    @property
    def all_requirements(self) -> tuple[RequirementState, ...]:
        """Also those that the verdict does not ask."""
        pairs = zip(self.rulebook.requirements.values(), self._at.requirements, strict=True)
        masks = ((each, follow(later.step, self._applicable).mask) for each, later in pairs if later.step)
        states = {HELD: "met", NOT_HELD: "not_met"}
        return tuple(RequirementState(each.id, states.get(mask, "open"), each.owner) for each, mask in masks)

    @property
    def not_sufficient(self) -> tuple[str, ...]:
        """Return the chosen answers that a note says are no ground by themselves."""
        return tuple(note.answer for note in self.notes if note.answer is not None)

    @property
    def notes(self) -> tuple[HeldNote, ...]:
        """Return the notes that hold in every completion."""
        held: list[HeldNote] = []
        for note in self._notes:
            if note.for_each:
                chosen = self._given.get(note.for_each) or ()
                texts = note.say_each.items() if chosen != UNKNOWN else ()
                held += [HeldNote(note.id, text, answer) for answer, text in texts if answer in chosen]
            elif note.say is not None:
                held.append(HeldNote(note.id, note.say))
        return tuple(held)

    @property
    def all_reasons(self) -> tuple[Reason, ...]:
        """Return the criteria that carry the verdict, by holding or by not holding."""
        return tuple(reasons(self._at, self._applicable, self.criteria, self._outcome))

    @property
    def reasons(self) -> tuple[Reason, ...]:
        return tuple(reason for reason in self.all_reasons if reason.is_reached)

    @property
    def not_reached(self) -> tuple[Reason, ...]:
        """Return the criteria that carry the verdict by not holding: what it asks to be absent, or rules others out."""
        return tuple(reason for reason in self.all_reasons if not reason.is_reached)

    @property
    def settled_by(self) -> dict[str, str]:
        return settled_by(self._at, self._applicable, self._outcome)

    @property
    def decisive(self) -> tuple[str, ...]:
        return decisive(self._at, self._applicable)

    @property
    def settled_criteria(self) -> dict[str, dict[str, str]]:
        """Return for each criterion of a list that is settled the fewest given answers that force it."""
        at, answers = self._at, self._applicable
        settled = (c for c, state in self.criteria.items() if state.reach is not None and self.rulebook.lists)
        return {criterion: because(at, criterion, answers) for criterion in settled}

    @property
    def all_changes(self) -> tuple[tuple[Change, ...], bool]:
        """Return the changes to other verdicts, and whether there are more."""
        return changes(self._at, self._applicable, self._outcome)

    @property
    def changes(self) -> tuple[Change, ...]:
        """Fewest answers first, at most 20."""
        return self.all_changes[0]

    @property
    def more_changes(self) -> bool:
        return self.all_changes[1]

    @property
    def today(self) -> str | None:
        """Return the day for which all this is told; None where no date is compared with it."""
        is_compared = any(TODAY in part.ranges for part in self._at.linked.values())
        return self._given.get(TODAY) if is_compared else None

    @property
    def days(self) -> dict[str, str]:
        """Return the days that matter, without those that depend on what is not known."""
        return named_days(self._at, self._applicable)

    @property
    def holds_until(self) -> tuple[str, tuple[str, ...]] | None:
        """Return the last day of the results while nothing is answered otherwise, and which verdicts the next can have.

        None where they stay so, and while not each of them is certain.
        """
        stays = stays_until(self._at, self._applicable) if self.is_settled and self._at.linked else None
        if stays is None:
            return None
        verdicts = self.rulebook.verdicts
        return iso(stays[0]), tuple(verdict for place, verdict in enumerate(verdicts) if stays[1] >> place & 1)

    @property
    def next_question(self) -> str | None:
        if self._next is False:
            self._next = next_question(self._residual, self.mode)
        return self._next

    @property
    def questions_left(self) -> tuple[int, int]:
        """Return how many questions are usually, and at most, left."""
        if self.next_question is None:
            return 0, 0
        return questions_left(self._residual, self.mode)

    @property
    def usually_left(self) -> int:
        return self.questions_left[0]

    @property
    def at_most_left(self) -> int:
        return self.questions_left[1]

    @property
    def open_questions(self) -> tuple[OpenQuestion, ...]:
        questions = self.rulebook.questions
        return tuple(
            OpenQuestion(q, UNKNOWN if self._answers.get(q) == UNKNOWN else "not_asked", questions[q].answered_by)
            for q in open_questions(self._residual, self._outcome)
        )

    @property
    def open_for_verdict(self) -> tuple[str, ...]:
        """Return those of the open questions that can still alter the verdict itself, in the order of asking."""
        return open_for_verdict(self._residual)

    @property
    def open_in_criteria(self) -> dict[str, tuple[str, ...]]:
        at, answers = self._at, self._applicable
        return {
            criterion: () if state.reach is not None else open_in_criterion(at, criterion, answers)
            for criterion, state in self.criteria.items()
        }


def evaluate(
    rulebook: Rulebook, answers: GivenAnswers, audience: str | None = None, mode: Mode = "quick"
) -> Evaluation:
    """Evaluate answers, whether complete or not, as one audience may know them; the person's own if none is named.

    For any other audience than the person themself only those answers count that it may see and that its own
    evaluation would have asked. Raises AppError `invalid` for an unknown question or audience, and for an unknown
    answer where it could make a difference.
    """
    at = compiled(rulebook)
    if not answers.keys() <= at.names:
        raise AppError("invalid", _unknown_question(rulebook, answers))
    given, answers = answers, coded(at.codings, answers) if at.codings else answers
    if audience is None or audience == own(rulebook):
        return Evaluation(at, answers, own(rulebook), mode, given=given)
    if audience not in rulebook.audiences:
        names = ", ".join(f"`{name}`" for name in rulebook.audiences)
        raise AppError("invalid", f"unknown audience{nearest(audience, rulebook.audiences)}; expected one of {names}")
    at = compiled(as_read(rulebook, audience, answers))
    # Which questions were asked can depend on hidden answers, so answers that it would not have asked go too.
    answers = effective_answers(at, answers, mode)
    shown = {q: given[q] for q in answers} if at.codings else None
    answers = coded(at.linked, answers) if at.linked else answers
    return Evaluation(at, answers, audience, mode, given=shown)


def _unknown_question(rulebook: Rulebook, answers: GivenAnswers) -> str:
    names = sorted(set(answers) - set(rulebook.questions) - {TODAY})
    return "unknown question" + nearest(names[0], rulebook.questions)
