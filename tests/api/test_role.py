"""The role of the API: all that a day of requests asks of the table is allowed, and nothing is that no request asks."""

from typing import Any

from tests.api.conftest import ADMIN, EVIDENCE, Answer, Client, a_company, a_fact, a_source, an_event, fact_ids
from tests.conftest import Clock
from tests.iam import ROLE, Grant, granted_to

COMPANY = "/v1/companies/deepseek"
OTHER = {"source": "source/other", "basis": "opinion", "speaker": {"text": "An analyst"}}
BEFORE = "2026-11-23T10:05:00.000Z"
READS = (
    COMPANY,
    f"{COMPANY}/facts",
    f"{COMPANY}/history",
    f"{COMPANY}/timeline",
    f"{COMPANY}/timeline?known_at={BEFORE}",
    "/v1/companies?country=CN,SG",
    f"/v1/companies?known_at={BEFORE}",
    "/v1/events?participants=company/deepseek&fields=title,remarks",
    "/v1/instruments/nvda/series/price",
    "/v1/facts?source=source/report",
    "/v1/facts?value=company/deepseek",
    "/v1/facts?speaker=An%20analyst",
    "/v1/conflicts",
    f"/v1/conflicts?known_at={BEFORE}",
    "/v1/conflicts?kind=company",
    f"/v1/conflicts?kind=company&known_at={BEFORE}",
    "/v1/conflicts?kind=company&property=country",
    f"/v1/conflicts?kind=company&property=country&known_at={BEFORE}",
    f"/v1/lookup?scheme=wikidata&value=Q1&known_at={BEFORE}",
    "/v1/lookup?scheme=wikidata&value=Q1",
    "/v1/search?q=depseek",
    f"/v1/search?q=depseek&known_at={BEFORE}",
    f"/v1/search?q=d&known_at={BEFORE}",
    "/v1/autocomplete?q=d",
    "/v1/search?q=depseek&kind=offering",
    f"/v1/search?q=depseek&kind=offering&known_at={BEFORE}",
    "/v1/autocomplete?q=d&kind=offering",
    f"/v1/search?q=d&kind=offering&known_at={BEFORE}",
    "/v1/changes?after=0",
    "/v1/stats",
    "/v1/keys",
    "/v1/me",
)


def test_a_day_of_requests_asks_for_all_that_the_policy_grants(client: Client, clock: Clock, dynamodb: Any) -> None:
    ROLE.used.clear()

    write_of_everything(client)
    clock.set("2026-11-23T10:10:00.000Z")
    for url in READS:
        assert client.get(url, key=client.key).status == 200, url
    erasure_of_everything(client)
    end_of_everything(client)
    for url in READS[-9:]:
        assert client.get(url, key=client.key).status == 200, url
    erasure_of_entities(client)
    following(client)

    assert by_pattern(ROLE.used) == by_pattern(granted_to("api_handler"))


def by_pattern(grants: Any) -> list[tuple[str, str, str]]:
    """List grants in order; to read one item or several is the same to the code."""
    found: set[Grant] = set(grants)
    return sorted({(each.action.removeprefix("Batch"), each.index, each.pattern) for each in found})


def write_of_everything(client: Client) -> None:
    client.create("sources", a_source("other"))
    identifiers = [{"value": "Q1", "scheme": "wikidata"}]
    figures = [{"value": {"amount": "5", "unit": "USD"}, "measure": "revenue"}]
    client.create("companies", a_company(country="CN", identifiers=identifiers, figures=figures))
    client.create("instruments", {"slug": "nvda", "name": "NVDA", "evidence": EVIDENCE})
    for n in range(95):
        client.create("companies", a_company(f"guest-{n}"))
    about = [{"value": {"text": "So.", "language": "en"}, "about": f"company/guest-{n}"} for n in range(95)]
    client.create("offerings", {"slug": "long", "name": "a b c d e f g h", "remarks": about, "evidence": EVIDENCE})
    guests = [{"value": f"company/guest-{n}", "role": "developer"} for n in range(60)]
    host = {"value": "company/deepseek", "role": "developer"}
    client.create("events", an_event(participants=[host, *guests]))
    assert client.post("/v1/keys", {"name": "a key", "scopes": ["read"]}).status == 201
    assert client.patch(COMPANY, {"country": "SG", "evidence": OTHER}, Idempotency_Key="once").status == 200
    client.create("offerings", {"slug": "chat", "name": "deepseek-chat", "evidence": EVIDENCE})
    price = a_fact("instrument/nvda", "price", {"amount": "118", "unit": "USD"}, valid="2025-01-27/2025-01-27")
    recorded = client.post("/v1/facts", {"facts": [price]})
    assert recorded.status == 201
    assert client.get(f"/v1/facts/{recorded.json['facts'][0]['id']}").status == 200


