"""Creates, lists, replaces and revokes API keys from the command line, of the local table or of a deployed one."""

import argparse
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from chalicelib.domain import instants
from chalicelib.domain.instants import FOREVER
from chalicelib.local.place import Environment, Options, Unusable
from chalicelib.operations.access import api_keys
from chalicelib.operations.access.api_key_records import new_secret

LOCAL_SCOPES = "write"
FIRST_NAME, FIRST_SCOPES = "first key", "write,admin"  # of a deployed table, unless the command has others
NO_TERMINAL = (
    "Standard output is no terminal, so the key might be kept in a log. Name a new file for it: FILE=admin.key "
    "(--file), or use a terminal."
)


def create(asked: argparse.Namespace, _: Options, where: Environment) -> None:
    """Create a key and show it, once: the table keeps its hash only.

    A deployed table gets its first key this way. Raise Unusable if it has an admin key, unless the command asks for
    another one.
    """
    expires_at = instants.parse(asked.expires) if asked.expires else None
    if asked.expires and expires_at is None:
        raise Unusable(f"{asked.expires!r} is no instant. Write it like 2027-01-31T00:00:00Z.")
    if asked.table and not asked.another:
        _must_have_no_admin_key(where, asked.table)
    name = asked.name or (FIRST_NAME if asked.table else "")
    if not name:
        raise Unusable("Name the owner of the key: NAME=... (--name).")
    scopes = asked.scopes or (FIRST_SCOPES if asked.table else LOCAL_SCOPES)
    with _shown_once(asked) as secret:
        record = api_keys.create_key(
            where.world,
            name=name,
            scopes=scopes.split(","),
            secret=secret,
            requests_per_minute=asked.requests_per_minute,
            expires_at=expires_at,
        )[1]
        _print_record(record)


def show_all(_: argparse.Namespace, __: Options, where: Environment) -> None:
    """Print the keys, a line each: id, scopes, requests per minute, created, expires, revoked, name."""
    for record in api_keys.list_keys(where.world):
        _print_record(record)


def rotate(asked: argparse.Namespace, _: Options, where: Environment) -> None:
    """Replace a key and show the new one, once; the old one stays valid for the overlap."""
    with _shown_once(asked) as secret:
        answer = api_keys.rotate_key(where.world, key_id=asked.id, overlap_seconds=asked.overlap, secret=secret)
        _print_record(answer[1])


def revoke(asked: argparse.Namespace, _: Options, where: Environment) -> None:
    """Revoke a key; a running service may accept it for another minute."""
    _print_record(api_keys.revoke_key(where.world, key_id=asked.id).body)


def _must_have_no_admin_key(where: Environment, table: str) -> None:
    now = where.world.now()
    for record in api_keys.list_keys(where.world):
        is_valid = record["revoked_at"] is None and (record["expires_at"] or FOREVER) > now
        if is_valid and "admin" in record["scopes"]:
            raise Unusable(
                f"{table} has the admin key {record['id']} ({record['name']}, created {record['created_at']}). Create "
                "further keys with it: POST /v1/keys. If it is lost, create another with --another (make key "
                f"ARGS=--another), and revoke it: python -m chalicelib.local keys revoke --table {table} {record['id']}"
            )


@contextmanager
def _shown_once(asked: argparse.Namespace) -> Iterator[str]:
    """Yield a new secret that is shown if the block ends well: in a new file, or on standard output.

    Raises Unusable before the block if the file exists or cannot be written, and for a deployed table if there is
    neither a file nor a terminal.
    """
    secret = new_secret()
    if asked.file:
        with _kept_in(asked.file, secret):
            yield secret
        print(f"The key is in {asked.file}, which only you can read (mode 0600). It is shown nowhere else.")
    elif asked.table and not sys.stdout.isatty():
        raise Unusable(NO_TERMINAL)
    else:
        yield secret
        if asked.table:
            print("The key, which is shown only now:")
        print(secret)


@contextmanager
def _kept_in(file: Path, secret: str) -> Iterator[None]:
    """Write a secret to a new file before the block, so that no key is lost; delete the file if the block fails."""
    try:
        file.touch(mode=0o600, exist_ok=False)
        file.write_text(f"{secret}\n")
    except OSError as error:
        raise Unusable(f"{file} cannot be written ({error.strerror}). Name a new file.") from None
    try:
        yield
    except BaseException:  # also when it is interrupted
        file.unlink()
        raise


def _print_record(record: Mapping[str, Any]) -> None:
    times = [record[name] or "-" for name in ("created_at", "expires_at", "revoked_at")]
    scopes = ",".join(record["scopes"])
    print(record["id"], scopes, record["requests_per_minute"], *times, record["name"], sep="\t")
