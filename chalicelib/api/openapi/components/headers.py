"""The headers of responses: the meaning and schema of each, and which responses have it."""

from collections.abc import Collection, Iterable
from http import HTTPStatus
from typing import Any

from chalicelib.api.http.dry_runs import DRY_RUN
from chalicelib.api.http.response.cors import EXPOSED
from chalicelib.api.http.routing.routes import Answer, Route
from chalicelib.api.http.transport_refusals import ForeignOrigin

Header = dict[str, Any]


def _string(pattern: str, *, most: int = 200) -> Header:
    return {"type": "string", "maxLength": most, "pattern": f"^{pattern}$"}


def _constant(word: str) -> Header:
    return {"type": "string", "enum": [word]}


_MEANINGS: dict[str, tuple[str, Header, str | int]] = {
    "Accept-Encoding": (
        "The content codings that a body may have, if its own was refused.",
        _string("[a-z, ]+"),
        "gzip",
    ),
    "Accept-Patch": (
        "The media types that the path accepts.",
        _string("[ -~]+"),
        "application/merge-patch+json, application/json",
    ),
    "Accept-Post": ("The media types that the path accepts.", _string("[ -~]+"), "application/json"),
    "Access-Control-Allow-Origin": ("Web pages from any origin may read the response.", _constant("*"), "*"),
    "Access-Control-Expose-Headers": (
        "The headers that such a page can read.",
        _string("[A-Za-z, -]+", most=400),
        ", ".join(EXPOSED),
    ),
    "Cache-Control": ("Whether and how the response may be cached.", _string("[a-z0-9=, -]+"), "private, no-cache"),
    "Content-Disposition": (
        "For CSV: a file name (RFC 6266).",
        _string(r'attachment; filename="[A-Za-z0-9._-]+\.csv"', most=300),
        'attachment; filename="companies.csv"',
    ),
    "Content-Security-Policy": (
        "What the page may do in a browser.",
        _string("[ -~]+", most=1000),
        "default-src 'none'; img-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    ),
    "ETag": (
        "The tag of exactly this body; for entities it begins with the revision.",
        _string(r'"[!#-~]+"', most=60),
        '"r7-5d41402abc4b2a76"',
    ),
    "Idempotency-Replayed": (
        "The response is that of an earlier request with this idempotency key.",
        _constant("true"),
        "true",
    ),
    "Link": (
        "Pages of the list: `first`, and `next` unless this is the last.",
        _string("[ -~]+", most=12_000),
        '</v1/companies?limit=2>; rel="first"',
    ),
    "Location": (
        "The URL of the resource.",
        {"type": "string", "format": "uri-reference", "maxLength": 4_200},
        "/v1/companies/deepseek",
    ),
    "Page-Meta": (
        "For NDJSON and CSV: the counts and flags of `meta`, such as how many rows were read (RFC 9651).",
        _string(r"[a-z_]+=[?0-9]+(, [a-z_]+=[?0-9]+)*"),
        "read=1, returned=1, total=10, total_as_of=45",
    ),
    "RateLimit": (
        "With an API key: the requests left, and the seconds until a reset.",
        _string('"key";r=[0-9]+;t=[0-9]+'),
        '"key";r=599;t=45',
    ),
    "RateLimit-Policy": (
        "With an API key: the requests allowed per number of seconds.",
        _string('"key";q=[0-9]+;w=[0-9]+'),
        '"key";q=600;w=60',
    ),
    "Retry-After": (
        "The seconds to wait.",
        {"type": "integer", "format": "int32", "minimum": 0, "maximum": 60},
        1,
    ),
    "Set-Cookie": (
        "Keeps the key until the browser is closed, or removes it.",
        _string("[ -~]+", most=700),
        "__Host-aifacts-key=an-invented-key; Path=/; HttpOnly; Secure; SameSite=Strict",
    ),
    "Server-Timing": (
        "The processing time in milliseconds: of the whole request, and the part of it in the database.",
        _string(r'[a-z]+;desc="[a-z ]+";dur=[0-9.]+(, ?[a-z]+;desc="[a-z ]+";dur=[0-9.]+)*'),
        'app;desc="whole request";dur=6.7, db;desc="database";dur=0.5',
    ),
    "Strict-Transport-Security": (
        "For how many seconds clients must use HTTPS.",
        _string("max-age=[0-9]+"),
        "max-age=31536000",
    ),
    "Vary": (
        "The request headers that the response depends on.",
        _string("[A-Za-z, -]+"),
        "Accept-Encoding, Accept, Authorization",
    ),
    "WWW-Authenticate": (
        "How to authenticate, and the missing scope.",
        _string('Bearer realm="aifacts"[ -~]*'),
        'Bearer realm="aifacts", error="insufficient_scope", scope="write"',
    ),
    "X-Content-Type-Options": ("Browsers must not guess another media type.", _constant("nosniff"), "nosniff"),
    "X-Request-Id": (
        "The id of the request: yours if it was valid. Problems that API Gateway returns itself have its own.",
        _string("[A-Za-z0-9._-]+", most=64),
        "import-2026-11-23.7",
    ),
}
SOMETIMES = {"Content-Disposition", "Idempotency-Replayed", "Link", "Page-Meta", "RateLimit", "RateLimit-Policy"}
SOMETIMES |= {"Strict-Transport-Security"}  # a setting
SOMETIMES |= {"Accept-Encoding", "Accept-Patch", "Accept-Post"}  # only the one for the refused header or method
SOMETIMES |= {"Server-Timing", "Vary"}  # errors from API Gateway have neither
EVERYWHERE = (
    "Access-Control-Allow-Origin",
    "Access-Control-Expose-Headers",
    "Cache-Control",
    "RateLimit",
    "RateLimit-Policy",
    "Server-Timing",
    "Strict-Transport-Security",
    "Vary",
    "X-Content-Type-Options",
    "X-Request-Id",
)
_OF_STATUS = {
    "308": ("Location",),
    "401": ("WWW-Authenticate",),
    "403": ("WWW-Authenticate",),
    "429": ("Retry-After",),
    "503": ("Retry-After",),
    "507": ("Retry-After",),
}


def headers() -> dict[str, Any]:
    """Return every response header by name. Headers that only some responses have are not required."""
    return {
        name: {"description": meaning, "required": name not in SOMETIMES, "schema": schema, "example": example}
        for name, (meaning, schema, example) in _MEANINGS.items()
    }


def of_answer(route: Route, answer: Answer) -> dict[str, Any]:
    """Return references to the headers of a successful response."""
    own = () if route.method == "GET" else ("Idempotency-Replayed",)
    refs = _header_refs((*answer.headers, *own))
    if answer.status == HTTPStatus.OK and route.method != "GET" and "ETag" in refs and DRY_RUN in route.asks(None):
        refs["ETag"] = {**headers()["ETag"], "required": False}  # a dry run makes nothing that has one
    return refs


def of_unchanged(own: Iterable[str]) -> dict[str, Any]:
    """Return references to the headers of a 304: those of the 200, whose body it omits."""
    return _header_refs((*own, "ETag"))


def of_problem(status: str, codes: Collection[str], *, method: str, is_page: bool) -> dict[str, Any]:
    """Return references to the headers of an error; `method` matters if a media type is refused."""
    own: tuple[str, ...] = _OF_STATUS.get(status, ())
    if is_page:
        policy = headers()["Content-Security-Policy"]
        return {**_header_refs(own), "Content-Security-Policy": {**policy, "required": False}}
    if status == "415":
        own = ("Accept-Encoding", f"Accept-{method.capitalize()}")
    if ForeignOrigin.code in codes:  # no key makes up for it
        challenge = {"WWW-Authenticate": {**headers()["WWW-Authenticate"], "required": False}}
        return {**_header_refs(own), **challenge}
    may_wait = {"Retry-After": {**headers()["Retry-After"], "required": False}} if status == "409" else {}
    return {**_header_refs(own), **may_wait}  # a conflict with a request in progress is temporary


def _header_refs(names: Iterable[str]) -> dict[str, Any]:
    return {name: {"$ref": f"#/components/headers/{name}"} for name in sorted({*names, *EVERYWHERE})}
