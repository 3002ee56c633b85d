"""Sources that supersede each other, and corrections of the time for which a fact holds."""

from chalicelib.domain.resolving.entity_context import entity_context
from chalicelib.domain.resolving.read_time import Moment
from chalicelib.domain.resolving.resolution import REPLACED, resolve
from chalicelib.domain.resolving.rules import LASTING
from tests.domain.builders import NOW, a_fact, fixed, rejections, usd


def test_of_two_sources_that_claim_to_supersede_each_other_neither_does() -> None:
    one = a_fact(usd("5"), source="source/one", supersedes=("source/two",))
    two = a_fact(usd("6"), source="source/two", supersedes=("source/one",))

    reading = fixed(one, two)

    assert REPLACED not in rejections(reading).values()
    assert reading.is_disputed


def test_a_corrected_start_replaces_the_wrong_one_before_it_as_well() -> None:
    wrong = a_fact(usd("5"), valid="2024")
    right = a_fact(usd("5"), valid="2025", source="source/right", replaces=(wrong.id,))
    moment = Moment(valid_at="2024-06-01T00:00:00.000Z")

    reading = resolve([wrong, right], LASTING, moment=moment, now=NOW, context=entity_context([wrong, right], moment))

    assert reading.chosen is None
    assert rejections(reading)[wrong.id] == REPLACED
