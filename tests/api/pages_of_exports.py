"""Pages of exports, as a client sends them."""

import json
from collections.abc import Sequence
from typing import Any, cast

from chalicelib.operations.transfer.line_format import LinesDigest, chained
from chalicelib.store.rows import Delete
from chalicelib.store.table import ScannableTable
from tests.api.conftest import Answer, Client

NDJSON = {"Content-Type": "application/x-ndjson"}


def a_page(*lines: Any, page: int = 1, change: int = 0, schema: int = 1, before: str = "") -> list[Any]:
    """Make the last page of an export with some lines, and with digests that agree."""
    scope = {"change": change, "since": 0, "kinds": []}
    digest = LinesDigest()
    found = [{"line": "page", "schema": schema, "page": page, **scope, "before": before}, *lines]
    for line in found:
        digest.add(line)
    counts = {"entities": {}, "facts": 0, "revisions": 0, "changes": 0}
    seen = chained(before, digest.sha256)
    manifest = {"line": "manifest", "schema": schema, "pages": page, **scope, "counts": counts, "sha256": seen}
    digest.add(manifest)
    return [*found, manifest, {"line": "digest", "page": page, "lines": digest.lines, "sha256": digest.sha256}]


def emptied(client: Client) -> Client:
    """Delete everything but the keys from the table of a client."""
    table = cast("ScannableTable", client.world.table)
    for row in table.scan().rows:
        if row.key.pk[0] not in "KQ":
            table.commit([Delete(row.key)])
    return client


def send_page(client: Client, lines: Sequence[Any], query: str = "") -> Answer:
    """Send the lines of a page."""
    text = "".join(json.dumps(line) + "\n" for line in lines)
    return client.send("POST", f"/v1/import{query}", body=text, key=client.key, headers=NDJSON)
