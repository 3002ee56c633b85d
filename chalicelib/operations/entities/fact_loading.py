"""Loads one fact by its id, which contains its key."""

from chalicelib.domain.errors import NotFound
from chalicelib.domain.facts.facts import Fact
from chalicelib.domain.values import Ref
from chalicelib.kinds import KINDS
from chalicelib.operations.entities.loading import Entity
from chalicelib.operations.world import World
from chalicelib.store import keys
from chalicelib.store.records.entity_rows import read_fact_row


def find_fact(world: World, fact_id: str, *, consistent: bool = False) -> Fact:
    """Return a fact by its id: one call. Raises NotFound."""
    address = address_of(fact_id)
    key = keys.series_fact_key(fact_id) if is_of_series(address) else keys.fact_key(fact_id)
    rows = world.table.get([key], consistent=consistent)
    if key not in rows:
        raise _no_such_fact(fact_id)
    return read_fact_row(rows[key])


def address_of(fact_id: str) -> keys.FactAddress:
    """Parse the id of a fact. Raises NotFound if it is invalid."""
    address = keys.fact_address(fact_id)
    if address is None or Ref.of(address.ref).kind not in KINDS:
        raise _no_such_fact(fact_id)
    return address


def is_of_series(address: keys.FactAddress) -> bool:
    """Return whether a fact is stored in the partition of a series, outside that of its entity."""
    declared = KINDS[Ref.of(address.ref).kind].property(address.property)
    return declared is not None and declared.series


def own_fact(entity: Entity, fact_id: str) -> Fact:
    """Return a fact of a loaded entity. Raises NotFound."""
    fact = entity.facts.get(fact_id)
    if fact is None:
        raise _no_such_fact(fact_id)
    return fact


def _no_such_fact(fact_id: str) -> NotFound:
    return NotFound(f"There is no fact {fact_id[:300]!r}. Fact ids have the form <kind>~<slug>~<property>~<token>.")
