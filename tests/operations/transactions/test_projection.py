"""The rows by which entities are found: lists, links, words, external ids, open conflicts, the hour of a change."""

from itertools import pairwise
from typing import Any

import pytest

from chalicelib.kinds import KINDS
from chalicelib.operations.entities.conflicts import conflicts
from chalicelib.operations.entities.history import history
from chalicelib.operations.lists.listing import listing
from chalicelib.operations.lists.timeline import timeline
from chalicelib.operations.world import Moment, RequestContext, World
from chalicelib.operations.writes.deciding.rank import rank
from chalicelib.operations.writes.deciding.retract import retract
from chalicelib.operations.writes.ending.retire import retire
from chalicelib.store import keys
from chalicelib.store.rows import Row
from tests.operations.builders import (
    CALLER,
    a_company,
    a_model,
    a_source,
    an_event,
    fact_ids,
    new,
    pages,
    ref,
    refs_of,
    said_by,
    say,
    view,
)
from tests.store import parsing

DEEPSEEK = ref("company/deepseek")
UNKNOWN = {"missing": "unknown"}


def party(slug: str = "deepseek", role: str = "developer") -> dict[str, str]:
    return {"value": f"company/{slug}", "role": role}


def rows(world: World, pk: str, index: str | None = None) -> list[Row]:
    return world.table.query(index, pk).rows


def refs_in(world: World, kind: str, **code: str) -> list[str]:
    """List the refs in a list of a kind by code, in order."""
    (name, value), *_ = [*code.items(), (None, None)]
    return [keys.parse_listing(r.key).ref for r in rows(world, keys.listing(kind, property_name=name, code=value))]


def test_a_list_shows_cards_in_the_order_of_names(world: World) -> None:
    a_source(world)
    for slug, name in (("z", "Éclair"), ("y", "deepseek"), ("x", "Zhipu")):
        a_company(world, slug, name=name)
    items = listing(world, kind=KINDS["company"], limit=10).items
    assert [item["name"] for item in items] == ["deepseek", "Éclair", "Zhipu"]


def test_dated_kinds_are_listed_newest_first_and_unknown_dates_last_whichever_way(world: World) -> None:
    a_source(world)
    dates = {"a": "2025-01-26", "b": UNKNOWN, "c": "2024", "d": "2025-02~", "e": "../2023"}
    for slug, date in dates.items():
        an_event(world, slug, date=date)
    newest = [item["slug"] for item in listing(world, kind=KINDS["event"], limit=10).items]
    oldest = [item["slug"] for item in listing(world, kind=KINDS["event"], limit=10, descending=False).items]
    assert newest == ["d", "a", "c", "e", "b"]
    assert oldest == ["e", "c", "a", "d", "b"]


@pytest.mark.parametrize("descending", [True, False])
@pytest.mark.parametrize("limit", [1, 2, 3, 7])
def test_the_pages_together_are_the_whole_list_each_once(world: World, descending: bool, limit: int) -> None:
    a_source(world)
    for n in range(7):
        an_event(world, f"e{n}", date=UNKNOWN if n % 3 == 0 else f"2025-01-0{n}")
    asked = list(pages(listing, world=world, kind=KINDS["event"], limit=limit, descending=descending))
    seen = [name for page in asked for name in refs_of(page)]
    assert sorted(seen) == [f"event/e{n}" for n in range(7)]
    assert all(len(page.items) <= limit for page in asked)


def test_a_timeline_is_of_events_alone_each_once_in_pages(world: World) -> None:
    a_source(world)
    a_company(world)
    a_model(world, developer=["company/deepseek"])
    for n in range(5):
        an_event(world, f"e{n}", date=f"2025-01-0{n + 1}", participants=[party(), party(role="subject")])
    for newest_first in (True, False):
        asked = pages(timeline, world=world, ref=DEEPSEEK, limit=2, newest_first=newest_first)
        seen = [name for page in asked for name in refs_of(page)]
        assert seen == sorted((f"event/e{n}" for n in range(5)), reverse=newest_first)


def test_a_timeline_says_how_each_event_points_here(world: World) -> None:
    a_source(world)
    a_company(world)
    an_event(world, participants=[party(), party(role="subject")])
    (item,) = timeline(world, ref=DEEPSEEK, limit=10).items
    assert item["links"] == [
        {"property": "participants", "role": "developer"},
        {"property": "participants", "role": "subject"},
    ]
    assert item["title"] == "The launch"


