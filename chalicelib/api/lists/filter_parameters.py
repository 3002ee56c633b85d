"""The query parameters that filter the lists of a kind, with the schema of each."""

from chalicelib.api.http.routing.list_parameters import list_of
from chalicelib.api.http.routing.parameters import Parameter
from chalicelib.domain.evidence import SLUG
from chalicelib.domain.values import (
    CodeType,
    CountryType,
    CurrencyType,
    DateType,
    FlagType,
    LanguageType,
    QuantityType,
    RefType,
    TextType,
    ValueType,
)
from chalicelib.domain.values.matching import Operator
from chalicelib.domain.values.quantities.amounts import AMOUNT_PATTERN
from chalicelib.kinds.declaration import Kind
from chalicelib.operations.lists.filters import EXISTS, IN, MAX_FILTER_VALUES, Filter, parameters_of

MAX_FILTER_CHARS = 300  # of one value
MAX_FILTERS_CHARS = MAX_FILTER_VALUES * (MAX_FILTER_CHARS + 1) - 1  # of several, with commas
YEAR = "(000[1-9]|00[1-9][0-9]|0[1-9][0-9]{2}|[1-9][0-9]{3})"
BOOLEAN: dict[str, object] = {"type": "string", "enum": ["true", "false"]}
_PATTERNS: dict[type[ValueType], str] = {
    CountryType: "[A-Z]{2}",
    CurrencyType: "[A-Z]{3}",
    LanguageType: "[a-z]{2,3}(-[A-Za-z0-9]{1,8})*",
    DateType: DateType().shapes()[0]["pattern"][1:-1].replace("[0-9]{4}", YEAR),
    QuantityType: AMOUNT_PATTERN[1:-1] + " ?[A-Za-z%][A-Za-z0-9%/]{0,19}",
}
_COMPARISONS = {
    "eq": "equal to the value",
    "ne": "known and not equal to any of the values",
    "gt": "greater than the value",
    "gte": "greater than or equal to the value",
    "lt": "less than the value",
    "lte": "less than or equal to the value",
    IN: "equal to one of the values",
    EXISTS: "`true` for entities with a value on record, `false` for those without",
}
_COMPARISONS_OF_DATES = {
    "gt": "starting after the value",
    "gte": "starting on or after the value",
    "lt": "starting before the value",
    "lte": "starting on or before the value",
}


def filter_parameters(kind: Kind) -> tuple[Parameter, ...]:
    """Declare a parameter for each filter of a kind and each of its operators."""
    return tuple(_filter_parameter(kind, name, each, operator) for name, each, operator in parameters_of(kind))


def _filter_parameter(kind: Kind, name: str, each: Filter, operator: str) -> Parameter:
    plain = name == each.name
    has_commas = isinstance(each.type, TextType)
    several = each.takes_several(name, operator)
    return Parameter(
        name,
        f"{each.meaning} {_plain_meaning(each)}" if plain else f"{_subject(each)}: {_comparison(each, operator)}.",
        _filter_schema(each, name, operator),
        f"must be a text of 1 to {MAX_FILTERS_CHARS} characters",
        _read_texts if several else _read_text,
        many=several,
        component=f"{kind.name}_{name.replace('[', '_').rstrip(']')}",
        is_synonym=operator == Operator.EQ or (operator == IN and not plain and not has_commas),
    )


def _subject(each: Filter) -> str:
    return each.meaning.rstrip(".")


def _comparison(each: Filter, operator: str) -> str:
    of_dates = _COMPARISONS_OF_DATES if isinstance(each.type, DateType) else {}
    return of_dates.get(operator, _COMPARISONS[operator])


def _read_text(text: str) -> str | None:
    return text if 0 < len(text) <= MAX_FILTERS_CHARS and "\0" not in text else None


def _read_texts(text: str) -> tuple[str, ...] | None:
    """Keep a text with commas as it is: the operation splits, parses and counts its values by the type."""
    return None if _read_text(text) is None else (text,)


def _plain_meaning(each: Filter) -> str:
    if isinstance(each.type, FlagType):
        return f"`{each.name}[eq]` is the same."
    if isinstance(each.type, TextType):
        return f"Equal to the value; `{each.name}[eq]` is the same."
    same = f"`{each.name}[eq]` and `{each.name}[in]` are the same"
    return f"Equal to the value, or to one of up to {MAX_FILTER_VALUES} values; {same}."


def _filter_schema(each: Filter, name: str, operator: str) -> dict[str, object]:
    if operator == EXISTS or isinstance(each.type, FlagType):
        return BOOLEAN
    several = each.takes_several(name, operator)
    is_bound = operator in ("gt", "gte", "lt", "lte")
    one = _value_schema(each.type, is_bound=is_bound, longest=MAX_FILTER_CHARS if several else MAX_FILTERS_CHARS)
    if several:
        return list_of(one, most=MAX_FILTER_VALUES)
    return dict(each.type.shapes()[0]) if isinstance(each.type, TextType) else one


def _value_schema(declared: ValueType, *, is_bound: bool, longest: int) -> dict[str, object]:
    """Return the schema of one value in a query."""
    if isinstance(declared, CodeType):
        return {"type": "string", "enum": list(declared.codes)}
    most = declared.max_length if isinstance(declared, TextType) else longest
    pattern = f"^{_value_pattern(declared, is_bound=is_bound)}$"
    return {"type": "string", "minLength": 1, "maxLength": most, "pattern": pattern}


def _value_pattern(declared: ValueType, *, is_bound: bool) -> str:
    """Return the pattern of one value in a query."""
    match declared:
        case RefType(kinds=kinds):
            return f"({'|'.join(kinds) if kinds else '[a-z]+'})/{SLUG}"
        case DateType() if is_bound:
            return f"{YEAR}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?[~?%]?"
        case TextType():
            return r"[^\u0000,]*[^\s\u0000,][^\u0000,]*"
    return _PATTERNS[type(declared)]
