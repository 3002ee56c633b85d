"""The client knows everything that the service declares and answers."""

import json
import re
import sys
import tomllib
from collections.abc import Iterable, Iterator
from typing import Any

import httpx2
import pytest

import chalicelib.testing
from aifacts_client import Client
from aifacts_client.core.calls import Page, pages_call
from aifacts_client.generated import answers
from aifacts_client.generated.kinds import KINDS, PLURALS
from aifacts_client.values import Shape
from chalicelib.testing import BaseUrl
from clients.build import modules
from clients.build.answers import NAMES
from tests.house.repository import ROOT, name_of

PACKAGE = ROOT / "clients" / "python"


@pytest.fixture(scope="module")
def seeded() -> Iterator[BaseUrl]:
    """A service with the seeds."""
    with chalicelib.testing.service(seeds=True) as url:
        yield url


def test_the_typed_parts_are_those_of_the_declarations() -> None:
    old = [name_of(path) for path, text in modules.texts().items() if path.read_text(encoding="utf-8") != text]

    assert old == [], "run `make client`"


def test_no_member_of_any_view_card_or_fact_of_the_seeds_is_unknown_or_lost(seeded: BaseUrl) -> None:
    with Client(seeded) as client, httpx2.Client(base_url=seeded) as plain:
        for kind, plural in PLURALS.items():
            for card in plain.get(f"/v1/{plural}", params={"limit": 100}).json()["items"]:
                view = plain.get(f"/v1/{plural}/{card['slug']}", params={"include": "facts", "explain": "true"}).json()
                for body in (card, view):
                    read = KINDS[kind].model_validate(body)
                    assert not [*undeclared(read)], body["ref"]
                    assert same(read.model_dump(mode="json", by_alias=True, exclude_unset=True), body), body["ref"]
        lists: list[Iterable[Shape]] = [
            client.facts(source="source/qwen-2.5-article"),
            client.changes(),
            client.conflicts(),
        ]
        lists += [client.history("event/alibaba-shares-rise-on-qwen-2.5"), client.timeline("company/deepseek")]
        lists += [client.search("deepseek"), client.series("model/deepseek-r1", "prices")]
        for each in lists:
            assert not [name for item in each for name in undeclared(item)]
        compared = client.compare(["model/deepseek-v3", "model/gpt-4"], expand="developer")
        assert not [*undeclared(compared), *undeclared(client.resolve(["DeepSeek"])), *undeclared(client.stats())]
        many = client.get_many(["model/deepseek-v3", "company/nobody"], wide=True)
        overviews = [client.vocabulary(), client.vocabulary_of("event"), client.events.counts(["type", "year"])]
        referrers = [*client.referrers("company/deepseek")]
        assert not [*undeclared(many), *undeclared(overviews), *undeclared(referrers)]


def examples_of_shapes() -> Iterator[Any]:
    """Yield each example of an answer in a shape that the client declares, with its class."""
    contract = json.loads((ROOT / "tests" / "openapi.json").read_text("utf-8"))
    components = contract["components"]
    for path, method, operation in operations(contract):
        for status, answer in operation["responses"].items():
            content = followed(answer, components["responses"]).get("content", {}).get("application/json", {})
            name = content.get("schema", {}).get("$ref", "").rpartition("/")[2]
            shape = getattr(answers, NAMES.get(name, name), None)
            for number, example in enumerate(content.get("examples", {}).values()):
                if status[0] == "2" and shape is not None:
                    body = followed(example, components["examples"])["value"]
                    yield pytest.param(shape, body, id=f"{method} {path} {number}")


def operations(contract: Any) -> Iterator[tuple[str, str, Any]]:
    """Yield the operations of a contract, with their paths and methods."""
    for path, item in contract["paths"].items():
        yield from ((path, method, each) for method, each in item.items() if isinstance(each, dict))


def followed(part: Any, components: Any) -> Any:
    """Follow a reference, if a part is one."""
    return components[part["$ref"].rpartition("/")[2]] if "$ref" in part else part


@pytest.mark.parametrize(("shape", "body"), [*examples_of_shapes()])
def test_no_member_of_any_example_of_the_contract_is_unknown_or_lost(shape: type[Shape], body: Any) -> None:
    read = shape.model_validate(body)

    assert not [*undeclared(read)]
    assert same(read.model_dump(mode="json", by_alias=True, exclude_unset=True), body)


def undeclared(value: Any) -> Iterator[str]:
    """Name the members, however deep, that no class declares."""
    if isinstance(value, Shape):
        if "__pydantic_extra__" not in vars(type(value)).get("__annotations__", {}):
            yield from (f"{type(value).__name__}.{name}" for name in value.model_extra or {})
        for name in value.model_fields_set & type(value).model_fields.keys():
            yield from undeclared(getattr(value, name))
    elif isinstance(value, list | dict):
        for part in value.values() if isinstance(value, dict) else value:
            yield from undeclared(part)


def same(one: Any, other: Any) -> bool:
    """Compare two bodies: amounts and instants may be spelled in two ways."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(one[name], other[name]) for name in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    return bool(one == other) or _unspelled(one) == _unspelled(other)


def _unspelled(text: Any) -> Any:
    text = re.sub(r"\.000(000)?Z$|(?<=\.\d{3})000Z$", "Z", str(text))
    return float(text) if re.fullmatch(r"-?[0-9.]+([eE][+-]?[0-9]+)?", text) else text.replace("Z", "")


def test_a_newer_service_may_add_members_and_kinds_of_values_stay_readable() -> None:
    body = {"ref": "company/x", "kind": "company", "slug": "x", "mascot": "whale", "country": {"missing": "unknown"}}
    company = KINDS["company"].model_validate(body)

    assert (company.mascot, bool(company.country), str(company.country)) == ("whale", False, "unknown")  # type: ignore[attr-defined]  # that is the test


def test_the_client_imports_nothing_of_the_service_and_asks_for_what_it_imports() -> None:
    files = [path.read_text() for path in (PACKAGE / "aifacts_client").rglob("*.py")]
    roots = {name for text in files for name in re.findall(r"(?m)^\s*(?:from|import) ([a-z0-9_]+)", text)}
    declared = tomllib.loads((PACKAGE / "pyproject.toml").read_text())["project"]["dependencies"]

    ours = {name for name in roots if name not in sys.stdlib_module_names and name != "aifacts_client"}
    # anyio and pydantic-core come with those two, which speak of them in their own interfaces.
    assert ours - {"anyio", "pydantic_core"} == {line.partition("~")[0] for line in declared} == {"httpx2", "pydantic"}
    locked = tomllib.loads((ROOT / "pyproject.toml").read_text())["dependency-groups"]["client"]
    assert locked == declared


def test_the_pages_of_a_list_can_be_read_one_by_one(seeded: BaseUrl) -> None:
    with Client(seeded) as client:
        pages: list[Page[Any]] = [*client.models(limit=50, sort="released").pages()]
        call = pages_call("/v1/models", KINDS["model"], query={"limit": 1})

        assert all(page.meta["returned"] == len(page.items) for page in pages)
        assert len(client.send(call).items) == 1
