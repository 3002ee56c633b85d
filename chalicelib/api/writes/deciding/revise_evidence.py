"""POST /v1/facts/{id}/evidence: revise the evidence of a fact."""

from copy import copy
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import create_model
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from chalicelib.api.http.dry_runs import DRY_RUN
from chalicelib.api.http.routing.request_bodies import Reason, RequestBody
from chalicelib.api.http.routing.routes import Answer, Body, Call, Reply, route
from chalicelib.domain.erasure_errors import Erased
from chalicelib.domain.errors import (
    AheadOfClock,
    Gone,
    Merged,
    NotAllowedNow,
    NotFound,
    Oversized,
    Stale,
    TooManyActions,
)
from chalicelib.domain.facts.evidence_shape import EvidenceShape, member_sent
from chalicelib.operations.writes.deciding import revise_evidence as operation


def _member(name: str) -> tuple[Any, FieldInfo]:
    """Return the type of a member of evidence that may be left out; a list of ids can be null as well.

    Its default comes from a function, which a schema does not show: a member that is left out stays as it is.
    """
    declared = copy(EvidenceShape.model_fields[name])
    declared.default, declared.default_factory = PydanticUndefined, _left_out
    if name != "replaces":
        return declared.annotation, declared
    limited: Any = Annotated[(declared.annotation, *declared.metadata)]
    return limited | None, FieldInfo(default_factory=_left_out, description=declared.description)


def _left_out() -> None:
    return None


if TYPE_CHECKING:
    RevisedEvidence = RequestBody
else:
    RevisedEvidence = create_model(
        "RevisedEvidence",
        __base__=RequestBody,
        __doc__="The members of the evidence to change; null takes an optional one away.",
        **{name: _member(name) for name in EvidenceShape.model_fields},
    )


class EvidenceRevision(RequestBody):
    """The members of the evidence to change, and why; without members, what is copied from the source is renewed."""

    evidence: RevisedEvidence
    reason: Reason


@route(
    "POST",
    "/v1/facts/{id}/evidence",
    name="revise_evidence",
    summary="Revise the evidence of a fact",
    tag="facts",
    scope="write",
    parameters=(DRY_RUN,),
    body=Body(
        "EvidenceRevision",
        model=EvidenceRevision,
        example={"evidence": {"quote": "DeepSeek, based in Hangzhou", "via": None}, "reason": "The words were cut."},
    ),
    if_match="optional",
    answers=(Answer(200, "The fact with its new evidence. The same evidence again changes nothing.", "Fact"),),
    refusals=(NotFound, Gone, Merged, Erased, NotAllowedNow, Stale, TooManyActions, Oversized, AheadOfClock),
)
def revise_evidence(call: Call) -> Reply:
    """Revise the evidence of a fact: its quote, `as_stated`, `via`, basis, degree of certainty and so on.

    Members that you leave out stay; null takes an optional one away. The members that are copied from the source, such
    as `published`, are renewed. The history shows the members before and after, and an earlier `known_at` shows the
    earlier evidence. Values are chosen by the new basis and certainty. Another source or speaker, or a certainty that
    turns a statement into a denial, is another fact (`another_statement`): retract this one and record that one.
    The evidence of an erased fact cannot be revised.
    """
    sent = call.read(EvidenceRevision)
    members = {name: member_sent(getattr(sent.evidence, name)) for name in sent.evidence.model_fields_set}
    decided = operation.revise_evidence(
        call.context,
        fact_id=call.path["id"],
        members=members,
        reason=sent.reason,
        if_match=call.if_match,
    )
    return Reply(decided.fact, is_replay=decided.is_replay)
