"""Every sentence that is said of an outcome, with the condition under which it is so."""

from collections.abc import Callable
from typing import Any

from app.claims.claim import Claim, by_id
from app.claims.facts import Facts
from app.rulebook.text import Text


def _is_aside(why: str) -> Callable[[Facts, Any], bool]:
    return lambda facts, criterion: facts.why_aside(criterion) == why


def _is_unsettled(why: str) -> Callable[[Facts, Any], bool]:
    return lambda facts, criterion: facts.why_unsettled(criterion) == why


UNSETTLED = {
    "list_open": Text("Dit is nog niet te zeggen.", "This cannot be said yet."),
    "list_left_out": Text(
        "U heeft iets overgeslagen. Met een antwoord daarop kan dit anders worden.",
        "You left something out. With an answer to it this could become different.",
    ),
    "list_not_asked": Text(
        "Onze server vraagt niet naar alles wat hiervoor telt. Daardoor kan dit anders zijn.",
        "Our server does not ask about everything that counts for this. So this could be different.",
    ),
}
"""Why something on a list can still be otherwise: of each at most one is said."""
CONDITION: Claim[Any] = Claim("condition", lambda _, about: about["state"] != "met", Text("Voorwaarde:", "Condition:"))
IN_PLACE: Claim[Any] = Claim(
    "in_place",
    lambda _, about: about["state"] == "met",
    Text("Volgens de antwoorden is dit in orde:", "In order, according to the answers:"),
)
"""What is said of a requirement, to whoever reads."""

