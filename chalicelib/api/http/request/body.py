"""Request bodies: media type, content coding, size, and JSON without surprises."""

import json
import zlib
from collections import Counter
from decimal import Decimal, InvalidOperation
from typing import Any, NoReturn
from urllib.parse import parse_qsl

from chalicelib.domain.errors import BadJson, Fault, Invalid, TooLarge, UnsupportedMediaType
from chalicelib.domain.values.checks import quoted

MAX_BODY_BYTES = 1_000_000
MAX_BODY_DEPTH = 32
MAX_QUOTED_MEDIA_TYPE = 100  # characters of a media type that a refusal repeats
MAX_BODY_MEMBERS = 10_000  # of a whole body, list items included; a hundred complete facts have 3,000
MAX_FORM_FIELDS = 100  # of a form
MAX_WHOLE_NUMBER_DIGITS = 12  # of a whole number that has a decimal point
MAX_NUMBER_EXPONENT = 9_999  # of any number; Python's own arithmetic ends at 10^18


def check_media_type(sent: str | None, *, accepts: tuple[str, ...]) -> None:
    """Refuse a media type that the route does not accept; parameters such as `charset=utf-8` are allowed."""
    media_type, _, parameters = (sent or "").partition(";")
    wrong_charset = "charset=" in parameters.lower() and "utf-8" not in parameters.lower().replace("utf8", "utf-8")
    if media_type.strip().lower() not in accepts or wrong_charset:
        wrong = f"Unsupported Content-Type {sent[:MAX_QUOTED_MEDIA_TYPE]!r}" if sent else "Content-Type is missing"
        raise UnsupportedMediaType(
            f"{wrong}. Send {' or '.join(accepts)} in UTF-8.", context={"accepts": list(accepts)}
        )


def read_json_object(raw: bytes, *, most: int = MAX_BODY_MEMBERS) -> dict[str, Any]:
    """Parse a JSON object with at most so many members in all.

    Numbers with a decimal point stay exact, because a refusal quotes them as sent.
    """
    body = read_json(raw, most=most)
    if not isinstance(body, dict):
        fault = Fault("", "wrong_type", "The body must be a JSON object.")
        raise Invalid(fault.detail, faults=(fault,))
    return body


def read_json(raw: bytes, *, most: int = MAX_BODY_MEMBERS) -> Any:
    """Parse a JSON value with at most so many members in all. Raises BadJson and TooLarge."""
    body = _parse(_text_of(raw), what="The body")
    _check_extent(body, most)
    return body


def read_form(raw: bytes) -> dict[str, Any]:
    """Parse the fields of a form; of a field that is sent twice, the last counts."""
    text = _text_of(raw)
    try:
        return dict(parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=MAX_FORM_FIELDS))
    except UnicodeDecodeError:
        raise BadJson("The form is not UTF-8. Percent-encode the bytes of UTF-8.") from None
    except ValueError:
        detail = f"The form has more than {MAX_FORM_FIELDS} fields."
        raise TooLarge(detail, context={"limit": MAX_FORM_FIELDS}) from None


def read_json_text(text: str, *, what: str, most: int = MAX_BODY_MEMBERS) -> Any:
    """Parse JSON that a parameter or a field of a form has, `what` in refusals, with the bounds of a body."""
    found = _parse(text, what=what)
    _check_extent(found, most)
    return found


def read_json_lines(raw: bytes, *, most: int) -> list[Any]:
    """Parse NDJSON: a JSON value on each line, with at most so many members in all; empty lines are left out."""
    lines = [(number, line) for number, line in enumerate(_text_of(raw).split("\n"), 1) if line.strip()]
    body = [_parse(line, what=f"Line {number}") for number, line in lines]
    _check_extent(body, most)
    return body


def _text_of(raw: bytes) -> str:
    if len(raw) > MAX_BODY_BYTES:
        raise TooLarge(
            f"The body has {len(raw)} bytes; the limit is {MAX_BODY_BYTES}.", context={"limit": MAX_BODY_BYTES}
        )
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise BadJson(f"The body is not UTF-8: byte {error.start} is invalid.") from None