def test_what_wide_properties_and_qualifiers_point_at_has_no_card(world: World) -> None:
    a_source(world)
    a_company(world)
    an_event(
        world,
        remarks=[{"value": {"text": "Long awaited.", "language": "en"}, "topic": "mood", "about": "company/deepseek"}],
    )
    (row,) = rows(world, keys.links(DEEPSEEK))
    assert row.body == {"links": [{"property": "remarks", "as": "about"}]}
    assert timeline(world, ref=DEEPSEEK, limit=10).items == []


def test_filterable_codes_have_lists_of_their_own(world: World) -> None:
    a_source(world)
    a_company(world, country="CN", organisation_type="lab")
    a_company(world, "openai", country="US", organisation_type="lab")
    a_company(world, "silent", country=UNKNOWN)
    assert refs_in(world, "company", country="CN") == ["company/deepseek"]
    assert refs_in(world, "company", organisation_type="lab") == ["company/deepseek", "company/openai"]
    an_event(world, status="completed")
    assert refs_in(world, "event", type="release") == refs_in(world, "event", status="completed") == ["event/launch"]


def test_flags_are_found_as_true_and_false(world: World) -> None:
    a_source(world)
    a_model(world, "open", released="2025", open_weights=True)
    a_model(world, "closed", released="2025", open_weights=False)
    assert refs_in(world, "model", open_weights="true") == ["model/open"]
    assert refs_in(world, "model", open_weights="false") == ["model/closed"]


def test_a_row_whose_code_changes_is_kept_with_the_time_it_stood(world: World) -> None:
    a_source(world)
    created = a_company(world, organisation_type={"value": "lab", "valid": "2023"}).view["created_at"]
    changed = say(world, "company/deepseek", organisation_type={"value": "company", "valid": "2025"}).view["updated_at"]
    assert refs_in(world, "company", organisation_type="lab") == []
    assert refs_in(world, "company", organisation_type="company") == ["company/deepseek"]
    lab = keys.listing("company", property_name="organisation_type", code="lab")
    (historical,) = rows(world, keys.historical_partition(lab))
    assert (historical.body["since"], historical.body["until"]) == (created, changed)
    assert keys.parse_historical(historical.key)[0].pk == lab
    (now,) = rows(world, keys.listing("company", property_name="organisation_type", code="company"))
    assert now.body["since"] == changed


def test_a_row_that_comes_back_is_young_again_and_closes_beside_the_first(world: World) -> None:
    a_source(world)
    a_source(world, "other")
    a_company(world)
    an_event(world, participants=[party()])
    say(world, "event/launch", date="2025-01-25", evidence=said_by("other", basis="record_of_truth"))
    (right,) = fact_ids(world, "event/launch", "date")[1:]
    back = retract(RequestContext(world, CALLER), fact_id=right, reason="Misread.").fact["retracted_at"]
    (link,) = rows(world, keys.links(DEEPSEEK))
    assert (keys.parse_link(link.key).order, link.body["since"]) == ("2025-01-26", back)
    assert len(rows(world, keys.historical_partition(keys.links(DEEPSEEK)))) == 2
    retire(RequestContext(world, CALLER), ref=ref("event/launch"), reason="Never happened.")
    historical = rows(world, keys.historical_partition(keys.links(DEEPSEEK)))
    spans = sorted((row.body["since"], row.body["until"]) for row in historical)
    assert len(spans) == 3
    assert all(first[1] == second[0] for first, second in pairwise(spans))


def test_an_event_that_gets_its_date_leaves_both_ends_of_the_list(world: World) -> None:
    a_source(world)
    a_source(world, "other")
    a_company(world)
    an_event(world, date=UNKNOWN, participants=[party()])
    assert len(rows(world, keys.links(DEEPSEEK))) == 2
    say(world, "event/launch", date="2025-01-26", evidence=said_by("other"))
    assert [keys.parse_link(row.key).order for row in rows(world, keys.links(DEEPSEEK))] == ["2025-01-26"]
    assert len(rows(world, keys.historical_partition(keys.links(DEEPSEEK)))) == 2


