"""Every code that a problem can have: its class, and its explanation."""

from collections.abc import Mapping

from chalicelib.api import transport
from chalicelib.domain import errors, explanations, outages
from chalicelib.domain.errors import Refusal
from chalicelib.domain.explanations import Explanation

EVERY_ONE: tuple[Explanation, ...] = (*explanations.EVERY_ONE, *transport.EXPLAINED)
EXPLANATIONS: Mapping[str, Explanation] = {each.example.code: each for each in EVERY_ONE}
CODES: Mapping[str, type[Refusal]] = {
    each.code: each
    for each in (*vars(errors).values(), *vars(outages).values(), *transport.ANYWHERE)
    if isinstance(each, type) and issubclass(each, Refusal) and each is not Refusal
}
