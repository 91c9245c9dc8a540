"""The metrics of a running bot, in the terms of Prometheus. What each alert means: docs/runbook.md.

One process counts for itself, from its start; whoever collects adds the processes up. No label
holds an id, a name or anything typed: each takes its values from a small closed set.
"""

from __future__ import annotations

from itertools import product

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector

REGISTRY = CollectorRegistry()
ProcessCollector(registry=REGISTRY)

_SECONDS = (0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 15.0)

TURN_SECONDS = Histogram(
    "bot_turn_seconds",
    "Time from an activity to its outcome, stored; without sending the replies.",
    ["kind"],
    registry=REGISTRY,
    buckets=_SECONDS,
)
DELIVERY_SECONDS = Histogram(
    "bot_delivery_seconds",
    "Time from a stored turn to its last reply taken by the connector.",
    registry=REGISTRY,
    buckets=_SECONDS,
)
TURNS = Counter(
    "bot_turns_total",
    "Turns by kind and by outcome: answered, failed (the officer got an apology) or malformed.",
    ["kind", "outcome"],
    registry=REGISTRY,
)
REPEATS = Counter(
    "bot_repeats_total",
    "Activities delivered again after their turn was stored.",
    registry=REGISTRY,
)
REFUSALS = Counter(
    "bot_refusals_total",
    "Requests turned away at the door, by HTTP status.",
    ["status"],
    registry=REGISTRY,
)
OUTSIDERS = Counter(
    "bot_outsiders_total", "Activities of people of other organisations.", registry=REGISTRY
)
FEEDBACK = Counter(
    "bot_feedback_total",
    "What became of questions: miss (no answer found), good or bad (as rated).",
    ["kind"],
    registry=REGISTRY,
)
CONFLICTS = Counter(
    "bot_store_conflicts_total",
    "Commits that came second and were worked out again, by kind. "
    "remembered: another process wrote in that chat since this one did.",
    ["kind"],
    registry=REGISTRY,
)
UNDELIVERED = Counter(
    "bot_undelivered_total",
    "Turns whose replies could not be sent, by the connector's status; 0 is no answer.",
    ["status"],
    registry=REGISTRY,
)
RESENT = Counter(
    "bot_resent_total", "Turns sent again because they were left behind.", registry=REGISTRY
)
REMINDERS = Counter(
    "bot_reminders_total",
    "Reminders by outcome: sent, undelivered or gone (the conversation is over).",
    ["outcome"],
    registry=REGISTRY,
)
JOB_FAILURES = Counter(
    "bot_job_failures_total", "Runs of a job that failed, by job.", ["job"], registry=REGISTRY
)
JOB_DONE = Gauge(
    "bot_job_done_timestamp_seconds",
    "When a job last ended well; until it has, when it was begun with.",
    ["job"],
    registry=REGISTRY,
)
RELOADS = Counter(
    "bot_content_reloads_total",
    "Changed content folders by outcome: taken or refused.",
    ["outcome"],
    registry=REGISTRY,
)

# What is not there yet has no growth: the first apology after a start would be seen by nobody. So
# every count that is watched begins at nought.
_KINDS = ("message", "press", "refresh", "search", "other")
_ENDS = ("answered", "failed", "malformed")
_STATUSES = ("0", "401", "403", "404", "429", "500", "502", "503", "504")
_FROM_NOUGHT: dict[Counter | Histogram, list[tuple[str, ...]]] = {
    TURNS: [*product(_KINDS, _ENDS)],
    TURN_SECONDS: [(kind,) for kind in _KINDS],
    REFUSALS: [("401",)],
    FEEDBACK: [("miss",), ("good",), ("bad",)],
    CONFLICTS: [("conflict",), ("duplicateturn",), ("uncertain",), ("remembered",)],
    UNDELIVERED: [(status,) for status in _STATUSES],
    REMINDERS: [("sent",), ("undelivered",), ("gone",)],
    RELOADS: [("taken",), ("refused",)],
}
for _metric, _each in _FROM_NOUGHT.items():
    for _labels in _each:
        _metric.labels(*_labels)
