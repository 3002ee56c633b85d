"""Keys where they do not belong, in disguise: refused as they are in the clear, and repeated in no form."""

import re
from urllib.parse import unquote

import pytest

from chalicelib.operations.access import api_keys
from tests.api.conftest import ADMIN, Client


@pytest.fixture
def secret(client: Client) -> str:
    """Return a key in a wrong place."""
    return api_keys.create_key(client.world, name="stray", scopes=["read"])[0]


@pytest.mark.parametrize("path", ["/v1/companies/", "/v1/facts/", "/v1/search?q="])
def test_an_encoded_key_in_a_url_is_not_repeated(client: Client, secret: str, path: str) -> None:
    answer = client.get(path + "".join(f"%{ord(letter):02x}" for letter in secret))
    assert (answer.status, answer.pointers) == (400, {"Authorization": "misplaced_key"})
    assert secret not in unquote(answer.text)


def test_a_key_that_is_escaped_in_a_body_is_refused(client: Client, secret: str) -> None:
    escaped = "".join(f"\\u{ord(letter):04X}" for letter in secret)
    body = f'{{"slug": "stray", "title": "{escaped}", "published": "2025-01-29"}}'
    answer = client.send("POST", "/v1/sources", body=body, key=ADMIN, headers={"Content-Type": "application/json"})
    assert (answer.status, answer.pointers) == (422, {"": "misplaced_key"})
    assert client.get("/v1/sources/stray").status == 404


def test_other_escapes_are_no_key(client: Client) -> None:
    body = {"slug": "escaped", "title": "\u0085 aif_ \u00e4 深", "published": "2025-01-29"}
    assert client.post("/v1/sources", body).status == 201


def test_a_request_id_with_a_key_in_it_is_not_echoed(client: Client, secret: str) -> None:
    echoed = client.get("/healthz", X_Request_Id=f"a-{secret}").headers["x-request-id"]
    assert re.fullmatch("[A-Za-z0-9-]+", echoed)
    assert secret not in echoed
