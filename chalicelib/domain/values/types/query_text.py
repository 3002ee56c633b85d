"""Values in the text of a query: `200000token`, `true`, `US`."""

import re
from typing import Any

from chalicelib.domain.values.types.plain_types import FlagType
from chalicelib.domain.values.types.quantity_type import QuantityType
from chalicelib.domain.values.types.value_type import ValueType
from chalicelib.domain.values.types.word_types import WordType

AMOUNT_AND_UNIT = re.compile(r"([+-]?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]{1,2})?) ?([^0-9.].*)")


def json_of_text(value_type: ValueType, text: str) -> Any:
    """Return the JSON that a type parses for the text of a query."""
    match value_type:
        case FlagType():
            return {"true": True, "false": False}.get(text, text)
        case QuantityType():
            parts = AMOUNT_AND_UNIT.fullmatch(text)
            return {"amount": parts[1], "unit": parts[2]} if parts else {}
        case WordType():
            return value_type.asked(text)
    return text
