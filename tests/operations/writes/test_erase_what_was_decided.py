"""Erasing facts whose evidence was revised, that replace others, were copied by merges, or are former names."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from chalicelib.domain.erasure_errors import Erased
from chalicelib.domain.errors import Invalid
from chalicelib.domain.values import Text
from chalicelib.operations.entities.history import history
from chalicelib.operations.entities.loading import load_entity
from chalicelib.operations.facts.fact import fact as read_fact
from chalicelib.operations.search.lookup import lookup
from chalicelib.operations.search.search import search
from chalicelib.operations.upkeep.audit import audit
from chalicelib.operations.upkeep.entity_repair import repair
from chalicelib.operations.upkeep.table_repair import audit_all
from chalicelib.operations.world import IdempotentRequest, RequestContext, World
from chalicelib.operations.writes.batch import batch
from chalicelib.operations.writes.deciding.erase import erase
from chalicelib.operations.writes.deciding.revise_evidence import revise_evidence
from chalicelib.operations.writes.ending.erase_entity import erase_entity
from chalicelib.operations.writes.ending.merge import merge
from chalicelib.operations.writes.ending.reverse_merge import reverse_merge
from chalicelib.operations.writes.patch import patch
from chalicelib.operations.writes.record import record
from chalicelib.store.engines.sqlite import SqliteTable
from chalicelib.store.records.entity_rows import view_rows
from chalicelib.store.records.index.index_rows import project
from chalicelib.store.rows import Delete, Put
from tests.conftest import Clock
from tests.operations.builders import (
    CALLER,
    EVIDENCE,
    a_company,
    a_fact,
    a_source,
    fact_ids,
    new,
    ref,
    revisions,
    said_by,
    say,
    state,
    view,
    world_on,
)

REF, OTHER = "company/deepseek", "company/acme"
NAME = "Ottilie Quendel"
TRACES = ("quendel", "ottilie")
WHY = "The person asked for it."


class Stage:
    """A table in a file, in which every byte can be looked for."""

    def __init__(self, folder: Path, clock: Clock) -> None:
        self.folder, self.table = folder, SqliteTable(folder / "table.db")
        self.world = world_on(self.table, clock)
        a_source(self.world)
        a_source(self.world, "other")
        a_company(self.world)

    def traces(self, *texts: str) -> list[str]:
        """Return the texts that are anywhere in the files of the table."""
        self.table.flush()
        contents = b"".join(path.read_bytes() for path in sorted(self.folder.iterdir())).lower()
        packed = "".join(row.text for row in self.table.scan().rows).lower()
        return [each for each in texts or TRACES if each.lower().encode() in contents or each.lower() in packed]

    def assert_erased(self, *texts: str) -> None:
        """Check that no text is left, that the audit finds nothing, and that a repair changes nothing."""
        assert self.traces(*texts) == []
        assert [each.detail for each in audit_all(self.world, self.table)] == []
        for each in (REF, OTHER):
            if load_entity(self.world, each).view is not None:
                before = _lasting(self.world, each)
                repair(self.world, CALLER, ref=each)
                assert _lasting(self.world, each) == before
                assert audit(self.world, ref=each) == []
        assert self.traces(*texts) == []


def _lasting(world: World, name: str) -> Any:
    entity = load_entity(world, name)
    assert entity.view is not None
    return entity.facts, entity.view.flat, entity.view.conflicts, entity.view.held, entity.lifecycles


@pytest.fixture
def stage(tmp_path: Path, clock: Clock) -> Any:
    made = Stage(tmp_path, clock)
    yield made
    made.table.close()


def take(world: World, fact_id: str) -> dict[str, Any]:
    return erase(RequestContext(world, CALLER), fact_id=fact_id, reason=WHY).body


def once(world: World, digest: str) -> RequestContext:
    return RequestContext(world, CALLER, IdempotentRequest(digest, "asked"))


def revise(world: World, fact_id: str, **members: Any) -> None:
    revise_evidence(RequestContext(world, CALLER), fact_id=fact_id, members=members, reason=f"as {NAME} said")


def test_the_evidence_that_a_revision_replaced_is_erased_everywhere(stage: Stage) -> None:
    world = stage.world
    (name,) = state(world, a_fact(evidence={**EVIDENCE, "quote": f"says {NAME}", "via": f"blog of {NAME}"}))
    revise(world, name, quote=f"said {NAME} again", via=None, method=f"asked {NAME}")
    revise(world, name, quote="plain", method=None)
    take(world, name)
    stage.assert_erased()
    decided = [each for revision in history(world, ref=ref(REF), limit=9).items for each in revision["decided"]]
    revised = [each for each in decided if each["verdict"] == "revised"]
    assert [each["before"]["quote"] for each in revised] == ["[erased]", "[erased]"]
    assert revised[1]["after"]["quote"] == "[erased]"
    assert revised[1]["after"]["via"] is None


def test_a_receipt_that_only_reports_a_difference_loses_both_quotes(stage: Stage) -> None:
    world = stage.world
    (name,) = state(world, a_fact(evidence={**EVIDENCE, "quote": f"says {NAME}"}))
    sent = a_fact(evidence={**EVIDENCE, "quote": f"said {NAME}, a clerk"})
    differs = record(once(world, "differs"), facts=[sent])
    assert differs.facts[0]["evidence_differs"]
    record(once(world, "both"), facts=[sent, a_fact(property_name="founded", value="2023")])
    patch(once(world, "patched"), ref=ref(REF), body={"country": "CN", "evidence": sent["evidence"]})
    take(world, name)
    stage.assert_erased()
    again = record(once(world, "differs"), facts=[sent])
    assert again.is_replay
    assert again.facts[0]["evidence_sent"]["quote"] == "[erased]"


def test_a_receipt_of_several_entities_loses_what_it_reports_with_the_first(stage: Stage) -> None:
    world = stage.world
    a_company(world, "acme")
    text = f" The\u00a0firm of {NAME}. "
    facts = [a_fact(OTHER, "founded", "2001"), a_fact(REF, "description", text)]
    record(once(world, "new"), facts=facts)
    record(once(world, "again"), facts=facts)
    take(world, fact_ids(world, REF, "description")[0])
    stage.assert_erased()


@pytest.mark.parametrize("whole", [False, True])
def test_hints_in_receipts_quote_nothing_that_was_erased(stage: Stage, *, whole: bool) -> None:
    world = stage.world
    a_company(world, "acme", website="https://quendel.example/ottilie")
    patch(once(world, "same"), ref=ref(REF), body={"website": "https://quendel.example/ottilie", "evidence": EVIDENCE})
    parts = {"facts": [a_fact(REF, "website", "https://quendel.example/ottilie", evidence=said_by("other"))]}
    batch(once(world, "batch"), body=parts)
    for each in (REF, OTHER):
        for name in fact_ids(world, each, "website"):
            take(world, name)
    if whole:
        erase_entity(RequestContext(world, CALLER), ref=ref(OTHER), reason=WHY)
        assert stage.traces("company/acme", "company~acme") == []
    stage.assert_erased()


def test_a_fact_that_replaces_others_or_is_replaced_is_erased(stage: Stage) -> None:
    world = stage.world
    (first,) = state(world, a_fact(REF, "description", f"The firm of {NAME}."))
    evidence = said_by("other", replaces=[first], quote=f"no, says {NAME}")
    (second,) = state(world, a_fact(REF, "description", f"A lab of {NAME}.", evidence=evidence))
    (third,) = state(world, a_fact(REF, "description", "A lab.", evidence=said_by("other", replaces=[second])))
    assert read_fact(world, fact_id=first)["replaced_by"] == [second]
    take(world, second)
    assert stage.traces(f"a lab of {NAME}") == []
    assert read_fact(world, fact_id=first)["replaced_by"] == [second]
    assert read_fact(world, fact_id=second)["replaced_by"] == [third]
    assert view(world, REF)["description"] == "A lab."
    take(world, first)
    take(world, third)
    stage.assert_erased(*TRACES, "a lab.")


def test_an_erased_fact_is_neither_revised_nor_replaced(stage: Stage) -> None:
    world = stage.world
    (name,) = state(world, a_fact(REF, "description", f"The firm of {NAME}."))
    take(world, name)
    with pytest.raises(Erased) as refused:
        revise(world, name, quote="other", speaker="company/deepseek")
    assert [(each.pointer, each.code) for each in refused.value.faults] == [("", "erased")]
    with pytest.raises(Invalid) as replaced:
        state(world, a_fact(REF, "description", "A lab.", evidence={**EVIDENCE, "replaces": [name]}))
    assert [(each.pointer, each.code) for each in replaced.value.faults] == [
        ("/facts/0/evidence/replaces/0", "replaces_erased")
    ]
    again = a_fact(REF, "description", f"The firm of {NAME}.", evidence={**EVIDENCE, "quote": "better"})
    with pytest.raises(Erased):
        record(RequestContext(world, CALLER), facts=[again], replaces_evidence=True)
    stage.assert_erased()


def test_a_former_name_and_its_ticker_leave_no_trace(stage: Stage) -> None:
    world = stage.world
    a_company(world, "acme", name="Acme", valid="2011/..")
    then = world.now()
    say(world, OTHER, name=NAME, valid="2001/2010")
    say(world, OTHER, aliases=[{"value": "Ottilie and Sons", "valid": "2002/2004"}])
    say(world, OTHER, identifiers=[{"value": "XNAS:QUENDEL", "scheme": "ticker", "valid": "2003/2005"}])
    assert [each["ref"] for each in search(world, q=NAME, limit=5).items] == [OTHER]
    assert [each["ref"] for each in search(world, q="Quendel", limit=5).items] == [OTHER]
    say(world, OTHER, country="CN")
    (_, former) = fact_ids(world, OTHER, "name")
    for name in (former, *fact_ids(world, OTHER, "aliases"), *fact_ids(world, OTHER, "identifiers")):
        take(world, name)
    stage.assert_erased()
    assert search(world, q=NAME, limit=5).items == []
    assert lookup(world, scheme="ticker", value="XNAS:QUENDEL").items == []
    assert view(world, OTHER)["name"] == view(world, OTHER, known_at=then)["name"] == "Acme"
    assert view(world, OTHER, valid_at="2005-01-01")["name"] == {"erased": True}


def test_a_copy_of_a_merge_names_its_original_and_both_are_erased(stage: Stage) -> None:
    world = stage.world
    a_company(world, "acme")
    state(world, a_fact(OTHER, "description", f"The firm of {NAME}.", evidence={**EVIDENCE, "quote": f"so {NAME}"}))
    merge(RequestContext(world, CALLER), ref=ref(OTHER), into=ref(REF), reason="The same.")
    (copy,) = fact_ids(world, REF, "description")
    revise(world, copy, quote=f"{NAME} once more")
    (original,) = fact_ids(world, OTHER, "description")
    assert take(world, original)["also_held_by"] == [copy]
    reverse_merge(RequestContext(world, CALLER), ref=ref(OTHER), reason="Not the same.")
    assert take(world, copy)["also_held_by"] == []
    stage.assert_erased()
    merge(RequestContext(world, CALLER), ref=ref(OTHER), into=ref(REF), reason="The same after all.")
    assert "description" not in view(world, REF)
    stage.assert_erased()


def test_what_is_alike_at_entities_that_it_was_one_with_is_named(stage: Stage) -> None:
    world = stage.world
    a_company(world, "acme", founded="1901")
    merge(RequestContext(world, CALLER), ref=ref(OTHER), into=ref(REF), reason="The same.")
    (copy,), (original,) = fact_ids(world, REF, "founded"), fact_ids(world, OTHER, "founded")
    reverse_merge(RequestContext(world, CALLER), ref=ref(OTHER), reason="Not the same.")
    assert take(world, copy)["also_held_by"] == [original]
    assert take(world, original)["also_held_by"] == []
    stage.assert_erased("1901")


def test_a_row_that_erased_words_ended_is_no_longer_of_the_past(stage: Stage) -> None:
    world = stage.world
    a_company(world, "acme", name=NAME, website="https://zebra.example/")
    say(world, OTHER, website="https://aardvark.example/", evidence=said_by("other"))  # it is shown from then on
    take(world, fact_ids(world, OTHER, "website")[1])
    take(world, fact_ids(world, OTHER, "name")[0])
    stage.assert_erased(*TRACES, "aardvark")


def test_a_merge_copies_no_link_to_an_erased_fact(stage: Stage) -> None:
    world = stage.world
    a_company(world, "acme", description=f"The firm of {NAME}.")
    (wrong,) = fact_ids(world, OTHER, "description")
    state(world, a_fact(OTHER, "description", "A lab.", evidence={**EVIDENCE, "replaces": [wrong]}))
    take(world, wrong)
    merge(RequestContext(world, CALLER), ref=ref(OTHER), into=ref(REF), reason="The same.")
    (copy,) = fact_ids(world, REF, "description")
    assert "replaces" not in read_fact(world, fact_id=copy)["evidence"]
    stage.assert_erased()


def test_an_entity_with_revised_replaced_and_former_words_is_erased(stage: Stage) -> None:
    world = stage.world
    new(world, "company", "quendel-works", name="Ottilie's", valid="2011/..")
    quendel = "company/quendel-works"
    say(world, quendel, name=NAME, valid="2001/2010")
    (first,) = state(world, a_fact(quendel, "description", "Glass.", evidence={**EVIDENCE, "quote": "glassworks"}))
    revise(world, first, quote="the glassworks of hers")
    state(world, a_fact(quendel, "description", "Steel.", evidence={**EVIDENCE, "replaces": [first]}))
    sent = a_fact(quendel, "description", "Steel.", evidence={**EVIDENCE, "quote": "steelworks"})
    record(once(world, "differs"), facts=[sent])
    batch(once(world, "batch"), body={"facts": [a_fact(quendel, "founded", "1901"), a_fact(REF, "founded", "1902")]})
    merge(RequestContext(world, CALLER), ref=ref(quendel), into=ref(REF), reason="The same.")
    reverse_merge(RequestContext(world, CALLER), ref=ref(quendel), reason="Not the same.")
    for name, fact in load_entity(world, REF).facts.items():
        if fact.merged_before:
            take(world, name)
    erase_entity(RequestContext(world, CALLER), ref=ref(quendel), reason=WHY)
    stage.assert_erased("quendel", "ottilie", "glass", "steel")


def test_a_survivor_without_copies_is_erased_in_the_decision_of_the_merge(stage: Stage) -> None:
    world = stage.world
    a_company(world, "acme", name="Quendel")
    a_company(world, "quendel", aliases=["Quendel"])
    merge(RequestContext(world, CALLER), ref=ref(OTHER), into=ref("company/quendel"), reason="The same.")
    for name in fact_ids(world, OTHER, "name"):
        take(world, name)
    erase_entity(RequestContext(world, CALLER), ref=ref("company/quendel"), reason=WHY)
    assert stage.traces("quendel") == []
    assert [each.detail for each in audit_all(world, stage.table)] == []


def test_the_publisher_of_an_erased_source_is_gone_from_the_evidence_before_revisions(stage: Stage) -> None:
    world = stage.world
    a_source(world, "zebra")
    (name,) = state(world, a_fact(evidence=said_by("zebra")))
    say(world, "source/zebra", publisher={"text": "Quendel Press"})
    revise(world, name, quote="plain")
    assert revisions(world, REF)[-1].decided[0]["after"]["publisher"] == {"text": "Quendel Press"}
    erase_entity(RequestContext(world, CALLER), ref=ref("source/zebra"), reason=WHY)
    assert stage.traces("quendel press", "zebra") == []
    assert [each.detail for each in audit_all(world, stage.table)] == []


def lay_out_as_before(world: World, name: str, layout: int) -> None:
    """Store the rows of an entity as code of an older layout did."""
    view_now = load_entity(world, name).view
    assert view_now is not None
    former = tuple((each.scheme, each.text) for each in view_now.held if each.scheme) if layout == 4 else ()
    before = replace(view_now, layout=layout, held=(), former_identifiers=former)
    old, now = project(before), project(view_now)
    gone = [Delete(key) for key in now if key not in old]
    world.table.commit([*gone, *(Put(row) for row in (view_rows(before)[0], *old.values()))])


@pytest.mark.parametrize("layout", [1, 3, 4])
def test_a_former_identifier_in_the_rows_of_older_code_is_erased(stage: Stage, layout: int) -> None:
    world = stage.world
    a_company(world, "acme", aliases=[NAME])
    held = {"scheme": "github", "valid": "2003/2005"}
    say(world, OTHER, identifiers=[{"value": "quendel-works", **held}, {"value": "acme-works", **held}])
    lay_out_as_before(world, OTHER, layout)
    ids = fact_ids(world, OTHER, "identifiers")
    (name,) = (each for each in ids if load_entity(world, OTHER).facts[each].value == Text("quendel-works"))
    take(world, name)
    assert stage.traces("quendel-works") == []
    assert [each["ref"] for each in lookup(world, scheme="github", value="acme-works").items] == [OTHER]
    take(world, fact_ids(world, OTHER, "aliases")[0])
    stage.assert_erased()
