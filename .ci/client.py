"""A program of a user of the generated Python client: creates, reads, patches, lists and handles refusals."""

import json
import sys
from typing import Any

from aifacts_client.api.companies import create_company, list_companies, read_company, update_company
from aifacts_client.api.events import list_events
from aifacts_client.api.facts import list_facts, read_fact
from aifacts_client.api.views import compare
from aifacts_client.models import (
    Company,
    CompanyCreate,
    CompanyPage,
    CompanyPatch,
    EvidencePart,
    Problem,
    ReadCompanyInclude,
)
from whole import lost

from aifacts_client import AuthenticatedClient


def whole(answer: Any) -> Any:
    """Check that the client has the whole response, and return it."""
    assert not (missing := list(lost(json.loads(answer.content), answer.parsed.to_dict()))), missing
    return answer.parsed


client = AuthenticatedClient(base_url=sys.argv[1], token=sys.argv[2])
evidence = EvidencePart.from_dict({"source": "source/qwen-2.5-article", "basis": "third_party_report"})

made = create_company.sync_detailed(
    client=client, body=CompanyCreate(slug="generated", name="Generated", evidence=evidence)
)
assert made.status_code == 201, made.content
added = update_company.sync_detailed(
    "generated",
    client=client,
    body=CompanyPatch(aliases=["Made"], evidence=evidence),
    if_match=made.headers["etag"],
)
assert added.status_code == 200, added.content
read = read_company.sync("generated", client=client)
assert isinstance(read, Company)
assert (read.name, read.aliases) == ("Generated", ["Made"])
page = list_companies.sync(client=client, limit=100)
assert isinstance(page, CompanyPage)
assert "company/generated" in {card.ref for card in page.items}
missing = read_company.sync("nobody", client=client)
assert isinstance(missing, Problem)
assert (missing.status, missing.code.value) == (404, "not_found")
refused = create_company.sync(client=client, body=CompanyCreate(slug="other", name=""))
assert isinstance(refused, Problem)
assert refused.code.value == "invalid"
assert [fault.pointer for fault in refused.errors or []] == ["/name", "/evidence/source", "/evidence/basis"]

whole(read_company.sync_detailed("deepseek", client=client, include=ReadCompanyInclude.FACTS, explain=True))
whole(list_events.sync_detailed(client=client, limit=100, expand=["participants", "cause"]))
found = whole(list_facts.sync_detailed(client=client, source="source/qwen-2.5-article", limit=100))
for fact in found.items[:20]:
    whole(read_fact.sync_detailed(fact.id, client=client))
refs = ["model/qwen-2.5", "model/deepseek-v3", "model/nobody"]
compared = whole(compare.sync_detailed(client=client, refs=refs, properties=["released", "remarks"]))
assert [entity.ref for entity in compared.entities] == refs
