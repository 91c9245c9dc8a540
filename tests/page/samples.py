"""Replies as the bot gives them, for driving the page without the bot."""

from bot.activity import JsonObject
from dialogs.event import Json

CARD = "application/vnd.microsoft.card.adaptive"


def message(number: int, text: str, card: JsonObject | None = None, **more: Json) -> JsonObject:
    reply: JsonObject = {"type": "message", "id": f"reply-{number}", "text": text, **more}
    if card is not None:
        reply["attachments"] = [{"contentType": CARD, "content": card}]
    return reply


def card(*body: JsonObject, actions: list[JsonObject] | None = None) -> JsonObject:
    content: list[Json] = [*body]
    buttons: list[Json] = [*(actions or [])]
    return {"type": "AdaptiveCard", "version": "1.5", "body": content, "actions": buttons}


def words(text: str, **more: Json) -> JsonObject:
    return {"type": "TextBlock", "text": text, "wrap": True, **more}


def title(text: str) -> JsonObject:
    return words(text, style="heading")


def execute(label: str, verb: str, **more: Json) -> JsonObject:
    data: JsonObject = {"step": verb, "option": label}
    return {"type": "Action.Execute", "title": label, "verb": verb, "data": data, **more}


def welcome() -> JsonObject:
    return card(
        title("Modern slavery first response"),
        words("**In an emergency** radio first, then come back."),
        words("Never type names or addresses here.", size="Small", isSubtle=True),
        actions=[
            execute("Start an encounter", "start", style="positive"),
            execute("Ask a question", "ask"),
            execute("I'm on a call", "call"),
            execute("More", "more"),
        ],
    )


def safety() -> JsonObject:
    duties = (
        "- Injured or threatened: ambulance and units now.\n"
        "- Move possible victims away from anyone in charge of them.\n"
        "- Speak to each alone. Never use their companions to interpret.\n"
        "- Nobody goes back tonight until you have a safe plan."
    )
    return card(
        {
            "type": "Container",
            "style": "attention",
            "bleed": True,
            "items": [title("First: keep people safe"), words(duties)],
        },
        words("Is anyone in danger right now?", weight="Bolder"),
        words("Step 1 · sources", size="Small", isSubtle=True),
        actions=[
            execute("Yes, now", "danger", style="destructive"),
            execute("No", "danger"),
            execute("Not sure", "danger"),
        ],
    )


def people() -> JsonObject:
    age: JsonObject = {
        "type": "Input.ChoiceSet",
        "id": "place",
        "style": "expanded",
        "label": "Where are you?",
        "value": "home",
        "choices": [{"title": "Home", "value": "home"}, {"title": "Business", "value": "business"}],
    }
    return card(
        title("Who may be a victim?"),
        {"type": "Input.Number", "id": "adults", "label": "Adults", "min": 0, "value": 3},
        {
            "type": "Input.Number",
            "id": "children",
            "label": "Under 18 or not sure",
            "min": 0,
            "value": 4,
        },
        age,
        {"type": "Input.Toggle", "id": "screened", "title": "Locked or screened rooms"},
        actions=[execute("Continue", "count", style="positive")],
    )


def board() -> JsonObject:
    return card(
        title("Encounter K7Q2 · 7 people · 14:05"),
        {
            "type": "Container",
            "style": "warning",
            "items": [words("⚠ 4 may be children: no consent needed, social care today")],
        },
        {
            "type": "FactSet",
            "facts": [
                {"title": "Scene", "value": "interpreter · medical · others not here"},
                {"title": "Person 1", "value": "adult · not yet spoken to alone"},
                {"title": "Person 2", "value": "adult · NRM explained, thinking about it"},
                {"title": "Person 4", "value": "child or unsure · referral outstanding"},
            ],
        },
        actions=[
            execute("Next: Person 1", "next", style="positive"),
            execute("Scene", "scene"),
            execute("Pick a person", "pick"),
            execute("Ask", "ask"),
            {
                "type": "Action.ShowCard",
                "title": "Sources",
                "card": card(words("Home Office toolkit, April 2026")),
            },
            execute("Handover", "handover"),
        ],
    )


def settled(text: str) -> JsonObject:
    return card(words(text, isSubtle=True))
