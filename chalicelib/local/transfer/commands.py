"""The commands that move what is on record: `dump`, `load` and `backup`."""

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

from chalicelib.local.place import Environment, Options, Unusable
from chalicelib.local.transfer.dump import dump
from chalicelib.local.transfer.load import load
from chalicelib.store.engines.sqlite import SqliteTable


def add_transfer_commands(
    commands: Any, add_table_options: Callable[[argparse.ArgumentParser], None], *, key: str | None
) -> None:
    """Declare the commands; `key` is that of a service, unless an option has another."""
    dumping = commands.add_parser("dump", help="write everything on record into a file of lines")
    loading = commands.add_parser("load", help="load an export, lines of flat bodies, or a folder of seeds")
    for parser, command in ((dumping, dump), (loading, load)):
        add_table_options(parser)
        parser.add_argument("--file", required=True, help="the file; a stopped command continues with it")
        parser.add_argument("--url", help="a service in place of a table, such as https://host/stage")
        parser.add_argument("--key", default=key, help="a key of that service; default: KEY")
        parser.set_defaults(command=command)
    existing = "import into a table that is not empty: entities on record stay, and changes get new numbers"
    loading.add_argument("--into-existing", action="store_true", help=existing)
    loading.add_argument("--stop", action="store_true", help="stop at the first group with a refused line")
    backing = commands.add_parser("backup", help="copy the file of the local table, also while it is served")
    backing.add_argument("--file", required=True, help="the copy, which must not exist")
    backing.set_defaults(command=backup)


def backup(asked: argparse.Namespace, _: Options, where: Environment) -> None:
    """Copy the local table into a file, as of one moment."""
    file = Path(asked.file)
    if not isinstance(where.table, SqliteTable):
        raise Unusable(f"{where.name} has no file: back up a table on AWS with point-in-time recovery, or dump it.")
    if file.exists():
        raise Unusable(f"{file} exists: choose another file.")
    beside = file.with_name(f"{file.name}.new")
    beside.unlink(missing_ok=True)
    try:
        where.table.copy_to(beside)
        beside.replace(file)
    except OSError as error:
        raise Unusable(f"{file} cannot be written: {error}.") from None
    size = f"{file.stat().st_size:,} bytes"
    print(f"{file}: {size} of {where.name}. It holds hashes of keys: keep it as safe as the table.")
