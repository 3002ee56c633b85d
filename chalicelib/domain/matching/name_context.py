"""The context of a name: which members of it the hint of an entity confirms, and what that changes in its score."""

from collections.abc import Mapping, Sequence
from typing import Any

from chalicelib.domain.name_normalization import squeeze
from chalicelib.domain.values import parse_date

CONFIRMED, UNCONFIRMED, CONTRADICTED = 0.3, 0.9, 0.6  # of the difference to 1; a factor; a factor

# The properties of the hint with which a member of the context is compared.
_PARTIES = ("developer", "owner", "issuer", "publisher", "parent", "affiliation", "venue")
CONTEXT: Mapping[str, tuple[str, ...]] = {
    "company": _PARTIES,
    "developer": ("developer", "owner"),
    "country": ("country",),
    "type": ("type", "organisation_type", "product_type", "instrument_type", "level", "occupation"),
    "date": ("date", "released", "published"),
}


def with_context(score: float, confirmed: Sequence[bool | None]) -> float:
    """Raise or lower a score by the context."""
    for each in confirmed:
        if each is True:
            score += (1 - score) * CONFIRMED
        elif each is False:
            score *= CONTRADICTED
    return score * (UNCONFIRMED if confirmed and all(each is None for each in confirmed) else 1)


def confirms(text: str, hint: Mapping[str, Any], properties: Sequence[str]) -> bool | None:
    """Return whether a hint agrees with the text that was sent; None if it has no such property."""
    known = [each for name in properties if name in hint for each in _as_list(hint[name])]
    return any(_agree(text, each) for each in known) if known else None


def _as_list(value: Any) -> list[str]:
    return list(value) if isinstance(value, (list, tuple)) else [value]


def _agree(text: str, known: str) -> bool:
    one, other = parse_date(text), parse_date(known)
    if one is not None and other is not None:
        (first, last), (start, end) = one.stated_days(), other.stated_days()
        return first <= end and start <= last
    if "/" in text and "/" in known:
        return text == known
    one_name, other_name = squeeze(text.rpartition("/")[2]), squeeze(known.rpartition("/")[2])
    return bool(one_name) and (other_name.startswith(one_name) or one_name.startswith(other_name))
