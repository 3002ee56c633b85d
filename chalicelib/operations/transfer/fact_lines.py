"""Lines of facts: a fact as it is on record, with plain values and their types beside them."""

from collections.abc import Mapping
from typing import Any

from chalicelib.domain.facts.facts import Fact
from chalicelib.domain.facts.records import read_fact, write_fact
from chalicelib.operations.transfer.line_format import Line, LineType

_TYPED = ("value", "scope", "publisher")


def fact_line(fact: Fact) -> Line:
    """Return the line of a fact."""
    record = _plain(write_fact(fact))
    if decisions := record.get("decisions"):
        record["decisions"] = [{**each, **_plain_before(each)} for each in decisions]
    return {"line": LineType.FACT.value, **record}


def read_fact_line(line: Mapping[str, Any]) -> Fact:
    """Read a fact from its line."""
    record = _tagged({name: each for name, each in line.items() if name != "line"})
    if decisions := record.get("decisions"):
        record["decisions"] = [
            {**each, **({"before": _tagged(each["before"])} if "before" in each else {})} for each in decisions
        ]
    return read_fact(record)


def _plain_before(decision: Mapping[str, Any]) -> dict[str, Any]:
    return {"before": _plain(decision["before"])} if "before" in decision else {}


def _plain(record: Mapping[str, Any]) -> dict[str, Any]:
    """Return a record with each tagged value as a plain one, its type in a member beside it."""
    plain: dict[str, Any] = {}
    for name, each in record.items():
        if name in _TYPED:
            plain[f"{name}_type"], plain[name] = each
        elif name == "qualifiers":
            plain[name] = {of: value for of, (_, value) in each.items()}
            plain["qualifier_types"] = {of: tag for of, (tag, _) in each.items()}
        else:
            plain[name] = each
    return plain


def _tagged(plain: Mapping[str, Any]) -> dict[str, Any]:
    """Undo `_plain`."""
    record = {name: each for name, each in plain.items() if not name.endswith("_type") and name != "qualifier_types"}
    for name in _TYPED:
        if name in record:
            record[name] = [plain[f"{name}_type"], record[name]]
    if "qualifiers" in record:
        types = plain["qualifier_types"]
        record["qualifiers"] = {of: [types[of], value] for of, value in record["qualifiers"].items()}
    return record
