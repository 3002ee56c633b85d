"""Every way to fail that a request alone can provoke: its name, the code it gets, and the request."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from chalicelib.api.http import pipeline
from chalicelib.domain.facts.contents import Content
from chalicelib.domain.facts.evidence import Evidence
from chalicelib.domain.values import Text
from chalicelib.operations.bounds import MAX_SLOT_FACTS
from tests.api.conftest import EVIDENCE, READER, WRITER, Answer, Client, a_company, a_fact, event, fact_ids
from tests.api.pages_of_exports import a_page, emptied, send_page
from tests.operations.builders import crowd
from tests.operations.faulty import Colliding

COMPANY = "/v1/companies/deepseek"
Provoke = Callable[[Client], Answer]


def _a_retracted_fact(client: Client) -> str:
    client.create("companies", a_company(country="CN"))
    found = next(each for each in fact_ids(client, COMPANY) if "~country~" in each)
    assert client.post(f"/v1/facts/{found}/retraction", {"reason": "A misreading."}).status == 200
    return found


def duplicate(client: Client) -> Answer:
    client.create("companies", a_company())
    return client.post("/v1/companies", a_company())


def possible_duplicate(client: Client) -> Answer:
    client.create("companies", a_company(country="CN"))
    return client.post("/v1/companies", a_company("deep-seek", name="Deepseek"))


def _retracted(client: Client) -> Answer:
    _a_retracted_fact(client)
    return client.post("/v1/facts", {"facts": [a_fact()]})


def _erased(client: Client) -> Answer:
    _erased_twice(client)
    return client.post("/v1/facts", {"facts": [a_fact()]})


def _erased_twice(client: Client) -> Answer:
    client.create("companies", a_company(country="CN"))
    found = next(each for each in fact_ids(client, COMPANY) if "~country~" in each)
    return [client.post(f"/v1/facts/{found}/erasure", {"reason": "Asked for."}) for _ in range(2)][-1]


def _not_allowed_now(client: Client) -> Answer:
    return client.post(f"/v1/facts/{_a_retracted_fact(client)}/rank", {"rank": "preferred", "reason": "Better."})


def _replacing_a_revoked_key(client: Client) -> Answer:
    made = client.post("/v1/keys", {"name": "a key", "scopes": ["read"]}).json
    assert client.post(f"/v1/keys/{made['id']}/revocation").status == 200
    return client.post(f"/v1/keys/{made['id']}/rotation", {})


def _gone(client: Client) -> Answer:
    client.create("companies", a_company())
    assert client.post(f"{COMPANY}/retirement", {"reason": "Entered by mistake."}, If_Match="*").status == 200
    return client.get(COMPANY)


def _reversed_retirement(client: Client) -> Answer:
    client.create("companies", a_company())
    return client.post(f"{COMPANY}/retirement/reversal", {"reason": "It exists."}, If_Match="*")


def _erased_person(client: Client) -> Answer:
    client.create("people", {"slug": "jane-doe", "name": "Jane Doe", "evidence": EVIDENCE})
    asked = {"reason": "The person asked for it."}
    assert client.post("/v1/people/jane-doe/erasure", asked, If_Match="*").status == 200
    return client.get("/v1/people/jane-doe")


def _reversed_merge(client: Client) -> Answer:
    client.create("companies", a_company())
    return client.post(f"{COMPANY}/merge/reversal", {"reason": "Two firms."}, If_Match="*")


def _reversed_after_the_survivor_ended(client: Client) -> Answer:
    merged(client)
    assert client.post(f"{COMPANY}/retirement", {"reason": "Entered by mistake."}, If_Match="*").status == 200
    return client.post("/v1/companies/deep-seek/merge/reversal", {"reason": "Two firms."}, If_Match="*")


def merged(client: Client) -> Answer:
    client.create("companies", a_company())
    client.create("companies", a_company("deep-seek"))
    merge = client.post(
        "/v1/companies/deep-seek/merge", {"into": "company/deepseek", "reason": "The same."}, If_Match="*"
    )
    assert merge.status == 200, merge.text
    return client.get("/v1/companies/deep-seek")


def _stale(client: Client) -> Answer:
    client.create("companies", a_company())
    return client.patch(COMPANY, a_company_patch(), If_Match='"r2-0123456789abcdef"')


def a_company_patch() -> dict[str, Any]:
    return {"country": "CN", "evidence": EVIDENCE}


def _too_many_actions(client: Client) -> Answer:
    client.create("companies", a_company())
    names = [a_fact(property_name="aliases", value=f"Name number {number}") for number in range(100)]
    return client.post("/v1/facts", {"facts": names})


def _too_many_facts(client: Client) -> Answer:
    client.create("companies", a_company())
    evidence = Evidence.read(EVIDENCE)
    sites = [Content("website", Text(f"https://example.com/{n}"), evidence) for n in range(MAX_SLOT_FACTS)]
    crowd(client.world, "company/deepseek", sites)
    return client.patch(COMPANY, {"website": "https://www.deepseek.com/", "evidence": EVIDENCE})


def _oversized(client: Client) -> Answer:
    """Add remarks of 6 KB, 30 at a time, to one wide property."""
    client.create("companies", a_company())

    def remark(batch: int) -> Answer:
        texts = [f"{batch} {number} {'大' * 1900}" for number in range(30)]
        remarks = [{"value": {"text": text, "language": "zh"}} for text in texts]
        return client.patch(COMPANY, {"remarks": remarks, "evidence": EVIDENCE})

    return [remark(batch) for batch in range(3)][-1]


def _bad_cursor(client: Client) -> Answer:
    return client.get("/v1/companies?cursor=eyJhIjoxfQ")


def _raw(client: Client, body: str | bytes, *, media: str = "application/json") -> Answer:
    return client.send("POST", "/v1/companies", body=body, key=WRITER, headers={"Content-Type": media})


def rate_limited(client: Client) -> Answer:
    sent = {"name": "a slow one", "scopes": ["read"], "requests_per_minute": 1}
    secret = client.post("/v1/keys", sent).json["secret"]
    answers = [client.get("/v1/companies", key=secret) for _ in range(3)]
    return next(answer for answer in answers if answer.status != 200)


def ahead_of_clock(client: Client) -> Answer:
    client.create("companies", a_company())
    pipeline.set_world(replace(client.world, now=lambda: "2027-11-23T10:00:00.000Z"))
    client.patch(COMPANY, a_company_patch())
    pipeline.set_world(client.world)
    return client.patch(COMPANY, {"country": "SG", "evidence": EVIDENCE})


def _reused(client: Client) -> Answer:
    assert client.post("/v1/companies", a_company(), Idempotency_Key="k").status == 201
    return client.post("/v1/companies", a_company("openai"), Idempotency_Key="k")


def _authorized_twice(client: Client) -> Answer:
    sent = event("GET", "/v1/companies")
    return client.ask({**sent, "multiValueHeaders": {"Authorization": ["Bearer a", "Bearer b"]}})


def _in_progress(client: Client) -> Answer:
    pipeline.set_world(replace(client.world, table=Colliding(client.world.table)))
    return client.post("/v1/companies", a_company(), Idempotency_Key="k")


_ANOTHER_DIGEST = {"line": "digest", "page": 1, "lines": 2, "sha256": "0a"}


def _imported_into_more(client: Client) -> Answer:
    client.create("sources", {"slug": "another", "title": "Another"})
    assert client.get("/v1/stats").json["settled"]
    return send_page(client, a_page())


def _webhook_of_another_deployment(client: Client) -> Answer:
    pipeline.set_world(replace(client.world, webhook_keys=()))
    return client.post("/v1/webhooks", {"url": "http://127.0.0.1:9/", "name": "a newsroom"})


def _too_many_watches(client: Client) -> Answer:
    client.create("companies", a_company())
    body = {"name": "a report", "used": {"entities": [{"ref": "company/deepseek", "revision": 1}]}}
    return [client.post("/v1/watches", body) for _ in range(21)][-1]


CASES: dict[str, tuple[str, Provoke]] = {
    "a body that is not JSON": ("bad_json", lambda c: _raw(c, "{")),
    "an empty body": ("bad_json", lambda c: _raw(c, "")),
    "a body that is not UTF-8": ("bad_json", lambda c: _raw(c, b'{"slug": "\xff"}')),
    "NaN": ("bad_json", lambda c: _raw(c, '{"slug": NaN}')),
    "Infinity": ("bad_json", lambda c: _raw(c, '{"slug": -Infinity}')),
    "a duplicate member": ("bad_json", lambda c: _raw(c, '{"slug": "a", "slug": "b"}')),
    "a body 33 levels deep": ("bad_json", lambda c: _raw(c, '{"slug": ' + "[" * 32 + "]" * 32 + "}")),
    "a body 100,000 levels deep": ("bad_json", lambda c: _raw(c, "[" * 100_000)),
    "a number of 5,000 digits": ("bad_json", lambda c: _raw(c, '{"slug": ' + "9" * 5000 + "}")),
    "a lone surrogate that is not escaped": ("bad_json", lambda c: _raw(c, '{"slug": "\ud800"}')),
    "a webhook without a key that encrypts": ("not_set_up", _webhook_of_another_deployment),
    "a watch too many": ("too_many_followers", _too_many_watches),
    "a list for a body": ("invalid", lambda c: _raw(c, "[]")),
    "a body over 1 MB": ("too_large", lambda c: _raw(c, '{"slug": "' + "a" * 1_000_000 + '"}')),
    "another media type": ("unsupported_media_type", lambda c: _raw(c, "<a/>", media="application/xml")),
    "another charset": (
        "unsupported_media_type",
        lambda c: _raw(c, "{}", media="application/json; charset=latin1"),
    ),
    "an unknown property": ("invalid", lambda c: c.post("/v1/companies", a_company(cuntry="CN"))),
    "a source that does not exist": (
        "invalid",
        lambda c: c.post("/v1/companies", a_company(evidence={"source": "source/none", "basis": "opinion"})),
    ),
    "an escaped lone surrogate": ("invalid", lambda c: c.post("/v1/companies", a_company(name="\ud800"))),
    "NUL": ("invalid", lambda c: c.post("/v1/companies", a_company(name="a\0b"))),
    "a member of a lone surrogate": (
        "invalid",
        lambda c: c.post("/v1/companies", a_company(**{"\ud800": 1})),
    ),
    "a slug with a slash": ("invalid", lambda c: c.post("/v1/companies", a_company("a/b"))),
    "a fact of no entity": ("invalid", lambda c: c.post("/v1/facts", {"facts": [a_fact("company/nobody")]})),
    "no facts": ("invalid", lambda c: c.post("/v1/facts", {"facts": []})),
    "101 facts": ("invalid", lambda c: c.post("/v1/facts", {"facts": [a_fact()] * 101})),
    "too much for one transaction": ("too_many_actions", _too_many_actions),
    "more facts than a slot keeps": ("too_many_facts", _too_many_facts),
    "more than one item holds": ("oversized", _oversized),
    "no key": ("unauthenticated", lambda c: c.post("/v1/companies", a_company(), key=None)),
    "an unknown key": ("unauthenticated", lambda c: c.post("/v1/companies", a_company(), key="guessed")),
    "another scheme": (
        "unauthenticated",
        lambda c: c.send("GET", "/v1/keys", headers={"Authorization": "Basic YTpi"}),
    ),
    "a key that may only read": ("forbidden", lambda c: c.post("/v1/companies", a_company(), key=READER)),
    "a key that may only write": ("forbidden", lambda c: c.get("/v1/keys", key=WRITER)),
    "a page of another site": ("foreign_origin", lambda c: c.post("/mcp", {}, Origin="https://evil.example")),
    "a key that has used up its minute": ("rate_limited", rate_limited),
    "a key in a URL": ("bad_parameter", lambda c: c.get(f"/v1/search?q=aif_{'x' * 43}")),
    "a key in a body": ("invalid", lambda c: c.post("/v1/companies", a_company(name=f"aif_{'x' * 43}"))),
    "replacing a revoked key": ("not_allowed_now", _replacing_a_revoked_key),
    "an unknown plural": ("not_found", lambda c: c.get("/v1/firms")),
    "an unknown slug": ("not_found", lambda c: c.get("/v1/companies/nobody")),
    "what is no slug": ("not_found", lambda c: c.get("/v1/companies/%F0%9F%98%80")),
    "an unknown fact": ("not_found", lambda c: c.get("/v1/facts/company~nobody~name~0")),
    "what is no fact id": ("not_found", lambda c: c.get("/v1/facts/nothing")),
    "an unknown key id": ("not_found", lambda c: c.post("/v1/keys/key_0000000000/revocation")),
    "a path that is none": ("not_found", lambda c: c.get("/v2/companies")),
    "a method that the path has not": ("method_not_allowed", lambda c: c.send("DELETE", COMPANY, key=WRITER)),
    "an unknown parameter": ("bad_parameter", lambda c: c.get("/v1/companies?limt=3")),
    "a repeated parameter": ("bad_parameter", lambda c: c.get("/v1/companies?limit=3&limit=4")),
    "an over-long query": ("uri_too_long", lambda c: c.get(f"/v1/companies?name={'a' * 4097}")),
    "limit 0": ("bad_parameter", lambda c: c.get("/v1/companies?limit=0")),
    "limit 101": ("bad_parameter", lambda c: c.get("/v1/companies?limit=101")),
    "limit abc": ("bad_parameter", lambda c: c.get("/v1/companies?limit=abc")),
    "limit in other digits": ("bad_parameter", lambda c: c.get("/v1/companies?limit=%D9%A3")),
    "a header that is too long": (
        "headers_too_large",
        lambda c: c.get("/v1/companies", X_Request_Id="a" * 10_241),
    ),
    "a header sent twice": ("bad_request", _authorized_twice),
    "a moment that is none": ("bad_parameter", lambda c: c.get(f"{COMPANY}?known_at=yesterday")),
    "a moment to come": ("bad_parameter", lambda c: c.get(f"{COMPANY}?known_at=2030-01-01")),
    "an unknown property to list": (
        "bad_parameter",
        lambda c: c.get("/v1/sources/report/facts?property=titel"),
    ),
    "a malformed If-Match": ("bad_parameter", lambda c: c.patch(COMPANY, a_company_patch(), If_Match="r1")),
    "a cursor that is none": ("bad_cursor", _bad_cursor),
    "a slug that is taken": ("duplicate", duplicate),
    "a name that is on record": ("possible_duplicate", possible_duplicate),
    "a retracted fact sent again": ("retracted", _retracted),
    "an erased fact sent again": ("erased", _erased),
    "erasing a fact twice": ("already_erased", _erased_twice),
    "ranking a retracted fact": ("not_allowed_now", _not_allowed_now),
    "a retired entity": ("gone", _gone),
    "a merged entity": ("merged", merged),
    "an erased entity": ("erased_entity", _erased_person),
    "reversing a retirement that is none": ("not_retired", _reversed_retirement),
    "reversing a merge that is none": ("not_merged", _reversed_merge),
    "reversing a merge whose survivor ended": ("survivor_ended", _reversed_after_the_survivor_ended),
    "a number beyond the newest change": ("beyond_head", lambda c: c.get("/v1/changes?after=1000000")),
    "a stale If-Match": ("stale", _stale),
    "retiring what nobody says to have seen": (
        "precondition_required",
        lambda c: c.post(f"{COMPANY}/retirement", {"reason": "Entered by mistake."}),
    ),
    "a media type that is not offered": ("not_acceptable", lambda c: c.get("/v1/companies", Accept="image/png")),
    "an entity that lies ahead of the clock": ("ahead_of_clock", ahead_of_clock),
    "a malformed Idempotency-Key": (
        "bad_parameter",
        lambda c: c.post("/v1/companies", a_company(), Idempotency_Key="a key"),
    ),
    "an idempotency key of another request": ("idempotency_key_reused", _reused),
    "a request that is being carried out": ("in_progress", _in_progress),
    "a page of a newer export": ("newer_export", lambda c: send_page(c, a_page(schema=2))),
    "a page with another digest": ("digest_mismatch", lambda c: send_page(c, [*a_page()[:-1], _ANOTHER_DIGEST])),
    "an export that ends too early": ("manifest_mismatch", lambda c: send_page(emptied(c), a_page(change=5))),
    "an export for a table that is not empty": ("table_not_empty", _imported_into_more),
    "a page that is not the next one": (
        "import_out_of_order",
        lambda c: send_page(emptied(c), a_page(page=4, before="0a")),
    ),
}