def following(client: Client) -> None:
    """Register a webhook and a watch, change, read and delete them."""
    made = client.post("/v1/webhooks", {"url": "http://127.0.0.1:9/hook"})
    assert made.status == 201, made.text
    webhook = made.json["id"]
    client.create("companies", a_company("followed"))
    used = {"entities": [{"ref": "company/followed", "revision": 1}]}
    watch = client.post("/v1/watches", {"used": used}).json["id"]
    assert client.patch(f"/v1/webhooks/{webhook}", {"state": "disabled"}).status == 200
    assert client.get(f"/v1/webhooks/{webhook}/deliveries", key=client.key).status == 200
    assert client.get(f"/v1/watches/{watch}/notices", key=client.key).status == 200
    for url in (f"/v1/webhooks/{webhook}", f"/v1/watches/{watch}"):
        assert client.send("DELETE", url, key=ADMIN).status == 200


ENDED = ("name", "title", "parent", "identifiers", "founded")  # by which entities are found, and not needed


def erasure_of_everything(client: Client) -> None:
    """Retract facts by which entities were found in each way, then erase them: their historical rows are deleted."""
    identifiers = [{"value": "Q2", "scheme": "wikidata"}]
    client.create("companies", a_company("wordy", parent="company/guest-1", identifiers=identifiers, founded="1987"))
    client.create("events", an_event("wordy", title="The first title of the event"))
    client.create("offerings", {"slug": "wordy", "name": "the-first-name", "evidence": EVIDENCE})
    assert client.patch("/v1/companies/wordy", {"name": "Other", "founded": "1964", "evidence": OTHER}).status == 200
    assert client.patch("/v1/events/wordy", {"title": "Other", "evidence": OTHER}).status == 200
    assert client.patch("/v1/offerings/wordy", {"name": "other", "evidence": OTHER}).status == 200
    for url in ("/v1/companies/wordy", "/v1/events/wordy", "/v1/offerings/wordy"):
        said = [
            each for each in client.get(f"{url}/facts").json["items"] if each["evidence"]["source"] != OTHER["source"]
        ]
        names = [each["id"] for each in said if each["property"] in ENDED]
        for each in names:
            assert client.post(f"/v1/facts/{each}/retraction", {"reason": "Misread."}).status == 200
        for each in names:
            assert client.post(f"/v1/facts/{each}/erasure", {"reason": "Asked for."}).status == 200, each


def end_of_everything(client: Client) -> Answer:
    """Take values and links away, and end more rows than fit into one transaction."""
    parent = {"value": "company/deepseek", "valid": "2020"}
    client.create("companies", a_company("laden", organisation_type="lab", parent=parent))
    client.create("companies", a_company("owner"))
    laden = {
        "organisation_type": {"value": "company", "valid": "2026"},
        "parent": {"value": "company/owner", "valid": "2026"},
        "aliases": [f"L{n}" for n in range(95)],
    }
    assert client.patch("/v1/companies/laden", {**laden, "evidence": EVIDENCE}).status == 200
    figure = next(each for each in fact_ids(client, COMPANY) if "~figures~" in each)
    assert client.post(f"/v1/facts/{figure}/retraction", {"reason": "Misread."}).status == 200
    names = [f"Acme number {n} of many companies" for n in range(25)]
    assert client.patch(COMPANY, {"aliases": names, "evidence": EVIDENCE}).status == 200
    rename = {"name": {"value": "deepseek-v4", "valid": "2026"}, "evidence": EVIDENCE}
    assert client.patch("/v1/offerings/chat", rename).status == 200
    assert client.post("/v1/offerings/long/retirement", {"reason": "Made up."}, If_Match="*").status == 200
    assert client.post("/v1/events/launch/retirement", {"reason": "Made up."}, If_Match="*").status == 200
    return client.post(f"{COMPANY}/retirement", {"reason": "Made up."}, If_Match="*")


def erasure_of_entities(client: Client) -> None:
    """Erase an entity of each sort: searched or not, with titles, with a series."""
    for path in (COMPANY, "/v1/offerings/chat", "/v1/events/launch", "/v1/instruments/nvda"):
        assert client.post(f"{path}/erasure", {"reason": "Somebody asked for it."}, If_Match="*").status == 200
        assert client.get(path).status == 410
