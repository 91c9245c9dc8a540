"""Where tests keep what they store: in a file, and on a server."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.postgres import Cluster

KINDS = ("sqlite", "postgresql")


def place(request: pytest.FixtureRequest, folder: Path) -> str:
    """The address of an empty database, for a fixture with the parameters ``KINDS``."""
    if request.param == "sqlite":
        return f"sqlite:///{folder}/data/bot.db"
    server: Cluster = request.getfixturevalue("postgres")
    return server.url()
