"""The requests whose answers are the examples of the contract; most bodies are its examples of bodies."""

import json
from base64 import b64encode
from typing import Any
from urllib.parse import urlencode

from chalicelib.api.http.routing.routes import FORM
from chalicelib.api.openapi import document
from chalicelib.kinds import KINDS
from chalicelib.operations.access.api_key_records import id_of
from chalicelib.store.records.follower_rows import Delivery, delivery_row
from chalicelib.store.rows import Put
from tests.api.conftest import READER
from tests.contract.recording import NDJSON, Recorder, Service, serving
from tests.outbound.receiver import Receiver, receiving

CRASH = "event/nvidia-shares-fall-2025-01-27"
OF_CRASH = "/v1/events/nvidia-shares-fall-2025-01-27"
USED = {"ref": CRASH, "revision": 1}
AT = "2026-11-23T10:00:00.000Z"
SERVED = (
    CRASH,
    "benchmark/swe-bench-verified",
    "event/openai-softbank-round-2025",
    "model/deepseek-v3",
    "offering/deepseek-chat",
    "person/jensen-huang",
    "product/deepseek-app",
)
READS: tuple[tuple[str, int], ...] = (  # with the depth down to which lists are cut
    ("/healthz", 0),
    ("/", 1),
    ("/.well-known/api-catalog", 0),
    ("/problems", 1),
    ("/problems/stale", 0),
    ("/v1/vocabulary", 3),
    ("/v1/stats", 0),
    *((f"/v1/{kind.plural}?limit=1", 0) for kind in KINDS.values()),
    ("/v1/companies/nvidia/timeline?limit=1", 0),
    ("/v1/companies/nvidia/referrers?limit=1", 0),
    ("/v1/events/counts?by=type", 0),
    (f"{OF_CRASH}/conflicts", 1),
    (f"{OF_CRASH}/facts?property=price_after&limit=1", 0),
    (f"{OF_CRASH}/history?limit=1", 0),
    ("/v1/instruments/nvidia-share/series/price?limit=1", 0),
    ("/v1/series/price?refs=instrument/nvidia-share&limit=1", 0),
    (f"/v1/compare?refs={CRASH},event/nvidia-shares-fall-2024-09&properties=market_cap_change", 0),
    ("/v1/conflicts?kind=event&limit=1", 0),
    ("/v1/changes?limit=1", 0),
    ("/v1/search?q=nvidia&limit=1", 0),
    ("/v1/lookup?scheme=api&value=deepseek-chat", 1),
    ("/reconcile", 0),
    ("/reconcile/suggest/entity?prefix=deepseek-v&cursor=0", 1),
    ("/reconcile/properties?type=company&limit=2", 0),
    ("/v1/me", 0),
    ("/v1/keys?limit=1", 0),
)
TEXTS: tuple[tuple[str, str], ...] = (
    ("/v1/events/counts?by=type", NDJSON),
    ("/v1/events/counts?by=type", "text/csv"),
    ("/v1/compare?refs=company/nvidia,company/openai&properties=name", NDJSON),
    ("/v1/compare?refs=company/nvidia,company/openai&properties=name", "text/csv"),
    ("/robots.txt", "text/plain"),
    ("/sitemaps/people", "application/xml"),
    ("/favicon.svg", "image/svg+xml"),
)


def record_answers() -> dict[str, dict[str, Any]]:
    """Record the examples of every schema that the recorded requests answer with."""
    recorder = Recorder()
    with serving(SERVED) as service:
        for url, lists in READS:
            recorder.get(service, url, lists=lists)
        for url, media in TEXTS:
            recorder.get(service, url, media=media)
        _questions(recorder, service)
        _reconciliation(recorder, service)
        _keys(recorder, service)
        _followers(recorder, service)
        _facts(recorder, service)
        _entities(recorder, service)
        _feeds(recorder, service)
    with serving(["source/nvidia-fall-118.58"]) as service:
        page = recorder.get(service, "/v1/export", media=NDJSON)
    with serving([]) as service:
        recorder.post(service, "/v1/import", page, media=NDJSON)
    return {name: recorder.answers[name] for name in sorted(recorder.answers)}


def _body(name: str) -> Any:
    """Return an example of a request body."""
    return document()["components"]["examples"][name]["value"]


