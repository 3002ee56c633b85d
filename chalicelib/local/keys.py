"""Creates, lists, replaces and revokes API keys from the command line."""

import argparse
from collections.abc import Mapping
from typing import Any

from chalicelib.domain import instants
from chalicelib.local.place import Environment, Options, Unusable
from chalicelib.operations.access import api_keys


def create(asked: argparse.Namespace, _: Options, where: Environment) -> None:
    """Create a key and print it, once: the table keeps its hash only."""
    expires_at = instants.parse(asked.expires) if asked.expires else None
    if asked.expires and expires_at is None:
        raise Unusable(f"{asked.expires!r} is no instant. Write it like 2027-01-31T00:00:00Z.")
    secret, record = api_keys.create_key(
        where.world,
        name=asked.name,
        scopes=asked.scopes.split(","),
        requests_per_minute=asked.requests_per_minute,
        expires_at=expires_at,
    )
    _print_record(record)
    print(secret)


def show_all(_: argparse.Namespace, __: Options, where: Environment) -> None:
    """Print the keys, a line each: id, scopes, requests per minute, created, expires, revoked, name."""
    for record in api_keys.list_keys(where.world):
        _print_record(record)


def rotate(asked: argparse.Namespace, _: Options, where: Environment) -> None:
    """Replace a key and print the new one, once; the old one stays valid for the overlap."""
    secret, record = api_keys.rotate_key(where.world, key_id=asked.id, overlap_seconds=asked.overlap)
    _print_record(record)
    print(secret)


def revoke(asked: argparse.Namespace, _: Options, where: Environment) -> None:
    """Revoke a key; a running service may accept it for another minute."""
    _print_record(api_keys.revoke_key(where.world, key_id=asked.id).body)


def _print_record(record: Mapping[str, Any]) -> None:
    times = [record[name] or "-" for name in ("created_at", "expires_at", "revoked_at")]
    scopes = ",".join(record["scopes"])
    print(record["id"], scopes, record["requests_per_minute"], *times, record["name"], sep="\t")
