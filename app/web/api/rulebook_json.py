"""A rulebook as JSON: everything it says in every language, and the schema of the answers it takes."""

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any, assert_never

from app.disclosure import periods
from app.rulebook.amendment import ConsentNeeded
from app.rulebook.calendar import Span, iso
from app.rulebook.conditions import (
    All,
    AnyCriterion,
    Chosen,
    Comparison,
    Condition,
    Count,
    CriterionReaches,
    Lapse,
    Not,
    Points,
    QuestionIs,
    Term,
    Unless,
    VerdictIs,
    inside,
)
from app.rulebook.conditions import Any as AnyOf
from app.rulebook.dates import DateRange, NamedDay
from app.rulebook.decision_table import DecisionTable
from app.rulebook.files import NO_OVERLAY
from app.rulebook.letter import Letter
from app.rulebook.library import Library
from app.rulebook.model import UNKNOWN, Note, Question, Rulebook
from app.rulebook.numbers import Number
from app.rulebook.parsing.audience_texts import OTHER
from app.rulebook.request import Request
from app.rulebook.text import Text

Json = dict[str, Any]
Part = Text | None | tuple[Text, ...] | Mapping[str, Text]


def listed(library: Library, id: str) -> Json:
    """The title is that of the last edition, of which a draft is one only where there is nothing else."""
    editions = library.editions(id, NO_OVERLAY)
    last = [edition for edition in editions if not edition.draft] or editions
    own = library.organisations(id)
    return {
        "id": id,
        "title": _text(last[-1].title),
        "editions": _editions(editions),
        "organisations": [
            {"id": each.id, "name": _text(each.name), "editions": _editions(library.editions(id, each.id))}
            for each in own
        ],
    }


def _editions(editions: Iterable[Rulebook]) -> list[Json]:
    return [
        {
            "version": e.version,
            "digest": e.digest,
            "in_force": periods(e),
            "draft": e.draft and e.draft.as_json(),
            "left_out": [question for question in e.questions if question in e.left_out],
        }
        for e in editions
    ]


def published(book: Rulebook) -> Json:
    return {
        "id": book.id,
        "version": book.version,
        "title": _text(book.title),
        "outcome": "list" if book.lists else "verdict",
        "digest": book.digest,
        "in_force": periods(book),
        "draft": book.draft and book.draft.as_json(),
        **_with_other(about=book.about, people=book.people, common=book.common, extents=book.extents),
        "readings": _texts(book.readings),
        "sources": {
            s.id: {"title": _text(s.title), "where": _text(s.where), "url": s.url, "date": s.date}
            for s in book.sources.values()
        },
        "clauses": {c.id: {"source": c.source, "text": _text(c.text)} for c in book.clauses.values()},
        "parameters": {
            p.id: {"title": _text(p.title), "value": _json_number(p.value), **_number(p.number)}
            for p in book.parameters.values()
        },
        "differences": {
            d.id: {"title": _text(d.title), "from": d.since, "to": d.until} for d in book.differences.values()
        },
        "days": {d.id: _named_day(d) for d in book.days.values()},
        "terms": {name: _condition(term) for name, term in book.terms.items()},
        "questions": {q.id: _question(q) for q in book.questions.values()},
        **_grounds(book),
        **_consequences(book),
        "laws": [{"id": law.id, "say": _text(law.say)} for law in book.laws],
        "audiences": {a: [q for q in book.questions if q in seen] for a, seen in book.audiences.items()},
        "organisation": _organisation(book),
    }


def _organisation(book: Rulebook) -> Json | None:
    own = book.organisation
    if own is None:
        return None
    return {
        "id": own.id,
        "name": _text(own.name),
        "changes": [
            {
                "id": change.id,
                "effect": change.effect,
                "why": _text(change.why),
                "agreed_by": _text(change.agreed_by),
                "agreed_on": change.agreed_on,
                "consent": change.consent and {"by": _text(change.consent.by), "on": change.consent.on},
                "touches": change.touches,
            }
            for change in own.amendments
        ],
    }


