"""Webhooks and watches: what the service sends of them, and what it keeps."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from aifacts_client import Client, Company, Invalid, NewWebhook, NotAllowed, NotFound, verify
from aifacts_client.verbs.following import used_members
from chalicelib.testing import BaseUrl
from tests.clients.conftest import Counting, a_company, a_fact
from tests.clients.receiving import SECRET, send_all
from tests.outbound.receiver import Receiver, receiving

UNKNOWN = "webhook_0123456789abcdef"


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """A receiver of what the service sends."""
    with receiving(Receiver()) as made:
        yield made


@pytest.fixture
def webhook(client: Client, receiver: Receiver) -> Iterator[NewWebhook]:
    """A webhook of changes of companies."""
    made = client.webhooks.create(receiver.url, name="a newsroom", kinds=["company"])
    yield made
    client.webhooks.delete(made)


@pytest.fixture
def company(client: Client, a_slug: Callable[[], str]) -> Company:
    """A company that nothing else has."""
    return client.companies.create(a_company(a_slug()))


def test_a_webhook_is_listed_read_changed_and_deleted(client: Client, receiver: Receiver) -> None:
    made = client.webhooks.create(receiver.url, name="a newsroom", kinds=["company"], events=["entity.changed"])
    changed = client.webhooks.change(made, name="prices", kinds=None, state="disabled")
    read = client.webhooks[made.id]
    listed = [each.id for each in client.webhooks(limit=1)]
    deleted = client.webhooks.delete(made.id)

    assert (made.state, made.kinds, made.events) == ("active", ["company"], ["entity.changed"])
    assert (changed.name, changed.kinds, changed.events, changed.state) == (
        "prices",
        [],
        ["entity.changed"],
        "disabled",
    )
    assert read == changed == deleted
    assert made.id in listed
    with pytest.raises(NotFound):
        client.webhooks.get(made)


def test_a_secret_is_shown_once_and_in_no_text(client: Client, receiver: Receiver, webhook: NewWebhook) -> None:
    again = [client.webhooks.create(receiver.url, idempotency_key="hook-once") for _ in range(2)]
    rotated = client.webhooks.rotate(webhook, overlap_seconds=60, secret=SECRET)
    client.webhooks.delete(again[0])

    assert [each.secret is None for each in again] == [False, True]
    assert webhook.secret is not None
    assert webhook.secret.startswith("whsec_")
    assert webhook.secret not in f"{webhook!r} {webhook}"
    assert (rotated.secret, SECRET in repr(rotated)) == (SECRET, False)
    (replaced,) = (each for each in rotated.secrets if each.until is not None)
    assert replaced.until is not None
    assert 0 < (replaced.until - rotated.secrets[-1].since).total_seconds() <= 61
    assert "secret" not in client.webhooks[webhook.id].model_dump()


def test_a_ping_arrives_signed(client: Client, receiver: Receiver, webhook: NewWebhook) -> None:
    attempts = [client.webhooks.ping(webhook, idempotency_key="ping-once") for _ in range(2)]
    (message,) = receiver.received

    assert attempts[0] == attempts[1]
    assert attempts[0].status == 204
    assert verify(message.headers, message.body, webhook.secret or "").type == "ping"


def test_a_change_is_delivered_listed_and_sent_again(
    client: Client, receiver: Receiver, webhook: NewWebhook, company: Company
) -> None:
    send_all()
    (delivery,) = client.webhooks.deliveries(webhook, limit=5)
    again = client.webhooks.redeliver(webhook.id, delivery)
    first, second = (verify(each.headers, each.body, webhook.secret or "") for each in receiver.received)
    once = [client.webhooks.redeliver(webhook, delivery.first, idempotency_key="send-once") for _ in range(2)]

    assert (delivery.state, len(delivery.attempts), len(again.attempts)) == ("delivered", 1, 2)
    assert first == second
    assert (first.id, [change.ref for change in first.data.changes]) == (delivery.id, [company.ref])
    assert once[0] == once[1]
    assert len(receiver.received) == 3
    with pytest.raises(NotFound):
        client.webhooks.redeliver(webhook, 999_999)


def test_a_notice_comes_when_what_was_used_is_taken_back(
    client: Client, receiver: Receiver, company: Company, a_slug: Callable[[], str]
) -> None:
    (fact,) = client.record([a_fact("FR", entity=company.ref)]).facts
    read = client.get(company.ref)
    webhook = client.webhooks.create(receiver.url, used=[fact, read])
    watch = client.watches.create([fact.id, {"ref": read.ref, "revision": read.revision}], name="a report")
    client.retract(fact, "A slip.")
    send_all()
    (message,) = (verify(each.headers, each.body, webhook.secret or "") for each in receiver.received)
    notices = [*client.watches.notices(watch, after=0, limit=10)]
    later = client.watches.create([fact])
    for each in (watch, later):
        client.watches.delete(each)
    client.webhooks.delete(webhook)

    sent, kept = ([each.model_dump(exclude={"at"}) for each in many] for many in (message.data.notices, notices))
    assert sent == kept
    assert {(each.used.fact, each.used.entity) for each in notices} == {(fact.id, None), (None, company.ref)}
    assert notices[0].now == {"country": None}
    assert "retracted" in later.notices[0].reasons
    assert client.watches.create([fact], name=a_slug()).used.facts == [fact.id]


def test_a_watch_is_listed_read_and_deleted(client: Client, company: Company) -> None:
    made, again = (client.watches.create([company], name="a report", idempotency_key="watch-once") for _ in range(2))
    read, listed = client.watches[made.id], [each.id for each in client.watches(limit=1)]
    page = next(client.watches.notices(made).pages())
    deleted = client.watches.delete(made)

    assert (made.id, made.name, made.used.entities[0].ref) == (again.id, "a report", company.ref)
    assert (read.id in listed, read == deleted) == (True, True)
    assert (page.items, page.meta["last"]) == ([], page.meta["served"])
    with pytest.raises(NotFound):
        client.watches.get(made)


def test_what_was_used_is_named_by_facts_and_revisions(company: Company) -> None:
    fact = "company~x~country~0"

    assert used_members(fact) == {"facts": [fact], "entities": []}
    assert used_members([company, fact])["entities"] == [{"ref": company.ref, "revision": 1}]
    for wrong in (company.ref, Company(ref=company.ref)):
        with pytest.raises(ValueError, match="has no revision"):
            used_members([wrong])


WRITES: dict[str, Callable[..., Any]] = {
    "change": lambda client, hook, **key: client.webhooks.change(hook, name="prices", **key),
    "rotate": lambda client, hook, **key: client.webhooks.rotate(hook, **key),
    "ping": lambda client, hook, **key: client.webhooks.ping(hook, **key),
    "delete": lambda client, hook, **key: client.webhooks.delete(hook, **key),
}


@pytest.mark.parametrize("write", WRITES.values(), ids=WRITES)
def test_a_repeated_key_writes_once(
    client: Client, receiver: Receiver, sent: Counting, a_slug: Callable[[], str], write: Callable[..., Any]
) -> None:
    webhook, key = client.webhooks.create(receiver.url), a_slug()
    one, other = (write(client, webhook.id, idempotency_key=key) for _ in range(2))
    keys = [each.headers["idempotency-key"] for each in sent.seen]

    assert one.model_dump(exclude={"secret"}) == other.model_dump(exclude={"secret"})
    assert (keys[1:], keys[0] == key) == ([key, key], False)


CALLS: dict[str, Callable[[Client, str], Any]] = {
    "get": lambda client, which: client.webhooks.get(which),
    "change": lambda client, which: client.webhooks.change(which, name="x"),
    "delete": lambda client, which: client.webhooks.delete(which),
    "rotate": lambda client, which: client.webhooks.rotate(which),
    "ping": lambda client, which: client.webhooks.ping(which),
    "deliveries": lambda client, which: client.webhooks.deliveries(which).first(),
    "redeliver": lambda client, which: client.webhooks.redeliver(which, 1),
}


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
def test_unknown_ids_and_missing_keys_are_refused(
    client: Client, base_url: BaseUrl, sent: Counting, call: Callable[[Client, str], Any]
) -> None:
    with pytest.raises(NotFound):
        call(client, UNKNOWN)
    with Client(base_url) as anonymous, pytest.raises(NotAllowed):
        call(anonymous, UNKNOWN)
    before = len(sent.seen)
    with pytest.raises(ValueError, match="no id"):
        call(client, "../keys/x")
    assert len(sent.seen) == before


def test_faults_of_a_webhook_and_a_watch_are_named(client: Client) -> None:
    with pytest.raises(Invalid) as caught:
        client.webhooks.create("ftp://x", kinds=["robot"], secret="weak")
    assert {fault.place for fault in caught.value.faults} == {"/url", "/kinds/0", "/secret"}
    assert "weak" not in str(caught.value)
    with pytest.raises(Invalid):
        client.watches.create([])
    with pytest.raises(ValueError, match="only reads"):
        client.at(known_at="2025-01-01").watches.create(["company~x~country~0"])
