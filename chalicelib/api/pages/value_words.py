"""Values in words that people read: dates, amounts, codes and names of entities."""

import calendar
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from chalicelib.domain.values import CodeType, CountryType, DateType, RefType, UrlType, ValueType

MONTHS = tuple(calendar.month_name[1:])
SCALES = ((Decimal(10) ** 12, "trillion"), (Decimal(10) ** 9, "billion"), (Decimal(10) ** 6, "million"))
HUGE = Decimal(10) ** 16  # from here on an amount is shown as it was sent
BOUNDS = {
    "about": "about ",
    "nearly": "nearly ",
    "under": "under ",
    "over": "over ",
    "at_most": "at most ",
    "at_least": "at least ",
}
_DAY = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?([~?]?)")
_SHORT_UNIT = 2  # characters: `x`, `%`, `pp` and `GB` have no plural


class Words(NamedTuple):
    """A value in words; `ref` is the entity that it is, `url` the document."""

    text: str
    ref: str | None = None
    url: str | None = None


def words_of(declared: ValueType | None, value: Any, names: Mapping[str, str]) -> Words:
    """Return a value of an answer in words. `names` has the names of entities by ref; without a type, any value."""
    if isinstance(value, Mapping):
        return Words(_object_words(value))
    if isinstance(value, bool):
        return Words("yes" if value else "no")
    text = str(value)
    if isinstance(declared, RefType) or (declared is None and text in names):
        return Words(names.get(text, text), ref=text)
    if isinstance(declared, UrlType):
        return Words(text, url=text if text.startswith(("https://", "http://")) else None)
    return Words(_text_words(declared, text))


def _text_words(declared: ValueType | None, text: str) -> str:
    match declared:
        case DateType():
            return date_words(text)
        case CountryType():
            return _country_name(text)
        case CodeType():
            return text.replace("_", " ")
    return text


def label_of(name: str) -> str:
    """Return the name of a property, an event type or a kind as a label."""
    text = name.replace("_", " ").replace("-", " ")
    return text[:1].upper() + text[1:]


def date_words(edtf: str) -> str:
    """Return a date (EDTF) in words: `2025-01-26~` is "about 26 January 2025"."""
    first, slash, last = edtf.partition("/")
    if not slash:
        return _one_date(edtf)
    if first == "..":
        return f"until {_one_date(last)}"
    return f"from {_one_date(first)}" if last == ".." else f"{_one_date(first)} to {_one_date(last)}"


def instant_words(instant: str) -> str:
    """Return an instant in words, to the minute: `2026-11-23T10:00:00.000Z` is "23 November 2026, 10:00 UTC"."""
    day, _, time = instant.partition("T")
    return f"{_one_date(day)}, {time[:5]} UTC" if time else _one_date(day)


def amount_words(amount: str) -> str:
    """Return an amount in words: `1.7e9` is "1.7 billion", `12500` is "12,500"."""
    number = Decimal(amount)
    for scale, name in SCALES:
        if scale <= abs(number) < HUGE:
            return f"{_plain(number / scale)} {name}"
    return amount if abs(number) >= HUGE else _plain(number)


def _plain(number: Decimal) -> str:
    return f"{number.normalize():,f}"


def _one_date(edtf: str) -> str:
    found = _DAY.fullmatch(edtf)
    if found is None:
        return edtf
    year, month, day, doubt = found.groups()
    parts = [day.lstrip("0")] if day else []
    parts += [MONTHS[int(month) - 1]] if month else []
    words = " ".join((*parts, year))
    return f"about {words}" if doubt == "~" else f"{words} (uncertain)" if doubt else words


def _object_words(value: Mapping[str, Any]) -> str:
    if "missing" in value:
        return {"unknown": "unknown", "none": "none"}.get(value["missing"], str(value["missing"]))
    words = "".join(_parts(value)).strip()
    rest = ", ".join(f"{label_of(name).lower()} {each}" for name, each in value.items() if name not in _SHOWN)
    return f"{words} ({rest})" if rest and words else words or rest


_SHOWN = frozenset({"amount", "low", "high", "unit", "bound", "text", "language"})


def _parts(value: Mapping[str, Any]) -> Iterator[str]:
    if "text" in value:
        yield str(value["text"])
    if "amount" in value:
        yield BOUNDS.get(value.get("bound", ""), "")
        yield amount_words(value["amount"])
    elif "low" in value:
        yield f"{amount_words(value['low'])} to {amount_words(value['high'])}"
    if "unit" in value:
        yield _unit_words(value["unit"], value.get("amount"))


def _unit_words(unit: str, amount: str | None) -> str:
    if unit == "%":
        return " %"
    if unit == "x":
        return "×"
    is_word = re.fullmatch("[a-z_]+", unit) is not None and len(unit) > _SHORT_UNIT
    plural = "s" if is_word and (amount is None or abs(Decimal(amount)) != 1) and not unit.endswith("s") else ""
    return f" {unit.replace('_', ' ')}{plural}"


def _country_name(code: str) -> str:
    import iso3166  # few requests are for pages

    found = iso3166.countries_by_alpha2.get(code)
    return code if found is None else f"{found.apolitical_name} ({code})"
