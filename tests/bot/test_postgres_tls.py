"""The way to the database is encrypted, and its server is who it should be."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from bot.storage.database import Rows, Statement, Steps, StoreUnavailable
from bot.storage.postgres import PostgresDatabase
from tests.bot.certificates import certificate, key_pem
from tests.bot.fakes import private_key
from tests.postgres import SETTINGS, Cluster, cluster


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


@pytest.fixture(scope="module")
def secure(postgres: Cluster) -> Iterator[Cluster]:
    """A server on the loopback network, with a certificate for localhost."""
    with cluster(postgres.programs) as server:
        server.stop()
        made = certificate("server", 1, "localhost").public_bytes(Encoding.PEM)
        held = (
            server.keep("server.pem", made),
            server.keep("key.pem", key_pem(private_key("server"))),
        )
        server.port = free_port()
        server.settings = (
            *SETTINGS,
            "listen_addresses=127.0.0.1",
            "ssl=on",
            f"ssl_cert_file={held[0]}",
            f"ssl_key_file={held[1]}",
        )
        server.start()
        yield server


def encrypted() -> Steps[Rows]:
    return (yield Statement("select ssl from pg_stat_ssl where pid = pg_backend_pid()"))


def trusting(folder: Path, key: str, host: str = "localhost") -> str:
    path = folder / f"{key}.pem"
    path.write_bytes(certificate(key, 1, host).public_bytes(Encoding.PEM))
    return str(path)


async def test_a_server_with_the_right_certificate_is_talked_to(
    secure: Cluster, tmp_path: Path
) -> None:
    root = str(secure.folder / "server.pem")
    database = await PostgresDatabase.open(
        f"postgresql://tester@localhost:{secure.port}/postgres?sslmode=verify-full&sslrootcert={root}"
    )
    assert await database.read(encrypted()) == [(True,)]
    await database.close()


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1"])
async def test_another_server_is_refused_at_once(
    secure: Cluster, tmp_path: Path, host: str
) -> None:
    key = "stranger" if host == "localhost" else "server"
    root = str(secure.folder / "server.pem") if key == "server" else trusting(tmp_path, key)
    with pytest.raises(StoreUnavailable, match="certificate"):
        await PostgresDatabase.open(
            f"postgresql://tester:hunter2@{host}:{secure.port}/postgres"
            f"?sslmode=verify-full&sslrootcert={root}",
            starting=3600,
        )
