"""The zip holds what Lambda needs and nothing else, and is the same bytes every time."""

import re
import sys
import zipfile
from collections.abc import Iterable, Mapping
from http import HTTPStatus
from pathlib import Path

import pytest

from chalicelib.local.package.archive import digest
from chalicelib.local.package.build import ROOT, Build, build
from chalicelib.local.package.template import stage
from tests.package.conftest import probe

MAX_ZIP_BYTES = 9_200_000  # 2.5 MB pydantic, 1.0 MB PyNaCl, 0.7 MB the page of the contract; Lambda takes 50 MB
MAX_IMPORT_MS = 1_500  # CPU, of a slow machine; see bench/cold_start.py for what it takes alone
NOT_ON_LAMBDA = re.compile(
    r"(^|/)(tests?|seeds?|moto|bench|pip|chalicelib/local|chalicelib/testing|chalicelib/seeds|chalicelib/store/engines/sqlite\w*)(/|\.|$)"
)
MAY_DIFFER = re.compile(r"\.so$|\.dist-info/(WHEEL|RECORD)$")
LOADED_IN_VAIN = {"boto3", "botocore", "urllib3", "s3transfer", "sqlite3", "multiprocessing", "pydantic"}
FOR_WHAT_IS_NOT_FOUND = {"chalicelib.operations.entities.erased", "chalicelib.store.records.erasure_rows"}
COLD = ROOT / "tests" / "package" / "cold_modules.txt"


def contents(built: Build) -> dict[str, bytes]:
    with zipfile.ZipFile(built.zip) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def test_nothing_that_only_a_laptop_needs_is_in_the_zip(dev: Build) -> None:
    with zipfile.ZipFile(dev.zip) as packed:
        names = packed.namelist()

    assert {"app.py", "chalice/app.pyc", "chalicelib/store/engines/dynamo.py"} <= set(names)
    # Jinja2 calls the checks of its templates tests.
    assert [name for name in names if NOT_ON_LAMBDA.search(name)] == ["jinja2/tests.pyc"]


def test_the_zip_is_small(dev: Build) -> None:
    assert dev.zip.stat().st_size < MAX_ZIP_BYTES


def test_the_zip_is_the_same_bytes_whenever_it_is_built(dev: Build, prod: Build, tmp_path: Path) -> None:
    again = build(stage(ROOT, "dev"), tmp_path / "again")

    assert digest(again.zip) == digest(dev.zip) == digest(prod.zip)
    assert again.template.read_bytes() == dev.template.read_bytes()


def test_for_the_other_machine_only_what_is_compiled_for_it_differs(dev: Build, twin: Build) -> None:
    arm, x86 = contents(dev), contents(twin)
    names = {re.sub(r"(aarch64|x86_64)", "machine", name) for name in arm}

    assert names == {re.sub(r"(aarch64|x86_64)", "machine", name) for name in x86}
    assert [name for name in arm.keys() & x86.keys() if arm[name] != x86[name] and not MAY_DIFFER.search(name)] == []
    assert [name for name in arm.keys() ^ x86.keys() if not name.endswith(".so")] == []


def test_every_module_is_compiled_and_never_looked_at_again(dev: Build) -> None:
    files = contents(dev)
    compiled = {name: body for name, body in files.items() if name.endswith(".pyc")}
    sources = [name for name in files if name.endswith(".py")]
    expected = {re.sub(r"([^/]+)\.py$", r"__pycache__/\1.cpython-313.pyc", name) for name in sources}

    assert {name for name in compiled if "__pycache__" in name} == expected
    assert all(name.startswith(("app.py", "chalicelib/")) for name in sources)
    assert {"pydantic/main.pyc", "chalice/app.pyc"} <= compiled.keys() - expected
    assert {body[4:8] for body in compiled.values()} == {(0b01).to_bytes(4, "little")}  # by hash, unchecked


