"""The seeds, written once through HTTP into an SQLite table, and what a reader of the flat view finds there."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from chalicelib.api.http.request.world import get_world, set_world
from chalicelib.domain.instants import plus_ms
from chalicelib.kinds import KINDS
from chalicelib.operations.access.api_keys import create_key
from chalicelib.operations.world import World
from chalicelib.seeds import Seed, in_order, read_seeds
from chalicelib.store.engines.sqlite import SqliteTable
from tests.api.conftest import ADMIN, Answer, Client

SEEDS = Path(__file__).parents[2] / "seeds"
ALLOWED = "?allow_duplicate=true"  # one company has two deals within two days


@dataclass(frozen=True)
class Seen:
    """One value that the flat view of an entity shows to a reader, with its qualifiers, scope, period and so on.

    `at` says where: `shown`, or `also`. `is_disputed` says whether the view names its property as disputed.
    """

    at: str
    value: Any
    members: Mapping[str, Any]
    hedge: str | None
    is_disputed: bool


@dataclass(frozen=True)
class News:
    """Reads flat views of the seeds with GET, and the facts behind them, as of the given clocks."""

    client: Client
    clocks: Mapping[str, str] = field(default_factory=dict)

    def at(self, **clocks: str) -> "News":
        """Return a reader of another time: `valid_at`, `known_at`, `published_before`."""
        return replace(self, clocks=clocks)

    def get(self, url: str) -> Any:
        """Read a URL without a key, also after other tests have set their world."""
        if get_world() is not self.client.world:
            set_world(self.client.world)
        answer = self.client.get(url, key=None)
        assert answer.status == 200, answer.text
        return answer.json

    def view(self, ref: str) -> dict[str, Any]:
        """Return the flat view of an entity."""
        return dict(self.get(f"{path_of(ref)}?{urlencode(self.clocks)}"))

    def seen(self, ref: str, name: str) -> list[Seen]:
        """List the values of a property that the flat view shows or has under `also`."""
        view = self.view(ref)
        shown, also = view.get(name, []), view["also"].get(name, []) if "also" in view else []
        terms = view.get("terms", {}).get(name, {})
        entries = [("shown", each, terms) for each in (shown if isinstance(shown, list) else [shown])]
        entries += [("also", each, {}) for each in also]
        return [_read_entry(view, name, entry) for entry in entries]

    def says(self, ref: str, name: str, value: Any, **members: Any) -> bool:
        """Check whether a reader finds a value in the flat view.

        It is shown or listed under `also`, with these qualifiers, or it is a side of a conflict that `disputed` names:
        then the facts have it. `hedge` is the expected mark of the value, `disputed=True` expects a conflict, and
        `shown` is an exact value that says more than this one and is shown in its place.
        """
        hedge, is_disputed, shown = (members.pop(each, None) for each in ("hedge", "disputed", "shown"))
        seen = self.seen(ref, name)
        assert any(each.is_disputed for each in seen) == bool(is_disputed), (ref, name, seen)
        asked = value if shown is None else shown
        found = any(_is(each.value, asked) and _has(each.members, members) and each.hedge == hedge for each in seen)
        if found and shown is None:
            return True
        return (found or bool(is_disputed)) and any(
            _is(fact["value"], value) and _has(_members_of(fact), members) for fact in self.standing(ref, name)
        )

    def leaves_open(self, ref: str, name: str, value: Any, speaker: Any) -> bool:
        """Check whether the record has it that a speaker neither confirmed nor denied a value."""
        return any(
            _is(fact["value"], value)
            and (fact["evidence"]["certainty"], fact["evidence"]["speaker"]) == ("left_open", speaker)
            for fact in self.standing(ref, name)
        )

    def speakers(self, ref: str, name: str, value: Any) -> list[tuple[Any, Any, str]]:
        """List who says a value: speaker, `via` and basis of each standing fact."""
        said = [fact["evidence"] for fact in self.standing(ref, name) if _is(fact["value"], value)]
        return [(each["speaker"], each["via"], each["basis"]) for each in said]

    def sources(self, ref: str, name: str, value: Any) -> list[str]:
        """List the sources of a value."""
        return [fact["evidence"]["source"] for fact in self.standing(ref, name) if _is(fact["value"], value)]

    def facts(self, ref: str, name: str) -> list[dict[str, Any]]:
        """List the facts of a property, with `include=facts`."""
        query = urlencode({"include": "facts", **self.clocks})
        return list(self.get(f"{path_of(ref)}?{query}")["facts"].get(name, []))

    def standing(self, ref: str, name: str) -> list[dict[str, Any]]:
        """List the facts of a property that are neither deprecated nor retracted."""
        return [fact for fact in self.facts(ref, name) if fact["rank"] != "deprecated" and not fact["retracted_at"]]


def path_of(ref: str) -> str:
    """Return the path of an entity."""
    kind, _, slug = ref.partition("/")
    return f"/v1/{KINDS[kind].plural}/{slug}"


def quantity(amount: str, unit: str, bound: str | None = None) -> dict[str, Any]:
    """Make a quantity as the API writes it."""
    return {"amount": amount, "unit": unit, **({"bound": bound} if bound else {})}


def _read_entry(view: Mapping[str, Any], name: str, entry: tuple[str, Any, Mapping[str, Any]]) -> Seen:
    at, raw, terms = entry
    members = {**terms, **(raw if isinstance(raw, dict) and "value" in raw else {"value": raw})}
    value, own = members.pop("value"), members.pop("hedged", None)
    is_disputed = bool(members.pop("disputed", name in view["disputed"]))
    hedge = own or (_hedge_of_all(view, name, members) if at == "shown" else None)
    return Seen(at, value, members, hedge, is_disputed)


def _hedge_of_all(view: Mapping[str, Any], name: str, members: Mapping[str, Any]) -> str | None:
    """Return how the view hedges a property; if the entries of a list differ, that is said of some of them alone."""
    hedge, shown = view["hedged"].get(name), view[name]
    if hedge == "conditional":
        return hedge if "condition" in members else None
    differ = isinstance(shown, list) and any(isinstance(each, dict) and "hedged" in each for each in shown)
    return None if differ else hedge


def _is(found: Any, value: Any) -> bool:
    """Compare values; a text in a language is found by its words."""
    words = isinstance(found, dict) and isinstance(value, str) and found.get("text")
    return bool(found == value or (words and value in words))


def _has(found: Mapping[str, Any], members: Mapping[str, Any]) -> bool:
    return {**found, **members} == dict(found)


def _members_of(fact: Mapping[str, Any]) -> dict[str, Any]:
    return {**fact["qualifiers"], **{name: fact[name] for name in ("scope", "period", "condition", "valid")}}


def write(client: Client, seed: Seed) -> None:
    """Write a seed as a stranger would: POST creates the entity, PATCH adds to it, and a rank is given to new facts."""
    plural, path = seed.kind.plural, path_of(str(seed.ref))
    if client.get(path, key=None).status == 404:
        assert_done(seed, client.post(f"/v1/{plural}{ALLOWED}", {"slug": seed.ref.slug, **seed.body}))
        return
    before = fact_ids(client, path) if seed.rank else set()
    assert_done(seed, client.patch(path, seed.body))
    for fact_id in fact_ids(client, path) - before if seed.rank else ():
        assert_done(seed, client.post(f"/v1/facts/{fact_id}/rank", seed.rank))


def fact_ids(client: Client, path: str) -> set[str]:
    """Return the ids of an entity's facts."""
    return {fact["id"] for facts in client.get(f"{path}?include=facts").json["facts"].values() for fact in facts}


def assert_done(seed: Seed, answer: Answer) -> None:
    """Assert that a write was accepted."""
    assert answer.status in (200, 201), f"{seed.path}: {answer.text}"


def write_seeds(path: Path) -> News:
    """Write all seeds through HTTP into a fresh table, each after those it points at."""
    ticks, tokens = count(), count()
    world = World(
        table=SqliteTable(path),
        now=lambda: plus_ms("2026-11-23T10:00:00.000Z", next(ticks) * 1000),
        token=lambda: f"t{next(tokens)}",
        pause=lambda _: None,
        cursor_secret=b"a secret of the tests",
    )
    create_key(world, name="news", scopes=["write", "admin"], secret=ADMIN)
    set_world(world)
    client = Client(world)
    for seed in in_order(read_seeds(SEEDS)):
        write(client, seed)
    return News(client)
