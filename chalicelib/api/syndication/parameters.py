"""The query parameters of feeds and of the calendar."""

import re

from chalicelib.api.http.routing.parameters import Parameter
from chalicelib.domain.facts.evidence import SLUG
from chalicelib.domain.values import Ref, parse_ref
from chalicelib.kinds import KINDS
from chalicelib.kinds.refs import ALL


def entity(meaning: str) -> Parameter:
    """Declare the ref of an entity."""
    pattern = f"^({'|'.join(KINDS)})/{SLUG}$"
    return Parameter(
        "entity",
        meaning,
        {"type": "string", "maxLength": 121, "pattern": pattern},
        f"must be a ref, such as company/deepseek: a kind ({', '.join(KINDS)}), a slash and a slug",
        _read_ref,
        example="company/deepseek",
        refs_of=ALL,
    )


def whole_number(name: str, meaning: str, *, most: int, example: int) -> Parameter:
    """Declare a whole number from 1 to `most`; None if it is not sent."""

    def read(text: str) -> int | None:
        number = int(text) if re.fullmatch("[0-9]{1,12}", text) else 0
        return number if 1 <= number <= most else None

    schema = {"type": "integer", "format": "int64", "minimum": 1, "maximum": most}
    return Parameter(name, meaning, schema, f"must be a whole number from 1 to {most}", read, example=example)


def _read_ref(text: str) -> Ref | None:
    ref = parse_ref(text)
    return ref if ref is not None and ref.kind in KINDS else None
