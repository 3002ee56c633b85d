"""Say which identifiers that a write adds to an entity are on record at another one as well."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from chalicelib.domain.facts.facts import Fact
from chalicelib.domain.hints import Hint, HintCode
from chalicelib.domain.values.checks import quoted
from chalicelib.operations.entities.duplicates import holders_of
from chalicelib.operations.transactions.staging.changes import Staged
from chalicelib.operations.world import World
from chalicelib.store.records.index.indexed_names import Identity, identities_of, identity_of

MAX_LOOKS = 20  # of one write: each is a query


MAX_NAMED = 5  # entities in one sentence; the member `refs` has all


class NewIdentifier(NamedTuple):
    """An identifier that a write adds to an entity, and its pointer in the body."""

    staged: Staged
    identity: Identity
    pointer: str


def identifiers_elsewhere(world: World, staged: Sequence[Staged]) -> list[Hint]:
    """Return a hint for each new identifier, address or digest that another live entity of the kind has too.

    One query for each identifier that is new to its entity, in parallel, for the first 20; none if there are none.
    """
    new = [each for one in staged for each in _new_identifiers(one)][:MAX_LOOKS]
    looked = [(each.staged.entity.view, each.identity) for each in new]
    found = holders_of(world, [(view, identity) for view, identity in looked if view is not None])
    return [_hint(each, refs) for each, refs in zip(new, found, strict=True) if refs]


def _hint(new: NewIdentifier, refs: Sequence[str]) -> Hint:
    ref = new.staged.entity.ref
    others = ", ".join(refs[:MAX_NAMED]) + (" and others" if len(refs) > MAX_NAMED else "")
    detail = (
        f"{_beginning(new.identity)}{others} as well. If {ref} is the same, merge the two; if the identifier is wrong "
        "here, retract this fact."
    )
    return Hint(new.pointer, HintCode.IDENTIFIER_ELSEWHERE, detail, refs=tuple(refs))


def _beginning(identity: Identity) -> str:
    scheme, key = identity
    return f"The {scheme} {quoted(key)} is on record at "


def is_about(detail: str, identity: Identity) -> bool:
    """Return whether the text of such a hint is about an identifier."""
    return detail.startswith(_beginning(identity))


def _new_identifiers(staged: Staged) -> Iterator[NewIdentifier]:
    """Yield the identifiers that the view shows and that no standing fact gave the entity before."""
    entity = staged.entity
    if entity.view is None or not staged.pointers:
        return
    own = [fact for fact in entity.facts.values() if fact.affirms and identity_of(fact)]
    known = {identity_of(fact) for fact in own if fact.id not in staged.pointers and _stands(fact)}
    shown = identities_of(entity.view.flat)
    for fact in own:
        identity = identity_of(fact)
        if identity is not None and fact.id in staged.pointers and identity in shown.keys() - known:
            known.add(identity)
            yield NewIdentifier(staged, identity, staged.pointers[fact.id])


def _stands(fact: Fact) -> bool:
    return fact.standing(None).stands
