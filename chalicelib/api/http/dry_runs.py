"""Dry runs: a write with `dry_run=true` runs on a rehearsal of the table; its answer reports what it would write."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from http import HTTPStatus
from typing import Any

from chalicelib.api.http.routing.parameters import flag
from chalicelib.api.http.routing.routes import Call, Reply
from chalicelib.domain.errors import Fault, Invalid
from chalicelib.operations.world import RequestContext
from chalicelib.store.rehearsal import Rehearsal

DRY_RUN = replace(
    flag(
        "dry_run",
        "Write nothing, and answer what the request would answer now. `dry_run` in the answer has the revisions that "
        "it would make, with what the view would show, and the conflicts that it would open, alter and end. `hints` "
        "also has what looks implausible. The idempotency key is ignored.",
    ),
    component="dry_run",
)
PARAMETER = DRY_RUN.name


def rehearsed(call: Call) -> Call:
    """Return the call with a rehearsal in place of its table, if the request asks for a dry run."""
    if not call.query.get(PARAMETER):
        return call
    world = RequestContext(call.world, call.caller).rehearsed().world
    return replace(call, find_world=lambda: world, idempotency=None)


def called(verb: Callable[[Call], Reply], call: Call) -> Reply:
    """Call a verb; of a dry run, the reply has the report, and a refusal the entities that may be meant."""
    try:
        return _with_report(verb(call), call)
    except Invalid as refusal:
        raise _with_nearest(refusal, call) from None


def _with_report(reply: Reply, call: Call) -> Reply:
    if not call.query.get(PARAMETER):  # first, because a verb that does not use the world needs no table
        return reply
    table = call.world.table
    if not isinstance(table, Rehearsal):
        return reply
    from chalicelib.operations.dry_run import nearest_entities, report_dry_run  # few requests are dry runs

    report = report_dry_run(table, reply.facts)
    nearest = nearest_entities(call.world, [*_faults_of_parts(reply.body)], _sent(call))
    body = {**reply.body, PARAMETER: {**report, **({"nearest": nearest} if nearest else {})}}
    return replace(reply, body=body, status=HTTPStatus.OK, location=None, revision=None)


def _with_nearest(refusal: Invalid, call: Call) -> Invalid:
    if not call.query.get(PARAMETER):
        return refusal
    from chalicelib.operations.dry_run import nearest_entities

    nearest = nearest_entities(call.world, refusal.faults, _sent(call))
    context = {**refusal.context, **({"nearest": nearest} if nearest else {})}
    return Invalid(refusal.detail, faults=refusal.faults, context=context)


def _sent(call: Call) -> object:
    """Return what the pointers of faults point into."""
    return call.body if call.lines is None else call.lines


def _faults_of_parts(body: Mapping[str, Any]) -> Iterator[Fault]:
    """Yield the faults of the parts that would be refused while others are written."""
    for part in (*body.get("outcomes", ()), *body.get("parts", ())):
        for fault in part.get("problem", {}).get("errors", ()):
            yield Fault(fault["pointer"], fault["code"], fault["detail"])
