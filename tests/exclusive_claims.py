"""Claims that are never so together: of one outcome, one case, one letter, one start page."""

OF_OUTCOMES = (
    ("final", "left_out_matters"),
    ("nothing_changes", "becomes"),
    ("nothing_changes", "opens"),
    ("nothing_changes", "opens_unknown"),
    ("nothing_changes", "more_ways"),
    ("hangs", "hangs_open"),
    ("final", "list_open"),
    ("final", "list_left_out"),
    ("final", "list_not_asked"),
    ("final", "device_matters"),
    ("device_matters", "device_matters_open"),
    ("stays", "device_matters"),
)
STATUSES = ("received", "in_hand", "hr_asks", "is_decided", "is_replied", "disagreed")
"""The claims of which exactly one is said of where a case stands."""
OF_CASES = (
    *((one, other) for one in STATUSES for other in STATUSES if one < other),
    ("talk_planned", "talk_to_come"),
    ("talk_planned", "talk_by"),
    ("talk_planned", "talk_was_planned"),
    ("talk_was_planned", "talk_to_come"),
    ("talk_was_planned", "talk_by"),
    ("next", "next_yours"),
    ("next", "next_handlers"),
    ("next_yours", "next_handlers"),
    ("nothing_written", "open_again"),
    ("replied_to", "replied_short"),
    ("replied_to", "replied_not_known"),
    ("replied_short", "replied_not_known"),
    ("nothing_replied", "open_again"),
    ("departs", "goes_with"),
    ("departs_work", "goes_with_work"),
    ("departs", "departs_work"),
    ("goes_with", "goes_with_work"),
    ("nothing_open", "criteria_gone"),
)
OF_LETTERS = (
    ("together", "otherwise"),
    ("together", "tried"),
    ("otherwise", "tried"),
    ("on_site", "on_site_once"),
    ("on_site", "at_home"),
    ("on_site_once", "at_home"),
    ("agreed_departs", "decided_departs"),
    ("agreed_departs", "tried_departs"),
    ("decided_departs", "tried_departs"),
    ("no_reason_needed", "not_whole"),
)
OF_START_PAGES = (
    ("kept_by_nobody", "kept_if_shared"),
    ("from_the_past", "policy_of"),
    ("all_to_server", "some_stay"),
    ("may_ask_health", "may_ask_person"),
    ("asked_on_device", "health_on_device"),
    ("may_ask_health", "asked_on_device"),
    ("may_ask_health", "health_on_device"),
    ("may_ask_health", "not_asked"),
    ("may_ask_person", "asked_on_device"),
    ("may_ask_person", "not_asked"),
)
