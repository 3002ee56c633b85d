"""The query parameters of the service: what each means, which values it takes, how it is read."""

import difflib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from chalicelib.api.http.routing.clocks import CLOCKS, clock_fault
from chalicelib.domain import instants
from chalicelib.domain.errors import BadParameter, Fault
from chalicelib.domain.faults import Guesses, summed_up
from chalicelib.domain.values import When, nearest, parse_date
from chalicelib.domain.values.checks import quoted
from chalicelib.operations.bounds import MAX_RESOLVED_AFRESH

INSTANT = (
    "must be an instant with its zone, such as 2026-11-23T10:00:00Z, or a day, such as 2026-11-23, for its "
    "first instant; in a URL the + of a zone is written %2B"
)


# As an instant is best written: a generated client would send a day alone where a format stood, or a time where a day.
DAY = "(000[1-9]|00[1-9][0-9]|0[1-9][0-9]{2}|[1-9][0-9]{3})-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
TIME = r"([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](\.[0-9]{1,9})?)?"
ZONE = "Z|[+-]([01][0-9]|2[0-3]):[0-5][0-9]"


@dataclass(frozen=True)
class Parameter:
    """A declared query parameter.

    `read` turns the text into its value, or gives None where it is not one; `expects` ends the sentence
    "<name> ..." in the refusal. `schema` is its JSON Schema. A parameter that takes `many` may be repeated: it reads
    each text as a sequence, and its value is all of them, `most` of them where that is not 0. OpenAPI has commas
    between them, unless they may hold some and `explode`. `words` are those it takes, where they are few.
    OpenAPI has it once under the name of its `component`, where it has one, and does not list a synonym, of which the
    meaning of another parameter tells.
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
    words: Sequence[str] = ()
    component: str = ""
    is_synonym: bool = False


def _whole(text: str, *, least: int, most: int) -> int | None:
    if not re.fullmatch("[0-9]{1,12}", text):
        return None
    number = int(text)
    return number if least <= number <= most else None


def _instant(text: str) -> str | None:
    return instants.parse(text) if len(text) <= 40 else None  # noqa: PLR2004  the schema's maxLength


def limit(default: int = 20, *, then: Sequence[str] = ()) -> Parameter:
    """Declare the size of a page. Beside `then` it is 25 at most, for entities are read one by one."""
    bound = f" With {' or '.join(f'`{name}`' for name in then)} it is {MAX_RESOLVED_AFRESH} at most." if then else ""
    return Parameter(
        "limit",
        f"How many items the page holds at most.{bound}",
        {"type": "integer", "format": "int32", "minimum": 1, "maximum": 100, "default": default},
        "must be a whole number from 1 to 100",
        lambda text: _whole(text, least=1, most=100),
        example=default,
        default=default,
        component="_".join(("limit", str(default), *then)),
    )


def choice(name: str, meaning: str, *, of: Sequence[str], default: str | None = None) -> Parameter:
    """Declare a parameter that takes one of a few words."""
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
    """Declare a day, a month or a year; nothing that is about or open."""

    def read(text: str) -> When | None:
        when = parse_date(text) if text[-1:].isdigit() else None
        return None if when is None or when.is_interval else when

    schema = {"type": "string", "maxLength": 10, "pattern": "^[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$"}
    return Parameter(name, meaning, schema, f"must be a day, a month or a year, such as {example}", read, example)


def instant(name: str, meaning: str, *, component: str = "") -> Parameter:
    """Declare a moment in time."""
    schema = {"type": "string", "maxLength": 40, "pattern": f"^{DAY}(T{TIME}({ZONE}))?$"}
    example = "2026-11-23T10:00:00.000Z"
    return Parameter(name, meaning, schema, INSTANT, _instant, example, component=component)


VALID_AT = instant(
    "valid_at",
    "Show what was true at this moment. Defaults to the earlier of `known_at` and `published_before`, else to now.",
    component="valid_at",
)
KNOWN_AT = instant(
    "known_at",
    "Answer as the service would have answered at this moment. It may not lie in the future.",
    component="known_at",
)
PUBLISHED_BEFORE = instant(
    "published_before",
    "Use only facts whose source was in print before this moment. A month or a year counts by its last day.",
    component="published_before",
)
CURSOR = Parameter(
    "cursor",
    "Where the page begins: `next` of the page before, with every other parameter as it was there.",
    {"type": "string", "minLength": 1, "maxLength": 2000, "pattern": "^[A-Za-z0-9_-]+$"},
    "must be the `next` of a page, unaltered",
    lambda text: text if re.fullmatch("[A-Za-z0-9_-]{1,2000}", text) else None,
    component="cursor",
)
AFTER = Parameter(
    "after",
    "The number of the last change already seen; 0 begins at the first. A number above the newest is refused (410).",
    {"type": "integer", "format": "int64", "minimum": 0, "maximum": 999_999_999_999, "default": 0},
    "must be a whole number from 0 to 999999999999",
    lambda text: _whole(text, least=0, most=999_999_999_999),
    example=0,
    default=0,
)
FORMAT = choice(
    "format",
    "The form of the answer; without it what the header `Accept` would rather have. ndjson: a line of JSON an item. "
    "csv: a line an item, under the names of the columns. Both are one page: the header `Link` says whether there is a "
    "next one, and where.",
    of=("json", "ndjson", "csv"),
)
MAX_QUERY_FAULTS = 100  # of a query that are told at once
MAX_PARAMETER_NAME = 300  # characters of an unknown name that a fault repeats
MOMENT = (VALID_AT, KNOWN_AT, PUBLISHED_BEFORE)


def read_query(
    declared: Sequence[Parameter], sent: Mapping[str, Sequence[str]], *, why_no_clock: str = ""
) -> dict[str, Any]:
    """Read a query string by its declaration; refuse with every fault of it together.

    `why_no_clock` says why the clocks that are not declared are refused.
    """
    faults, guesses = list[Fault](), Guesses()
    values: dict[str, Any] = {p.name: p.default for p in declared}
    known = {p.name: p for p in declared}
    for name, texts in sent.items():
        if len(faults) >= MAX_QUERY_FAULTS:
            break
        if name in CLOCKS and name not in known:
            faults.append(clock_fault(name, why_no_clock))
        elif name not in known:
            faults.append(Fault(name[:MAX_PARAMETER_NAME], "unknown_parameter", _unknown(name, list(known), guesses)))
        elif isinstance(value := _read(known[name], texts, guesses), Fault):
            faults.append(value)
        else:
            values[name] = value
    faults += [
        Fault(p.name, "missing", f"{p.name} is missing; it {p.expects}.")
        for p in declared
        if p.required and p.name not in sent
    ]
    if faults:
        bounds = [known[fault.pointer].most for fault in faults if fault.code == "too_many"]
        raise BadParameter(summed_up(faults), faults=tuple(faults), context={"limit": bounds[0]} if bounds else {})
    return values


def _read(declared: Parameter, texts: Sequence[str], guesses: Guesses) -> Any:
    """Read a parameter, or give the fault that it has."""
    name = declared.name
    if len(texts) != 1 and not declared.many:
        return Fault(name, "repeated", f"{name} is sent {len(texts)} times; send it once.")
    read = [declared.read(text) for text in texts]
    if None in read:
        return Fault(name, "bad_value", f"{name} {declared.expects}{_meant(declared, ','.join(texts), guesses)}")
    if not declared.many:
        return read[0]
    value = tuple(each for some in read for each in some)
    if declared.most and len(value) > declared.most:
        return Fault(name, "too_many", f"{name} takes {declared.most} values at most, not {len(value)}.")
    return tuple(dict.fromkeys(value))


def _meant(declared: Parameter, text: str, guesses: Guesses) -> str:
    """Name the known word that is nearest to the wrong one."""
    wrong = next((part for part in text.split(",") if part not in declared.words), "")
    guess = nearest(wrong, declared.words, guesses=guesses) if wrong and declared.words else None
    return f"; did you mean {guess!r}?" if guess else "."


def refusal(*faults: Fault) -> BadParameter:
    """Refuse parameters; the pointer of each fault is the parameter's name."""
    return BadParameter(summed_up(faults), faults=faults)


def _unknown(name: str, known: list[str], guesses: Guesses) -> str:
    asked = quoted(name)
    filtered, bracket, _ = name.partition("[")
    operators = [each[len(filtered) + 1 : -1] for each in known if each.startswith(f"{filtered}[")]
    if bracket and operators:
        return f"There is no parameter {asked} here; {filtered} takes the operators {', '.join(operators)}."
    if not guesses.take():
        return f"There is no parameter {asked} here; /openapi.json has those there are."
    near = difflib.get_close_matches(name[:100], known, n=1, cutoff=0.5)
    if near:
        return f"There is no parameter {asked} here; did you mean {near[0]!r}?"
    if known:
        plain = (each for each in known if "[" not in each)
        return f"There is no parameter {asked} here; there are: {', '.join(plain)}."
    return f"There is no parameter {asked} here; this takes none."
