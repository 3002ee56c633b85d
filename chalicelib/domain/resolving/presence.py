"""Presence: step 1 of reading a slot, which leaves out facts not on record, in print and valid at the moment."""

from chalicelib.domain.facts.decisions import Rank, Standing
from chalicelib.domain.facts.facts import Fact
from chalicelib.domain.instants import BEGINNING, FOREVER, Instant
from chalicelib.domain.resolving.print_dates import in_print
from chalicelib.domain.resolving.read_time import Moment

RETRACTED, NOT_IN_PRINT = "retracted", "not yet in print"
NOT_VALID, DEPRECATED = "not valid then", "deprecated"


def absence(fact: Fact, standing: Standing, moment: Moment, *, lasting: bool) -> str | None:
    """Return why a fact is left out at a moment whose `valid_at` is filled in; None: it is not."""
    if not standing.stands:
        return RETRACTED
    if not was_in_print(fact, moment):
        return NOT_IN_PRINT
    if lasting and moment.valid_at is not None and not holds_at(fact, moment.valid_at):
        return NOT_VALID
    return DEPRECATED if standing.rank is Rank.DEPRECATED else None


def was_in_print(fact: Fact, moment: Moment) -> bool:
    """Return whether the source was certainly in print before the moment's bound."""
    return moment.published_before is None or in_print(fact) < moment.published_before


def holds_at(fact: Fact, valid_at: Instant) -> bool:
    """Return whether a fact's `valid` covers the instant. No `valid` means always; a plain date means from then on."""
    first, last = lifetime(fact)
    return first <= valid_at <= last


def lifetime(fact: Fact) -> tuple[Instant, Instant]:
    """Return the first and the last instant at which the fact holds."""
    valid = fact.content.valid
    if valid is None:
        return BEGINNING, FOREVER
    return valid.earliest, valid.latest if valid.is_interval else FOREVER
