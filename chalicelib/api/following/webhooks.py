"""/v1/webhooks: register, list, change and delete webhooks, replace their secrets."""

from typing import Any

from chalicelib.api.following.bodies import NewWebhook, SecretRotation, WebhookPatch, read_body
from chalicelib.api.http.routing.answers import page
from chalicelib.api.http.routing.parameters import CURSOR, limit
from chalicelib.api.http.routing.routes import JSON, MERGE_PATCH, Answer, Body, Call, Reply, route
from chalicelib.domain.errors import BadCursor, NotFound
from chalicelib.domain.following_errors import NotSetUp, TooManyFollowers
from chalicelib.operations.following import change, finding, register
from chalicelib.operations.following.change import Patched
from chalicelib.store.records.follower_rows import WEBHOOK

A_WEBHOOK = {
    "url": "https://hooks.example.org/aifacts",
    "name": "prices of models",
    "kinds": ["model", "offering"],
    "events": ["entity.changed", "conflict.opened"],
}


@route(
    "POST",
    "/v1/webhooks",
    name="create_webhook",
    summary="Register a webhook",
    tag="webhooks",
    scope="write",
    body=Body("WebhookCreate", model=NewWebhook, example=A_WEBHOOK),
    answers=(
        Answer(
            201,
            "The webhook. `secret` is shown only here: the service encrypts it.",
            "NewWebhook",
            headers=("Location",),
        ),
    ),
    refusals=(NotSetUp, TooManyFollowers),
)
def create_webhook(call: Call) -> Reply:
    """Register a URL that is sent the changes after the newest one, in messages of Standard Webhooks 1.0.

    The filters narrow the changes: `kinds`, `refs`, `properties` and `events`, each of which accepts any of its words.
    With `used` you get a notice when a fact or a revision that you have used is retracted, corrected, superseded,
    erased or disputed. `notices` in the answer has what happened before you registered. If you name only `used`, you
    are sent notices alone. A key has at most 20 webhooks.
    """
    sent = read_body(call, NewWebhook)
    made = register.create_webhook(
        call.context,
        sent.wanted,
        name=(sent.model.name if sent.model else None) or "",
        url=sent.url,
        secret=sent.secret,
        faults=sent.faults,
    )
    call.adjusted.update(sent.faults.adjusted)
    return _created(made.body, made.secret, is_replay=made.is_replay)


@route(
    "GET",
    "/v1/webhooks",
    name="list_webhooks",
    summary="List your webhooks",
    tag="webhooks",
    scope="write",
    parameters=(limit(only_json=True), CURSOR),
    answers=(Answer(200, "A page of webhooks, without their secrets.", "WebhookPage", headers=("Link",)),),
    refusals=(BadCursor,),
)
def list_webhooks(call: Call) -> Reply:
    """Return the webhooks of your key and of the keys that it replaced, by id. An admin gets those of all keys."""
    asked = {"limit": call.query["limit"], "cursor": call.query["cursor"]}
    return page(finding.list_own(call.world, call.caller, prefix=WEBHOOK, **asked))


@route(
    "GET",
    "/v1/webhooks/{id}",
    name="read_webhook",
    summary="Read a webhook",
    tag="webhooks",
    scope="write",
    answers=(Answer(200, "The webhook, without its secrets.", "Webhook"),),
    refusals=(NotFound,),
)
def read_webhook(call: Call) -> Reply:
    """Return a webhook: how far it was served, its last attempt, and if it is disabled, since when and why."""
    return Reply(finding.show_one(call.world, call.caller, call.path["id"], prefix=WEBHOOK), is_cacheable=False)


@route(
    "PATCH",
    "/v1/webhooks/{id}",
    name="update_webhook",
    summary="Change a webhook",
    tag="webhooks",
    scope="write",
    body=Body("WebhookPatch", media=(MERGE_PATCH, JSON), model=WebhookPatch, example={"state": "active"}),
    answers=(Answer(200, "The webhook as it is now.", "Webhook"),),
    refusals=(NotFound, TooManyFollowers),
)
def update_webhook(call: Call) -> Reply:
    """Change the URL, the name, the filters or the state of a webhook: only what the body names. Null removes a filter.

    A webhook that is disabled gets nothing. Set it active again, and it continues after the last change that it was
    served: nothing is skipped. If a delivery failed before, it is tried at once.

    Nothing is sent to a webhook whose key was revoked, has expired or lacks the scope `write` now. An admin who sets it
    active takes it over: it belongs to the admin's key then. Check its `url` and rotate its secret.
    """
    sent = read_body(call, WebhookPatch)
    changed = change.change_webhook(call.context, call.path["id"], _patched(sent.model, call.body), faults=sent.faults)
    call.adjusted.update(sent.faults.adjusted)
    return Reply(changed.body, is_replay=changed.is_replay)


@route(
    "DELETE",
    "/v1/webhooks/{id}",
    name="delete_webhook",
    summary="Delete a webhook",
    tag="webhooks",
    scope="write",
    answers=(Answer(200, "The webhook as it was.", "Webhook"),),
    refusals=(NotFound,),
)
def delete_webhook(call: Call) -> Reply:
    """Delete a webhook and its secrets for good. Nothing is sent to it any more. Its deliveries cannot be read."""
    deleted = change.delete(call.context, call.path["id"], prefix=WEBHOOK)
    return Reply(deleted.body, is_replay=deleted.is_replay)


@route(
    "POST",
    "/v1/webhooks/{id}/rotation",
    name="rotate_webhook_secret",
    summary="Replace the secret of a webhook",
    tag="webhooks",
    scope="write",
    body=Body("WebhookRotation", model=SecretRotation, example={"overlap_seconds": 3600}),
    answers=(Answer(201, "The webhook. `secret` is shown only here: the service encrypts it.", "RotatedWebhook"),),
    refusals=(NotFound, NotSetUp),
)
def rotate_webhook_secret(call: Call) -> Reply:
    """Make a new secret, or take yours. For the overlap, by default a day, both sign each message.

    At most five secrets sign at the same time.
    """
    sent = read_body(call, SecretRotation)
    sent.faults.refuse()
    seconds = sent.model.overlap_seconds if sent.model else 0
    rotated = change.rotate_secret(call.context, call.path["id"], overlap_seconds=seconds, secret=sent.secret)
    return Reply(_with_secret(rotated.body, rotated.secret), status=201, is_replay=rotated.is_replay)


def _created(body: dict[str, Any], secret: str | None, *, is_replay: bool) -> Reply:
    return Reply(_with_secret(body, secret), status=201, location=f"/v1/webhooks/{body['id']}", is_replay=is_replay)


def _with_secret(body: dict[str, Any], secret: str | None) -> dict[str, Any]:
    """Add the secret to a webhook; a repeated request has none."""
    return body if secret is None else {**body, "secret": secret}


def _patched(model: WebhookPatch | None, body: Any) -> Patched:
    """Return what a body changes: a filter that is null becomes empty."""
    if model is None:
        return Patched()
    filters = {
        name: tuple(getattr(model, name) or ()) for name in ("kinds", "refs", "properties", "events") if name in body
    }
    return Patched(model.name, model.url, **filters, state=model.state)
