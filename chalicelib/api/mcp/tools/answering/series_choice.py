"""Chooses the property and the qualifiers of a series: the price by default, and faults that name what there is."""

from collections.abc import Iterator, Mapping, Sequence

from chalicelib.api.series.series import qualifiers_of
from chalicelib.domain.errors import Fault, Invalid
from chalicelib.domain.faults import Guesses, known_words, pointer, summed_up
from chalicelib.domain.values import Ref
from chalicelib.domain.values.checks import quoted, with_article
from chalicelib.kinds import KINDS
from chalicelib.kinds.declaration import Kind
from chalicelib.kinds.variants import with_series

PRICES = ("prices", "price")
_QUALIFIERS = {parameter: qualifier.name for parameter, qualifier in qualifiers_of(KINDS.values()).items()}
PARAMETERS = {parameter: ("qualifiers", name) for parameter, name in _QUALIFIERS.items()}
"""The argument for each parameter that is a qualifier of a series."""


def chosen_property(refs: Sequence[str], name: str | None) -> str:
    """Return the property that is asked for, or the price of these entities. Raises Invalid if they have none."""
    if name is not None:
        return name
    kinds = [KINDS[kind] for kind in dict.fromkeys(Ref.of(ref).kind for ref in refs)]
    prices = dict.fromkeys(_price_of(kind) for kind in kinds)
    if len(prices) == 1 and (price := next(iter(prices))) is not None:
        return price
    faults = tuple(_faults(kinds, several=None not in prices))
    raise Invalid(summed_up(faults), faults=faults)


def _price_of(kind: Kind) -> str | None:
    names = {each.name for each in with_series(kind)}
    return next((name for name in PRICES if name in names), None)


def _faults(kinds: Sequence[Kind], *, several: bool) -> Iterator[Fault]:
    if several:
        detail = "The refs have prices of different properties. Send `property`, or the refs of one kind."
        yield Fault("/property", "missing_field", detail)
    for kind in [] if several else [each for each in kinds if _price_of(each) is None]:
        names = ", ".join(each.name for each in with_series(kind))
        share = " For its share, send the instrument in `listed_as`." if kind.name == "company" else ""
        detail = f"{with_article(kind.name).capitalize()} has no price.{share} Send `property`, one of {names}."
        yield Fault("/property", "missing_field", detail)


def qualifier_query(qualifiers: Mapping[str, str]) -> dict[str, str]:
    """Return the parameters for qualifiers. Raises Invalid with a fault for each that no property has."""
    known = {name: parameter for parameter, name in _QUALIFIERS.items()}
    guesses = Guesses()
    faults = tuple(
        Fault(
            pointer("qualifiers", name),
            "unknown_field",
            f"There is no qualifier {quoted(name)}{known_words(name, known, guesses=guesses)}",
        )
        for name in qualifiers
        if name not in known
    )
    if faults:
        raise Invalid(summed_up(faults), faults=faults)
    return {known[name]: text for name, text in qualifiers.items()}
