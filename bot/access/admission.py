"""What someone outside the force is told, and the line about it in the audit log."""

from __future__ import annotations

import json
import logging

from bot.activity import (
    JsonObject,
    Outcome,
    card_error,
    is_card_action,
    log_id,
    reply_to,
    tenant_ids,
    user_id,
)
from bot.extension import is_search, told
from bot.observing import metrics
from bot.observing.pseudonym import pseudonym

REFUSAL = (
    "This assistant serves one police force, and your account is not one of its. "
    "Nothing you sent was kept. In an emergency call 999."
)
AUDIT = logging.getLogger(__name__)


def refused(activity: JsonObject) -> Outcome:
    """The polite refusal, once it is in the audit log. Nothing is stored."""
    metrics.OUTSIDERS.inc()
    AUDIT.warning(_line(activity))
    if is_card_action(activity):
        return Outcome(invoke=card_error(403, "Forbidden", REFUSAL))
    if is_search(activity):
        return Outcome(invoke=told(REFUSAL))
    if activity["type"] == "message":
        return Outcome((reply_to(activity, text=REFUSAL, textFormat="plain", speak=REFUSAL),))
    return Outcome()


def _line(activity: JsonObject) -> str:
    """A JSON object: what was refused and digests of who asked; never a text, name or id."""
    line: JsonObject = {
        "event": "refused",
        "reason": "tenant",
        "kind": _kind(activity),
        "conversation": log_id(activity),
        "person": pseudonym(user_id(activity)),
        "tenants": [pseudonym(tenant) for tenant in sorted(tenant_ids(activity))],
    }
    return json.dumps(line)


def _kind(activity: JsonObject) -> str:
    if is_card_action(activity):
        return "press"
    if is_search(activity):
        return "search"
    return "message" if activity["type"] == "message" else "other"
