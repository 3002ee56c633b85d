"""`in` shows amounts of money in another currency, by rates that are facts, wherever entities are read."""

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from tests.api.conftest import EVIDENCE, Client, a_company, a_source, an_event
from tests.conftest import Calls
from tests.tables import for_each

PAIR = "instrument/eur-usd"
READS: dict[str, Callable[[Any], Any]] = {
    "/v1/events/deal?": lambda body: body,
    "/v1/events?": lambda body: body["items"][0],
    "/v1/companies/openai/timeline?": lambda body: body["items"][0],
}


def a_rate(amount: str, valid: str, unit: str = "USD/EUR", source: str = "source/report") -> dict[str, Any]:
    evidence = {"source": source, "basis": "record_of_truth"}
    return {"value": {"amount": amount, "unit": unit}, "valid": valid, "evidence": evidence}


def a_pair(client: Client, slug: str, base: str, quote: str, *rates: dict[str, Any]) -> None:
    body = {"slug": slug, "name": slug, "instrument_type": "currency_pair", "base_currency": base, "currency": quote}
    client.create("instruments", {**body, "evidence": EVIDENCE})
    facts = [{"entity": f"instrument/{slug}", "property": "price", **each} for each in rates]
    answer = client.post("/v1/facts", {"facts": facts})
    assert answer.status == 201, answer.text


def a_deal(slug: str, amount: dict[str, Any], **more: Any) -> dict[str, Any]:
    body = an_event(slug, type="funding_round", amount=amount, **more)
    return {"participants": [{"value": "company/openai", "role": "company"}], **body}


@pytest.fixture
def market(client: Client) -> Client:
    """A pair of two currencies with rates on two days, and an event with an amount in one of them."""
    client.create("sources", a_source("other"))
    client.create("companies", a_company("openai"))
    rates = (a_rate("1.0425", "2025-01-24/2025-01-24"), a_rate("1.05", "2025-01-27/2025-01-27"))
    a_pair(client, "eur-usd", "EUR", "USD", *rates)
    client.create("events", a_deal("deal", {"amount": "2e9", "unit": "EUR", "bound": "about"}))
    return client


def shown_in(client: Client, url: str, name: str = "amount") -> Any:
    answer = client.get(url)
    assert answer.status == 200, answer.text
    return answer.json.get("shown_in", {}).get(name)


def test_an_amount_is_shown_in_another_currency_with_its_rate_and_the_source(market: Client) -> None:
    for url, item_of in READS.items():
        item = item_of(market.get(f"{url}in=USD").json)
        assert item["amount"] == {"amount": "2e9", "unit": "EUR", "bound": "about"}, url
        shown = item["shown_in"]["amount"]
        fact = shown["rate"].pop("fact")
        assert shown == {
            "amount": "2085000000",
            "unit": "USD",
            "bound": "about",
            "day": "2025-01-26",
            "rate": {
                "amount": "1.0425",
                "unit": "USD/EUR",
                "valid": "2025-01-24/2025-01-24",
                "pair": PAIR,
                "source": "source/report",
            },
        }, url
        assert fact.startswith("instrument~eur-usd~price~")


def test_a_comparison_shows_it_in_its_cells_and_columns(market: Client) -> None:
    answer = market.get("/v1/compare?refs=event/deal,company/openai&properties=amount&in=USD").json
    (row,) = answer["rows"]
    assert row["cells"][0]["shown_in"]["amount"] == "2085000000"
    assert row["cells"][0]["value"]["unit"] == "EUR"
    assert answer["conversion"] == {"currency": "USD"}

    head, line, _ = market.get("/v1/compare?refs=event/deal&properties=amount&in=USD&format=csv").text.split("\r\n")
    assert head.endswith("event/deal shown_in")
    assert "2085000000" in line


