"""The bot's certificate: proof of who it is, in place of a client secret.

The private key signs a short statement (a client assertion) and never leaves this machine.
"""

from __future__ import annotations

import base64
import time
import uuid
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import jwt
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

ALGORITHM = "PS256"
LIFETIME = 300  # seconds an assertion is good for


class BadCertificate(ValueError):
    """The certificate or its key cannot be used. The message holds nothing out of either file."""


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate and its private key, read and found to belong together."""

    thumbprint: str
    expires: date
    key: RSAPrivateKey = field(repr=False)

    @staticmethod
    def read(certificate_file: Path, key_file: Path | None = None) -> Certificate:
        """From PEM files; the key may stand in the certificate's file. Raises BadCertificate."""
        certificate = _certificate(_bytes(certificate_file))
        key = _key(_bytes(key_file or certificate_file))
        if certificate.public_key() != key.public_key():
            raise BadCertificate("the private key does not belong to the certificate")
        digest = base64.urlsafe_b64encode(certificate.fingerprint(hashes.SHA256()))
        expires = certificate.not_valid_after_utc.date()
        return Certificate(digest.rstrip(b"=").decode(), expires, key)

    def assertion(self, app_id: str, audience: str) -> str:
        """A fresh client assertion for a token endpoint."""
        now = int(time.time())
        claims = {"iss": app_id, "sub": app_id, "aud": audience, "jti": str(uuid.uuid4())}
        times = {"iat": now, "nbf": now, "exp": now + LIFETIME}
        header = {"x5t#S256": self.thumbprint}
        return jwt.encode(claims | times, self.key, algorithm=ALGORITHM, headers=header)


def last_day(certificate_file: Path) -> date:
    """When a certificate ends, without its key, which takes long to read. Raises BadCertificate."""
    return _certificate(_bytes(certificate_file)).not_valid_after_utc.date()


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise BadCertificate(f"{path} cannot be read: {error.strerror}") from None


def _certificate(pem: bytes) -> x509.Certificate:
    try:
        return x509.load_pem_x509_certificate(pem)
    except ValueError:
        raise BadCertificate("there is no certificate in PEM form") from None


def _key(pem: bytes) -> RSAPrivateKey:
    try:
        key = load_pem_private_key(pem, password=None)
    except TypeError:
        raise BadCertificate("the private key has a password; it needs to have none") from None
    except ValueError:
        raise BadCertificate("there is no private key in PEM form") from None
    if not isinstance(key, RSAPrivateKey):
        raise BadCertificate("the private key is not an RSA key")
    return key
