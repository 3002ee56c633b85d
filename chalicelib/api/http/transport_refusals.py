"""The refusals of HTTP itself, before any route is called: their codes, and what each means."""

from chalicelib.api.http.response.explanations import Explanation
from chalicelib.domain.errors import Fault, Refusal

MAX_HEADER_CHARS = 10_240  # characters of one value; API Gateway takes as many bytes for the whole head


class BadRequest(Refusal):
    """The request is not valid HTTP, or the event that carries it has an unknown form."""

    code, title = "bad_request", "The request cannot be read"


class RequestTimeout(Refusal):
    """The request did not arrive completely in time; the context holds `seconds`, the limit."""

    code, title = "request_timeout", "The request took too long to arrive"


class HeadersTooLarge(Refusal):
    """The head of the request, or one header, exceeds the limit; the context holds `longest`."""

    code, title = "headers_too_large", "The headers are too large"


class ForeignOrigin(Refusal):
    """A browser sent the request for a page of another site; the context holds `origin`."""

    code, title = "foreign_origin", "Pages of this origin may not call this"


class UnsupportedTransferCoding(Refusal):
    """The body comes in a transfer coding other than chunked."""

    code, title = "unsupported_transfer_coding", "Unsupported transfer coding"


class NoAnswer(Refusal):
    """The gateway got no valid response from the application, or none in time."""

    code, title = "no_answer", "The application did not answer"


class UnsupportedHttpVersion(Refusal):
    """The request is of another major version of HTTP than 1."""

    code, title = "unsupported_http_version", "Unsupported version of HTTP"


# Any request can get these, on any route: from a gateway, or from the application before it finds the route.
ANYWHERE: tuple[type[Refusal], ...] = (
    BadRequest,
    RequestTimeout,
    HeadersTooLarge,
    UnsupportedTransferCoding,
    NoAnswer,
    UnsupportedHttpVersion,
)

_TWICE = Fault("Authorization", "repeated", "Authorization was sent 2 times. Send it once.")
_LONG = Fault("X-Request-Id", "too_long", "X-Request-Id has 11000 characters; the limit is 10240.")

EXPLAINED = (
    Explanation(
        "The request is not valid HTTP: a malformed header, `Host` missing or repeated, or `Authorization` repeated. "
        "Or the Lambda function was invoked with an event that is not an HTTP request.",
        "Use an HTTP library to send the request. `errors` names the header or the member of the event.",
        BadRequest(_TWICE.detail, faults=(_TWICE,)),
    ),
    Explanation(
        "The headers and the body of the request did not arrive within the time limit.",
        "Send the request again without pauses. On a slow connection, send smaller requests.",
        RequestTimeout("The request did not arrive within 30 seconds.", context={"seconds": 30}),
    ),
    Explanation(
        "The head of a request may have 10,240 bytes, including its first line, and 100 headers. This one has more.",
        "Send fewer or shorter headers. Only 64 characters of `X-Request-Id` are used, and the last few tags of "
        "`If-None-Match` are enough.",
        HeadersTooLarge(_LONG.detail, faults=(_LONG,), context={"longest": MAX_HEADER_CHARS}),
    ),
    Explanation(
        "A browser sent the request for a page of another site, whose `Origin` the operator has not allowed. `/mcp` "
        "acts for a person, so no other site may use it from that person's browser. A program that is no browser "
        "sends no `Origin`. All other paths answer pages of every origin.",
        "Send the request from a program, or from a page of this service. The operator can allow your site: "
        "`MCP_ORIGINS`.",
        ForeignOrigin(
            "Pages of 'https://evil.example' may not call this. Leave `Origin` out, or ask the operator to allow it "
            "(MCP_ORIGINS).",
            context={"origin": "https://evil.example"},
        ),
        "/mcp",
    ),
    Explanation(
        "`Transfer-Encoding` is not `chunked`.",
        "Send the body with `Content-Length`, or with `Transfer-Encoding: chunked`.",
        UnsupportedTransferCoding("Unsupported Transfer-Encoding. Send `chunked` or a Content-Length."),
        "/v1/companies",
    ),
    Explanation(
        "The gateway got no valid response from the application, or none in time.",
        "Send the same request again. A write with an `Idempotency-Key` is carried out only once. If it fails again, "
        "report it with the `request_id`.",
        NoAnswer("The application returned no valid response."),
    ),
    Explanation(
        "The major version of HTTP in the first line of the request is not 1.",
        "Use HTTP/1.1.",
        UnsupportedHttpVersion("Unsupported version of HTTP. Send HTTP/1.1."),
    ),
)
