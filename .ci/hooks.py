"""What Schemathesis cannot know from the contract: what is on record, what the time is, what a cursor seals."""

from typing import Any

import schemathesis
from schemathesis.core.failures import Failure

REFUSED = (400, 410, 412, 422)
# A schema says how a request is written. Of these it cannot tell, so a request that keeps to it may meet them.
BEYOND_A_SCHEMA = {
    "bad_cursor": "a cursor is sealed: none can be made up",
    "in_the_future": "`known_at` may not lie in the future, and a schema knows no clock",
    "no_such_entity": "what is on record",
    "retired_entity": "what is on record",
    "merged_entity": "what is on record",
    "same_entity": "that the survivor of a merge is another entity",
    "gone": "what is on record",
    "stale": "which revision is the present one",
    "fixed": "what was said of it before",
    "unknown_code": "which of the words of `/v1/vocabulary`",
    "unknown_unit": "which of 2,363 units, listed by their forms",
    "wrong_dimension": "which units measure this",
    "unknown_language": "which tags the register of languages has",
    "bad_range": "that the end does not lie before the beginning",
    "not_together": "which parameters exclude each other",
    "check_failed": "the check digits of an identifier",
}
# What they hold is never refused, so that breaking their bounds proves nothing, and costs a third of the requests.
NEVER_REFUSED = ("If-None-Match", "X-Request-Id")


@schemathesis.hook
def before_load_schema(_: Any, raw_schema: dict[str, Any]) -> None:
    """Leave out the headers that are never refused."""
    for at in raw_schema["paths"].values():
        for operation in at.values():
            kept = [each for each in operation["parameters"] if not each.get("$ref", "").endswith(NEVER_REFUSED)]
            operation["parameters"] = kept


@schemathesis.check
def valid_data_is_refused_with_a_reason(_: Any, response: Any, case: Any) -> bool | None:
    """In place of `positive_data_acceptance`, which knows of statuses only: look at the codes of the problem."""
    if case.meta is None or not case.meta.generation.mode.is_positive or response.status_code not in REFUSED:
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
