"""Creates, lists and revokes API keys from the command line."""

import argparse
from collections.abc import Mapping
from typing import Any

from chalicelib.local.place import Options, Place
from chalicelib.operations import keys


def create(asked: argparse.Namespace, _: Options, where: Place) -> None:
    """Create a key and show it, once: the table keeps its hash only."""
    secret, record = keys.create_key(where.world, name=asked.name, scopes=asked.scopes.split(","))
    _show(record)
    print(secret)


def show_all(_: argparse.Namespace, __: Options, where: Place) -> None:
    """List the keys, a line each: id, scopes, created, revoked, name."""
    for record in keys.list_keys(where.world):
        _show(record)


def revoke(asked: argparse.Namespace, _: Options, where: Place) -> None:
    """Revoke a key; a running service may believe it for another minute."""
    _show(keys.revoke_key(where.world, key_id=asked.id))


def _show(record: Mapping[str, Any]) -> None:
    until = record["revoked_at"] or "-"
    print(record["id"], ",".join(record["scopes"]), record["created_at"], until, record["name"], sep="\t")
