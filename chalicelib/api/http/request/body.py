"""Request bodies: media type, content coding, size, and JSON without surprises."""

import json
import zlib
from collections import Counter
from decimal import Decimal, InvalidOperation
from typing import Any, NoReturn

from chalicelib.domain.errors import BadJson, Fault, Invalid, TooLarge, UnsupportedMediaType
from chalicelib.domain.values.checks import quoted

MAX_BODY_BYTES = 1_000_000
MAX_BODY_DEPTH = 32
MAX_QUOTED_MEDIA_TYPE = 100  # characters of a media type that a refusal repeats
MAX_BODY_MEMBERS = (
    10_000  # of a whole body, items of lists included; a hundred facts with all that they take have 3,000
)
MAX_WHOLE_NUMBER_DIGITS = 12  # of a whole number that is written with a point
MAX_NUMBER_EXPONENT = 9_999  # of any number; Python's own arithmetic ends at 10^18


def check_media_type(sent: str | None, *, accepts: tuple[str, ...]) -> None:
    """Refuse a media type that the route does not take; parameters such as `charset=utf-8` are allowed."""
    media_type, _, parameters = (sent or "").partition(";")
    wrong_charset = "charset=" in parameters.lower() and "utf-8" not in parameters.lower().replace("utf8", "utf-8")
    if media_type.strip().lower() not in accepts or wrong_charset:
        said = f"The body is said to be {sent[:MAX_QUOTED_MEDIA_TYPE]!r}" if sent else "The request has no Content-Type"
        raise UnsupportedMediaType(
            f"{said}; this takes {' or '.join(accepts)} in UTF-8.", context={"accepts": list(accepts)}
        )


def read_json_object(raw: bytes) -> dict[str, Any]:
    """Read a JSON object; numbers with a point stay exact, so that a refusal can show them as sent."""
    if len(raw) > MAX_BODY_BYTES:
        raise TooLarge(
            f"The body has {len(raw)} bytes; at most {MAX_BODY_BYTES} are read.", context={"limit": MAX_BODY_BYTES}
        )
    try:
        body = json.loads(
            raw.decode("utf-8"),
            object_pairs_hook=_without_duplicates,
            parse_constant=_refuse_constant,
            parse_float=_number,
        )
    except RecursionError:
        raise BadJson(f"The body is nested deeper than {MAX_BODY_DEPTH} levels.") from None
    except UnicodeDecodeError as error:
        raise BadJson(f"The body is not UTF-8: byte {error.start} is not.") from None
    except ValueError as error:
        raise BadJson(f"The body is not JSON: {_shortened(error)}.") from None
    _check_extent(body)
    if not isinstance(body, dict):
        fault = Fault("", "wrong_type", "The body must be a JSON object.")
        raise Invalid(fault.detail, faults=(fault,))
    return body


def _without_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) < len(pairs):
        ((twice, _),) = Counter(name for name, _ in pairs).most_common(1)
        raise ValueError(f"the member {quoted(twice)} appears more than once in one object")
    return members


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON number")


def _number(text: str) -> Decimal | int:
    """Read a number with a point or an exponent: 5.0 is the integer 5, as JSON Schema has it."""
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise ValueError(_EXPONENT) from None
    if abs(number.adjusted()) > MAX_NUMBER_EXPONENT:
        raise ValueError(_EXPONENT)
    is_whole = abs(number.adjusted()) < MAX_WHOLE_NUMBER_DIGITS and number == number.to_integral_value()
    return int(number) if is_whole else number


_EXPONENT = f"a number has an exponent beyond {MAX_NUMBER_EXPONENT}"


def _shortened(error: ValueError) -> str:
    # Python's advice on integers of thousands of digits names a function of its own.
    return "a number has too many digits" if "set_int_max_str_digits" in str(error) else str(error)[:300]


def _check_extent(body: Any) -> None:
    """Refuse what is nested too deep or has too many members."""
    level, members = _wholes([body]), 0
    for _ in range(MAX_BODY_DEPTH):
        members += sum(map(len, level))
        if members > MAX_BODY_MEMBERS:
            detail = f"The body has more than {MAX_BODY_MEMBERS} members, items of lists included; send it in parts."
            raise TooLarge(detail, context={"limit": MAX_BODY_MEMBERS})
        level = [part for whole in level for part in _wholes(whole)]
    if level:
        raise BadJson(f"The body is nested deeper than {MAX_BODY_DEPTH} levels.")


def _wholes(whole: dict[str, Any] | list[Any]) -> list[dict[str, Any] | list[Any]]:
    """Give the objects and lists that lie in one."""
    parts = whole.values() if isinstance(whole, dict) else whole
    return [part for part in parts if isinstance(part, (dict, list))]


CODINGS = ("gzip",)
_GZIP = frozenset({"gzip", "x-gzip"})  # RFC 9110 8.4.1.3: they mean the same
_GZIP_WINDOW = 31  # zlib's largest window, and 16 for gzip's head and checksum


def decoded(body: bytes, *, coding: str | None) -> bytes:
    """Give a body as it was before its `Content-Encoding`. Raises UnsupportedMediaType, TooLarge and BadJson."""
    name = (coding or "").strip().lower()
    if name in ("", "identity"):
        return body
    if name not in _GZIP:
        raise UnsupportedMediaType(
            f"Unsupported Content-Encoding {name[:60]!r}. Send the body plain or in gzip.", context={"codings": CODINGS}
        )
    return _unzipped(body)


def _unzipped(body: bytes) -> bytes:
    """Decode one gzip member; no more is ever decoded than a body may have."""
    if len(body) > MAX_BODY_BYTES:
        raise _too_large()
    reader = zlib.decompressobj(_GZIP_WINDOW)
    try:
        data = reader.decompress(body, MAX_BODY_BYTES + 1)
    except zlib.error:
        raise BadJson("Content-Encoding says gzip, and the body is not gzip.") from None
    if len(data) > MAX_BODY_BYTES:
        raise _too_large()
    if not reader.eof or reader.unused_data:
        raise BadJson("The gzip body is cut off, or something follows it: send one whole gzip member.")
    return data


def _too_large() -> TooLarge:
    return TooLarge(
        f"The body has more than {MAX_BODY_BYTES} bytes; at most {MAX_BODY_BYTES} are read.",
        context={"limit": MAX_BODY_BYTES},
    )
