"""The query parameters that filter the lists of a kind, with the values that each accepts."""

from collections.abc import Collection

from chalicelib.api.http.routing.filter_texts import MAX_FILTER_CHARS, MAX_FILTERS_CHARS, read_text, read_texts
from chalicelib.api.http.routing.list_parameters import list_of
from chalicelib.api.http.routing.parameters import Family, Parameter
from chalicelib.api.http.routing.value_examples import example_of, example_of_property
from chalicelib.domain.facts.evidence import SLUG
from chalicelib.domain.values import (
    CodeType,
    CountryType,
    CurrencyType,
    DateType,
    DurationType,
    FlagType,
    LanguageType,
    MonthDayType,
    QuantityType,
    RefType,
    TextType,
    ValueType,
    WordType,
)
from chalicelib.domain.values.comparing.matching import Operator
from chalicelib.domain.values.quantities.quantities import AMOUNT_PATTERN
from chalicelib.domain.values.quantities.units import MAX_UNIT_CHARS
from chalicelib.domain.values.times.date_points import DAY_PATTERN
from chalicelib.domain.values.times.dates import DAYS_PATTERN
from chalicelib.domain.values.times.durations import DURATION_PATTERN, MONTH_DAY_PATTERN
from chalicelib.domain.values.words.clean_text import text_pattern
from chalicelib.kinds.declaration import Kind
from chalicelib.operations.lists.entry_filters import EntryFilter, entry_filters_of
from chalicelib.operations.lists.filter_reading import MAX_FILTER_VALUES
from chalicelib.operations.lists.filters import EXISTS, IN, Filter, parameters_of
from chalicelib.operations.lists.origin_filters import MAX_ORIGINS, ORIGINS, OriginFilter, origin_filters_of

YEAR = "(000[1-9]|00[1-9][0-9]|0[1-9][0-9]{2}|[1-9][0-9]{3})"
BOOLEAN: dict[str, object] = {"type": "string", "enum": ["true", "false"]}
_PATTERNS: dict[type[ValueType], str] = {
    CurrencyType: "[A-Z]{3}",
    LanguageType: "[a-z]{2,3}(-[A-Za-z0-9]{1,8})*",
    DateType: DAYS_PATTERN[1:-1].replace("[0-9]{4}", YEAR),
    DurationType: DURATION_PATTERN[1:-1],
    MonthDayType: f"({MONTH_DAY_PATTERN[1:-1]})",
    QuantityType: AMOUNT_PATTERN[1:-1] + f" ?[A-Za-z%][A-Za-z0-9_%/]{{0,{MAX_UNIT_CHARS - 1}}}",
}
_BOUNDS = ("gt", "gte", "lt", "lte")
_COMPARISONS = {
    "eq": "equals the value",
    "ne": "is set and is none of the values",
    "gt": "is greater than the value",
    "gte": "is greater than or equal to the value",
    "lt": "is less than the value",
    "lte": "is less than or equal to the value",
    IN: "is one of the values",
    EXISTS: "has a value (`true`) or has none (`false`)",
}
_DATE_COMPARISONS = {
    "eq": "falls within the value",
    "ne": "is set and falls within none of the values",
    "gt": "starts after the value",
    "gte": "starts on or after the value",
    "lt": "starts before the value",
    "lte": "starts on or before the value",
    IN: "falls within one of the values",
}


def filter_parameters(kind: Kind, *, only: Collection[str] = ()) -> tuple[Parameter, ...]:
    """Declare a parameter for each filter of a kind with each of its operators; `only` names some filters."""
    asked = (each for each in parameters_of(kind) if not only or each[1].name in only)
    return tuple(_parameter(kind, name, each, operator) for name, each, operator in asked)


def _parameter(kind: Kind, name: str, each: Filter, operator: str) -> Parameter:
    plain = name == each.name
    has_commas = isinstance(each.type, TextType)
    several = each.takes_several(name, operator)
    return Parameter(
        name,
        f"{each.meaning} {_bare_name(each)}" if plain else _comparison(kind, each, operator),
        _schema(each, name, operator),
        f"must be a text of 1 to {MAX_FILTERS_CHARS} characters",
        read_texts if several else read_text,
        _example(kind, each, operator, several=several),
        many=several,
        component=f"{kind.name}_{name.replace('[', '_').rstrip(']')}",
        is_synonym=operator == Operator.EQ or (operator == IN and not plain and not has_commas),
    )


def entry_filter_parameters(kind: Kind) -> tuple[Parameter, ...]:
    """Declare a parameter for each filter by the entries of a property, such as prices."""
    return tuple(_entry_parameter(kind, each) for each in entry_filters_of(kind).values())


