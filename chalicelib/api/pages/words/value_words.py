"""Values in words that people read: of every declared type, with the names of entities."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from chalicelib.api.pages.words.amount_words import amount_words, quantity_words
from chalicelib.api.pages.words.time_words import (
    date_words,
    duration_words,
    hours_words,
    instant_words,
    month_day_words,
    period_words,
)
from chalicelib.domain.values import (
    CodeType,
    CountryType,
    CurrencyType,
    DateType,
    DurationType,
    HoursType,
    MonthDayType,
    RefType,
    RegionType,
    UrlType,
    ValueType,
)
from chalicelib.domain.values.types.document_type import DocumentType

__all__ = ["Words", "amount_words", "date_words", "instant_words", "label_of", "period_words", "words_of"]

SHORT_COUNTRIES = {
    "BO": "Bolivia",
    "GB": "United Kingdom",
    "IR": "Iran",
    "KP": "North Korea",
    "KR": "South Korea",
    "MD": "Moldova",
    "RU": "Russia",
    "TW": "Taiwan",
    "TZ": "Tanzania",
    "US": "United States",
    "VE": "Venezuela",
    "VN": "Vietnam",
}  # usual names in place of those of ISO 3166
_URLS = ("https://", "http://")


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
    if isinstance(declared, UrlType | DocumentType) and text.startswith(_URLS):
        return Words(text, url=text)
    if isinstance(declared, RefType | DocumentType) or (declared is None and text in names):
        return Words(names.get(text, text), ref=text)
    written = next((words for kind, words in _TEXTS.items() if isinstance(declared, kind)), None)
    return Words(text if written is None else written(text))


def label_of(name: str) -> str:
    """Return the name of a property, an event type or a kind as a label."""
    text = name.replace("_", " ").replace("-", " ")
    return text[:1].upper() + text[1:]


def _object_words(value: Mapping[str, Any]) -> str:
    if "missing" in value:
        return str(value["missing"])
    if "erased" in value:
        return "erased"
    if "unit" in value:
        return quantity_words(value)
    return str(value.get("text", ""))


def _code_words(code: str) -> str:
    return code.replace("_", " ")


def _country_words(code: str) -> str:
    from chalicelib.domain.values.words.countries import country_names  # few requests are for pages

    name = SHORT_COUNTRIES.get(code, country_names().get(code))
    return code if name is None else f"{name} ({code})"


def _currency_words(code: str) -> str:
    from chalicelib.domain.values.quantities.currencies import currencies  # as above

    return f"{currencies()[code]} ({code})" if code in currencies() else code


_TEXTS: Mapping[type[ValueType], Callable[[str], str]] = {
    DateType: date_words,
    DurationType: duration_words,
    MonthDayType: month_day_words,
    HoursType: hours_words,
    CountryType: _country_words,
    RegionType: _country_words,
    CurrencyType: _currency_words,
    CodeType: _code_words,
}
