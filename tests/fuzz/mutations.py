"""Mutations: a good request with one place of it changed."""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from copy import deepcopy
from dataclasses import dataclass, replace
from hashlib import sha256
from random import Random
from typing import Any
from urllib.parse import quote

from chalicelib.kinds import KINDS
from chalicelib.operations.transfer.line_format import write_line
from tests.api.conftest import event
from tests.fuzz.good import Good

# Markers for what JSON text can hold and Python cannot: a duplicate member, and certain numbers.
TWICE, RAW = "\ue000", "\ue001"
_RAW = re.compile(r'"\\ue001([^"]*)"')

NUMBERS = (
    "0", "-0", "-1", "1.5", "1e3", "1e400", "-1e400", "1e-400", "1e9999", "1e10000", "1e1000000000000000000",
    "-1e1000000000000000000", "1e-1000000000000000000", "0e1000000000000000000", "9" * 4_000, "9" * 5_000,
    "0." + "1" * 5_000, "9223372036854775808", "-9223372036854775809", "NaN", "Infinity", "-Infinity", "01", "1.",
    "+1",
)  # fmt: skip
TEXTS = (
    "", " ", "\0", "a\0b", "\ud800", "a\udfffb", "\u202e", "\ufeff", "🦙", "a\u0301", "x" * 301, "x" * 5_000,
    "界" * 300, "\x1f", "\n", "\r\nX-A: b", "'; DROP TABLE items;--", "../..", "%00", "%", "#", "~", "/", "a/b",
    "company/", "/x", "company/nobody", "company/deepseek", "company/merged", "company/retired",
    "company/erased", "event/erased", "source/erased", "source/nobody", "nobody/x", "COMPANY/DEEPSEEK",
    "company/../x", "event/x~y", "0000", "0000-00-00", "9999-12-31", "0001-01-01", "2025-02-30", "../2025",
    "2025/..", "../..", "2025/2024", "2025~", "2025%", "-0001", "2025-01-26T10:00:00Z", "2025-W01-1", "٢٠٢٥", "P6M",
    "P", "P0D", "P999999999Y", "P1.5Y", "PT1S", "1e9", "1e60", "1e61", "1e99", "-1e60", "1e1000000000000000000",
    "1e-1000000000000000000", "0." + "0" * 50 + "1", "9" * 64, "NaN", "Infinity", "+5", "-0", "１２", "USD", "usd",
    "USD/Mtok", "en", "EN", "zh-Hans-CN", "CN", "http://", "http://[::1", "https://user@host/", "https://例え.jp/",
    "javascript:alert(1)", "=1+1", "true", "null", "aif_" + "x" * 43, "__proto__", "constructor", "$ref", "value",
    "missing", "unknown", "none", "slug", "name", "type",
)  # fmt: skip
VALUES: tuple[Any, ...] = (
    None, True, False, 0, 1, -1, 1.5, "", "x", [], {}, [[]], [{}], {"": {}}, [None], {"text": "x"}, {"text": []},
    {"missing": "unknown"}, {"missing": "none"}, {"missing": []}, {"erased": True}, {"value": None},
    {"value": []}, {"amount": "5"},
    {"amount": "5", "unit": "USD"}, {"low": "1", "high": "2", "unit": "%"}, {"text": "x", "language": "en"},
    {"str": 1}, {"SomebodyNamed": {}}, ["x", "x"], ["company/deepseek"], {"evidence": {}},
)  # fmt: skip
HEADERS = (
    "", " ", "*", "x", '"', '""', "W/", 'W/"r1-00"', '"r1"', '"r0"', '"r9999999999"', ",", ",,,", "*, *", "\0",
    "\n", "é", "界", "x" * 9_000, "1e1000000000000000000", "application/json", "application/json; charset=latin-1",
    "text/csv", "*/*;q=0", "application/x-ndjson", "image/png", "application/json;q=1e9", "gzip", "gzip;q=0",
    "gzip, br", "Bearer", "Bearer x", "Basic eA==", "Bearer " + "x" * 600, "aif_" + "x" * 43, "../..", "null",
    "\ud800", "00-0-0-0",
)  # fmt: skip
BROKEN: tuple[Callable[[str], str | bytes | None], ...] = (
    lambda _: None, lambda _: "", lambda _: "null", lambda _: "[]", lambda _: '"x"', lambda _: "1",
    lambda text: text[:-1], lambda text: text + "}", lambda text: text + text, lambda text: "\ufeff" + text,
    lambda text: text.encode("utf-16"), lambda text: text.encode() + b"\xff",
    lambda text: b"\x1f\x8b" + text.encode(), lambda text: f"[{text}]", lambda text: text.replace('"', "'"),
    lambda text: text.encode(), lambda _: "[" * 100_000, lambda _: '{"a":' * 100_000,
)  # fmt: skip


