"""The environment of a command: the engine, the table, and the world on it."""

import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from chalicelib.local.entity_queue import EntityQueue
from chalicelib.local.webhook_key import FILE_NAME, kept_key, new_key
from chalicelib.operations.world import World, world_of
from chalicelib.settings import Settings, settings
from chalicelib.store.engines.sqlite import SqliteTable
from chalicelib.store.schema import table_definition
from chalicelib.store.table import Busy, ScannableTable

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.type_defs import TableDescriptionTypeDef

ENGINES = ("sqlite", "moto")
HIGHEST_PORT = 65_535
REGION_OF_MOTO = "us-east-1"  # moto needs one and keeps its tables there; the environment may name none
WITHOUT_TTL = "This engine does not support TTL: expired items stay in the table."


class Unusable(Exception):
    """A command cannot run as asked; the message says what to change."""


@dataclass(frozen=True)
class Options:
    """The settings of the local run alone; `settings` has those of the service."""

    port: int = 8000
    key: str | None = None
    engine: str = "sqlite"
    data: Path = Path("data")
    catalogues: str = ""  # the names, each with a file if it needs one

    @classmethod
    def read(cls, environment: Mapping[str, str]) -> "Options":
        """Read PORT, LOCAL_KEY, ENGINE, DATA and CATALOGUE. Raises Unusable for an invalid one."""
        port, engine = environment.get("PORT") or "8000", environment.get("ENGINE") or "sqlite"
        if not (port.isascii() and port.isdecimal() and int(port) <= HIGHEST_PORT):
            raise Unusable(f"PORT is {port!r}; it must be a number up to {HIGHEST_PORT}.")
        if engine not in ENGINES:
            raise Unusable(f"ENGINE is {engine!r}; it must be {' or '.join(ENGINES)}.")
        key, data = environment.get("LOCAL_KEY") or None, Path(environment.get("DATA") or "data")
        return cls(int(port), key, engine, data, environment.get("CATALOGUE") or "")


@dataclass(frozen=True)
class Environment:
    """A table, its name for messages, and the world on it."""

    table: ScannableTable
    name: str
    world: World


def key_of_environment() -> str | None:
    """Return the key in KEY, for a deployed service; other users of the machine could read it in a command line."""
    return os.environ.get("KEY") or None


def checked_settings() -> Settings:
    """Read the settings of the service. Raises Unusable for an invalid one."""
    try:
        return settings()
    except ValueError as error:
        raise Unusable(str(error)) from None


@contextmanager
def place(options: Options, chosen: Settings) -> Iterator[Environment]:
    """Open the table: at a DynamoDB-compatible engine, in moto, or in the data folder."""
    if chosen.endpoint:
        _use_some_credentials()
        table = _dynamo(chosen)
        yield Environment(table, f"DynamoDB at {chosen.endpoint}", _world_of(table, chosen))
    elif options.engine == "moto":
        with _moto():
            table = _dynamo(chosen, region=REGION_OF_MOTO)
            yield Environment(table, "moto, in memory", _world_of(table, chosen, webhook_key=new_key()))
    else:
        with _sqlite(options.data, chosen) as (path, table):
            key = b"" if chosen.webhook_keys else _webhook_key(options.data)
            yield Environment(table, f"SQLite in {path}", _world_of(table, chosen, webhook_key=key))


def _world_of(table: ScannableTable, chosen: Settings, *, webhook_key: bytes = b"") -> World:
    """Build the world of a program in which requests run in parallel; the settings may have another key."""
    given = (webhook_key,) if webhook_key else ()
    return replace(world_of(table, chosen), turn=EntityQueue().turn, webhook_keys=chosen.webhook_keys or given)


def _webhook_key(folder: Path) -> bytes:
    try:
        return kept_key(folder)
    except OSError as error:
        raise Unusable(f"The key in {folder / FILE_NAME} cannot be used: {error}.") from None


