"""Parts that nothing leads to, or that lead to nothing."""

from collections.abc import Iterator
from dataclasses import replace

from app.engine.build import HELD, MET, NOT_MET, Builder
from app.engine.evaluate import evaluate
from app.problems import Problem, SourceLocation
from app.rulebook.banding import conditions_of
from app.rulebook.checks.gates import gate_cycle
from app.rulebook.conditions import All, Condition, QuestionIs, parts
from app.rulebook.model import NOT_RELIED_ON, Note, Question, Rulebook
from app.rulebook.parsing.diagnostics import Reading
from app.verify.checks.tried_criteria import Trying
from app.verify.symbolic import Given, Pair, Proof


def unreachable(proof: Proof) -> Iterator[Problem]:
    for decision in proof.decisions:
        possible = proof.outcomes(decision.diagram)
        for outcome, (what, place, when) in _wanted(proof.rulebook, decision.kind, decision.id).items():
            if not possible & outcome:
                # What others take from it is superfluous, perhaps on purpose; what can never hold is a mistake.
                taken = when is not None and proof.builder.condition(when) != proof.forest.false
                found = "that what stands before it takes all" if taken else "none"
                message = f"expected some answers to lead to {what}, found {found}"
                yield Problem(place, "unreachable", message, level="warning" if taken else "problem")


def _wanted(book: Rulebook, kind: str, name: str) -> dict[int, tuple[str, SourceLocation, Condition | None]]:
    """Return the outcomes that a decision must have, with what each is called and where it stands.

    Where the first of several that hold counts, there is also the condition of each.
    """
    match kind:
        case "verdict":
            # Of a list that leaves them out nobody can mend that something on it always holds.
            verdicts = enumerate(() if book.implies_verdicts else book.verdicts.values())
            return {1 << i: (f"verdict `{v.id}`", v.place, v.when or All(())) for i, v in verdicts}
        case "criterion":
            extents = list(book.extents)
            place, lines = book.criteria[name].place, book.criteria[name].reaches
            return {1 << extents.index(e.extent): (f"`{name}` reaching `{e.extent}`", place, e.when) for e in lines}
        case "requirement":
            place = book.requirements[name].place
            return {MET: (f"`{name}` being met", place, None), NOT_MET: (f"`{name}` not being met", place, None)}
        case "action":
            return {HELD: (f"action `{name}`", book.actions[name].place, None)}
        case "letter":
            return {HELD: (f"letter `{name}`", book.letters[name].place, None)}
        case _:
            return {HELD: (f"note `{name}`", book.notes[name].place, None)}


def untold_answer(proof: Proof) -> Iterator[Problem]:
    """Find chosen answers for which a note should speak and never does, although the note itself can be reached."""
    book = proof.rulebook
    for note, question in _for_each(book):
        answers = proof.witness(proof.builder.condition(note.when))
        for chosen in () if answers is None else question.answers:
            if not _speaks(book, note, answers or {}, chosen):
                message = f"expected some answers to lead to what `{note.id}` says for `{chosen}`, found none"
                yield Problem(note.place, "unreachable", message)


def _speaks(book: Rulebook, note: Note, answers: Given, chosen: str) -> bool:
    question = book.questions[str(note.for_each)]
    held = evaluate(book, {**answers, question.id: question.how_many.filled((chosen,), question.answers)}).notes
    return any((each.id, each.answer) == (note.id, chosen) for each in held)


def _for_each(book: Rulebook) -> list[tuple[Note, Question]]:
    """Return the notes that speak for each chosen answer, each with its question."""
    notes = [(note, note.for_each) for note in book.notes.values() if note.for_each]
    return [(note, book.questions[question]) for note, question in notes if question not in book.left_out]


def unused_question(proof: Proof) -> Iterator[Problem]:
    read = {level for decision in proof.decisions for level in proof.forest.support(decision.diagram)}
    spoken_of = {note.for_each for note in proof.rulebook.notes.values()}
    linked = {id: part for id, part in proof.rulebook.linked.items() if id in proof.level}
    for question in proof.rulebook.questions.values():
        if question.many and not question.choices:
            used = question.id in spoken_of
        elif question.date:
            used = any(question.id in part.dates and proof.level[id] in read for id, part in linked.items())
        else:
            used = proof.level[question.id] in read
        if not used and question.id not in proof.rulebook.left_out:
            message = f"expected the answer to `{question.id}` to change something, found that it changes nothing"
            yield Problem(question.place, "unused_question", message)


def unused_answer(proof: Proof) -> Iterator[Problem]:
    """Find answers that mean exactly what another means, although neither a condition nor `same_as` says so."""
    stated = list(_stated(proof.rulebook))
    for question in (each for each in proof.order if each.id not in proof.rulebook.linked):
        named = [set(part.answers) for part in stated if part.question == question.id]
        own = [answer for answer in question.answers if answer not in (NOT_RELIED_ON, *question.same_as)]
        silent = [answer for answer in own if not any(answer in answers for answers in named)]
        # Nothing names the numbers on both sides of what `between` holds for.
        if len(silent) > 1 and question.id not in proof.rulebook.codings:
            first, *others = (f"`{answer}`" for answer in silent)
            message = f"expected each answer of `{question.id}` to matter, found no condition that tells {first}"
            yield Problem(question.place, "unused_answer", f"{message} from {', '.join(others)}", level="warning")
        for one, other in _alike(proof, question, own):
            if any((one in answers) != (other in answers) for answers in named):
                message = f"expected `{one}` and `{other}` of `{question.id}` to lead apart, as a condition does"
                message = f"{message}, found that nothing follows from it"
                yield Problem(question.place, "unused_answer", message, level="warning")


