"""The calls about webhooks, and about watches."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from aifacts_client.core.calls import Call, Page, pages_call, with_headers
from aifacts_client.entity import Entity
from aifacts_client.generated.answers import (
    Attempt,
    Delivery,
    Fact,
    NewWatch,
    NewWebhook,
    Notice,
    RegisteredWatch,
    RotatedWebhook,
    Webhook,
)
from aifacts_client.refs import checked_id
from aifacts_client.verbs.options import SecretOptions, Used, WebhookChanges, WebhookOptions
from aifacts_client.verbs.parameters import given, shaped, write


def webhooks(*, limit: int | None) -> Call[Page[Webhook]]:
    """List webhooks."""
    return pages_call("/v1/webhooks", Webhook, query={"limit": limit})


def webhook(of: str | Webhook) -> Call[Webhook]:
    """Read a webhook."""
    return Call("GET", _webhook(of), shaped(Webhook))


def create_webhook(url: str, options: WebhookOptions) -> Call[NewWebhook]:
    """Register a webhook."""
    members = given({**options, "url": url})
    key = members.pop("idempotency_key", None)
    used = members.pop("used", None)
    body = members if used is None else {**members, "used": used_members(used)}
    return write("POST", "/v1/webhooks", shaped(NewWebhook), body, key=key)


def change_webhook(of: str | Webhook, changes: WebhookChanges) -> Call[Webhook]:
    """Change a webhook: only what is given; None removes a filter."""
    body: dict[str, Any] = {**changes}
    key = body.pop("idempotency_key", None)
    call = write("PATCH", _webhook(of), shaped(Webhook), body, key=key)
    return with_headers(call, Content_Type="application/merge-patch+json")


def delete_webhook(of: str | Webhook, *, idempotency_key: str | None = None) -> Call[Webhook]:
    """Delete a webhook."""
    return write("DELETE", _webhook(of), shaped(Webhook), key=idempotency_key)


def rotate_webhook(of: str | Webhook, options: SecretOptions) -> Call[RotatedWebhook]:
    """Replace the secret of a webhook."""
    body = given({"overlap_seconds": options.get("overlap_seconds"), "secret": options.get("secret")})
    return write("POST", f"{_webhook(of)}/rotation", shaped(RotatedWebhook), body, key=options.get("idempotency_key"))


def deliveries(of: str | Webhook, *, limit: int | None) -> Call[Page[Delivery]]:
    """List the deliveries to a webhook."""
    return pages_call(f"{_webhook(of)}/deliveries", Delivery, query={"limit": limit})


def redeliver(of: str | Webhook, delivery: int | Delivery, *, idempotency_key: str | None = None) -> Call[Delivery]:
    """Send a delivery again."""
    first = delivery.first if isinstance(delivery, Delivery) else int(delivery)
    path = f"{_webhook(of)}/deliveries/{first}/redelivery"
    return write("POST", path, shaped(Delivery), key=idempotency_key)


def ping(of: str | Webhook, *, idempotency_key: str | None = None) -> Call[Attempt]:
    """Send a test to a webhook."""
    return write("POST", f"{_webhook(of)}/ping", shaped(Attempt), key=idempotency_key)


def watches(*, limit: int | None) -> Call[Page[RegisteredWatch]]:
    """List watches."""
    return pages_call("/v1/watches", RegisteredWatch, query={"limit": limit})


def watch(of: str | RegisteredWatch) -> Call[RegisteredWatch]:
    """Read a watch."""
    return Call("GET", _watch(of), shaped(RegisteredWatch))


def create_watch(
    used: Sequence[Used], *, name: str | None = None, idempotency_key: str | None = None
) -> Call[NewWatch]:
    """Register a watch."""
    body = given({"name": name, "used": used_members(used)})
    return write("POST", "/v1/watches", shaped(NewWatch), body, key=idempotency_key)


def delete_watch(of: str | RegisteredWatch, *, idempotency_key: str | None = None) -> Call[RegisteredWatch]:
    """Delete a watch."""
    return write("DELETE", _watch(of), shaped(RegisteredWatch), key=idempotency_key)


def notices(of: str | RegisteredWatch, after: int, *, limit: int | None) -> Call[Page[Notice]]:
    """List the notices of a watch."""
    query = {"after": after, "limit": limit}
    return pages_call(f"{_watch(of)}/notices", Notice, query=query, turn="after")


def used_members(used: Sequence[Used]) -> Mapping[str, Any]:
    """Return facts and revisions of entities as they are sent. Raises ValueError for a ref without a revision."""
    facts, entities = list[str](), list[Mapping[str, Any]]()
    for each in [used] if isinstance(used, str) else used:
        if isinstance(each, Mapping):
            entities.append(each)
        elif isinstance(each, Entity) and each.revision is not None:
            entities.append({"ref": each.ref, "revision": each.revision})
        elif isinstance(each, Entity) or (isinstance(each, str) and "/" in each):
            ref = each if isinstance(each, str) else each.ref
            raise ValueError(f"{ref} has no revision here. Give an entity that you read, or its `ref` and `revision`.")
        else:
            facts.append(each.id if isinstance(each, Fact) else each)
    return {"facts": facts, "entities": entities}


def _webhook(of: str | Webhook) -> str:
    return f"/v1/webhooks/{checked_id(of)}"


def _watch(of: str | RegisteredWatch) -> str:
    return f"/v1/watches/{checked_id(of)}"
