"""The 2021 rules as a decision graph for zen-engine, a rules engine with a compiled core."""

import json
from collections.abc import Callable, Mapping
from itertools import pairwise
from typing import Any

LEVELS = "{0} == 'all' ? 'all' : {0} == 'part' ? 'part' : 'none'"
BOUND = "({1} == 'no' or {1} == 'later') and ({0} == 'all' or {0} == 'part') ? {0} : 'none'"
CRITERIA = {
    "nature_of_work": LEVELS.format("on_site_tasks"),
    "essential_process": (
        "process_presence != 'all' and process_presence != 'part' ? 'none' :"
        " process_necessity == 'strictly_necessary' or process_necessity == 'social_need' ? process_presence :"
        " process_necessity == 'unclear' ? 'talk' : 'none'"
    ),
    "location_bound_tools": BOUND.format("bound_tools", "tools_at_home"),
    "confidential_information": BOUND.format("site_only_information", "information_at_home"),
    "home_workplace_reach": (
        "home_workplace != 'not_adequate' ? 'none' : home_workplace_fix == 'later' ? 'talk' :"
        " home_workplace_fix == 'no' and home_part_possible == 'no' ? 'all' :"
        " home_workplace_fix == 'no' and home_part_possible == 'yes' ? 'part' : 'none'"
    ),
    "personal_situation": (
        "other_personal_reason == 'all' ? 'all' : other_personal_reason == 'part' ? 'part' :"
        " other_personal_reason == 'to_discuss' ? 'talk' : 'none'"
    ),
    "mental_health_reach": (
        "mental_health != 'yes' ? 'none' : mental_health_home_solution == 'not_tried' ? 'talk' :"
        " mental_health_home_solution != 'tried' ? 'none' : mental_health_arrangement == 'all' ? 'all' :"
        " mental_health_arrangement == 'part' or mental_health_arrangement == 'none' ? 'part' : 'none'"
    ),
}
REACHED = f"[{', '.join(CRITERIA)}]"
VERDICT = {
    "verdict": (
        f"some({REACHED}, # == 'all') ? 'on_site' : some({REACHED}, # == 'part') ? 'partly_on_site' :"
        f" some({REACHED}, # == 'talk') ? 'conversation' : 'home'"
    ),
}
AT_HOME = "({0} == 'all' or {0} == 'part') and ({1} == 'now' or {1} == 'later')"
LATER = "({0} == 'all' or {0} == 'part') and {1} == 'later'"
TOOLS, INFORMATION = ("bound_tools", "tools_at_home"), ("site_only_information", "information_at_home")
ACTIONS = {
    "make_site_safe": "site_safe == 'no'",
    "provide_home_workplace": "home_workplace == 'not_adequate'",
    "enable_tools_at_home": AT_HOME.format(*TOOLS),
    "enable_information_at_home": AT_HOME.format(*INFORMATION),
    "review_when_available": f"{LATER.format(*TOOLS)} or {LATER.format(*INFORMATION)}",
    "show_who_is_needed": "essential_process == 'talk'",
    "talk_about_circumstances": (
        "personal_situation == 'talk' or mental_health_reach == 'talk'"
        " or (mental_health_reach == 'part' and mental_health_arrangement == 'none')"
    ),
    "agree_days": "verdict == 'partly_on_site'",
    "may_start": "verdict == 'on_site' or verdict == 'partly_on_site' ? site_safe : 'not_required'",
}


def decision_graph() -> dict[str, Any]:
    """Return the graph: answers, criteria, verdict, actions."""
    steps = {"criteria": CRITERIA, "verdict": VERDICT, "actions": ACTIONS}
    nodes = [_node("answers", "inputNode"), *(_expressions(name, told) for name, told in steps.items())]
    nodes.append(_node("outcome", "outputNode"))
    names = [node["id"] for node in nodes]
    edges = [{"id": f"{a}-{b}", "type": "edge", "sourceId": a, "targetId": b} for a, b in pairwise(names)]
    return {"contentType": "application/vnd.gorules.decision", "nodes": nodes, "edges": edges}


def _node(name: str, kind: str, **more: Any) -> dict[str, Any]:
    return {"id": name, "type": kind, "name": name, "position": {"x": 0, "y": 0}, **more}


def _expressions(name: str, told: Mapping[str, str]) -> dict[str, Any]:
    lines = [{"id": f"{name}-{key}", "key": key, "value": value} for key, value in told.items()]
    return _node(name, "expressionNode", content={"expressions": lines, "passThrough": True})


def zen_evaluator() -> Callable[[Mapping[str, Any]], str]:
    """Return a function that evaluates answers with zen-engine, with its trace, and reads the verdict."""
    import zen  # noqa: PLC0415 - only the benchmark needs it, and it is an extra

    decision = zen.ZenEngine().create_decision(json.dumps(decision_graph()))

    def evaluate(answers: Mapping[str, Any]) -> str:
        return str(decision.evaluate(answers, {"trace": True})["result"]["verdict"])

    return evaluate
