"""The key with which this installation seals what it prints: Ed25519 (RFC 8032), derived from SECRET_KEY.

Whoever has the public key can check a paper without this system. Papers that were printed under an earlier SECRET_KEY stay
good when its public key is named in PRINT_FORMER_KEYS.
"""

import base64
import binascii

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings


def sign(message: bytes) -> str:
    """The signature as base64url without padding."""
    return encoded(_private().sign(message))


def is_signed(message: bytes, signature: str, keys: tuple[str, ...] = ()) -> bool:
    """Whether one of these public keys signed it; without any, this installation, now or formerly."""
    given = keys or (public_key(), *settings.PRINT_FORMER_KEYS)
    return any(_signed_by(key, message, signature) for key in given)


def public_key() -> str:
    """The public key as base64url: what others need to verify papers."""
    return encoded(_private().public_key().public_bytes(Encoding.Raw, PublicFormat.Raw))


def encoded(data: bytes) -> str:
    """Base64url without padding (RFC 4648, section 5)."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def decoded(text: str) -> bytes:
    """The bytes; ValueError for anything that is not spelled as ``encoded`` spells it."""
    data = base64.b64decode(text.encode("ascii") + b"=" * (-len(text) % 4), altchars=b"-_", validate=True)
    if encoded(data) != text:
        raise ValueError(text)
    return data


def _signed_by(key: str, message: bytes, signature: str) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(decoded(key)).verify(decoded(signature), message)
    except (InvalidSignature, ValueError, binascii.Error):
        return False
    return True


def _private() -> Ed25519PrivateKey:
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"heyi.printing.seal.1")
    return Ed25519PrivateKey.from_private_bytes(derived.derive(settings.SECRET_KEY.encode()))