def test_a_retired_entity_has_only_historical_rows(world: World) -> None:
    a_source(world)
    a_company(world)
    an_event(
        world,
        participants=[party()],
        identifiers=[{"value": "https://example.org/launch", "scheme": "url"}],
    )
    retire(RequestContext(world, CALLER), ref=ref("event/launch"), reason="Never happened.")
    assert rows(world, keys.listing("event")) == rows(world, keys.links(DEEPSEEK)) == []
    assert rows(world, keys.words_beginning("launch")) == []
    assert rows(world, keys.identifiers("url", "https://example.org/launch")) == []
    assert len(rows(world, keys.historical_partition(keys.listing("event")))) == 1
    assert len(rows(world, keys.historical_partition(keys.links(DEEPSEEK)))) == 1


def test_every_word_of_every_name_is_found_by_both_ends(world: World) -> None:
    a_source(world)
    a_company(world, "ali", name="Alibaba Group", aliases=["Ali-Baba", "阿里巴巴集团"])
    names = {keys.parse_word(row.key).word: row.body["name"] for row in rows(world, keys.words_beginning("alibaba"))}
    assert names["ali"] == "Ali-Baba"
    assert names["alibaba"] in ("Ali-Baba", "Alibaba Group")
    endings = {keys.parse_word(row.key).word: row.body for row in rows(world, keys.words_ending("group"), "gsi1")}
    assert (endings["group"]["label"], endings["group"]["ref"]) == ("Alibaba Group", "company/ali")
    assert rows(world, keys.words_beginning("阿里"))


def test_a_retracted_name_is_no_longer_found(world: World) -> None:
    a_source(world)
    a_company(world, aliases=["Deepsack"])
    (wrong,) = fact_ids(world, "company/deepseek", "aliases")
    retract(RequestContext(world, CALLER), fact_id=wrong, reason="Misread.")
    assert [keys.parse_word(row.key).word for row in rows(world, keys.words_beginning("de"))] == ["deepseek"]


def test_external_ids_lead_to_their_entity(world: World) -> None:
    a_source(world)
    new(world, "instrument", "baba", name="Alibaba", identifiers=[{"value": "US01609W1027", "scheme": "isin"}])
    (row,) = rows(world, keys.identifiers("isin", "US01609W1027"))
    assert row.body["ref"] == "instrument/baba"


@pytest.mark.parametrize(
    "entry",
    [
        {"value": {"missing": "unknown"}, "scheme": "isin"},
        {"value": "US01609W1027", "scheme": {"missing": "unknown"}},
        {"value": {"missing": "none"}, "scheme": {"missing": "none"}},
        {"value": "US01609W1027", "scheme": {"missing": "unknown"}, "valid": "2020/.."},
    ],
)
def test_an_external_id_of_which_a_part_is_not_known_leads_nowhere(world: World, entry: dict[str, Any]) -> None:
    a_source(world)
    new(world, "instrument", "baba", name="Alibaba", identifiers=[entry])
    assert view(world, "instrument/baba")["identifiers"] == [entry]
    assert rows(world, keys.identifiers("isin", "US01609W1027")) == []


def test_an_ended_external_id_of_an_unknown_scheme_leads_nowhere(world: World) -> None:
    a_source(world)
    ended = {"value": "US01609W1027", "scheme": {"missing": "unknown"}, "valid": "2019/2020"}
    new(world, "instrument", "baba", name="Alibaba", identifiers=[ended])
    assert (
        rows(world, keys.identifiers("isin", "US01609W1027")) == rows(world, keys.identifiers("", "US01609W1027")) == []
    )


def disputed(world: World) -> None:
    a_source(world)
    a_source(world, "other")
    a_company(world, country="CN")
    say(world, "company/deepseek", country="SG", evidence=said_by("other"))


def test_an_open_conflict_is_listed_under_its_property_its_kind_and_all(world: World) -> None:
    disputed(world)
    (row,) = rows(world, keys.conflicts("company", "country"))
    assert rows(world, keys.conflicts_of("company"), "gsi2") == rows(world, keys.all_conflicts(), "gsi3") == [row]
    assert {side["value"] for side in row.body["sides"]} == {"CN", "SG"}
    assert refs_in(world, "company", disputed="true") == ["company/deepseek"]


