"""Reads the examples of a contract with openapi-generator's Python models, and writes them again.

`python generated.py openapi.json`, with the generated package on the path.
"""

import json
import sys
from pathlib import Path
from typing import Any

import aifacts_generated
from whole import lost

CLIENT = aifacts_generated.ApiClient()
JSON = ("application/json", "application/merge-patch+json")


def again(component: str, body: Any) -> Any:
    """Read JSON as a model and write it."""
    read = getattr(aifacts_generated, component).from_dict(body)
    return json.loads(json.dumps(CLIENT.sanitize_for_serialization(read)))


def media(document: Any) -> Any:
    """Yield the schema's name and the examples of each body and response in JSON; texts have no models."""
    for operation in (operation for at in document["paths"].values() for operation in at.values()):
        for described in (operation.get("requestBody", {}), *operation["responses"].values()):
            for each in (each for name, each in described.get("content", {}).items() if name in JSON):
                for example in each.get("examples", {}).values():
                    name = example["$ref"].rsplit("/", 1)[1]
                    yield each["schema"]["$ref"].rsplit("/", 1)[1], document["components"]["examples"][name]["value"]


if __name__ == "__main__":
    contract = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    examples = list(media(contract))
    differences = [
        f"{component}: {each}" for component, body in examples for each in lost(body, again(component, body))
    ]
    if differences or not examples:
        sys.exit("\n".join(differences) or "There are no examples.")