def not_the_same(proof: Proof) -> Iterator[Problem]:
    """Find answers that lead to something else than the one that they are declared the same as."""
    for question in proof.order:
        for one, other in question.same_as.items():
            if pair := _told_apart(proof, question, one, other):
                message = f"expected `{one}` to lead to the same as `{other}`, as `same_as` says, found a difference"
                yield Problem(question.place, "not_the_same", f"{message} for {pair}", pair.sets)


def _told_apart(proof: Proof, question: Question, one: str, other: str) -> Pair | None:
    for decision in proof.decisions:
        given = (proof.given(decision.diagram, question.id, answer) for answer in (one, other))
        answers = proof.witness(proof.forest.differ(*given))
        if answers is not None:
            return Pair(answers, question.id, one, other)
    return None


def _alike(proof: Proof, question: Question, answers: list[str]) -> Iterator[tuple[str, str]]:
    """Yield answers from which the same follows, each with the first of its kind; none where nothing ever does."""
    nodes = proof.nodes.get(proof.level[question.id], ())
    first: dict[tuple[int, ...], str] = {}
    places = list(question.answers)
    for answer in answers if nodes else ():
        # Diagrams are reduced: from two answers the same follows exactly where it does at each node of the question.
        one = first.setdefault(tuple(proof.forest.kids[n][places.index(answer)] for n in nodes), answer)
        if one != answer:
            yield one, answer


def _stated(book: Rulebook) -> Iterator[QuestionIs]:
    for condition in conditions_of(book):
        yield from (part for part in parts(condition) if isinstance(part, QuestionIs))


def unused_criterion(proof: Proof) -> Iterator[Problem]:
    book, trying = proof.rulebook, Trying(proof)
    if book.lists:
        return  # each criterion is itself an outcome
    for criterion in (each for each in book.criteria.values() if not trying.decides(each.id)):
        without = replace(book, criteria={**book.criteria, criterion.id: replace(criterion, reaches=())})
        other = Builder(without, proof.forest).decisions()
        pairs = zip(proof.decisions, other, strict=True)
        if all(a.diagram == b.diagram for a, b in pairs if (a.kind, a.id) != ("criterion", criterion.id)):
            message = f"expected `{criterion.id}` to change a verdict, action or note, found that it changes nothing"
            yield Problem(criterion.place, "unused_criterion", message)


def unused_clause(proof: Proof) -> Iterator[Problem]:
    book = proof.rulebook
    cited = _cited(book)
    for clause in book.clauses.values():
        if clause.id not in cited:
            message = f"expected something to rest on clause `{clause.id}`, found nothing"
            yield Problem(book.place, "unused_clause", message)


def unused_source(proof: Proof) -> Iterator[Problem]:
    book = proof.rulebook
    used = {book.clauses[clause].source for clause in _cited(book) if clause in book.clauses}
    for source in book.sources:
        if source not in used:
            message = f"expected something to rest on a clause of source `{source}`, found nothing"
            yield Problem(book.place, "unused_source", message)


def _cited(book: Rulebook) -> set[str]:
    sourced = (book.questions, book.criteria, book.verdicts, book.requirements, book.actions, book.notes)
    needs = (criterion.narrowing_needs for criterion in book.criteria.values())
    resting = [*(each for section in sourced for each in section.values()), *filter(None, needs)]
    return {clause for each in resting for clause in each.source}


def circle_of_gates(rulebook: Rulebook) -> Iterator[Problem]:
    """Of such questions no diagram can be made."""
    for place, message in gate_cycle(rulebook, Reading([])):
        yield Problem(place, gate_cycle.__name__, message)


def closed_gate(proof: Proof) -> Iterator[Problem]:
    for question in proof.order:
        if question.asked_when is not None:
            yield from _behind(proof, question)
    for note, question in _for_each(proof.rulebook):
        yield from _told_behind(proof, note, question)


def _behind(proof: Proof, question: Question) -> Iterator[Problem]:
    gate = proof.builder.gate(question)
    for decision in proof.decisions:
        for one, other, where in proof.pairs(decision.diagram, question.id):
            answers = proof.witness(proof.except_where(where, gate))
            if answers is not None:
                pair = Pair(answers, question.id, one, other)
                message = f"expected `{question.id}` to be idle behind its closed gate, found a difference for {pair}"
                yield Problem(question.place, "closed_gate", message, pair.sets)
                return


def _told_behind(proof: Proof, note: Note, question: Question) -> Iterator[Problem]:
    where = proof.except_where(proof.builder.condition(note.when), proof.builder.gate(question))
    answers = proof.witness(where)
    chosen = next(iter(question.answers))
    if answers is not None and _speaks(proof.rulebook, note, answers, chosen):
        pair = Pair(answers, question.id, chosen, None)
        message = f"expected `{question.id}` to be idle behind its closed gate, found `{note.id}` differ for {pair}"
        yield Problem(question.place, "closed_gate", message, pair.sets)
