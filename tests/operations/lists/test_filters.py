"""Filters agree with a full scan on random data, whichever key serves them."""

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from random import Random
from typing import Any

import pytest

from chalicelib.domain.errors import BadParameter
from chalicelib.kinds import KINDS
from chalicelib.operations.entities.conflicts import conflicts
from chalicelib.operations.lists.filters import filters_of, parameters_of
from chalicelib.operations.lists.listing import listing
from chalicelib.operations.world import World
from chalicelib.store.engines.sqlite import SqliteTable
from tests.conftest import Clock
from tests.operations.builders import (
    a_company,
    a_model,
    a_source,
    an_event,
    pages,
    ref,
    said_by,
    say,
    view,
    world_on,
)

UNKNOWN = {"missing": "unknown"}
INTERVAL = "2024-11/2025-02"
COMPANIES = ("deepseek", "openai", "mistral")
DAYS = ["2023", "2024-06", "2024-06-15", "2024-06-15~", "2024-12-31", "2025", "2025-01", "2025-01-26"]
VAGUE = [
    "2024-06?",
    "2024-06%",
    "2024-06-15/..",
    "2025-01~/..",
    "../2024-06",
    "../2025-01-26",
    "../2024~",
    INTERVAL,
    UNKNOWN,
]
IN_2024 = (*DAYS[1:5], "2024-06?", "2024-06%")
BOUNDS = (None, None, None, "about", "nearly", "under", "over", "at_most", "at_least")


def a_quantity(random: Random, *, units: tuple[str, ...]) -> Any:
    """Return an amount with a bound, a range, or an unknown amount."""
    amount = random.choice(["1", "2.0", "5", "1e1", "20"])
    match random.randrange(10):
        case 0:
            return UNKNOWN
        case 1:
            return {"low": amount, "high": "30", "unit": random.choice(units)}
    bound = random.choice(BOUNDS)
    return {"amount": amount, "unit": random.choice(units)} | ({"bound": bound} if bound else {})


def some(random: Random, fields: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if random.random() < 0.8}


def fill(world: World, random: Random, *, count: int) -> None:
    """Create random companies, models and events, some in dispute, some with more than a card can contain."""
    a_source(world)
    a_source(world, "other")
    for slug in COMPANIES:
        a_company(world, slug)
    for n in range(count):
        fields = {
            "released": random.choice([*DAYS, *VAGUE]),
            "developer": random.sample([f"company/{slug}" for slug in COMPANIES], random.randint(1, 2)),
            "competes_with": [f"company/{random.choice(COMPANIES)}"],
            "status": random.choice(["available", "retired", UNKNOWN]),
            "level": random.choice(["family", "version"]),
            "open_weights": random.choice([True, False, {"missing": "none"}]),
            "license": random.choice(["MIT", "mit", "Apache-2.0", {"text": "Own, for research"}]),
            "modalities": random.sample(["text", "image", "audio", "video"], random.randint(1, 3)),
            "context_window": a_quantity(random, units=("token",)),
            "knowledge_cutoff": random.choice([*DAYS, *VAGUE]),
        }
        a_model(world, f"m{n}", **some(random, fields))
        if random.random() < 0.2:
            say(world, f"model/m{n}", level=random.choice(["family", "version"]), evidence=said_by("other"))
        fields = {
            "amount": a_quantity(random, units=("USD", "EUR")),
            "valuation": [{"value": a_quantity(random, units=("USD",)), "money": money} for money in ("pre", "post")],
            "participants": [{"value": f"company/{random.choice(COMPANIES)}", "role": "company"}],
            "cause": [f"company/{random.choice(COMPANIES)}"] + [{"text": f"{n} {'x' * 150}"} for n in range(6)],
            "stage": random.choice(["seed", "series_a"]),
        }
        date, status = random.choice([*DAYS, *VAGUE]), random.choice(["announced", "completed"])
        an_event(world, f"e{n}", type="funding_round", date=date, status=status, **some(random, fields))


def values(flat: Mapping[str, Any], name: str) -> list[Any]:
    """Return the known plain values of a property."""
    raw = flat.get(name, [])
    entries = raw if isinstance(raw, list) else [raw]
    plain = [each["value"] if isinstance(each, dict) and "value" in each else each for each in entries]
    return [each for each in plain if not (isinstance(each, dict) and "missing" in each)]


def first_days(date: str) -> tuple[str, ...]:
    """Return the first and last day on which a date can begin; an open start is before all days, or on the last."""
    begun, _, ended = date.partition("/")
    if begun == "..":
        plain = ended.rstrip("~?%")
        return "0000-00-00", plain if len(plain) == 10 else {"2024-06": "2024-06-30", "2024": "2024-12-31"}[plain]
    plain = begun.rstrip("~?%")
    return (plain + "-01-01"[len(plain) - 4 :] if len(plain) < 10 else plain,)


