"""The pages of operations, one for each tag of the contract, and the page that leads to them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby

from chalicelib.api.http.response.problem_catalog import CODES, EXPLANATIONS
from chalicelib.api.http.response.problems import STATUS
from docs.build.contract import Body, Contract, Operation, Parameter, Reply
from docs.build.markdown import anchor, code, codes, example, table, text

PROBLEMS = "problems.md"
LEAD = (
    "This page is generated from the contract (`/openapi.json`). "
    "[The overview](index.md#of-every-operation) has what all operations share."
)


def overview(contract: Contract) -> str:
    """Return the page that lists all operations by tag."""
    lines = ["# Reference", "", "Every operation of the service, generated from its contract.", ""]
    lines += ["[The vocabulary](vocabulary.md) lists what you can write, kind by kind. "]
    lines += [f"[The problems]({PROBLEMS}) explain every code of a refusal.", ""]
    for tag, operations in _by_tag(contract).items():
        lines += [f"## {tag.capitalize()}", "", text(contract.tags[tag]), ""]
        lines += table(
            ("operation", ""),
            [(f"[{code(_title(each))}]({tag}.md#{anchor(each.summary)})", text(each.summary)) for each in operations],
        )
    lines += ["## Of every operation", "", "Every operation can have these headers in its request:", ""]
    lines += table(("header", ""), [(code(each.name), text(each.description)) for each in contract.common_parameters])
    lines += ["Every answer that is no refusal can have these:", ""]
    headers = [(code(each), text(contract.header(each))) for each in sorted(contract.common_headers)]
    lines += [*table(("header", ""), headers), "Every operation can refuse a request with these codes:", ""]
    return "\n".join([*lines, _refusals(contract.common_refusals), ""])


def tag_pages(contract: Contract, kinds: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield the name and the text of the page of each tag; `kinds` are the names of kinds by their tags."""
    for tag, operations in _by_tag(contract).items():
        lines = [f"# {tag.capitalize()}", "", text(contract.tags[tag]), "", LEAD, ""]
        for each in operations:
            lines += _section(each, contract, kinds.get(tag))
        yield f"{tag}.md", "\n".join(lines)


def problem_page() -> str:
    """Return the page of all problem codes."""
    lines = ["# Problems", "", "A refusal is a problem document (RFC 9457). Its `code` is one of these.", ""]
    lines += ["[The operations](index.md) list the codes that each can return.", ""]
    for name, each in sorted(EXPLANATIONS.items()):
        lines += [f"## {name}", "", f"{STATUS[name]}, {text(CODES[name].title)}.", "", text(each.cause), ""]
        lines += [f"*Remedy:* {text(each.cure)}", ""]
    return "\n".join(lines)


def _by_tag(contract: Contract) -> dict[str, list[Operation]]:
    found: dict[str, list[Operation]] = {tag: [] for tag in contract.tags}
    for each in contract.operations():
        found[each.tag].append(each)
    return found


def _title(operation: Operation) -> str:
    return f"{operation.method} {operation.path}"


def _section(operation: Operation, contract: Contract, kind: str | None) -> list[str]:
    lines = [f"## {text(operation.summary)}", "", f"{code(_title(operation))} · {code(operation.name)}", ""]
    lines += [text(each) + "\n" for each in operation.description.split("\n\n") if each]
    lines += _parameters([each for each in operation.parameters if each not in contract.common_parameters])
    lines += _body(operation.body, kind) if operation.body else []
    lines += ["**Answers**", ""]
    lines += table(("status", "body", "headers", ""), [_reply(each, contract) for each in operation.replies])
    own = [each for each in operation.refusals if each not in contract.common_refusals]
    return [*lines, f"**Problems**: {_refusals(own)}", ""]


def _body(body: Body, kind: str | None) -> list[str]:
    """Return the members of a body, or where they are: the vocabulary has the properties of a kind."""
    lines = ["**Body**", "", f"{body.schema} as {codes(body.media_types)}.", ""]
    if kind and body.schema in {f"`{kind.capitalize()}{each}`" for each in ("Create", "Patch")}:
        lines += [
            f"Its members are [the properties](vocabulary.md#{kind}) and `evidence`; of a new one also `slug`.",
            "",
        ]
    else:
        rows = [(_name(each), each.type, text(each.description)) for each in body.members]
        lines += table(("member", "value", ""), rows)
    return lines + (example(body.example) if body.example is not None else [])


def _parameters(parameters: Sequence[Parameter]) -> list[str]:
    filters = [each for each in parameters if each.operators]
    others = [each for each in parameters if not each.operators]
    lines: list[str] = []
    if others:
        lines += ["**Parameters**", ""]
        lines += table(
            ("name", "in", "value", ""),
            [(_name(each), each.place, each.type, text(each.description)) for each in others],
        )
    if filters:
        lines += ["**Filters**, also with an operator, such as `name[ne]`", ""]
        lines += table(
            ("name", "operators", "value", ""),
            [(code(each.name), codes(each.operators), each.type, text(each.description)) for each in filters],
        )
    return lines


def _name(parameter: Parameter) -> str:
    return code(parameter.name) + (" (required)" if parameter.is_required else "")


def _reply(reply: Reply, contract: Contract) -> tuple[str, str, str, str]:
    own = [each for each in reply.headers if each not in contract.common_headers]
    body = f"{reply.body.schema} as {codes(reply.body.media_types)}" if reply.body.media_types else ""
    return reply.status, body, codes(own), text(reply.description)


def _refusals(refusals: Iterable[tuple[str, str]]) -> str:
    """List codes by status."""
    groups = groupby(sorted(refusals), key=lambda each: each[0])
    return "; ".join(f"{status} {', '.join(_problem(name) for _, name in names)}" for status, names in groups) + "."


def _problem(name: str) -> str:
    return f"[{code(name)}]({PROBLEMS}#{name})"
