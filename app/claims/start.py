"""Every sentence that a start page says of the questions to come and of what happens to answers, and when it is so."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from math import ceil

from app.cases.organisation import Employer, is_own_policy
from app.claims.claim import Claim, by_id
from app.engine.evaluate import evaluate
from app.engine.questions_left import most_in_any_order
from app.rulebook.in_force import standing
from app.rulebook.model import Rulebook
from app.rulebook.once import once_per_rulebook
from app.rulebook.text import Text
from app.rulebook.variants import asks_about_health, asks_about_person

SECONDS_A_QUESTION = 12
"""About how long one question takes, reading included."""


@dataclass(frozen=True)
class StartFacts:
    """Hold an edition with the questions that are asked anywhere, and which of these only the device asks."""

    book: Rulebook
    on_device: frozenset[str]
    today: date
    employer: Employer | None = None

    @cached_property
    def questions_left(self) -> tuple[int, int]:
        """Return how many questions are asked usually, and at most: also of whoever answers the remaining ones too."""
        return _questions_left(self.book, bool(self.on_device))

    @property
    def own_policy(self) -> bool:
        return is_own_policy(self.book, self.employer, self.today)

    @property
    def minutes(self) -> int:
        """Return about how many minutes the longest way takes."""
        return ceil(self.questions_left[1] * SECONDS_A_QUESTION / 60)

    @property
    def may_leave_out(self) -> bool:
        """Say whether there are questions about the person that are asked: each of them may be left out."""
        return any(q.is_private and q.id not in self.book.left_out for q in self.book.questions.values())

    @property
    def need_not_know(self) -> bool:
        """Say whether "I don't know" answers every question that is asked."""
        return all(q.can_be_unknown or q.id in self.book.left_out for q in self.book.questions.values())

    @property
    def asks_person(self) -> bool:
        """Say whether the server itself asks something about the person."""
        by_server = self.book.questions.keys() - self.book.left_out - self.on_device
        return any(self.book.questions[q].is_private for q in by_server)

    @property
    def asks_all(self) -> bool:
        """Say whether the server asks everything itself."""
        return not self.book.left_out and not self.on_device

    @property
    def is_past(self) -> bool:
        """Say whether the edition was in force before, and does not hold now."""
        return standing(self.book, self.today).since is not None and not self.own_policy


@once_per_rulebook
def _questions_left(book: Rulebook, on_device: bool) -> tuple[int, int]:
    usually = evaluate(book, {}).questions_left[0]
    # What the device asks can lead to another verdict, after the server asked what goes with its own.
    most = most_in_any_order(book) if on_device else evaluate(book, {}, mode="full").at_most_left
    return usually, most


START: dict[str, Claim[StartFacts]] = by_id(
    (
        Claim(
            "changed_by",
            lambda facts, _: facts.book.organisation is not None,
            Text(
                "Dit zijn de criteria met de wijzigingen van %(name)s.",
                "These are the criteria with the changes of %(name)s.",
            ),
        ),
        Claim(
            "at_most",
            lambda facts, _: facts.questions_left[1] > 0,
            Text("Het zijn hooguit %(num)s vragen.", "It is at most %(num)s questions."),
            Text("Het is één vraag.", "It is one question."),
        ),
        Claim(
            "minutes",
            lambda facts, _: facts.questions_left[1] > 0,
            Text("Dat duurt ongeveer %(num)s minuten.", "That takes about %(num)s minutes."),
            Text("Dat duurt ongeveer een minuut.", "That takes about a minute."),
        ),
        Claim(
            "sometimes_fewer",
            lambda facts, _: facts.questions_left[0] < facts.questions_left[1],
            Text("Soms zijn het er minder.", "Sometimes there are fewer."),
        ),
        Claim(
            "need_not_know",
            lambda facts, _: facts.questions_left[1] > 0 and facts.need_not_know,
            Text("U mag overal antwoorden: ik weet het niet.", "You may answer “I don't know” to everything."),
        ),
        Claim(
            "may_leave_out_personal",
            lambda facts, _: facts.may_leave_out,
            Text("Alles wat persoonlijk is, mag u weglaten.", "You may leave out everything personal."),
        ),
        Claim(
            "kept_by_nobody",
            lambda facts, _: facts.employer is None,
            Text(
                "Uw antwoorden worden niet bewaard en aan niemand doorgegeven.",
                "Your answers are not kept and are passed on to nobody.",
            ),
        ),
        Claim(
            "kept_if_shared",
            lambda facts, _: facts.employer is not None,
            Text(
                "Uw antwoorden worden niet bewaard en aan niemand doorgegeven, behalve als u zelf iets deelt.",
                "Your answers are not kept and are passed on to nobody, unless you share something yourself.",
            ),
        ),
        Claim(
            "from_the_past",
            lambda facts, _: facts.is_past,
            Text("Deze criteria zijn van vroeger", "These criteria are from the past"),
        ),
        Claim(
            "policy_of",
            lambda facts, _: facts.own_policy,
            Text(
                "%(name)s gebruikt deze criteria sinds %(day)s als eigen beleid.",
                "%(name)s uses these criteria as its own policy since %(day)s.",
            ),
        ),
        Claim(
            "all_to_server",
            lambda facts, _: not facts.on_device,
            Text(
                "Elk antwoord gaat naar onze server. Die bepaalt wat de volgende vraag is en wat het advies is. "
                "De server bewaart uw antwoorden niet: ze reizen versleuteld mee in het adres van de pagina.",
                "Each answer goes to our server, which works out what to ask next and what the advice is. "
                "The server does not keep your answers: they travel along in the address of the page, encrypted.",
            ),
        ),
        Claim(
            "some_stay",
            lambda facts, _: bool(facts.on_device),
            Text(
                "Uw antwoorden gaan naar onze server, behalve de antwoorden die op uw apparaat blijven. Onze server "
                "bepaalt wat de volgende vraag is en wat het advies is. De server bewaart uw antwoorden niet: "
                "ze reizen versleuteld mee in het adres van de pagina.",
                "Your answers go to our server, except those that stay on your device. Our server works out what to "
                "ask next and what the advice is. It does not keep your answers: they travel along in the address of "
                "the page, encrypted.",
            ),
        ),
        Claim(
            "asked_on_device",
            lambda facts, _: bool(facts.on_device) and not facts.asks_person,
            Text(
                "Sommige vragen gaan over uzelf. U bepaalt zelf of u die beantwoordt. Ze komen na de uitkomst, als ze "
                "nog verschil kunnen maken. U beantwoordt ze alleen op uw eigen apparaat, en uw antwoorden erop "
                "blijven daar.",
                "Some questions are about yourself. You decide whether to answer them. They come after the outcome, "
                "where they can still make a difference. They are asked only on your own device, and your answers to "
                "them stay there.",
            ),
        ),
        Claim(
            "health_on_device",
            lambda facts, _: bool(facts.on_device) and facts.asks_person,
            Text(
                "Sommige vragen gaan over uw gezondheid. U bepaalt zelf of u die beantwoordt. Ze komen na de uitkomst, "
                "als ze nog verschil kunnen maken. U beantwoordt ze alleen op uw eigen apparaat, en uw antwoorden erop "
                "blijven daar.",
                "Some questions are about your health. You decide whether to answer them. They come after the "
                "outcome, where they can still make a difference. They are asked only on your own device, and your "
                "answers to them stay there.",
            ),
        ),
        Claim(
            "without_script",
            lambda facts, _: bool(facts.on_device),
            Text(
                "Dit zijn de vragen die op uw apparaat blijven. Zonder JavaScript worden ze niet gesteld en tellen ze "
                "niet mee:",
                "These are the questions that stay on your device. Without JavaScript they are not asked and do not "
                "count:",
            ),
        ),
        Claim(
            "not_asked",
            lambda facts, _: bool(facts.book.left_out),
            Text(
                "Deze vragen leggen we uit, maar stellen we hier niet. Ze tellen niet mee in het advies:",
                "We explain these questions, but we do not ask them here. They do not count in the advice:",
            ),
        ),
        Claim(
            "may_ask_health",
            lambda facts, _: facts.asks_all and asks_about_health(facts.book),
            Text(
                "Er kunnen vragen over uw gezondheid komen. U bepaalt zelf of u die beantwoordt.",
                "There may be questions about your health. You decide whether to answer them.",
            ),
        ),
        Claim(
            "may_ask_person",
            lambda facts, _: facts.asks_all and asks_about_person(facts.book) and not asks_about_health(facts.book),
            Text(
                "Er kunnen vragen over uzelf komen. U bepaalt zelf of u die beantwoordt.",
                "There may be questions about yourself. You decide whether to answer them.",
            ),
        ),
    )
)