@dataclass(frozen=True)
class Case:
    """A request: `document` is the body before it is written, so that it can be made smaller."""

    label: str
    method: str
    path: Sequence[str]
    query: Sequence[tuple[str, str]]
    headers: Mapping[str, str]
    document: Any = None
    raw: str | bytes | None = None  # in place of a document

    def event(self) -> dict[str, Any]:
        """Write the whole event."""
        query = "&".join(f"{_quoted(name)}={_quoted(text)}" for name, text in self.query)
        body = self._text() if self.raw is None and self.document is not None else self.raw
        return event(
            self.method, f"/{'/'.join(self.path)}" + (f"?{query}" if query else ""), body=body, headers=self.headers
        )

    def _text(self) -> str:
        """Write the document in the form that its media type demands."""
        match self.headers.get("Content-Type"), self.document:
            case "application/x-ndjson", list(parts):
                return _lines(parts)
            case "application/x-www-form-urlencoded", dict(fields):
                return "&".join(f"{_quoted(name)}={_quoted(_field(each))}" for name, each in fields.items())
        return written(self.document)


def _field(value: Any) -> str:
    """Write a field of a form: a text as it is, others as JSON."""
    return value if isinstance(value, str) else written(value)


def _lines(parts: Sequence[Any]) -> str:
    """Write lines; the digest of an export is that of the lines before it, or no changed line would be read."""
    texts = [written(each) for each in parts]
    if parts and isinstance(parts[-1], dict) and parts[-1].get("line") == "digest":
        with suppress(ValueError, TypeError):  # lines that are no JSON, or no text, have no digest
            lines = "".join(write_line(json.loads(text)) for text in texts[:-1])
            texts[-1] = written({**parts[-1], "sha256": sha256(lines.encode()).hexdigest()})
    return "\n".join(texts)


def written(document: Any) -> str:
    """Write JSON, with the markers replaced."""
    text = json.dumps(document).replace("\\ue000", "")
    return _RAW.sub(lambda found: found[1], text)


def mutated(good: Good, rng: Random, *, others: Sequence[Good]) -> Case:
    """Change one place of a good request; `others` lend values of their bodies."""
    case = Case(good.label, good.method, good.path, good.query, good.headers, good.body)
    ways: list[Callable[..., Case]] = [_of_query, _of_header, _of_path]
    weights = [4 if good.query else 1, 1, 1]
    if good.body is not None:
        ways, weights = [*ways, _of_body, _of_bytes], [*weights, 20, 1]
    (way,) = rng.choices(ways, weights)
    return way(case, rng, others) if way is _of_body else way(case, rng)


