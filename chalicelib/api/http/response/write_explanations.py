"""The problem codes of writers that meet and of the table: the cause of each, what to do, and an example."""

from chalicelib.api.http.response.explanations import COMPANY, Explanation
from chalicelib.domain import errors

OF_WRITES = (
    Explanation(
        "`If-Match` does not match the current revision: the entity has changed since you read it.",
        "Read the entity again, check that your change still applies, and send it with the new `ETag`.",
        errors.Stale("company/deepseek is at revision 8, not 7: read it again.", context={"revision": 8}),
    ),
    Explanation(
        "Retiring, merging, their reversals and erasing an entity need `If-Match`, so that they apply to the "
        "revision that you have seen, and the request has none.",
        "Read the entity and send its `ETag` as `If-Match`. `If-Match: *` accepts any revision.",
        errors.PreconditionRequired(
            "Send If-Match with the ETag of the entity as you read it, or `*` for any revision."
        ),
        f"{COMPANY}/retirement",
    ),
    Explanation(
        "Other requests write to the same entity at the same time, or the table is throttled.",
        "Wait as long as `Retry-After` says, then send the same request again, with longer waits after each failure. "
        "Repeating a write is safe: a fact is identified by its content.",
        errors.Busy("Other writers were faster eight times in a row."),
    ),
    Explanation(
        "The last write to the entity is dated more than a minute ahead of the clock of this service, so one of two "
        "clocks is wrong. Each write gets a later time than the one before it, so this one would be dated in the "
        "future. Nothing was written.",
        "Report it to the operator. The log names the entity. The operator corrects the clock, or accepts the time of "
        "the last write. Reads work as usual.",
        errors.AheadOfClock(
            "company/deepseek was last written at 2027-11-23T10:00:00.000Z, 31,536,000 s ahead of this service's "
            "clock (2026-11-23T10:00:00.000Z). Nothing was written. Report to the operator that one of the two is "
            "wrong.",
            context={"ref": "company/deepseek", "updated_at": "2027-11-23T10:00:00.000Z", "retry_after": 60},
        ),
    ),
    Explanation(
        "The service cannot access its data: it lacks a permission, the table is missing, or part of the data is "
        "damaged. The log has the reason.",
        "The request is fine, and repeating it soon does not help. Report the `request_id` to the operator. `/readyz` "
        "returns 200 when the service works again.",
        errors.Unavailable("The service cannot use its table. The operator has to act.", cause="not in the document"),
    ),
    Explanation(
        "The storage is full, or writing to it fails. Nothing was written. Reads work as usual.",
        "Report the `request_id` to the operator. Send the same request again when `/readyz` returns 200.",
        errors.StorageFull(
            "The data can be read, but not written: the disk is full or fails. The operator has to act.",
            cause="not in the document",
        ),
        "/v1/companies",
    ),
    Explanation(
        "The same `Idempotency-Key` came with a different request within the last 24 hours: another method, path, "
        "query or body.",
        "Use a new key for each request, such as a random UUID. Send the same key only to repeat the same request.",
        errors.IdempotencyKeyReused(
            "This idempotency key came with another request within the last 24 hours. Send a new key with each new "
            "request."
        ),
        "/v1/companies",
    ),
    Explanation(
        "A request with the same `Idempotency-Key` and the same content is still in progress.",
        "Wait as long as `Retry-After` says, then send it again with the same key. You get the answer of the first "
        "request.",
        errors.InProgress("The same request is in progress. Send it again shortly, with the same key."),
        "/v1/companies",
    ),
)
