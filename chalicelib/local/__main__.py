"""The program `python -m chalicelib.local`: serve, manage keys, audit and repair."""

import argparse
import os
import signal
import sys
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from pathlib import Path

from chalicelib.domain.errors import Refusal, Unavailable
from chalicelib.kinds import KINDS
from chalicelib.local import keys, upkeep
from chalicelib.local.catalogues.files import BadCatalogue
from chalicelib.local.place import Environment, Options, Unusable, checked_settings, existing, place
from chalicelib.local.run import run
from chalicelib.local.transfer.commands import add_transfer_commands
from chalicelib.seeds import BadSeed
from chalicelib.store.rows import Unreadable
from chalicelib.store.table import Busy, Collision, Unsure


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; return the exit status."""
    for number in (signal.SIGINT, signal.SIGTERM):  # SIGINT too: a shell's background job would ignore it
        signal.signal(number, signal.default_int_handler)
    asked = _command_parser().parse_args(arguments)
    try:
        options = Options.read(os.environ)
        with _open_table(asked, options) as where:
            asked.command(asked, options, where)
    except KeyboardInterrupt:
        print("aifacts has stopped.", file=sys.stderr)
    except (Unusable, Refusal, BadCatalogue, BadSeed, Busy, Collision, Unreadable, Unsure) as error:
        print(f"aifacts: {error.cause if isinstance(error, Unavailable) else error}", file=sys.stderr)
        return 1
    return 0


def _command_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m chalicelib.local", description="aifacts on this machine")
    parser.set_defaults(command=run)
    commands = parser.add_subparsers(title="commands")
    commands.add_parser("run", help="serve until Ctrl-C; the default command")
    _add_key_commands(commands.add_parser("keys", help="create, list, replace and revoke API keys"))
    audit = commands.add_parser("audit", help="list the faults of a table; exit with 1 if there are any")
    _add_table_options(audit)
    audit.set_defaults(command=upkeep.audit)
    repair_help = "resolve entities again from their facts; `refresh` is the old name, for one release"
    repair = commands.add_parser("repair", aliases=["refresh"], help=repair_help)
    _add_table_options(repair)
    repair.add_argument("refs", nargs="*", metavar="ref", help="entities, such as company/deepseek; default: all")
    accept = "allow writes to the named entities although they are ahead of the clock"
    repair.add_argument("--accept-ahead", action="store_true", help=accept)
    repair.set_defaults(command=upkeep.repair)
    add_transfer_commands(commands, _add_table_options, key=os.environ.get("KEY"))
    return parser


def _add_table_name(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--table", help="an existing DynamoDB table; default: the local table")
    parser.add_argument("--endpoint", help="the URL of a DynamoDB-compatible engine; default: AWS")


def _add_table_options(parser: argparse.ArgumentParser) -> None:
    _add_table_name(parser)
    parser.add_argument("--kind", choices=list(KINDS), help="only the entities of this kind")


def _open_table(asked: argparse.Namespace, options: Options) -> AbstractContextManager[Environment | None]:
    """Open the table that the command names, or the local table; none if it names a service."""
    if getattr(asked, "url", None):
        if not asked.key:
            raise Unusable("A service needs a key: KEY=...")
        return nullcontext()
    chosen, table = checked_settings(), getattr(asked, "table", None)
    if table is None:
        return place(options, chosen)
    return existing(replace(chosen, table_name=table, endpoint=asked.endpoint or chosen.endpoint))


def _add_key_commands(parser: argparse.ArgumentParser) -> None:
    verbs = parser.add_subparsers(title="verbs", required=True)
    create = verbs.add_parser("create", help="create a key and show it once")
    create.add_argument("--name", help=f"the name of its owner; default on a DynamoDB table: {keys.FIRST_NAME}")
    scopes = f"default: {keys.LOCAL_SCOPES}, on a DynamoDB table {keys.FIRST_SCOPES}"
    create.add_argument("--scopes", help=f"read, write, admin; separated by commas; {scopes}")
    create.add_argument("--requests-per-minute", type=int, help="its rate limit; default: that of the service")
    create.add_argument("--expires", help="when it expires, such as 2027-01-31T00:00:00Z")
    create.add_argument("--another", action="store_true", help="even if the DynamoDB table has an admin key")
    show_all = verbs.add_parser("list", help="list the keys")
    rotate = verbs.add_parser("rotate", help="replace a key by a new one and show the new one once")
    rotate.add_argument("id", help="the id that `keys list` shows")
    rotate.add_argument(
        "--overlap", type=int, default=86_400, help="seconds that the old key stays valid; default: a day"
    )
    for verb in (create, rotate):
        verb.add_argument("--file", type=Path, help="a new file for the key, with mode 0600; default: standard output")
    revoke = verbs.add_parser("revoke", help="revoke a key")
    revoke.add_argument("id", help="the id that `keys list` shows")
    commands = {create: keys.create, show_all: keys.show_all, rotate: keys.rotate, revoke: keys.revoke}
    for verb, command in commands.items():
        _add_table_name(verb)
        verb.set_defaults(command=command)


if __name__ == "__main__":
    sys.exit(main())
