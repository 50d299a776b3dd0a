"""One bad specimen or more for each Problem code: the good file with one replacement, `§` at the expected place."""

from dataclasses import dataclass
from pathlib import Path

SPECIMENS = Path(__file__).parent / "specimens"
GOOD = SPECIMENS / "good.yaml"
GOOD_EXAMPLES = SPECIMENS / "good.examples.yaml"
GOOD_APPROVAL = SPECIMENS / "good.approval.yaml"
MARK = "§"


@dataclass(frozen=True)
class Bad:
    code: str
    old: str
    new: str
    message: str

    def marked(self, good: Path) -> str:
        text = good.read_text("utf-8")
        assert text.count(self.old) == 1, f"{self.old!r} stands {text.count(self.old)} times in the specimen"
        return text.replace(self.old, self.new)

    def source(self, good: Path) -> bytes:
        """Return what to load."""
        return self.marked(good).replace(MARK, "").encode("utf-8", "surrogateescape")

    def place(self, good: Path) -> tuple[int, int]:
        """Return the line and column of the mark; nothing where the file as a whole is meant."""
        before, mark, _ = self.marked(good).partition(MARK)
        return (before.count("\n") + 1, len(before) - before.rfind("\n")) if mark else (0, 0)


IS_RARE = "{rare_book: yes}"
TITLE = 'title: {nl: "Boeken lenen", en: "Borrowing books"}'
NOT_RARE = 'not_reached: {nl: "Gewoon boek", en: "Ordinary book"}'
OF_COUNCIL = "consent_of: {nl: a, en: b}, because: {nl: a, en: b}"
REST_READING = """en: "The reader needs rest."}
        reading: [house]"""
PART_OF_REST = """      part:
        when: {illness: yes}
"""
ONE_MORE_LINE = """        because: {nl: a, en: b}
        reading: [house]
      §all:
        when: {illness: no}
"""
ONE_MORE_VERDICT = """  §wait:
    when: {any_criterion: part}
    title: {nl: a, en: b}
    say: {nl: a, en: b}
    source: [B1]
"""
GO = "  go:\n    otherwise: true\n"
ONE_MORE_OTHERWISE = ONE_MORE_VERDICT.replace("when: {any_criterion: part}", "otherwise: true")
LAST_EXTENTS = """  part: {nl: "deels", en: "partly"}
  none: {nl: "niet", en: "not"}
"""
RENEWAL = "  pass_renewal:\n"
OWN_WISHES = """  own_wishes:
    for_each: wishes
    when: {verdict: [stay, go]}
    heading: {nl: "Wensen", en: "Wishes"}
    say_each: {quiet: {nl: "Zaal 2", en: "Room 2"}, coffee: {nl: "Hal", en: "Hall"}}
"""
WISHES_QUIET = OWN_WISHES.replace("  own_wishes", "  §own_wishes").replace(', coffee: {nl: "Hal", en: "Hall"}', "")
YOUR_PASS = """  pass:
    ask: {nl: "Uw pas?", en: "Your pass?"}
    ask_other"""
SIGHT_BY = GOOD.read_text("utf-8").split("  sight:")[1].split("  illness:")[0]
SIGHT_BY = f"  sight:{SIGHT_BY}"
DESK = "  desk: {sees: [rare_book, pass, pass_renewal, wishes]}"
RARITY = f"\ncriteria:{GOOD.read_text('utf-8').split(f'{chr(10)}criteria:')[1].split(IS_RARE)[0]}{IS_RARE}"
IN_FORCE = """in_force:
  - {from: 2020-01-01, until: 2020-12-31}
  - {from: 2022-01-01}
"""
HEAD = f'id: book-loans\nversion: "1.2.0"\n{TITLE}\n'
DRAFT = 'draft: {expected: "2027", because: {nl: "Nog een voorstel.", en: "Still a proposal."}}\n'
TERMS = "\nterms:\n  past: {verdict: go}\n"
OF_REST = GOOD.read_text("utf-8").split('"The reader does not rest"}\n')[1].split("verdicts:")[0]

