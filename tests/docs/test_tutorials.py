"""Follows each tutorial as its reader does: `make run` in one terminal, all other blocks in a shell in another one.

The folder that `git clone` makes is here one of links to the repository, so that what is not committed is tested too.
A block of `json` or `text` shows the end of the answer above it, or lines of it in their order.
"""

import json
import os
import re
import socket
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.docs.documents import ROOT, Block, blocks_of
from tests.docs.tour import missing_from

TUTORIALS = {
    name: ROOT / name
    for name in (
        "docs/tutorials/analyst.md",
        "docs/tutorials/dashboard.md",
        "docs/tutorials/news-pipeline.md",
        "docs/tutorials/operator.md",
    )
}
START = "git clone ADDRESS aifacts\ncd aifacts\nLOCAL_KEY=my-first-key make run\n"
ADDRESS = "127.0.0.1:8000"
MARK = "----- block "
READY = re.compile(r"aifacts runs at http://(\S+)")
SECONDS = 180
# Make says where it enters and leaves if another make runs it, as in `make tutorials-test`.
NOT_OF_A_READER = ("DATA", "BASE", "KEY", "ENGINE", "MAKEFLAGS", "MAKELEVEL", "MFLAGS")


@dataclass(frozen=True)
class Terminals:
    """The folder in which a tutorial begins, and the address of the service that its first terminal runs."""

    folder: Path
    address: str

    def follow(self, tutorial: Path) -> list[str]:
        """Run every block but the first, and list the failures, each with its file and line."""
        first, *blocks = blocks_of(tutorial, ["sh", "json", "text"])
        if first.text != START:
            return [f"{tutorial.name}:{first.line}: a tutorial begins with: {START}"]
        commands = [block for block in blocks if block.language == "sh"]
        script = "\n".join(f"echo; echo '{MARK}{n}'\n{block.text}" for n, block in enumerate(commands))
        ran = subprocess.run(
            ["/bin/bash", "-c", "set -eo pipefail\n" + script.replace(ADDRESS, self.address)],
            check=False,
            cwd=self.folder,
            env={name: value for name, value in os.environ.items() if name not in NOT_OF_A_READER},
            capture_output=True,
            text=True,
            timeout=SECONDS,
        )
        printed = [each.partition("\n")[2] for each in f"\n{ran.stdout}".split(f"\n{MARK}")[1:]]
        failures = []
        if ran.returncode:
            stopped = commands[max(len(printed) - 1, 0)]
            failures.append(f"{tutorial.name}:{stopped.line}: {printed[-1:]} {ran.stderr[-2_000:]}")
        outputs = iter(printed)
        output = ""
        for block in blocks:
            if block.language == "sh":
                output = next(outputs, "")
            else:
                failures += _differences(block, output)
        return failures


def _differences(block: Block, output: str) -> list[str]:
    at = f"{block.document.name}:{block.line}"
    if block.language == "json":
        return [f"{at}: {each}" for each in missing_from(json.loads(block.text), _last_json(output))]
    rest = iter(output.splitlines())
    return [f"{at}: no line has {line!r}" for line in block.text.splitlines() if not any(line in each for each in rest)]


def _last_json(output: str) -> Any:
    """Return the last of the JSON texts that follow each other in an output; None if it has none."""
    decoder, at, last = json.JSONDecoder(), 0, None
    while (at := output.find("{", at)) >= 0:
        try:
            last, at = decoder.raw_decode(output, at)
        except ValueError:
            at += 1
    return last


@pytest.fixture
def terminals(tmp_path: Path) -> Iterator[Terminals]:
    clone = tmp_path / "aifacts"
    clone.mkdir()
    for path in ROOT.iterdir():
        if path.name not in ("data", "build", "site"):
            (clone / path.name).symlink_to(path)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {name: value for name, value in os.environ.items() if name not in NOT_OF_A_READER}
    with subprocess.Popen(
        ["/bin/bash", "-c", START.splitlines()[-1]],
        cwd=clone,
        env={**environment, "PORT": str(port), "LOG_LEVEL": "ERROR"},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        try:
            assert process.stdout
            found = next(filter(None, map(READY.search, process.stdout)), None)
            assert found, "The service did not start."
            yield Terminals(tmp_path, found[1])
        finally:
            process.terminate()  # make ends the service


@pytest.mark.tutorials
@pytest.mark.parametrize("tutorial", TUTORIALS)
def test_a_tutorial_can_be_followed_by_copy_and_paste(tutorial: str, terminals: Terminals) -> None:
    failures = terminals.follow(TUTORIALS[tutorial])

    assert not failures, "\n".join(failures)


def test_every_tutorial_is_followed() -> None:
    assert {*TUTORIALS.values()} == {*(ROOT / "docs" / "tutorials").glob("*.md")}


PAGE = """```sh
{start}```

```sh
cd aifacts
echo one; echo '{{"a": 1}}'
```
```json
{{"a": 2}}
```
```sh
echo two; echo three
```
```text
three
two
```
```sh
false
```
"""


def test_a_failure_of_a_tutorial_names_the_file_and_the_line(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(PAGE.format(start=START))
    (tmp_path / "aifacts").mkdir()

    failures = Terminals(tmp_path, ADDRESS).follow(page)

    assert [each.partition(": ")[0] for each in failures] == ["page.md:22", "page.md:12", "page.md:18"]