def test_an_amount_of_a_period_has_the_rate_of_its_end_and_one_to_come_that_of_today(market: Client) -> None:
    revenue = {"value": {"amount": "100", "unit": "EUR"}, "measure": "revenue", "period": "2024-01-27/2025-01-27"}
    market.patch("/v1/companies/openai", {"figures": [revenue], "evidence": EVIDENCE})
    (shown,) = shown_in(market, "/v1/companies/openai?in=USD", "figures")
    assert (shown["day"], shown["amount"]) == ("2025-01-27", "105")

    today = market.world.now()[:10]
    rate = {"entity": PAIR, "property": "price", **a_rate("1.2", f"{today}/..")}
    assert market.post("/v1/facts", {"facts": [rate]}).status == 201
    market.create("events", a_deal("plan", {"amount": "1", "unit": "EUR"}, date="2099"), is_namesake=True)
    plan = shown_in(market, "/v1/events/plan?in=USD")
    assert (plan["day"], plan["amount"]) == (today, "1.2")


def test_a_price_of_a_pair_that_is_no_rate_converts_nothing(market: Client) -> None:
    a_pair(market, "gbp-usd", "GBP", "USD", a_rate("1.25", "2025-01-26/2025-01-26", "USD"))
    market.create("events", a_deal("pounds", {"amount": "1", "unit": "GBP"}), is_namesake=True)
    found = market.get("/v1/events/pounds?in=USD").json
    assert (found["shown_in"], found["conversion"]["missing"].keys()) == ({}, {"GBP"})


def test_money_of_a_year_is_not_converted(market: Client) -> None:
    real = {"amount": "1", "unit": "EUR", "real": "2020"}
    market.create("events", a_deal("real", real), is_namesake=True)
    assert shown_in(market, "/v1/events/real?in=USD") is None


def test_the_pair_that_is_quoted_in_the_currency_comes_first(market: Client) -> None:
    a_pair(market, "a-usd-eur", "USD", "EUR", a_rate("0.9", "2025-01-24/2025-01-24", "EUR/USD"))
    assert shown_in(market, "/v1/events/deal?in=USD")["rate"]["pair"] == PAIR

    then = market.get("/v1/instruments/a-usd-eur").json["updated_at"]
    market.post("/v1/instruments/eur-usd/retirement", {"reason": "Gone."}, If_Match="*")
    shown = shown_in(market, "/v1/events/deal?in=USD")
    assert (shown["amount"], shown["rate"]["inverse"]) == ("2222220000", True)
    assert shown_in(market, f"/v1/events/deal?in=USD&known_at={then}")["rate"]["pair"] == PAIR


def test_rates_of_at_most_24_months_are_read(market: Client, calls: Calls) -> None:
    figures = [
        {
            "value": {"amount": "100", "unit": "EUR"},
            "measure": "revenue",
            "period": f"{2020 + n // 12}-{n % 12 + 1:02}-01/{2020 + n // 12}-{n % 12 + 1:02}-28",
        }
        for n in range(30)
    ]
    market.patch("/v1/companies/openai", {"figures": figures, "evidence": EVIDENCE})
    calls.clear()
    view = market.get("/v1/companies/openai?in=USD").json
    assert len(view["figures"]) == 30
    assert calls.names.count("Query") <= 1 + 1 + 24
    assert view["conversion"]["missing"].keys() == {"EUR"}


def test_two_calls_more_are_made_only_where_money_is_to_be_converted(market: Client, calls: Calls) -> None:
    market.get("/v1/events/deal")  # the first request also reads the key
    for url in (*READS, "/v1/compare?refs=event/deal&"):
        calls.clear()
        market.get(url.rstrip("&?"))
        plain = Counter(calls.names)
        for currency, more in (("USD", {"Query": 2}), ("EUR", {})):
            calls.clear()
            market.get(f"{url}in={currency}")
            assert Counter(calls.names) - plain == more, (url, currency)


def test_the_rate_is_the_last_one_that_began_in_the_month_before(market: Client) -> None:
    days = {"2025-01-23": None, "2025-01-24": "1.0425", "2025-02-20": "1.05", "2025-02-27": "1.05", "2025-02-28": None}
    for place, (day, rate) in enumerate(days.items()):
        market.create("events", a_deal(f"e{place}", {"amount": "1", "unit": "EUR"}, date=day), is_namesake=True)
        found = market.get(f"/v1/events/e{place}?in=USD").json
        assert (found["shown_in"]["amount"]["amount"] if rate else found["shown_in"]) == (rate or {}), day
        if rate is None:
            reason = f"instrument/eur-usd has no rate that begins in the 31 days up to {day}."
            assert found["conversion"] == {"currency": "USD", "missing": {"EUR": reason}}