def numbers(value: dict[str, str]) -> tuple[Decimal, Decimal]:
    """Return the least and the greatest number that a quantity allows, for whole amounts; open ends slightly inside."""
    if "low" in value:
        return Decimal(value["low"]), Decimal(value["high"])
    amount, hair = Decimal(value["amount"]), Decimal("1e-9")
    return {
        "about": (amount * Decimal("0.95"), amount * Decimal("1.05")),
        "nearly": (amount * Decimal("0.95"), amount),
        "under": (Decimal(0), amount - hair),
        "over": (amount + hair, Decimal("inf")),
        "at_most": (Decimal(0), amount),
        "at_least": (amount, Decimal("inf")),
    }.get(value.get("bound", ""), (amount, amount))


Naive = Callable[[Mapping[str, Any]], bool]


def is_one_of(name: str, *wanted: Any) -> Naive:
    return lambda flat: any(value in wanted for value in values(flat, name))


def is_none_of(name: str, *wanted: Any) -> Naive:
    return lambda flat: bool(values(flat, name)) and not any(value in wanted for value in values(flat, name))


def begins(name: str, test: Callable[[str], bool]) -> Naive:
    return lambda flat: any(all(map(test, first_days(value))) for value in values(flat, name))


def counts(name: str, unit: str, test: Callable[[Decimal, Decimal], bool]) -> Naive:
    return lambda flat: any(test(*numbers(each)) for each in values(flat, name) if each["unit"] == unit)


FILTERS: dict[str, list[tuple[tuple[str, str], Naive]]] = {
    "model": [
        (("developer", "company/openai"), is_one_of("developer", "company/openai")),
        (("developer", "company/openai,company/mistral"), is_one_of("developer", "company/openai", "company/mistral")),
        (("developer[ne]", "company/openai"), is_none_of("developer", "company/openai")),
        (("competes_with[eq]", "company/deepseek"), is_one_of("competes_with", "company/deepseek")),
        (("status", "available"), is_one_of("status", "available")),
        (("status[in]", "available,retired"), is_one_of("status", "available", "retired")),
        (("status[exists]", "false"), lambda flat: not values(flat, "status")),
        (("level[ne]", "family"), is_none_of("level", "family")),
        (("open_weights", "true"), lambda flat: flat.get("open_weights") is True),
        (("open_weights[exists]", "true"), lambda flat: bool(values(flat, "open_weights"))),
        (("license", "mit"), is_one_of("license", "MIT")),
        (("license", "Apache 2.0,MIT"), is_one_of("license", "MIT", "Apache-2.0")),
        (("license[eq]", "own, for research"), is_one_of("license", {"text": "Own, for research"})),
        (("modalities", "image,video"), is_one_of("modalities", "image", "video")),
        (("released", "2025-01"), is_one_of("released", "2025-01", "2025-01-26")),
        (("released", "2024"), is_one_of("released", *IN_2024)),
        (("released[ne]", "2024-06-15"), is_none_of("released", "2024-06-15", "2024-06-15~")),
        (("released[gte]", "2024-06-15"), begins("released", lambda day: day >= "2024-06-15")),
        (("released[gt]", "2024-06"), begins("released", lambda day: day > "2024-06-30")),
        (("released[lte]", "2024"), begins("released", lambda day: day <= "2024-12-31")),
        (("released[lt]", "2025-01"), begins("released", lambda day: day < "2025-01-01")),
        (("released[in]", "2024,2025-01-26"), is_one_of("released", *IN_2024, "2025-01-26")),
        (("knowledge_cutoff[gte]", "2025"), begins("knowledge_cutoff", lambda day: day >= "2025-01-01")),
        (("context_window[gte]", "5token"), counts("context_window", "token", lambda low, _: low >= 5)),
        (("context_window[gt]", "5 token"), counts("context_window", "token", lambda low, _: low > 5)),
        (("context_window[lte]", "1e1token"), counts("context_window", "token", lambda _, high: high <= 10)),
        (("context_window[lt]", "10token"), counts("context_window", "token", lambda _, high: high < 10)),
        (("context_window", "2token"), counts("context_window", "token", lambda low, high: low == high == 2)),
        (("disputed", "true"), lambda flat: bool(flat["disputed"])),
        (("disputed", "false"), lambda flat: not flat["disputed"]),
        (("name[eq]", "m1"), is_one_of("name", "M1")),
        (("name[lt]", "m3"), lambda flat: flat["name"] < "M3"),
    ],
    "event": [
        (("type", "funding_round,acquisition"), lambda _: True),
        (("type", "acquisition"), lambda _: False),
        (("status", "completed"), is_one_of("status", "completed")),
        (("participants", "company/deepseek"), is_one_of("participants", "company/deepseek")),
        (("cause", "company/openai"), is_one_of("cause", "company/openai")),
        (("amount[gte]", "5USD"), counts("amount", "USD", lambda low, _: low >= 5)),
        (("amount[lt]", "20EUR"), counts("amount", "EUR", lambda _, high: high < 20)),
        (("amount[ne]", "5USD"), counts("amount", "USD", lambda low, high: not low == high == 5)),
        (("valuation[gte]", "5USD"), counts("valuation", "USD", lambda low, _: low >= 5)),
        (("date[gte]", "2024-06"), begins("date", lambda day: day >= "2024-06-01")),
        (("date[lt]", "2025-01-26"), begins("date", lambda day: day < "2025-01-26")),
        (("date[exists]", "false"), lambda flat: not values(flat, "date")),
        (("stage", "seed"), is_one_of("stage", "seed")),
    ],
}  # fmt: skip  a table


