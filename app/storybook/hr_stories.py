"""Every state of the pages for whoever works with cases."""

from collections.abc import Iterator
from datetime import timedelta

from app.cases.case import Party
from app.cases.ids import key_of
from app.cases.statements import asked_of
from app.cases.submit import read_by_hr
from app.rulebook.model import UNKNOWN, Rulebook
from app.storybook.example_visits import to_the_end
from app.storybook.sample_cases import SECRET, for_samples
from app.storybook.sample_organisation import FORM_KEY, SampleOrganisation
from app.storybook.sample_requests import filled_in, with_requests
from app.storybook.story import Sent, Story
from app.web.visits import visit as visits
from app.web.visits.links import Seals
from app.web.visits.visit import Visit

KEY: Sent = (("form_key", FORM_KEY),)
"""What a form sends in which nothing was filled in."""
OLD: Sent = (*KEY, ("revision", "0"))
"""What a form sends that somebody opened before the case changed."""
CHECKS = ("received", "overdue", "in_hand", "waiting", "open", "stated", "filled_in", "gone")
DECIDED = ("decided", "disagreed", "planned")

PARTS = ("day", "month", "year")


class HrStories:
    """List the states; each address is a set of samples, a seat, and a path below the language."""

    def __init__(self, organisation: SampleOrganisation) -> None:
        self._site = organisation.site
        self._made = organisation.samples()
        self._book = for_samples(self._site.service.library)[0]

    def all(self) -> Iterator[Story]:
        yield from self._accounts()
        yield from self._lists()
        yield from self._of_a_case()
        yield from self._decisions()
        yield from self._replies()
        yield from self._records()
        yield from self._parties()
        yield from self._statements()
        yield from self._fillings()
        yield from self._refusals()

    def _at(self, state: str, page: str = "", who: str = "hr") -> str:
        return f"full/{who}/hr/cases/{self._made.named[state].id}{page}"

    def _accounts(self) -> Iterator[Story]:
        yield Story("hr/sign_in.html", "first", "full/nobody/hr/sign-in")
        yield Story("hr/sign_in.html", "wrong", "full/nobody/hr/sign-in", 422, (("login", "voorbeeld"),))
        yield Story("hr/account.html", "new", "full/fresh/hr/account")
        yield Story("hr/account.html", "first", "full/hr/hr/account")
        yield Story("hr/account.html", "wrong", "full/hr/hr/account", 422, KEY)
        accounts = "full/admin/hr/accounts"
        yield Story("hr/accounts.html", "", accounts)
        yield Story("hr/account_form.html", "new", f"{accounts}/new")
        yield Story("hr/account_form.html", "wrong", accounts, 422, KEY)
        yield Story("hr/account_form.html", "first", f"{accounts}/{self._made.seats['manager'].id}")
        made = (*KEY, ("login", "e.voorbeeld"), ("name", "E. Voorbeeld"), ("role", "hr"))
        yield Story("hr/account_made.html", "", accounts, 200, made)

    def _lists(self) -> Iterator[Story]:
        for state, path in {
            "many": "full/hr/hr",
            "filtered": "full/hr/hr?status=decided&order=due",
            "nothing_fits": "full/hr/hr?code=none",
            "of_manager": "full/manager/hr",
            "none": "empty/hr/hr",
        }.items():
            yield Story("hr/cases.html", state, path)
        for page, path in (("work_list", "todo"), ("statistics", "insight"), ("records", "records")):
            yield Story(f"hr/{page}.html", "many", f"full/hr/hr/{path}")
            yield Story(f"hr/{page}.html", "none", f"empty/hr/hr/{path}")
        yield Story("hr/recheck.html", "first", "full/hr/hr/recheck")
        for book in self._site.service.library:
            if book.id == self._book.id:
                state = "same" if book is self._book else "different"
                old, new = (f"{each.id}:{each.edition}" for each in (self._book, book))
                yield Story("hr/recheck.html", state, f"full/hr/hr/recheck?old={old}&new={new}")

    def _of_a_case(self) -> Iterator[Story]:
        for state in (*CHECKS, *DECIDED):
            yield Story("hr/check_case.html", state, self._at(state))
        yield Story("hr/check_case.html", "of_manager", self._at("decided", who="manager"))
        yield Story("hr/arrangement_case.html", "received", self._at("arrangement"))
        yield Story("hr/arrangement_case.html", "decided", self._at("arranged"))
        yield Story("hr/questions.html", "open", self._at("open", "/questions"))
        yield Story("hr/questions.html", "waiting", self._at("waiting", "/questions"))
        yield Story("hr/questions.html", "missing", self._at("open", "/questions"), 422, KEY)
        what_if = self._at("in_hand", "/what-if")
        yield Story("hr/what_if.html", "first", what_if)
        yield Story("hr/what_if.html", "answered", what_if, 200, (*KEY, *self._unknown("hr")))
        yield Story("hr/conflict.html", "first", self._at("received", "/take"), 409, OLD)

    def _unknown(self, party: Party) -> Sent:
        asked = asked_of(self._book, party)
        return tuple((f"q.{question.id}", UNKNOWN) for question in asked if question.can_be_unknown)

    def _decisions(self) -> Iterator[Story]:
        page = "/decision"
        yield Story("hr/decision.html", "first", self._at("in_hand", page))
        yield Story("hr/decision.html", "waiting", self._at("waiting", page))
        yield Story("hr/decision.html", "arrangement", self._at("arrangement", page))
        yield Story("hr/decision.html", "missing", self._at("in_hand", page), 422, KEY)
        yield Story("hr/conflict.html", "filled_in", self._at("in_hand", page), 409, (*OLD, *self._filled_in()))
        for state in DECIDED:
            yield Story("hr/reopened.html", state, self._at(state, "/again"))
        yield Story("hr/reopened.html", "missing", self._at("decided", "/reopening"), 422, KEY)
        yield Story("hr/letter.html", "decided", self._at("decided", "/letter"))
        yield Story("hr/letter.html", "arrangement", self._at("arranged", "/letter"))

    def _replies(self) -> Iterator[Story]:
        yield Story("hr/requests.html", "many", "full/hr/hr/requests")
        yield Story("hr/requests.html", "none", "empty/hr/hr/requests")
        if "request" not in self._made.named:
            return
        page = self._at("request", "/reply")
        yield Story("hr/reply.html", "first", page)
        yield Story("hr/reply.html", "missing", page, 422, (*KEY, *(("shown", name) for name, _ in self._replied())))
        yield Story("hr/reply.html", "complete", page, 200, (*KEY, *self._replied()))
        yield Story("hr/reply.html", "duties", page, 200, (*KEY, *self._replied(last=True)))
        yield Story("hr/reply_kept.html", "", self._at("replied", "/reply"))
        yield Story("hr/check_case.html", "request", self._at("request"))
        yield Story("hr/check_case.html", "replied", self._at("replied"))
        yield Story("hr/reopened.html", "replied", self._at("replied", "/again"))

    def _replied(self, *, last: bool = False) -> Sent:
        book, service = with_requests(for_samples(self._site.service.library)), self._site.service
        if book is None:
            return ()
        answers = filled_in(self._made.named["request"], book, service.today, last=last)
        return tuple((f"q.{id}", str(answer)) for id, answer in answers.items())

    def _records(self) -> Iterator[Story]:
        page = f"full/hr/hr/records/{self._made.withdrawn[0].id}"
        yield Story("hr/record.html", "sealed", page)
        yield Story("hr/record.html", "opened", page, 200, KEY)

    def _filled_in(self) -> Sent:
        today = self._site.service.today
        days = {"talked_on": 0, "since": 0, "review": 30, "until": 60}
        dated = {name: today + timedelta(ahead) for name, ahead in days.items()}
        parts = [(f"{name}-{part}", str(getattr(day, part))) for name, day in dated.items() for part in PARTS]
        return (
            *parts,
            ("talked_how", "video"),
            ("how", "agreed"),
            ("days", "monday"),
            ("reasons", "presence_needed"),
            ("note", "Voorbeeld"),
        )

    def _parties(self) -> Iterator[Story]:
        for state, case in {
            "none": "in_hand",
            "different": "stated",
            "same": "agreeing",
            "invited": "invited",
            "decided": "decided",
        }.items():
            yield Story("hr/parties.html", state, self._at(case, "/parties"))
        yield Story("hr/parties.html", "link", self._at("invited", "/invitation"), 200, (*KEY, ("key", SECRET)))

    def _statements(self) -> Iterator[Story]:
        own = self._at("received", "/statement")
        yield Story("hr/statement.html", "first", own)
        yield Story("hr/statement.html", "missing", own, 422, KEY)
        yield Story("hr/statement_check.html", "first", own, 200, (*KEY, *self._unknown("hr")))
        invited, answered = self._link("invited"), self._link("answered")
        yield Story("hr/statement.html", "link", invited)
        named = (("name", "L. Voorbeeld"), *self._unknown("manager"))
        yield Story("hr/statement_check.html", "link", invited, 200, named)
        yield Story("hr/statement_sent.html", "", f"{answered}/sent")
        yield Story("hr/statement_gone.html", "first", "full/nobody/statement/gone", 410)
        yield Story("hr/statement_gone.html", "answered", "full/nobody/statement/gone", 410, (*named, ("step", "send")))

    def _link(self, state: str) -> str:
        return f"full/nobody/statement/{key_of(self._made.named[state].id, SECRET)}"

    def _fillings(self) -> Iterator[Story]:
        yield Story("hr/new.html", "", "full/hr/hr/new")
        yield Story("hr/new_arrangement.html", "first", "full/hr/hr/new/arrangement")
        yield Story("hr/new_arrangement.html", "missing", "full/hr/hr/new/arrangement", 422, KEY)
        first = visits.start(read_by_hr(self._book))
        question, confirm = self._sealed(first), self._sealed(to_the_end(first))
        yield Story("hr/question.html", "first", question)
        yield Story("hr/question.html", "missing", question, 422, KEY)
        yield Story("hr/confirm.html", "first", confirm)
        yield Story("hr/confirm.html", "missing", confirm, 422, KEY)

    def _sealed(self, visit: Visit) -> str:
        settings = self._site.service.settings
        seals = Seals(settings.secret, settings.link_hours, self._of_work, purpose=b"filling in for somebody")
        return f"full/hr/hr/new/{seals.seal(visit, self._site.service.now())}"

    def _of_work(self) -> Iterator[Rulebook]:
        return map(read_by_hr, for_samples(self._site.service.library))

    def _refusals(self) -> Iterator[Story]:
        yield Story("hr/error.html", "400", self._at("decided", "/letter?number=x"), 400)
        yield Story("hr/error.html", "403", "full/author/hr/insight", 403)
        yield Story("hr/error.html", "old_form", "full/hr/hr/new", 403, ())
        yield Story("hr/error.html", "404", "full/hr/hr/cases/nothing", 404)
        yield Story("hr/error.html", "410", "full/hr/hr/new/broken", 410)