def places(document: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """List every place of a document: the keys that lead there."""
    yield at
    if isinstance(document, dict):
        for name, part in document.items():
            yield from places(part, (*at, name))
    elif isinstance(document, list):
        for index, part in enumerate(document):
            yield from places(part, (*at, index))


def part_at(document: Any, at: Sequence[Any]) -> Any:
    """Return the part of a document at a place."""
    for key in at:
        document = document[key]
    return document


def _of_body(case: Case, rng: Random, others: Sequence[Good]) -> Case:
    whole = {"": deepcopy(case.document)}
    at = ("", *rng.choice([*places(case.document)]))
    holder, key = part_at(whole, at[:-1]), at[-1]
    rng.choice(OF_A_PLACE)(holder, key, rng, others)
    return replace(case, document=whole.get(""), raw=None if "" in whole else "")


def _replaced(holder: Any, key: Any, rng: Random, _: Any) -> None:
    holder[key] = deepcopy(rng.choice(VALUES))


def _hostile(holder: Any, key: Any, rng: Random, _: Any) -> None:
    holder[key] = rng.choice(TEXTS)


def _extreme(holder: Any, key: Any, rng: Random, _: Any) -> None:
    holder[key] = RAW + rng.choice(NUMBERS)


def _deeper(holder: Any, key: Any, rng: Random, _: Any) -> None:
    for _ in range(rng.choice((1, 1, 1, 2, 5, 30, 40))):
        holder[key] = [holder[key]] if rng.random() < 0.5 else {rng.choice(("value", "text", "x", "0")): holder[key]}


def _shallower(holder: Any, key: Any, rng: Random, _: Any) -> None:
    part = holder[key]
    parts = list(part.values() if isinstance(part, dict) else part if isinstance(part, list) else ())
    holder[key] = rng.choice(parts) if parts else None


def _removed(holder: Any, key: Any, *_: Any) -> None:
    del holder[key]


def _doubled(holder: Any, key: Any, rng: Random, _: Any) -> None:
    if isinstance(holder, list):
        holder[key:key] = [deepcopy(holder[key]) for _ in range(rng.choice((1, 1, 2, 100, 1_000)))]
    elif isinstance(holder[key], str):
        holder[key] = holder[key] * rng.choice((2, 50))
    else:
        holder[key] = [holder[key], deepcopy(holder[key])]


def _member_twice(holder: Any, key: Any, rng: Random, _: Any) -> None:
    if isinstance(holder, dict):
        holder[f"{key}{TWICE}"] = deepcopy(rng.choice((holder[key], None, [])))


def _renamed(holder: Any, key: Any, rng: Random, _: Any) -> None:
    if isinstance(holder, dict):
        part = holder.pop(key)
        holder[rng.choice((key[1:], f"{key}s", key.upper(), rng.choice(TEXTS)))] = part


def _added(holder: Any, key: Any, rng: Random, _: Any) -> None:
    part = holder[key]
    if isinstance(part, dict):
        part[rng.choice((*TEXTS, "evidence", "valid", "scope", "period"))] = deepcopy(rng.choice(VALUES))
    elif isinstance(part, list):
        part.append(deepcopy(rng.choice(VALUES)))
    else:
        holder[key] = {"value": part, "valid": rng.choice(TEXTS)}


def _lent(holder: Any, key: Any, rng: Random, others: Sequence[Good]) -> None:
    body = rng.choice(others).body
    holder[key] = deepcopy(part_at(body, rng.choice([*places(body)])))


def _edited(holder: Any, key: Any, rng: Random, _: Any) -> None:
    text = holder[key]
    if isinstance(text, str):
        place = rng.randrange(len(text) + 1)
        holder[key] = rng.choice((text[:place], text[:place] + rng.choice(TEXTS)[:20] + text[place:], text.swapcase()))
    else:
        holder[key] = json.dumps(text)


OF_A_PLACE: tuple[Callable[[Any, Any, Random, Sequence[Good]], None], ...] = (
    _replaced, _replaced, _hostile, _hostile, _extreme, _deeper, _shallower, _removed, _doubled, _member_twice,
    _renamed, _added, _lent, _edited,
)  # fmt: skip


def _of_bytes(case: Case, rng: Random) -> Case:
    return replace(case, raw=rng.choice(BROKEN)(written(case.document)) or "")


def _of_query(case: Case, rng: Random) -> Case:
    query = [list(each) for each in case.query] or [["x", "y"]]
    place = rng.randrange(len(query))
    match rng.randrange(8):
        case 0:
            del query[place]
        case 1:
            query += [query[place]] * rng.choice((1, 2, 30))
        case 2:
            query[place][0] = rng.choice((f"{query[place][0]}x", f"{query[place][0]}[gte]", "x[y", rng.choice(TEXTS)))
        case 3:
            query.append([rng.choice(TEXTS), rng.choice(TEXTS)])
        case 4:
            query[place][1] = ",".join([query[place][1]] * rng.choice((2, 6, 101)))
        case 5:
            query[place][1] = rng.choice(NUMBERS)
        case _:
            query[place][1] = rng.choice(TEXTS)
    return replace(case, query=tuple((name, text) for name, text in query))


def _of_header(case: Case, rng: Random) -> Case:
    headers = dict(case.headers)
    name = rng.choice(sorted(headers))
    match rng.randrange(5):
        case 0:
            del headers[name]
        case 1:
            headers[name] = f"{headers[name]}, {headers[name]}"
        case 2:
            headers[name.swapcase()] = headers.pop(name)
        case _:
            headers[name] = rng.choice(HEADERS)
    return replace(case, headers=headers)


def _of_path(case: Case, rng: Random) -> Case:
    path = list(case.path)
    place = rng.randrange(len(path))
    match rng.randrange(6):
        case 0:
            path[place] = rng.choice([kind.plural for kind in KINDS.values()])
        case 1:
            path[place] = path[place][:-1]
        case 2:
            path[place] = path[place].replace("~", "~~")
        case 3:
            return replace(case, method=rng.choice(("GET", "HEAD", "POST", "PATCH", "PUT", "DELETE", "OPTIONS", "X")))
        case _:
            path[place] = _quoted(rng.choice(TEXTS))
    return replace(case, path=path)


def _quoted(text: str) -> str:
    return quote(text, safe="", errors="replace")