def answers_schema(book: Rulebook) -> Json:
    """Without the questions that are not asked here."""
    questions = (q for q in book.questions.values() if q.id not in book.left_out)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"Answers under {book.id} {book.version}",
        "type": "object",
        "properties": {q.id: _answer_schema(q) for q in questions},
        "additionalProperties": False,
    }


def _answer_schema(question: Question) -> Json:
    if not question.many and not question.amount:
        return {"enum": list(question.possible)}
    known = _known_answer_schema(question)
    return {"anyOf": [known, {"const": UNKNOWN}]} if question.can_be_unknown else known


def _known_answer_schema(question: Question) -> Json:
    if question.number:
        number = _number(question.number)
        # JSON Schema counts steps from 0.
        steps = {} if question.number.low % question.number.step else {"multipleOf": number["step"]}
        return {"type": "number", "minimum": number["minimum"], "maximum": number["maximum"], **steps}
    if question.date:
        return {"type": "string", "format": "date", **_days(question.date)}
    bounds = {"minItems": question.how_many.least or None, "maxItems": question.how_many.most}
    given = {name: number for name, number in bounds.items() if number is not None}
    return {"type": "array", "items": {"enum": list(question.answers)}, "uniqueItems": True, **given}


def _days(days: DateRange) -> Json:
    return {"formatMinimum": iso(days.first), "formatMaximum": iso(days.last)}


def _text(text: Text | None) -> Json | None:
    return None if text is None else {"nl": text.nl, "en": text.en}


def _texts(texts: Mapping[str, Text]) -> Json:
    return {key: _text(text) for key, text in texts.items()}


def _with_other(**parts: Part) -> Json:
    """Under each name what the person reads, and under the name with `_other` what all others do."""
    others = {name + OTHER: _each(part, lambda text: _text(text and text.other)) for name, part in parts.items()}
    return {name: _each(part, _text) for name, part in parts.items()} | others


def _each(part: Part, shape: Callable[[Text | None], Json | None]) -> object:
    match part:
        case Mapping():
            return {key: shape(text) for key, text in part.items()}
        case tuple():
            return [shape(text) for text in part]
        case _:
            return shape(part)


def _number(number: Number) -> Json:
    ends = {"minimum": number.low, "maximum": number.high, "step": number.step}
    return {"unit": _text(number.unit), **{name: _json_number(value) for name, value in ends.items()}}


def _json_number(value: Decimal) -> int | float:
    return int(value) if value == int(value) else float(value)


def _question(q: Question) -> Json:
    change = q.can_be_changed
    return {
        **_with_other(ask=q.ask, help=q.help, why=q.why or Text(), answers=q.answers, unknown=q.unknown),
        "help_lines": _text(q.help_lines),
        "choose": "any" if q.many else "one",
        "can_be_unknown": q.can_be_unknown,
        "min": q.how_many.least or None,
        "max": q.how_many.most,
        "number": q.number and _number(q.number),
        "date": q.date and {"from": iso(q.date.first), "to": iso(q.date.last)},
        "asked_when": _condition(q.asked_when),
        "answered_by": q.answered_by,
        "sensitivity": q.sensitivity,
        "can_be_changed": change and {"by": change.by, "to": change.to},
        "source": q.source,
    }


def _grounds(book: Rulebook) -> Json:
    return {
        "criteria": {
            c.id: {
                **_with_other(title=c.title, not_reached=c.not_reached),
                "source": c.source,
                "reaches": {
                    line.extent: {
                        **_when(line.when), **_with_other(because=line.because), "reading": line.readings
                    }
                    for line in c.reaches
                },
                "table": c.table and _table(c.table),
                "narrowing_needs": c.narrowing_needs and _consent_needed(c.narrowing_needs),
            }
            for c in book.criteria.values()
        },
        "verdicts": {
            v.id: {
                "when": _condition(v.when),
                **_with_other(title=v.title, say=v.say, then=v.then),
                "source": v.source,
            }
            for v in book.verdicts.values()
        },
        **_with_other(undetermined=book.undetermined),
    }  # fmt: skip


