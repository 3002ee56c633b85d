"""Reading rules: how the slots of a property are parted and read, from its declaration."""

from functools import lru_cache

from chalicelib.domain.resolving.reading_slots import SlotShape
from chalicelib.domain.resolving.rules import SlotRules
from chalicelib.domain.values import Code, QuantityType, UrlType
from chalicelib.kinds.declaration import Kind, Property, Shape

MAX_KEPT = 4_096  # more than there are properties of kinds and event types


@lru_cache(maxsize=MAX_KEPT)
def slot_rules(kind: Kind, declared: Property) -> SlotRules:
    """Return the rules by which a slot of the property is read. Amounts of events settle, their status is staged.

    A series has a value for each day, so it is staged too: the value of a day never disputes that of the day before.
    """
    is_of_event = bool(kind.types)
    return SlotRules(
        lasting=declared.lasting,
        label=declared.label or isinstance(declared.type, UrlType),
        staged=declared.series or (is_of_event and declared.name == "status"),
        settles=is_of_event and isinstance(declared.type, QuantityType),
    )


@lru_cache(maxsize=MAX_KEPT)
def slot_shape(declared: Property) -> SlotShape:
    """Return what parts the slots of the property."""
    return SlotShape(
        comparable=tuple(sorted(each.name for each in declared.qualifiers if each.comparable)),
        many=declared.shape is Shape.MANY,
        amounts=isinstance(declared.type, QuantityType),
        defaults=tuple(
            (each.name, Code(each.default)) for each in declared.qualifiers if each.comparable and each.default
        ),
        windows=declared.windows,
        starts_at_zero=tuple(each.name for each in declared.qualifiers if each.comparable and each.starts_at_zero),
        spelling_key=declared.spelling_key,
    )