def _entry_parameter(kind: Kind, each: EntryFilter) -> Parameter:
    several = each.operator == IN
    is_flag = isinstance(each.type, FlagType)
    one = BOOLEAN if is_flag else _one(each.type, is_bound=not several, longest=MAX_FILTER_CHARS)
    described = "whose entry in `{}` has one of these values as `{}`" if several else "with an entry in `{}` that {}"
    compared = each.member if several else _COMPARISONS[each.operator]
    return Parameter(
        each.parameter,
        f"Only {kind.plural} {described.format(each.name, compared)}. {each.meaning}",
        list_of(one, most=MAX_FILTER_VALUES) if several else one,
        f"must be a text of 1 to {MAX_FILTERS_CHARS} characters",
        read_texts if several else read_text,
        [example_of(each.type)] if several else example_of(each.type, is_bound=each.operator in _BOUNDS),
        many=several,
        component=f"{kind.name}_{each.name}_{each.member if several else each.operator}",
    )


def _example(kind: Kind, each: Filter, operator: str, *, several: bool) -> object:
    if operator == EXISTS:
        return "true"
    one = example_of_property(kind, each.name, each.type, is_bound=operator in _BOUNDS)
    return [one] if several else one


def origin_filter_parameters(kind: Kind) -> tuple[Parameter, ...]:
    """Declare a parameter for each filter by the number of origins of a property."""
    family = Family(
        ORIGINS,
        f"Only {kind.plural} with a value of a property that has at least (`gte`) or at most (`lte`) so many "
        f"independent origins: `{next(iter(origin_filters_of(kind)))}=2`.",
        f"{kind.name}_{ORIGINS}",
    )
    return tuple(_origin_parameter(kind, each, family) for each in origin_filters_of(kind).values())


def _origin_parameter(kind: Kind, each: OriginFilter, family: Family) -> Parameter:
    bound = "at most" if each.operator is Operator.LTE else "at least"
    return Parameter(
        each.parameter,
        f"Only {kind.plural} with a value of `{each.name}` that has {bound} so many independent origins.",
        {"type": "integer", "format": "int32", "minimum": 1, "maximum": MAX_ORIGINS},
        f"must be a whole number from 1 to {MAX_ORIGINS}",
        read_text,
        example=1,
        family=family,
    )


def _comparison(kind: Kind, each: Filter, operator: str) -> str:
    """Describe a parameter with an operator."""
    of_dates = _DATE_COMPARISONS if isinstance(each.type, DateType) else {}
    return f"Only {kind.plural} whose `{each.name}` {of_dates.get(operator, _COMPARISONS[operator])}. {each.meaning}"


def _bare_name(each: Filter) -> str:
    """Describe the parameter without an operator, beside the meaning of its property."""
    if isinstance(each.type, FlagType | TextType):
        return f"Same as `{each.name}[eq]`."
    return (
        f"One value, or up to {MAX_FILTER_VALUES} separated by commas; same as `{each.name}[eq]` and `{each.name}[in]`."
    )


def _schema(each: Filter, name: str, operator: str) -> dict[str, object]:
    if operator == EXISTS or isinstance(each.type, FlagType):
        return BOOLEAN
    several = each.takes_several(name, operator)
    is_bound = operator in _BOUNDS
    one = _one(each.type, is_bound=is_bound, longest=MAX_FILTER_CHARS if several else MAX_FILTERS_CHARS)
    if several:
        return list_of(one, most=MAX_FILTER_VALUES)
    return dict(each.type.shapes()[0]) if isinstance(each.type, TextType) else one


def _one(declared: ValueType, *, is_bound: bool, longest: int) -> dict[str, object]:
    """Return the schema of one value in a query."""
    if isinstance(declared, CodeType):
        return {"type": "string", "enum": list(declared.codes)}
    most = declared.max_length if isinstance(declared, TextType) else longest
    pattern = f"^{_pattern(declared, is_bound=is_bound)}$"
    return {"type": "string", "minLength": 1, "maxLength": most, "pattern": pattern}


def _pattern(declared: ValueType, *, is_bound: bool) -> str:
    """Return the pattern of one value in a query."""
    match declared:
        case RefType(kinds=kinds):
            return f"({'|'.join(kinds) if kinds else '[a-z]+'})/{SLUG}"
        case DateType() if is_bound:
            return DAY_PATTERN.replace("[0-9]{4}", YEAR)
        case TextType() | CountryType() | WordType():
            return text_pattern(beside=",")
    return _PATTERNS[type(declared)]
