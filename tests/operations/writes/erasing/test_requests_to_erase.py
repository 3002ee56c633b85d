"""Requests to erase: refusals, dry runs, other facts that are named, and calls."""

from dataclasses import replace

import pytest

from chalicelib.domain.erasure_errors import AlreadyErased, Erased
from chalicelib.domain.errors import NotFound, Stale
from chalicelib.domain.facts.fact_tokens import CONTENT_CHARS
from chalicelib.operations.world import RequestContext, World
from chalicelib.operations.writes.deciding.erase import erase
from chalicelib.operations.writes.ending.merge import merge
from chalicelib.operations.writes.ending.retire import retire
from chalicelib.operations.writes.record import record
from chalicelib.store import keys
from chalicelib.store.metered import MeteredTable
from chalicelib.store.records.entity_rows import fact_row, read_fact_row
from chalicelib.store.rows import Delete, Put
from tests.operations.builders import (
    CALLER,
    EVIDENCE,
    a_company,
    a_fact,
    fact_ids,
    on,
    ref,
    say,
    state,
    view,
)
from tests.operations.writes.erasing.erasures import (
    NAME,
    REF,
    TRACES,
    WHY,
    a_remark,
    assert_sound,
    stage,
    take,
    traces_of,
)


def test_the_same_statement_is_not_recorded_again(small: World) -> None:
    body = a_fact(REF, "description", f"The firm of {NAME}.")
    (name,) = state(small, body)
    take(small, name)
    again = {**body, "evidence": {**EVIDENCE, "quote": "in other words"}}
    with pytest.raises(Erased) as refused:
        record(RequestContext(small, CALLER), facts=[again])
    assert [(each.pointer, each.code) for each in refused.value.faults] == [("/facts/0", "erased")]
    assert refused.value.context["fact"] == name
    assert refused.value.context["erasure"]["reason"] == WHY


def test_what_is_erased_cannot_be_erased_again(small: World) -> None:
    name = a_remark(small)
    take(small, name)
    with pytest.raises(AlreadyErased, match="nothing left to erase"):
        take(small, name)


@pytest.mark.parametrize("name", ["company~deepseek~country~0123", "nonsense", "company~nobody~country~0123"])
def test_what_is_not_on_record_cannot_be_erased(small: World, name: str) -> None:
    with pytest.raises(NotFound):
        take(small, name)


def test_an_erasure_can_require_the_revision_that_was_read(small: World) -> None:
    name = a_remark(small)
    with pytest.raises(Stale):
        take(small, name, if_match=(1,))
    take(small, name, if_match=(view(small, REF)["revision"],))


def test_a_dry_run_lists_every_row_without_the_words_and_writes_nothing(staged: World) -> None:
    a_company(staged, "acme", name=NAME)
    say(staged, "company/acme", name="Acme", country="CN")
    before = traces_of(staged)
    (name,) = fact_ids(staged, "company/acme", "name")[:1]
    answer = erase(RequestContext(staged, CALLER).rehearsed(), fact_id=name, reason=WHY).body
    assert traces_of(staged) == before
    assert not answer["complete"]
    assert not any(trace in str(answer["rows"]).lower() for trace in TRACES)
    assert {"fact", "view", "revision", "list_entry", "word"} <= {row["row"] for row in answer["rows"]}
    assert {row["action"] for row in answer["rows"] if row["key"].endswith("[erased]")} == {"delete"}
    done = take(staged, name)
    assert done["touched"] == answer["touched"]


def test_other_facts_that_hold_the_words_are_named(small: World) -> None:
    first, second = state(
        small,
        a_fact(REF, "description", f"The firm of {NAME}."),
        a_fact(
            REF, "remarks", {"text": "Small.", "language": "en"}, evidence={**EVIDENCE, "quote": f"The firm of {NAME}."}
        ),
    )
    assert take(small, first)["also_held_by"] == [second]


def test_an_erasure_reaches_what_is_retired(small: World) -> None:
    name = a_remark(small)
    revision = view(small, REF)["revision"]
    retire(RequestContext(small, CALLER), ref=ref(REF), reason="Out of scope.", if_match=(revision,))
    take(small, name)
    assert traces_of(small) == []
    assert_sound(small)


def test_the_copies_that_merges_made_are_named(small: World) -> None:
    a_company(small, "acme", description=f"The firm of {NAME}.")
    context = RequestContext(small, CALLER)
    merge(context, ref=ref("company/acme"), into=ref(REF), reason="The same.", if_match=(1,))
    (first,), (copy,) = (fact_ids(small, each, "description") for each in ("company/acme", REF))
    assert take(small, first)["also_held_by"] == [copy]
    assert take(small, copy)["also_held_by"] == []
    assert traces_of(small) == []
    assert_sound(small, REF, "company/acme")


def test_a_merge_copies_nothing_that_was_erased(small: World) -> None:
    a_company(small, "acme", description=f"The firm of {NAME}.")
    take(small, *fact_ids(small, "company/acme", "description"))
    merge(RequestContext(small, CALLER), ref=ref("company/acme"), into=ref(REF), reason="The same.", if_match=(2,))
    assert fact_ids(small, REF, "description") == []


def test_an_erasure_takes_few_calls(dynamo_world: World) -> None:
    stage(dynamo_world)
    name = a_remark(dynamo_world)
    metered = MeteredTable(dynamo_world.table)
    take(on(dynamo_world, metered), name)
    # The entity, its revisions, the past, the followers, the present, and the fact for the answer.
    assert metered.calls == 6


def test_a_statement_recorded_under_an_older_id_is_not_recorded_again(small: World) -> None:
    statement = a_fact(REF, "description", f"The firm of {NAME}.")
    (name,) = state(small, statement)
    row = small.table.get([keys.fact_key(name)])[keys.fact_key(name)]
    older = f"{name[:-CONTENT_CHARS]}{'0' * CONTENT_CHARS}"
    moved = replace(read_fact_row(row), id=older)
    small.table.commit([Delete(row.key), Put(fact_row(moved, series=False))])
    take(small, older)
    with pytest.raises(Erased):
        state(small, statement)