@contextmanager
def _sqlite(folder: Path, chosen: Settings) -> Iterator[tuple[Path, ScannableTable]]:
    path = folder / f"{chosen.table_name}.sqlite3"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        table = SqliteTable(path)
    except OSError as error:
        raise Unusable(f"{path} cannot be opened: {error}.") from None
    except Busy:
        raise Unusable(f"{path} cannot be opened: another program has locked it. Stop that program first.") from None
    try:
        yield path, table
    finally:
        table.close()


@contextmanager
def _moto() -> Iterator[None]:
    try:
        from moto import mock_aws  # a tool for tests, absent from a plain install
    except ImportError:
        raise Unusable(
            "The engine moto needs the development tools: `make test` or `pip install 'moto[dynamodb]'` installs them."
        ) from None
    from chalicelib.local import mock

    with mock.patched_moto(), mock_aws():
        yield


@contextmanager
def existing(chosen: Settings) -> Iterator[Environment]:
    """Open an existing table on DynamoDB, with the credentials of the environment.

    Raises Unusable if it does not exist, or if it is another sort of table.
    """
    from chalicelib.store.engines.clients.sdk import AWS_ERRORS, BotocoreClient, connect  # as below
    from chalicelib.store.engines.dynamo_scan import WholeDynamoTable

    try:
        client = connect(endpoint_url=chosen.endpoint)
        described = client.describe_table(TableName=chosen.table_name)["Table"]
    except AWS_ERRORS as error:
        raise Unusable(f"The table {chosen.table_name} cannot be used: {error}") from None
    _must_have_our_keys(described)
    table = WholeDynamoTable(BotocoreClient(client), chosen.table_name)
    yield Environment(table, f"{chosen.table_name} on DynamoDB", _world_of(table, chosen))


def _must_have_our_keys(described: "TableDescriptionTypeDef") -> None:
    """Raise Unusable for a table with other keys or indexes: nothing of ours can be read there or belongs there."""
    name = described["TableName"]
    wanted, found = _key_schemas(table_definition(name)), _key_schemas(described)
    if any(found.get(index) != schema for index, schema in wanted.items()):
        raise Unusable(
            f"The table {name} is no table of aifacts: it needs the keys pk and sk, and the indexes "
            f"{', '.join(filter(None, wanted))}. Name the table of the stack, such as aifacts-dev."
        )


def _key_schemas(described: Mapping[str, Any]) -> dict[str, set[tuple[str, str]]]:
    """Return the key attributes of a table under "", and those of its indexes under their names."""
    indexes = described.get("GlobalSecondaryIndexes", [])
    schemas = {"": described["KeySchema"]} | {each["IndexName"]: each["KeySchema"] for each in indexes}
    return {name: {(each["AttributeName"], each["KeyType"]) for each in schema} for name, schema in schemas.items()}


def _use_some_credentials() -> None:
    """Set what boto3 needs and engines on a laptop ignore, unless it is set."""
    if "AWS_PROFILE" not in os.environ:
        os.environ.setdefault("AWS_ACCESS_KEY_ID", "local")
        os.environ.setdefault("AWS_SECRET_ACCESS_KEY", "local")
        os.environ.setdefault("AWS_DEFAULT_REGION", "us-east-1")


def _dynamo(chosen: Settings, *, region: str | None = None) -> ScannableTable:
    # Imported here: botocore takes half a second, which SQLite does not need.
    from chalicelib.store.engines.clients.sdk import AWS_ERRORS, BotocoreClient, connect, ensure_table
    from chalicelib.store.engines.dynamo_scan import WholeDynamoTable

    client = connect(endpoint_url=chosen.endpoint, region=region)
    try:
        if not ensure_table(client, chosen.table_name):
            print(WITHOUT_TTL, file=sys.stderr)
    except AWS_ERRORS as error:
        raise Unusable(f"The table {chosen.table_name} cannot be used: {error}") from None
    return WholeDynamoTable(BotocoreClient(client), chosen.table_name)
