"""Every code that a problem can have: its class, and its explanation."""

from collections.abc import Mapping

from chalicelib.api.http import transport_refusals
from chalicelib.api.http.response.explanations import OF_FACTS, Explanation
from chalicelib.api.http.response.request_explanations import OF_REQUESTS
from chalicelib.domain import errors
from chalicelib.domain.errors import Refusal

EVERY_ONE: tuple[Explanation, ...] = (*OF_FACTS, *OF_REQUESTS, *transport_refusals.EXPLAINED)
EXPLANATIONS: Mapping[str, Explanation] = {each.example.code: each for each in EVERY_ONE}
CODES: Mapping[str, type[Refusal]] = {
    each.code: each
    for each in (*vars(errors).values(), *transport_refusals.ANYWHERE)
    if isinstance(each, type) and issubclass(each, Refusal) and each is not Refusal
}
