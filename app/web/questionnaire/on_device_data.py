"""What a browser needs to ask and tell by itself: a rulebook's diagrams, and the texts of what they lead to."""

from collections.abc import Iterable
from typing import Any

from markupsafe import Markup, escape

from app.claims.claims import ASIDE, CLAIMS
from app.claims.facts import of_question
from app.claims.wording import Claims, sentence
from app.engine.compile import compiled
from app.engine.export import numbered
from app.rulebook.dependencies import basis, bears_on
from app.rulebook.model import NOT_RELIED_ON, UNKNOWN, Question, Rulebook
from app.rulebook.text import Language
from app.web.questionnaire.outcome import counts_told, line_told, missing_told, others_who_can_tell
from app.web.rendering.location import PageLocation
from app.web.rendering.templates import macros

Json = dict[str, Any]
PLACES = Markup("<!--0-->"), Markup("<!--1-->"), Markup("<!--2-->")
"""Where the browser puts what it has worked out."""

ERRORS = ("missing", "personal", "answer")
"""What can be wrong with a page that asks: one question, whether to answer them at all, or one that all can answer."""


def sheet(rulebook: Rulebook, language: Language, place: PageLocation) -> Json:
    """Return what is ready for JSON, and knows no answers."""
    return _Sheet(rulebook, language, place).as_json()


