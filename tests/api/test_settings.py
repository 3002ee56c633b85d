"""Settings are read late, and the default world is built from them."""

from typing import Any

import pytest
from chalice.app import Chalice

from chalicelib.api import register
from chalicelib.api.http.request import world
from chalicelib.settings import settings
from chalicelib.store.engines.dynamo import DynamoTable
from tests.api.conftest import Client, a_company


def test_there_are_defaults_for_all(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("TABLE_NAME", "READS", "CURSOR_SECRET", "LOG_LEVEL", "AWS_ENDPOINT_URL_DYNAMODB"):
        monkeypatch.delenv(name, raising=False)
    assert (settings().table_name, settings().reads, settings().endpoint) == ("aifacts", "open", None)


def test_a_setting_that_is_not_understood_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("READS", "ajar")
    with pytest.raises(ValueError, match="open or closed"):
        settings()


@pytest.mark.parametrize(
    ("name", "value"),
    [("LOG_LEVEL", "loud"), ("REQUESTS_PER_MINUTE", "0"), ("REQUESTS_PER_MINUTE", "1000001")],
)
def test_a_level_or_a_limit_that_there_is_not_is_refused(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(ValueError, match=name):
        settings()


def test_a_limit_up_to_a_million_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    for value in ("1", "999999", "1000000"):
        monkeypatch.setenv("REQUESTS_PER_MINUTE", value)
        assert settings().requests_per_minute == int(value)


def test_on_lambda_the_default_world_is_built_at_start_up_and_serves(
    client: Client, monkeypatch: pytest.MonkeyPatch, dynamodb: Any, dynamodb_url: str | None
) -> None:
    client.create("companies", a_company())
    if dynamodb_url:  # moto needs no address
        monkeypatch.setenv("AWS_ENDPOINT_URL_DYNAMODB", dynamodb_url)
    monkeypatch.setattr(world, "_world", None)
    monkeypatch.setenv("AWS_LAMBDA_FUNCTION_NAME", "aifacts")
    monkeypatch.setenv("TABLE_NAME", "aifacts-test")
    register(Chalice(app_name="on-lambda"))
    assert isinstance(world.get_world().table, DynamoTable)
    assert client.get("/v1/companies/deepseek").status == 200
    assert client.get("/v1/companies?limit=1").status == 200
