"""Which case was made with which form, so that sending a form twice makes one case."""

from sqlalchemy import Connection, insert, select

from app.cases.case import Case
from app.cases.secret import digest_of
from app.problems import AppError
from app.store.tables import submissions
from app.store.vault import Vault


class Forms:
    """Know the forms of one organisation by their keys."""

    def __init__(self, vault: Vault, owner: str) -> None:
        self._vault = vault
        self._owner = owner

    def keep(self, connection: Connection, case: Case, key: str) -> None:
        """Keep that this form made this case."""
        row = {"owner": self._owner, "key_digest": digest_of(key), "case_id": case.id, "said": self._said(case, key)}
        connection.execute(insert(submissions).values(row))

    def made(self, connection: Connection, case: Case, key: str) -> str | None:
        """Return the id of the case that this form made, None where it made none.

        Raises AppError `conflict` where it said something else then than this case does.
        """
        form = submissions.c.owner == self._owner, submissions.c.key_digest == digest_of(key)
        found = connection.execute(select(submissions.c.case_id, submissions.c.said).where(*form)).first()
        if found is None:
            return None
        if found.said != self._said(case, key):
            raise AppError("conflict", "this form was sent before and said something else: nothing new was kept")
        return str(found.case_id)

    def _said(self, case: Case, key: str) -> str:
        """Return what stands for what was said; with the key in it, equal answers of two people do not look equal."""
        said = {"kind", "who", "edition", "proposal", "statements"}
        return self._vault.tag(key + case.model_dump_json(include=said, exclude={"statements": {"__all__": {"at"}}}))
