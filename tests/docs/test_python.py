"""The blocks of Python of the documents run: those of the client in one program, those with tests under pytest.

A block of `text` shows lines of what the block above it prints, in their order.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

import chalicelib.testing
from aifacts_client import Client
from chalicelib.testing import BaseUrl
from tests.clients.receiving import sending_here
from tests.docs.documents import ROOT, Block, blocks_of

ADDRESS = "http://127.0.0.1:8000"
CLIENT = ROOT / "docs" / "python-client.md"
TESTING = ROOT / "docs" / "testing.md"
README = ROOT / "clients" / "python" / "README.md"
LINKED_DATA = ROOT / "docs" / "linked-data.md"


@pytest.fixture
def seeded() -> Iterator[BaseUrl]:
    """A service with the seeds, which sends to loopback as the local run does."""
    with chalicelib.testing.service(seeds=True) as url, sending_here():
        yield url


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")  # rdflib's own parser uses it
@pytest.mark.parametrize("document", [CLIENT, README, LINKED_DATA], ids=["docs", "README", "linked data"])
def test_the_examples_of_a_document_print_what_they_show(document: Path, seeded: BaseUrl, tmp_path: Path) -> None:
    shared: dict[str, Any] = {"KEY": seeded.key, "FILE": tmp_path / "all.ndjson"}
    printed, failures = "", []
    for block in blocks_of(document, ["python", "text"]):
        if block.language == "python":
            printed = run(block, shared, seeded)
        else:
            failures += missing(block, printed)
    for each in shared.values():
        if isinstance(each, Client):
            each.close()

    assert failures == []


def run(block: Block, shared: dict[str, Any], url: BaseUrl) -> str:
    """Run a block, and return what it prints, with the address of the documents."""
    code = compile("\n" * (block.line - 1) + block.text.replace(ADDRESS, url), str(block.document), "exec")
    with redirect_stdout(StringIO()) as said:
        exec(code, shared)  # noqa: S102  our own documents
    return said.getvalue().replace(url, ADDRESS)


def missing(block: Block, printed: str) -> list[str]:
    """List the lines that were not printed in this order, each with its place."""
    left = iter(printed.splitlines())
    shown = enumerate(block.text.splitlines(), block.line)
    return [
        f"{block.document.name}:{n}: {line}\n{printed}" for n, line in shown if not any(line in each for each in left)
    ]


def test_the_examples_with_tests_pass_in_a_project_of_their_own(tmp_path: Path) -> None:
    blocks = blocks_of(TESTING, ["python"])
    for number, block in enumerate(blocks):
        (tmp_path / f"test_{number}.py").write_text(block.text, encoding="utf-8")
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "COV_", "PYTEST_"))}
    path = os.pathsep.join((str(ROOT), str(ROOT / "clients" / "python")))
    ended = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-W", "ignore::ResourceWarning"],
        cwd=tmp_path,
        env={**inherited, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=False,
    )

    assert f"{len(blocks)} passed" in ended.stdout, ended.stdout + ended.stderr
