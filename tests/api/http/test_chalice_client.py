"""The service as users of Chalice drive and deploy it: `chalice.test.Client`, and the stages of its configuration."""

import json
import os
from pathlib import Path
from typing import Any

import pytest
from chalice.test import Client as ChaliceClient
from chalice.test import HTTPResponse

from app import app
from tests.api.conftest import WRITER, Client, a_company

ROOT = Path(__file__).parents[3]
JSON = {"Content-Type": "application/json", "Authorization": f"Bearer {WRITER}"}


@pytest.fixture
def users_client(client: Client) -> ChaliceClient:
    """Chalice's own client, as its documentation shows it, on the table of the tests."""
    return ChaliceClient(app, project_dir=str(ROOT))


def test_chalice_s_own_client_reads_and_writes(users_client: ChaliceClient) -> None:
    made = users_client.http.post("/v1/companies", headers=JSON, body=json.dumps(a_company()).encode())
    assert (made.status_code, made.json_body["ref"]) == (201, "company/deepseek")
    assert users_client.http.get("/v1/companies/deepseek").json_body["slug"] == "deepseek"
    listed: HTTPResponse = users_client.http.get("/v1/companies?limit=1&fields=ref")
    assert listed.json_body["items"] == [{"ref": "company/deepseek"}]
    assert users_client.http.get("/healthz").status_code == 200


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/v1/companies/nobody", 404),
        ("GET", "/v1/companies/nobody?include=facts", 404),
        ("GET", "/v1/firms", 404),
        ("GET", "/v1/companies?limit=0", 400),
        ("DELETE", "/v1/companies/deepseek", 405),
        ("POST", "/v1/companies", 401),
    ],
)
def test_a_refusal_names_the_path_that_was_asked_for(
    users_client: ChaliceClient, method: str, path: str, status: int
) -> None:
    answer = users_client.http.request(method, path)
    assert (answer.status_code, answer.json_body["instance"]) == (status, path.partition("?")[0])


def test_an_event_with_a_resource_but_no_path_is_answered_with_the_path_made_of_it(client: Client) -> None:
    parameters = {"plural": "companies", "slug": "nobody"}
    sent: dict[str, Any] = {"resource": "/v1/{plural}/{slug}", "httpMethod": "GET", "pathParameters": parameters}
    assert client.ask(sent).json["instance"] == "/v1/companies/nobody"


def test_each_stage_has_its_own_table_with_either_deploy_command() -> None:
    config = json.loads((ROOT / ".chalice" / "config.json").read_text())
    tables = {name: stage["environment_variables"]["TABLE_NAME"] for name, stage in config["stages"].items()}
    assert len(set(tables.values())) == len(tables) >= 2
    assert "TABLE_NAME" not in config["environment_variables"]
    for name, stage in config["stages"].items():
        assert stage["template_parameters"]["TableName"] == tables[name]


def test_the_table_of_a_stage_is_set_for_chalice_s_own_client_too(
    users_client: ChaliceClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It lays the stage's variables over the environment while it asks."""
    seen: list[str | None] = []

    def look(*_: Any) -> dict[str, Any]:
        seen.append(os.environ.get("TABLE_NAME"))
        return {"statusCode": 200, "headers": {}, "multiValueHeaders": {}, "body": ""}

    monkeypatch.setattr(type(app), "__call__", look)
    users_client.http.get("/healthz")
    assert seen == ["aifacts-dev"]
