"""Every sentence that is said of a case that somebody shared, with the condition under which it is so."""

from app.claims.case_facts import CaseFacts
from app.claims.claim import Claim, by_id
from app.claims.claims import CONDITION, IN_PLACE
from app.rulebook.text import Text

CASES: dict[str, Claim[CaseFacts]] = by_id(
    (
        Claim(
            "received",
            lambda facts, _: facts.case.status == "received",
            Text("HR heeft het ontvangen. Er werkt nog niemand aan.", "HR has received it. Nobody works on it yet."),
        ),
        Claim(
            "in_hand",
            lambda facts, _: facts.case.status == "in_hand",
            Text("Iemand van HR werkt eraan.", "Somebody of HR works on it."),
        ),
        Claim(
            "hr_asks",
            lambda facts, _: facts.case.status == "waiting",
            Text("HR vraagt u iets.", "HR asks you something."),
        ),
        Claim(
            "is_replied",
            lambda facts, _: facts.replied is not None,
            Text("Uw werkgever heeft op uw verzoek geantwoord.", "Your employer has replied to your request."),
        ),
        Claim(
            "replied_to",
            lambda facts, _: facts.replied == "in_order",
            Text(
                "Het verzoek is beantwoord. Er is nu niets meer te doen.",
                "The request is replied to. Nothing is left to do now.",
            ),
        ),
        Claim(
            "replied_short",
            lambda facts, _: facts.replied == "short",
            Text(
                "Het verzoek is beantwoord, maar het antwoord was niet in orde.",
                "The request is replied to, but the reply was not in order.",
            ),
        ),
        Claim(
            "replied_not_known",
            lambda facts, _: facts.replied == "not_known",
            Text(
                "Het verzoek is beantwoord. Of het antwoord in orde was, is niet helemaal bekend.",
                "The request is replied to. Whether the reply was in order is not fully known.",
            ),
        ),
        Claim(
            "is_decided",
            lambda facts, _: facts.case.status == "decided" and not facts.replied,
            Text("Er is opgeschreven hoe u werkt.", "It is written down how you work."),
        ),
        Claim(
            "disagreed",
            lambda facts, _: facts.case.status == "disagreed",
            Text("U heeft gezegd dat u het er niet mee eens bent.", "You have said that you disagree."),
        ),
        Claim(
            "talk_to_come",
            lambda facts, _: facts.case.status == "disagreed" and facts.case.talk is None,
            Text("HR plant een nieuw gesprek met u.", "HR plans a new talk with you."),
        ),
        Claim(
            "talk_planned",
            lambda facts, _: facts.case.status == "disagreed" and facts.talks(past=False),
            Text("Op %(day)s is er een nieuw gesprek.", "A new talk is planned for %(day)s."),
        ),
        Claim(
            "talk_was_planned",
            lambda facts, _: facts.case.status == "disagreed" and facts.talks(past=True),
            Text("Voor %(day)s was een nieuw gesprek gepland.", "A new talk was planned for %(day)s."),
        ),
        Claim(
            "talk_by",
            lambda facts, _: facts.case.status == "disagreed" and facts.case.talk is None,
            Text("Voer uiterlijk op %(day)s een nieuw gesprek.", "Have a new talk by %(day)s at the latest."),
        ),
        Claim("next_yours", lambda facts, _: facts.is_theirs, Text("Volgende stap voor u:", "Next step for you:")),
        Claim(
            "next_handlers",
            lambda facts, _: not facts.is_theirs and facts.case.status != "waiting" and bool(facts.case.handler),
            Text("Volgende stap voor %(name)s:", "Next step for %(name)s:"),
        ),
        Claim(
            "next",
            lambda facts, _: not facts.is_theirs and (facts.case.status == "waiting" or not facts.case.handler),
            Text("Volgende stap:", "Next step:"),
        ),
        Claim(
            "late",
            lambda facts, _: facts.case.due is not None and facts.case.due < facts.today,
            Text("Te laat", "Overdue"),
        ),
        Claim(
            "no_name",
            lambda facts, _: not facts.case.who and facts.case.origin == "employee",
            Text("De medewerker heeft geen naam of nummer gegeven.", "The employee did not say who they are."),
        ),
        Claim(
            "no_name_written",
            lambda facts, _: not facts.case.who and facts.case.origin != "employee",
            Text("Er is geen naam of nummer opgeschreven.", "No name or number was written down."),
        ),
        Claim(
            "only_work",
            lambda facts, _: facts.only_work,
            Text(
                "Alleen gekeken naar het werk. Persoonlijke omstandigheden tellen hier nooit mee.",
                "Looking only at the work. Personal circumstances never count here.",
            ),
        ),
        Claim(
            "only_part",
            lambda facts, _: facts.only_work and facts.case.verdict is not None,
            Text("Dit is dus niet het hele advies.", "So this is not the whole advice."),
        ),
        Claim(
            "criteria_gone",
            lambda facts, _: facts.has_no_edition,
            Text(
                "Deze zaak is gemaakt met criteria die er niet meer zijn.",
                "This case was made under criteria that are not here any more.",
            ),
        ),
        Claim(
            "differs_by_day",
            lambda facts, today: today["differs"] and today["by_day"],
            Text("Vandaag leiden dezelfde antwoorden tot iets anders", "Today the same answers lead to something else"),
        ),
        Claim(
            "differs_today",
            lambda facts, today: today["differs"] and not today["by_day"],
            Text("De criteria van vandaag zeggen iets anders", "The criteria of today say something else"),
        ),
        Claim(
            "needs_a_talk",
            lambda facts, today: today["differs"] and today["needs_a_talk"] and not today["by_day"],
            Text(
                "Hier is een nieuw gesprek voor nodig: de criteria van vandaag vragen iets wat toen niet is gevraagd.",
                "This needs a new talk: the criteria of today ask something that was not asked then.",
            ),
        ),
        Claim(
            "leads_today_to",
            lambda facts, today: today["differs"] and not today["needs_a_talk"] and not today["by_day"],
            Text(
                "Met versie %(version)s leiden dezelfde antwoorden tot:",
                "Under version %(version)s the same answers lead to:",
            ),
        ),
        Claim(
            "filled_in",
            lambda facts, _: facts.case.origin == "hr" and facts.case.said_by("employee") is None,
            Text("HR heeft deze antwoorden ingevuld.", "HR filled in these answers."),
        ),
        Claim(
            "nothing_open",
            lambda facts, _: facts.is_answered,
            Text(
                "Voor het advies staat geen vraag open.",
                "No question is open that the advice needs.",
            ),
        ),
        Claim(
            "on_their_link",
            lambda facts, question: question in facts.case.asked,
            Text(
                "Gevraagd: de vraag staat op de eigen link van de medewerker.",
                "Asked: the question stands on the employee's own link.",
            ),
        ),
        Claim(
            "not_answered",
            lambda facts, _: bool(facts.case.asked),
            Text(
                "De medewerker heeft een vraag gekregen en nog niet geantwoord.",
                "The employee was asked something and has not answered yet.",
            ),
        ),
        Claim(
            "no_reason_given",
            lambda facts, _: facts.case.kind == "arrangement",
            Text(
                "De zaak bevat geen reden en geen antwoorden. Die hoeven er ook niet te zijn: iedereen mag dit vragen.",
                "The case holds no reason and no answers. None are needed: anybody may ask for this.",
            ),
        ),
        Claim(
            "in_order",
            lambda facts, open: not open,
            Text(
                "Voor zover deze antwoorden laten zien, is dit antwoord in orde.",
                "As far as these answers show, this reply is in order.",
            ),
        ),
        Claim(
            "nothing_to_reply",
            lambda facts, is_possible: not is_possible,
            Text(
                "Volgens de antwoorden is er nog niets om op te antwoorden.",
                "According to the answers, there is nothing to reply to yet.",
            ),
        ),
        Claim(
            "before_reply",
            lambda facts, _: facts.case.reply is not None,
            Text(
                "Dit deelde u voordat uw werkgever antwoordde.",
                "You shared this before your employer replied.",
            ),
        ),
        Claim(
            "nothing_replied",
            lambda facts, _: not facts.case.settled,
            Text("Er is nog niet geantwoord.", "Nothing was replied yet."),
        ),
        Claim(
            "nothing_written",
            lambda facts, _: not facts.case.settled,
            Text("Er staat nog niets op papier.", "Nothing is written down yet."),
        ),
        Claim(
            "open_again",
            lambda facts, _: bool(facts.case.settled) and not (facts.case.decision or facts.case.reply),
            Text("Deze zaak is weer open.", "This case is open again."),
        ),
        Claim(
            "departs_work",
            lambda facts, _: facts.decided(departs=True) and facts.only_work,
            Text(
                "Dit is anders dan het advies waarvoor alleen naar het werk is gekeken",
                "This is different from the advice that looks only at the work",
            ),
        ),
        Claim(
            "goes_with_work",
            lambda facts, _: facts.decided(departs=False) and facts.only_work,
            Text(
                "Dit past bij het advies waarvoor alleen naar het werk is gekeken",
                "This goes with the advice that looks only at the work",
            ),
        ),
        Claim(
            "departs",
            lambda facts, _: facts.decided(departs=True) and not facts.only_work,
            Text("Dit is anders dan het advies", "This is different from the advice"),
        ),
        Claim(
            "goes_with",
            lambda facts, _: facts.decided(departs=False) and not facts.only_work,
            Text("Dit past bij het advies", "This goes with the advice"),
        ),
        Claim(
            "shared_before",
            lambda facts, _: sum(each.party == "employee" for each in facts.case.statements) > 1,
            Text(
                "Wat u eerder heeft gedeeld, blijft bij de zaak bewaard.",
                "What you shared earlier is kept with the case.",
            ),
        ),
        CONDITION,
        IN_PLACE,
        Claim(
            "waits",
            lambda facts, _: facts.is_on_site(waits=True),
            Text(
                "Werk op locatie begint pas als dit in orde is",
                "Work on site begins only when this is in order",
            ),
        ),
    )
)