def _questions(recorder: Recorder, service: Service) -> None:
    recorder.get(service, "/v1/vocabulary?kind=person", lists=3, name="read_vocabulary_of_kind")
    recorder.get(service, "/v1/changes?values=true&after=50&limit=1", name="list_changes_with_values")
    recorder.post(service, "/v1/entities/get", {"refs": ["company/deepseek"]})
    recorder.post(service, "/v1/resolve", {"names": ["DeepSeek"]})
    recorder.post(service, "/v1/duplicates", _body("entitytolookfor"))


def _reconciliation(recorder: Recorder, service: Service) -> None:
    recorder.post(service, "/reconcile", urlencode(_body("reconciliationform")), media=FORM)
    fetched = {"ids": ["model/deepseek-v3"], "properties": [{"id": "developer"}, {"id": "released"}]}
    recorder.post(service, "/reconcile", urlencode({"extend": json.dumps(fetched)}), media=FORM, name="extend_data")


def _keys(recorder: Recorder, service: Service) -> None:
    recorder.post(service, "/v1/keys", _body("keycreate"))
    recorder.post(service, f"/v1/keys/{id_of(READER)}/revocation", {})


def _followers(recorder: Recorder, service: Service) -> None:
    """Record what is answered about webhooks and watches, with a receiver that takes what it is sent."""
    secret = f"whsec_{b64encode(b'-' * 24).decode()}"
    with receiving(Receiver()) as receiver:
        recorder.shown[receiver.url] = _body("webhookcreate")["url"]
        hook = {**_body("webhookcreate"), "url": receiver.url, "secret": secret}
        made = recorder.post(service, "/v1/webhooks", hook)["id"]
        recorder.post(service, f"/v1/webhooks/{made}/ping", None)
        text = json.dumps({"type": "changes", "timestamp": AT, "data": {"changes": []}})
        service.world.table.commit([Put(delivery_row(Delivery(made, f"msg_{'0' * 32}", 51, 57, AT, text, "failed")))])
        recorder.post(service, f"/v1/webhooks/{made}/deliveries/51/redelivery", None)
    recorder.get(service, f"/v1/webhooks/{made}/deliveries", lists=2)
    recorder.get(service, f"/v1/webhooks/{made}", lists=2)
    recorder.get(service, "/v1/webhooks?limit=1", lists=2)
    recorder.post(service, f"/v1/webhooks/{made}/rotation", {"overlap_seconds": 3600, "secret": secret})
    watch = recorder.post(service, "/v1/watches", {"name": "a report", "used": {"entities": [USED]}})["id"]
    recorder.get(service, f"/v1/watches/{watch}", lists=2)
    recorder.get(service, "/v1/watches?limit=1", lists=2)
    recorder.get(service, f"/v1/watches/{watch}/notices", lists=1)


def _facts(recorder: Recorder, service: Service) -> None:
    recorder.post(service, "/v1/batch", _body("batch"))
    service.create("sources", {"slug": "encyclopedia-deepseek", "title": "DeepSeek, an article of an encyclopedia"})
    fact = recorder.post(service, "/v1/facts", _body("facts"))["facts"][0]["id"]
    recorder.post(service, "/v1/facts?atomic=false", _body("facts"), name="record_facts_one_by_one")
    recorder.get(service, f"/v1/facts/{fact}")
    recorder.post(service, f"/v1/facts/{fact}/retraction", _body("retraction"))
    recorder.post(service, f"/v1/facts/{fact}/erasure", _body("erasure"))


def _entities(recorder: Recorder, service: Service) -> None:
    evidence = {"source": "source/encyclopedia-deepseek", "basis": "third_party_report"}
    service.create("companies", {"slug": "deep-seek", "name": "Deep Seek", "evidence": evidence}, is_namesake=True)
    recorder.post(service, "/v1/companies/deep-seek/merge", {**_body("merge_of_company"), "into": "company/deepseek"})
    recorder.post(service, "/v1/companies/deep-seek/merge/reversal", _body("mergereversal_of_company"))
    service.create("people", {"slug": "jane-doe", "name": "Jane Doe", "evidence": evidence})
    recorder.post(service, "/v1/people/jane-doe/erasure", _body("entityerasure_of_person"))


def _feeds(recorder: Recorder, service: Service) -> None:
    for url in ("/feeds/changes.atom?before=2&limit=1", "/feeds/events.atom?type=stock_move&limit=1"):
        recorder.get(service, url, media="application/atom+xml")
    recorder.get(service, "/feeds/calendar.ics?entity=offering/deepseek-chat", media="text/calendar")
    for url in ("/feeds/changes.json?before=2&limit=1", "/feeds/events.json?type=stock_move&limit=1"):
        recorder.get(service, url, lists=1, media="application/feed+json")
