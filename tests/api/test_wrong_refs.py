"""A ref with its kind in the plural, in capitals or mistyped: every door names the ref that was meant."""

from typing import Any

import pytest

from chalicelib.kinds import KINDS
from tests.api.conftest import EVIDENCE, WRITER, Body, Client, a_company, a_fact
from tests.api.mcp.calling import Refused, call_tool

MEANT = 'did you mean "company/deepseek"?'
IN_QUERY = "did you mean 'company/deepseek'?"


def details_of(answer: Any) -> str:
    """Return the details of all faults of a refusal."""
    assert 400 <= answer.status < 500, answer.text
    return "\n".join(each["detail"] for each in answer.json["errors"])


@pytest.mark.parametrize(
    ("url", "body"),
    [
        ("/v1/webhooks", {"url": "https://a.example/", "refs": ["companies/deepseek"]}),
        ("/v1/watches", {"used": {"entities": [{"ref": "companies/deepseek", "revision": 1}]}}),
        ("/v1/entities/get", {"refs": ["companies/deepseek"]}),
        ("/v1/facts", {"facts": [{**a_fact(), "entity": "companies/deepseek"}]}),
        ("/v1/facts", {"facts": [{**a_fact(property="parent", value="companies/deepseek")}]}),
        ("/v1/models", {"slug": "v9", "name": "V9", "developer": ["companies/deepseek"], "evidence": EVIDENCE}),
        ("/v1/events", {"slug": "x", "title": "X", "cause": ["companies/deepseek"], "evidence": EVIDENCE}),
        ("/v1/companies/deepseek/merge", {"into": "companies/deepseek", "reason": "The same."}),
    ],
)
def test_a_body_is_refused_with_the_ref_that_was_meant(client: Client, url: str, body: Body) -> None:
    client.create("companies", a_company())
    assert MEANT in details_of(client.post(url, body, If_Match="*"))


def test_a_change_of_a_webhook_is_refused_with_the_ref_that_was_meant(client: Client) -> None:
    made = client.post("/v1/webhooks", {"url": "http://127.0.0.1:9/"}, key=WRITER).json
    assert MEANT in details_of(client.patch(f"/v1/webhooks/{made['id']}", {"refs": ["Company/DeepSeek"]}, key=WRITER))


def test_a_source_of_a_retraction_is_refused_with_the_ref_that_was_meant(client: Client) -> None:
    client.create("companies", a_company())
    fact = client.post("/v1/facts", {"facts": [a_fact()]}).json["facts"][0]["id"]
    body = {"reason": "Wrong.", "source": "sources/report"}
    assert 'did you mean "source/report"?' in details_of(client.post(f"/v1/facts/{fact}/retraction", body))


def test_a_source_of_evidence_is_refused_with_the_ref_that_was_meant(client: Client) -> None:
    client.create("companies", a_company())
    fact = a_fact(evidence={**EVIDENCE, "source": "sources/report"})
    assert 'did you mean "source/report"?' in details_of(client.post("/v1/facts", {"facts": [fact]}))


@pytest.mark.parametrize(
    "url",
    [
        "/v1/facts?entity=companies/deepseek",
        "/v1/facts?value=compny/deepseek",
        "/v1/facts?speaker=companies/deepseek",
        "/v1/lookup?scheme=api&value=x&provider=companies/deepseek",
        "/reconcile/preview?id=companies/deepseek",
        "/feeds/changes.atom?entity=companies/deepseek",
        "/feeds/events.json?entity=companies/deepseek",
        "/feeds/calendar.ics?entity=Company/DeepSeek",
        "/feeds/calendar.ics?entity=/v1/companies/deepseek",
    ],
)
def test_a_parameter_is_refused_with_the_ref_that_was_meant(client: Client, url: str) -> None:
    assert IN_QUERY in details_of(client.get(url))


@pytest.mark.parametrize(
    "url",
    [
        "/v1/models?developer=companies/deepseek",
        "/v1/models?developer=company/openai,companies/deepseek",
        "/v1/events?participants=companies/deepseek",
        "/feeds/events.atom?participants=companies/deepseek",
        "/v1/compare?properties=headcount&refs=companies/deepseek",
    ],
)
def test_a_filter_is_refused_with_the_ref_that_was_meant(client: Client, url: str) -> None:
    assert MEANT in details_of(client.get(url))


@pytest.mark.parametrize(
    ("tool", "arguments"),
    [
        ("get", {"ref": "companies/deepseek"}),
        ("compare", {"refs": ["companies/deepseek"], "properties": ["headcount"]}),
    ],
)
def test_a_tool_is_refused_with_the_ref_that_was_meant(client: Client, tool: str, arguments: Body) -> None:
    with pytest.raises(Refused) as refused:
        call_tool(tool, arguments)
    assert MEANT in refused.value.detail


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_every_kind_is_meant_by_its_plural(client: Client, kind: Any) -> None:
    answer = client.post("/v1/entities/get", {"refs": [f"{kind.plural}/some-slug"]})
    assert f'did you mean "{kind.name}/some-slug"?' in details_of(answer)


def test_a_text_that_is_like_no_ref_gets_no_guess(client: Client) -> None:
    answer = client.post("/v1/webhooks", {"url": "http://127.0.0.1:9/", "refs": ["no ref", "xyz/qqq"]}, key=WRITER)
    assert answer.pointers == {"/refs/0": "not_a_ref", "/refs/1": "unknown_kind"}
    assert "did you mean" not in details_of(answer)
    assert "such as company/deepseek" in details_of(answer)
