"""A role as IAM judges it: the permissions that a call of DynamoDB needs, and whether a policy grants them."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any

from botocore.exceptions import ClientError

ROOT = Path(__file__).parents[1]
LEADING_KEYS = "dynamodb:LeadingKeys"
PARTS = {"Put": "PutItem", "Delete": "DeleteItem", "ConditionCheck": "ConditionCheckItem", "Update": "UpdateItem"}

STREAM = {"Fn::GetAtt": ["Table", "StreamArn"]}

Policy = Mapping[str, dict[str, Any]]  # statements by Sid
Params = Mapping[str, Any]


@dataclass(frozen=True)
class Asked:
    """One action on the table (index "") or on one of its indexes, and one partition that it touches."""

    action: str
    index: str
    key: str


@dataclass(frozen=True)
class Grant:
    """A permission: an action on the table or an index, in partitions that match the pattern."""

    action: str
    index: str
    pattern: str

    def allows(self, asked: Asked) -> bool:
        """Check whether it covers this action."""
        return (self.action, self.index) == (asked.action, asked.index) and is_like(self.pattern, asked.key)


def policy_of(function: str) -> Policy:
    """Read the policy of a function by Sid."""
    config = json.loads((ROOT / ".chalice" / "config.json").read_text())
    assert config["autogen_policy"] is False
    file = config["lambda_functions"][function]["iam_policy_file"]
    return {each["Sid"]: each for each in json.loads((ROOT / ".chalice" / file).read_text())["Statement"]}


def asked_by(operation: str, params: Params) -> Iterator[Asked]:
    """Yield the permissions that a call needs: in the partitions of an index, for the parts of a transaction."""
    match operation:
        case "TransactWriteItems":
            for item in params["TransactItems"]:
                ((part, inner),) = item.items()
                yield Asked(PARTS[part], "", _key(inner))
        case "BatchGetItem":
            for keys in params["RequestItems"].values():
                yield from (Asked(operation, "", each["pk"]["S"]) for each in keys["Keys"])
        case "Query":
            assert re.match(r"(gsi\d)?pk = :pk\b", params["KeyConditionExpression"])
            yield Asked(operation, params.get("IndexName", ""), params["ExpressionAttributeValues"][":pk"]["S"])
        case _:
            yield Asked(operation, "", _key(params))


def _key(params: Params) -> str:
    """Return the partition of one item; none for a call on the whole table, such as a Scan."""
    item: Params = params.get("Key") or params.get("Item") or {}
    return str(item["pk"]["S"]) if item else ""


@cache
def granted_to(function: str) -> frozenset[Grant]:
    """List every permission of a function on the table."""
    return frozenset(
        Grant(action.removeprefix("dynamodb:"), _index(resource), pattern)
        for statement in policy_of(function).values()
        for action in statement["Action"]
        if action.startswith("dynamodb:")
        for resource in statement["Resource"]
        if resource != STREAM
        for pattern in _patterns(statement)
    )


def _index(resource: Mapping[str, Any]) -> str:
    if resource == {"Fn::GetAtt": ["Table", "Arn"]}:
        return ""
    return str(resource["Fn::Sub"]).removeprefix("${Table.Arn}/index/")


def _patterns(statement: Mapping[str, Any]) -> Sequence[str]:
    """Return the patterns of the leading keys. A call without a partition, such as a Scan, passes ForAllValues."""
    assert statement["Condition"].keys() == {"ForAllValues:StringLike"}
    patterns: list[str] = statement["Condition"]["ForAllValues:StringLike"][LEADING_KEYS]
    return patterns


@cache
def _by_call(grants: frozenset[Grant]) -> Mapping[tuple[str, str], Sequence[Grant]]:
    """Group permissions by action and index: a call is compared with few of them."""
    calls = {(each.action, each.index) for each in grants}
    return {call: [each for each in grants if (each.action, each.index) == call] for call in calls}


def is_like(pattern: str, text: str) -> bool:
    """Compare as StringLike does: `*` is any text, `?` any character, capitals matter."""
    return _compiled(pattern).fullmatch(text) is not None


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    parts = {"*": ".*", "?": "."}
    return re.compile("".join(parts.get(each, re.escape(each)) for each in pattern), re.DOTALL)


@dataclass
class Role:
    """The role that calls are made in, from any thread, with the grants used so far and the actions refused."""

    grants: frozenset[Grant] | None = None
    inside: int = 0
    lock: Lock = field(default_factory=Lock)
    used: set[Grant] = field(default_factory=set)
    refused: list[Asked] = field(default_factory=list)

    @contextmanager
    def of(self, function: str) -> Iterator["Role"]:
        """Make every call in the role of a function, and assert that it allows each."""
        with self.lock:
            self.inside += 1
            self.grants = granted_to(function)
        try:
            yield self
        finally:
            with self.lock:
                self.inside -= 1
                refused, self.refused = self.refused, []
                self.grants = self.grants if self.inside else None
        assert refused == []

    def judge(self, params: Params, model: Any, **_: Any) -> None:
        """Refuse a call that the role does not allow, as AWS does. botocore calls this before each call."""
        if self.grants is None:
            return
        for asked in asked_by(model.name, params):
            found = {
                grant for grant in _by_call(self.grants).get((asked.action, asked.index), ()) if grant.allows(asked)
            }
            self.used |= found
            if not found:
                self.refused.append(asked)
                error: Any = {"Code": "AccessDeniedException", "Message": f"No identity-based policy allows {asked}"}
                raise ClientError({"Error": error}, model.name)


ROLE = Role()
