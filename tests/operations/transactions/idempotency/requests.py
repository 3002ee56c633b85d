"""Every verb that writes, each as one request with an idempotency key, and the answers to it."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from chalicelib.operations.access.api_keys import create_key, list_keys, revoke_key
from chalicelib.operations.entities.loading import load_entity
from chalicelib.operations.world import IdempotentRequest, Recorded, RequestContext, StoredAnswer, World, Written
from chalicelib.operations.writes.create import create
from chalicelib.operations.writes.deciding.rank import rank
from chalicelib.operations.writes.deciding.reinstate import reinstate
from chalicelib.operations.writes.deciding.retract import retract
from chalicelib.operations.writes.ending.merge import merge
from chalicelib.operations.writes.ending.retire import retire
from chalicelib.operations.writes.patch import patch
from chalicelib.operations.writes.record import record
from chalicelib.store import keys
from tests.conftest import Clock
from tests.operations.builders import (
    CALLER,
    EVIDENCE,
    a_fact,
    ref,
    world_on,
)
from tests.operations.transactions.test_faults import FACTS, OTHER_PRICE, remark, stage, website
from tests.operations.transactions.test_faults import founded as misread

NOW = "2026-11-23T10:00:00.000Z"


SECRET = "a-secret-of-the-tests"


KEY_RECEIPT = keys.idempotency_key("k")


Verb = Callable[[World, IdempotentRequest | None], Any]


def with_key(asked: str = "this", *, digest: str = "k") -> IdempotentRequest:
    return IdempotentRequest(digest=digest, asked=asked)


def record_once(world: World, idempotency: IdempotentRequest | None, *facts: Any, atomic: bool = True) -> Recorded:
    return record(RequestContext(world, CALLER, idempotency), facts=list(facts), atomic=atomic)


def patch_once(
    world: World, idempotency: IdempotentRequest | None, entity: str = "company/alibaba", **fields: Any
) -> Written:
    return patch(RequestContext(world, CALLER, idempotency), ref=ref(entity), body={"evidence": EVIDENCE, **fields})


def create_once(world: World, idempotency: IdempotentRequest | None, slug: str = "new") -> Written:
    body = {"slug": slug, "name": slug, "competes_with": ["company/ali-baba"], "evidence": EVIDENCE}
    return create(
        RequestContext(world, CALLER, idempotency), kind=load_entity(world, "company/alibaba").kind, body=body
    )


def rank_once(world: World, idempotency: IdempotentRequest | None, fact_id: str, wanted: str = "preferred") -> Any:
    return rank(RequestContext(world, CALLER, idempotency), fact_id=fact_id, rank=wanted, reason="Asked.")


def revoke_once(world: World, idempotency: IdempotentRequest | None) -> Any:
    return revoke_key(world, key_id=list_keys(world)[0]["id"], idempotency=idempotency)


def create_key_once(world: World, idempotency: IdempotentRequest | None) -> StoredAnswer:
    secret, record = create_key(world, name="the desk", scopes=["read"], secret="mine", idempotency=idempotency)
    return StoredAnswer(record, is_replay=not secret)


def merge_once(world: World, idempotency: IdempotentRequest | None) -> Any:
    return merge(
        RequestContext(world, CALLER, idempotency),
        ref=ref("company/ali-baba"),
        into=ref("company/alibaba"),
        reason="The same.",
    )


VERBS: dict[str, Verb] = {
    "create": create_once,
    "patch": lambda w, o: patch_once(w, o, founded="1999", remarks=[{"value": remark("Large.")}]),
    "patch with what is known": lambda w, o: patch_once(w, o, country="CN"),
    "record together": lambda w, o: record_once(w, o, *FACTS),
    "record what is known in part": lambda w, o: record_once(
        w, o, a_fact("company/alibaba", "country", "CN"), FACTS[1]
    ),
    "record apart": lambda w, o: record_once(w, o, *FACTS, atomic=False),
    "record a price": lambda w, o: record_once(w, o, a_fact("instrument/nvda", "price", **OTHER_PRICE)),
    "retract": lambda w, o: retract(RequestContext(w, CALLER, o), fact_id=website(w), reason="Misread."),
    "reinstate": lambda w, o: reinstate(RequestContext(w, CALLER, o), fact_id=misread(w), reason="It does say so."),
    "rank": lambda w, o: rank_once(w, o, website(w)),
    "rank as it is": lambda w, o: rank_once(w, o, website(w), "normal"),
    "retire": lambda w, o: retire(RequestContext(w, CALLER, o), ref=ref("company/ali-baba"), reason="The same."),
    "merge": merge_once,
    "create a key": create_key_once,
    "revoke a key": revoke_once,
}


def staged_on(table: Any) -> World:
    """The stage, in a world whose clock does not move: instants depend on revisions only."""
    world = replace(world_on(table, Clock()), now=lambda: NOW)
    stage(world)
    create_key(world, name="the first", scopes=["read"], secret=SECRET)
    return world


def serialized(answer: Any) -> str:
    """Write an answer as it goes out, the order of its members included."""
    if isinstance(answer, Written):
        return json.dumps([answer.created, answer.revision, answer.view])
    if isinstance(answer, Recorded):
        return json.dumps([answer.created, answer.facts, answer.outcomes], default=repr)
    if isinstance(answer, StoredAnswer):
        return json.dumps(answer.body)
    return json.dumps(answer.fact)
