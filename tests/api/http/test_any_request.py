"""Every request gets a response that OpenAPI declares, and never a 500."""

import json
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chalicelib.kinds import KINDS
from tests.api.conftest import ADMIN, EVIDENCE, Client, a_company, a_fact, an_event, fact_ids
from tests.api.snapshots import filled_once
from tests.conftest import examples

QUICK = settings(
    max_examples=examples(30),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],  # a write more or less does no harm here
)

# Text of every sort, lone surrogates and NUL included.
TEXT = st.text(st.characters(codec=None), max_size=20)
SCALAR = st.none() | st.booleans() | st.integers() | st.floats() | TEXT
WORDS = ["value", "amount", "unit", "low", "high", "bound", "text", "language", "missing", "source", "basis", "valid"]
NAMES = st.sampled_from([*WORDS, "scope", "period", "condition", "role", "evidence", "speaker", "qualifiers"]) | TEXT
PLAUSIBLE = st.sampled_from(
    ["company/deepseek", "source/report", "2025-01", "USD", "1e25", "P6M", "CN", "third_party_report"]
)
JSON = st.recursive(
    SCALAR | PLAUSIBLE,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=4),
    max_leaves=12,
)
PROPERTIES = sorted({p.name for kind in KINDS.values() for p in kind.properties})


@pytest.fixture
@filled_once
def filled(client: Client) -> Client:
    """A client of a service that knows a company and an event."""
    client.create("companies", a_company())
    client.create("events", an_event())
    return client


def _post(client: Client, url: str, body: Any) -> None:
    answer = client.post(url, body)
    assert answer.status < 500, answer.text


@QUICK
@given(
    plural=st.sampled_from([k.plural for k in KINDS.values()]),
    fields=st.dictionaries(st.sampled_from(PROPERTIES), JSON),
)
def test_creating_with_any_fields(filled: Client, plural: str, fields: dict[str, Any]) -> None:
    _post(filled, f"/v1/{plural}", {"slug": "new", "evidence": EVIDENCE, **fields})


@QUICK
@given(fields=st.dictionaries(st.sampled_from(PROPERTIES) | NAMES, JSON, min_size=1))
def test_patching_with_any_fields(filled: Client, fields: dict[str, Any]) -> None:
    answer = filled.patch("/v1/events/launch", {"evidence": EVIDENCE, **fields})
    assert answer.status < 500, answer.text


@QUICK
@given(members=st.dictionaries(st.sampled_from(["entity", "property", "value"]) | NAMES, JSON))
def test_recording_any_fact(filled: Client, members: dict[str, Any]) -> None:
    _post(filled, "/v1/facts?atomic=false", {"facts": [{**a_fact(), **members}]})


@QUICK
@given(verb=st.sampled_from(["retraction", "reinstatement", "rank"]), body=JSON)
def test_deciding_with_any_body(filled: Client, verb: str, body: Any) -> None:
    _post(filled, f"/v1/facts/{fact_ids(filled, '/v1/companies/deepseek')[0]}/{verb}", body)


@QUICK
@given(body=st.binary(max_size=60) | st.text(max_size=60).map(str.encode))
def test_any_bytes_for_a_body(filled: Client, body: bytes) -> None:
    headers = {"Content-Type": "application/json"}
    answer = filled.send("POST", "/v1/companies", body=body, key=ADMIN, headers=headers)
    assert answer.status < 500, answer.text


@QUICK
@given(
    name=st.sampled_from(
        ["valid_at", "known_at", "published_before", "limit", "cursor", "order", "include", "property"]
    ),
    text=st.text(max_size=30)
    | st.sampled_from(["0000-01-01", "9999-12-31", "0001-01-01T00:00:00+14:00", "2025-W01-1"]),
    path=st.sampled_from(["", "/deepseek", "/deepseek/facts", "/deepseek/timeline", "/deepseek/conflicts"]),
)
def test_any_parameter(filled: Client, name: str, text: str, path: str) -> None:
    answer = filled.get(f"/v1/companies{path}?{name}={quote(text)}")
    assert answer.status < 500, answer.text


@QUICK
@given(slug=st.text(max_size=20), name=st.sampled_from(["If_Match", "If_None_Match", "Authorization", "X_Request_Id"]))
def test_any_slug_and_header(filled: Client, slug: str, name: str) -> None:
    for url in (f"/v1/companies/{quote(slug, safe='')}", f"/v1/facts/{quote(slug, safe='')}"):
        answer = filled.send("GET", url, headers={name: slug})
        assert answer.status < 500, answer.text
    body = json.dumps({"country": "CN", "evidence": EVIDENCE})
    media = {"Content-Type": "application/json"}
    answer = filled.send("PATCH", "/v1/companies/deepseek", body=body, key=ADMIN, headers={**media, name: slug})
    assert answer.status < 500, answer.text
