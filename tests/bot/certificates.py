"""Certificates made for a test."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from cryptography.x509.oid import NameOID

from tests.bot.fakes import private_key

DAY = timedelta(days=1)


def certificate_file(path: Path, *, key: str = "first", days: int = 365) -> Path:
    """A file with a certificate that lasts some days, and its private key."""
    made = certificate(key, days)
    path.write_bytes(made.public_bytes(Encoding.PEM) + key_pem(private_key(key)))
    return path


def certificate(key: str, days: int, host: str = "bot") -> x509.Certificate:
    """A certificate for the key of that name, signed by itself."""
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "bot")])
    end = datetime.now(UTC) + days * DAY
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(private_key(key).public_key())
        .serial_number(1)
        .not_valid_before(min(datetime.now(UTC), end) - DAY)
        .not_valid_after(end)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        .sign(private_key(key), hashes.SHA256())
    )


def key_pem(key: PrivateKeyTypes, password: bytes = b"") -> bytes:
    """A private key in PEM form, encrypted if there is a password."""
    how = BestAvailableEncryption(password) if password else NoEncryption()
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, how)