def test_the_opposite_of_a_rate_is_used_and_said(market: Client) -> None:
    market.create("events", a_deal("usd", {"low": "1e9", "high": "2e9", "unit": "USD"}), is_namesake=True)
    shown = shown_in(market, "/v1/events/usd?in=EUR")
    assert (shown["low"], shown["high"], shown["unit"]) == ("959233000", "1918470000", "EUR")
    assert (shown["rate"]["amount"], shown["rate"]["inverse"]) == ("1.0425", True)


def test_prices_and_lists_have_an_amount_for_each_entry(market: Client) -> None:
    prices = [
        {"value": {"amount": "0.5", "unit": unit}, "direction": direction, "valid": "2025-01-27/.."}
        for unit, direction in (("EUR/Mtok", "input"), ("USD/Mtok", "output"))
    ]
    market.create("models", {"slug": "m", "name": "M", "prices": prices, "evidence": EVIDENCE})
    view = market.get("/v1/models/m?in=USD").json
    first, second = view["shown_in"]["prices"]
    assert (first["amount"], first["unit"], second) == ("0.525", "USD/Mtok", None)
    assert [each["value"]["unit"] for each in view["prices"]] == ["EUR/Mtok", "USD/Mtok"]

    (item,) = market.get("/v1/models?fields=prices&in=USD").json["items"]
    assert item["shown_in"] == view["shown_in"]


def test_a_currency_without_a_pair_stays_and_is_named(market: Client) -> None:
    market.create("events", a_deal("won", {"amount": "3e12", "unit": "KRW"}, date="2025-01-27"), is_namesake=True)
    missing = {"KRW": "There is no instrument of the type currency_pair for KRW and USD."}

    won = market.get("/v1/events/won?in=USD").json
    assert (won["shown_in"], won["conversion"]["missing"]) == ({}, missing)
    page = market.get("/v1/events?in=USD").json
    assert ["shown_in" in item for item in page["items"]] == [False, True]
    assert page["meta"]["conversion"] == {"currency": "USD", "missing": missing}
    compared = market.get("/v1/compare?refs=event/won,event/deal&in=USD").json
    assert compared["conversion"]["missing"] == missing


def test_rates_are_those_of_the_moment(market: Client) -> None:
    then = market.get("/v1/events/deal").json["updated_at"]
    facts = [{"entity": PAIR, "property": "price", **a_rate("1.04", "2025-01-26/2025-01-26")}]
    assert market.post("/v1/facts", {"facts": facts}).status == 201

    assert shown_in(market, "/v1/events/deal?in=USD")["rate"]["amount"] == "1.04"
    assert shown_in(market, f"/v1/events/deal?in=USD&known_at={then}")["rate"]["amount"] == "1.0425"


def test_a_rate_on_which_sources_differ_is_said_to_be_disputed(market: Client) -> None:
    rate = a_rate("1.2", "2025-01-24/2025-01-24", source="source/other")
    assert market.post("/v1/facts", {"facts": [{"entity": PAIR, "property": "price", **rate}]}).status == 201

    assert shown_in(market, "/v1/events/deal?in=USD")["rate"]["disputed"] is True


def test_nothing_that_is_converted_is_stored_or_compared(market: Client) -> None:
    before = market.get("/v1/events/deal").json
    market.get("/v1/events/deal?in=USD")
    assert market.get("/v1/events/deal").json == before
    assert market.get("/v1/events?amount[gte]=1USD&in=USD").json["items"] == []


def test_a_table_has_a_column_for_what_is_shown(market: Client) -> None:
    head, line, _ = market.get("/v1/events?fields=amount&in=USD&format=csv").text.split("\r\n")
    assert head == "ref,amount,amount.unit,amount.bound,amount.real,shown_in"
    assert '""amount"":""2085000000""' in line


@for_each("currency", ["usd", "XXX", "dollar", "", "US"])
def test_an_unknown_currency_is_refused(market: Client, currency: str) -> None:
    for url in (*READS, "/v1/compare?refs=event/deal&"):
        answer = market.get(f"{url}in={currency}")
        assert (answer.status, answer.pointers) == (400, {"in": "bad_value"}), url
