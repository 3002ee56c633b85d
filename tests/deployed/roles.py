"""The role of a deployed function, with an action taken away and given back."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from tests.deployed.stack import Stack


class Action(NamedTuple):
    """An action that a role grants, on the table (`on_index` is empty) or on one of its indexes."""

    name: str
    on_index: str = ""

    def __str__(self) -> str:
        return f"{self.name}{' on ' if self.on_index else ''}{self.on_index}"


class DeployedRole:
    """The role of a function as IAM has it."""

    def __init__(self, stack: Stack, function: str) -> None:
        self.iam = stack.aws.client("iam")
        self.name = stack.configuration(function)["Role"].rpartition("/")[2]
        (self.policy,) = self.iam.list_role_policies(RoleName=self.name)["PolicyNames"]
        self.document = self.iam.get_role_policy(RoleName=self.name, PolicyName=self.policy)["PolicyDocument"]

    @property
    def actions(self) -> list[Action]:
        """List the actions on the table and its indexes, sorted."""
        return sorted(
            Action(name.removeprefix("dynamodb:"), _index(resource))
            for statement in self.document["Statement"]
            for name in statement["Action"]
            if name.startswith("dynamodb:")
            for resource in statement["Resource"]
        )

    @contextmanager
    def without(self, action: Action) -> Iterator[None]:
        """Take an action away within the block."""
        statements = [_without(each, action) for each in self.document["Statement"]]
        self._put({**self.document, "Statement": [each for each in statements if each["Action"]]})
        try:
            yield
        finally:
            self._put(self.document)

    def _put(self, document: Any) -> None:
        self.iam.put_role_policy(RoleName=self.name, PolicyName=self.policy, PolicyDocument=json.dumps(document))


def _without(statement: dict[str, Any], action: Action) -> dict[str, Any]:
    if action.on_index not in [_index(resource) for resource in statement["Resource"]]:
        return statement
    return {**statement, "Action": [name for name in statement["Action"] if name != f"dynamodb:{action.name}"]}


def _index(resource: str) -> str:
    return resource.partition("/index/")[2]
