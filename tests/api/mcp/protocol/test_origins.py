"""Which pages may send messages: those of this service, and those that the operator allows."""

import pytest

from chalicelib.settings import settings
from tests.api.conftest import Client
from tests.tables import for_each

PING = {"jsonrpc": "2.0", "id": 1, "method": "ping"}
LOCAL = {"Host": "127.0.0.1:8000"}
PREFLIGHT = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "mcp-method"}


def status(client: Client, **headers: str) -> int:
    return client.post("/mcp", PING, key=None, **headers).status


def test_a_program_sends_no_origin_and_is_answered(client: Client) -> None:
    assert status(client) == status(client, **LOCAL) == 200


@for_each("host", ["localhost:8000", "127.0.0.1:8000", "[::1]:8000", "localhost"])
def test_a_local_page_of_the_service_itself_is_answered(client: Client, host: str) -> None:
    assert status(client, Host=host, Origin=f"http://{host}") == 200


@for_each(
    "origin",
    [
        "https://evil.example",
        "null",
        "",
        "http://localhost:3000",
        "https://127.0.0.1:8000",
        "http://127.0.0.1:8000/",
        "x" * 500,
    ],
)
def test_a_page_of_another_site_is_refused(client: Client, origin: str) -> None:
    answer = client.post("/mcp", PING, **LOCAL, Origin=origin)

    assert (answer.status, answer.json["code"]) == (403, "foreign_origin")
    assert "MCP_ORIGINS" in answer.json["detail"]
    assert "www-authenticate" not in answer.headers


def test_a_site_whose_name_leads_to_the_local_service_is_refused(client: Client) -> None:
    # DNS rebinding: the page of evil.example has the local service at its own origin.
    assert status(client, Host="evil.example:8000", Origin="http://evil.example:8000") == 403


def test_on_aws_the_gateway_knows_the_names_of_the_service(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_LAMBDA_FUNCTION_NAME", "aifacts")
    own = {"Host": "facts.example", "X-Forwarded-Proto": "https"}

    assert status(client, **own, Origin="https://facts.example") == 200
    assert status(client, **own, Origin="http://facts.example") == 403
    assert status(client, **own, Origin="https://other.example") == 403


def test_the_operator_allows_sites(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MCP_ORIGINS", "https://chat.example  http://LOCALHOST:3000")

    assert status(client, **LOCAL, Origin="https://chat.example") == 200
    assert status(client, **LOCAL, Origin="http://localhost:3000") == 200
    assert status(client, **LOCAL, Origin="https://chat.example.evil.example") == 403


def test_a_preflight_allows_the_headers_of_the_protocol(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MCP_ORIGINS", "https://chat.example")
    answer = client.send("OPTIONS", "/mcp", headers={**PREFLIGHT, "Origin": "https://chat.example"})

    assert answer.status == 204
    allowed = answer.headers["access-control-allow-headers"].split(", ")
    assert {"Authorization", "Content-Type", "MCP-Protocol-Version", "Mcp-Method", "Mcp-Name"} <= {*allowed}
    elsewhere = client.send("OPTIONS", "/v1/stats", headers={**PREFLIGHT, "Origin": "https://any.example"})
    assert "Mcp" not in elsewhere.headers["access-control-allow-headers"]


def test_a_preflight_of_another_site_is_refused(client: Client) -> None:
    answer = client.send("OPTIONS", "/mcp", headers={**PREFLIGHT, "Origin": "https://evil.example"})

    assert (answer.status, answer.json["code"]) == (403, "foreign_origin")
    assert "access-control-allow-methods" not in answer.headers


def test_all_other_paths_answer_pages_of_every_site(client: Client) -> None:
    assert client.get("/v1/stats", Origin="https://evil.example").status == 200


@for_each(
    "text",
    [
        "chat.example",
        "https://chat.example/",
        "https://*.example",
        "null",
        "ftp://a.example",
        "https://a.example,https://b.example",
    ],
)
def test_what_is_no_origin_is_refused_as_a_setting(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setenv("MCP_ORIGINS", text)
    with pytest.raises(ValueError, match="MCP_ORIGINS"):
        settings()


def test_at_most_twenty_origins_are_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MCP_ORIGINS", " ".join(f"https://{n}.example" for n in range(20)))
    assert len(settings().mcp_origins) == 20
    monkeypatch.setenv("MCP_ORIGINS", " ".join(f"https://{n}.example" for n in range(21)))
    with pytest.raises(ValueError, match="maximum is 20"):
        settings()
