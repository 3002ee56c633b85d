"""The code keeps the rules that import-linter and ruff cannot check."""

import ast
import importlib
import json
import pkgutil
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import chalicelib
from app import app
from chalicelib import kinds
from chalicelib.api import openapi
from chalicelib.api.http.response.cors import EVERYWHERE
from chalicelib.api.http.response.outgoing import HSTS, NOSNIFF
from chalicelib.api.http.response.problem_catalog import CODES
from chalicelib.api.http.response.problems import STATUS
from chalicelib.api.http.routing.verbs import VERBS
from chalicelib.domain.errors import Refusal
from chalicelib.kinds.declaration import Kind
from tests.house.repository import CLIENTS, CODE, ROOT, TESTS, chalice, name_of, refusals
from tests.tables import for_each

LINES_OF_APP = 30
LINES_OF_MODULE = 250
PROBLEM = {"type", "title", "status", "detail", "instance", "code", "request_id"}


def modules_of(package: ModuleType) -> Iterator[ModuleType]:
    for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        yield importlib.import_module(found.name)


def imported_by(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def test_app_assembles_and_nothing_else() -> None:
    assert (ROOT / "app.py").read_text().count("\n") <= LINES_OF_APP


@for_each("path", [*CODE, *CLIENTS])
def test_a_module_can_be_read_in_one_sitting(path: Path) -> None:
    lines = path.read_text().count("\n")

    assert lines <= LINES_OF_MODULE


def test_every_kind_is_listed() -> None:
    declared = {
        value.name for module in modules_of(kinds) for value in vars(module).values() if isinstance(value, Kind)
    }

    assert declared == set(kinds.KINDS)
    assert all(name == kind.name for name, kind in kinds.KINDS.items())


def test_every_code_of_a_refusal_has_its_status_and_every_status_its_refusal() -> None:
    assert {refusal.code for refusal in refusals(Refusal)} == set(STATUS)


def test_every_route_is_documented_and_every_documented_route_exists() -> None:
    closed = {(verb.path, method) for verb in VERBS for method in verb.closed}
    served = {
        (path.replace("{plural}", plural), method.lower())
        for path, methods in app.routes.items()
        for method in methods
        if (path, method) not in closed
        for plural in (kinds.PLURALS if "{plural}" in path else [""])
    }
    documented = {
        (path, method)
        for path, item in openapi.document()["paths"].items()
        for method in item
        if method in {"get", "head", "post", "put", "patch", "delete", "options"}
    }

    # The document need not repeat each GET as a HEAD; OPTIONS needs no entry.
    spoken = {(path, method) for path, method in served if method not in {"head", "options"}}
    assert spoken <= documented <= served


def test_nobody_imports_the_local_run_and_only_the_local_run_imports_the_seeds() -> None:
    local = ROOT / "chalicelib" / "local"
    for path in CODE:
        if path.is_relative_to(local) or path == ROOT / "chalicelib" / "testing.py":  # the local run for tests
            continue
        floors = {".".join(name.split(".")[:2]) for name in imported_by(path)}
        assert not floors & {"chalicelib.local", "chalicelib.seeds"}, name_of(path)


def test_the_table_is_read_from_end_to_end_by_the_local_commands_alone() -> None:
    whole = "chalicelib.store.engines.dynamo_scan"
    importers = {name_of(path) for path in CODE if any(name.startswith(whole) for name in imported_by(path))}

    assert importers == {"chalicelib/local/place.py"}


def test_the_environment_is_read_by_the_settings_and_the_local_run_alone() -> None:
    readers = {name_of(path) for path in CODE if re.search(r"\bos\.(environ|getenv)\b", path.read_text())}

    assert readers == {
        "chalicelib/settings.py",
        "chalicelib/local/__main__.py",
        "chalicelib/local/place.py",
        "chalicelib/testing.py",
    }


WORDS_WITHOUT_MEANING = re.compile(r"(Manager|Service|Handler|Helper|Impl)$")


def test_no_name_hides_what_the_thing_is() -> None:
    classes = {
        f"{name_of(path)}: {node.name}"
        for path in CODE
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ClassDef) and WORDS_WITHOUT_MEANING.search(node.name)
    }
    files = {name_of(path) for path in CODE if re.search(r"util|helper|misc|common_", path.stem)}

    assert classes | files == set()


