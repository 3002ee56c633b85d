"""Loading seeds: through the front door, in an order that works, and a second time without effect."""

import json
from dataclasses import replace
from pathlib import Path
from time import process_time
from typing import Any

import pytest

from chalicelib.domain.errors import NotFound
from chalicelib.domain.values import Ref
from chalicelib.kinds import KINDS
from chalicelib.operations.entities.read import read
from chalicelib.operations.world import RequestContext, World
from chalicelib.operations.writes.create import create
from chalicelib.operations.writes.deciding.rank import rank
from chalicelib.operations.writes.deciding.retract import retract
from chalicelib.operations.writes.ending.retire import retire
from chalicelib.operations.writes.patch import patch
from chalicelib.seeds import BadSeed, Loaded, in_order, load, read_seeds
from tests.operations.transfer_worlds import import_all, pages_of
from tests.seeds.conftest import CALLER, SEEDS
from tests.unmeasured import unmeasured

EVIDENCE = {"source": "source/a-page", "basis": "third_party_report"}
SOURCE = {"title": "A page"}


def a_company(**fields: Any) -> dict[str, Any]:
    return {"name": "Acme", "evidence": EVIDENCE, **fields}


def a_folder(path: Path, **files: Any) -> Path:
    """Write `kind__slug=body` to `<kind>/<slug>.json`; text goes in as it is."""
    for name, body in files.items():
        target = path.joinpath(*name.replace("_", "-").split("--")).with_suffix(".json")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(body if isinstance(body, str) else json.dumps(body), encoding="utf-8")
    return path


def revisions(world: World) -> dict[str, int]:
    return {str(seed.ref): read(world, ref=seed.ref).revision for seed in read_seeds(SEEDS)}


def test_every_seed_of_the_repository_loads_into_an_empty_table(empty_world: World) -> None:
    loaded = load(empty_world, CALLER, SEEDS)

    files = len([*SEEDS.rglob("*.json")])
    assert loaded == Loaded(created=files, changed=len(read_seeds(SEEDS)) - files, unchanged=0)


def test_loading_twice_changes_nothing(empty_world: World) -> None:
    load(empty_world, CALLER, SEEDS)
    before = revisions(empty_world)

    again = load(empty_world, CALLER, SEEDS)

    assert again == Loaded(created=0, changed=0, unchanged=len(read_seeds(SEEDS)))
    assert revisions(empty_world) == before


@unmeasured()
def test_the_seeds_go_through_an_export(seeded: World, empty_world: World) -> None:
    pages = pages_of(seeded)

    import_all(empty_world, pages)

    assert [page.text for page in pages_of(empty_world)] == [page.text for page in pages]


@unmeasured()
def test_loading_a_second_time_takes_less_than_half_of_the_first(empty_world: World) -> None:
    started = process_time()
    load(empty_world, CALLER, SEEDS)
    loaded = process_time()
    load(empty_world, CALLER, SEEDS)

    assert process_time() - loaded < (loaded - started) / 2


def test_a_seed_comes_after_those_it_points_at(tmp_path: Path) -> None:
    division = a_company(name="Acme Cloud", parent="company/acme")
    folder = a_folder(tmp_path, companies__a_division=division, companies__acme=a_company(), sources__a_page=SOURCE)

    order = [str(seed.ref) for seed in in_order(read_seeds(folder))]

    assert order == ["source/a-page", "company/acme", "company/a-division"]


def test_a_seed_with_several_bodies_is_created_by_the_first_and_patched_by_the_others(
    empty_world: World, tmp_path: Path
) -> None:
    bodies = [a_company(country="DE"), {"country": "FR", "evidence": {**EVIDENCE, "source": "source/another"}}]
    folder = a_folder(tmp_path, companies__acme=bodies, sources__a_page=SOURCE, sources__another=SOURCE)

    assert load(empty_world, CALLER, folder) == Loaded(created=3, changed=1, unchanged=0)
    assert load(empty_world, CALLER, folder) == Loaded(created=0, changed=0, unchanged=4)
    assert read(empty_world, ref=Ref("company", "acme")).view["disputed"] == ["country"]