def test_a_settled_conflict_is_listed_with_its_entity_alone(world: World) -> None:
    disputed(world)
    (first, _) = fact_ids(world, "company/deepseek", "country")
    rank(RequestContext(world, CALLER), fact_id=first, rank="preferred", reason="The register says so.")
    assert rows(world, keys.conflicts("company", "country")) == []
    assert refs_in(world, "company", disputed="true") == []
    (found,) = conflicts(world, ref=DEEPSEEK).items
    assert (found["state"], found["shown"]) == ("settled", "CN")
    assert "token" not in found
    assert view(world, "company/deepseek")["disputed"] == []


def test_a_conflict_ends_with_the_retraction_of_a_side(world: World) -> None:
    disputed(world)
    (_, second) = fact_ids(world, "company/deepseek", "country")
    retract(RequestContext(world, CALLER), fact_id=second, reason="Misread.")
    assert rows(world, keys.all_conflicts(), "gsi3") == []
    assert conflicts(world, ref=DEEPSEEK).items == []


def test_the_stored_conflicts_are_those_of_a_fresh_reading(world: World) -> None:
    disputed(world)
    stored = conflicts(world, ref=DEEPSEEK).items
    at = view(world, "company/deepseek")["updated_at"]
    assert conflicts(world, ref=DEEPSEEK, moment=Moment(known_at=at)).items == stored


def test_a_view_that_time_will_change_is_indexed_by_the_instant_of_the_change(world: World) -> None:
    a_source(world)
    a_company(world, organisation_type={"value": "lab", "valid": "2024/2026-12"})
    (row,) = rows(world, keys.until_shard(0), keys.UNTIL)
    assert row.key == keys.view_key(DEEPSEEK)
    retire(RequestContext(world, CALLER), ref=DEEPSEEK, reason="Made up.")
    assert rows(world, keys.until_shard(0), keys.UNTIL) == []


def test_facts_are_found_by_source_value_and_speaker(world: World) -> None:
    a_source(world)
    a_company(world)
    a_model(world, developer=["company/deepseek"], evidence={**said_by("report"), "speaker": "company/deepseek"})
    (developer,) = fact_ids(world, "model/v3", "developer")
    by_value = [parsing.parse_fact(row.key) for row in rows(world, keys.value_facts(DEEPSEEK), keys.BY_VALUE)]
    by_speaker = [parsing.parse_fact(row.key) for row in rows(world, keys.speaker_facts(DEEPSEEK), keys.BY_SPEAKER)]
    by_source = [parsing.parse_fact(row.key) for row in rows(world, keys.source_facts("source/report"), keys.BY_SOURCE)]
    assert by_value == [developer]
    assert len(by_speaker) == 2
    assert {*by_speaker, *fact_ids(world, "company/deepseek", "name")} <= set(by_source)


@pytest.mark.parametrize("letter", ["x", "界", "🦙"])
def test_a_card_has_at_most_a_kilobyte(world: World, letter: str) -> None:
    a_source(world)
    a_company(world)
    fields: dict[str, Any] = {
        "title": letter * 300,
        "description": letter * 2000,
        "place": letter * 200,
        "participants": [party(role=role) for role in ("developer", "subject")],
        "venue": {"text": letter * 150},
        "cause": [{"text": f"{letter * 150}{n}"} for n in range(9)],
    }
    evidence = {"source": "source/report", "basis": "opinion", "certainty": "rumoured"}
    an_event(world, "e" * 80, **fields, evidence=evidence)
    (row,) = rows(world, keys.listing("event"))
    card = Row(row.key, row.body["card"])
    assert len(card.text.encode()) <= 1024
    assert {"ref", "kind", "type", "title", "date", "disputed"} <= card.body.keys()


def test_a_history_lists_the_changes_of_each_revision_newest_first(world: World) -> None:
    a_source(world)
    a_company(world)
    say(world, "company/deepseek", country="CN")
    (fact_id,) = fact_ids(world, "company/deepseek", "country")
    retract(RequestContext(world, CALLER), fact_id=fact_id, reason="Misread.")
    items = [item for page in pages(history, world=world, ref=DEEPSEEK, limit=1) for item in page.items]
    assert [(item["revision"], item["cause"], item["by"]) for item in items] == [
        (3, "retracted", "key_test"),
        (2, "recorded", "key_test"),
        (1, "created", "key_test"),
    ]
    assert items[1]["recorded"] == [fact_id]
    assert items[1]["changes"] == [{"property": "country", "before": None, "after": "CN"}]
    assert items[0]["decided"][0]["fact"] == fact_id
    assert items[0]["changes"] == [{"property": "country", "before": "CN", "after": None}]
