"""Open the store of an organisation, with its tables as they are today."""

from pathlib import Path

from app.cases.casework import Casework
from app.cases.employer import Employer, employer_in
from app.problems import AppError
from app.settings import Settings
from app.store.api_keys import Keys
from app.store.cases import Cases
from app.store.connect import engine_for, is_sqlite
from app.store.migrate import migrate
from app.store.people import Accounts
from app.store.vault import Vault


def casework(settings: Settings) -> Casework | None:
    """Return where cases are kept; None where no organisation has switched that on: then nothing is opened or made.

    Raises AppError `invalid` where the organisation's file cannot be used, or where no secret is set: cases are
    encrypted with it, so one that is new at each start would lose them.
    """
    employer = employer_in(settings.data) if settings.data else None
    if employer is None or settings.data is None:
        return None
    if settings.secret is None:
        raise AppError("invalid", "expected THUISWERKCHECK_SECRET to be set, since cases are encrypted with it")
    return kept(employer, settings.store or f"sqlite:///{settings.data / 'cases.db'}", settings.data, settings.secret)


def kept(employer: Employer, url: str, folder: Path, secret: str) -> Casework:
    """Return the store at a URL; beside SQLite's file the keys of cases have one of their own."""
    engine = engine_for(url)
    keys = engine_for(f"sqlite:///{folder / 'keys.db'}") if is_sqlite(engine) else engine
    migrate(engine, keys)
    vault = Vault(secret)
    accounts = Accounts(engine, vault, employer.id)
    return Casework(
        employer, Cases(engine, keys, vault, employer.id), accounts, Keys(engine, vault.pepper, employer.id)
    )
