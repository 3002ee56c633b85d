"""The program `python -m chalicelib.local`: serve, look after the keys, audit and refresh."""

import argparse
import os
import signal
import sys
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import replace

from chalicelib.domain.errors import Refusal, Unavailable
from chalicelib.kinds import KINDS
from chalicelib.local import keys, upkeep
from chalicelib.local.place import Environment, Options, Unusable, checked_settings, existing, place
from chalicelib.local.run import run
from chalicelib.seeds import BadSeed
from chalicelib.store.schema_versions import Unreadable
from chalicelib.store.table import Busy, Collision, Unsure


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; answer the exit status."""
    for number in (signal.SIGINT, signal.SIGTERM):  # SIGINT too: a shell's background job would ignore it
        signal.signal(number, signal.default_int_handler)
    asked = _parser().parse_args(arguments)
    try:
        options = Options.read(os.environ)
        with _place(asked, options) as where:
            asked.command(asked, options, where)
    except KeyboardInterrupt:
        print("aifacts has ended.", file=sys.stderr)
    except (Unusable, Refusal, BadSeed, Busy, Collision, Unreadable, Unsure) as error:
        print(f"aifacts: {error.cause if isinstance(error, Unavailable) else error}", file=sys.stderr)
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m chalicelib.local", description="aifacts on this machine")
    parser.set_defaults(command=run)
    commands = parser.add_subparsers(title="commands")
    commands.add_parser("run", help="serve until Ctrl-C; so it does without a command")
    _add_keys(commands.add_parser("keys", help="create, list, replace and revoke API keys"))
    audit = commands.add_parser("audit", help="say what does not agree, and exit 1 if anything does")
    _add_table(audit)
    audit.set_defaults(command=upkeep.audit)
    refresh = commands.add_parser("refresh", help="resolve entities again from their facts, and mend what can be")
    _add_table(refresh)
    refresh.add_argument("refs", nargs="*", metavar="ref", help="which ones, as company/deepseek; without any: all")
    accept = "let writers write on to the named entities, which lie ahead of the clock"
    refresh.add_argument("--accept-ahead", action="store_true", help=accept)
    refresh.set_defaults(command=upkeep.refresh)
    return parser


def _add_table(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--table", help="a table on DynamoDB that is there; without one the local table")
    parser.add_argument("--endpoint", help="of another DynamoDB-compatible engine; without one AWS")
    parser.add_argument("--kind", choices=list(KINDS), help="look at the entities of one kind only")


def _place(asked: argparse.Namespace, options: Options) -> AbstractContextManager[Environment]:
    """Open the table that the command names, or the local one."""
    chosen, table = checked_settings(), getattr(asked, "table", None)
    if table is None:
        return place(options, chosen)
    return existing(replace(chosen, table_name=table, endpoint=asked.endpoint or chosen.endpoint))


def _add_keys(parser: argparse.ArgumentParser) -> None:
    verbs = parser.add_subparsers(title="verbs", required=True)
    create = verbs.add_parser("create", help="create a key and print it")
    create.add_argument("--name", required=True, help="whose key it is")
    create.add_argument("--scopes", default="write", help="read, write, admin; separated by commas")
    create.add_argument("--requests-per-minute", type=int, help="its limit; the service's own if left out")
    create.add_argument("--expires", help="from when it is refused, as 2027-01-31T00:00:00Z")
    create.set_defaults(command=keys.create)
    verbs.add_parser("list", help="list the keys").set_defaults(command=keys.show_all)
    rotate = verbs.add_parser("rotate", help="replace a key by a new one and print that")
    rotate.add_argument("id", help="its id, as `keys list` shows it")
    rotate.add_argument("--overlap", type=int, default=86_400, help="seconds that the old one works on (a day)")
    rotate.set_defaults(command=keys.rotate)
    revoke = verbs.add_parser("revoke", help="revoke a key")
    revoke.add_argument("id", help="its id, as `keys list` shows it")
    revoke.set_defaults(command=keys.revoke)


if __name__ == "__main__":
    sys.exit(main())