def _consent_needed(needed: ConsentNeeded) -> Json:
    return {
        "consent_of": _text(needed.consent_of),
        "because": _text(needed.because),
        "source": needed.source,
    }


def _table(table: DecisionTable) -> Json:
    rows = ({"when": [_condition(cell) for _, cell in row.cells], "reach": row.extent} for row in table.rows)
    return {"of": table.columns, "hit": table.hit, "rows": list(rows)}


def _consequences(book: Rulebook) -> Json:
    return {
        "requirements": {
            r.id: {
                "owner": r.owner,
                "applies_when": _condition(r.applies_when),
                "met_when": _condition(r.met_when),
                **_with_other(met=r.met, not_met=r.not_met, open=r.open),
                "source": r.source,
            }
            for r in book.requirements.values()
        },
        "actions": {
            a.id: {
                "owner": a.owner,
                "when": _condition(a.when),
                **_with_other(say=a.say),
                "message": _text(a.message),
                "source": a.source,
            }
            for a in book.actions.values()
        },
        "notes": {n.id: _note(n) for n in book.notes.values()},
        "letters": {each.id: _letter(each) for each in book.letters.values()},
        "request": book.request and _request(book.request),
    }


def _note(note: Note) -> Json:
    return {
        "when": _condition(note.when),
        **_with_other(heading=note.heading, say=note.say, say_each=note.say_each),
        "for_each": note.for_each,
        "source": note.source,
    }


def _request(request: Request) -> Json:
    return {name: getattr(request, name) for name in ("made", "reply", "no_reply", "replied", "duties")}


def _letter(letter: Letter) -> Json:
    return {
        "by": "hr" if letter.by_hr else "person",
        "title": _text(letter.title),
        "when": _condition(letter.when),
        "text": _text(letter.text),
        "fields": {f.id: {"label": _text(f.label), "help": _text(f.help)} for f in letter.fields.values()},
    }


def _condition(condition: Condition | None) -> Json | None:
    """Return a condition as one pair, as in the rulebook file; lists where the file may have one name."""
    match condition:
        case None:
            return None
        case QuestionIs(question, answers, compared):
            return {question: _compared(compared) if compared else answers}
        case Lapse(difference):
            return {difference: {condition.word: _span(condition.span)}}
        case CriterionReaches(criterion, extents):
            return {"criterion": {criterion: extents}}
        case AnyCriterion(extents):
            return {"any_criterion": extents}
        case VerdictIs(verdicts):
            return {"verdict": verdicts}
        case _:
            return _joined(condition, [_condition(part) for part in inside(condition)])


def _named_day(day: NamedDay) -> Json:
    about = {"title": _text(day.title), **_with_other(then=day.then), "due": day.due}
    if day.span:
        return {**about, "from": day.date, "span": _span(day.span)}
    return {**about, day.which: day.date, "where": _condition(day.where)}


def _when(condition: Condition) -> Json:
    if isinstance(condition, Unless):
        when, denied = condition.of
        return {"when": _condition(when), "unless": _condition(inside(denied)[0])}
    return {"when": _condition(condition)}


def _span(span: Span) -> Json:
    return {span.unit: span.amount, **({"first_day_counts": True} if span.first_day_counts else {})}


def _compared(compared: Comparison | Chosen) -> Json:
    if isinstance(compared, Chosen):
        return {compared.word: compared.answers}
    values = [_json_number(value) for value in compared.values]
    return {compared.word: values if compared.word == "between" else values[0]}


def _joined(condition: All | AnyOf | Not | Count | Term | Points, parts: list[Json | None]) -> Json:
    match condition:
        case All():
            return {"all": parts}
        case AnyOf():
            return {"any": parts}
        case Not():
            return {"not": parts[0]}
        case Count():
            return {condition.word: condition.number, "of": parts}
        case Term(name):
            return {"term": name}
        case Points(name):
            each = [{"when": part, "points": worth} for part, worth in zip(parts, condition.points, strict=True)]
            return {"points": name, "of": each, "compared": _compared(condition.compared)}
        case _:
            assert_never(condition)
