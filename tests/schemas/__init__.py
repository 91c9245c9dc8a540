"""Schemas that Microsoft publishes, as the packages of package.json carry them."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

_TEAMS = Path(__file__).parent / "node_modules/@microsoft/app-manifest/build/json-schemas/teams"


def manifest_versions() -> list[str]:
    """The numbered versions of the Teams app manifest, oldest first."""
    if not _TEAMS.is_dir() and not os.environ.get("CI"):
        pytest.skip("the schemas are not installed: make setup")
    found = [folder.name[1:] for folder in _TEAMS.glob("v1.*")]
    return sorted(found, key=lambda version: int(version.partition(".")[2]))


def manifest_schema(version: str) -> dict[str, Any]:
    """The schema of one version of the Teams app manifest."""
    file = _TEAMS / f"v{version}" / "MicrosoftTeams.schema.json"
    found: dict[str, Any] = json.loads(file.read_text(encoding="utf-8-sig"))
    return found
