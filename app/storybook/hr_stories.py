"""Every state of the pages for whoever works with cases."""

from collections.abc import Iterator
from datetime import timedelta

from app.cases.case import Party
from app.cases.ids import key_of
from app.cases.statements import asked_of
from app.cases.submit import is_for_hr, read_by_hr
from app.rulebook.model import UNKNOWN, Rulebook
from app.storybook.employee_pages import Sent, Shown
from app.storybook.example_visits import to_the_end
from app.storybook.sample_cases import SECRET
from app.storybook.sample_organisation import FORM_KEY, SampleOrganisation
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
    """List the states; each path names a set of samples and a seat, and goes on below the language."""

    def __init__(self, organisation: SampleOrganisation) -> None:
        self._site = organisation.site
        self._made = organisation.samples()
        self._book = next(filter(is_for_hr, self._site.service.library))

    def all(self) -> Iterator[Shown]:
        """Yield each state of each page."""
        yield from self._accounts()
        yield from self._lists()
        yield from self._of_a_case()
        yield from self._decisions()
        yield from self._records()
        yield from self._parties()
        yield from self._statements()
        yield from self._fillings()
        yield from self._refusals()

    def _at(self, state: str, page: str = "", who: str = "hr") -> str:
        """Return where somebody sees a case in a state, or a page about it."""
        return f"full/{who}/hr/cases/{self._made.named[state].id}{page}"

    def _accounts(self) -> Iterator[Shown]:
        yield "hr/sign_in.html", "first", "full/nobody/hr/sign-in", 200, None
        yield "hr/sign_in.html", "wrong", "full/nobody/hr/sign-in", 422, (("login", "voorbeeld"),)
        yield "hr/account.html", "new", "full/fresh/hr/account", 200, None
        yield "hr/account.html", "first", "full/hr/hr/account", 200, None
        yield "hr/account.html", "wrong", "full/hr/hr/account", 422, KEY
        accounts = "full/admin/hr/accounts"
        yield "hr/accounts.html", "", accounts, 200, None
        yield "hr/account_form.html", "new", f"{accounts}/new", 200, None
        yield "hr/account_form.html", "wrong", accounts, 422, KEY
        yield "hr/account_form.html", "first", f"{accounts}/{self._made.seats['manager'].id}", 200, None
        made = (*KEY, ("login", "e.voorbeeld"), ("name", "E. Voorbeeld"), ("role", "hr"))
        yield "hr/account_made.html", "", accounts, 200, made

    def _lists(self) -> Iterator[Shown]:
        for state, path in {
            "many": "full/hr/hr",
            "filtered": "full/hr/hr?status=decided&order=due",
            "nothing_fits": "full/hr/hr?code=none",
            "of_manager": "full/manager/hr",
            "none": "empty/hr/hr",
        }.items():
            yield "hr/cases.html", state, path, 200, None
        for page in ("todo", "insight", "records"):
            yield f"hr/{page}.html", "many", f"full/hr/hr/{page}", 200, None
            yield f"hr/{page}.html", "none", f"empty/hr/hr/{page}", 200, None
        yield "hr/recheck.html", "first", "full/hr/hr/recheck", 200, None
        for book in self._site.service.library:
            if book.id == self._book.id:
                state = "same" if book is self._book else "different"
                old, new = (f"{each.id}:{each.edition}" for each in (self._book, book))
                yield "hr/recheck.html", state, f"full/hr/hr/recheck?old={old}&new={new}", 200, None

    def _of_a_case(self) -> Iterator[Shown]:
        for state in (*CHECKS, *DECIDED):
            yield "hr/check.html", state, self._at(state), 200, None
        yield "hr/check.html", "of_manager", self._at("decided", who="manager"), 200, None
        yield "hr/arrangement.html", "received", self._at("arrangement"), 200, None
        yield "hr/arrangement.html", "decided", self._at("arranged"), 200, None
        yield "hr/questions.html", "open", self._at("open", "/questions"), 200, None
        yield "hr/questions.html", "waiting", self._at("waiting", "/questions"), 200, None
        yield "hr/questions.html", "missing", self._at("open", "/questions"), 422, KEY
        what_if = self._at("in_hand", "/what-if")
        yield "hr/what_if.html", "first", what_if, 200, None
        yield "hr/what_if.html", "answered", what_if, 200, (*KEY, *self._unknown("hr"))
        yield "hr/conflict.html", "first", self._at("received", "/take"), 409, OLD

    def _unknown(self, party: Party) -> Sent:
        """Return what a form sends in which everything about the work is not known."""
        asked = asked_of(self._book, party)
        return tuple((f"q.{question.id}", UNKNOWN) for question in asked)

    def _decisions(self) -> Iterator[Shown]:
        page = "/decision"
        yield "hr/decision.html", "first", self._at("in_hand", page), 200, None
        yield "hr/decision.html", "waiting", self._at("waiting", page), 200, None
        yield "hr/decision.html", "arrangement", self._at("arrangement", page), 200, None
        yield "hr/decision.html", "missing", self._at("in_hand", page), 422, KEY
        yield "hr/conflict.html", "filled_in", self._at("in_hand", page), 409, (*OLD, *self._filled_in())
        for state in DECIDED:
            yield "hr/again.html", state, self._at(state, "/again"), 200, None
        yield "hr/again.html", "missing", self._at("decided", "/reopening"), 422, KEY
        yield "hr/letter.html", "decided", self._at("decided", "/letter"), 200, None
        yield "hr/letter.html", "arrangement", self._at("arranged", "/letter"), 200, None

    def _records(self) -> Iterator[Shown]:
        page = f"full/hr/hr/records/{self._made.withdrawn[0].id}"
        yield "hr/record.html", "sealed", page, 200, None
        yield "hr/record.html", "opened", page, 200, KEY

    def _filled_in(self) -> Sent:
        """Return what the form of a decision sends."""
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

    def _parties(self) -> Iterator[Shown]:
        for state, case in {
            "none": "in_hand",
            "different": "stated",
            "same": "agreeing",
            "invited": "invited",
            "decided": "decided",
        }.items():
            yield "hr/parties.html", state, self._at(case, "/parties"), 200, None
        yield "hr/parties.html", "link", self._at("invited", "/invitation"), 200, (*KEY, ("key", SECRET))

    def _statements(self) -> Iterator[Shown]:
        own = self._at("received", "/statement")
        yield "hr/statement.html", "first", own, 200, None
        yield "hr/statement.html", "missing", own, 422, KEY
        yield "hr/statement_check.html", "first", own, 200, (*KEY, *self._unknown("hr"))
        asked, answered = self._link("invited"), self._link("answered")
        yield "hr/statement.html", "link", asked, 200, None
        named = (("name", "L. Voorbeeld"), *self._unknown("manager"))
        yield "hr/statement_check.html", "link", asked, 200, named
        yield "hr/statement_sent.html", "", f"{answered}/sent", 200, None
        yield "hr/statement_gone.html", "first", "full/nobody/statement/gone", 410, None
        yield "hr/statement_gone.html", "answered", "full/nobody/statement/gone", 410, (*named, ("step", "send"))

    def _link(self, state: str) -> str:
        """Return the link of a manager without an account."""
        return f"full/nobody/statement/{key_of(self._made.named[state].id, SECRET)}"

    def _fillings(self) -> Iterator[Shown]:
        yield "hr/new.html", "", "full/hr/hr/new", 200, None
        yield "hr/proposed.html", "first", "full/hr/hr/new/arrangement", 200, None
        yield "hr/proposed.html", "missing", "full/hr/hr/new/arrangement", 422, KEY
        first = visits.start(read_by_hr(self._book))
        question, confirm = self._sealed(first), self._sealed(to_the_end(first))
        yield "hr/question.html", "first", question, 200, None
        yield "hr/question.html", "missing", question, 422, KEY
        yield "hr/confirm.html", "first", confirm, 200, None
        yield "hr/confirm.html", "missing", confirm, 422, KEY

    def _sealed(self, visit: Visit) -> str:
        settings = self._site.service.settings
        seals = Seals(settings.secret, settings.link_hours, self._of_work, purpose=b"filling in for somebody")
        return f"full/hr/hr/new/{seals.seal(visit, self._site.service.now())}"

    def _of_work(self) -> Iterator[Rulebook]:
        return map(read_by_hr, filter(is_for_hr, self._site.service.library))

    def _refusals(self) -> Iterator[Shown]:
        yield "hr/error.html", "400", self._at("decided", "/letter?number=x"), 400, None
        yield "hr/error.html", "403", "full/author/hr/insight", 403, None
        yield "hr/error.html", "old_form", "full/hr/hr/new", 403, ()
        yield "hr/error.html", "404", "full/hr/hr/cases/nothing", 404, None
        yield "hr/error.html", "410", "full/hr/hr/new/broken", 410, None
