"""The manifest of the app in Teams: names, icons, where the bot works, and what it offers.

The form is Microsoft's app manifest schema. The app asks for no more than a bot needs to answer,
and signs nobody in: ``webApplicationInfo`` and resource-specific consent are left out.
"""

from __future__ import annotations

from bot.package.commands import SCOPES
from bot.package.details import Details
from dialogs.event import Json

SCHEMA_VERSION = "1.30"
SCHEMA = "https://developer.microsoft.com/json-schemas/teams/v{}/MicrosoftTeams.schema.json"
ACCENT = "#1D3557"
SEARCH = "searchGuidance"

SHORT = "What to do first when you meet a possible victim of modern slavery."
FULL = (
    "Walks police officers and staff through the first hours with someone who may be a victim of "
    "modern slavery: keep people safe, speak to each person alone, tell an adult from a child, "
    "explain the National Referral Mechanism, notify, consider section 45, record the crime and "
    "hand over.\n\n"
    "Every person in an encounter has their own steps. Anything can be done in any order, "
    "corrected, put away and taken up again on another device. It answers questions from approved "
    "guidance only, with the source and the version.\n\n"
    "It asks for no names and keeps nothing that is typed, only the answers that are chosen. It "
    "sends nothing to anyone: it says what is due, and the officer does it. In an emergency use "
    "the radio or 999 first."
)


def manifest(about: Details, schema_version: str = SCHEMA_VERSION) -> dict[str, Json]:
    """The manifest, as the data of a JSON file."""
    return {
        "$schema": SCHEMA.format(schema_version),
        "manifestVersion": schema_version,
        "version": about.version,
        "id": about.app_id,
        "developer": {
            "name": about.developer,
            "websiteUrl": about.website,
            "privacyUrl": about.privacy,
            "termsOfUseUrl": about.terms,
        },
        "name": {"short": about.name, "full": about.name},
        "description": {"short": SHORT, "full": FULL},
        "icons": {"color": "color.png", "outline": "outline.png"},
        "accentColor": ACCENT,
        "bots": [_bot(about.bot_id)],
        "composeExtensions": [_search(about.bot_id)],
        "permissions": ["identity", "messageTeamMembers"],
        "validDomains": [about.domain],
        "defaultInstallScope": "personal",
        "defaultGroupCapability": {"team": "bot", "groupchat": "bot"},
    }


def _bot(bot_id: str) -> dict[str, Json]:
    return {
        "botId": bot_id,
        "scopes": [*SCOPES],
        "isNotificationOnly": False,
        "supportsFiles": False,
        "supportsCalling": False,
        "supportsVideo": False,
        "commandLists": [
            {
                "scopes": [scope],
                "commands": [{"title": word, "description": does} for word, does in words.items()],
            }
            for scope, words in SCOPES.items()
        ],
    }


def _search(bot_id: str) -> dict[str, Json]:
    return {
        "botId": bot_id,
        "canUpdateConfiguration": False,
        "commands": [
            {
                "id": SEARCH,
                "type": "query",
                "title": "Search the guidance",
                "description": "Find approved guidance and put it in the message, with its source",
                "context": ["compose", "commandBox"],
                "initialRun": True,
                "parameters": [
                    {
                        "name": "query",
                        "title": "Question",
                        "description": "In your own words, without names or addresses",
                        "inputType": "text",
                    }
                ],
            }
        ],
    }
