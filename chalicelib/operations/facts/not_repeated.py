"""The facts of a superseded source that its newer edition did not repeat, and that nobody has decided on."""

from typing import TYPE_CHECKING, NamedTuple

from chalicelib.domain.facts.decisions import Rank
from chalicelib.domain.values import Ref
from chalicelib.operations.facts.facts import facts
from chalicelib.operations.facts.facts_query import FactsQuery
from chalicelib.operations.world import Moment, World

if TYPE_CHECKING:
    from chalicelib.operations.facts.answer_types import UnrepeatedJson

MAX_UNREPEATED = 100


class Unrepeated(NamedTuple):
    """The facts, and the cursor of the list of all standing facts of the source, from where more follow."""

    items: "list[UnrepeatedJson]"
    next: str | None = None


def not_repeated(world: World, *, superseded: Ref, moment: Moment) -> Unrepeated:
    """Return the facts of a superseded source that no fact replaces and that are neither retracted nor deprecated.

    Three calls, as of every list of a source, and one more if few of its rows match. Facts about the source itself are
    left out.
    """
    question = FactsQuery(source=superseded, moment=moment, standing=True)
    listed = facts(world, question=question, limit=MAX_UNREPEATED)
    left = (each for each in listed.items if each["entity"] != str(superseded))
    items: list[UnrepeatedJson] = [
        {"id": each["id"], "entity": each["entity"], "property": each["property"], "value": each["value"]}
        for each in left
        if each["rank"] != Rank.DEPRECATED
    ]
    return Unrepeated(items, listed.next)
