"""Many entities at once, counts, referrers, likely duplicates and the words that can be written."""

import json
from collections.abc import Callable

import pytest

from aifacts_client import Client, Company, Invalid, Model, NotFound, UnknownKind
from aifacts_client.core.calls import Answer
from aifacts_client.entity import Entity
from aifacts_client.verbs import reading
from tests.clients.conftest import MODELS, Counting, a_company


def test_many_entities_come_in_one_request_each_with_its_status(
    client: Client, sent: Counting, a_slug: Callable[[], str]
) -> None:
    retired, merged = (client.companies.create(a_company(a_slug())).ref for _ in range(2))
    client.retire(retired, "Entered twice.")
    client.merge(merged, "company/deepseek", "The same.")
    before = len(sent.seen)
    company, model, none, gone, moved = client.get_many(
        [client.companies["deepseek"], "model/v0", "company/nobody", retired, merged]
    )
    (wide,) = client.get_many(["model/v0"], wide=True)

    assert len(sent.seen) - before == 3  # the company itself, and two times many
    assert [each.status for each in (company, model, none, gone, moved)] == [200, 200, 404, 410, 308]
    assert isinstance(company.view, Company)
    assert isinstance(model.view, Model)
    assert (company.view.founded, model.view.prices, "prices" in model.omitted) == ("2023-07", [], True)
    assert isinstance(wide.view, Model)
    assert len(wide.view.prices) == 2
    assert (none.view, moved.into) == (None, "company/deepseek")
    assert (gone.reason or "").endswith("Reason: Entered twice.")
    assert gone.retired_at is not None


def test_many_entities_are_read_as_of_a_moment_and_wrong_refs_are_named(client: Client) -> None:
    (then,) = client.at(known_at="2020-01-01").get_many(["company/deepseek"])
    with pytest.raises(Invalid) as caught:
        client.get_many(["company/deepseek", "robot/x", "nothing"])

    assert then.status == 404
    assert {fault.place for fault in caught.value.faults} == {"/refs/1", "/refs/2"}


def test_entities_are_counted_by_groups_and_filters(client: Client) -> None:
    everything = client.models.counts()
    by_level = client.models.counts("level", developer="company/deepseek")
    both = client.models.counts(["level", "year"])
    some = client.models.counts("month", released__gte="2025-03", released__lt="2025-05")

    assert (everything.meta.total, [each.count for each in everything.items]) == (MODELS, [MODELS])
    assert [(each.level, each.count) for each in by_level.items] == [("version", MODELS)]
    assert {(each.level, each.year) for each in both.items} == {("version", "2025")}
    assert [each.month for each in some.items] == ["2025-03", "2025-04"]
    with pytest.raises(Invalid, match="by"):
        client.models.counts("colour")  # type: ignore[arg-type]  # that is the test
    with pytest.raises(Invalid, match="relesed"):
        client.models.counts(relesed__gte="2025")  # type: ignore[call-arg]  # as above
    with pytest.raises(Invalid, match="known_at"):
        client.at(known_at="2025-01-01").models.counts()


def test_referrers_have_the_class_of_their_kind_and_their_links(client: Client) -> None:
    found = [*client.referrers("company/deepseek", limit=2)]

    assert len(found) == MODELS
    assert isinstance(found[0], Model)
    assert (found[0].ref, found[0].name) == ("model/v0", "V0")
    assert [(link.property, link.as_) for link in found[0].links] == [("developer", None)]
    with pytest.raises(NotFound):
        client.referrers("company/nobody").first()


def test_likely_duplicates_are_named_without_writing(client: Client) -> None:
    before = client.stats().change
    found = client.duplicates("company", {"name": "Deepseek", "founded": "soon"})

    assert [(each.ref, each.label, each.why) for each in found.items] == [
        ("company/deepseek", "Deepseek", ["same name"])
    ]
    assert found.meta.left_out == ["/founded"]
    assert client.duplicates("company", {"name": "Somebody Else"}).items == []
    assert client.stats().change == before
    with pytest.raises(UnknownKind, match="'company'"):
        client.duplicates("compny", {})
    with pytest.raises(Invalid, match="known_at"):
        client.at(known_at="2025-01-01").duplicates("company", {"name": "x"})


def test_the_vocabulary_has_what_can_be_written(client: Client, sent: Counting) -> None:
    whole, part = client.vocabulary(), client.vocabulary_of("company")

    assert {kind.name for kind in whole.kinds} >= {"company", "model"}
    assert "USD" in {currency.code for currency in whole.currencies}
    assert ([kind["name"] for kind in part.kinds], "currencies" in part.elsewhere) == (["company"], True)
    assert client.vocabulary() == whole
    assert sent.statuses == [200, 200, 304]
    with pytest.raises(UnknownKind):
        client.vocabulary_of("robot")


def test_a_clock_that_a_path_does_not_take_is_refused(client: Client) -> None:
    then = client.at(known_at="2025-01-01")

    for ask in (then.stats, then.changes().first, lambda: [*then.export()]):
        with pytest.raises(Invalid, match="known_at"):
            ask()


def test_an_entity_of_a_kind_that_the_client_does_not_know_is_an_entity() -> None:
    item = {"ref": "robot/x", "kind": "robot", "wheels": 2, "links": [{"property": "maker"}]}
    answer = Answer({}, json.dumps({"items": [item], "next": None, "meta": {}}).encode())
    (robot,) = reading.referrers("company/x", moment={}, filters={}).read(answer).items

    assert (type(robot), robot.links[0].property) == (Entity, "maker")
