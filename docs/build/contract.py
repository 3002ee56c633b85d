"""The contract as the reference reads it: operations with their parameters, bodies and answers."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from docs.build.markdown import code, codes

METHODS = ("get", "post", "put", "patch", "delete")
FILTER = re.compile(r"(.+)\[(\w+)\]")
SAME = re.compile(r" ?Same as `[^`]+`\.")
MAX_CODES = 12
PROBLEM = "application/problem+json"
FIRST_REFUSAL = 400


class Parameter(NamedTuple):
    """A parameter of an operation; `operators` are those that its name takes in brackets."""

    name: str
    place: str
    type: str
    is_required: bool
    description: str
    operators: tuple[str, ...] = ()


class Body(NamedTuple):
    """A body: its media types, the name of its schema and an example, if the contract has one."""

    media_types: tuple[str, ...]
    schema: str
    members: tuple[Parameter, ...]
    example: Any = None


class Reply(NamedTuple):
    """An answer that is no refusal."""

    status: str
    description: str
    headers: tuple[str, ...]
    body: Body


@dataclass(frozen=True)
class Operation:
    """An operation of the contract; `refusals` are statuses, each with a problem code."""

    method: str
    path: str
    name: str
    tag: str
    summary: str
    description: str
    parameters: tuple[Parameter, ...]
    body: Body | None
    replies: tuple[Reply, ...]
    refusals: tuple[tuple[str, str], ...]


class Contract:
    """The contract of a running service, whose references are followed."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self.tags = {tag["name"]: str(tag["description"]) for tag in document["tags"]}
        self._document = document
        # The overview describes once what every operation has: headers of requests and of answers, and refusals.
        operations = list(self.operations())
        self.common_headers = set.intersection(*(set(reply.headers) for each in operations for reply in each.replies))
        self.common_refusals = set.intersection(*(set(each.refusals) for each in operations))
        self.common_parameters = set.intersection(*(set(each.parameters) for each in operations))

    def operations(self) -> Iterator[Operation]:
        """Yield all operations in the order of the contract."""
        for path, item in self._document["paths"].items():
            for method, declared in item.items():
                if method in METHODS:
                    yield self._operation(path, method, declared)

    def header(self, name: str) -> str:
        """Return the description of a header."""
        return str(self._document["components"]["headers"][name]["description"])

    def _operation(self, path: str, method: str, declared: Mapping[str, Any]) -> Operation:
        answers = {status: self._follow(answer) for status, answer in declared["responses"].items()}
        return Operation(
            method=method.upper(),
            path=path,
            name=declared["operationId"],
            tag=declared["tags"][0],
            summary=declared["summary"],
            description=declared.get("description", ""),
            parameters=tuple(self._parameters(declared.get("parameters", ()))),
            body=self._body(declared["requestBody"]) if "requestBody" in declared else None,
            replies=tuple(
                Reply(status, answer["description"], tuple(answer.get("headers", ())), self._body(answer))
                for status, answer in answers.items()
                if int(status) < FIRST_REFUSAL or next(iter(answer["content"])) != PROBLEM
            ),
            refusals=tuple(
                (status, problem)
                for status, answer in answers.items()
                if int(status) >= FIRST_REFUSAL
                for problem in answer["content"].get(PROBLEM, {}).get("examples", ())
            ),
        )

    def _parameters(self, declared: list[Mapping[str, Any]]) -> Iterator[Parameter]:
        """Yield each parameter, and a filter with all its operators once."""
        followed = {each["name"]: each for each in map(self._follow, declared)}
        operators: dict[str, list[str]] = {}
        for name in followed:
            if found := FILTER.fullmatch(name):
                operators.setdefault(found[1], []).append(found[2])
        for name, each in followed.items():
            found = FILTER.fullmatch(name)
            if found and found[1] in followed:
                continue
            yield Parameter(
                name=name,
                place=each["in"],
                type=self.type_words(each.get("schema", {})),
                is_required=each.get("required", False),
                description=SAME.sub("", each.get("description", "")),
                operators=tuple(operators.get(name, ())),
            )

    def _body(self, declared: Mapping[str, Any]) -> Body:
        content = declared.get("content", {})
        media: Mapping[str, Any] = next(iter(content.values()), {})
        schema = media.get("schema", {})
        examples = [self._follow(each).get("value") for each in media.get("examples", {}).values()]
        members = tuple(self._members(self._follow(schema)))
        return Body(tuple(content), self.type_words(schema), members, next(iter(examples), media.get("example")))

    def _members(self, schema: Mapping[str, Any]) -> Iterator[Parameter]:
        for name, each in schema.get("properties", {}).items():
            meaning = each.get("description") or self._follow(each).get("description", "")
            yield Parameter(name, "body", self.type_words(each), name in schema.get("required", ()), meaning)

    def type_words(self, schema: Mapping[str, Any]) -> str:
        """Say in a few words which values a schema accepts."""
        if "$ref" in schema:
            target = self._follow(schema)
            return self.type_words(target) if "enum" in target else code(schema["$ref"].rsplit("/", 1)[1])
        if "enum" in schema:
            values = [str(each) for each in schema["enum"] if each is not None]
            words = codes(values[:MAX_CODES])
            return words if len(values) <= MAX_CODES else f"{words} and {len(values) - MAX_CODES} more"
        if choices := schema.get("oneOf") or schema.get("anyOf"):
            return " or ".join(dict.fromkeys(self.type_words(each) for each in choices))
        if schema.get("type") == "array":
            return f"list: {self.type_words(schema['items'])}"
        kind = schema.get("type", "any")
        words = " or ".join(kind) if isinstance(kind, list) else str(kind)
        if "minimum" in schema or "maximum" in schema:
            words += f" {schema.get('minimum', '')}..{schema.get('maximum', '')}"
        return words + (f", default {code(str(schema['default']).lower())}" if "default" in schema else "")

    def _follow(self, reference: Mapping[str, Any]) -> Mapping[str, Any]:
        while "$ref" in reference:
            found: Any = self._document
            for step in reference["$ref"].removeprefix("#/").split("/"):
                found = found[step.replace("~1", "/").replace("~0", "~")]
            reference = found
        return reference
