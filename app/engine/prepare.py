"""Make a rulebook ready to run: leave out what is not asked here, and compile it for every audience."""

from collections.abc import Callable

from app.engine.compile import compiled
from app.rulebook.model import Rulebook
from app.settings import Settings


def preparation(settings: Settings) -> Callable[[Rulebook], Rulebook]:
    """Return how these settings want a rulebook prepared; it raises RulebookInvalid for one that is too entangled."""

    def prepare(rulebook: Rulebook) -> Rulebook:
        running = rulebook.leaving_out(not_asked(rulebook, settings))
        compiled(running)
        for audience in running.audiences:
            compiled(running.for_audience(audience))
        return running

    return prepare


def not_asked(rulebook: Rulebook, settings: Settings) -> frozenset[str]:
    """Return the questions that are not asked under these settings."""
    if settings.health_answers == "server":
        return frozenset()
    return frozenset(question.id for question in rulebook.questions.values() if question.sensitivity == "health")
