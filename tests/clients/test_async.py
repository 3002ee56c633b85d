"""The client for `async` programs gives the same answers, in as many requests."""

import inspect
from collections.abc import Awaitable, Callable
from typing import Any

import anyio
import httpx2
import pytest

from aifacts_client import AsyncClient, Client, ClosedClient, NoAnswer, NotFound
from aifacts_client.generated.kinds import PLURALS
from chalicelib.testing import BaseUrl
from tests.clients.conftest import EVIDENCE, MODELS, Counting, a_company, a_fact
from tests.clients.receiving import SECRET, send_all
from tests.outbound.receiver import Receiver, receiving


def asynchronously(base_url: BaseUrl, run: Callable[[AsyncClient], Awaitable[Any]], **settings: Any) -> Any:
    """Run with a client of the service."""

    async def main() -> Any:
        async with AsyncClient(base_url, base_url.key, **settings) as client:
            return await run(client)

    return anyio.run(main)


KINDS = {*PLURALS.values()}
VERBS: dict[str, tuple[Any, ...]] = {
    "get": ("model/v0",),
    "get_many": (["model/v0", "company/nobody"],),
    "facts": ("company/deepseek",),
    "referrers": ("company/deepseek",),
    "timeline": ("company/deepseek",),
    "history": ("model/v0",),
    "conflicts": (),
    "conflicts_of": ("model/v0",),
    "series": ("model/v0", "prices"),
    "series_of": (["model/v0", "model/v1"], "prices"),
    "changes": (),
    "search": ("deepseek",),
    "autocomplete": ("deeps",),
    "lookup": ("lei", "549300S4KLFTLO7GSQ80"),
    "resolve": (["DeepSeek"],),
    "compare": (["model/v0", "model/v1"],),
    "duplicates": ("company", {"name": "Deepseek"}),
    "vocabulary": (),
    "vocabulary_of": ("model",),
    "export": (["company"],),
    "keys": (),
    "webhooks": (),
    "watches": (),
    "stats": (),
}


def test_each_verb_answers_the_same(base_url: BaseUrl, client: Client, sent: Counting) -> None:
    async def ask(asynchronous: AsyncClient) -> list[Any]:
        results = []
        for name, arguments in VERBS.items():
            called = getattr(asynchronous, name)(*arguments)
            results.append(await called if inspect.isawaitable(called) else [each async for each in called])
        return results

    expected = [getattr(client, name)(*arguments) for name, arguments in VERBS.items()]
    expected = [[*each] if hasattr(each, "pages") else each for each in expected]
    assert asynchronously(base_url, ask) == expected


def test_both_clients_have_the_same_methods() -> None:
    def public(owner: type) -> dict[str, list[str]]:
        functions = inspect.getmembers(owner, inspect.isfunction)
        return {name: [*inspect.signature(each).parameters] for name, each in functions if name[0] != "_"}

    one, other = Client("http://127.0.0.1:9"), AsyncClient("http://127.0.0.1:9")
    assert public(Client) == public(AsyncClient)
    for part in (*KINDS, "keys", "webhooks", "watches"):
        assert public(type(getattr(one, part))) == public(type(getattr(other, part)))


def test_lists_moments_and_missing_entities(base_url: BaseUrl) -> None:
    async def ask(client: AsyncClient) -> Any:
        models = [model.slug async for model in client.models(developer="company/deepseek", sort="released", limit=2)]
        company = await client.companies["deepseek"]
        first = await client.models(sort="released").first()
        nothing = await client.models(developer="company/nobody").first()
        with pytest.raises(NotFound):
            await client.at(known_at="2020-01-01").get("company/deepseek")
        return models, company.founded, first and first.slug, nothing

    slugs = [f"v{number}" for number in range(MODELS)]
    assert asynchronously(base_url, ask) == (slugs, "2023-07", "v0", None)


def test_writes(base_url: BaseUrl, a_slug: Callable[[], str]) -> None:
    async def ask(client: AsyncClient) -> None:
        made = await client.companies.create(a_company(a_slug()))
        changed = await client.patch(await client.get(made.ref), {"country": "US", "evidence": EVIDENCE})
        (fact,) = (await client.record([a_fact("FR", entity=made.ref)])).facts
        batch = await client.batch({"retractions": [{"fact": fact.id, "reason": "A slip."}]}, dry_run=True)
        retracted = await client.retract(fact.id, "A slip.")
        created = await client.create("company", a_company(a_slug()))
        with pytest.raises(ValueError, match="only reads"):
            await client.at(known_at="2025-01-01").companies.create({})

        assert (changed.revision, batch.counts.changed, created.kind) == (2, 1, "company")
        assert await client.fact(fact.id) == retracted

    asynchronously(base_url, ask)


