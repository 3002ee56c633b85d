"""Decisions on a fact: each is written once, can be tried first, and is refused with its reason."""

from collections.abc import Callable
from typing import Any

import pytest

from aifacts_client import Client, ConflictingWrite, Fact, Invalid, NotAllowed, NotFound, Stale
from chalicelib.testing import BaseUrl
from tests.clients.conftest import EVIDENCE, Counting, a_company, a_fact


@pytest.fixture
def fact(client: Client, a_slug: Callable[[], str]) -> Fact:
    """A fact of a company that nothing else has."""
    ref = client.companies.create(a_company(a_slug())).ref
    (recorded,) = client.record([a_fact("FR", entity=ref)]).facts
    return recorded


DECISIONS: dict[str, Callable[..., Any]] = {
    "rank": lambda client, fact, **options: client.rank(fact, "deprecated", "It is old.", **options),
    "retract": lambda client, fact, **options: client.retract(fact, "A slip.", **options),
    "revise": lambda client, fact, **options: client.revise_evidence(fact, {"quote": "in Paris"}, "Cut.", **options),
    "erase": lambda client, fact, **options: client.erase_fact(fact, "The person asked for it.", **options),
}
each_decision = pytest.mark.parametrize("decide", DECISIONS.values(), ids=DECISIONS)


def test_a_fact_is_preferred_and_ranked_as_others_again(client: Client, fact: Fact) -> None:
    preferred = client.rank(fact, "preferred", "The register says so.")
    normal = client.rank(preferred.id, "normal")

    assert (preferred.rank, preferred.rank_reason) == ("preferred", "The register says so.")
    assert (normal.rank, normal.rank_reason) == ("normal", None)
    with pytest.raises(Invalid, match="reason"):
        client.rank(fact, "deprecated")


def test_a_retracted_fact_is_reinstated(client: Client, fact: Fact) -> None:
    retracted = client.retract(fact, "A slip.", source="source/report")
    tried = client.reinstate(retracted, "It was right.", dry_run=True)
    again = client.reinstate(retracted, "It was right.")

    assert (tried.dry_run is None, again.dry_run) == (False, None)
    assert (retracted.retracted_at is None, again.retracted_at) == (False, None)
    assert client.get(fact.entity).country == "FR"  # type: ignore[attr-defined]  # of a company
    with pytest.raises(ConflictingWrite):
        client.reinstate(fact, "Once more.")


def test_members_of_evidence_are_revised_and_taken_away(client: Client, fact: Fact) -> None:
    quoted = client.revise_evidence(fact, {"quote": "based in Paris", "via": "X"}, "The words were cut.")
    bare = client.revise_evidence(quoted, {"via": None}, "Not on X.")
    with pytest.raises(Invalid, match="another speaker"):
        client.revise_evidence(fact, {"speaker": "company/deepseek"}, "Somebody else.")

    assert (quoted.evidence.quote, quoted.evidence.via) == ("based in Paris", "X")
    assert (bare.evidence.quote, bare.evidence.via) == ("based in Paris", None)


def test_an_erased_fact_keeps_no_words(client: Client, fact: Fact) -> None:
    tried = client.erase_fact(fact, "The person asked for it.", dry_run=True)
    erased = client.erase_fact(fact, "The person asked for it.")

    assert (tried.complete, tried.fact, {row.row for row in tried.rows} >= {"fact", "view"}) == (False, None, True)
    assert erased.fact is not None
    assert (erased.complete, bool(erased.fact.value), erased.fact.id) == (True, False, fact.id)
    assert not client.fact(fact.id).value


@each_decision
def test_a_dry_run_decides_nothing(client: Client, fact: Fact, decide: Callable[..., Any]) -> None:
    before = client.stats().change
    tried = decide(client, fact, dry_run=True)

    assert tried.dry_run is not None
    assert client.stats().change == before
    assert client.fact(fact.id) == fact


@each_decision
def test_a_repeated_key_decides_once(client: Client, fact: Fact, decide: Callable[..., Any]) -> None:
    once = decide(client, fact, idempotency_key=fact.id[:60])
    after = client.stats().change

    assert decide(client, fact, idempotency_key=fact.id[:60]) == once
    assert client.stats().change == after


@each_decision
def test_the_entity_must_be_as_it_was_if_that_is_asked(
    client: Client, fact: Fact, sent: Counting, decide: Callable[..., Any]
) -> None:
    before = client.get(fact.entity)
    client.patch(fact.entity, {"founded": "2020", "evidence": EVIDENCE})
    with pytest.raises(Stale):
        decide(client, fact, if_match=before.etag)

    assert sent.seen[-1].headers["if-match"] == before.etag
    assert decide(client, fact, if_match=client.get(fact.entity).etag)


@each_decision
def test_a_fact_that_does_not_exist_and_a_missing_key_are_refused(
    client: Client, fact: Fact, base_url: BaseUrl, decide: Callable[..., Any]
) -> None:
    with pytest.raises(NotFound):
        decide(client, fact.id[:-5] + "00000")
    with Client(base_url) as anonymous, pytest.raises(NotAllowed):
        decide(anonymous, fact)
    with pytest.raises(ValueError, match="no id"):
        decide(client, "../keys")
    with pytest.raises(ValueError, match="only reads"):
        decide(client.at(known_at="2025-01-01"), fact)
