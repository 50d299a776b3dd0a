"""Every state of every page, with an address at which it can be seen."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from app.cases.submit import is_for_hr
from app.rulebook.model import NONE_OF_THESE, Rulebook
from app.rulebook.roles import own
from app.rulebook.text import Language, Text
from app.rulebook.variants import asks_about_health
from app.storybook import employee_stories, on_device_pages
from app.storybook.example_visits import at_first, by_outcome, by_page, leaving_out, ways
from app.storybook.hr_stories import HrStories
from app.storybook.sample_organisation import SampleOrganisation
from app.storybook.story import Sent, Story
from app.web.context import PageContext
from app.web.forms import ANSWER
from app.web.questionnaire.pages import QuestionnairePages
from app.web.rendering.templates import address
from app.web.visits import visit
from app.web.visits.visit import Page, Visit


class Stories:
    """List the states in one language."""

    def __init__(self, context: PageContext, organisation: SampleOrganisation) -> None:
        self._site = context.site
        self._organisation = organisation
        self._language: Language = context.language
        self._here = context.site.pages.here
        self._asking = QuestionnairePages(context)

    def all(self) -> list[Story]:
        here = (book for book in self._site.service.library if self._language in book.languages)
        editions = [story for book in here for story in self._of(book)]
        return [*editions, *self._of_no_edition()]

    def _of(self, book: Rulebook) -> Iterator[Story]:
        yield from self._start(book)
        yield from self._questions(book)
        yield from self._answers(book)
        yield from self._outcomes(book)
        for page in ("source", "rules", "picture"):
            where = address(self._here, self._language, book, page, version=True)
            yield Story(f"rules/{page}.html", "", where, about=book.edition)
        yield from self._compare(book)
        yield from self._tryout(book)

    def _of_no_edition(self) -> Iterator[Story]:
        here = f"/{self._language}"
        yield Story("rules/rulebooks.html", "some", f"{here}/storybook/rulebooks")
        yield Story("rules/rulebooks.html", "none", f"{here}/storybook/no-rulebooks")
        yield Story("questionnaire/receipt.html", "", f"{here}/receipt")
        yield Story("questionnaire/embed.html", "", f"{here}/embed")
        yield Story("questionnaire/privacy.html", "", f"{here}/privacy")
        yield Story("questionnaire/privacy.html", "office", f"{here}/storybook/office/privacy")
        yield Story("questionnaire/privacy.html", "without_health", f"{here}/storybook/without-health/privacy")
        yield Story("questionnaire/accessibility.html", "", f"{here}/accessibility")
        yield Story("storybook/storybook.html", "", f"{here}/storybook")
        yield Story("error.html", "404", f"{here}/nothing/here", 404)
        yield Story("error.html", "410", f"{here}/check/broken", 410)
        for status in (400, 413, 429, 503):
            yield Story("error.html", str(status), f"{here}/storybook/refused/{status}", status)
        yield Story("error.html", "500", f"{here}/storybook/failed", 500)
        below = {"on-device": on_device_pages.stories(self._site)}
        if any(map(is_for_hr, self._site.service.library)):
            below |= {
                "office": employee_stories.stories(self._organisation.site),
                "desk": HrStories(self._organisation).all(),
            }
        for folder, stories in below.items():
            for each in stories:
                yield replace(each, address=f"{here}/storybook/{folder}/{each.address}")

    def _start(self, book: Rulebook) -> Iterator[Story]:
        if book.draft:
            yield Story(
                "questionnaire/start.html", "draft", address(self._here, self._language, book), about=book.edition
            )
            return
        first, last = book.in_force[0], book.in_force[-1]
        days = {"not_yet": first.since - timedelta(1), "in_force": first.since}
        days |= {"historical": last.until + timedelta(1)} if last.until else {}
        here = f"/{self._language}/storybook"
        own = f"?organisation={book.organisation.id}" if book.organisation else ""
        for state, day in days.items():
            yield Story("questionnaire/start.html", state, f"{here}/{day}/{book.id}{own}", about=book.edition)
        if asks_about_health(book):
            where = f"{here}/without-health/{book.id}{own}"
            yield Story("questionnaire/start.html", "without_health", where, about=book.edition)

    def _questions(self, book: Rulebook) -> Iterator[Story]:
        for step, way in by_page(self._ways(book)).items():
            question = book.questions[step] if isinstance(step, str) else None
            page, about = (
                ("questionnaire/question.html", question.ask[self._language])
                if question
                else ("questionnaire/personal.html", "")
            )
            first = self._asking.address(at_first(way, step))
            yield Story(page, "first", first, about=about)
            yield Story(page, "answered", self._asking.address(visit.change(way, step)), about=about)
            yield Story(page, "missing", first, 422, (), about=about)
            if question and question.many:
                several = (("answer", next(iter(question.answers))), ("answer", NONE_OF_THESE))
                yield Story(page, "several", first, 422, several, about=about)
                if question.how_many.most is not None:
                    too_many = tuple(("answer", answer) for answer in question.answers)
                    yield Story(page, "count", first, 422, too_many, about=about)

    def _answers(self, book: Rulebook) -> Iterator[Story]:
        by_state = {"enough": self._first(book, decides=False), "decides": self._first(book, decides=True)}
        by_state["left_out"] = self._left_out(book)
        for state, way in by_state.items():
            if way:
                yield Story("questionnaire/answers.html", state, self._asking.address(way), about=book.edition)

    def _ways(self, book: Rulebook) -> tuple[Visit, ...]:
        return ways(book, self._site.service.today)

    def _first(self, book: Rulebook, *, decides: bool) -> Visit | None:
        return next((way for way in self._ways(book) if bool(way.evaluation().decisive) is decides), None)

    def _left_out(self, book: Rulebook) -> Visit | None:
        way = by_page(self._ways(book)).get(Page.PERSONAL)
        return leaving_out(way) if way else None

    def _outcomes(self, book: Rulebook) -> Iterator[Story]:
        for (kind, id), way in by_outcome(self._ways(book)).items():
            state = id if kind != "verdict" else "certain" if id else "undetermined"
            yield self._outcome(state, way, _title_of(book, kind, id))
        left_out = self._left_out(book)
        if left_out:
            yield self._outcome("left_out", left_out, book.title)

    def _outcome(self, state: str, way: Visit, about: Text) -> Story:
        return Story(
            "questionnaire/outcome.html", state, f"{self._asking.address(way)}/outcome", about=about[self._language]
        )

    def _compare(self, book: Rulebook) -> Iterator[Story]:
        page = f"/{self._language}/{book.id}/compare?old="
        for other in self._site.service.library.every_edition(book.id):
            state = "same" if other.edition == book.edition else "different"
            about = f"{other.edition} - {book.edition}"
            yield Story("rules/compare.html", state, f"{page}{other.edition}&new={book.edition}", about=about)

    def _tryout(self, book: Rulebook) -> Iterator[Story]:
        page = address(self._here, self._language, book, "try", version=True)
        yield Story("rules/try.html", "first", page, about=book.edition)
        wrong = ((f"{ANSWER}{next(iter(book.questions))}", "?"),)
        yield Story("rules/try.html", "wrong", page, 422, wrong, about=book.edition)
        for (kind, id), way in by_outcome(self._ways(book)).items():
            if kind == "verdict":
                about = _title_of(book, kind, id)[self._language]
                yield Story("rules/try.html", "answered", page, sends=_sent(way), about=about)


def _title_of(book: Rulebook, kind: str, id: str) -> Text:
    if kind == "verdict":
        return book.verdict_title(id or None)
    requirement = book.requirements[kind]
    return {"met": requirement.met, "not_met": requirement.not_met}.get(id, requirement.open)


def _sent(way: Visit) -> Sent:
    each = {q: (a,) if isinstance(a, str) else a for q, a in way.answers.items()}
    chosen = tuple((f"{ANSWER}{question}", answer) for question, answers in each.items() for answer in answers)
    return (*chosen, ("audience", own(way.rulebook)), ("mode", way.mode), ("example", "yes"))
