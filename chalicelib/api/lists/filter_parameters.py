"""Filtering: the query parameters by which the lists of a kind are filtered, with what each takes."""

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
from chalicelib.domain.values.quantities.quantities import AMOUNT_PATTERN
from chalicelib.kinds.declaration import Kind
from chalicelib.operations.lists.filters import EXISTS, IN, MAX_FILTER_VALUES, Filter, parameters_of

MAX_FILTER_CHARS = 300  # of one value
MAX_FILTERS_CHARS = MAX_FILTER_VALUES * (MAX_FILTER_CHARS + 1) - 1  # characters of several with commas between them
YEAR = "(000[1-9]|00[1-9][0-9]|0[1-9][0-9]{2}|[1-9][0-9]{3})"
BOOLEAN: dict[str, object] = {"type": "string", "enum": ["true", "false"]}
_PATTERNS: dict[type[ValueType], str] = {
    CountryType: "[A-Z]{2}",
    CurrencyType: "[A-Z]{3}",
    LanguageType: "[a-z]{2,3}(-[A-Za-z0-9]{1,8})*",
    DateType: DateType().shapes()[0]["pattern"][1:-1].replace("[0-9]{4}", YEAR),
    QuantityType: AMOUNT_PATTERN[1:-1] + " ?[A-Za-z%][A-Za-z0-9%/]{0,19}",
}
_ASKS = {
    "eq": "equals it",
    "ne": "is known and is none of them",
    "gt": "is known to be more, or to begin later",
    "gte": "is known to be as much or more, or to begin as late or later",
    "lt": "is known to be less, or to begin earlier",
    "lte": "is known to be as much or less, or to begin no later",
    IN: "is one of them",
    EXISTS: "has a value (`true`) or has none on record (`false`)",
}


def filter_parameters(kind: Kind) -> tuple[Parameter, ...]:
    """Declare a parameter for each filter of a kind with each of its operators."""
    return tuple(_parameter(kind, name, each, operator) for name, each, operator in parameters_of(kind))


def _parameter(kind: Kind, name: str, each: Filter, operator: str) -> Parameter:
    plain = name == each.name
    has_commas = isinstance(each.type, TextType)
    several = each.takes_several(name, operator)
    return Parameter(
        name,
        f"{each.meaning} {_several(each)}" if plain else f"Only what {_ASKS[operator]}: {each.meaning}",
        _schema(each, name, operator),
        f"must be a text of 1 to {MAX_FILTERS_CHARS} characters",
        _texts if several else _text,
        many=several,
        component=f"{kind.name}_{name.replace('[', '_').rstrip(']')}",
        is_synonym=operator == Operator.EQ or (operator == IN and not plain and not has_commas),
    )


def _text(text: str) -> str | None:
    return text if 0 < len(text) <= MAX_FILTERS_CHARS and "\0" not in text else None


def _texts(text: str) -> tuple[str, ...] | None:
    """Take a text with commas as it is: what it holds is read, and counted, with the types of the kind."""
    return None if _text(text) is None else (text,)


def _several(each: Filter) -> str:
    if isinstance(each.type, FlagType):
        return f"`{each.name}[eq]` asks the same."
    if isinstance(each.type, TextType):
        return f"Only what equals it; `{each.name}[eq]` asks the same."
    several = f"`{each.name}[eq]` and `{each.name}[in]` ask the same"
    return f"Only what equals it or, of up to {MAX_FILTER_VALUES} values, one of them; {several}."


def _schema(each: Filter, name: str, operator: str) -> dict[str, object]:
    if operator == EXISTS or isinstance(each.type, FlagType):
        return BOOLEAN
    several = each.takes_several(name, operator)
    is_bound = operator in ("gt", "gte", "lt", "lte")
    one = _one(each.type, is_bound=is_bound, longest=MAX_FILTER_CHARS if several else MAX_FILTERS_CHARS)
    if several:
        return list_of(one, most=MAX_FILTER_VALUES)
    return dict(each.type.shapes()[0]) if isinstance(each.type, TextType) else one


def _one(declared: ValueType, *, is_bound: bool, longest: int) -> dict[str, object]:
    """Describe one value as it is written in a query."""
    if isinstance(declared, CodeType):
        return {"type": "string", "enum": list(declared.codes)}
    most = declared.max_length if isinstance(declared, TextType) else longest
    pattern = f"^{_pattern(declared, is_bound=is_bound)}$"
    return {"type": "string", "minLength": 1, "maxLength": most, "pattern": pattern}


def _pattern(declared: ValueType, *, is_bound: bool) -> str:
    """Give the pattern of one value as it is written in a query."""
    match declared:
        case RefType(kinds=kinds):
            return f"({'|'.join(kinds) if kinds else '[a-z]+'})/{SLUG}"
        case DateType() if is_bound:
            return f"{YEAR}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?[~?%]?"
        case TextType():
            return r"[^\u0000,]*[^\s\u0000,][^\u0000,]*"
    return _PATTERNS[type(declared)]
