"""CPU of one read through the whole application, for this tree and another commit in alternation.

`python -m bench.read_cpu --base 07fcd63` reads the event of the tour on both engines, with and without gzip accepted.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from importlib import import_module
from itertools import product
from pathlib import Path
from time import process_time
from typing import Any

ROOT = Path(__file__).parents[1]
SLUG = "alibaba-shares-rise-on-qwen-2.5"
ENGINES = ("sqlite", "dynamo")
CODINGS = {"plain": None, "gzip": "gzip, deflate, br"}
QUERIES: dict[str, dict[str, list[str]] | None] = {"event": None, "event+facts": {"include": ["facts"]}}
ROUNDS = 30
READS = 50  # a round
WARM = 100


def read_event(what: str, coding: str) -> dict[str, Any]:
    """Build the event of the read, as API Gateway sends it."""
    path = f"/v1/events/{SLUG}"
    accepted = CODINGS[coding]
    headers = {"Host": "aifacts.example", "User-Agent": "bench", "Accept": "*/*"}
    headers |= {} if accepted is None else {"Accept-Encoding": accepted}
    context: dict[str, Any] = {"resourcePath": "/v1/{plural}/{slug}", "httpMethod": "GET", "path": path}
    context |= {"requestId": "bench", "stage": "api", "identity": {"sourceIp": "192.0.2.1"}}
    return {
        "resource": "/v1/{plural}/{slug}",
        "path": path,
        "httpMethod": "GET",
        "headers": headers,
        "multiValueHeaders": {name: [value] for name, value in headers.items()},
        "queryStringParameters": None,
        "multiValueQueryStringParameters": QUERIES[what],
        "pathParameters": {"plural": "events", "slug": SLUG},
        "stageVariables": None,
        "requestContext": context,
        "body": None,
        "isBase64Encoded": False,
    }


def _print_line(what: Any) -> None:
    sys.stdout.write(f"{json.dumps(what)}\n")
    sys.stdout.flush()


def found(*places: str) -> Any:
    """Return the first of some `module:name` that the tree has: earlier trees have other rooms and names."""
    for place in places:
        module, _, name = place.partition(":")
        try:
            return getattr(import_module(module), name)
        except (ModuleNotFoundError, AttributeError):
            continue
    raise ModuleNotFoundError(f"This tree has none of {', '.join(places)}")


def _table(engine: str) -> Any:
    if engine == "sqlite":
        return found("chalicelib.store.engines.sqlite:SqliteTable", "chalicelib.store.sqlite:SqliteTable")(":memory:")
    from moto import mock_aws

    connect, ensure_table = (
        found(
            f"chalicelib.store.engines.clients.sdk:{name}",
            f"chalicelib.store.engines.dynamo:{name}",
            f"chalicelib.store.dynamo:{name}",
        )
        for name in ("connect", "ensure_table")
    )
    table = found("chalicelib.store.engines.dynamo:DynamoTable", "chalicelib.store.dynamo:DynamoTable")
    os.environ |= {"AWS_ACCESS_KEY_ID": "bench", "AWS_SECRET_ACCESS_KEY": "bench", "AWS_DEFAULT_REGION": "eu-central-1"}
    mock_aws().start()
    client = connect(region="eu-central-1")
    ensure_table(client, "aifacts-bench")
    try:
        adapter = found("chalicelib.store.engines.clients.sdk:BotocoreClient")
    except ModuleNotFoundError:  # earlier tables take the client of the SDK itself
        return table(client, "aifacts-bench")
    return table(adapter(client), "aifacts-bench")


def _remember_answers(client: Any) -> None:
    """Let the mock answer each request once, to measure the SDK and the service without it."""
    from botocore.awsrequest import AWSResponse
    from moto.core.botocore_stubber import MockRawResponse
    from moto.core.models import botocore_stubber

    known: dict[bytes, Any] = {}

    def answer(event_name: str, request: Any, **_: Any) -> AWSResponse:
        if request.body not in known:
            known[request.body] = botocore_stubber(event_name, request)
        first = known[request.body]
        return AWSResponse(first.url, first.status_code, first.headers, MockRawResponse(first.content))

    client.meta.events.unregister("before-send", botocore_stubber)
    client.meta.events.register("before-send.dynamodb", answer)


def serve(engine: str) -> None:
    """Read rounds from standard input, and print the CPU that the tree on the path needs for each."""
    from app import app
    from bench.filling import world_on
    from chalicelib import seeds
    from chalicelib.operations.world import Caller

    table = _table(engine)
    world = world_on(table)
    seeds.load(world, Caller("bench"), ROOT / "seeds")
    found("chalicelib.api.http.request.world:set_world", "chalicelib.api.engine:use")(world)
    if engine == "dynamo":
        _remember_answers(getattr(table._client, "sdk", table._client))  # noqa: SLF001  no other code needs the client
    output, sys.stdout = sys.stdout, Path(os.devnull).open("w")  # noqa: SIM115  open as long as the process: for the log
    for line in sys.stdin:
        what, coding, reads = line.split()
        event = read_event(what, coding)
        assert app(event, None)["statusCode"] == 200  # noqa: S101, PLR2004  refusals are not to be measured
        began = process_time()
        for _ in range(int(reads)):
            app(event, None)
        print((process_time() - began) / int(reads), file=output, flush=True)


@contextmanager
def other_tree(commit: str) -> Iterator[Path]:
    """Check out a commit beside this tree, and remove it afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        tree = Path(folder) / "tree"
        subprocess.run(["git", "worktree", "add", "-q", "--detach", tree, commit], cwd=ROOT, check=True)  # noqa: S603, S607  a commit that the caller names
        try:
            yield tree
        finally:
            subprocess.run(["git", "worktree", "remove", "-f", tree], cwd=ROOT, check=True)  # noqa: S603, S607  as above


