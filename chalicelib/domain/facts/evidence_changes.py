"""Evidence changes: in what evidence that is sent again differs from that on record, and how both are shown."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from chalicelib.domain.facts.decisions import Witness
from chalicelib.domain.facts.evidence import Evidence

if TYPE_CHECKING:
    from chalicelib.domain.answer_types import EvidenceMembersJson

REVISABLE = ("via", "basis", "certainty", "quote", "as_stated", "replaces", "method", "confidence")
COPIED = ("published", "publisher", "root", "supersedes")  # from the source, when evidence is given


class EvidenceChange(NamedTuple):
    """The members in which evidence differs, as they were before and as they are after."""

    before: dict[str, Any]
    after: dict[str, Any]


class EvidenceDifference(NamedTuple):
    """Evidence that was sent for a fact on record and differs: where in the body, the fact, and both as JSON."""

    pointer: str
    fact: str
    evidence: "EvidenceMembersJson"
    evidence_sent: "EvidenceMembersJson"


def with_given(on_record: Witness, sent: Witness, *, as_read: Evidence) -> Witness:
    """Return the evidence on record with the members that were sent and differ; itself if none does.

    A member that was not sent (null or empty) takes nothing away. `as_read` is the evidence on record as today's
    declarations read it: a member that it has already is no difference.
    """
    members = {
        name: given
        for name in REVISABLE
        if (given := getattr(sent.evidence, name)) and not _is_same(name, given, getattr(as_read, name))
    }
    copies = {
        name: given
        for name in COPIED
        if (given := getattr(sent, name)) and not _is_same(name, given, _copied(on_record, name))
    }
    if not (members or copies):
        return on_record
    evidence = replace(on_record.evidence, **members) if members else on_record.evidence
    return on_record._replace(evidence=evidence, **copies)


def is_same_witness(one: Witness, other: Witness) -> bool:
    """Return whether two pieces of evidence for one statement say the same."""
    return change_between(one, other) == EvidenceChange({}, {})


def change_between(before: Witness, after: Witness) -> EvidenceChange:
    """Return the members in which two pieces of evidence for one statement differ."""
    old, new = _members(before), _members(after)
    names = [name for name in new if not _is_same(name, old[name], new[name])]
    return EvidenceChange({name: old[name] for name in names}, {name: new[name] for name in names})


def evidence_difference(pointer: str, fact: str, on_record: Witness, sent: Witness) -> EvidenceDifference:
    """Return a difference with whole evidence, and of what is copied from the source only what differs."""
    change = change_between(on_record, sent)
    copies = [name for name in COPIED if name in change.after]
    return EvidenceDifference(pointer, fact, _shown(on_record, copies), _shown(sent, copies))


def _shown(witness: Witness, copies: list[str]) -> "EvidenceMembersJson":
    members = _members(witness)
    shown = {**witness.evidence.json_value(), **{name: members[name] for name in copies}}
    return cast("EvidenceMembersJson", shown)


def _members(witness: Witness) -> dict[str, Any]:
    """Return all members that can be revised as JSON."""
    evidence = witness.evidence.members()
    published, publisher = witness.published, witness.publisher
    return {
        **{name: evidence[name] for name in REVISABLE},
        "published": None if published is None else published.json(),
        "publisher": None if publisher is None else publisher.json(),
        "root": _copied(witness, "root"),
        "supersedes": list(witness.supersedes),
    }


def _copied(witness: Witness, name: str) -> Any:
    """Return a copy from the source; facts from before roots were copied have that of their source."""
    found = getattr(witness, name)
    return found or (witness.evidence.source if name == "root" else found)


def _is_same(name: str, one: Any, other: Any) -> bool:
    return set(one) == set(other) if name == "replaces" else bool(one == other)
