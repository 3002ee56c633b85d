"""One transaction for both entities of a merge, or of its reversal, where it is large enough."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from chalicelib.domain.errors import Oversized, TooManyActions
from chalicelib.operations.transactions.attempts import Attempt
from chalicelib.operations.transactions.staging.changes import Change
from chalicelib.operations.transactions.transaction import run_transaction
from chalicelib.operations.transactions.write_result import WriteResult
from chalicelib.operations.world import RequestContext


def run_if_it_fits(
    context: RequestContext,
    *,
    refs: Sequence[str],
    plan: Callable[[Attempt], list[Change]],
    answer: Mapping[str, Any],
) -> list[WriteResult] | None:
    """Run a plan, and keep the answer in the receipt; return None if one transaction is too small for it."""
    try:
        return run_transaction(context, refs=refs, plan=plan, report=lambda _: answer)
    except (TooManyActions, Oversized):
        return None
