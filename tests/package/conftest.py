"""The zip of a stage, unpacked, and a Lambda that runs it in an isolated interpreter."""

import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from chalicelib.local import mock
from chalicelib.local.package.build import ROOT, Build, build
from chalicelib.local.package.template import stage
from chalicelib.operations.access.api_keys import create_key
from chalicelib.operations.world import World
from chalicelib.store.engines.clients.sdk import BotocoreClient, connect, ensure_table
from chalicelib.store.engines.dynamo import DynamoTable
from tests.conftest import REGION, Clock
from tests.package.lambda_runtime import Lambda

HERE = Path(__file__).parent
LAMBDA = ROOT / ".venv-package" / "lambda"  # boto3 and awslambdaric, as Lambda has them beside a function
TABLE = "aifacts-package"
KEY = "key-of-the-package-tests"
ISOLATED = (sys.executable, "-I", "-S", "-B")
# Those that write and check a bill of materials need libraries that only the environment of packaging has.
collect_ignore = [] if Path(sys.prefix) == ROOT / ".venv-package" else ["test_materials.py"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Add the marker `package` to tests that need Lambda's Python and the network: `make package-test` runs them."""
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.package)


@pytest.fixture(scope="session")
def dev(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """The stage dev, as it is deployed."""
    return build(stage(ROOT, "dev"), tmp_path_factory.mktemp("dev") / "made")


@pytest.fixture(scope="session")
def prod(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """The stage prod, as it is deployed."""
    return build(stage(ROOT, "prod"), tmp_path_factory.mktemp("prod") / "made")


@pytest.fixture(scope="session")
def twin(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """The stage dev for this machine, from the same lock."""
    return build(stage(ROOT, "dev"), tmp_path_factory.mktemp("twin") / "made", architecture="x86_64")


@pytest.fixture(scope="session")
def task(twin: Build, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder in which the zip is unpacked, as /var/task is."""
    folder = tmp_path_factory.mktemp("task")
    with zipfile.ZipFile(twin.zip) as packed:
        packed.extractall(folder)
    return folder


@pytest.fixture(scope="session")
def dynamodb_url() -> Iterator[str]:
    """DynamoDB over HTTP: moto's server, with the service's table and an admin's key."""
    from moto.server import ThreadedMotoServer  # Flask, which only these tests have

    mock.patch_moto()
    server = ThreadedMotoServer(port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    client = connect(endpoint_url=f"http://{host}:{port}", region=REGION)
    ensure_table(client, TABLE)
    create_key(
        _world(DynamoTable(BotocoreClient(client), TABLE)), name="package tests", scopes=["write", "admin"], secret=KEY
    )
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture(scope="session")
def environment(twin: Build, dynamodb_url: str) -> dict[str, str]:
    """Return the environment that Lambda and the template set, with the address of the table."""
    return variables_of(twin, "APIHandler") | {
        "TABLE_NAME": TABLE,
        "CURSOR_SECRET": "a secret of the package tests, long enough",
        "AWS_ENDPOINT_URL_DYNAMODB": dynamodb_url,
    }


@pytest.fixture(scope="session")
def api(task: Path, environment: dict[str, str]) -> Iterator[Lambda]:
    """The API's function, started once: its first invocation is cold, all others are warm."""
    with Lambda(command(task), environment | {"_HANDLER": "app.app"}) as function:
        yield function


def command(task: Path) -> list[str]:
    """Give the command that runs Lambda's own client on an unpacked zip."""
    return [*ISOLATED, str(HERE / "bootstrap.py"), str(task), str(LAMBDA)]


def probe(task: Path, environment: Mapping[str, str], program: str) -> Any:
    """Run a program where Lambda would run the zip, and read the JSON that it prints last."""
    preamble = f"import sys; sys.path[:0] = [{str(task)!r}]; sys.path.append({str(LAMBDA)!r})\n"
    ended = subprocess.run(
        [*ISOLATED, "-c", preamble + program], env={**environment}, capture_output=True, text=True, check=False
    )
    assert ended.returncode == 0, ended.stderr
    return json.loads(ended.stdout.splitlines()[-1])


def variables_of(built: Build, function: str) -> dict[str, str]:
    """Give a function's environment: of its variables those that the template spells out, and Lambda's own."""
    declared = json.loads(built.template.read_text())["Resources"][function]["Properties"]["Environment"]["Variables"]
    return {name: value for name, value in declared.items() if isinstance(value, str)} | {
        "AWS_LAMBDA_FUNCTION_NAME": function,
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "1024",
        "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
        "AWS_REGION": REGION,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_ACCESS_KEY_ID": "testing",
        "AWS_SECRET_ACCESS_KEY": "testing",
        "LANG": "en_US.UTF-8",
        "TZ": ":UTC",
        "PATH": os.environ["PATH"],
    }


def _world(table: DynamoTable) -> World:
    return World(table=table, now=Clock(), token=lambda: "t", pause=lambda _seconds: None, cursor_secret=b"")
