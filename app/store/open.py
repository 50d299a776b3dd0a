"""Open the store of an organisation, with its tables as they are today."""

from contextlib import suppress
from pathlib import Path

from sqlalchemy import Engine

from app.cases.casework import Casework
from app.cases.organisation import Employer, employer_in
from app.problems import AppError
from app.settings import Settings
from app.store.accounts import Accounts
from app.store.api_keys import Keys
from app.store.cases import Cases
from app.store.database import engine_for, is_sqlite
from app.store.encryption import Vault
from app.store.erasure import Ballast
from app.store.migrate import migrate

CASES, KEYS, BALLAST = "cases.db", "keys.db", "ballast"
"""The files in the folder for data."""


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
    return kept(employer, url_of(settings.store, settings.data), settings.data, settings.secret)


def kept(employer: Employer, url: str, folder: Path, secret: str) -> Casework:
    """Return the store at a URL, with its tables as they are today; what was being erased is erased now.

    Beside SQLite's file the keys of cases have one of their own, and some room is held back for erasing.
    """
    engine, keys = engines(url, folder)
    vault = Vault(secret)
    ballast = Ballast(folder / BALLAST if is_sqlite(engine) else None)
    cases = Cases(engine, keys, vault, employer.id, ballast=ballast)

    def ready() -> None:
        migrate(engine, keys)
        cases.erasing.finish()

    # On a full disk too: what somebody asked to erase is not kept for want of room.
    ballast.lets(ready)
    ballast.make()
    accounts = Accounts(engine, vault, employer.id)
    return Casework(employer, cases, accounts, Keys(engine, vault, employer.id))


def url_of(store: str, folder: Path) -> str:
    return store or f"sqlite:///{folder / CASES}"


def engines(url: str, folder: Path) -> tuple[Engine, Engine]:
    engine = engine_for(url)
    if not is_sqlite(engine):
        return engine, engine
    keys = engine_for(f"sqlite:///{folder / KEYS}")
    for each in (engine, keys):
        # Made here, since SQLite itself makes files that others can read.
        with suppress(OSError):  # opening it tells what is wrong
            Path(each.url.database or "").touch(mode=0o600)
    return engine, keys