PROBE = """
import json, time
started = time.process_time()
import app
took = (time.process_time() - started) * 1000
first = json.dumps({"httpMethod": "GET", "path": "/v1/companies/nobody", "resource": "/v1/{plural}/{slug}",
    "headers": {"Host": "a.example"}, "multiValueHeaders": {"Host": ["a.example"]},
    "queryStringParameters": None, "multiValueQueryStringParameters": None,
    "pathParameters": {"plural": "companies", "slug": "nobody"}, "stageVariables": None,
    "body": None, "isBase64Encoded": False,
    "requestContext": {"resourcePath": "/v1/{plural}/{slug}", "httpMethod": "GET", "path": "/api/v1/companies/nobody",
        "stage": "api", "requestId": "one", "identity": {"sourceIp": "192.0.2.1"}}})
cold = set(sys.modules)
status = app.app(json.loads(first), None)["statusCode"]
print(json.dumps({"ms": took, "status": status, "cold": sorted(cold), "first": sorted(set(sys.modules) - cold)}))
"""


def test_what_is_loaded_at_a_cold_start_is_what_is_listed(task: Path, environment: Mapping[str, str]) -> None:
    loaded = listed(probe(task, environment, PROBE)["cold"], task)
    if not COLD.exists():
        COLD.write_text("".join(f"{name}\n" for name in loaded))
        pytest.fail("tests/package/cold_modules.txt is written: look at what changed.")

    assert loaded == COLD.read_text().splitlines()


def listed(modules: Iterable[str], task: Path) -> list[str]:
    """Give the zip's own modules by their whole names, of all others the package: those change with Lambda."""
    ours = {path.name.partition(".")[0] for path in task.iterdir()}
    tops = ((name.partition(".")[0], name) for name in modules if not name.startswith(("_", "sitecustomize")))
    return sorted({name if top in ours else top for top, name in tops})


def test_nothing_that_only_a_laptop_needs_is_loaded(task: Path, environment: Mapping[str, str]) -> None:
    loaded = probe(task, environment, PROBE)["cold"]

    assert "chalicelib.store.engines.dynamo" in loaded
    assert [name for name in loaded if name in LOADED_IN_VAIN or NOT_ON_LAMBDA.search(name.replace(".", "/"))] == []


def test_a_first_read_loads_nothing_more_of_ours(task: Path, environment: Mapping[str, str]) -> None:
    loaded = probe(task, environment, PROBE)
    not_ours = sys.stdlib_module_names

    assert loaded["status"] == HTTPStatus.NOT_FOUND
    assert {name for name in loaded["first"] if name.partition(".")[0] not in not_ours} == FOR_WHAT_IS_NOT_FOUND


MADE_AT_ONCE = """
import json, sys
import app
ours = [module for name, module in sys.modules.items() if name.startswith("chalicelib.")]
values = [each for module in ours for each in vars(module).values() if isinstance(each, type)]
made = {each: vars(each)["__dataclass_params__"] for each in values if "__dataclass_params__" in vars(each)}
print(json.dumps(sorted(each.__name__ for each, asked in made.items() if asked.repr)))
"""


def test_no_dataclass_of_a_cold_start_compiles_its_methods_at_once(task: Path, environment: Mapping[str, str]) -> None:
    assert probe(task, environment, MADE_AT_ONCE) == []


def test_start_up_stays_short(task: Path, environment: Mapping[str, str]) -> None:
    assert min(probe(task, environment, PROBE)["ms"] for _ in range(3)) < MAX_IMPORT_MS


CHECKS = """
import json
from chalicelib.kinds.properties.identifiers import SCHEMES, check_identifier, example_of
print(json.dumps({scheme: check_identifier(scheme, example_of(scheme)) for scheme in SCHEMES.codes}))
"""


def test_the_zip_has_the_check_digits_of_every_scheme(task: Path, environment: Mapping[str, str]) -> None:
    faults = probe(task, environment, CHECKS)

    assert {"lei", "isin", "figi", "orcid"} <= faults.keys()
    assert [scheme for scheme, fault in faults.items() if fault is not None] == []
