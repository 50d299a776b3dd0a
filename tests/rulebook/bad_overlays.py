"""Bad specimens of an organisation's changes: the good file with one replacement, `§` at the expected place."""

from tests.rulebook.bad import SPECIMENS, Bad

GOOD_OVERLAY = SPECIMENS / "good.overlay.yaml"
AND_BAG = "{criterion: {rarity: all}, and: {own_bag: no}}"
OR_WET = "      or: {all: [{pass: valid}, {own_bag: no}]}\n"
PORTER = "        answered_by: [reader, porter]\n"
OWN_TEXTS = "      about: {today:"

OVERLAYS = [
    # the file
    Bad("missing_key", "in_force: [{from: 2022-02-01}]\n", "", "with `in_force`"),
    Bad("missing_key", OR_WET, "", "with `or`"),
    Bad("missing_key", ", date: 2022-01-10}\n    add_condition", "}\n    add_condition", "with `date`"),
    Bad("missing_key", "10}\n    set", "10}\n    consent: §{by: {nl: a, en: b}}\n    set", "with `date`"),
    Bad("bad_date", "10}\n    set", "10}\n    consent: {by: {nl: a, en: b}, date: §soon}\n    set", "like 2021-02-18"),
    Bad(
        "text_not_replaceable",
        "{rarity: {reaches",
        "{rarity: {§narrowing_needs: {}, reaches",
        "found `narrowing_needs`",
    ),
    Bad("unknown_key", "organisation: town", "§audiences: {}\norganisation: town", "found `audiences`"),
    Bad("unknown_key", "organisation: town", "§laws: []\norganisation: town", "found `laws`"),
    Bad("unknown_key", "organisation: town", "§verdicts: {}\norganisation: town", "found `verdicts`"),
    Bad("bad_id", 'versions: ["1.2.0"]', 'versions: [§"1.2"]', "found `1.2`"),
    Bad("named_twice", 'versions: ["1.2.0"]', 'versions: ["1.2.0", §"1.2.0"]', "found `1.2.0` again"),
    Bad("bad_choice", "effect: narrows", "effect: §narrow", "did you mean `narrows`?"),
    Bad("period_reversed", "{from: 2022-02-01}", "{from: 2022-02-01, §until: 2022-01-01}", "2022-01-01 before"),
    Bad("change_twice", "id: wet-books-stay", "id: rare-books-in-a-bag", "found `rare-books-in-a-bag` again"),
    Bad("change_form", "    set_answered_by: {rare_book: [reader, porter]}\n", "", "found none of these"),
    Bad(
        "change_form",
        "    add_condition",
        "    set_answered_by: {}\n    add_condition",
        "`add_condition`",
    ),
    Bad("unknown_edition", 'versions: ["1.2.0"]', 'versions: [§"1.2.1"]', "found `1.2.1`"),
    Bad(
        "misplaced_file",
        "rulebook: book-loans",
        "rulebook: book-loan",
        "`overlays/town-library/book-loan.yaml`",
    ),
    # what is added
    Bad("already_there", "      own_bag:\n", "      §pass:\n", "found `pass`"),
    Bad("already_there", "      rain:\n", "      §rest:\n", "found `rest`"),
    Bad("already_there", '  porter: {nl: "de portier",', '  §desk: {nl: "de portier",', "found `desk`"),
    Bad("already_there", "  house:\n", "  §rules:\n", "found `rules`"),
    Bad("clause_twice", "      T1: {nl", "      §B1: {nl", "found `B1` in two"),
    Bad("not_one_pair", "      after: pass\n", "      second: {}\n", "exactly one pair, found 2"),
    Bad("wrong_type", "after: pass", "after: §[pass]", "the question that this comes after, found a list"),
    Bad("unknown_question", "after: pass", "after: §passport", "did you mean `pass`?"),
    Bad("unknown_question", "{rare_book: [reader, porter]}", "{§rarebook: [reader]}", "did you mean `rare_book`?"),
    Bad("unknown_person", "[reader, porter]}", "[reader, §janitor]}", "found `janitor`"),
    Bad("unknown_clause", "source: [T1]\n        not", "source: [§T9]\n        not", "found `T9`"),
    Bad("gate_order", PORTER, PORTER + "        asked_when: {sight: good}\n", "found `sight` after it"),
    # lines of criteria
    Bad("unknown_criterion", AND_BAG, AND_BAG.replace("rarity", "§rarety"), "did you mean `rarity`?"),
    Bad("unknown_extent", AND_BAG, AND_BAG.replace("all", "§al"), "did you mean `all`?"),
    Bad("wrong_type", AND_BAG, AND_BAG.replace("all}", "§[all]}"), "expected one extent, found a list"),
    Bad("no_such_line", AND_BAG, AND_BAG.replace("{rarity: all}", "{rest: §all}"), "found `all`"),
    Bad("unknown_answer", AND_BAG, AND_BAG.replace("own_bag: no", "own_bag: §maybe"), "one of `yes`, `no`"),
    Bad("misplaced_condition", AND_BAG, AND_BAG.replace("{own_bag: no}", "{§verdict: go}"), "rest on questions only"),
    Bad("reach_none", "criterion: {no_pass: part}", "criterion: {no_pass: §none}", "found `none`"),
    # texts
    Bad("text_not_replaceable", OWN_TEXTS, "      §laws: {}\n" + OWN_TEXTS, "found `laws`"),
    Bad("text_not_replaceable", OWN_TEXTS, "      §sources: {}\n" + OWN_TEXTS, "found `sources`"),
    Bad("text_not_replaceable", "about: {today:", "about: {§advice_only:", "found `advice_only`"),
    Bad("text_not_replaceable", "{pass: {help:", "{pass: {§sensitivity:", "found `sensitivity`"),
    Bad("text_not_replaceable", "about: {today:", "about: {§help:", "found `help`"),
    Bad("text_not_replaceable", "{pass: {help:", "{pass: {§help_lines:", "found `help_lines`"),
    Bad("others_left", "{pass: {help:", "{pass: {§ask: {nl: a, en: b}, help:", "other words than `ask`"),
    Bad(
        "others_left",
        "questions: {pass:",
        "questions: {pass_renewal: {answers: {§no: {nl: a, en: b}}}, pass:",
        "than `no`",
    ),
    Bad(
        "others_left",
        "criteria: {rarity: {re",
        "criteria: {rest: {§title: {nl: a, en: b}}, rarity: {re",
        "than `title`",
    ),
    Bad(
        "others_left",
        AND_BAG,
        AND_BAG.replace("rarity: all", "rest: part").replace("no}}", "no}, because: §{nl: a, en: b}}"),
        "other words than `because`",
    ),
    Bad("no_such_part", "criteria: {rarity: {reaches", "criteria: {§rarety: {reaches", "did you mean `rarity`?"),
    Bad("no_such_part", '  porter: {nl: "de portier van', '  §desk: {nl: "de portier van', "found `desk`"),
    Bad("no_such_part", "answers: {valid: {nl", "answers_other: {§vald: {nl", "did you mean `valid`?"),
    Bad("text_not_replaceable", "about: {today:", "about: {§today_other:", "found `today_other`"),
    Bad("no_such_part", "answers: {valid: {nl", "answers: {§vald: {nl", "did you mean `valid`?"),
    Bad("no_such_part", "{reaches: {part: {because", "{reaches: {§talk: {because", "found `talk`"),
]