def test_decisions_and_endings(base_url: BaseUrl, a_slug: Callable[[], str]) -> None:
    async def ask(client: AsyncClient) -> None:
        made = await client.companies.create(a_company(a_slug()))
        (fact,) = (await client.record([a_fact("FR", entity=made.ref)])).facts
        ranked = await client.rank(fact, "preferred", "The register says so.")
        revised = await client.revise_evidence(fact, {"quote": "in Paris"}, "It was left out.")
        await client.retract(fact, "A slip.")
        back = await client.reinstate(fact, "No slip.")
        erased = await client.erase_fact(fact, "The person asked for it.")
        retired = await client.retire(await client.get(made.ref), "Entered twice.")
        restored = await client.reverse_retirement(retired, "It does exist.")
        merged = await client.merge(restored, "company/deepseek", "The same.")
        parted = await client.reverse_merge(made.ref, "They are two.")
        gone = await client.erase_entity(made.ref, "The person asked for it.")
        with pytest.raises(ValueError, match="only reads"):
            await client.at(known_at="2025-01-01").retire(made.ref, "Entered twice.")

        assert (ranked.rank, revised.evidence.quote, back.retracted_at) == ("preferred", "in Paris", None)
        assert (erased.complete, merged.merged_into, parted.survivor) == (True, "company/deepseek", "company/deepseek")
        assert gone.erased is not None

    asynchronously(base_url, ask)


def test_keys_webhooks_and_watches(base_url: BaseUrl) -> None:
    async def ask(client: AsyncClient, url: str) -> None:
        key = await client.keys.create("an importer", ["read"])
        new = await client.keys.rotate(key, overlap_seconds=0)
        revoked = await client.keys.revoke(new)
        hook = await client.webhooks.create(url, kinds=["company"])
        changed = await client.webhooks.change(hook, name="a newsroom")
        rotated = await client.webhooks.rotate(hook, secret=SECRET)
        attempt = await client.webhooks.ping(hook)
        await client.companies.create(a_company("notable"))
        await anyio.to_thread.run_sync(send_all)
        (delivery,) = [each async for each in client.webhooks.deliveries(hook)]
        again = await client.webhooks.redeliver(hook, delivery)
        watch = await client.watches.create([await client.companies["notable"]])
        notices = [each async for each in client.watches.notices(watch)]
        read = [(await client.webhooks[hook.id]).name, (await client.watches.get(watch)).id]
        ended = [(await client.watches.delete(watch)).id, (await client.webhooks.delete(hook)).id]

        assert (new.replaces, revoked.revoked_at is None) == (key.id, False)
        assert (changed.name, rotated.secret, attempt.status) == ("a newsroom", SECRET, 204)
        assert (len(again.attempts), notices, read) == (2, [], ["a newsroom", watch.id])
        assert ended == [watch.id, hook.id]

    with receiving(Receiver()) as receiver:
        asynchronously(base_url, lambda client: ask(client, receiver.url))


def test_exports_imports_counts_and_the_key_in_use(base_url: BaseUrl) -> None:
    async def ask(client: AsyncClient) -> None:
        pages = [page async for page in client.export(since=1).pages()]
        imported = [await client.import_page(page, into_existing=True) for page in pages]
        counted = await client.companies.counts("country")

        assert [each.imported for each in imported] == [0] * len(pages)
        assert (await client.me()).scopes == ["admin", "read", "write"]
        assert {each.country for each in counted.items} >= {"CN"}

    asynchronously(base_url, ask)


def test_it_watches_until_it_is_stopped_closed_or_cancelled(base_url: BaseUrl) -> None:
    async def ask(client: AsyncClient) -> Any:
        head = (await client.stats()).change
        watch = client.watch(after=head - 2, every=0.01)
        seen = []
        async for change in watch:
            seen.append(change.number)
            if change.number == head:
                watch.stop()
        waiting = client.watch(after=head, every=600)
        with anyio.move_on_after(0.2) as scope:
            _ = [change async for change in waiting]
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(drain, client.watch(every=600))
            await anyio.sleep(0.2)
            await client.close()
        with pytest.raises(ClosedClient):
            await client.stats()
        return seen == [head - 1, head], scope.cancelled_caught

    async def drain(watch: Any) -> None:
        _ = [change async for change in watch]

    assert asynchronously(base_url, ask) == (True, True)


def test_failures(base_url: BaseUrl) -> None:
    def huge(_: httpx2.Request) -> httpx2.Response:
        return httpx2.Response(200, content=b"x" * 6000)

    def slow(request: httpx2.Request) -> httpx2.Response:
        raise httpx2.ReadTimeout("slow", request=request)

    async def ask(client: AsyncClient) -> None:
        await client.stats()

    for answer, message in ((huge, "more than 5,000 bytes"), (slow, "no answer within 30 s")):
        with pytest.raises(NoAnswer, match=message):
            asynchronously(base_url, ask, transport=httpx2.MockTransport(answer), max_bytes=5000, retries=0)