@contextmanager
def _asked(tree: Path, engine: str) -> Iterator[Callable[[str, str, int], float]]:
    """Start a process that serves one tree, and yield the function that asks it for a round."""
    command = [sys.executable, str(Path(__file__)), "--serve", engine]
    environment = {**os.environ, "PYTHONPATH": str(tree)}
    with subprocess.Popen(  # noqa: S603  this file
        command, cwd=tree, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin is not None  # noqa: S101  for the type checker
        assert process.stdout is not None  # noqa: S101  for the type checker
        requests, output = process.stdin, process.stdout

        def ask(what: str, coding: str, reads: int) -> float:
            print(what, coding, reads, file=requests, flush=True)
            return float(output.readline())

        with closing(requests):
            yield ask


def compare(base: Path, engine: str) -> Iterator[tuple[str, str, float, float]]:
    """Yield for each read and coding the median CPU of a read in this tree and in the other, in seconds."""
    with _asked(ROOT, engine) as here, _asked(base, engine) as there:
        for what, coding in product(QUERIES, CODINGS):
            here(what, coding, WARM)
            there(what, coding, WARM)
            pairs = [(here(what, coding, READS), there(what, coding, READS)) for _ in range(ROUNDS)]
            yield what, coding, statistics.median(own for own, _ in pairs), statistics.median(old for _, old in pairs)


def main() -> None:
    """Compare this tree with the commit that is named, or serve a comparison."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--base", help="the commit to compare with")
    parser.add_argument("--serve", choices=ENGINES, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.serve:
        serve(chosen.serve)
        return
    with other_tree(chosen.base) as base:
        for engine in ENGINES:
            for what, coding, own, old in compare(base, engine):
                row = {"engine": engine, "read": what, "accepts": coding}
                _print_line({**row, "us": round(own * 1e6), "base_us": round(old * 1e6), "ratio": round(own / old, 3)})


if __name__ == "__main__":
    main()
