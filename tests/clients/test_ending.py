"""Entities end and come back: by their refs in any state, as they were read only if nobody changed them."""

from collections.abc import Callable
from typing import Any

import pytest

from aifacts_client import Client, Company, ConflictingWrite, Gone, Invalid, NotAllowed, NotFound, Stale
from chalicelib.api.http.request.world import get_world
from chalicelib.operations.access.api_keys import create_key
from chalicelib.testing import BaseUrl
from tests.clients.conftest import EVIDENCE, Counting, a_company, a_model

REASON = "Entered twice."
ENDINGS: dict[str, Callable[..., Any]] = {
    "retire": lambda client, ref, **options: client.retire(ref, REASON, **options),
    "merge": lambda client, ref, **options: client.merge(ref, "company/deepseek", REASON, **options),
    "erase": lambda client, ref, **options: client.erase_entity(ref, REASON, **options),
}
each_ending = pytest.mark.parametrize("end", ENDINGS.values(), ids=ENDINGS)


@pytest.fixture
def company(client: Client, a_slug: Callable[[], str]) -> Company:
    """A company that nothing else has, as it was read."""
    return client.companies[client.companies.create(a_company(a_slug())).slug or ""]


def test_a_retired_entity_is_gone_until_that_is_reversed(client: Client, company: Company) -> None:
    retired = client.retire(company, REASON)
    with pytest.raises(Gone, match=REASON):
        client.get(company.ref)
    back = client.reverse_retirement(retired, "It does exist.")

    assert (retired.ref, retired.revision, back.revision) == (company.ref, 2, 3)
    assert client.get(company.ref) == back
    with pytest.raises(ConflictingWrite):
        client.reverse_retirement(company.ref, "Again.")


def test_a_merged_entity_leads_to_the_survivor_until_that_is_reversed(
    client: Client, company: Company, a_slug: Callable[[], str]
) -> None:
    slug = a_slug()
    client.models.create(a_model(1) | {"slug": slug, "name": slug, "developer": [company.ref]})
    tried = client.merge(company, "company/deepseek", REASON, dry_run=True)
    merged = client.merge(company, client.companies["deepseek"], REASON)
    read = client.get(company.ref)
    client.record([{"entity": "company/deepseek", "property": "status", "value": "active", "evidence": EVIDENCE}])
    reversed_ = client.reverse_merge(company.ref, "They are two.")

    assert (tried.dry_run is None, tried.merged_into) == (False, "company/deepseek")
    assert (merged.ref, merged.merged_into, merged.moved, merged.remaining) == (company.ref, read.ref, 1, False)
    assert read.redirected_from == (company.ref,)
    assert (reversed_.survivor, reversed_.recorded_since_count) == ("company/deepseek", 1)
    assert client.get(company.ref).ref == company.ref
    assert client.models[slug].developer == [company.ref]
    with pytest.raises(Invalid):
        client.merge(company.ref, company.ref, REASON)


def test_an_erased_entity_keeps_no_words_and_does_not_come_back(client: Client, company: Company) -> None:
    tried = client.erase_entity(company, REASON, dry_run=True)
    erased = client.erase_entity(company, REASON)

    assert (tried.ref, tried.rows_count == len(tried.rows) > 0) == (company.ref, True)
    assert (erased.ref == company.ref, erased.remaining) == (False, False)
    assert erased.erased is not None
    with pytest.raises(Gone):
        client.get(company.ref)


@each_ending
def test_a_dry_run_ends_nothing(client: Client, company: Company, end: Callable[..., Any]) -> None:
    assert end(client, company, dry_run=True).dry_run is not None
    assert client.get(company.ref) == company


@each_ending
def test_a_repeated_key_ends_once(client: Client, company: Company, end: Callable[..., Any]) -> None:
    once = end(client, company, idempotency_key=company.slug)
    after = client.stats().change

    assert end(client, company, idempotency_key=company.slug) == once
    assert client.stats().change == after


@each_ending
def test_an_entity_that_was_read_must_be_as_it_was_and_a_ref_stands_for_any_revision(
    client: Client, company: Company, sent: Counting, end: Callable[..., Any]
) -> None:
    client.patch(company.ref, {"founded": "2020", "evidence": EVIDENCE})
    with pytest.raises(Stale):
        end(client, company)
    assert sent.seen[-1].headers["if-match"] == company.etag
    end(client, company, if_match="*", dry_run=True)
    end(client, company.ref)

    assert sent.seen[-1].headers["if-match"] == "*"


@each_ending
def test_a_key_without_the_scope_and_an_unknown_ref_are_refused(
    client: Client, company: Company, base_url: BaseUrl, end: Callable[..., Any]
) -> None:
    key, _ = create_key(get_world(), name="a writer", scopes=("write",))
    with Client(base_url, key) as writer, pytest.raises(NotAllowed, match="403"):
        end(writer, company)
    with pytest.raises(NotFound):
        end(client, "company/nobody")
    with pytest.raises(ValueError, match="no ref"):
        end(client, "company/../keys")
    with pytest.raises(ValueError, match="only reads"):
        end(client.at(known_at="2025-01-01"), company)
