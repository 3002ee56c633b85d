"""Reads: entities as objects, lists page by page, moments, merged entities, and names that do not exist."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest

from aifacts_client import Client, Gone, Invalid, NotFound, Quantity, UnknownKind
from aifacts_client.core.calls import query_text
from chalicelib.testing import BaseUrl
from tests.clients.conftest import MODELS, Counting, a_company, a_fact
from tests.tables import for_each


def test_an_entity_has_its_properties_as_attributes(client: Client, sent: Counting) -> None:
    company = client.companies["deepseek"]

    assert (company.ref, company.founded, company.country) == ("company/deepseek", "2023-07", "CN")
    assert company.aliases == ["深度求索"]
    assert (company.parent, company.officers) == (None, [])
    assert sent.statuses == [200]


def test_an_amount_is_a_number_with_its_unit(client: Client) -> None:
    price = client.models["v0"].prices[0]

    assert isinstance(price.value, Quantity)
    assert (price.direction, float(price.value), price.value.unit) == ("input", 1.1, "USD/Mtok")
    assert (str(price.value), price.valid) == ("1.10 USD/Mtok", "2025-03/..")


def test_a_second_read_costs_a_304_and_a_changed_entity_is_read_anew(
    client: Client, sent: Counting, a_slug: Callable[[], str]
) -> None:
    ref = client.companies.create(a_company(a_slug())).ref
    sent.seen.clear()
    first, second = client.get(ref), client.get(ref)
    client.patch(ref, {"country": "US", "evidence": {"source": "source/report", "basis": "opinion"}})
    third = client.get(ref)

    assert sent.statuses == [200, 304, 200, 200]
    assert (first == second, second.etag == first.etag, third.etag == first.etag) == (True, True, False)


def test_a_list_takes_one_request_a_page(client: Client, sent: Counting) -> None:
    models = [model.slug for model in client.models(developer="company/deepseek", sort="released", limit=2)]

    assert models == [f"v{number}" for number in range(MODELS)]
    assert sent.statuses == [200] * 3


def test_the_first_item_of_a_list_takes_one_page(client: Client, sent: Counting) -> None:
    first = client.models(sort="-released", limit=1).first()

    assert first is not None
    assert first.slug == f"v{MODELS - 1}"
    assert client.models(developer="company/nobody").first() is None
    assert sent.statuses == [200, 200]


def test_filters_are_named_with_underscores(client: Client, sent: Counting) -> None:
    found = client.models(
        released__gte="2025-03", prices__lte="3.10 USD/Mtok", prices__direction=["input", "output"], order="asc"
    )

    assert [model.slug for model in found] == ["v2"]
    assert dict(sent.seen[0].url.params) == {
        "released[gte]": "2025-03",
        "prices[lte]": "3.10 USD/Mtok",
        "prices.direction": "input,output",
        "order": "asc",
    }


def test_a_client_at_a_moment_reads_as_of_then(client: Client, a_slug: Callable[[], str], sent: Counting) -> None:
    ref = client.companies.create(a_company(a_slug(), country="CN")).ref
    before = client.get(ref).updated_at
    client.record([a_fact("US", entity=ref, evidence={"source": "source/report", "basis": "record_of_truth"})])
    sent.seen.clear()

    pinned, slug = client.at(known_at=before), ref.partition("/")[2]
    assert (client.companies[slug].country, pinned.companies[slug].country) == ("US", "CN")
    assert [fact.value for fact in pinned.facts(ref, property="country")] == ["CN"]
    assert "known_at=" in repr(pinned)
    assert "known_at" in str(sent.seen[-1].url)


def test_clocks_add_up_and_the_service_refuses_one_that_a_verb_does_not_take(client: Client) -> None:
    then = client.at(valid_at=date(2025, 1, 1)).at(published_before="2026-01-01")

    assert then.moment == {"valid_at": "2025-01-01", "published_before": "2026-01-01"}
    assert then.models["v0"].prices == []
    with pytest.raises(Invalid, match="valid_at"):
        then.models().first()


def test_the_verbs_of_one_entity(client: Client) -> None:
    facts = [*client.facts("company/deepseek")]
    assert {fact.property for fact in facts} == {"name", "founded", "country", "aliases"}
    assert client.fact(facts[0].id) == facts[0]
    assert facts[0].evidence.source == "source/report"
    assert {fact.entity for fact in client.facts(source="source/report", property="country", limit=1)} >= {
        "company/deepseek"
    }
    (step,) = client.series("model/v0", "prices", direction="output")
    assert isinstance(step.value, Quantity)
    assert (step.from_, float(step.value)) == ("2025-03-01", 1.1)
    several = client.series_of(["model/v0", "model/v1"], "prices", direction="output")
    assert [(each.ref, str(each.value)) for each in several] == [
        ("model/v0", "1.10 USD/Mtok"),
        ("model/v1", "2.10 USD/Mtok"),
    ]
    assert [*client.timeline("company/deepseek")] == []
    assert [*client.conflicts_of("model/v0")] == []
    assert [revision.cause for revision in client.history("model/v0")] == ["created"]


def test_the_verbs_of_names_and_of_everything(client: Client) -> None:
    assert [found.ref for found in client.search("deepseek", kind="company")] == ["company/deepseek"]
    assert [found.ref for found in client.autocomplete("deeps")] == ["company/deepseek"]
    assert [*client.lookup("lei", "549300S4KLFTLO7GSQ80")] == []
    (resolved,) = client.resolve(["DeepSeek"])
    assert (resolved.name, resolved.ref) == ("DeepSeek", "company/deepseek")
    compared = client.compare(["model/v0", "model/v1"], ["released"])
    assert [entity.ref for entity in compared.entities] == ["model/v0", "model/v1"]
    assert client.stats().entities.model == MODELS
    assert {conflict.property for conflict in client.conflicts(kind="model")} == set()
    assert [change.number for change in client.changes(limit=2)] == [*range(1, client.stats().change + 1)]


def test_a_merged_entity_is_followed_and_the_answer_says_so(
    base_url: BaseUrl, client: Client, sent: Counting, a_slug: Callable[[], str]
) -> None:
    one, other = a_slug(), a_slug()
    for slug in (one, other):
        client.companies.create(a_company(slug))
    merge(base_url, one, other)
    sent.seen.clear()

    found = client.companies[one]
    assert (found.ref, found.redirected_from) == (f"company/{other}", (f"company/{one}",))
    assert client.companies[other].redirected_from == ()
    assert sent.statuses == [308, 200, 304]
    assert next(fact.entity for fact in client.facts(f"company/{one}", limit=1)) == f"company/{other}"


def merge(base_url: BaseUrl, one: str, other: str) -> None:
    import httpx2

    headers = {**base_url.headers, "If-Match": "*"}
    body = {"into": f"company/{other}", "reason": "The same."}
    httpx2.post(f"{base_url}/v1/companies/{one}/merge", json=body, headers=headers).raise_for_status()


def test_a_retired_entity_is_gone_and_still_readable_before(
    base_url: BaseUrl, client: Client, a_slug: Callable[[], str]
) -> None:
    import httpx2

    made = client.companies.create(a_company(a_slug()))
    headers = {**base_url.headers, "If-Match": "*"}
    url = f"{base_url}/v1/companies/{made.slug}/retirement"
    httpx2.post(url, json={"reason": "Never existed."}, headers=headers).raise_for_status()

    with pytest.raises(Gone, match="Never existed") as caught:
        client.get(made.ref)
    assert isinstance(caught.value, LookupError)
    assert client.at(known_at=made.updated_at).get(made.ref).slug == made.slug


@for_each(
    "ask, error, message",
    [
        (lambda c: c.get("compny/x"), UnknownKind, "Did you mean 'company'"),
        (lambda c: c.timeline("modle/x"), UnknownKind, "Did you mean 'model'"),
        (lambda c: c.create("evnt", {}), UnknownKind, "Did you mean 'event'"),
        (lambda c: c.get("deepseek"), ValueError, "it must be kind/slug"),
        (lambda c: c.get("company/Deep Seek"), ValueError, "it must be kind/slug"),
        (lambda c: c.get("company/../keys"), ValueError, "it must be kind/slug"),
        (lambda c: c.companies["a?b=c"], ValueError, "it must be kind/slug"),
        (lambda c: c.fact("../keys"), ValueError, "is no id of a fact"),
        (lambda c: c.series("model/v0", "prices/x"), ValueError, "is no name of a property"),
        (lambda c: c.companes, AttributeError, "Did you mean 'companies'"),
        (lambda c: c.companies["deepseek"].fonded, AttributeError, "Did you mean 'founded'"),
        (lambda c: c.models["v0"].prices[0].directon, AttributeError, "Did you mean 'direction'"),
        (lambda c: c.companies["nobody"], NotFound, "There is no company/nobody"),
        (lambda c: c.models(develper="x").first(), Invalid, "did you mean 'developer'"),
        (lambda c: c.models(released__gte="soon").first(), Invalid, r"released\[gte\]"),
        (lambda c: c.at(known_at=datetime(2026, 1, 1)), ValueError, "no time zone"),  # noqa: DTZ001  that is the test
        (lambda c: c.models(name=object()).first(), TypeError, "cannot be sent"),
        (lambda c: c.record([], idempotency_key="ключ"), ValueError, "must be printable ASCII"),
        (lambda c: c.patch("company/deepseek", {}, if_match='"a"\n'), ValueError, "must be printable ASCII"),
        (lambda c: c.record([{"value": object()}]), ValueError, "serialize"),
    ],
)
def test_a_wrong_name_or_argument_is_refused_with_what_would_be_right(
    client: Client, ask: Callable[[Any], Any], error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        ask(client)


def test_instants_are_sent_in_utc() -> None:
    then = datetime(2026, 1, 1, 1, 0, 0, 5000, tzinfo=timezone(timedelta(hours=1)))

    assert query_text(then) == "2026-01-01T00:00:00.005Z"
    assert query_text(datetime(2026, 1, 1, tzinfo=UTC)) == "2026-01-01T00:00:00.000Z"
    assert query_text([True, 1, "a"]) == "true,1,a"
