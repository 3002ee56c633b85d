"""The headers of answers: what each says and holds, and which answers carry it."""

from collections.abc import Iterable
from typing import Any

from chalicelib.api.routes import Answer, Route

Header = dict[str, Any]


def _text(pattern: str, *, most: int = 200) -> Header:
    return {"type": "string", "maxLength": most, "pattern": f"^{pattern}$"}


def _word(word: str) -> Header:
    return {"type": "string", "enum": [word]}


_MEANINGS: dict[str, tuple[str, Header]] = {
    "Accept-Encoding": ("The codings that a body may have, where its coding was refused.", _text("[a-z, ]+")),
    "Accept-Patch": ("The media types that this takes.", _text("[ -~]+")),
    "Accept-Post": ("The media types that this takes.", _text("[ -~]+")),
    "Access-Control-Allow-Origin": ("Any page in a browser may read the answer.", _word("*")),
    "Access-Control-Expose-Headers": ("The headers that such a page sees.", _text("[A-Za-z, -]+", most=400)),
    "Cache-Control": ("Whether and how the answer may be kept.", _text("[a-z0-9=, -]+")),
    "Content-Disposition": (
        "With CSV: the name to save it under (RFC 6266).",
        _text(r'attachment; filename="[A-Za-z0-9._-]+\.csv"', most=300),
    ),
    "Content-Security-Policy": ("What a browser may do with the page.", _text("[ -~]+", most=1000)),
    "ETag": ("The tag of exactly this body; an entity's begins with its revision.", _text(r'"[!#-~]+"', most=60)),
    "Idempotency-Replayed": ("The request was answered before; this is that answer.", _word("true")),
    "Link": ("Pages of the same list: `first`, and `next` while there is one.", _text("[ -~]+", most=12_000)),
    "Location": ("Where it is.", {"type": "string", "format": "uri-reference", "maxLength": 4_200}),
    "RateLimit": ("With a key: what it has left, and for how many seconds.", _text('"key";r=[0-9]+;t=[0-9]+')),
    "RateLimit-Policy": ("With a key: how much it has in how many seconds.", _text('"key";q=[0-9]+;w=[0-9]+')),
    "Retry-After": ("Seconds to wait.", {"type": "integer", "format": "int32", "minimum": 0, "maximum": 60}),
    "Server-Timing": ("Milliseconds that the answer took.", _text(r"[a-z]+;dur=[0-9.]+(, ?[a-z]+;dur=[0-9.]+)*")),
    "Strict-Transport-Security": ("For how many seconds to speak TLS alone.", _text("max-age=[0-9]+")),
    "Vary": ("The request headers that the answer depends on.", _text("[A-Za-z, -]+")),
    "WWW-Authenticate": ("How to authenticate, and the scope that is missing.", _text('Bearer realm="aifacts"[ -~]*')),
    "X-Content-Type-Options": ("The media type is what it says.", _word("nosniff")),
    "X-Request-Id": ("The id of the request: yours if you sent a sane one.", _text("[A-Za-z0-9._-]+", most=64)),
}
SOMETIMES = {"Content-Disposition", "Idempotency-Replayed", "Link", "RateLimit", "RateLimit-Policy"}
SOMETIMES |= {"Strict-Transport-Security"}  # a setting
SOMETIMES |= {"Accept-Encoding", "Accept-Patch", "Accept-Post"}  # the one that names what was refused
SOMETIMES |= {"Server-Timing", "Vary"}  # what API Gateway itself refuses has neither
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
    """Give every header of an answer, by its name; what stands only on some answers is not required."""
    return {
        name: {"description": meaning, "required": name not in SOMETIMES, "schema": schema}
        for name, (meaning, schema) in _MEANINGS.items()
    }


def of_answer(route: Route, answer: Answer) -> dict[str, Any]:
    """Point at the headers of a good answer."""
    own = () if route.method == "GET" else ("Idempotency-Replayed",)
    return _refs((*answer.headers, *own))


def of_unchanged(own: Iterable[str]) -> dict[str, Any]:
    """Point at the headers of a 304, which are those of the answer that it stands for."""
    return _refs((*own, "ETag"))


def of_problem(status: str, *, method: str) -> dict[str, Any]:
    """Point at the headers of a refusal; `method` matters where a media type is refused."""
    own: tuple[str, ...] = _OF_STATUS.get(status, ())
    if status == "415":
        own = ("Accept-Encoding", f"Accept-{method.capitalize()}")
    may_wait = {"Retry-After": {**headers()["Retry-After"], "required": False}} if status == "409" else {}
    return {**_refs(own), **may_wait}  # a conflict with a request that is still being carried out passes


def _refs(names: Iterable[str]) -> dict[str, Any]:
    return {name: {"$ref": f"#/components/headers/{name}"} for name in sorted({*names, *EVERYWHERE})}
