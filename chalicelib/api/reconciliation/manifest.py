"""The service manifest of reconciliation: what the service offers, and where."""

from typing import TYPE_CHECKING

from chalicelib import __version__
from chalicelib.api.http.routing.routes import Call
from chalicelib.api.reconciliation.bounds import BATCH_SIZE
from chalicelib.api.reconciliation.candidates import type_json
from chalicelib.kinds import KINDS
from chalicelib.kinds.declaration import Kind
from chalicelib.settings import reads

if TYPE_CHECKING:
    from chalicelib.api.reconciliation.answer_types import (
        PropertySettingJson,
        ReconciliationManifestJson,
        SecuritySchemeJson,
        ServicePathJson,
    )

ID = "{{id}}"
PREVIEW_WIDTH, PREVIEW_HEIGHT = 420, 260  # pixels
AMOUNTS: "PropertySettingJson" = {
    "name": "amounts",
    "label": "Amounts",
    "type": "select",
    "default": "text",
    "help_text": "Exact amounts as text with their unit, or as numbers without it.",
    "choices": [{"value": "text", "name": "text with the unit"}, {"value": "number", "name": "number"}],
}
WITH_KEY: "SecuritySchemeJson" = {"type": "apiKey", "name": "Authorization", "in": "header"}


def manifest(call: Call, *, kind: Kind | None) -> "ReconciliationManifestJson":
    """Return the manifest of the endpoint of a kind, or of all."""
    root = call.origin + call.base

    def service(path: str) -> "ServicePathJson":
        return {"service_url": root, "service_path": path}

    described: ReconciliationManifestJson = {
        "versions": ["0.2"],
        "name": "aifacts" if kind is None else f"aifacts: {kind.plural}",
        "identifierSpace": f"{root}/",
        "schemaSpace": f"{root}/v1/vocabulary",
        "documentation": f"{root}/docs",
        "serviceVersion": __version__,
        "logo": f"{root}/favicon.svg",
        "defaultTypes": [type_json(each.name) for each in (KINDS.values() if kind is None else (kind,))],
        "view": {"url": f"{root}/reconcile/view?id={ID}"},
        "preview": {"url": f"{root}/reconcile/preview?id={ID}", "width": PREVIEW_WIDTH, "height": PREVIEW_HEIGHT},
        "suggest": {
            "entity": service("/reconcile/suggest/entity"),
            "type": service("/reconcile/suggest/type"),
            "property": service("/reconcile/suggest/property"),
        },
        "extend": {"propose_properties": service("/reconcile/properties"), "property_settings": [AMOUNTS]},
        "batchSize": BATCH_SIZE,
    }
    return described if reads() == "open" else {**described, "authentication": WITH_KEY}