NO_COLUMN = "[{illness: yes, §sight: good, reach: part}]"
TABLE_ROW = "[{illness: yes, reach: part}]"


def with_table(rows: str, of: str = "[illness]", because: str = "because: {part: {nl: a, en: b}}") -> str:
    return f"    table:\n      of: {of}\n      rows: {rows}\n      {because}\n"


RARE_BOOK = f"  rare_book:{GOOD.read_text('utf-8').split('  rare_book:')[1].split('  pass:')[0]}"
ANSWERS_YES = RARE_BOOK.removesuffix("\n    source: [B1]\n")
HEAD_OF_RARE = ANSWERS_YES.split("  rare_book:\n")[1].split("    answers:")[0]


def with_number(number: str) -> str:
    return f"  rare_book:\n{HEAD_OF_RARE}    number: {number}\n    answered_by: [reader, desk]"


HR = "  hr: {sees: [rare_book, pass, pass_renewal, wishes]}"
PEOPLE = """  reader: {nl: u, en: you}
  desk: {nl: "de balie", en: "the desk"}
"""
PEOPLE_TURNED = """  desk: {nl: "de balie", en: "the desk"}
  §reader: {nl: u, en: you}
"""
MANY_VERDICTS = "".join(ONE_MORE_VERDICT.replace("§wait", f"wait_{number}") for number in range(29)) + ONE_MORE_VERDICT
RULES = [
    # compose
    Bad("file_too_large", "# A small", "#" * 1_000_000 + "# A small", "at most 1000000 bytes"),
    Bad("not_utf8", "Boeken lenen", "Boeken §\udce9n", "expected UTF-8"),
    Bad("control_character", "Boeken lenen", "Boeken§\x07lenen", "U+0007"),
    Bad("control_character", '{nl: "Boeken lenen"', '{nl: §"Boeken\\0lenen"', "U+0000"),
    Bad("control_character", "Boeken lenen", "Boeken§\u202elenen", "U+202E"),
    Bad("control_character", "Boeken lenen", "Boeken§\x00lenen", "U+0000"),
    Bad("unprintable", '{nl: "Boeken lenen"', '{nl: §"Boeken ཀ lenen"', "U+0F40 TIBETAN LETTER KA"),
    Bad("syntax", TITLE, "title: [a,\nsource: §}", "expected YAML"),
    Bad("syntax", "    choose: any", "§\tchoose: any", "expected spaces for indentation, found a tab"),
    Bad("syntax", 'desk: {nl: "de balie"', "desk: {nl: balie§: hier", "with `: ` in it between quotes"),
    Bad("syntax", "date: 2020-01-01", "date: day§: 2020-01-01", "found it without; quote it"),
    Bad("several_documents", "    left_out: rest\n", "    left_out: rest\n§---\nid: other\n", "found another"),
    Bad("directive", "# A small", "§%YAML 1.1\n---\n# A small", "starts with `%`"),
    Bad("directive", "# A small", "§%TAG ! tag:x.example,2000:\n---\n# A small", "starts with `%`"),
    Bad("too_deep", TITLE, "title: " + "[" * 31 + "§[" + "]" * 32, "at most 32 levels"),
    Bad("alias", "then: {verdict: go}", "then: §*go", "found `*go`"),
    Bad("anchor", "then: {verdict: go}", "then: §&go {verdict: go}", "found `&go`"),
    Bad("tag", "choose: any", "choose: §!!str any", "found `tag:yaml.org,2002:str`"),
    Bad("tag", "owner: desk", "owner: §!python/object:os.system desk", "found `!python/object:os.system`"),
    Bad("merge_key", "choose: any", "choose: any\n    §<<: {help: a}", "the merge key `<<`"),
    Bad("key_not_text", "choose: any", "choose: any\n    ? §[a]\n    : b", "found a list or mapping"),
    Bad("duplicate_key", "choose: any", "choose: any\n    §choose: any", "found `choose` as on line 99"),
    Bad("ambiguous_scalar", "reader: {nl: u, en: you}", "reader: {nl: u, en: §on}", "found `on`"),
    Bad("ambiguous_scalar", "reader: {nl: u, en: you}", "reader: {nl: u, en: §012}", "found `012`"),
    Bad("ambiguous_scalar", "reader: {nl: u, en: you}", "reader: {nl: u, en: §}", "found nothing"),
    # read
    Bad("wrong_type", TITLE, 'title: §"a"', "found `a`"),
    Bad("wrong_type", "answered_by: [desk]", "answered_by: §desk", "expected a list, found `desk`"),
    Bad("wrong_type", "otherwise: true", "otherwise: §yes", "expected `true` without quotes"),
    Bad("wrong_type", "otherwise: true", 'otherwise: §"true"', "expected `true` without quotes"),
    Bad("missing_key", TITLE, "title: §{nl: a}", "with `en`"),
    Bad("missing_key", TITLE, "title: §{en: a}", "with `nl`"),
    Bad("missing_key", YOUR_PASS, "  pass:\n    §ask_other", "a question with `ask`"),
    Bad("unknown_key", "choose: any", "choose: any\n    §sensitivty: work", "did you mean `sensitivity`?"),
    Bad(
        "unknown_key",
        "{from: 2022-01-01}",
        "{from: 2022-01-01, §to: 2023-01-01}",
        "with `from`, `until` only, found `to`",
    ),
    Bad("unknown_key", '  help: {nl: "Hulp"', '  §helpp: {nl: "Hulp"', "found `helpp`; did you mean `help`?"),
    Bad("empty", TITLE, 'title: {nl: a, en: §" "}', "nothing but space"),
    Bad("empty", TITLE, 'title: {nl: a, en: §""}', "nothing but space"),
    Bad("empty", TITLE, 'title: {nl: §"\\t\\n", en: a}', "nothing but space"),
    Bad("empty", TITLE, 'title: {nl: §"\\u00a0\\u3000", en: a}', "nothing but space"),
    Bad("empty", TITLE, 'title: {nl: a, en: §"\\u200b\\u00ad"}', "nothing but space"),
    Bad("empty", "then: [{nl:", "then: §[]\n    x: [{nl:", "at least 1 item"),
    Bad("bare_flag", "reader: {nl: u, en: you}", "reader: {nl: u, en: §true}", "the flag `true`; quote it"),
    Bad("bad_id", "id: book-loans", "id: §../book", "found `../book`"),
    Bad("bad_id", 'version: "1.2.0"', 'version: §"1.2"', "found `1.2`"),
    Bad("bad_id", 'desk: {nl: "de balie"', '§the-desk: {nl: "de balie"', "found `the-desk`"),
    Bad("bad_choice", "sensitivity: health", "sensitivity: §helth", "found `helth`; did you mean `health`?"),
    Bad("bad_choice", "choose: any", "choose: §all", "expected one of `any`"),
    Bad("bad_choice", TITLE, f"{TITLE}\nlanguages: [nl, en, §de]", "expected one of `nl`, `en`, found `de`"),
    Bad("named_twice", TITLE, f"{TITLE}\nlanguages: [nl, en, §nl]", "expected each word once, found `nl` again"),
    Bad("bad_choice", "{sees: everything}", "{sees: §all}", "expected one of `everything`"),
    Bad("bad_date", "date: 2020-01-01", "date: §2020-13-01", "found `2020-13-01`"),
    Bad("bad_date", "{from: 2022-01-01}", "{from: §20220101}", "found `20220101`"),
    Bad("bad_id", IN_FORCE, DRAFT.replace('"2027"', '§"2027-13"'), "or `2027-03`, found `2027-13`"),
    Bad("in_force_or_draft", IN_FORCE, f"{IN_FORCE}§{DRAFT}", "found `in_force`, `draft`"),
    Bad("in_force_or_draft", HEAD + IN_FORCE, f"§{HEAD}", "expected `in_force` or else `draft`, found none of these"),
    Bad("missing_key", IN_FORCE, 'draft: §{expected: "2027"}\n', "a draft with `because`"),
    Bad("bad_url", "https://library", "§http://library", "expected an https address"),
    Bad("bad_url", "https://library", "§https://user@library", "expected an https address"),
    Bad("period_overlap", "{from: 2022-01-01}", "§{from: 2020-12-31}", "share no day"),
    Bad("period_reversed", "until: 2020-12-31", "§until: 2019-12-31", "2019-12-31 before 2020-01-01"),
    Bad("clause_twice", 'L1: {nl: "Lampen"', '§B1: {nl: "Lampen"', "found `B1` in two"),
    Bad("named_twice", "[rare_book, pass,", "[rare_book, §rare_book, pass,", "found `rare_book` again"),
    Bad("work_left_out", "choose: any", "choose: any\n    §not_relied_on: {nl: a, en: b}", "at no work question"),
    # statements, grounds, consequences
    Bad("not_one_pair", IS_RARE, "§{rare_book: yes, pass: valid}", "found 2; put both in `all: [...]`"),
    Bad("not_one_pair", "{criterion: {rarity: all}}", "{criterion: §{rarity: all, rest: part}}", "found 2"),
    Bad("when_or_otherwise", GO, GO.replace("go", "§go") + "    when: {any_criterion: all}\n", "either `when`"),
    Bad("when_or_otherwise", GO, "  §go:\n", "either `when` or `otherwise: true`"),
    Bad("not_three", '  - {nl: "Nog niet", en: "Not yet"}\n  -', "  §-", "found 2"),
    Bad("not_as_many", "    then_other: [", "    §then_other: [{nl: a, en: b}, ", "which has 1, found 2"),
    Bad("say_or_for_each", "  fines:", "  §fines:\n    for_each: wishes", "either `say`, or `for_each`"),
    Bad("law_form", "  - id: leaving-out-rest", "  - §id: leaving-out-rest\n    questions: [wishes]", "three forms"),
    Bad("law_twice", "id: wishes-never-count", "id: §nothing-reached-means-go", "found `nothing-reached-means-go`"),
    Bad("count_form", IS_RARE, "§{at_least: 1, at_most: 1, of: [{rare_book: yes}, {pass: valid}]}", "with `of`"),
    Bad("bad_count", IS_RARE, "{§at_least: 3, of: [{rare_book: yes}, {pass: valid}]}", "expected 1 to 2 of 2"),
    Bad("bad_count", IS_RARE, "{§at_most: 1, of: [{rare_book: yes}]}", "expected 0 to 0 of 1 conditions, found 1"),
    Bad(
        "wrong_type", IS_RARE, "{at_least: §two, of: [{rare_book: yes}]}", "a whole number without quotes, found `two`"
    ),
    Bad(
        "named_twice",
        IS_RARE,
        "{at_least: 2, of: [{rare_book: yes}, §{rare_book: yes}, {pass: valid}]}",
        "expected each condition once, found `rare_book: yes` again, which would count twice",
    ),
    Bad("missing_key", IS_RARE, "§{exactly: 1}", "a count of conditions on questions with `of`"),
    Bad("unknown_term", IS_RARE, "{term: §rare}", "expected a term that stands before this, found `rare`"),
    Bad("unknown_term", "\nquestions:\n", f"{TERMS}  reading: {{term: §fast}}\nquestions:\n", "did you mean `past`?"),
    Bad("misplaced_condition", RARITY, TERMS + RARITY.replace(IS_RARE, "{§term: past}"), "rest on questions only"),
    # numbers
    Bad(
        "answers_or_number",
        ANSWERS_YES,
        "  §rare_book:\n" + HEAD_OF_RARE + "    answered_by: [reader, desk]",
        "`answers`, `number` or `date`",
    ),
    Bad("bad_bounds", ANSWERS_YES, with_number("§{from: 3, to: 3}"), "expected `from` below `to`"),
    Bad("bad_bounds", ANSWERS_YES, with_number("§{from: 0, to: 3, step: 2}"), "whole steps of 2"),
    Bad("bad_bounds", ANSWERS_YES, with_number("{from: 0, to: 3, step: §-1}"), "a step above 0, found -1"),
    Bad("wrong_type", ANSWERS_YES, with_number("{from: §none, to: 3}"), "a number such as 26 or 0.5"),
    Bad("not_a_number", IS_RARE, "{rare_book: §{over: 2}}", "expected one of `no`, `partly`, `yes`"),
    Bad("comparison_form", IS_RARE, "{rare_book: §{over: 2, under: 4}}", "found `over`, `under`"),
    Bad("bad_bounds", IS_RARE, "{rare_book: {between: §[4, 2]}}", "the lowest and the highest of two numbers"),
    Bad("ambiguous_scalar", "choose: any", "choose: §1.5", "found the number `1.5`; quote it"),
    # check_names
    Bad("unknown_question", IS_RARE, "{§rarebook: yes}", "found `rarebook`; did you mean `rare_book`?"),
    Bad("unknown_question", "questions: [wishes]", "questions: [§wish]", "found `wish`"),
    Bad("unknown_question", "for_each: wishes", "for_each: §wish", "found `wish`"),
    Bad("unknown_answer", IS_RARE, "{rare_book: §maybe}", "one of `no`, `partly`, `yes` for `rare_book`"),
    Bad("unknown_answer", IS_RARE, "{rare_book: §unknown}", "found `unknown`"),
    Bad("unknown_answer", "to: [now]", "to: [now, §soon]", "found `soon`"),
    Bad("unknown_answer", "say_each_other: {quiet:", "say_each_other: {§quite:", "found `quite`"),
    Bad("unknown_answer", "answers_other: {no:", "answers_other: {§nope:", "found `nope`"),
    Bad("unknown_answer", "say_each: {quiet", "say_each: {§loud: {nl: a, en: b}, quiet", "found `loud`"),
    Bad("unknown_criterion", "left_out: rest", "left_out: §resting", "found `resting`; did you mean `rest`?"),
    Bad("unknown_criterion", "{criterion: {rarity: all}}", "{criterion: {§rare: all}}", "found `rare`"),
    Bad("unknown_extent", "{any_criterion: all}", "{any_criterion: §most}", "found `most`"),
    Bad("unknown_verdict", "then: {verdict: go}", "then: {verdict: §leave}", "found `leave`"),
    Bad("unknown_person", "owner: desk", "owner: §disk", "found `disk`; did you mean `desk`?"),
    Bad(
        "missing_key",
        NOT_RARE,
        NOT_RARE + "\n    narrowing_needs: §{because: {nl: a, en: b}, source: [B1]}",
        "what narrowing a criterion needs with `consent_of`",
    ),
    Bad("unknown_clause", NOT_RARE, NOT_RARE + f"\n    narrowing_needs: {{{OF_COUNCIL}, source: [§B9]}}", "found `B9`"),
    Bad("unknown_clause", "source: [B2]\n  sight:", "source: [§B9]\n  sight:", "found `B9`"),
    Bad("unknown_reading", REST_READING, REST_READING.replace("[house", "[§ours"), "did you mean `house`?"),
    Bad("not_relied_on_named", "{sight: poor}", "{sight: §not_relied_on}", "to rest on `not_relied_on`"),
    Bad("not_relied_on_named", "to: [now]", "to: [now, §not_relied_on]", "to rest on `not_relied_on`"),
    # check
    Bad("reserved_word", "id: book-loans", "id: §privacy", "found `privacy`, a page of the site"),
    Bad("reserved_word", "  pass:\n", "  §verdict:\n", "found `verdict`, a word of the conditions"),
    Bad("reserved_word", "  rest:\n", "  §any:\n", "found `any`, a word of the conditions"),
    Bad("reserved_word", "{good: {nl", "{§unknown: {nl: a, en: b}, good: {nl", "found `unknown`, which is added"),
    Bad("reserved_word", "{good: {nl", "{§not_relied_on: {nl: a, en: b}, good: {nl", "found `not_relied_on`"),
    Bad("misplaced_condition", IS_RARE, "{not: {§verdict: go}}", "a criterion to rest on questions only"),
    Bad("misplaced_condition", "{sight: poor}", "{§any_criterion: all}", "a gate to rest on questions only"),
    Bad("misplaced_condition", "{criterion: {rarity: all}}", "{§sight: poor}", "a verdict to rest on criteria only"),
    Bad(
        "misplaced_condition", "{verdict: go}\n    met", "{§pass: valid}\n    met", "a requirement to rest on verdicts"
    ),
    Bad(
        "misplaced_condition",
        "met_when: {pass_renewal: now}",
        "met_when: {§verdict: go}",
        "a measure to rest on questions",
    ),
    Bad("bad_choice", GO, f"{GO}    days: §most\n", "expected one of"),
    Bad("named_twice", GO, f"{GO}    days: [some, §some]\n", "expected each word once"),
    Bad("empty", GO, f"{GO}    days: §[]\n", "expected at least 1 item"),
    Bad("misplaced_condition", "{verdict: [stay, go]}", "{§pass: valid}", "each answer to rest on verdicts only"),
    Bad("gate_on_measure", "{sight: poor}", "{§pass_renewal: now}", "`pass_renewal`, on which a requirement rests"),
    Bad("many_answers_condition", IS_RARE, "{§wishes: quiet}", "found `wishes`, which has any number"),
    Bad("bad_bounds", "    choose: any\n", "    choose: any\n    §min: 2\n", "`min` from 1 to 1"),
    Bad(
        "unknown_not_asked",
        "  wishes:\n",
        "  wishes:\n    can_be_unknown: false\n    §unknown: {nl: a, en: b}\n",
        "found it",
    ),
    Bad("many_not_work", "  wishes:\n", "  §wishes:\n    sensitivity: personal\n", "found it at a personal one"),
    Bad("idle_same_as", "  wishes:\n", "  §wishes:\n    same_as: {quiet: coffee}\n", "beside `choose: any`"),
    Bad("idle_same_as", RENEWAL, f"  §{RENEWAL.strip()}\n    same_as: {{later: no, no: now}}\n", "found `no`"),
    Bad("unknown_answer", RENEWAL, f"{RENEWAL}    same_as: {{later: §never}}\n", "for `pass_renewal`, found `never`"),
    Bad("not_relied_on_named", "{sight: poor}", "{sight: poor}\n    same_as: {no: §not_relied_on}", "to rest on"),
    Bad("for_each_not_many", OWN_WISHES, WISHES_QUIET.replace("h: wishes", "h: pass"), "found `pass`"),
    Bad("say_each_incomplete", OWN_WISHES, WISHES_QUIET, "found none for `coffee`"),
    Bad("none_not_last", LAST_EXTENTS, LAST_EXTENTS.replace("part:", "§part:").replace("none:", "# none"), "`part`"),
    Bad("reach_none", PART_OF_REST, PART_OF_REST.replace("part:", "§none:"), "found `none`"),
    Bad("reach_order", PART_OF_REST, PART_OF_REST + ONE_MORE_LINE, "found `all` after `part`"),
    Bad("otherwise_not_last", GO, "  §go:\n    when: {any_criterion: part}\n", "found none"),
    Bad("otherwise_not_last", "undetermined:\n", ONE_MORE_VERDICT + "undetermined:\n", "found `go`"),
    Bad("otherwise_not_last", "undetermined:\n", ONE_MORE_OTHERWISE + "undetermined:\n", "found `go`, `wait`"),
    Bad("first_audience_partial", "  reader: {sees: everything}", "  §reader: {sees: [pass]}", "at the first audience"),
    Bad("more_than_devices_count", GO, MANY_VERDICTS + GO, "at most 30 verdicts where a question"),
    Bad("role_of_first", "  reader: {sees: everything}", "  §reader: {sees: everything, role: hr}", "no `role`"),
    Bad("role_twice", DESK, f"{HR}\n  §desk: {{sees: everything, role: hr}}", "found `hr` at `hr` as well"),
    Bad("unlike_hr", DESK, f"{HR}\n  §desk: {{sees: everything, role: manager}}", "found `hr`, which sees other"),
    Bad("unlike_hr", DESK, "  §manager: {sees: everything}", "found no audience with that role"),
    Bad("bad_choice", DESK, "  desk: {sees: everything, role: §boss}", "expected one of `hr`, `manager`"),
    Bad("person_not_first", PEOPLE, PEOPLE_TURNED, "expected `reader`, the first audience, as the first person"),
    Bad("audience_hides_work", "  desk: {sees: [rare_book, ", "  §desk: {sees: [", "found `rare_book` hidden"),
    Bad(
        "answered_unseen",
        SIGHT_BY,
        SIGHT_BY.replace("  sight", "  §sight").replace("[reader]", "[desk]"),
        "found `desk`",
    ),
    # check_gates
    Bad("gate_cycle", "  sight:\n", "  §sight:\n    asked_when: {illness: yes}\n", "found a circle of"),
    Bad("gate_order", "  pass:\n", "  §pass:\n    asked_when: {sight: good}\n", "found `sight` after it"),
    Bad("gate_on_more_sensitive", "  wishes:\n", "  §wishes:\n    asked_when: {sight: poor}\n", "question `sight`"),
    Bad("repeated_gate", "{pass_renewal: [later, no]}", "{§all: [{pass: expired}, {pass_renewal: no}]}", "`pass`"),
    Bad("repeated_gate", "{illness: yes}", "{§all: [{sight: [good, poor]}, {illness: yes}]}", "found `sight` repeated"),
    # tables
    Bad("reaches_or_table", "  rest:\n", f"  §rest:\n{with_table(TABLE_ROW)}", "`reaches`, `table`"),
    Bad("unknown_column", OF_REST, with_table(TABLE_ROW, "[§ilness]"), "did you mean `illness`?"),
    Bad("unknown_column", OF_REST, with_table(TABLE_ROW, "[illness, §reach]"), "found `reach`"),
    Bad("named_twice", OF_REST, with_table(TABLE_ROW, "[illness, §illness]"), "found `illness`"),
    Bad(
        "unknown_key",
        OF_REST,
        with_table(NO_COLUMN),
        "with `reach`, `illness` only",
    ),
    Bad("missing_key", OF_REST, with_table("[§{illness: yes}]"), "a row of a decision table with `reach`"),
    Bad("unknown_extent", OF_REST, with_table("[{illness: yes, reach: §most}]"), "found `most`"),
    Bad("unknown_answer", OF_REST, with_table("[{illness: §maybe, reach: part}]"), "for `illness`, found `maybe`"),
    Bad("empty", OF_REST, with_table("§[]"), "found an empty list"),
    Bad("bad_choice", OF_REST, f"{with_table(TABLE_ROW)}      hit: §any\n", "expected one of `unique`, `first`"),
    Bad(
        "reasons_unlike_rows",
        OF_REST,
        with_table(TABLE_ROW, because="§because: {all: {nl: a, en: b}}"),
        "expected reasons for `part`, as rows reach, found `all`",
    ),
]
EXAMPLES = [
    Bad("other_rulebook", "rulebook: book-loans", "rulebook: §book-loan", "expected `book-loans`"),
    Bad("other_rulebook", '"1.2.0"', '§"1.2.1"', "expected `1.2.0`"),
    Bad("other_rulebook", '"1.2.0"', '§["1.2.1", "1.3.0"]', "expected `1.2.0` among these, found `1.2.1`"),
    Bad("bad_id", '"1.2.0"', '["1.2.0", §"1.3"]', "found `1.3`"),
    Bad("empty", '"1.2.0"', "§[]", "found an empty list"),
    Bad("example_twice", "  - id: E2", "  - §id: E1", "found `E1` again"),
    Bad("verdict_or_could_be", "could_be: [stay, go]", "§may_start: true", "either `verdict` or `could_be`"),
    Bad("verdict_or_could_be", "could_be: [stay, go]", "§could_be: [stay, go]\n      verdict: go", "either"),
    Bad("unknown_key", "own_wishes: [quiet", "§fines: [quiet", "expected what is expected"),
    Bad("unknown_question", "baseline: {rare_book: no", "baseline: {§rare: no", "found `rare`"),
    Bad("unknown_answer", "wishes: [coffee, quiet]", "wishes: [coffee, §tea]", "found `tea`"),
    Bad("unknown_answer", "own_wishes: [quiet, coffee]", "own_wishes: [§tea]", "found `tea`"),
    Bad("unknown_answer", "pass: valid", "pass: §not_relied_on", "found `not_relied_on`"),
    Bad("wrong_type", "wishes: unknown", "wishes: §quiet", "a list, or `unknown`"),
    Bad("wrong_type", "pass: unknown", "pass: §[valid]", "expected text, found a list"),
    Bad("wrong_type", "may_start: false", "may_start: §no", "`true` or `false` without quotes"),
    Bad("unknown_verdict", "verdict: stay", "verdict: §stey", "did you mean `stay`?"),
    Bad("unknown_criterion", "no_pass: none", "§pass: none", "found `pass`"),
    Bad("unknown_extent", "no_pass: none", "no_pass: §never", "found `never`"),
    Bad("unknown_action", "actions: []", "actions: [§renw]", "did you mean `renew`?"),
    Bad("unknown_requirement", "{bag: met}", "{§bags: met}", "did you mean `bag`?"),
    Bad("unknown_note", "notes: [own_wishes]", "notes: [own_wishes, §fine]", "did you mean `fines`?"),
    Bad("bad_choice", "{bag: met}", "{bag: §yes}", "`met`, `not_met`, `open`"),
]
APPROVALS = [
    Bad("other_rulebook", "rulebook: book-loans", "rulebook: §books", "expected `book-loans` as beside it"),
    Bad("other_rulebook", '"1.2.0"', '§"1.2.1"', "expected `1.2.0`"),
    Bad("bad_id", '"sha256:00', '§"sha256:0', "found `sha256:0"),
    Bad("missing_key", 'name: "J. Bakker"\n    date: 2022-01-04', '§name: "J. Bakker"', "who approved with `date`"),
    Bad("bad_date", "2022-01-04", "§2022-01-32", "found `2022-01-32`"),
    Bad("missing_key", '{nl: "hoofd van de bibliotheek", en', "§{nl", "a text in `nl` and `en` with `en`"),
    Bad("unknown_key", "    date: 2022-01-04", "    date: 2022-01-04\n    §dat: a", "did you mean `date`?"),
    Bad("wrong_type", '"J. Bakker"', "§[J. Bakker]", "expected text, found a list"),
    Bad("duplicate_key", "version: ", "§rulebook: a\nversion: ", "found `rulebook` as on line 1"),
    Bad("ambiguous_scalar", "    date: 2022-01-04", "    date: 2022-01-04\n    §on: 2022-01-04", "found `on`"),
]
