"""The types of answers about webhooks and watches, as JSON. The contract derives its schemas from them."""

from typing import Annotated, Literal, NotRequired, TypedDict

from chalicelib.domain.answer_types import (
    Adjusted,
    Count,
    Description,
    FactId,
    InstantText,
    JsonSchema,
    KeyId,
    PropertyName,
    Ref,
    RevisionNumber,
)
from chalicelib.domain.following.change_events import EventType
from chalicelib.domain.following.selection import REASONS
from chalicelib.domain.values import TextType
from chalicelib.kinds import KINDS
from chalicelib.operations.answer_types import ShownJson

MAX_CHOSEN, MAX_USED = 100, 200
FollowerName = Annotated[str, JsonSchema(**TextType(max_length=100).shapes()[0])]
WebhookId = Annotated[str, JsonSchema(maxLength=40, pattern="^webhook_[0-9a-v]+$")]
WatchId = Annotated[str, JsonSchema(maxLength=40, pattern="^watch_[0-9a-v]+$")]
Status = Annotated[int, JsonSchema(minimum=100, maximum=599)]
Detail = Annotated[str, JsonSchema(maxLength=500, pattern=r"^[\s\S]*$")]
Served = Annotated[Count, Description("All selected changes up to this number of the feed were served.")]


class UsedEntityJson(TypedDict):
    """A revision of an entity that you have used."""

    ref: Ref
    revision: RevisionNumber


class UsedJson(TypedDict):
    """The facts and the revisions of entities that you have used."""

    facts: Annotated[list[FactId], JsonSchema(maxItems=MAX_USED)]
    entities: Annotated[list[UsedEntityJson], JsonSchema(maxItems=MAX_USED)]


class UsedThingJson(TypedDict):
    """A fact that you have used, or a revision of an entity."""

    fact: NotRequired[FactId]
    entity: NotRequired[Ref]
    revision: NotRequired[RevisionNumber]


class NoticeJson(TypedDict):
    """The news of something that you have used: why it is not what it was, and which values are shown now."""

    used: UsedThingJson
    ref: Ref
    reasons: Annotated[
        list[Annotated[str, JsonSchema(enum=list(REASONS))]], JsonSchema(minItems=1, maxItems=len(REASONS))
    ]
    change: Annotated[Count, Description("The number of the change in the feed.")]
    at: InstantText
    revision: RevisionNumber
    properties: Annotated[list[PropertyName], JsonSchema(maxItems=500)]
    now: NotRequired[
        Annotated[
            dict[str, ShownJson | None],
            JsonSchema(maxProperties=500),
            Description("The values that these properties show now; null if nothing is shown."),
        ]
    ]
    into: NotRequired[Annotated[Ref, Description("The entity into which it was merged.")]]


class SigningSecretJson(TypedDict):
    """Since when a secret signs, and until when, if it was replaced. The secret itself is never shown again."""

    since: InstantText
    until: InstantText | None


class AttemptJson(TypedDict):
    """One attempt to deliver: when, the status of the answer, how long it took, and what went wrong."""

    at: InstantText
    status: NotRequired[Annotated[Status, Description("Absent if there was no answer.")]]
    ms: Annotated[int, JsonSchema(minimum=0, maximum=1_000_000)]
    detail: NotRequired[Annotated[Detail, Description("Absent if it was delivered.")]]


class LastAttemptJson(AttemptJson):
    """The last attempt to deliver, and what it tried to deliver."""

    id: Annotated[str, JsonSchema(maxLength=100, pattern="^[A-Za-z0-9_-]+$")]


class FailingJson(TypedDict):
    """How often the delivery that is due failed, since when, and when it is tried next."""

    failures: Annotated[int, JsonSchema(minimum=1, maximum=1_000)]
    since: InstantText
    next_at: InstantText


class WebhookJson(TypedDict):
    """A webhook: what it selects, how far it was served, and how its deliveries go."""

    id: WebhookId
    name: FollowerName | None
    key: Annotated[KeyId, Description("The key that made it, or the first of the keys that replaced each other.")]
    url: Annotated[str, JsonSchema(maxLength=2000, pattern="^https?://")]
    state: Literal["active", "disabled"]
    kinds: Annotated[list[Annotated[str, JsonSchema(enum=list(KINDS))]], JsonSchema(maxItems=len(KINDS))]
    refs: Annotated[list[Ref], JsonSchema(maxItems=MAX_CHOSEN)]
    properties: Annotated[list[PropertyName], JsonSchema(maxItems=MAX_CHOSEN)]
    events: Annotated[
        list[Annotated[str, JsonSchema(enum=[each.value for each in EventType])]], JsonSchema(maxItems=len(EventType))
    ]
    used: UsedJson
    created_at: InstantText
    served: Served
    secrets: Annotated[list[SigningSecretJson], JsonSchema(maxItems=5)]
    last: Annotated[LastAttemptJson | None, Description("The last attempt; null before the first.")]
    failing: Annotated[FailingJson | None, Description("Null unless the last attempt failed.")]
    disabled_at: InstantText | None
    disabled_for: Annotated[Detail | None, Description("Why nothing is sent; null while it is active.")]
    adjusted: NotRequired[Adjusted]


class NewWebhookJson(WebhookJson):
    """A new webhook, with its secret, and what had happened to what you have used."""

    notices: Annotated[list[NoticeJson], JsonSchema(maxItems=2 * MAX_USED)]
    secret: NotRequired[
        Annotated[
            str,
            JsonSchema(maxLength=94, pattern="^whsec_"),
            Description("Shown only once. Absent if the response is replayed."),
        ]
    ]


class WatchJson(TypedDict):
    """A watch of what you have used, and how far its notices reach."""

    id: WatchId
    name: FollowerName | None
    key: Annotated[KeyId, Description("The key that made it, or the first of the keys that replaced each other.")]
    used: UsedJson
    created_at: InstantText
    served: Served
    adjusted: NotRequired[Adjusted]


class NewWatchJson(WatchJson):
    """A new watch, and what had happened to what you have used."""

    notices: Annotated[list[NoticeJson], JsonSchema(maxItems=2 * MAX_USED)]


class RotatedWebhookJson(WebhookJson):
    """A webhook with its new secret."""

    secret: NotRequired[
        Annotated[
            str,
            JsonSchema(maxLength=94, pattern="^whsec_"),
            Description("Shown only once. Absent if the response is replayed."),
        ]
    ]


class DeliveryJson(TypedDict):
    """A delivery: the changes that its message is about, its state, and the last attempts to send it."""

    id: Annotated[
        str,
        JsonSchema(maxLength=100, pattern="^[A-Za-z0-9_-]+$"),
        Description("The header `webhook-id`, the same on every attempt."),
    ]
    first: Count
    last: Count
    at: InstantText
    state: Annotated[Literal["pending", "delivered", "failed"], Description("`failed`: it is not tried again.")]
    attempts: Annotated[list[AttemptJson], JsonSchema(maxItems=100)]


class NoticesMetaJson(TypedDict):
    """How far the notices reach: all changes up to `served` were looked at. Continue after `last`."""

    served: Count
    last: Count
    returned: Count
