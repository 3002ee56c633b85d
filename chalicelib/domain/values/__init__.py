"""Values: what a fact can say, how it is read from JSON, and when two of them disagree."""

from chalicelib.domain.faults import known_words, nearest
from chalicelib.domain.values.comparing.compare import agrees, covers, excludes, identity, inside
from chalicelib.domain.values.comparing.exclusions import Exclusions
from chalicelib.domain.values.comparing.overlaps import Overlaps, overlaps
from chalicelib.domain.values.plain import (
    KIND_PATTERN,
    SLUG_PATTERN,
    Code,
    Erased,
    Flag,
    Missing,
    Named,
    Phrase,
    Ref,
    Text,
    parse_ref,
)
from chalicelib.domain.values.quantities.quantities import BOUNDS, Quantity, Span
from chalicelib.domain.values.quantities.unit_examples import units_of
from chalicelib.domain.values.quantities.units import DIMENSIONS, Unit, convert, find_unit, known_unit, unit_group
from chalicelib.domain.values.times.dates import When, parse_date
from chalicelib.domain.values.times.durations import Duration, MonthDay
from chalicelib.domain.values.times.hours import Hours
from chalicelib.domain.values.times.periods import PERIOD_SCHEMA, parse_period
from chalicelib.domain.values.types.code_types import CodeType, CountryType, CurrencyType, LanguageType
from chalicelib.domain.values.types.plain_types import FlagType, TextType, UrlType
from chalicelib.domain.values.types.quantity_type import QuantityType
from chalicelib.domain.values.types.ref_types import PhraseType, RefType
from chalicelib.domain.values.types.time_types import DateType, DurationType, HoursType, MonthDayType
from chalicelib.domain.values.types.value_type import Value, ValueType, value_from_json
from chalicelib.domain.values.types.word_types import LicenseType, RegionType, WordType

__all__ = [
    "BOUNDS",
    "DIMENSIONS",
    "KIND_PATTERN",
    "PERIOD_SCHEMA",
    "SLUG_PATTERN",
    "Code",
    "CodeType",
    "CountryType",
    "CurrencyType",
    "DateType",
    "Duration",
    "DurationType",
    "Erased",
    "Exclusions",
    "Flag",
    "FlagType",
    "Hours",
    "HoursType",
    "LanguageType",
    "LicenseType",
    "Missing",
    "MonthDay",
    "MonthDayType",
    "Named",
    "Overlaps",
    "Phrase",
    "PhraseType",
    "Quantity",
    "QuantityType",
    "Ref",
    "RefType",
    "RegionType",
    "Span",
    "Text",
    "TextType",
    "Unit",
    "UrlType",
    "Value",
    "ValueType",
    "When",
    "WordType",
    "agrees",
    "convert",
    "covers",
    "excludes",
    "find_unit",
    "identity",
    "inside",
    "known_unit",
    "known_words",
    "nearest",
    "overlaps",
    "parse_date",
    "parse_period",
    "parse_ref",
    "unit_group",
    "units_of",
    "value_from_json",
]
