"""Write a batch: entities, facts and retractions, all in one transaction, or each entity in its own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from chalicelib.domain.errors import Oversized, TooManyActions
from chalicelib.domain.faults import Adjustment, Faults, Guesses
from chalicelib.operations.world import RequestContext
from chalicelib.operations.write_report import WriteReport
from chalicelib.operations.writes.batching.batch_transaction import BatchRequest, write_parts
from chalicelib.operations.writes.batching.outcomes import Outcome
from chalicelib.operations.writes.batching.parts import ReadParts, read_parts


@dataclass(frozen=True)
class Batched:
    """The outcomes of a batch, one for each part in its order; the rest as of other writes."""

    outcomes: Sequence[Outcome]
    adjusted: Mapping[str, Adjustment]
    is_replay: bool
    report: WriteReport


def batch(
    context: RequestContext,
    *,
    body: Mapping[str, Any],
    lines: Sequence[Any] | None = None,
    atomic: bool = True,
    looks_for_duplicates: bool = True,
) -> Batched:
    """Write 1 to 500 parts. Raises what creating, patching, recording and retracting raise.

    If it is not atomic, each new entity is written in its own transaction, after those that it names, then the facts
    of each entity, then the retractions; a faulty part is refused alone. Loaders of files that somebody has checked do
    not look for duplicates.
    """
    guesses = Guesses()
    read = read_parts(body, lines, guesses=guesses)
    request = BatchRequest(context, looks_for_duplicates)
    if atomic:
        _write_together(request, read, guesses)
    else:
        # Imported when it is needed: few batches are written apart.
        from chalicelib.operations.writes.batching.batch_apart import write_apart

        write_apart(request, read, guesses=guesses)
    outcomes = [request.outcomes[place] for place in sorted(request.outcomes)]
    return Batched(outcomes, request.adjusted, request.is_replay, WriteReport.of_all(request.reports))


def _write_together(request: BatchRequest, read: ReadParts, guesses: Guesses) -> None:
    """Write all parts in one transaction, or none."""
    faults = Faults(guesses=guesses)
    for each in read.refused:
        faults.take(each.refusal.faults)
    try:
        write_parts(request, read.parts, faults=faults)
    except (TooManyActions, Oversized) as refused:
        detail = f"{refused.detail} Or send it with `atomic=false`, which uses as many transactions as needed."
        raise type(refused)(detail, context=refused.context) from None