def test_a_later_body_may_point_at_what_points_at_its_entity(empty_world: World, tmp_path: Path) -> None:
    bodies = [a_company(), {"officers": [{"value": "person/ann", "role": "lead"}], "evidence": EVIDENCE}]
    person = a_company(name="Ann", affiliation=["company/acme"])
    folder = a_folder(tmp_path, companies__acme=bodies, people__ann=person, sources__a_page=SOURCE)

    assert load(empty_world, CALLER, folder) == Loaded(created=3, changed=1, unchanged=0)


def test_the_facts_of_a_ranked_body_are_ranked_with_its_reason(empty_world: World, tmp_path: Path) -> None:
    wrong = {"country": "FR", "evidence": EVIDENCE, "rank": {"rank": "deprecated", "reason": "A misprint."}}
    folder = a_folder(tmp_path, companies__acme=[a_company(country="DE"), wrong], sources__a_page=SOURCE)

    load(empty_world, CALLER, folder)

    view = read(empty_world, ref=Ref("company", "acme"), include_facts=True).view
    ranks = {fact["value"]: (fact["rank"], fact["rank_reason"]) for fact in view["facts"]["country"]}
    assert ranks == {"DE": ("normal", None), "FR": ("deprecated", "A misprint.")}
    assert (view["country"], view["disputed"]) == ("DE", [])


def test_a_rank_that_an_editor_has_changed_stays_when_seeds_are_loaded_again(
    empty_world: World, tmp_path: Path
) -> None:
    wrong = {"country": "FR", "evidence": EVIDENCE, "rank": {"rank": "deprecated", "reason": "A misprint."}}
    folder = a_folder(tmp_path, companies__acme=[a_company(), wrong], sources__a_page=SOURCE)
    load(empty_world, CALLER, folder)
    (fact,) = read(empty_world, ref=Ref("company", "acme"), include_facts=True).view["facts"]["country"]
    rank(RequestContext(empty_world, CALLER), fact_id=fact["id"], rank="normal", reason=None)

    load(empty_world, CALLER, folder)

    assert read(empty_world, ref=Ref("company", "acme")).view["country"] == "FR"


def test_a_new_field_in_a_seed_changes_its_entity(empty_world: World, tmp_path: Path) -> None:
    load(empty_world, CALLER, a_folder(tmp_path, companies__acme=a_company(), sources__a_page=SOURCE))

    again = load(empty_world, CALLER, a_folder(tmp_path, companies__acme=a_company(country="DE")))

    assert again == Loaded(created=0, changed=1, unchanged=1)
    assert read(empty_world, ref=Ref("company", "acme")).view["country"] == "DE"


def test_what_others_wrote_stays_when_seeds_are_loaded_again(empty_world: World, tmp_path: Path) -> None:
    folder = a_folder(tmp_path, companies__acme=a_company(), sources__a_page=SOURCE)
    load(empty_world, CALLER, folder)
    patch(RequestContext(empty_world, CALLER), ref=Ref("company", "acme"), body={"country": "FR", "evidence": EVIDENCE})

    again = load(empty_world, CALLER, folder)

    assert again == Loaded(created=0, changed=0, unchanged=2)
    assert read(empty_world, ref=Ref("company", "acme")).view["country"] == "FR"


def test_a_retired_entity_stays_retired(empty_world: World, tmp_path: Path) -> None:
    folder = a_folder(tmp_path, companies__acme=a_company(), sources__a_page=SOURCE)
    load(empty_world, CALLER, folder)
    retire(RequestContext(empty_world, CALLER), ref=Ref("company", "acme"), reason="There is no such company.")

    assert load(empty_world, CALLER, folder) == Loaded(created=0, changed=0, unchanged=1, passed_over=1)


