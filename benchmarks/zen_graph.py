"""The 2021 rules as a decision graph for zen-engine, a rules engine with a compiled core.

One decision table for each criterion, as such graphs are drawn, then the verdict and what follows from it; an empty
cell means any value, and the first row that fits holds.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from itertools import pairwise
from typing import Any

Rows = list[tuple[str, ...]]
LEVELS: Rows = [("'all'", "'all'"), ("'part'", "'part'"), ("", "'none'")]
BOUND: Rows = [
    ("'all'", "'no', 'later'", "'all'"),
    ("'part'", "'no', 'later'", "'part'"),
    ("", "", "'none'"),
]
TABLES: dict[str, tuple[tuple[str, ...], Rows]] = {
    "nature_of_work": (("on_site_tasks",), LEVELS),
    "essential_process": (
        ("process_presence", "process_necessity"),
        [
            ("'all'", "'strictly_necessary', 'social_need'", "'all'"),
            ("'part'", "'strictly_necessary', 'social_need'", "'part'"),
            ("'all', 'part'", "'unclear'", "'talk'"),
            ("", "", "'none'"),
        ],
    ),
    "location_bound_tools": (("bound_tools", "tools_at_home"), BOUND),
    "confidential_information": (("site_only_information", "information_at_home"), BOUND),
    "home_workplace_reach": (
        ("home_workplace", "home_workplace_fix", "home_part_possible"),
        [
            ("'not_adequate'", "'no'", "'no'", "'all'"),
            ("'not_adequate'", "'no'", "'yes'", "'part'"),
            ("'not_adequate'", "'later'", "", "'talk'"),
            ("", "", "", "'none'"),
        ],
    ),
    "personal_situation": (("other_personal_reason",), [*LEVELS[:2], ("'to_discuss'", "'talk'"), LEVELS[2]]),
    "mental_health_reach": (
        ("mental_health", "mental_health_home_solution", "mental_health_arrangement"),
        [
            ("'yes'", "'tried'", "'all'", "'all'"),
            ("'yes'", "'tried'", "'part', 'none'", "'part'"),
            ("'yes'", "'not_tried'", "", "'talk'"),
            ("", "", "", "'none'"),
        ],
    ),
}
REACHED = f"[{', '.join(TABLES)}]"
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
    """Return the graph: answers, criteria, verdict, what follows."""
    nodes = [
        _node("answers", "inputNode"),
        *(_table(name, reads, rows) for name, (reads, rows) in TABLES.items()),
        _expressions("verdict", VERDICT),
        _expressions("actions", ACTIONS),
        _node("outcome", "outputNode"),
    ]
    return {"contentType": "application/vnd.gorules.decision", "nodes": nodes, "edges": list(_edges(nodes))}


def _edges(nodes: list[dict[str, Any]]) -> Iterable[dict[str, str]]:
    for one, other in pairwise(node["id"] for node in nodes):
        yield {"id": f"{one}-{other}", "type": "edge", "sourceId": one, "targetId": other}


def _node(name: str, kind: str, **more: Any) -> dict[str, Any]:
    return {"id": f"node-{name}", "type": kind, "name": name, "position": {"x": 0, "y": 0}, **more}


def _table(name: str, reads: tuple[str, ...], rows: Rows) -> dict[str, Any]:
    columns = [*reads, name]
    content = {
        "hitPolicy": "first",
        "inputs": [{"id": f"in-{field}", "name": field, "field": field} for field in reads],
        "outputs": [{"id": f"in-{name}", "name": name, "field": name}],
        "rules": [
            {"_id": f"{name}-{i}", **{f"in-{c}": cell for c, cell in zip(columns, row, strict=True)}}
            for i, row in enumerate(rows)
        ],
        "passThrough": True,
    }
    return _node(name, "decisionTableNode", content=content)


def _expressions(name: str, told: Mapping[str, str]) -> dict[str, Any]:
    lines = [{"id": f"{name}-{key}", "key": key, "value": value} for key, value in told.items()]
    return _node(name, "expressionNode", content={"expressions": lines, "passThrough": True})


def zen_evaluator() -> Callable[[Mapping[str, Any]], str]:
    """Return a function that evaluates answers with zen-engine, with its trace, and reads the verdict."""
    import zen  # noqa: PLC0415 - only the benchmark needs it, and it is an extra

    decision = zen.ZenEngine().create_decision(json.dumps(decision_graph()))

    def evaluate(answers: Mapping[str, Any]) -> str:
        return str(decision.evaluate(dict(answers), {"trace": True})["result"]["verdict"])

    return evaluate
