"""A program of a user of openapi-generator's Python client: reads every kind and sends bodies."""

import json
import sys
from pathlib import Path
from typing import Any

import aifacts_generated as made
from whole import lost

URL, KEY, EXAMPLES = sys.argv[1:4]
CLIENT = made.ApiClient(made.Configuration(host=URL, access_token=KEY))


def whole(answer: Any) -> Any:
    """Check that the client has the whole response, and return it."""
    raw = json.loads(answer.raw_data)
    back = json.loads(json.dumps(CLIENT.sanitize_for_serialization(answer.data)))
    assert not (missing := list(lost(raw, back))), missing
    return raw


def of_a_kind(plural: str, kind: str, bodies: list[Any]) -> None:
    """Create, list and read entities of a kind, with their facts, history and timeline."""
    api, camel = getattr(made, f"{plural.capitalize()}Api")(CLIENT), kind.capitalize()
    for body in bodies:
        sent = getattr(made, f"{camel}Create").from_dict(body)
        assert whole(getattr(api, f"create_{kind}_with_http_info")(sent, allow_duplicate=True))["slug"] == body["slug"]
    page = whole(getattr(api, f"list_{plural}_with_http_info")(limit=100, sort=None))
    for item in page["items"]:
        asked = {"include": "facts", "explain": True}
        whole(getattr(api, f"read_{kind}_with_http_info")(item["slug"], **asked))
    slug = page["items"][0]["slug"]
    for name in ("facts", "history", "timeline"):
        whole(getattr(api, f"list_{kind}_{name}_with_http_info")(slug, limit=100))


def main() -> None:
    """Read every kind, then facts, a comparison and a list with expanded entities."""
    examples = json.loads(Path(EXAMPLES).read_text(encoding="utf-8"))
    for plural, kind in examples["kinds"].items():
        of_a_kind(plural, kind, [body for named, body in examples["bodies"] if named == kind])
    facts = made.FactsApi(CLIENT)
    page = whole(
        facts.list_facts_with_http_info(source="source/qwen-2.5-article", basis=["derived", "third_party_report"])
    )
    whole(facts.read_fact_with_http_info(page["items"][0]["id"]))
    refs = ["model/qwen-2.5", "model/deepseek-v3", "model/nobody"]
    compared = whole(made.ViewsApi(CLIENT).compare_with_http_info(refs=refs, properties=["released", "remarks"]))
    assert [each["ref"] for each in compared["entities"]] == refs
    expanded = made.EventsApi(CLIENT).list_events_with_http_info(expand=["participants", "cause"], limit=100)
    assert whole(expanded)["expanded"]
    sent = made.FactsCreate.from_dict(examples["facts"])
    assert whole(facts.record_facts_with_http_info(sent))["facts"]


main()