def test_an_entity_ahead_of_the_clock_delays_nothing_else(empty_world: World, tmp_path: Path) -> None:
    folder = a_folder(tmp_path, companies__acme=a_company(), sources__a_page=SOURCE)
    load(empty_world, CALLER, folder)
    ahead = replace(empty_world, now=lambda: "2027-11-23T10:00:00.000Z")
    patch(RequestContext(ahead, CALLER), ref=Ref("company", "acme"), body={"founded": "2023", "evidence": EVIDENCE})
    assert load(empty_world, CALLER, folder) == Loaded(created=0, changed=0, unchanged=2)

    a_folder(tmp_path, companies__acme=a_company(country="DE"), companies__other=a_company())

    assert load(empty_world, CALLER, folder) == Loaded(created=1, changed=0, unchanged=1, passed_over=1)


def test_a_retracted_fact_stays_retracted(empty_world: World, tmp_path: Path) -> None:
    folder = a_folder(tmp_path, companies__acme=a_company(country="DE"), sources__a_page=SOURCE)
    load(empty_world, CALLER, folder)
    facts = read(empty_world, ref=Ref("company", "acme"), include_facts=True).view["facts"]
    country = facts["country"][0]["id"]
    retract(RequestContext(empty_world, CALLER), fact_id=country, reason="The page says nothing of it.", source=None)

    assert load(empty_world, CALLER, folder) == Loaded(created=0, changed=0, unchanged=1, passed_over=1)
    assert "country" not in read(empty_world, ref=Ref("company", "acme")).view


@pytest.mark.parametrize(
    ("files", "complaint"),
    [
        ({"companies__acme": "{"}, "acme.json"),
        ({"companies__acme": "[]"}, "acme.json: a seed must be a JSON object"),
        ({"companies__acme": [a_company(), "acme"]}, "acme.json: a seed must be a JSON object, or a list of objects"),
        ({"companies__acme": {**a_company(), "rank": "deprecated"}}, "acme.json: `rank` must be an object"),
        ({"companies__acme": {**a_company(), "rank": {"rank": "best"}}}, "acme.json: .*\n.*/rank: Expected one of"),
        ({"companies__acme": {"slug": "acme"}}, "acme.json: remove `slug` from the body"),
        ({"firms__acme": a_company()}, "acme.json: no kind has the folder 'firms'. The folders are companies,"),
        ({"companies__Acme": a_company()}, "Acme.json: 'Acme' is not a slug"),
        ({"companies__acme": a_company(colour="red")}, "acme.json: .*\n.*/colour"),
        ({"companies__acme": {"name": "Acme"}}, "acme.json: .*\n.*evidence"),
        (
            {"companies__a": a_company(parent="company/b"), "companies__b": a_company(parent="company/a")},
            "cycle: .*b.json",
        ),
    ],
)
def test_a_bad_seed_is_named(files: dict[str, Any], complaint: str, empty_world: World, tmp_path: Path) -> None:
    folder = a_folder(tmp_path, sources__a_page=SOURCE, **files)

    with pytest.raises(BadSeed, match=complaint):
        load(empty_world, CALLER, folder)


def test_a_cycle_is_found_before_anything_is_written(empty_world: World, tmp_path: Path) -> None:
    folder = a_folder(
        tmp_path,
        sources__a_page=SOURCE,
        companies__a=a_company(parent="company/b"),
        companies__b=a_company(parent="company/a"),
    )

    with pytest.raises(BadSeed):
        load(empty_world, CALLER, folder)
    with pytest.raises(NotFound):
        read(empty_world, ref=Ref("source", "a-page"))


def test_a_seed_may_point_at_what_others_created(empty_world: World, tmp_path: Path) -> None:
    create(RequestContext(empty_world, CALLER), kind=KINDS["source"], body={"slug": "a-page", **SOURCE})

    assert load(empty_world, CALLER, a_folder(tmp_path, companies__acme=a_company())).created == 1