def standing_variants(world: World, name: str, kind: str) -> Iterator[Mapping[str, Any]]:
    """Yield the view of an entity, and the views it would have if another side of a conflict were shown."""
    flat = view(world, name)
    yield flat
    for conflict in conflicts(world, ref=ref(name)).items:
        shown = flat.get(conflict["property"])
        if conflict["property"] != KINDS[kind].order and not isinstance(shown, list):
            yield from ({**flat, conflict["property"]: side["value"]} for side in conflict["sides"])


@pytest.mark.parametrize("seed", range(8))
def test_filters_agree_with_a_full_scan(seed: int) -> None:
    random, table = Random(seed), SqliteTable(":memory:")
    world = world_on(table, Clock())
    fill(world, random, count=40)
    for kind, filters in FILTERS.items():
        refs = [item["ref"] for page in pages(listing, world=world, kind=KINDS[kind], limit=100) for item in page.items]
        variants = {ref: list(standing_variants(world, ref, kind)) for ref in refs}
        for _ in range(40):
            chosen = {
                parameter[0]: (parameter, naive) for parameter, naive in random.sample(filters, random.randint(1, 3))
            }
            asked = dict(parameter for parameter, _ in chosen.values())
            question = {"kind": KINDS[kind], "filters": asked, "limit": random.choice([1, 3, 20, 100])}
            found = [item["ref"] for page in pages(listing, world=world, **question) for item in page.items]
            expected = [ref for ref in refs if all(any(map(naive, variants[ref])) for _, naive in chosen.values())]
            assert found == expected, asked
    table.close()


@pytest.mark.parametrize("kind", KINDS)
def test_every_filter_is_a_property_and_none_has_the_name_of_a_list_parameter(kind: str) -> None:
    names = set(filters_of(KINDS[kind]))
    types = [None, *(each.name for each in KINDS[kind].types)]
    declared = {each.name for name in types for each in KINDS[kind].all_properties(type_name=name)}
    assert names <= declared | {"disputed"}
    taken = {"limit", "cursor", "sort", "fields", "expand", "known_at", "explain", "valid_at", "published_before"}
    assert not names & taken
    assert len({name for name, _, _ in parameters_of(KINDS[kind])}) == len(list(parameters_of(KINDS[kind])))


WRONG = {
    "type=funding": ("type", "funding_round"),
    "type=release,funding,release": ("type", "value 2 of 3"),
    "amount[gte]=1000": ("amount[gte]", "such as 1e9USD"),
    "amount[gte]=1000tons": ("amount[gte]", "not a known unit"),
    "amount[gte]=much": ("amount[gte]", "an amount and a unit"),
    "date[gte]=soon": ("date[gte]", "not a valid date"),
    "date[gte]=2025/2026": ("date[gte]", "use `gte` and `lte`"),
    "participants=deepseek": ("participants", "is not a ref, such as company/deepseek"),
    "participants=event/launch": ("participants", "is of the kind event; expected a company or person"),
    "disputed=yes": ("disputed", "true or false"),
    "status[exists]=1": ("status[exists]", "true or false"),
    "jurisdiction=Korea": ("jurisdiction", "KR (South Korea)"),
    "type=release,stock_move,incident,trend,payment,personnel": ("type", "at most 5 values"),
}


@pytest.mark.parametrize(("asked", "expected"), WRONG.items(), ids=WRONG)
def test_a_value_of_the_wrong_type_is_refused_with_what_would_be_right(
    quick: World, asked: str, expected: tuple[str, str]
) -> None:
    name, _, text = asked.rpartition("=")
    with pytest.raises(BadParameter) as refusal:
        listing(quick, kind=KINDS["event"], limit=10, filters={name: text})
    (fault,) = refusal.value.faults
    assert fault.pointer == expected[0]
    assert expected[1] in fault.detail
