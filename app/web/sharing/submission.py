"""What sharing a check and proposing an arrangement have in common: how HR reaches somebody, and keeping it once."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends
from starlette.responses import RedirectResponse, Response

from app.cases.case import Case
from app.cases.casework import Casework
from app.cases.ids import ID, key_of, new_id
from app.cases.organisation import Employer
from app.cases.repository import AuditEntry, Done, SentBefore
from app.cases.save import keep
from app.cases.submit import LONGEST_WHO, Submitted
from app.problems import AppError
from app.web.context import Current, PageContext
from app.writing import misfit, one_line

NOT_ENABLED = "no organisation uses this check for its own staff here"


@dataclass(frozen=True, slots=True)
class Form:
    """Hold the form with which something is shared.

    `once` is the key of the form, so that sending it twice keeps one case, and the secret that opens that case: who
    sends the form again comes to the same case. `wrong` is what is wrong with `who`, as a word.
    """

    who: str
    once: str
    wrong: str | None = None

    @classmethod
    def of(cls, fields: Mapping[str, list[str]]) -> "Form":
        who, once = one_line(fields.get("who", [""])[0]), fields.get("once", [""])[0]
        # The key becomes the secret of the case: what is not as long as ours is not taken for one.
        return cls(who, once if ID.fullmatch(once) else new_id(), misfit(who, LONGEST_WHO, optional=True))


def empty() -> Form:
    return Form("", new_id())


@dataclass(frozen=True, slots=True)
class SharingContext(PageContext):
    """Hold what all these pages share: show one, and keep what is shared."""

    @property
    def casework(self) -> Casework:
        """Raises AppError `not_found` where no organisation has switched this on."""
        if self.service.casework is None:
            raise AppError("not_found", NOT_ENABLED)
        return self.service.casework

    @property
    def employer(self) -> Employer:
        """Raises AppError `not_found` where no organisation has switched this on."""
        if self.site.pages.employer is None:
            raise AppError("not_found", NOT_ENABLED)
        return self.site.pages.employer

    def about(self, who: str) -> Submitted:
        return Submitted(self.service.now(), self.language, self.employer.retention, who)

    def line(self, case: Case, done: Done) -> AuditEntry:
        return AuditEntry(self.service.now(), "employee", done, case.id)

    def keep(self, case: Case, form: Form) -> Response | None:
        """None where this form was sent before with something else in it."""
        try:
            kept = self.casework.store.add(case, self.line(case, "shared"), form.once)
        except SentBefore:
            return None
        return self.to_case(key_of(kept.id, form.once))

    def change(self, case: Case, change: Callable[[Case], Case], done: Done) -> None:
        """Made anew where somebody else changed the case in between."""
        keep(self.casework.store, case, change, self.line(case, done))

    def to_case(self, key: str) -> Response:
        return RedirectResponse(self.case_address(key), 303)

    def case_address(self, key: str, page: str = "") -> str:
        return f"/{self.language}/case/{key}{page}"

    def check_address(self, token: str, page: str = "") -> str:
        return f"/{self.language}/check/{token}{page}"

    def page(self, name: str, values: Mapping[str, Any], *, status: int = 200) -> Response:
        around = {"day": self.service.today, "private": True}
        return self.site.pages(self.request, self.language, f"sharing/{name}", around | dict(values), status=status)


async def sharing_context(context: Current) -> SharingContext:
    # Async though nothing waits: FastAPI runs a plain function in a thread, which costs more than this.
    return SharingContext(context.site, context.language, context.request)


CurrentSharing = Annotated[SharingContext, Depends(sharing_context)]
"""In the signature of a handler: the context of a page about sharing."""
