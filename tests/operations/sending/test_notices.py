"""Notices: a webhook and a watch learn that something used was corrected, with the value shown now."""

from dataclasses import replace

from chalicelib.domain.following.selection import Selection, UsedFact
from chalicelib.domain.following.used_values import value_digest
from chalicelib.operations.sending.messages import notices_in
from chalicelib.operations.sending.run import run
from chalicelib.operations.world import RequestContext
from chalicelib.operations.writes.deciding.retract import retract
from chalicelib.store.keys.following import follower_key
from chalicelib.store.metered import MeteredTable
from chalicelib.store.records.follower_rows import follower_row
from chalicelib.store.rows import Delete, Put
from tests.operations.builders import CALLER, a_company, a_source, fact_ids, said_by, say
from tests.operations.sending.conftest import Stage, message_of, never
from tests.outbound.receiver import Receiver, receiving


def used(stage: Stage, *, value: str = "CN") -> tuple[str, Selection]:
    """Write a company, and return a fact of it with the selection of a follower that used it."""
    for slug in ("report", "other"):
        a_source(stage.world, slug)
    a_company(stage.world, country=value)
    (fact,) = fact_ids(stage.world, "company/deepseek", "country")
    selection = Selection(facts=(UsedFact(fact, "company/deepseek", "country", value_digest(value)),), of_use_only=True)
    return fact, selection


def test_a_webhook_is_sent_what_is_shown_now_and_the_row_does_not_keep_it(stage: Stage) -> None:
    fact, selection = used(stage)
    with receiving(Receiver()) as receiver:
        stage.webhook(receiver.url, selection)
        run(stage.world, stop=never)
        assert receiver.received == []  # its own recording is no news
        stage.time.wait(1)
        say(stage.world, "company/deepseek", country="SG", evidence=said_by("other"))
        retract(RequestContext(stage.world, CALLER), fact_id=fact, reason="Made up.")
        run(stage.world, stop=never)
    notices = [notice for each in receiver.received for notice in message_of(each)["data"]["notices"]]
    assert [each["used"] for each in notices] == [{"fact": fact}] * len(notices)
    assert "retracted" in notices[-1]["reasons"]
    assert notices[-1]["now"] == {"country": "SG"}
    assert all("now" not in notice for each in stage.deliveries() for notice in notices_in(each.text))


def test_a_watch_keeps_its_notices_until_they_are_fetched(stage: Stage) -> None:
    fact, selection = used(stage)
    stage.watch(selection)
    stage.time.wait(1)
    retract(RequestContext(stage.world, CALLER), fact_id=fact, reason="Made up.")
    sent = run(stage.world, stop=never)
    (kept,) = stage.deliveries("watch_1")
    (notice,) = notices_in(kept.text)
    assert (kept.state, notice["used"], sent.kept, sent.delivered) == ("kept", {"fact": fact}, 1, 0)
    assert "retracted" in notice["reasons"]
    assert stage.now("watch_1").served == kept.last


def test_entities_of_which_something_was_used_are_read_once_for_all_followers(stage: Stage) -> None:
    fact, selection = used(stage)
    with receiving(Receiver()) as receiver:
        for n in range(10):
            stage.webhook(receiver.url, selection, name=f"webhook_{n}")
        stage.time.wait(1)
        retract(RequestContext(stage.world, CALLER), fact_id=fact, reason="Made up.")
        metered = MeteredTable(stage.world.table)
        run(stage.on(metered), stop=never)
    assert len(receiver.received) == 10
    assert metered.calls <= 10 + 14  # a commit for each; numbering, feed, views, followers and lease once


def test_a_change_by_the_owner_meanwhile_is_kept_and_nothing_is_sent_twice(stage: Stage) -> None:
    receiver = Receiver()

    def renamed(_: object) -> int:
        renamed_now = replace(stage.now().moved(), name="a new name")
        stage.world.table.commit([Put(follower_row(renamed_now))])
        return 204

    receiver.answer = renamed
    a_source(stage.world)
    with receiving(receiver):
        stage.webhook(receiver.url)
        run(stage.world, stop=never)
        run(stage.world, stop=never)
    assert len(receiver.received) == 1
    assert (stage.now().name, stage.now().served) == ("a new name", 1)


def test_a_webhook_that_is_deleted_meanwhile_is_not_written_again(stage: Stage) -> None:
    receiver = Receiver()

    def deleted(_: object) -> int:
        stage.world.table.commit([Delete(follower_key("webhook_1"))])
        return 204

    receiver.answer = deleted
    a_source(stage.world)
    with receiving(receiver):
        stage.webhook(receiver.url)
        run(stage.world, stop=never)
    assert stage.world.table.get([follower_key("webhook_1")]) == {}
    assert stage.deliveries() == []
