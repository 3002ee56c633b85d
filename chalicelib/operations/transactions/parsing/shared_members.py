"""Shared members: the evidence and `valid` that cover all values of a body, and the facts that they replace."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from chalicelib.domain.facts.evidence import MAX_REPLACED_FACTS, Evidence, is_fact_id
from chalicelib.kinds.declaration import Property
from chalicelib.operations.transactions.drafts import Replacement
from chalicelib.operations.transactions.parsing.declaration_faults import SentValue


@dataclass(frozen=True)
class SharedMembers:
    """The members of a body that cover all its values: one `evidence`, with its pointer, and one `valid`.

    `read` is the evidence as it was read, if it is whole and sound: it need not be read for each value.
    """

    evidence: Mapping[str, Any]
    valid: Any = None
    at: str = "/evidence"
    read: Evidence | None = None


def replacing_evidence(sent: SentValue, shared: SharedMembers | None) -> SharedMembers:
    """Return the evidence that gives `replaces`, with its pointer: the value's own or the shared one."""
    own = sent.members.get("evidence")
    if own is None and shared is not None:
        return shared
    members = own if isinstance(own, Mapping) else {}
    return SharedMembers(members, at=f"{sent.at}/evidence") if shared is None or "replaces" in members else shared


def shared_with(declared: Property, sent: SentValue, shared: SharedMembers | None) -> SharedMembers | None:
    """Return the shared evidence with those of the facts in its `replaces` that are of the property."""
    replaced = None if shared is None else shared.evidence.get("replaces")
    if (
        not replaced
        or shared is None
        or not isinstance(replaced, list)
        or replacing_evidence(sent, shared) is not shared
    ):
        return shared
    rest = {name: each for name, each in shared.evidence.items() if name != "replaces"}
    own = [each for each in replaced if not _is_of_another(declared, each)]
    return replace(shared, evidence={**rest, "replaces": own} if own else rest, read=None)


def _is_of_another(declared: Property, fact_id: Any) -> bool:
    """Return whether an id names a fact of another property; a faulty id is reported as any other."""
    return isinstance(fact_id, str) and is_fact_id(fact_id) and fact_id.split("~")[2] != declared.name


def replacements_in(declared: Property, sent: SentValue, shared: SharedMembers | None) -> Iterator[Replacement]:
    """Yield the facts that a value replaces, even if the value or its evidence has faults."""
    evidence = replacing_evidence(sent, shared)
    replaced = evidence.evidence.get("replaces")
    for place, each in enumerate(replaced[:MAX_REPLACED_FACTS] if isinstance(replaced, list) else ()):
        if isinstance(each, str) and is_fact_id(each):
            yield Replacement(declared.name, each, f"{evidence.at}/replaces/{place}")
