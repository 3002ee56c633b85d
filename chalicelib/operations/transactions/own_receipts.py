"""Own receipts: rows by which an entity knows the receipts of requests that made no revision of it.

Such a receipt can hold words of its facts: evidence that was sent and not kept. An erasure finds it by these rows, and
all others by the revisions.
"""

from collections.abc import Sequence

from chalicelib.operations.transactions.changes import Staged
from chalicelib.operations.transactions.write_result import Notes
from chalicelib.operations.world import RequestContext
from chalicelib.store.records.revision_rows import own_receipt_row
from chalicelib.store.rows import Action, Put


def own_receipts(context: RequestContext, staged: Sequence[Staged], notes: Notes) -> list[Action]:
    """Return the actions that put these rows; empty without an idempotency key or texts in its receipt."""
    if context.idempotency is None:
        return []
    digest, now = context.idempotency.digest, context.world.now()
    has_notes = bool(notes.adjusted or notes.hints)
    unchanged = (each for each in staged if not each.record and (has_notes or each.report.differences))
    return [Put(own_receipt_row(each.entity.ref, digest, now)) for each in unchanged]
