"""Every problem code with its class and explanation; the texts here explain keys, limits, parameters and media."""

from collections.abc import Mapping

from chalicelib.api.http import transport_refusals
from chalicelib.api.http.response.explanations import OF_FACTS, Explanation
from chalicelib.domain import errors
from chalicelib.domain.errors import Fault, Refusal

_LIMIT = Fault("limt", "unknown_parameter", "There is no parameter 'limt' here; did you mean 'limit'?")

OF_REQUESTS = (
    Explanation(
        "The request needs an API key, and has none, or one that is unknown, expired or revoked.",
        "Send the key as the header `Authorization: Bearer <key>`. Who runs the service makes keys.",
        errors.Unauthenticated("Send a key as `Authorization: Bearer <key>`."),
        "/v1/companies",
    ),
    Explanation(
        "The key is good, but lacks the scope for this: `read`, `write` (which includes `read`) or `admin` (both).",
        "Use a key with the `scope` that the problem names, or ask who runs the service for one.",
        errors.Forbidden("This needs a key with the scope 'write'.", context={"scope": "write"}),
        "/v1/companies",
    ),
    Explanation(
        "The key has made as many requests in this minute of the clock as it may; a batch is one request.",
        "Wait for the seconds that `Retry-After` names. `RateLimit` tells with every answer how many are left, and "
        "`GET /v1/me` what the limit is; who runs the service can make a key with a higher one.",
        errors.RateLimited(
            "The key may make 600 requests a minute and has made them; the next minute begins in 17 s.",
            context={"limit": 600, "retry_after": 17},
        ),
    ),
    Explanation(
        "A query parameter or a header is unknown here, sent twice, or has a value that it cannot have.",
        "Read `errors`: each names the parameter, what it takes, and the nearest one there is.",
        errors.BadParameter(_LIMIT.detail, faults=(_LIMIT,)),
        "/v1/companies",
    ),
    Explanation(
        "The cursor was altered, is older than 24 hours, or belongs to a query with other parameters.",
        "Take `next` of the page before exactly as it is and leave every other parameter as it was, or ask for the "
        "first page again, without `cursor`.",
        errors.BadCursor(
            "This cursor was altered or belongs to another query. Ask the first page again, without `cursor`."
        ),
        "/v1/companies",
    ),
    Explanation(
        "The body is not JSON in UTF-8, or is JSON with a trap: a member that stands twice, NaN, more than 32 levels.",
        "The detail says where reading stopped. Let a JSON library write the body instead of joining strings.",
        errors.BadJson("The body is not JSON: Expecting ',' delimiter: line 1 column 21 (char 20)."),
        "/v1/companies",
    ),
    Explanation(
        "The `Content-Type` is missing, or is one that this path does not take; or the `Content-Encoding` is not gzip.",
        "Send a type that `Accept-Post` or `Accept-Patch` names: `application/json`, and for PATCH "
        "`application/merge-patch+json`. Send the body plain, or in the coding that `Accept-Encoding` names: gzip.",
        errors.UnsupportedMediaType(
            "The body is said to be 'text/plain'; this takes application/json in UTF-8.",
            context={"accepts": ["application/json"]},
        ),
        "/v1/companies",
    ),
    Explanation(
        "`Accept` takes none of the media types that this path answers in.",
        "Send one of `offers`, or no `Accept` at all. Problems are `application/problem+json` whatever is accepted.",
        errors.NotAcceptable(
            "Accept takes none of what this answers in: application/json.", context={"offers": ["application/json"]}
        ),
    ),
    Explanation(
        "The body is larger than the million bytes that are read, or has more than the 10,000 members and items of "
        "lists that are read.",
        "Send it in parts.",
        errors.TooLarge("The body has 1200000 bytes; at most 1000000 are read.", context={"limit": 1_000_000}),
        "/v1/facts",
    ),
    Explanation(
        "The query has more than 4096 characters.",
        "Ask for fewer things at once: fewer refs or filters. `POST /v1/entities/get` takes 100 refs in its body.",
        errors.UriTooLong("The query has 5120 characters; 4096 are the most.", context={"longest": 4096}),
        "/v1/compare",
    ),
    Explanation(
        "The path exists, but not with this method.",
        "Use one that `Allow` names. Nothing is deleted here: a wrong fact is retracted, a wrong entity retired.",
        errors.MethodNotAllowed(
            "There is no DELETE here; there is GET, HEAD, PATCH, OPTIONS.",
            context={"allow": ["GET", "HEAD", "PATCH", "OPTIONS"]},
        ),
    ),
    Explanation(
        "A bug of ours. The answer tells nothing more; the log tells all.",
        "Report it with the `request_id`. The same request may well fail again.",
        errors.Internal("Something went wrong on our side; the request id finds it in our log."),
    ),
)


EVERY_ONE: tuple[Explanation, ...] = (*OF_FACTS, *OF_REQUESTS, *transport_refusals.EXPLAINED)
EXPLANATIONS: Mapping[str, Explanation] = {each.example.code: each for each in EVERY_ONE}
CODES: Mapping[str, type[Refusal]] = {
    each.code: each
    for each in (*vars(errors).values(), *transport_refusals.ANYWHERE)
    if isinstance(each, type) and issubclass(each, Refusal) and each is not Refusal
}