CLAIMS: dict[str, Claim[Facts]] = by_id(
    (
        Claim(
            "final",
            lambda facts, _: facts.is_final,
            Text("Met meer antwoorden wordt dit advies niet anders.", "More answers would not change this advice."),
        ),
        Claim(
            "left_out_matters",
            lambda facts, _: facts.leaves_out_what_matters,
            Text(
                "U heeft iets overgeslagen. Met een antwoord daarop kan dit advies anders worden.",
                "You left something out. With an answer to it this advice could become different.",
            ),
        ),
        Claim(
            "until_then",
            lambda facts, _: len(facts.told.get("then", ())) == 1 and not facts.book.lists,
            Text(
                "Verandert er niets, dan blijft dit zo tot en met %(day)s. Vanaf %(next)s wordt het: %(verdict)s.",
                "If nothing changes, this stays so up to and including %(day)s. From %(next)s it becomes: %(verdict)s.",
            ),
        ),
        Claim(
            "until_open",
            lambda facts, _: len(facts.told.get("then", ())) > 1 or (facts.book.lists and bool(facts.told.get("then"))),
            Text(
                "Verandert er niets, dan blijft dit zo tot en met %(day)s. Daarna kan het anders worden.",
                "If nothing changes, this stays so up to and including %(day)s. After that it can become different.",
            ),
        ),
        CONDITION,
        IN_PLACE,
        Claim(
            "makes_a_difference",
            lambda facts, question: question in facts.open_for_verdict,
            Text("Dit antwoord kan verschil maken", "This answer can make a difference"),
        ),
        Claim(
            "others_can_tell",
            lambda facts, question: not facts.only_you(question),
            Text("%(people)s kan u dit vertellen.", "%(people)s can tell you this."),
        ),
        Claim(
            "only_you",
            lambda facts, question: facts.only_you(question),
            Text("Alleen u kunt dit beantwoorden.", "Only you can answer this."),
        ),
        Claim(
            "may_leave_out",
            lambda facts, question: facts.can_be_left_out(question),
            Text(
                "U mag het ook overslaan; dan telt het niet mee.", "You may also leave it out; then it does not count."
            ),
        ),
        Claim(
            "nothing_changes",
            lambda facts, _: (
                not facts.book.lists
                and facts.is_arranged
                and not facts.told["changes"]
                and not facts.told["more_changes"]
            ),
            Text(
                "Niets wat iemand volgens deze criteria kan regelen, verandert dit advies.",
                "Nothing that somebody can arrange under these criteria changes this advice.",
            ),
        ),
        Claim(
            "becomes",
            lambda facts, change: change["verdict"] is not None,
            Text("Dan wordt het:", "Then it becomes:"),
        ),
        Claim(
            "opens",
            lambda facts, change: change["verdict"] is None and change["at_most_left"] > 0,
            Text(
                "Dan staat het advies weer open. Tot de uitkomst beantwoordt u dan nog hooguit %(num)s vragen.",
                "Then the advice is open again. You answer at most %(num)s more questions before the outcome.",
            ),
            Text(
                "Dan staat het advies weer open. Tot de uitkomst beantwoordt u dan nog één vraag.",
                "Then the advice is open again. You answer one more question before the outcome.",
            ),
        ),
        Claim(
            "opens_unknown",
            lambda facts, change: change["verdict"] is None and change["at_most_left"] == 0,
            Text(
                "Dan staat het advies weer open, omdat u een antwoord niet weet.",
                "Then the advice is open again, because there is an answer you do not know.",
            ),
        ),
        Claim(
            "open_then",
            lambda facts, change: change["verdict"] is None,
            Text("Het advies staat dan weer open", "The advice is open again then"),
        ),
        Claim(
            "work_only",
            lambda facts, _: facts.is_without_person,
            Text(
                "Alleen het werk bekeken: persoonlijke omstandigheden tellen hier niet mee. "
                "Dit is niet het hele advies.",
                "Looking only at the work: personal circumstances do not count here. This is not the whole advice.",
            ),
        ),
        Claim(
            "more_ways",
            lambda facts, _: facts.told["more_changes"],
            Text("Er zijn misschien meer manieren dan deze.", "There may be more ways than these."),
        ),
        Claim(
            "left_out",
            _is_aside("left_out"),
            Text(
                "U heeft iets overgeslagen. Daardoor telt deze reden niet mee.",
                "You left something out. So this reason does not count.",
            ),
        ),
        Claim(
            "less",
            _is_aside("less"),
            Text(
                "Dit telt ook (%(extent)s), maar het advies volgt al uit een andere reden.",
                "This counts too (%(extent)s), but the advice already follows from another reason.",
            ),
        ),
        Claim(
            "less_alone",
            _is_aside("less_alone"),
            Text(
                "Dit telt (%(extent)s), maar bepaalt het advies niet.",
                "This counts (%(extent)s), but does not decide the advice.",
            ),
        ),
        *(Claim(id, _is_unsettled(id), text) for id, text in UNSETTLED.items()),
        Claim(
            "can_settle",
            lambda facts, criterion: bool(facts.told["criteria"][criterion]["open_questions"]),
            Text("Een antwoord hierop kan dit nog beslissen:", "An answer to this can still settle it:"),
        ),
        Claim(
            "not_asked_here",
            _is_aside("not_asked_here"),
            Text("Onze server vraagt hier niet naar.", "Our server does not ask about this."),
        ),
        Claim(
            "open",
            _is_aside("open"),
            Text(
                "Dat kunnen we nog niet zeggen. %(people)s kan u dit vertellen.",
                "Cannot be said yet. %(people)s can tell you this.",
            ),
        ),
        Claim(
            "open_alone",
            _is_aside("open_alone"),
            Text("Dat kunnen we nog niet zeggen.", "Cannot be said yet."),
        ),
        Claim(
            "in_part",
            _is_aside("in_part"),
            Text(
                "Ook dit kan een reden zijn. Er meer van weten maakt voor het advies geen verschil.",
                "This may be a reason too. Knowing more about it makes no difference to the advice.",
            ),
        ),
        Claim(
            "not_needed",
            _is_aside("not_needed"),
            Text(
                "Niet gevraagd, want het maakt voor het advies geen verschil.",
                "Not asked, because it makes no difference to the advice.",
            ),
        ),
        Claim(
            "hangs",
            lambda facts, _: facts.certain and not facts.book.lists and bool(facts.told["decisive"]),
            Text(
                "Met een ander antwoord hierop kan het advies anders worden.",
                "With another answer here the advice could become different.",
            ),
        ),
        Claim(
            "hangs_open",
            lambda facts, _: (not facts.certain or facts.book.lists) and bool(facts.told["decisive"]),
            Text(
                "Met een ander antwoord hierop kan er iets anders uitkomen.",
                "With another answer here something else could come out.",
            ),
        ),
        Claim(
            "device_matters",
            lambda facts, device: device["matters"] and facts.certain,
            Text(
                "Het advies kan anders worden door uw antwoorden op deze vragen.",
                "Your answers to these questions could change the advice.",
            ),
        ),
        Claim(
            "device_matters_open",
            lambda facts, device: device["matters"] and not facts.certain,
            Text(
                "Met uw antwoorden op deze vragen kan er iets anders uitkomen.",
                "With your answers to these questions something else could come out.",
            ),
        ),
        Claim(
            "enough",
            lambda facts, _: facts.certain and facts.more > 0,
            Text("Uw antwoorden zijn genoeg voor een advies.", "Your answers are enough for advice."),
        ),
        Claim(
            "stays",
            lambda facts, _: facts.certain and facts.more > 0,
            Text(
                "De overige vragen veranderen het advies niet; u ziet dan misschien meer redenen en tips.",
                "The remaining questions do not change the advice; you may then see more reasons and tips.",
            ),
            Text(
                "De overige vraag verandert het advies niet; u ziet dan misschien meer redenen en tips.",
                "The remaining question does not change the advice; you may then see more reasons and tips.",
            ),
        ),
    )
)

ASIDE = ("left_out", "less", "less_alone", "not_asked_here", "open", "open_alone", "in_part", "not_needed")
"""The claims of which at most one is said of a criterion that does not carry the verdict."""
