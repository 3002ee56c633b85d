"""Each function may do at the table what its code does there: not an action more and not one less."""

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app import app
from chalicelib.store.rows import INDEXES
from chalicelib.store.table import Table

ROOT = Path(__file__).parents[1]
STORE = ROOT / "chalicelib" / "store"
API, OTHERS = "chalicelib.api", "chalicelib.feeds"
FUNCTIONS = {"api_handler": API, **{source.name: OTHERS for source in app.event_sources}}
VERBS = {name for name in vars(Table) if not name.startswith("_")}


def needed_by(entry: str) -> set[str]:
    """Give the actions that the code does which the entry's modules can reach."""
    texts = [path.read_text() for path in closure(entry) if not path.is_relative_to(STORE)]
    verbs = {verb for text in texts for verb in re.findall(r"\btable\.(\w+)\(", text)} & VERBS
    parts = {part for text in texts for part in re.findall(r"\b(Put|Delete|Check)\(", text)}
    return {action for verb in verbs for action in actions_of(verb, parts)}


def closure(entry: str) -> set[Path]:
    """Give the files of all modules that a module imports, and those import, and so on."""
    found: set[Path] = set()
    waiting = [entry]
    while waiting:
        path = file_of(waiting.pop())
        if path and path not in found:
            found.add(path)
            waiting += imported_by(path)
    return found


def file_of(module: str) -> Path | None:
    path = ROOT.joinpath(*module.split("."))
    return next((each for each in (path.with_suffix(".py"), path / "__init__.py") if each.exists()), None)


def imported_by(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def actions_of(verb: str, parts: set[str]) -> Iterator[str]:
    """Name what a verb of the table asks of DynamoDB; a commit asks what its parts are."""
    for operation in operations_of(verb):
        if operation == "transact_write_items":
            yield from (action for part, action in actions_of_parts().items() if part in parts)
        elif operation not in {"put_item", "delete_item"}:  # a commit of one part, which is among its parts
            yield "".join(word.capitalize() for word in operation.split("_"))


def operations_of(verb: str) -> set[str]:
    """Name the client's methods that a method of DynamoTable calls, itself or through others of its own."""
    (table,) = (node for node in ast.parse((STORE / "dynamo.py").read_text()).body if isinstance(node, ast.ClassDef))
    texts = {method.name: ast.unparse(method) for method in table.body if isinstance(method, ast.FunctionDef)}
    own, waiting = set(re.findall(r"self\._client\.(\w+)\(", texts[verb])), [verb]
    while waiting:
        called = [name for name in re.findall(r"self\.(_\w+)\(", texts[waiting.pop()]) if name in texts]
        own |= {each for name in called for each in re.findall(r"self\._client\.(\w+)\(", texts[name])}
        waiting += called
    return own


def actions_of_parts() -> dict[str, str]:
    """Give IAM's name for each part of a transaction, by ours."""
    text = (STORE / "dynamo_items.py").read_text()
    return {ours: f"{theirs}Item" for ours, theirs in re.findall(r'case (\w+)\(\w+\):\s+return \{"(\w+)":', text)}


def policy_of(function: str) -> dict[str, dict[str, Any]]:
    config = json.loads((ROOT / ".chalice" / "config.json").read_text())
    assert config["autogen_policy"] is False
    file = config["lambda_functions"][function]["iam_policy_file"]
    return {each["Sid"]: each for each in json.loads((ROOT / ".chalice" / file).read_text())["Statement"]}


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_function_may_do_what_its_code_does(function: str) -> None:
    needed = needed_by(FUNCTIONS[function])

    assert {"Query", "PutItem", "ConditionCheckItem"} <= needed
    assert set(policy_of(function)["UseTheTable"]["Action"]) == {f"dynamodb:{action}" for action in needed}


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_function_asks_each_index_and_no_other_table(function: str) -> None:
    policy = policy_of(function)

    assert policy["UseTheTable"]["Resource"] == [{"Fn::GetAtt": ["Table", "Arn"]}]
    assert policy["AskTheIndexes"]["Action"] == ["dynamodb:Query"]
    assert policy["AskTheIndexes"]["Resource"] == [{"Fn::Sub": f"${{Table.Arn}}/index/{index}"} for index in INDEXES]
    assert set(policy["WriteTheLog"]["Action"]) == {"logs:CreateLogStream", "logs:PutLogEvents"}


def test_the_verbs_ask_what_they_are_known_to_ask() -> None:
    """What the other tests derive, said once: else a change of style in the store could hide an action."""
    parts = {"Put", "Delete", "Check"}

    assert set(actions_of("get", parts)) == {"GetItem", "BatchGetItem"}
    assert set(actions_of("query", parts)) == {"Query"}
    assert set(actions_of("commit", parts)) == {"PutItem", "DeleteItem", "ConditionCheckItem"}
    assert set(actions_of("take", parts)) == {"UpdateItem"}
