"""Encrypts the secrets of webhooks, which must be known in clear to sign with them.

The key of the encryption is a setting, `WEBHOOK_KEY`, so neither the table nor a copy of it shows a secret.
"""

import base64
import hashlib

from nacl.exceptions import CryptoError
from nacl.secret import SecretBox

from chalicelib.domain.following_errors import NotSetUp
from chalicelib.operations.world import World

_PURPOSE = b"aifacts webhooks"  # another use of the same setting would have another key
NO_KEY = (
    "This service has no webhooks: its operator has not set WEBHOOK_KEY, which encrypts their secrets. "
    "A watch needs no secret: POST /v1/watches."
)


class WrongKey(Exception):
    """A secret was encrypted with a key that is not in the setting any more."""


def seal(world: World, secret: bytes) -> str:
    """Encrypt a secret, as base64; the same secret is another text each time. Raises NotSetUp without a key."""
    if not world.webhook_keys:
        raise NotSetUp(NO_KEY, context={"setting": "WEBHOOK_KEY"})
    return base64.b64encode(_box(world.webhook_keys[0]).encrypt(secret)).decode()


def unseal(world: World, sealed: str) -> bytes:
    """Decrypt a secret. Raises WrongKey if no key of the setting has encrypted it, or if the text was altered."""
    encrypted = base64.b64decode(sealed)
    for key in world.webhook_keys:
        try:
            return _box(key).decrypt(encrypted)
        except CryptoError:  # of another key
            continue
    raise WrongKey("WEBHOOK_KEY has changed since the secret was encrypted. Rotate the secret.")


def _box(key: bytes) -> SecretBox:
    return SecretBox(hashlib.blake2b(key, digest_size=SecretBox.KEY_SIZE, person=_PURPOSE).digest())
