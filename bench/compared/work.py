"""The work that is compared: the data, and the requests as API Gateway sends them."""

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

Body = dict[str, Any]

KEY = "key-of-the-bench"
EVIDENCE = {"source": "source/report", "basis": "third_party_report"}
PAGE, BATCH = 50, 90
SLUG = "m00"


class Request(NamedTuple):
    """One request: the method, the template of the path, the path, its parameters, the query, the body."""

    method: str
    resource: str
    path: str
    captured: Mapping[str, str]
    query: Mapping[str, str] = {}
    body: Any = None

    def event(self, **headers: str) -> Body:
        """Build the event of API Gateway; names of headers are written with `_` for `-`."""
        sent = {"Host": "aifacts.example", "User-Agent": "bench", "Accept": "*/*"}
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        if self.body is not None:
            sent |= {"Content-Type": "application/json", "Authorization": f"Bearer {KEY}"}
        context: Body = {"resourcePath": self.resource, "httpMethod": self.method, "path": self.path}
        context |= {"requestId": "bench", "stage": "api", "identity": {"sourceIp": "192.0.2.1", "userAgent": "bench"}}
        return {
            "resource": self.resource,
            "path": self.path,
            "httpMethod": self.method,
            "headers": sent,
            "multiValueHeaders": {name: [value] for name, value in sent.items()},
            "queryStringParameters": dict(self.query) or None,
            "multiValueQueryStringParameters": {name: [value] for name, value in self.query.items()} or None,
            "pathParameters": dict(self.captured) or None,
            "stageVariables": None,
            "requestContext": context,
            "body": None if self.body is None else json.dumps(self.body),
            "isBase64Encoded": False,
        }


def a_model(number: int) -> Body:
    """Make a model with 40 fields, its slug among them."""
    return {
        "slug": f"m{number:02}",
        "name": f"Model {number:02} of the bench",
        "aliases": [f"Bench {number:02}", f"模型{number:02}"],
        "developer": ["company/maker"],
        "family": "model/base",
        "level": "version",
        "based_on": ["model/base"],
        "released": f"2025-{number % 12 + 1:02}-20",
        "status": "available",
        "license": "MIT",
        "open_weights": True,
        "ends": "2026-07-24",
        "successor": "model/base",
        "license_threshold": [
            {"value": {"amount": "20e6", "unit": "USD", "bound": "over"}, "measure": "revenue", "period": "P1M"}
        ],
        "classification": [{"value": "ASL-3", "framework": "Responsible Scaling Policy"}],
        "architecture": ["mixture_of_experts", "transformer"],
        "modalities": [{"value": "text", "direction": "input"}],
        "parameters": {"amount": "671e9", "unit": "parameter"},
        "active_parameters": {"amount": "37e9", "unit": "parameter"},
        "context_window": {"amount": "128000", "unit": "token"},
        "max_output": {"amount": "8000", "unit": "token"},
        "knowledge_cutoff": "2024-07",
        "numeric_format": ["FP8", "BF16"],
        "tasks": ["protein folding"],
        "features": [{"value": True, "feature": "tool_calls"}],
        "limits": [{"value": {"amount": "922000", "unit": "token"}, "limit": "input_tokens"}],
        "training_cost": {"amount": "5.576e6", "unit": "USD"},
        "training_compute": {"amount": "3e24", "unit": "FLOP", "bound": "about"},
        "training_tokens": {"amount": "14.8e12", "unit": "token"},
        "training_hardware": ["product/chip"],
        "trained_on": [{"text": "licensed images"}],
        "prices": [{"value": {"amount": "3", "unit": "USD/Mtok"}, "direction": "input"}],
        "scores": [{"value": {"amount": "88.5", "unit": "%"}, "benchmark": "benchmark/exam"}],
        "outperforms": [{"value": "model/base", "extent": "most"}],
        "figures": [{"value": {"amount": "128", "unit": "expert"}, "measure": "experts"}],
        "usage": [{"value": {"amount": "4e8", "unit": "user"}, "measure": "weekly_users"}],
        "competes_with": ["model/base"],
        "documents": [{"value": "https://models.example/card", "document_type": "weights"}],
        "description": "A model of a lab that publishes its weights, made up for a comparison of services.",
        "identifiers": [{"value": f"bench/model-{number:02}", "scheme": "huggingface"}],
    }


FILLING: tuple[tuple[str, Body], ...] = (
    ("source", {"slug": "report", "title": "The report", "published": "2025-01-27"}),
    ("company", {"slug": "maker", "name": "The maker", "evidence": EVIDENCE}),
    ("product", {"slug": "chip", "name": "The chip", "evidence": EVIDENCE}),
    ("benchmark", {"slug": "exam", "name": "The exam", "evidence": EVIDENCE}),
    ("model", {"slug": "base", "name": "The base", "evidence": EVIDENCE}),
)
NEW: Body = {
    "slug": "new",
    "name": "Newcomer",
    "aliases": ["New"],
    "developer": ["company/maker"],
    "released": "2026-01-20",
    "status": "available",
    "license": "MIT",
    "open_weights": True,
    "context_window": {"amount": "128000", "unit": "token"},
    "evidence": EVIDENCE,
}
LEFT_OUT = frozenset({"ends", "successor", "numeric_format", "tasks", "prices"})
WHOLE: Body = {name: value for name, value in a_model(PAGE).items() if name not in LEFT_OUT} | {
    "slug": "whole",
    "name": "Newcomer that is known in full",
    "evidence": EVIDENCE,
}


def a_fact(number: int) -> Body:
    """Make a fact of a price of one model."""
    value = {"amount": f"{number + 1}", "unit": "USD/Mtok"}
    day = f"2025-{number // 28 + 1:02}-{number % 28 + 1:02}"
    more = {"qualifiers": {"direction": "output"}, "valid": f"{day}/{day}", "evidence": EVIDENCE}
    return {"entity": f"model/{SLUG}", "property": "prices", "value": value, **more}


def requests(*, facts: int = BATCH) -> dict[str, Request]:
    """Name each request of the comparison."""
    plural = {"plural": "models"}
    read = Request("GET", "/v1/{plural}/{slug}", f"/v1/models/{SLUG}", {**plural, "slug": SLUG})
    page = Request("GET", "/v1/{plural}", "/v1/models", plural, query={"limit": f"{PAGE}"})
    batch = {"facts": [a_fact(number) for number in range(facts)]}
    return {
        "get": read,
        "not modified": read,
        "page": page,
        "create": Request("POST", "/v1/{plural}", "/v1/models", plural, body=NEW),
        "create whole": Request("POST", "/v1/{plural}", "/v1/models", plural, body=WHOLE),
        "batch": Request("POST", "/v1/facts", "/v1/facts", {}, body=batch),
    }


STATUS = {"get": 200, "not modified": 304, "page": 200, "create": 201, "create whole": 201, "batch": 201}
