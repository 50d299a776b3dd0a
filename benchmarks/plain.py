"""The 2021 rules written by hand, as one would without an engine: the practical limit of speed in Python.

It has the duty of one evaluation: the verdict, how far each criterion reaches, the requirement and the actions. It
knows nothing of answers that are not known (it takes them as not given), gives no reasons and proves nothing.
"""

from collections.abc import Mapping
from typing import Any

Outcome = tuple[str, dict[str, str], dict[str, str], bool | None, list[str]]


def evaluate(answers: Mapping[str, Any]) -> Outcome:  # noqa: C901, PLR0912, PLR0915 - straight-line code is its point
    """Return verdict, criteria, requirements, may_start and actions."""
    get = answers.get
    actions: list[str] = []
    nature = get("on_site_tasks")
    nature = nature if nature in ("all", "part") else "none"
    presence, process = get("process_presence"), "none"
    if presence in ("all", "part"):
        necessity = get("process_necessity")
        if necessity in ("strictly_necessary", "social_need"):
            process = presence
        elif necessity == "unclear":
            process = "talk"
    bound, tools = get("bound_tools"), "none"
    review = False
    if bound in ("all", "part"):
        at_home = get("tools_at_home")
        if at_home in ("no", "later"):
            tools = bound
        if at_home in ("now", "later"):
            actions.append("enable_tools_at_home")
        review = at_home == "later"
    secret, information = get("site_only_information"), "none"
    if secret in ("all", "part"):
        at_home = get("information_at_home")
        if at_home in ("no", "later"):
            information = secret
        if at_home in ("now", "later"):
            actions.append("enable_information_at_home")
        review = review or at_home == "later"
    if review:
        actions.append("review_when_available")
    workplace = "none"
    if get("home_workplace") == "not_adequate":
        actions.append("provide_home_workplace")
        fix = get("home_workplace_fix")
        if fix == "no":
            workplace = {"no": "all", "yes": "part"}.get(get("home_part_possible") or "", "none")
        elif fix == "later":
            workplace = "talk"
    personal = {"all": "all", "part": "part", "to_discuss": "talk"}.get(get("other_personal_reason") or "", "none")
    mental, circumstances = "none", personal == "talk"
    if get("mental_health") == "yes":
        solution = get("mental_health_home_solution")
        if solution == "not_tried":
            mental, circumstances = "talk", True
        elif solution == "tried":
            arrangement = get("mental_health_arrangement")
            if arrangement == "all":
                mental = "all"
            elif arrangement in ("part", "none"):
                mental = "part"
                circumstances = circumstances or arrangement == "none"
    if process == "talk":
        actions.append("show_who_is_needed")
    if circumstances:
        actions.append("talk_about_circumstances")
    criteria = {
        "nature_of_work": nature,
        "essential_process": process,
        "location_bound_tools": tools,
        "confidential_information": information,
        "home_workplace": workplace,
        "personal_situation": personal,
        "mental_health": mental,
    }
    reached = criteria.values()
    if "all" in reached:
        verdict = "on_site"
    elif "part" in reached:
        verdict = "partly_on_site"
        actions.append("agree_days")
    elif "talk" in reached:
        verdict = "conversation"
    else:
        verdict = "home"
    safe = get("site_safe")
    if safe == "no":
        actions.append("make_site_safe")
    requirements: dict[str, str] = {}
    may_start = None
    if verdict in ("on_site", "partly_on_site"):
        state = {"yes": "met", "no": "not_met"}.get(safe or "", "open")
        requirements["site_safe"] = state
        may_start = {"met": True, "not_met": False}.get(state)
    return verdict, criteria, requirements, may_start, actions
