"""Copy the cases and, apart from them, their keys."""

import os
from argparse import Namespace
from datetime import UTC, datetime

from app.cli import OK
from app.cli.opened import opened
from app.settings import Settings
from app.store.backup import copies
from app.store.open import url_of

POSTGRESQL = """\
PostgreSQL keeps the cases: copy them with its own programs, the keys apart from the rest.
  pg_dump -Fc --exclude-schema=thuiswerkcheck_keys -f {folder}/cases.dump "$THUISWERKCHECK_STORE"
  pg_dump -Fc --schema=thuiswerkcheck_keys -f {folder}/keys.dump "$THUISWERKCHECK_STORE\""""
WARNING = """\
Keep copies of the keys elsewhere, and briefly: who has a copy of the cases from before one was erased can read that one
for as long as a copy of its key exists. The secret is in neither, and without it no copy can be read."""


def run(arguments: Namespace) -> int:
    settings = Settings.from_environment(os.environ)
    # It is refused where nothing is stored, and what was being erased is erased before it is copied.
    opened(settings)
    assert settings.data
    made = copies(url_of(settings.store, settings.data), settings.data, arguments.folder, datetime.now(UTC))
    print("\n".join(map(str, made)) or POSTGRESQL.format(folder=arguments.folder))
    print(WARNING)
    return OK
