"""The refusals of HTTP itself, before any route is asked: their codes, and what each means."""

from chalicelib.api.http.response.explanations import Explanation
from chalicelib.domain.errors import Fault, Refusal

MAX_HEADER_CHARS = 10_240  # characters of one value; API Gateway takes as many bytes for the whole head


class BadRequest(Refusal):
    """The request breaks the rules of HTTP, or the event that brings it is none that is understood."""

    code, title = "bad_request", "The request cannot be read"


class RequestTimeout(Refusal):
    """The request did not arrive whole in time; the context holds `seconds`, the time that there is."""

    code, title = "request_timeout", "The request took too long to arrive"


class HeadersTooLarge(Refusal):
    """The head of the request, or one header, is larger than the limit; the context holds `longest`."""

    code, title = "headers_too_large", "The headers are too large"


class UnsupportedTransferCoding(Refusal):
    """The body comes in a transfer coding other than chunked."""

    code, title = "unsupported_transfer_coding", "Unsupported transfer coding"


class NoAnswer(Refusal):
    """The gateway got no proper answer from the application, or none in time."""

    code, title = "no_answer", "The application did not answer"


class UnsupportedHttpVersion(Refusal):
    """The request is of another major version of HTTP than 1."""

    code, title = "unsupported_http_version", "Unsupported version of HTTP"


# What can meet any request, whatever its route: a gateway in front answers it, or the application before all else.
ANYWHERE: tuple[type[Refusal], ...] = (
    BadRequest,
    RequestTimeout,
    HeadersTooLarge,
    UnsupportedTransferCoding,
    NoAnswer,
    UnsupportedHttpVersion,
)

_TWICE = Fault("Authorization", "repeated", "Authorization is sent 2 times; send it once.")
_LONG = Fault("X-Request-Id", "too_long", "X-Request-Id has 11000 characters; 10240 are the most.")

EXPLAINED = (
    Explanation(
        "The request breaks the rules of HTTP: a header that is no name, colon and value, `Host` missing or sent "
        "twice, `Authorization` sent twice. Or a function of AWS is called with an event that is no HTTP request.",
        "Let an HTTP library write the request. `errors` names the header or the member of the event.",
        BadRequest(_TWICE.detail, faults=(_TWICE,)),
    ),
    Explanation(
        "The head and the body of a request must arrive within a limited time, and these did not.",
        "Send the request again, in one go. On a slow line send less at once.",
        RequestTimeout("The request did not arrive within 30 seconds.", context={"seconds": 30}),
    ),
    Explanation(
        "The head of a request has at most 10240 bytes, its first line included, and 100 headers.",
        "Send fewer or shorter headers. `X-Request-Id` is kept up to 64 characters; of `If-None-Match` the last few "
        "tags do.",
        HeadersTooLarge(_LONG.detail, faults=(_LONG,), context={"longest": MAX_HEADER_CHARS}),
    ),
    Explanation(
        "`Transfer-Encoding` names another coding than `chunked`.",
        "Send the body with `Content-Length`, or with `Transfer-Encoding: chunked` alone.",
        UnsupportedTransferCoding("Unsupported Transfer-Encoding. Send `chunked` or a Content-Length."),
        "/v1/companies",
    ),
    Explanation(
        "The gateway called the application and got no answer that it could pass on, or none in time.",
        "Send the same request again; a write with its `Idempotency-Key` is carried out once. If it fails again, "
        "report it with the `request_id`.",
        NoAnswer("The application did not answer properly."),
    ),
    Explanation(
        "The first line of the request names another major version of HTTP than 1.",
        "Speak HTTP/1.1.",
        UnsupportedHttpVersion("Unsupported version of HTTP. Send HTTP/1.1."),
    ),
)
