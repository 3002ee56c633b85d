"""What Schemathesis cannot know from the contract: what is on record, what the time is, what a cursor seals."""

import re
from datetime import UTC, datetime
from typing import Any

import schemathesis
from hypothesis import strategies as st
from schemathesis.core.failures import Failure

# A schema says how a request must be written. These say that it is well written, and still cannot be done.
BEYOND_A_SCHEMA = {
    "bad_cursor": "a cursor is sealed: none can be made up",
    "in_the_future": "`known_at` may not lie in the future, and a schema knows no clock",
    "no_such_entity": "what exists is not for a schema to say",
}


@schemathesis.check
def refuses_valid_data_with_a_reason(ctx: Any, response: Any, case: Any) -> bool | None:
    """In place of `positive_data_acceptance`, which takes no answer from 400 to 499 but a few for good."""
    if case.meta is None or not case.meta.generation.mode.is_positive or response.status_code not in (400, 410, 412, 422):
        return None
    problem = response.json()
    codes = {fault["code"] for fault in problem.get("errors", [])} or {problem["code"]}
    if unexplained := codes - BEYOND_A_SCHEMA.keys():
        raise Failure(
            operation=case.operation.label,
            title="A valid request is refused",
            message=f"{sorted(unexplained)}: {problem['detail']}",
        )
    return None
