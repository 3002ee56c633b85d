"""Which facts of an entity a reader sees at a moment, wherever facts are listed."""

from chalicelib.domain.facts import Fact
from chalicelib.domain.resolving.presence import holds_at, was_in_print
from chalicelib.domain.resolving.read_time import Moment
from chalicelib.domain.values import Ref
from chalicelib.kinds import KINDS


def is_seen_at(fact: Fact, moment: Moment) -> bool:
    """Return whether a fact was on record, in print and, if its property is lasting, valid at a moment.

    A copy whose merge was reversed is seen only as it was before.
    """
    if not fact.was_recorded(moment.known_at) or not was_in_print(fact, moment):
        return False
    if fact.decisions and fact.was_closed_copy(moment.known_at):
        return False
    # Properties of event types are fixed, never lasting.
    declared = KINDS[Ref.of(fact.entity).kind].property(fact.content.property)
    lasting = declared is not None and declared.lasting
    return not lasting or moment.valid_at is None or holds_at(fact, moment.valid_at)
