"""Every sentence that a letter about a decision says of it, with the condition under which it is so."""

from app.cases.employee import can_disagree
from app.claims.case_facts import CaseFacts
from app.claims.claim import Claim, by_id
from app.rulebook.text import Text

LETTERS: dict[str, Claim[CaseFacts]] = by_id(
    (
        Claim(
            "talked",
            lambda facts, _: facts.decision is not None,
            Text(
                "We hebben dit met u besproken op %(day)s: %(how)s.",
                "We talked about this with you on %(day)s: %(how)s.",
            ),
        ),
        Claim(
            "together",
            lambda facts, _: facts.decided(how="agreed"),
            Text("We hebben dit samen afgesproken.", "We agreed this together."),
        ),
        Claim(
            "otherwise",
            lambda facts, _: facts.decided(how="employer"),
            Text("Wij hebben iets anders beslist dan u wilde.", "We decided something else than you wanted."),
        ),
        Claim(
            "tried",
            lambda facts, _: facts.decided(how="trial"),
            Text("We proberen dit tot en met %(day)s.", "We try this up to and including %(day)s."),
        ),
        Claim(
            "on_site",
            lambda facts, _: facts.is_on_site(waits=False),
            Text(
                "U werkt van %(since)s tot en met %(until)s op deze dagen op locatie: %(days)s.",
                "From %(since)s up to and including %(until)s you work on site on these days: %(days)s.",
            ),
        ),
        Claim(
            "on_site_once",
            lambda facts, _: facts.is_on_site(waits=True),
            Text(
                "Van %(since)s tot en met %(until)s zijn dit uw dagen op locatie: %(days)s. "
                "Maar het werk daar begint pas als dit in orde is:",
                "From %(since)s up to and including %(until)s your days on site are: %(days)s. "
                "But work there begins only when this is in order:",
            ),
        ),
        Claim(
            "at_home",
            lambda facts, _: facts.decision is not None and not facts.decision.terms.days,
            Text(
                "Van %(since)s tot en met %(until)s werkt u thuis.",
                "From %(since)s up to and including %(until)s you work at home.",
            ),
        ),
        Claim(
            "review",
            lambda facts, _: facts.decision is not None,
            Text("Op %(review)s kijken we samen opnieuw.", "On %(review)s we look at this again together."),
        ),
        Claim(
            "no_reason_needed",
            lambda facts, _: facts.case.kind == "arrangement",
            Text(
                "U vroeg om een afspraak op maat. Daarvoor hoeft u geen reden te geven, en een reden van u staat "
                "niet op papier.",
                "You asked for a tailored arrangement. You do not have to give a reason for that, and none of yours is "
                "written down.",
            ),
        ),
        Claim(
            "not_whole",
            lambda facts, _: facts.only_work and facts.case.verdict is not None,
            Text(
                "Dit is niet het hele advies. Persoonlijke omstandigheden horen nooit bij wat HR ziet.",
                "This is not the whole advice. Personal circumstances are never part of what HR sees.",
            ),
        ),
        Claim(
            "agreed_departs",
            lambda facts, _: facts.decided(how="agreed", departs=True),
            Text(
                "Wat we hebben afgesproken, is anders dan dit advies.", "What we agreed is different from this advice."
            ),
        ),
        Claim(
            "decided_departs",
            lambda facts, _: facts.decided(how="employer", departs=True),
            Text("Wat wij hebben beslist, is anders dan dit advies.", "What we decided is different from this advice."),
        ),
        Claim(
            "tried_departs",
            lambda facts, _: facts.decided(how="trial", departs=True),
            Text("Wat we proberen, is anders dan dit advies.", "What we try is different from this advice."),
        ),
        Claim(
            "own_policy",
            lambda facts, _: facts.has_own_policy,
            Text("Wij gebruiken deze sinds %(day)s als eigen beleid.", "We use these as our own policy since %(day)s."),
        ),
        Claim(
            "reasons_gone",
            lambda facts, _: facts.has_no_edition,
            Text(
                "We kunnen de redenen voor het advies niet meer noemen: we hebben de criteria van toen niet meer.",
                "We cannot tell the reasons for the advice any more: we no longer have the criteria of that time.",
            ),
        ),
        Claim(
            "through_link",
            lambda facts, _: facts.case.origin == "employee" and can_disagree(facts.case),
            Text(
                "U kunt het ook zeggen via de link naar uw zaak.", "You can say it through the link to your case too."
            ),
        ),
        Claim(
            "by_people",
            lambda facts, _: facts.decision is not None,
            Text(
                "Mensen hebben deze afspraak of beslissing gemaakt, nooit een programma.",
                "People made this agreement or decision, never a program.",
            ),
        ),
    )
)
