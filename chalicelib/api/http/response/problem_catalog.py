"""Every problem code with its class and explanation; the texts here explain keys, limits, parameters and media."""

from collections.abc import Mapping

from chalicelib.api.http import transport_refusals
from chalicelib.api.http.response.erasure_explanations import OF_ERASURES
from chalicelib.api.http.response.explanations import OF_FACTS, Explanation
from chalicelib.api.http.response.following_explanations import OF_FOLLOWERS
from chalicelib.api.http.response.transfer_explanations import OF_IMPORTS
from chalicelib.api.http.response.write_explanations import OF_WRITES
from chalicelib.domain import erasure_errors, errors, following_errors, transfer_errors
from chalicelib.domain.errors import Fault, Refusal

_LIMIT = Fault("limt", "unknown_parameter", "There is no parameter \"limt\" here; did you mean 'limit'?")

OF_REQUESTS = (
    Explanation(
        "The request needs an API key. It has none, or the key is unknown, expired or revoked.",
        "Send the key in the header `Authorization: Bearer <key>`. The operator of the service creates keys.",
        errors.Unauthenticated("Send a key as `Authorization: Bearer <key>`."),
        "/v1/companies",
    ),
    Explanation(
        "The key is valid, but lacks the scope that this request needs: `read`, `write` (which includes `read`), or "
        "`admin` (which includes both).",
        "Use a key with the scope in `scope`, or ask the operator of the service for one.",
        errors.Forbidden("This request needs a key with the scope 'write'.", context={"scope": "write"}),
        "/v1/companies",
    ),
    Explanation(
        "The key has used all its requests of this minute. A batch counts as one request.",
        "Wait for the seconds in `Retry-After`. Every response says in `RateLimit` how many requests are left, and "
        "`GET /v1/me` returns the limit. The operator of the service can create a key with a higher one.",
        errors.RateLimited(
            "This key is limited to 600 requests per minute and has used them. Try again in 17 s.",
            context={"limit": 600, "retry_after": 17},
        ),
    ),
    Explanation(
        "A query parameter or a header is unknown, was sent twice, or has an invalid value.",
        "Read `errors`. Each entry names the parameter, the values that it accepts, and for an unknown name the most "
        "similar known one.",
        errors.BadParameter(_LIMIT.detail, faults=(_LIMIT,)),
        "/v1/companies",
    ),
    Explanation(
        "The cursor was changed, is older than 24 hours, or belongs to a query with other parameters.",
        "Send `next` of the previous page unchanged, with all other parameters as they were. Or request the first page "
        "again, without `cursor`.",
        errors.BadCursor("`cursor` was altered or belongs to another query. Start again without `cursor`."),
        "/v1/companies",
    ),
    Explanation(
        "The body is not JSON in UTF-8, or has something that parsers treat differently: a repeated member name, NaN, "
        "or more than 32 levels of nesting.",
        "The detail says where reading stopped. Use a JSON library to write the body.",
        errors.BadJson("The body is not JSON: Expecting ',' delimiter: line 1 column 21 (char 20)."),
        "/v1/companies",
    ),
    Explanation(
        "`Content-Type` is missing or is not supported by this path, or `Content-Encoding` is not gzip.",
        "Send a media type that `Accept-Post` or `Accept-Patch` lists: `application/json`, or for PATCH also "
        "`application/merge-patch+json`. Send the body without a content coding, or in gzip.",
        errors.UnsupportedMediaType(
            "Unsupported Content-Type 'text/plain'. Send application/json in UTF-8.",
            context={"accepts": ["application/json"]},
        ),
        "/v1/companies",
    ),
    Explanation(
        "`Accept` matches none of the media types that this path can return.",
        "Accept one of the types in `offers`, or omit `Accept`. Problems are always `application/problem+json`.",
        errors.NotAcceptable(
            "Accept matches no available media type. Available: application/json, application/ld+json.",
            context={"offers": ["application/json", "application/ld+json"]},
        ),
    ),
    Explanation(
        "The body is larger than 1,000,000 bytes, or has more than 10,000 members and list items.",
        "Split it into several requests.",
        errors.TooLarge("The body has 1200000 bytes; the limit is 1000000.", context={"limit": 1_000_000}),
        "/v1/facts",
    ),
    Explanation(
        "The query has more than 4096 characters.",
        "Send fewer refs or filters. `POST /v1/entities/get` accepts 100 refs in its body.",
        errors.UriTooLong("The query has 5120 characters; the limit is 4096.", context={"longest": 4096}),
        "/v1/compare",
    ),
    Explanation(
        "The path exists, but not with this method. On AWS, API Gateway answers 404 `not_found` instead, without "
        "`Allow`.",
        "Use a method that `Allow` lists, also in the answer to `OPTIONS`. Facts and entities cannot be deleted: "
        "retract a wrong fact, or retire a wrong entity.",
        errors.MethodNotAllowed(
            "DELETE is not allowed here. Allowed: GET, HEAD, PATCH, OPTIONS.",
            context={"allow": ["GET", "HEAD", "PATCH", "OPTIONS"]},
        ),
    ),
    Explanation(
        "The service has a bug, or met a condition that it does not handle. The log has the details.",
        "Report it with the `request_id`. The same request is likely to fail again.",
        errors.Internal("Internal error. The log has the details under the request id."),
    ),
)


EVERY_ONE: tuple[Explanation, ...] = (
    *OF_FACTS,
    *OF_ERASURES,
    *OF_WRITES,
    *OF_IMPORTS,
    *OF_FOLLOWERS,
    *OF_REQUESTS,
    *transport_refusals.EXPLAINED,
)
EXPLANATIONS: Mapping[str, Explanation] = {each.example.code: each for each in EVERY_ONE}
_REFUSALS = (errors, erasure_errors, transfer_errors, following_errors)
_TRANSPORT = (*transport_refusals.ANYWHERE, transport_refusals.ForeignOrigin)
CODES: Mapping[str, type[Refusal]] = {
    each.code: each
    for each in (*(each for module in _REFUSALS for each in vars(module).values()), *_TRANSPORT)
    if isinstance(each, type) and issubclass(each, Refusal) and each is not Refusal
}
