"""Plants faults in the document and in responses, and reports those that no judge detects.

`.ci/judges.py` runs it, with the judges' own environments.
"""

import copy
import json
import os
import re
import subprocess
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType
from typing import Any

from generators import CI, NPM, PYTHON, SPECTRAL, Failed, in_python, openapi_generator, run
from openapi_spec_validator import OpenAPIV31SpecValidator
from serving import KEY, serving

from app import app
from chalicelib.api.openapi import document

PATH = "/v1/stats"
Spoil = Callable[[Any], Any]


def _wrong_type(answer: Any) -> None:
    answer["body"] = json.dumps({**json.loads(answer["body"]), "facts": "many"})


def _missing_header(answer: Any) -> None:
    del answer["headers"]["X-Request-Id"]


def _undeclared_status(answer: Any) -> None:
    answer["statusCode"] = 418


def _point_only(doc: Any) -> None:
    schemas = doc["components"]["schemas"]
    schemas["EventDate"] = schemas["ReleaseEvent"]["properties"]["date"]
    schemas["ReleaseEvent"]["properties"]["date"] = {"$ref": "#/components/schemas/EventDate"}


def _nest(doc: Any) -> None:
    nested = {"oneOf": [{"$ref": "#/components/schemas/DateOrMissing"}, {"type": "boolean"}]}
    doc["components"]["schemas"]["ReleaseEvent"]["properties"]["date"] = nested


IN_ANSWERS: dict[str, tuple[Spoil, str]] = {
    "a wrong type in an answer": (_wrong_type, "Response violates schema"),
    "a missing header": (_missing_header, "ST107 Missing required response headers"),
    "an undeclared status": (_undeclared_status, "ST103 Undocumented status code"),
}
IN_DOCUMENT: dict[str, tuple[Spoil, str]] = {
    "validator: a schema of no type": (
        lambda doc: doc["components"]["schemas"]["Stats"].update(type="thing"),
        "validator",
    ),
    "redocly: types without a discriminator": (
        lambda doc: doc["components"]["schemas"]["ReleaseEvent"]["required"].remove("type"),
        "redocly",
    ),
    "spectral: an operation without an id": (lambda doc: doc["paths"][PATH]["get"].pop("operationId"), "spectral"),
    "python: a schema that only points at another": (_point_only, "python"),
    "typescript: a union in a union": (_nest, "typescript"),
    "spectral: a text without a bound": (
        lambda doc: doc["components"]["schemas"]["Slug"].pop("maxLength"),
        "spectral",
    ),
}


def planted_faults(folder: Path, *, npm: Path, python: Path) -> list[str]:
    """Plant every fault; return the names of those that no judge detects."""
    linters = CI / "linters"
    judges: dict[str, Callable[[Path], bool]] = {
        "validator": lambda path: OpenAPIV31SpecValidator(json.loads(path.read_text())).is_valid(),
        "redocly": _program(npm / "redocly", "lint", "--config", linters / "redocly.yaml"),
        "spectral": _program(*SPECTRAL, linters / "spectral.yaml"),
        "python": reads_its_examples,
        "typescript": compiles,
    }
    return [*_in_documents(folder, judges), *_in_answers(folder, python)]


def is_content(*command: str | Path, environment: Mapping[str, str] = MappingProxyType({})) -> bool:
    """Run a program; return whether it succeeded."""
    try:
        run(*command, environment=environment)
    except Failed:
        return False
    return True


def reads_its_examples(contract: Path) -> bool:
    """Return whether openapi-generator's Python client reads every example of a contract and writes the same."""
    with TemporaryDirectory() as folder:
        in_python(contract, Path(folder))
        return is_content(
            PYTHON / "python", CI / "generated.py", contract, environment={"PYTHONPATH": f"{folder}:{CI}"}
        )


def compiles(contract: Path) -> bool:
    """Return whether openapi-generator's typescript-fetch client compiles."""
    options = ("--strict", "--noEmit", "--skipLibCheck", "--target", "ES2022", "--lib", "ES2022,DOM")
    with TemporaryDirectory() as folder:
        openapi_generator(contract, "typescript-fetch", Path(folder))
        index = Path(folder) / "index.ts"
        return is_content(NPM / "tsc", *options, "--module", "CommonJS", "--moduleResolution", "node10", index)


def _program(*command: str | Path) -> Callable[[Path], bool]:
    return lambda path: is_content(*command, path)


def _in_documents(folder: Path, judges: dict[str, Callable[[Path], bool]]) -> Iterator[str]:
    path = folder / "spoiled.json"
    for name, (spoil, judge) in IN_DOCUMENT.items():
        spoiled = _small(document())
        path.write_text(json.dumps(spoiled), encoding="utf-8")
        before = judges[judge](path)
        spoil(spoiled)
        path.write_text(json.dumps(spoiled), encoding="utf-8")
        if not before or judges[judge](path):
            yield name


def _small(contract: dict[str, Any]) -> dict[str, Any]:
    """Keep two paths and their references, which is enough for each judge and faster."""
    small = copy.deepcopy(contract)
    small["paths"] = {path: {"get": small["paths"][path]["get"]} for path in (PATH, "/v1/events/{slug}")}
    small["tags"] = [tag for tag in small["tags"] if tag["name"] in ("service", "events", "changes", "facts")]
    for answer in (small["paths"][path]["get"]["responses"]["200"] for path in small["paths"]):
        answer.pop("links", None)
    components = small.pop("components")
    needed = _pointed_at(small, components, set())
    kept = {
        group: {name: each for name, each in named.items() if (group, name) in needed or group == "securitySchemes"}
        for group, named in components.items()
    }
    return {**small, "components": kept}


def _pointed_at(at: Any, components: Any, seen: set[tuple[str, str]]) -> set[tuple[str, str]]:
    for group, name in re.findall(r'"#/components/([A-Za-z]+)/([^"]+)"', json.dumps(at)):
        if (group, name) not in seen:
            seen.add((group, name))
            _pointed_at(components[group][name], components, seen)
    return seen


def _in_answers(folder: Path, python: Path) -> Iterator[str]:
    for name, (spoil, complaint) in IN_ANSWERS.items():
        with serving(_spoiled(spoil)) as url:
            command: list[str | Path] = [
                *(python / "schemathesis", "--config-file", CI / "schemathesis.toml", "run", f"{url}/openapi.json"),
                *("--include-path", PATH, "--header", f"Authorization: Bearer {KEY}", "--phases", "fuzzing"),
                *("--max-examples", "3", "--no-color"),
            ]
            environment = {**os.environ, "SCHEMATHESIS_HOOKS": "hooks", "PYTHONPATH": str(CI)}
            done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
        if complaint not in done.stdout:
            yield f"{name}: {done.stdout[-1500:]}"


def _spoiled(spoil: Spoil) -> Callable[[dict[str, Any], Any], dict[str, Any]]:
    def answer(event: dict[str, Any], context: Any) -> dict[str, Any]:
        given: dict[str, Any] = app(event, context)
        if event["path"] == PATH and given["statusCode"] == 200:
            spoil(given)
        return given

    return answer
