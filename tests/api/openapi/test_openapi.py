"""The OpenAPI document: valid, true to the routes, bounded."""

import ast
import json
import tomllib
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from openapi_schema_validator import validators
from openapi_schema_validator._specifications import REGISTRY as OPENAPI_SPECIFICATIONS
from openapi_spec_validator import validate

import chalicelib
from app import app
from chalicelib.api.http.routing.routes import ROUTES
from chalicelib.api.http.routing.verbs import VERBS
from chalicelib.api.openapi import document, document_of
from chalicelib.api.openapi.describing import description_of
from chalicelib.api.openapi.names import fill
from chalicelib.api.openapi.parts.parts import PARTS
from chalicelib.api.openapi.schemas.answers import answer_schemas
from chalicelib.api.openapi.schemas.entities import entity_schemas
from chalicelib.api.openapi.schemas.requests import request_schemas
from chalicelib.api.openapi.schemas.scalars import SCALARS
from chalicelib.api.openapi.schemas.texts import text_schemas
from chalicelib.api.openapi.schemas.values import value_schemas
from chalicelib.api.openapi.schemas.vocabulary import vocabulary_schemas
from chalicelib.domain.hints import HintCode
from chalicelib.kinds import KINDS
from tests.api.conftest import ADMIN, Client, event
from tests.api.contract import broken_promises
from tests.conftest import is_thorough
from tests.tables import for_each
from tests.unmeasured import unmeasured

DOCUMENT = document()
OPERATIONS = [(path, method, operation) for path, at in DOCUMENT["paths"].items() for method, operation in at.items()]


def test_the_document_is_valid_openapi_3_1(monkeypatch: pytest.MonkeyPatch) -> None:
    assert DOCUMENT["openapi"].startswith("3.1")
    assert "jsonSchemaDialect" not in DOCUMENT
    if not is_thorough():
        pytest.skip("The judges of the gate validate the document too, which takes 13 s.")
    # For each schema the library would read the specification's own schemas again.
    monkeypatch.setattr(validators, "OPENAPI_SPECIFICATIONS", OPENAPI_SPECIFICATIONS.crawl())
    with unmeasured():
        validate(DOCUMENT)


def test_the_version_is_the_package_s() -> None:
    settings = tomllib.loads((Path(__file__).parents[3] / "pyproject.toml").read_text())["tool"]["setuptools"]
    assert settings["dynamic"]["version"] == {"attr": "chalicelib.__version__"}
    assert DOCUMENT["info"]["version"] == chalicelib.__version__


def test_every_route_is_documented_under_the_real_path_of_every_kind() -> None:
    plurals = [kind.plural for kind in KINDS.values()]
    closed = {(verb.path, method) for verb in VERBS for method in verb.closed}
    running = {
        (path.replace("{plural}", plural), method.lower())
        for path, methods in app.routes.items()
        for method in set(methods) - {"HEAD", "OPTIONS"}  # these repeat the others
        if (path, method) not in closed
        for plural in plurals
    }
    assert {(path, method) for path, method, _ in OPERATIONS} == running


def test_every_operation_has_a_unique_id_a_summary_a_description_a_tag_and_answers() -> None:
    ids = [operation["operationId"] for _, _, operation in OPERATIONS]
    assert len(ids) == len(set(ids))
    tags = {tag["name"] for tag in DOCUMENT["tags"]}
    for _, _, operation in OPERATIONS:
        assert operation["summary"]
        assert operation["description"]
        assert "{" not in operation["summary"] + operation["description"].replace("{id}", "")
        assert set(operation["tags"]) <= tags
        assert {"400", "500"} <= operation["responses"].keys()


def test_what_needs_a_key_says_so() -> None:
    asking = [route for route in ROUTES if route.scope in ("read", None)]
    questions = {fill(route.name, kind) for route in asking for kind in (None, *KINDS.values())}
    for _, method, operation in OPERATIONS:
        if method in ("post", "patch") and operation["operationId"] not in questions:
            assert operation["security"] == [{"bearer": []}]
            assert {"401", "403"} <= operation["responses"].keys()


