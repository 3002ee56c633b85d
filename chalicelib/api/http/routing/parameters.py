"""The query parameters of the service: what each means, which values it accepts, how it is parsed."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from chalicelib.domain import instants
from chalicelib.domain.errors import BadParameter, Fault
from chalicelib.domain.faults import summed_up
from chalicelib.domain.values import When, parse_date
from chalicelib.late_dataclass import dataclass
from chalicelib.operations.bounds import MAX_RESOLVED_AFRESH

INSTANT = (
    "must be an instant with a time zone, such as 2026-11-23T10:00:00Z, or a day, such as 2026-11-23, which means its "
    "first instant; in a URL, write the + of a time zone as %2B"
)


# No `format` in the schema: with `date-time` generated clients could send no day, with `date` no time.
DAY = "(000[1-9]|00[1-9][0-9]|0[1-9][0-9]{2}|[1-9][0-9]{3})-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
TIME = r"([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](\.[0-9]{1,9})?)?"
ZONE = "Z|[+-]([01][0-9]|2[0-3]):[0-5][0-9]"


JSONLD = "application/ld+json"
MAX_PAGE = 100  # items of a page in JSON
MAX_LINES = 1_000  # items of a page in NDJSON and CSV, whose readers take whole lists
PAGE_SIZES = f"must be a whole number from 1 to {MAX_PAGE} in JSON, and from 1 to {MAX_LINES} in NDJSON and CSV"


@dataclass(frozen=True)
class Family:
    """Query parameters of one schema that OpenAPI declares as one object, `name`, of which each is a member."""

    name: str
    meaning: str
    component: str


@dataclass(frozen=True)
class Parameter:
    """A declared query parameter.

    `read` parses the text, and returns None if it is invalid; `expects` completes the sentence "<name> ..." of the
    refusal. `schema` is its JSON Schema. With `many` it may be repeated: `read` parses each text as a sequence, and the
    value has all of them, once unless it `keeps_repeats`, at most `most` unless that is 0. OpenAPI separates them by
    commas, or `explode` if they may contain commas, declares it under the name of its `component` or within its
    `family`, if any, and omits a synonym, which another parameter describes. `words` lists the accepted words if they
    are few, and `refs_of` the kinds whose refs are accepted. `then` names the parameters with which a page resolves its
    entities one by one; in JSON, `most_in_json` is the most unless it is 0.
    """

    name: str
    meaning: str
    schema: Mapping[str, Any]
    expects: str
    read: Callable[[str], Any]
    example: Any = None
    default: Any = None
    required: bool = False
    many: bool = False
    most: int = 0
    explode: bool = False
    keeps_repeats: bool = False
    words: Sequence[str] = ()
    refs_of: Sequence[str] = ()
    component: str = ""
    family: Family | None = None
    is_synonym: bool = False
    then: tuple[str, ...] = ()
    most_in_json: int = 0


def _parse_whole_number(text: str, *, least: int, most: int) -> int | None:
    if not re.fullmatch("[0-9]{1,12}", text):
        return None
    number = int(text)
    return number if least <= number <= most else None


def _parse_instant(text: str) -> str | None:
    return instants.parse(text) if len(text) <= 40 else None  # noqa: PLR2004  the schema's maxLength


def limit(default: int = 20, *, then: Sequence[str] = (), only_json: bool = False) -> Parameter:
    """Declare the size of a page; with a parameter of `then` it is at most 25, because entities are read one by one."""
    bound = f" At most {MAX_RESOLVED_AFRESH} with {' or '.join(f'`{name}`' for name in then)}." if then else ""
    formats = "" if only_json else f": at most {MAX_PAGE} in JSON, and {MAX_LINES} in NDJSON and CSV"
    most = MAX_PAGE if only_json else MAX_LINES
    return Parameter(
        "limit",
        f"The maximum number of items on the page{formats}.{bound}",
        {"type": "integer", "format": "int32", "minimum": 1, "maximum": most, "default": default},
        f"must be a whole number from 1 to {MAX_PAGE}" if only_json else PAGE_SIZES,
        lambda text: _parse_whole_number(text, least=1, most=most),
        example=default,
        default=default,
        component="_".join(("limit", str(default), *then, *(["json"] if only_json else []))),
        then=tuple(then),
        most_in_json=MAX_PAGE,
    )


def choice(name: str, meaning: str, *, of: Sequence[str], default: str | None = None, component: str = "") -> Parameter:
    """Declare a parameter that accepts one of a few words."""
    schema: dict[str, Any] = {"type": "string", "enum": list(of)}
    if default is not None:
        schema["default"] = default
    expects = f"must be {' or '.join(of)}"
    return Parameter(
        name,
        meaning,
        schema,
        expects,
        lambda text: text if text in of else None,
        example=of[0],
        default=default,
        words=of,
        component=component,
    )


def flag(name: str, meaning: str, *, default: bool = False) -> Parameter:
    """Declare a parameter that is true or false."""
    return Parameter(
        name,
        meaning,
        {"type": "boolean", "default": default},
        "must be true or false",
        {"true": True, "false": False}.get,
        example=default,
        default=default,
    )


def day(name: str, meaning: str, *, example: str) -> Parameter:
    """Declare a day, a month or a year; approximate and open dates are refused."""

    def read(text: str) -> When | None:
        return parse_date(text) if re.fullmatch(plain, text) else None

    plain = "[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?"
    schema = {"type": "string", "maxLength": 10, "pattern": f"^{plain}$"}
    return Parameter(name, meaning, schema, f"must be a day, a month or a year, such as {example}", read, example)


def instant(name: str, meaning: str, *, component: str = "") -> Parameter:
    """Declare a moment in time."""
    schema = {"type": "string", "maxLength": 40, "pattern": f"^{DAY}(T{TIME}({ZONE}))?$"}
    example = "2026-11-23T10:00:00.000Z"
    return Parameter(name, meaning, schema, INSTANT, _parse_instant, example, component=component)


VALID_AT = instant(
    "valid_at",
    "Return what was true at this moment. Defaults to the earlier of `known_at` and `published_before`, else to now.",
    component="valid_at",
)
KNOWN_AT = instant(
    "known_at",
    "Return what the service would have returned at this moment. Must not be in the future.",
    component="known_at",
)
PUBLISHED_BEFORE = instant(
    "published_before",
    "Use only facts whose source was published before this moment. A month or a year counts by its last day.",
    component="published_before",
)
CURSOR = Parameter(
    "cursor",
    "Where the page begins: `next` of the previous page. Keep all other parameters as they were.",
    {"type": "string", "minLength": 1, "maxLength": 2000, "pattern": "^[A-Za-z0-9_-]+$"},
    "must be the unchanged `next` of a page",
    lambda text: text if re.fullmatch("[A-Za-z0-9_-]{1,2000}", text) else None,
    example="AYxQ2v0tq3Zk9d1nRkU7bW",
    component="cursor",
)
AFTER = Parameter(
    "after",
    "The number of the last change that you have seen; 0 starts with the first. A number greater than the newest is "
    "refused (410).",
    {"type": "integer", "format": "int64", "minimum": 0, "maximum": 999_999_999_999, "default": 0},
    "must be a whole number from 0 to 999999999999",
    lambda text: _parse_whole_number(text, least=0, most=999_999_999_999),
    example=0,
    default=0,
)
FORMAT = choice(
    "format",
    "The format of the response. Defaults to `Accept`. `ndjson`: one JSON object per line. `csv`: one row per item, "
    "after a header row. Both return one page; the header `Link` has the address of the next page, if there is one.",
    of=("json", "ndjson", "csv"),
    component="format",
)
FORMAT_OF_FACTS = choice(
    "format",
    f"{FORMAT.meaning} `jsonld`: the same facts as linked data, in one JSON-LD document a page.",
    of=("json", "ndjson", "csv", "jsonld"),
    component="format_of_facts",
)
FORMAT_OF_ONE = choice(
    "format",
    "The format of the response. Defaults to `Accept`. `jsonld`: linked data, in JSON-LD.",
    of=("json", "jsonld"),
    component="format_of_one",
)
COLUMNS = choice(
    "columns",
    "The columns of a CSV file. `filled` leaves out those that are empty in the whole list that the other parameters "
    f"select, not only on this page. The list must fit on one page of the largest `limit` ({MAX_LINES} rows); a longer "
    "one is refused. Add filters or omit `columns`.",
    of=("all", "filled"),
    default="all",
    component="columns",
)
MOMENT = (VALID_AT, KNOWN_AT, PUBLISHED_BEFORE)


def format_parameters(media: Sequence[str], *, is_list: bool) -> tuple[Parameter, ...]:
    """Return the parameters that choose among the media types of a route, the default first."""
    is_linked = JSONLD in media[1:]
    if is_list:
        return (FORMAT_OF_FACTS if is_linked else FORMAT, COLUMNS)
    return (FORMAT_OF_ONE,) if is_linked else ()


def refusal(*faults: Fault) -> BadParameter:
    """Return the refusal of parameters; the pointer of each fault is the name of the parameter."""
    return BadParameter(summed_up(faults), faults=faults)
