"""Fill an empty store with invented cases."""

import os
from argparse import Namespace
from datetime import UTC, datetime

from app.cases.demo import invented, keep_invented
from app.cases.repository import Asked
from app.cases.submit import is_for_hr
from app.cli import OK
from app.cli.opened import opened
from app.problems import AppError
from app.rulebook.library import Library
from app.settings import Settings


def run(arguments: Namespace) -> int:
    """Raises AppError `conflict` where there is any case."""
    settings = Settings.from_environment(os.environ)
    casework = opened(settings)
    if existing := casework.store.find(Asked(limit=1)).total + len(casework.store.records.all()):
        raise AppError(
            "conflict", f"expected a store without cases, found {existing}: invented ones never stand among them"
        )
    now = datetime.now(UTC)
    library = Library.load(settings.rules, organisation=settings.organisation)
    books = [book for id in library.in_use() if is_for_hr(book := library.choose(id, now.date()))]
    made = invented(books, now, casework.employer.retention, seed=arguments.seed, count=arguments.cases)
    keep_invented(made, casework, now)
    print(f"invented {len(made.cases)} cases and {len(made.people)} people who cannot sign in")
    return OK
