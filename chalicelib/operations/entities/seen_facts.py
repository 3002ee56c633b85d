"""Which facts of an entity a reader sees at a moment, wherever facts are listed."""

from typing import TYPE_CHECKING

from chalicelib.domain.facts.facts import Fact
from chalicelib.domain.resolving.presence import holds_at, was_in_print
from chalicelib.domain.resolving.read_time import Moment
from chalicelib.domain.values import Ref
from chalicelib.kinds import KINDS

if TYPE_CHECKING:
    from chalicelib.domain.answer_types import FactJson


def is_seen_at(fact: Fact, moment: Moment, *, standing: bool = False) -> bool:
    """Return whether a fact was on record, in print and, if its property is lasting, valid at a moment.

    A copy whose merge was reversed is seen only as it was before. With `standing`, a fact is seen only if it was
    neither retracted nor replaced by a fact in print.
    """
    if standing and not _stood_at(fact, moment):
        return False
    if not fact.was_recorded(moment.known_at) or not was_in_print(fact.as_known(moment.known_at), moment):
        return False
    if fact.decisions and fact.was_closed_copy(moment.known_at):
        return False
    # Properties of event types are fixed, never lasting.
    declared = KINDS[Ref.of(fact.entity).kind].property(fact.content.property)
    lasting = declared is not None and declared.lasting
    return not lasting or moment.valid_at is None or holds_at(fact, moment.valid_at)


def _stood_at(fact: Fact, moment: Moment) -> bool:
    replaced_by = fact.replaced_by(moment.known_at, published_before=moment.published_before)
    return not replaced_by and fact.standing(moment.known_at).stands


def show_at(fact: Fact, moment: Moment) -> "FactJson":
    """Return a fact as the API shows it at a moment."""
    return fact.json_value(known_at=moment.known_at, published_before=moment.published_before)
