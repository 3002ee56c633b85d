"""mypy knows the kinds, their properties and the filters of their lists: `make types` checks this module.

A line that must be a fault says so by `type: ignore`; mypy refuses one that ignores nothing.
"""

from typing import assert_type

import pytest

from aifacts_client import (
    AsyncClient,
    Client,
    Entity,
    Erased,
    Invalid,
    Key,
    Missing,
    Model,
    NewWebhook,
    NotFound,
    Quantity,
    Range,
    Webhook,
)
from aifacts_client.generated.answers import GroupCount
from aifacts_client.generated.kinds import Prices
from aifacts_client.pages import Pages
from chalicelib.testing import BaseUrl
from tests.clients.test_async import asynchronously

Said = str | Missing | Erased | None


def test_properties_have_types(client: Client) -> None:
    assert_type(client.companies["deepseek"].founded, Said)
    assert_type(client.models["v0"].prices, list[Prices])
    assert_type(client.models["v0"].prices[0].value, Quantity | Range | Missing | Erased)
    assert_type(client.models["v0"].prices[0].direction, Said)
    assert_type(client.models(released__gte="2025", limit=1), Pages[Model])
    assert_type([model.released for model in client.models()], list[Said])


def test_answers_of_the_other_methods_have_types(client: Client) -> None:
    assert_type(client.get_many(["model/v0"])[0].view, Entity | None)
    assert_type(client.models.counts("level", level="version").items, list[GroupCount])
    assert_type(client.keys(), Pages[Key])
    assert_type(client.webhooks(), Pages[Webhook])
    assert_type(next(iter(client.export(["source"]))), str)
    created: Webhook = NewWebhook.model_construct(id="webhook_0")  # what was created can be given where one is wanted
    with pytest.raises(NotFound):
        client.webhooks.ping(created)
    with pytest.raises(Invalid, match="preferred"):
        client.rank("company~x~country~0", "best")  # type: ignore[arg-type]  # that is the test
    with pytest.raises(Invalid, match="color"):
        client.webhooks.create("http://127.0.0.1/", color="red")  # type: ignore[call-arg]  # as above
    with pytest.raises(TypeError, match="dryrun"):
        client.keys.create("a key", ["read"], dryrun=True)  # type: ignore[call-arg]  # as above


def test_names_that_do_not_exist_are_faults(client: Client) -> None:
    with pytest.raises(AttributeError, match="founded"):
        client.companies["deepseek"].fonded  # type: ignore[attr-defined]  # noqa: B018  that is the test
    with pytest.raises(AttributeError, match="companies"):
        client.compnies  # type: ignore[attr-defined]  # noqa: B018  as above
    with pytest.raises(Invalid, match="released"):
        client.models(relesed__gte="2025").first()  # type: ignore[call-arg]  # as above


def test_the_asynchronous_client_has_the_same_types(base_url: BaseUrl) -> None:
    async def read(client: AsyncClient) -> None:
        company = await client.companies["deepseek"]
        assert_type(company.founded, Said)
        assert_type([event.date async for event in client.timeline("company/deepseek")], list[Said])

    asynchronously(base_url, read)
