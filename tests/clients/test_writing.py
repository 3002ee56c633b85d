"""Writes: each has its own idempotency key, and a refusal names every fault."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from aifacts_client import Client, ConflictingWrite, Invalid, Merged, Model, NotAllowed, Quantity, Stale
from aifacts_client.generated.kinds import Prices
from aifacts_client.verbs import writing
from chalicelib.testing import BaseUrl
from tests.clients.conftest import EVIDENCE, Counting, a_company, a_fact
from tests.clients.test_reading import merge


def test_each_write_has_a_key_of_its_own(client: Client, sent: Counting, a_slug: Callable[[], str]) -> None:
    company = client.companies.create(a_company(a_slug()))
    (fact,) = client.record([a_fact("US", entity=company.ref)]).facts
    client.retract(fact, "A slip of the pen.")

    assert sent.statuses == [201, 201, 200]
    assert len({each.headers["idempotency-key"] for each in sent.seen}) == 3
    assert client.fact(fact.id).retracted_at is not None


def test_a_repeated_key_gives_the_same_answer(client: Client, a_slug: Callable[[], str]) -> None:
    body = a_company(a_slug())
    first = client.create("company", body, idempotency_key=body["slug"])

    assert client.create("company", body, idempotency_key=body["slug"]) == first
    with pytest.raises(ConflictingWrite):
        client.create("company", body)


def test_a_dry_run_writes_nothing_and_says_what_would_be(client: Client, a_slug: Callable[[], str]) -> None:
    body, before = a_company(a_slug(), country="FR"), client.stats().change
    tried = client.companies.create(body, dry_run=True)
    recorded = client.record([a_fact("IT")], dry_run=True)
    batch = client.batch({"entities": [{"kind": "company", **body}]}, dry_run=True)
    each = client.record([a_fact("IT")], dry_run=True, atomic=False)

    assert (tried.country, tried.dry_run is not None) == ("FR", True)
    assert batch.counts.created == 1
    assert [outcome.status for outcome in (*recorded.outcomes, *each.outcomes)] == [201, 201]
    assert client.stats().change == before


def test_an_entity_that_was_read_must_still_be_as_it_was(
    client: Client, sent: Counting, a_slug: Callable[[], str]
) -> None:
    ref = client.companies.create(a_company(a_slug())).ref
    read = client.get(ref)
    changed = client.patch(read, {"country": "US", "evidence": EVIDENCE})
    with pytest.raises(Stale):
        client.patch(read, {"country": "FR", "evidence": EVIDENCE})

    assert sent.seen[-1].headers["if-match"] == read.etag
    assert client.patch(changed, {"founded": "2020", "evidence": EVIDENCE}).revision == 3
    assert client.patch(ref, {"status": "active", "evidence": EVIDENCE}).revision == 4
    assert client.patch(read, {"status": "active", "evidence": EVIDENCE}, if_match="*").revision == 4


def test_a_batch_is_written_whole_and_facts_by_entity(client: Client, a_slug: Callable[[], str]) -> None:
    one, other = a_slug(), a_slug()
    batch = client.batch({"entities": [{"kind": "company", **a_company(one)}, {"kind": "company", **a_company(other)}]})
    facts = [a_fact("US", entity=f"company/{one}"), a_fact("Atlantis", entity=f"company/{other}")]
    each = client.record(facts, atomic=False)

    assert batch.counts.created == 2
    assert [outcome.status for outcome in each.outcomes] == [201, 422]
    assert client.companies[one].country == "US"


def test_a_value_that_was_read_can_be_written(client: Client, a_slug: Callable[[], str]) -> None:
    price = client.models["v0"].prices[0]
    body = {"slug": a_slug(), "name": "Copy", "level": "version", "prices": [price], "evidence": EVIDENCE}
    copied = client.models.create(body).prices
    body |= {
        "slug": a_slug(),
        "name": "Other",
        "prices": [{"value": Quantity(amount=Decimal("0.5"), unit="USD/Mtok"), "direction": "input"}],
    }

    marked = price.model_copy(update={"disputed": True, "hedged": "rumoured"})
    sent_again = writing.create("model", Model, {"prices": [Prices.model_validate(marked.model_dump())]}).content

    assert copied == [price]
    assert sent_again is not None
    assert b"disputed" not in sent_again
    assert b"hedged" not in sent_again
    assert client.models.create(body).prices[0].value == Quantity(amount=Decimal("0.5"), unit="USD/Mtok")


def test_a_refusal_has_all_faults(client: Client) -> None:
    with pytest.raises(Invalid) as caught:
        client.companies.create({"slug": "Bad Slug", "name": "", "evidence": {}})
    refused = caught.value

    assert (refused.status, refused.code) == (422, "invalid")
    assert {fault.place for fault in refused.faults} >= {"/slug", "/name", "/evidence/source", "/evidence/basis"}
    assert all(fault.detail and fault.code for fault in refused.faults)
    assert isinstance(refused, ValueError)
    assert refused.request_id
    assert refused.problem["type"].endswith("/problems/invalid")


def test_a_write_without_a_key_or_with_an_unknown_one_is_not_allowed(base_url: BaseUrl) -> None:
    with Client(base_url) as anonymous, pytest.raises(NotAllowed, match="401 unauthenticated"):
        anonymous.record([a_fact()])
    with Client(base_url, "not-a-key") as stranger, pytest.raises(NotAllowed) as caught:
        stranger.record([a_fact()])
    assert "not-a-key" not in str(caught.value) + repr(stranger)


def test_a_client_at_a_moment_does_not_write(client: Client, sent: Counting) -> None:
    with pytest.raises(ValueError, match="only reads"):
        client.at(known_at="2025-01-01").record([a_fact()])
    with pytest.raises(ValueError, match="only reads"):
        client.at(valid_at="2025-01-01").companies.create({})
    assert sent.seen == []


def test_a_write_to_a_merged_entity_is_refused_with_the_survivor(
    base_url: BaseUrl, client: Client, a_slug: Callable[[], str]
) -> None:
    one, other = (client.companies.create(a_company(a_slug())).slug or "" for _ in range(2))
    merge(base_url, one, other)

    with pytest.raises(Merged, match=f"company/{other}"):
        client.patch(f"company/{one}", {"country": "US", "evidence": EVIDENCE})