def _schemas(at: Any, where: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Walk every object of the document that has a type; examples are no schemas."""
    if isinstance(at, dict):
        if isinstance(at.get("type"), str):
            yield where, at
        for name, member in at.items():
            if name not in ("example", "examples"):
                yield from _schemas(member, f"{where}/{name}")
    elif isinstance(at, list):
        for index, member in enumerate(at):
            yield from _schemas(member, f"{where}/{index}")


def test_no_schema_has_a_constant() -> None:
    """Generated Python cannot read a boolean one, and takes one without a type for a member that may be anything."""

    def constants(at: Any) -> Iterator[Any]:
        if isinstance(at, dict):
            yield from [at] if "const" in at else []
            yield from (each for name, part in at.items() if name != "examples" for each in constants(part))
        elif isinstance(at, list):
            yield from (each for part in at for each in constants(part))

    assert [*constants({"oneOf": [{"const": True}]})] == [{"const": True}]
    assert [*constants(DOCUMENT["components"]["schemas"])] == []


def test_every_string_array_and_integer_is_bounded() -> None:
    for where, schema in _schemas({k: v for k, v in DOCUMENT.items() if k in ("paths", "components")}):
        if schema["type"] == "string" and not {"enum", "const"} & schema.keys():
            assert "maxLength" in schema, where
            assert {"pattern", "format"} & schema.keys(), where
        if schema["type"] == "array":
            assert "maxItems" in schema, where
        if schema["type"] == "integer":
            assert {"minimum", "maximum"} <= schema.keys(), where


@for_each("of", [DOCUMENT, *map(document_of, PARTS)])
def test_no_reference_has_siblings_which_some_readers_ignore(of: dict[str, Any]) -> None:
    def beside(at: Any) -> Iterator[dict[str, Any]]:
        if isinstance(at, dict):
            if isinstance(at.get("$ref"), str) and len(at) > 1:
                yield at
            at = list(at.values())
        for each in at if isinstance(at, list) else ():
            yield from beside(each)

    assert list(beside(of)) == []


@for_each("of", [DOCUMENT, *map(document_of, PARTS)])
def test_every_tag_of_an_operation_is_explained(of: dict[str, Any]) -> None:
    used = {tag for at in of["paths"].values() for operation in at.values() for tag in operation["tags"]}
    assert used == {each["name"] for each in of["tags"]}
    assert all(each["description"] for each in of["tags"])


def test_no_two_schemas_have_one_name() -> None:
    groups = (
        entity_schemas(),
        value_schemas(),
        request_schemas(),
        answer_schemas(),
        text_schemas(),
        vocabulary_schemas(),
        SCALARS,
    )
    pairs = [(one[name], other[name]) for one, other in combinations(groups, 2) for name in one.keys() & other.keys()]
    undescribed = [[{**each, "description": ""} for each in pair] for pair in pairs]
    assert [pair for pair in undescribed if pair[0] != pair[1]] == []


def _causes() -> Iterator[str]:
    """Walk the causes of revisions in the code: constants, and arguments of changes and decisions."""
    for path in Path(chalicelib.__file__).parent.joinpath("operations").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            match node:
                case ast.Assign(targets=[ast.Name(id="CAUSE")], value=ast.Constant(value=str(cause))):
                    yield cause
                case ast.Call(func=ast.Name(id="Change"), args=[_, ast.Constant(value=str(cause)), *_]):
                    yield cause
                case ast.Call(func=ast.Name(id="record_decision"), keywords=[*named]):
                    given = (each.value for each in named if each.arg == "cause")
                    yield from (str(each.value) for each in given if isinstance(each, ast.Constant))


def test_every_cause_of_a_change_is_explained() -> None:
    causes = {*_causes()}
    assert {"created", "recorded", "ranked", "time", "erased"} <= causes
    for schema in ("Change", "Revision"):
        explained = DOCUMENT["components"]["schemas"][schema]["properties"]["cause"]["description"]
        assert [cause for cause in causes if f"`{cause}`" not in explained] == []


def test_every_code_of_a_hint_is_explained() -> None:
    explained = DOCUMENT["components"]["schemas"]["WriteHint"]["properties"]["code"]["description"]
    assert [code for code in HintCode if f"`{code}`" not in explained] == []


def test_every_schema_is_used() -> None:
    used = str(DOCUMENT)
    unused = [n for n in DOCUMENT["components"]["schemas"] if f"#/components/schemas/{n}'" not in used]
    assert unused == []


def test_an_answer_that_breaks_a_promise_is_noticed(client: Client) -> None:
    asked = event("GET", "/v1/keys")
    answer = client.get("/v1/keys", key=ADMIN)
    headers, page = dict(answer.headers), answer.json

    def broken(status: int = 200, text: str = answer.text, **other: str | None) -> list[str]:
        sent = {**headers, **{name.replace("_", "-"): value for name, value in other.items()}}
        kept = {name: value for name, value in sent.items() if value is not None}
        return broken_promises(asked, status=status, headers=kept, text=text)

    assert broken() == []
    assert broken(status=418)
    assert broken(x_request_id=None)
    assert broken(x_request_id="two words")
    assert broken(x_powered_by="cats")
    assert broken(content_type="text/html")
    assert broken(text=json.dumps({**page, "items": [{"id": 7}]}))
    assert broken_promises(event("HEAD", "/v1/keys"), status=200, headers=headers, text="a body")


def test_every_component_has_a_description() -> None:
    components = DOCUMENT["components"]
    missing = [
        f"{group}/{name}"
        for group in components
        for name, component in components[group].items()
        if not component.get("description", "").strip()
    ]

    assert missing == []


def test_descriptions_made_from_names_differ() -> None:
    described = [name for name, schema in DOCUMENT["components"]["schemas"].items() if _is_made(name, schema)]

    assert len(described) > 400
    assert len({description_of(name) for name in described}) == len(described)


def _is_made(name: str, schema: dict[str, Any]) -> bool:
    try:
        return bool(schema["description"] == description_of(name))
    except ValueError:
        return False


def test_a_component_that_nothing_describes_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="Describe the component Mystery"):
        description_of("Mystery")
