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


def asynchronously(base_url: BaseUrl, run: Callable[[AsyncClient], Awaitable[Any]], **settings: Any) -> Any:
    """Run with a client of the service."""

    async def main() -> Any:
        async with AsyncClient(base_url, base_url.key, **settings) as client:
            return await run(client)

    return anyio.run(main)


KINDS = {*PLURALS.values()}
VERBS: dict[str, tuple[Any, ...]] = {
    "get": ("model/v0",),
    "facts": ("company/deepseek",),
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

    assert public(Client) == public(AsyncClient)
    kinds = vars(Client("http://127.0.0.1:9")).keys() & KINDS
    assert kinds == vars(AsyncClient("http://127.0.0.1:9")).keys() & KINDS == KINDS


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
