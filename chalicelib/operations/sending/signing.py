"""Signs messages as Standard Webhooks 1.0 says: https://www.standardwebhooks.com."""

import base64
import hashlib
import hmac
from collections.abc import Iterable

from chalicelib import __version__
from chalicelib.domain.instants import Instant, to_ms
from chalicelib.operations.following.sealing import unseal
from chalicelib.operations.world import World
from chalicelib.store.records.follower_rows import Follower, SealedSecret

USER_AGENT = f"aifacts/{__version__} (webhooks)"


def signed_headers(world: World, follower: Follower, message_id: str, body: bytes) -> dict[str, str]:
    """Return the headers of a message, with a signature for each secret that is valid now.

    Raises WrongKey if a secret was encrypted with another key.
    """
    now = world.now()
    seconds = to_ms(now) // 1_000
    secrets = [unseal(world, secret.sealed) for secret in valid_secrets(follower.secrets, now)]
    return {
        "Content-Type": "application/json",
        "User-Agent": USER_AGENT,
        "webhook-id": message_id,
        "webhook-timestamp": str(seconds),
        "webhook-signature": " ".join(signature(secret, message_id, seconds, body) for secret in secrets),
    }


def signature(secret: bytes, message_id: str, seconds: int, body: bytes) -> str:
    """Return the signature `v1` of a message that is sent at a time, in seconds since 1970."""
    signed = f"{message_id}.{seconds}.".encode() + body
    return "v1," + base64.b64encode(hmac.digest(secret, signed, hashlib.sha256)).decode()


def valid_secrets(secrets: Iterable[SealedSecret], now: Instant) -> list[SealedSecret]:
    """Return the secrets to sign with: one that was replaced counts until its time is over."""
    return [secret for secret in secrets if secret.until is None or secret.until > now]