class _Sheet:
    """Write the sheet of one rulebook: pieces of HTML, made as the pages make them, with places to fill."""

    def __init__(self, book: Rulebook, language: Language, place: PageLocation) -> None:
        self._book = book
        self._language: Language = language
        self._at = compiled(book)
        self._form = macros(language, "questionnaire/question_form.html", {"rulebook": book}, place)
        self._part = macros(language, "questionnaire/outcome_parts.html", {"rulebook": book}, place)
        self._device = macros(language, "questionnaire/device.html", {"rulebook": book}, place)

    def as_json(self) -> Json:
        book = self._book
        return {
            **numbered(self._at),
            "questions": [self._question(book.questions[question].decided) for question in self._at.level],
            "verdicts": [self._verdict(verdict) for verdict in book.verdicts],
            "undetermined": self._box(None),
            "required": [self._requirement(requirement) for requirement in book.requirements],
            "grounded": [self._criterion(criterion) for criterion in book.criteria],
            "acts": [self._action(action) for action in book.actions],
            "noted": [self._note(note) for note in book.notes],
            "parts": self._parts(),
        }

    def _people(self, ids: Iterable[str]) -> list[str]:
        # Escaped, as templates do it: the script puts texts into the page as HTML.
        return [escape(self._book.people[each][self._language]) for each in ids]

    def _question(self, question: Question) -> Json:
        book, lang = self._book, self._language
        criteria = [book.criteria[c] for c in bears_on(book, question.id)]
        texts = [*question.answers.items(), (UNKNOWN, question.unknown)]
        ask, direction = question.ask[lang], question.can_be_changed
        missing, claims = missing_told(book, question, lang), Claims(of_question(book, question.id), lang, CLAIMS)
        return {
            "id": question.id,
            "answers": len(question.answers),
            "values": [answer for answer, _ in texts],
            "left_out": list(question.answers).index(NOT_RELIED_ON) if NOT_RELIED_ON in question.answers else -1,
            "pairs": [self._part.pair(question.id, ask, text[lang]) for _, text in texts],
            "form": self._form.question_form(question, criteria, on_device=True),
            "tell": self._people(others_who_can_tell(book, question.id)),
            "by": self._people(direction.by) if direction else [],
            "missing": self._part.missing_answer(missing, claims, PLACES[0]),
        }

    def _said(self, claim: str, **values: Any) -> Markup:
        return sentence(claim, self._language, **values)

    def _verdict(self, id: str) -> Json:
        verdict, part = self._book.verdicts[id], self._part
        title = verdict.title[self._language]
        return {
            "box": self._box(id),
            "item": part.item(title),
            "settled": part.settled_card(verdict, PLACES[0]),
            "change": part.change_to(id, title, PLACES[0], PLACES[1], self._said("becomes")),
        }

    def _box(self, verdict: str | None) -> str:
        book, lang = self._book, self._language
        shown = book.verdicts[verdict] if verdict else None
        number = list(book.verdicts).index(verdict) + 1 if verdict else None
        say = shown.say if shown else book.undetermined[1]
        return str(self._part.verdict_box(shown, number, say[lang], PLACES[0], PLACES[1]))

    def _requirement(self, id: str) -> Json:
        requirement = self._book.requirements[id]
        states = {"met": requirement.met, "not_met": requirement.not_met, "open": requirement.open}
        claims = {state: self._said("in_place" if state == "met" else "condition") for state in states}
        return {
            state: self._part.requirement(requirement.id, state, text[self._language], claims[state])
            for state, text in states.items()
        }

    def _criterion(self, id: str) -> Json:
        book, lang, part = self._book, self._language, self._part
        criterion = book.criteria[id]
        about = {"id": criterion.id, "title": criterion.title[lang], "source": criterion.source, "text": PLACES[0]}
        # By the mask at the end of a walk that leaves only this extent.
        lines = {1 << list(book.extents).index(line.extent): line for line in criterion.reaches}
        counted = {mask: counts_told(book, criterion, line, lang) for mask, line in lines.items()}
        return {
            "rests_on": [self._at.level[question] for question in basis(book, id)],
            "reasons": {
                m: part.reason_card(line_told(book, criterion, line, lang), PLACES[0]) for m, line in lines.items()
            },
            "counting": {mask: part.counting_card(counts) for mask, counts in counted.items()},
            "less": {mask: [escape(counts["text"]), escape(counts["extent"])] for mask, counts in counted.items()},
            "not_reached": escape(criterion.not_reached[lang]),
            "asked_here": not {*basis(book, id)} <= book.left_out,
            "aside": part.aside_item(about, PLACES[1]),
        }

    def _action(self, id: str) -> Json:
        action, lang = self._book.actions[id], self._language
        step = {"id": action.id, "text": action.say[lang], "message": action.message and action.message[lang]}
        return {
            "of": self._part.steps_of(self._people(action.owner), PLACES[0]),
            "html": self._part.step(step),
        }

    def _note(self, id: str) -> Json:
        note, lang = self._book.notes[id], self._language
        heading = note.heading and note.heading[lang]
        texts = note.say_each if note.for_each or note.say is None else {"": note.say}
        return {
            "heading": self._part.headed_note(heading, PLACES[0]) if heading else PLACES[0],
            "for_each": note.for_each,
            "texts": {each: self._part.note_text(note.id, heading, text[lang]) for each, text in texts.items()},
        }

    def _parts(self) -> Json:
        part, one, two = self._part, PLACES[0], PLACES[1]
        count = range(1, len(self._book.criteria) + 1)
        return {
            "pairs": part.in_pairs(one),
            "possible": part.still_possible(one, two),
            "why": part.why(one),
            "counting": part.counts_already(one),
            "steps": [part.steps(""), part.steps(one)],
            "change": part.what_would_change(one, two),
            "changes_of": part.changes_of(one, two),
            "opens": part.change_to("", "", one, two, PLACES[2]),
            "claims": self._claims(),
            "absences": [part.absences(each, one) for each in count],
            "perhaps": part.perhaps(one),
            "aside": [part.aside_all(each, one) for each in count],
            "link": part.answer_now(one),
            **self._asking(),
        }

    def _claims(self) -> Json:
        number = PLACES[0]
        inline = {id: self._said(id) for id in ("final", "left_out_matters", "opens_unknown")}
        aside = {why: self._said(why, people=number, extent=number) for why in ASIDE}
        opens = {"opens": self._said("opens", num=number), "opens_one": self._said("opens", num=1)}
        lines = {id: self._part.claim_line(self._said(id)) for id in ("nothing_changes", "more_ways")}
        return inline | aside | opens | lines

    def _asking(self) -> Json:
        device, (one, two, three) = self._device, PLACES
        return {
            "title": device.title(),
            "question": device.question(one, two, three),
            "at_most": device.at_most(one),
            "last_one": device.last_one(),
            "personal": device.personal(one, self._form.personal_form(on_device=True)),
            "summary": [device.summary(error) for error in ERRORS],
            "fault": [device.fault(error) for error in ERRORS],
            "given": device.given_here(one, two, three),
            "left_out": device.left_out(),
            "mark": self._part.mark(),
            "hangs": [device.hangs(self._part.mark(), self._said(id)) for id in ("hangs", "hangs_open")],
            "rest": [device.rest(count, one, self._said("enough"), self._said("stays", num=count)) for count in (1, 2)],
            "beside": device.beside(),
            "leaving": [device.leaving(1, one), device.leaving(2, one)],
            "words": self._part.words(),
        }