def _parse(text: str, *, what: str) -> Any:
    if text.startswith(BYTE_ORDER_MARK):
        raise BadJson(f"{what} begins with a byte order mark (EF BB BF). Send UTF-8 without one.")
    try:
        return json.loads(
            text,
            object_pairs_hook=_without_duplicates,
            parse_constant=_refuse_constant,
            parse_float=_parse_number,
        )
    except RecursionError:
        raise BadJson(f"{what} is nested deeper than {MAX_BODY_DEPTH} levels.") from None
    except ValueError as error:
        raise BadJson(f"{what} is not JSON: {_shortened(error)}.") from None


def _without_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) < len(pairs):
        ((twice, _),) = Counter(name for name, _ in pairs).most_common(1)
        raise ValueError(f"the member {quoted(twice)} appears more than once in one object")
    return members


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a JSON number")


def _parse_number(text: str) -> Decimal | int:
    """Parse a number with a decimal point or an exponent; 5.0 is the integer 5, as in JSON Schema."""
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise ValueError(_EXPONENT) from None
    if abs(number.adjusted()) > MAX_NUMBER_EXPONENT:
        raise ValueError(_EXPONENT)
    is_whole = abs(number.adjusted()) < MAX_WHOLE_NUMBER_DIGITS and number == number.to_integral_value()
    return int(number) if is_whole else number


BYTE_ORDER_MARK = "\ufeff"  # RFC 8259 8.1: a sender must not write one
_EXPONENT = f"a number has an exponent beyond {MAX_NUMBER_EXPONENT}"


def _shortened(error: ValueError) -> str:
    # Python's own text on integers of thousands of digits recommends a function of Python.
    return "a number has too many digits" if "set_int_max_str_digits" in str(error) else str(error)[:300]


def _check_extent(body: Any, most: int) -> None:
    """Refuse a body that is nested too deep or has too many members."""
    level, members = _containers([body]), 0
    for _ in range(MAX_BODY_DEPTH):
        members += sum(map(len, level))
        if members > most:
            detail = f"The body has more than {most} members and list items. Split it into several requests."
            raise TooLarge(detail, context={"limit": most})
        level = [part for whole in level for part in _containers(whole)]
    if level:
        raise BadJson(f"The body is nested deeper than {MAX_BODY_DEPTH} levels.")


def _containers(whole: dict[str, Any] | list[Any]) -> list[dict[str, Any] | list[Any]]:
    """Return the objects and lists directly inside one."""
    parts = whole.values() if isinstance(whole, dict) else whole
    return [part for part in parts if isinstance(part, (dict, list))]


CODINGS = ("gzip",)
_GZIP = frozenset({"gzip", "x-gzip"})  # RFC 9110 8.4.1.3: they mean the same
_GZIP_WINDOW = 31  # zlib's largest window, and 16 for gzip's head and checksum


def decoded(body: bytes, *, coding: str | None) -> bytes:
    """Return the body without its `Content-Encoding`. Raises UnsupportedMediaType, TooLarge and BadJson."""
    name = (coding or "").strip().lower()
    if name in ("", "identity"):
        return body
    if name not in _GZIP:
        raise UnsupportedMediaType(
            f"Unsupported Content-Encoding {name[:60]!r}. Send the body without one, or in gzip.",
            context={"codings": CODINGS},
        )
    return _unzipped(body)


def _unzipped(body: bytes) -> bytes:
    """Decode one gzip member, and never more bytes than a body may have."""
    if len(body) > MAX_BODY_BYTES:
        raise _too_large()
    reader = zlib.decompressobj(_GZIP_WINDOW)
    try:
        data = reader.decompress(body, MAX_BODY_BYTES + 1)
    except zlib.error:
        raise BadJson("Content-Encoding is gzip, but the body is not gzip.") from None
    if len(data) > MAX_BODY_BYTES:
        raise _too_large()
    if not reader.eof or reader.unused_data:
        raise BadJson("The gzip body is truncated, or data follows it. Send one complete gzip member.")
    return data


def _too_large() -> TooLarge:
    return TooLarge(
        f"The body has more than {MAX_BODY_BYTES} bytes.",
        context={"limit": MAX_BODY_BYTES},
    )
