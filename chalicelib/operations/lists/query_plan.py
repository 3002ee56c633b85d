"""Plans lists: the partitions and the range of keys to read, and the conditions to check on each row."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple, TypeAlias

from chalicelib.domain.name_normalization import fold
from chalicelib.domain.values import Code, Flag, Ref, RefType, Text, Value, When
from chalicelib.domain.values.comparing.matching import Operator
from chalicelib.kinds.declaration import Kind
from chalicelib.operations.lists.entry_filters import EntryCondition
from chalicelib.operations.lists.filters import DISPUTED, EXISTS, Condition
from chalicelib.operations.lists.origin_filters import OriginCondition
from chalicelib.store import keys
from chalicelib.store.keys import Range
from chalicelib.store.rows import Row

_FIRST_DAY, _LAST_DAY = "0000-01-01", "9999-12-31"


ViewCheck: TypeAlias = EntryCondition | OriginCondition
Check: TypeAlias = Condition | ViewCheck


@dataclass(frozen=True)
class Plan:
    """Where a list is read: partitions with sort keys of one form, and the range to read of each.

    `checks` are the conditions that no key answers exactly. `link` is the property by which rows must point at the
    entity of the partition. `is_narrowed` is true if many rows of the range may not fit, `fits_mostly` if most still
    should. `others` find the same list by other keys, in the same order. With `has_all_kinds` the range is of all
    kinds; the first of the two rows of an entity without a date is passed over.
    """

    partitions: tuple[str, ...]
    span: Range
    descending: bool
    checks: tuple[Check, ...] = ()
    link: str | None = None
    is_narrowed: bool = False
    fits_mostly: bool = False
    others: tuple["Plan", ...] = ()
    has_all_kinds: bool = False

    def passes_over(self, row: Row) -> bool:
        """Return whether a row is the first of two of one entity."""
        return self.has_all_kinds and keys.parse_link(keys.current_key(row.key)).order == keys.UNKNOWN_DAYS[0]


def plan_list(kind: Kind, conditions: Sequence[Condition], *, descending: bool) -> Plan:
    """Choose the best key for a list: an entity referred to, `disputed`, a code, or else all of the kind."""
    by_key = sorted(filter(_is_served, conditions), key=lambda c: _preference(kind, c))
    served = by_key[0] if by_key else None
    span = _order_range(kind, conditions, prefix="", descending=descending)
    checks = tuple(c for c in conditions if c is not served)
    narrowed = _is_narrowed(kind, checks)
    if served is None:
        return Plan((keys.listing(kind.name),), span, descending, checks, is_narrowed=narrowed)
    if isinstance(served.filter.type, RefType):
        span = _order_range(kind, conditions, prefix=keys.links_prefix(kind.name), descending=descending)
        partitions = tuple(keys.links(str(value)) for value in served.values if isinstance(value, Ref))
        return Plan(partitions, span, descending, checks, link=served.name, is_narrowed=narrowed)
    first, *others = [_plan_of_codes(kind, conditions, each, span, descending=descending) for each in by_key]
    return replace(first, others=tuple(others))


def _plan_of_codes(
    kind: Kind, conditions: Sequence[Condition], served: Condition, span: Range, *, descending: bool
) -> Plan:
    """Plan to read the lists of the codes that one of the conditions asks for."""
    codes = [_code_text(value) for value in served.values]
    partitions = tuple(keys.listing(kind.name, property_name=served.name, code=code) for code in codes)
    checks = tuple(c for c in conditions if c is not served)
    narrowing = [each for each in checks if not _is_range(kind, each)]
    fits_mostly = all(each.is_usual for each in narrowing)
    return Plan(partitions, span, descending, checks, is_narrowed=bool(narrowing), fits_mostly=fits_mostly)


def with_view_checks(plan: Plan, conditions: Sequence[ViewCheck]) -> Plan:
    """Return a plan that also checks the entries of properties that cards omit, and the origins of values."""
    if not conditions:
        return plan
    others = tuple(with_view_checks(each, conditions) for each in plan.others)
    return replace(plan, checks=(*plan.checks, *conditions), is_narrowed=True, fits_mostly=False, others=others)


def plan_timeline(kind: Kind, ref: Ref, conditions: Sequence[Condition], *, descending: bool) -> Plan:
    """Plan to read all entities of a kind that refer to an entity by any property."""
    span = _order_range(kind, conditions, prefix=keys.links_prefix(kind.name), descending=descending)
    checks = tuple(conditions)
    return Plan((keys.links(ref),), span, descending, checks, is_narrowed=_is_narrowed(kind, checks))


def plan_all(kind: Kind, conditions: Sequence[Condition], *, descending: bool) -> Plan:
    """Plan to read all entities of a kind: no key says what an entity would show at another moment."""
    span = _order_range(kind, (), prefix="", descending=descending)
    return Plan((keys.listing(kind.name),), span, descending, tuple(conditions))


def plan_all_linked(kind: Kind, ref: Ref, conditions: Sequence[Condition], *, descending: bool) -> Plan:
    """Plan to read all entities of a kind that refer to an entity, at any date."""
    span = _order_range(kind, (), prefix=keys.links_prefix(kind.name), descending=descending)
    return Plan((keys.links(ref),), span, descending, tuple(conditions))


def plan_referrers(ref: Ref) -> Plan:
    """Plan to read all entities of all kinds that refer to an entity by any property, kind by kind."""
    return Plan((keys.links(ref),), keys.between(""), descending=False, has_all_kinds=True)


def _is_served(condition: Condition) -> bool:
    """Return whether a key answers the condition exactly; of `disputed`, only true has a key."""
    if condition.name == DISPUTED:
        return condition.values == (Flag(flag=True),)
    return condition.filter.has_key and condition.is_equality and not any(map(_is_words, condition.values))


def _is_words(value: Value) -> bool:
    return not isinstance(value, Code | Flag | Ref)


class _KeyPreference(NamedTuple):
    """How well a key serves a list, best first: by type, number of values, and order of declaration."""

    sort: int
    values: int
    place: int


def _preference(kind: Kind, condition: Condition) -> _KeyPreference:
    """Prefer the key with probably the fewest rows: few entities refer to one, many share a code, most a usual one."""
    sort = 0 if isinstance(condition.filter.type, RefType) else 1 if condition.name == DISPUTED else 2
    if isinstance(condition.values[0], Flag):
        sort = 3
    if condition.is_usual:
        sort = 4
    names = [each.name for each in kind.all_properties()]
    place = names.index(condition.name) if condition.name in names else len(names)
    return _KeyPreference(sort, len(condition.values), place)


def _code_text(value: Value) -> str:
    return str(value.json()).lower() if isinstance(value, Flag) else str(value.json())


def _is_narrowed(kind: Kind, checks: Sequence[Condition]) -> bool:
    """Return whether many rows of the range may not fit the checks."""
    return not all(_is_range(kind, each) for each in checks)


def _is_range(kind: Kind, condition: Condition) -> bool:
    """Return whether the range of the order answers a condition, except for dates with an open start."""
    is_dated = kind.order != kind.label
    return is_dated and condition.name == kind.order and condition.operator in _BOUNDS and len(condition.values) == 1


_BOUNDS = (Operator.GT, Operator.GTE, Operator.LT, Operator.LTE)


def _order_range(kind: Kind, conditions: Sequence[Condition], *, prefix: str, descending: bool) -> Range:
    ordering = [c for c in conditions if c.name == kind.order and c.operator not in (Operator.NE, EXISTS)]
    ranges = [_condition_range(c, prefix) for c in ordering if len(c.values) == 1]
    if kind.order == kind.label:
        whole = keys.between(prefix)
    elif ranges:  # entities without a date fit no condition on it
        whole = keys.between(prefix, at_least=_FIRST_DAY, at_most=_LAST_DAY)
    else:
        whole = keys.dated_range(prefix, newest_first=descending)
    return max(start for start, _ in [whole, *ranges]), min(end for _, end in [whole, *ranges])


def _condition_range(condition: Condition, prefix: str) -> Range:
    """Return a range of the order that contains everything that fits a condition."""
    (value,) = condition.values
    if isinstance(value, When):
        return _date_range(condition.operator, value, prefix)
    assert isinstance(value, Text)  # noqa: S101  for the type checker: orders are dates or names
    return _name_range(condition.operator, value, prefix)


def _date_range(operator: str, asked: When, prefix: str) -> Range:
    match operator:
        case Operator.GTE:
            return keys.between(prefix, at_least=asked.first_day)
        case Operator.GT:
            return keys.between(prefix, above=asked.last_day)
        case Operator.LTE:
            return keys.between(prefix, at_most=asked.last_day)
        case Operator.LT:
            return keys.between(prefix, below=asked.first_day)
    first = asked.first_day if asked.start is not None else _FIRST_DAY
    return keys.between(prefix, at_least=first, at_most=asked.last_day)


def _name_range(operator: str, asked: Text, prefix: str) -> Range:
    """Return a range with all names that fit; keys may sort a name after longer names that begin with it."""
    order = fold(asked.text)
    if operator in (Operator.GT, Operator.GTE):
        return keys.between(prefix, at_least=keys.order_bound(order))
    if operator in (Operator.LT, Operator.LTE):
        return keys.between(prefix, at_most=keys.order_bound(order.split(" ")[0]))
    bound = keys.order_bound(order)
    return keys.between(prefix, at_least=bound, at_most=bound)