def test_every_module_says_what_it_is_for_in_a_line() -> None:
    silent = {
        name_of(path)
        for path in CODE
        if path.read_text().strip() and not (ast.get_docstring(ast.parse(path.read_text())) or "").splitlines()[:1]
    }

    assert silent == set()


def test_every_exception_from_a_rule_gives_its_reason() -> None:
    ignored = re.compile(
        r"#\s*(?:noqa: ?[A-Z]+\d+(?:, ?[A-Z]+\d+)*|type: ignore\[[\w, -]+\]|nosec B\d+(?:, ?B\d+)*)[\s#:(-]*(?P<why>.*)"
    )
    bare = re.compile(r"#\s*(noqa(?!: ?[A-Z]+\d)|type: ignore(?!\[)|nosec(?! B\d)|pragma: no cover\s*$)")
    found = [
        f"{name_of(path)}:{number}"
        for path in (*CODE, *TESTS)
        if path != Path(__file__)
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if bare.search(line) or any(len(match["why"]) < len("a word") for match in ignored.finditer(line))
    ]

    assert found == []


def test_no_test_is_skipped_without_a_reason_and_no_code_is_left_to_be_written() -> None:
    skipped = re.compile(r"pytest\.(?:mark\.)?(?:skip|skipif|xfail)\b(?!\.Exception|.*reason=|\(\s*$|\(f?\")")
    missing = re.compile(r"raise NotImplementedError")  # ruff finds the notes to self in comments
    found = [
        f"{name_of(path)}:{number}"
        for path in (*CODE, *TESTS)
        if path != Path(__file__)
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if missing.search(line) or skipped.search(line)
    ]

    assert found == []


def test_lambda_gets_the_dependencies_of_the_project_but_what_it_has_already() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
    packed = {line for line in (ROOT / "requirements.txt").read_text().splitlines() if line[:1].isalpha()}

    assert {line for line in project if not line.startswith(("boto3", "chalice"))} == packed


def test_what_only_the_local_run_needs_is_installed_by_make_and_not_packed() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    own = {re.split("[^a-z0-9]", line)[0] for line in project["optional-dependencies"]["local"]}
    packed = (ROOT / "requirements.txt").read_text() + (ROOT / ".chalice" / "requirements.lock").read_text()

    assert own == {"genai", "h11", "tqdm"}
    assert {name for name in own if re.search(f"^{name}\\b", packed, re.MULTILINE)} == set()
    locked = (ROOT / ".ci" / "locks" / "runtime.lock").read_text()
    assert own == {name for name in own if re.search(f"^{name}\\b", locked, re.MULTILINE)}
    assert "aifacts[local]" in project["optional-dependencies"]["dev"]
    importers = {path for path in CODE for name in imported_by(path) if name.split(".")[0] in own}
    assert importers
    assert all(path.is_relative_to(ROOT / "chalicelib" / "local") for path in importers)


def test_every_module_is_in_the_package() -> None:
    folders = {path.parent for path in CODE if path.parent != ROOT}

    assert {str(folder) for folder in folders if not (folder / "__init__.py").exists()} == set()
    assert chalicelib.__doc__ or (ROOT / "chalicelib" / "__init__.py").read_text() == ""


def test_the_gateway_on_aws_refuses_in_the_same_shape() -> None:
    responses = chalice("resources.json")["Resources"]["RestAPI"]["Properties"]["GatewayResponses"]

    assert set(responses) >= {
        "MISSING_AUTHENTICATION_TOKEN",
        "REQUEST_TOO_LARGE",
        "DEFAULT_4XX",
        "DEFAULT_5XX",
    }
    for response in responses.values():
        headers = response["ResponseParameters"]["Headers"]
        template = response["ResponseTemplates"]["application/json"]
        problem = json.loads(template.replace("$context.error.messageString", '"what was wrong"'))
        assert set(problem) == PROBLEM
        assert problem["status"] == response["StatusCode"] == STATUS[problem["code"]]
        assert problem["title"] == CODES[problem["code"]].title
        assert headers["Content-Type"] == "'application/problem+json'"
        always = EVERYWHERE | NOSNIFF
        assert {name: headers[name] for name in always} == {n: f"'{value}'" for n, value in always.items()}
        assert headers[HSTS] == {"Fn::Sub": "'max-age=${HstsMaxAge}'"}
