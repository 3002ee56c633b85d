"""Makes clients of the contract with openapi-generator and hey-api, in Python and TypeScript."""

import json
import os
import subprocess
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import MappingProxyType
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from serving import KEY, ROOT

from chalicelib.api.openapi.components.examples import FACTS
from chalicelib.kinds import KINDS
from tests.kinds.examples import supporting, worked

CI = ROOT / ".ci"
LINTERS = CI / "linters"
GENERATED = LINTERS / "generated"
NPM = LINTERS / "node_modules" / ".bin"
# Spectral writes all references out and compiles what it gets by recursion: the events need more than Node's 1 MB.
SPECTRAL = ("node", "--stack-size=4000", NPM / "spectral", "lint", "--fail-severity", "warn", "--ruleset")
PYTHON = ROOT / ".venv-judges" / "bin"
# The programs run once: a quick start matters more than speed. Nobody reads the generated documentation.
JAVA = {"JAVA_OPTS": "-XX:TieredStopAtLevel=1"}
CODE_ALONE = ("--global-property", "apiDocs=false,modelDocs=false,apiTests=false,modelTests=false")
PACKAGE = "aifacts_generated"


class Failed(Exception):
    """A program failed; the text is its output."""


def run(*command: str | Path, cwd: Path = LINTERS, environment: Mapping[str, str] = MappingProxyType({})) -> None:
    """Run a program. Raises Failed with its output."""
    done = subprocess.run(
        command, cwd=cwd, env={**os.environ, **environment}, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise Failed(f"{Path(command[0]).name} is not content:\n{done.stdout}{done.stderr}")


def in_python(contract: Path, folder: Path) -> None:
    """Make openapi-generator's Python client."""
    openapi_generator(contract, "python", folder, "--package-name", PACKAGE)


def in_typescript(contract: Path) -> None:
    """Make openapi-generator's typescript-fetch client and hey-api's, and compile both."""
    openapi_generator(contract, "typescript-fetch", GENERATED / "fetch")
    plugins = ("@hey-api/typescript", "@hey-api/sdk", "@hey-api/client-fetch")
    run(NPM / "openapi-ts", "-i", contract, "-o", GENERATED / "hey", "-p", *plugins)
    run(NPM / "tsc", "--project", LINTERS / "tsconfig.generated.json")
    (LINTERS / "built" / "generated" / "package.json").write_text('{"type": "commonjs"}', encoding="utf-8")


def both(contract: Path, folder: Path) -> None:
    """Make all clients, both languages in parallel."""
    with ThreadPoolExecutor(max_workers=2) as pool:
        for made in (pool.submit(in_typescript, contract), pool.submit(in_python, contract, folder)):
            made.result()


def examples(url: str, folder: Path) -> Path:
    """Record the entities that the worked examples point at, and write the examples into a file of bodies."""
    for kind, body in supporting():
        _record(f"{url}/v1/{KINDS[kind].plural}?allow_duplicate=true", dict(body))
    facts = json.loads(json.dumps(FACTS).replace("source/encyclopedia-deepseek", "source/qwen-2.5-article"))
    path = folder / "examples.json"
    kinds = {each.plural: each.name for each in KINDS.values()}
    bodies = [(kind, _beside_the_seeds(KINDS[kind].plural, body)) for kind, body in worked()]
    path.write_text(json.dumps({"kinds": kinds, "bodies": bodies, "facts": facts}), encoding="utf-8")
    return path


def _beside_the_seeds(plural: str, body: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a body under another slug if the seeds have its entity already."""
    is_seeded = (ROOT / "seeds" / plural / f"{body['slug']}.json").exists()
    return {**body, "slug": f"{body['slug']}-example"} if is_seeded else body


def _record(url: str, body: dict[str, Any]) -> None:
    headers = {"Authorization": f"Bearer {KEY}", "Content-Type": "application/json"}
    try:
        urlopen(Request(url, json.dumps(body).encode(), headers)).close()  # noqa: S310  our own server
    except HTTPError as refused:
        if refused.code != 409:  # noqa: PLR2004  the seeds include it
            raise Failed(refused.read().decode()) from refused


def openapi_generator(contract: Path, language: str, folder: Path, *more: str) -> None:
    """Make one client with openapi-generator."""
    asked = ("--input-spec", contract, "--generator-name", language, "--output", folder)
    run(
        PYTHON / "openapi-generator-cli",
        "generate",
        *(str(each) for each in (*asked, *CODE_ALONE, *more)),
        environment=JAVA,
    )
