"""Which addresses of databases are refused, and that none is quoted."""

from __future__ import annotations

import pytest

from bot.storage.address import is_postgres, problems

SECRET = "hunter2"


@pytest.mark.parametrize(
    "address",
    [
        "bot.db",
        "/var/lib/bot/bot.db",
        "sqlite:///data/bot.db",
        "sqlite:////var/lib/bot/bot.db",
        "postgresql://bot@localhost/bot",
        "postgresql://bot:pass%40word@127.0.0.1:5433/bot",
        "postgres://bot@[::1]/bot",
        "postgresql:///bot?host=/run/postgresql",
        "postgresql://bot@db.example.org/bot?sslmode=verify-full&sslrootcert=/etc/ca.pem",
        "postgresql://bot@db/bot?sslmode=disable",  # said on purpose
    ],
)
def test_an_address_that_can_be_tried(address: str) -> None:
    assert problems(address) == []


@pytest.mark.parametrize(
    ("address", "says"),
    [
        (f"mysql://u:{SECRET}@db/bot", "neither"),
        ("sqlite:///", "no file"),
        (f"postgresql://u:{SECRET}@db/bot", "sslmode"),
        (f"postgresql://u:{SECRET}@localhost.example.org/bot", "sslmode"),
        (f"postgresql://u:{SECRET}@/bot?host=10.0.0.1", "sslmode"),
        (f"postgresql://u:{SECRET}@db/bot?sslmode=always", "sslmode is none of"),
        (f"postgresql://u:{SECRET}@localhost", "no database"),
        (f"postgresql://u:{SECRET}@localhost:many/bot", "cannot be read"),
        (f"postgresql://u:{SECRET}/@localhost/bot", "cannot be read"),
        (f"postgresql://u:{SECRET}@localhost:99999/bot", "cannot be read"),
        (f"postgresql://u:{SECRET}@[::1/bot", "cannot be read"),
    ],
)
def test_each_mistake_is_one_problem_that_quotes_nothing(address: str, says: str) -> None:
    (problem,) = problems(address)
    assert problem.startswith("DATABASE_URL")
    assert says in problem
    assert SECRET not in problem


def test_a_server_is_told_from_a_file() -> None:
    assert is_postgres("postgres://localhost/bot")
    assert not is_postgres("postgresql.db")
