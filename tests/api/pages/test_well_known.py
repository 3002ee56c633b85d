"""Where to begin: the vocabulary, llms.txt, the API catalog and security.txt, all without a table."""

import json
import re
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from chalicelib.api.pages.start_page import PLACES
from chalicelib.api.pages.well_known import expires
from chalicelib.kinds.vocabularies.vocabulary_pages import catalogue
from chalicelib.settings import settings
from tests.api.conftest import Client, a_company, event
from tests.api.contract import is_a_route
from tests.conftest import Calls

JSON = "application/json"
WITHOUT_A_TABLE = (
    "/problems",
    "/problems/invalid",
    "/v1/vocabulary",
    "/llms.txt",
    "/.well-known/api-catalog",
    "/.well-known/security.txt",
    "/openapi.json",
    "/healthz",
)


@pytest.mark.parametrize("url", WITHOUT_A_TABLE)
def test_discovery_asks_nothing_of_the_table_and_has_a_head(client: Client, calls: Calls, url: str) -> None:
    got, head = client.get(url), client.head(url)
    assert (got.status, head.status, head.text) == (200, 200, "")
    assert head.headers["content-length"] == str(len(got.text.encode()))
    assert {n: v for n, v in head.steady.items() if n != "content-length"} == got.steady
    assert calls.names == []


def test_discovery_builds_neither_a_world_nor_a_client() -> None:
    events = [event("GET", url) for url in WITHOUT_A_TABLE]
    program = (
        "import json, sys; from app import app; from chalicelib.api.http.request import world\n"
        "answers = [app(each, None)['statusCode'] for each in json.load(sys.stdin)]\n"
        "print(answers, world._world, 'boto3' in sys.modules, 'botocore' in sys.modules)"
    )
    root = Path(__file__).parents[3]
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={"LOG_LEVEL": "ERROR"},
        cwd=root,
        input=json.dumps(events),
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == f"{[200] * len(events)} None False False"


def test_every_link_leads_to_its_media_type(client: Client) -> None:
    for place in PLACES:
        assert client.get(place.path, Host="api.example.com").headers["content-type"].partition(";")[0] == place.media


def test_the_vocabulary_is_the_catalogue_with_an_etag(client: Client) -> None:
    answer = client.get("/v1/vocabulary")
    assert answer.json == json.loads(json.dumps(catalogue()))
    assert client.get("/v1/vocabulary", If_None_Match=answer.headers["etag"]).status == 304
    assert len(answer.text) < 300_000


def _described(vocabulary: dict[str, Any], kind: str) -> set[str]:
    return {p["name"] for entry in vocabulary["kinds"] if entry["name"] == kind for p in entry["properties"]}


def test_a_writer_can_write_from_the_vocabulary_alone(client: Client) -> None:
    client.create("companies", a_company())
    vocabulary = client.get("/v1/vocabulary").json
    example = next(kind["example"] for kind in vocabulary["kinds"] if kind["name"] == "product")
    own = {name: example[name] for name in example if name in _described(vocabulary, "product")}
    refused = client.post(
        "/v1/products", {**own, "slug": "x", "evidence": {"source": "source/report", "basis": "opinion"}}
    )
    faults = refused.json.get("errors", [])
    assert {fault["code"] for fault in faults} <= {"no_such_entity"}


def test_every_link_in_llms_txt_exists(client: Client) -> None:
    answer = client.get("/llms.txt")
    linked = re.findall(r"\]\((\S+)\)", answer.text)
    named = re.findall(r"`(?:GET|POST|PATCH) (/\S+)`", answer.text)
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert answer.text.startswith("# aifacts\n\n> ")
    assert {"/stage/v1/vocabulary", "/stage/openapi.json", "/stage/problems"} <= set(linked)
    assert all(is_a_route(url) for url in [*linked, *named])
    assert len(named) == 4


def test_the_catalog_is_a_link_set_that_leads_to_the_description(client: Client) -> None:
    answer = client.get("/.well-known/api-catalog")
    media, _, profile = answer.headers["content-type"].partition("; ")
    assert (media, profile) == ("application/linkset+json", 'profile="https://www.rfc-editor.org/info/rfc9727"')
    catalog, api = answer.json["linkset"]
    assert catalog == {"anchor": "/stage/.well-known/api-catalog", "item": [{"href": "/stage/"}]}
    assert api["anchor"] == "/stage/"
    assert [target["href"] for target in api["service-desc"]] == ["/stage/openapi.json"]
    assert {"service-doc", "service-meta", "status"} <= api.keys()
    head = client.head("/.well-known/api-catalog")
    assert head.headers["link"] == '</stage/.well-known/api-catalog>; rel="api-catalog"'


def test_security_txt_has_a_contact_and_an_expiry(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECURITY_CONTACT", "https://example.org/report")
    answer = client.get("/.well-known/security.txt")
    fields = dict(line.split(": ", 1) for line in answer.text.splitlines())
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert fields["Contact"] == "https://example.org/report"
    until = datetime.fromisoformat(fields["Expires"]) - datetime.now(UTC)
    assert timedelta(days=140) < until < timedelta(days=365)


def test_security_txt_has_a_contact_by_default(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SECURITY_CONTACT", raising=False)
    assert "Contact: mailto:security@localhost\n" in client.get("/.well-known/security.txt").text


@pytest.mark.parametrize(
    ("today", "until"),
    [
        (date(2026, 11, 23), date(2027, 6, 1)),
        (date(2026, 5, 31), date(2026, 12, 1)),
        (date(2026, 6, 1), date(2027, 1, 1)),
        (date(2026, 12, 31), date(2027, 7, 1)),
    ],
)
def test_it_expires_after_half_a_year_on_the_first_of_a_month(today: date, until: date) -> None:
    assert expires(today) == until


@pytest.mark.parametrize(
    "contact", ["security@example.org", "http://example.org", "mailto:a@b\nExpires: never", "tel:1"]
)
def test_a_contact_that_is_no_safe_uri_is_refused(monkeypatch: pytest.MonkeyPatch, contact: str) -> None:
    monkeypatch.setenv("SECURITY_CONTACT", contact)
    with pytest.raises(ValueError, match="SECURITY_CONTACT"):
        settings()
