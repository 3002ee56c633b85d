"""The bodies of webhooks and watches, read with all their faults together, those of the table included."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Generic, Literal, NamedTuple, TypeVar

from pydantic import AfterValidator, BaseModel, Field
from pydantic_core import PydanticCustomError

from chalicelib.api.http.routing.request_bodies import EntityRef, KindName, RequestBody
from chalicelib.api.http.routing.routes import Call
from chalicelib.domain.faults import Faults, pointer
from chalicelib.domain.following.change_events import EventType
from chalicelib.domain.following.selection import UsedEntity
from chalicelib.domain.values.checks import CodedFault, quoted, read_shape
from chalicelib.domain.values.words.model_text import TEXT, Line
from chalicelib.kinds import KINDS
from chalicelib.operations.following import change, secrets
from chalicelib.operations.following.wanted import Wanted

Model = TypeVar("Model", bound=BaseModel)
MAX_CHOSEN, MAX_USED = 100, 200
FACT_ID = r"^[a-z_]+~[a-z0-9][a-z0-9._-]*~[a-z][a-z0-9_]*~[0-9a-v]+$"


def _check_event(text: str) -> str:
    known = [each.value for each in EventType]
    if text not in known:
        raise PydanticCustomError("enum", "There is no event {event}", {"event": quoted(text), "known": known})
    return text


Name = Annotated[
    Line,
    Field(min_length=1, max_length=100, json_schema_extra=TEXT, description="What you call it."),
]
EventName = Annotated[
    str,
    Field(max_length=40, json_schema_extra={"enum": [each.value for each in EventType]}),
    AfterValidator(_check_event),
]
PropertyText = Annotated[str, Field(max_length=60, pattern="^[a-z][a-z0-9_]*$")]
FactIdText = Annotated[str, Field(max_length=250, pattern=FACT_ID)]
Secret = Annotated[
    str,
    Field(
        max_length=200,
        json_schema_extra={"pattern": secrets.PATTERN},
        description="`whsec_` and the base64 of 24 to 64 random bytes. Defaults to a new one.",
    ),
]


Url = Annotated[
    str,
    Field(
        max_length=2_000,
        json_schema_extra={"pattern": "^https?://"},
        description="Where messages are sent: https, with a public host.",
    ),
]
Kinds = Annotated[list[KindName], Field(max_length=len(KINDS), description="Only changes of these kinds.")]
Refs = Annotated[list[EntityRef], Field(max_length=MAX_CHOSEN, description="Only changes of these entities.")]
Properties = Annotated[
    list[PropertyText],
    Field(max_length=MAX_CHOSEN, description="Only events of these properties, and what ends an entity."),
]
Events = Annotated[list[EventName], Field(max_length=len(EventType), description="Only these events.")]


class UsedRevision(RequestBody):
    """A revision of an entity that you have used."""

    ref: EntityRef
    revision: Annotated[int, Field(strict=True, ge=1, le=99_999_999)]


class Used(RequestBody):
    """The facts and the revisions of entities that you have used, of which you want notices."""

    facts: Annotated[list[FactIdText], Field(max_length=MAX_USED)] = Field(default_factory=list)
    entities: Annotated[list[UsedRevision], Field(max_length=MAX_USED)] = Field(default_factory=list)


class NewWebhook(RequestBody):
    """A new webhook: where to send, which changes, and what you have used. Without filters it is sent all changes."""

    url: Url
    name: Name | None = None
    kinds: Kinds = Field(default_factory=list)
    refs: Refs = Field(default_factory=list)
    properties: Properties = Field(default_factory=list)
    events: Events = Field(default_factory=list)
    used: Used = Field(default_factory=Used)
    secret: Secret | None = None


class WebhookPatch(RequestBody):
    """A change of a webhook: only the members that it names. Null removes a filter."""

    url: Url | None = None
    name: Name | None = None
    kinds: Kinds | None = None
    refs: Refs | None = None
    properties: Properties | None = None
    events: Events | None = None
    state: Literal["active", "disabled"] | None = None


class NewWatch(RequestBody):
    """A new watch: what you have used. Its notices are kept until you fetch them, for 30 days."""

    name: Name | None = None
    used: Used


class SecretRotation(RequestBody):
    """A new secret for a webhook, and how many seconds the old one signs beside it."""

    overlap_seconds: Annotated[int, Field(strict=True, ge=0, le=change.MAX_OVERLAP_SECONDS)] = 86_400
    secret: Secret | None = None


class Sent(NamedTuple, Generic[Model]):
    """A body that was read: as its model, None if that found faults, and what it wants to follow."""

    model: Model | None
    wanted: Wanted
    url: str | None
    secret: bytes | None
    faults: Faults


def read_body(call: Call, model: type[Model]) -> Sent[Model]:
    """Read a body. Its faults are noted, so that those of the table can be added to them.

    The parts that are well-formed can be looked up, although others are not.
    """
    faults = Faults()
    read = read_shape(model, call.body, at="", faults=faults)
    call.adjusted.update(faults.adjusted)
    sent = _Parts(call.body, faults)
    wanted = Wanted(
        kinds=tuple(sent.texts("kinds")),
        refs=tuple(sent.texts("refs")),
        properties=tuple(sent.texts("properties")),
        events=tuple(sent.texts("events")),
        facts=tuple(sent.texts("used", "facts")),
        entities=tuple(sent.entities()),
    )
    return Sent(read, wanted, sent.text("url"), _secret(sent.text("secret"), faults), faults)


class _Parts:
    """The parts of a body without faults. Texts with faults are empty, so that the others keep their places."""

    def __init__(self, body: Mapping[str, Any], faults: Faults) -> None:
        self._body, self._faults = body, faults

    def text(self, name: str) -> str | None:
        """Return a member that is a text; None if it is not, or has a fault."""
        sent = self._body.get(name)
        return sent if isinstance(sent, str) and not self._faults.has(pointer(name)) else None

    def texts(self, *path: str) -> Iterator[str]:
        """Yield the texts of a list."""
        for place, each in enumerate(self._list(*path)):
            is_right = isinstance(each, str) and not self._faults.has(pointer(*path, place))
            yield each if is_right else ""

    def entities(self) -> Iterator[UsedEntity]:
        """Yield the revisions of entities that were used."""
        for place, each in enumerate(self._list("used", "entities")):
            at = pointer("used", "entities", place)
            wrong = any(self._faults.has(f"{at}{member}") for member in ("", "/ref", "/revision"))
            yield UsedEntity("", 0) if wrong else UsedEntity(each["ref"], each["revision"])

    def _list(self, *path: str) -> list[Any]:
        here: Any = self._body
        for name in path:
            here = here.get(name) if isinstance(here, Mapping) else None
        is_right = isinstance(here, list) and not self._faults.has(pointer(*path))
        return here if is_right else []


def _secret(text: str | None, faults: Faults) -> bytes | None:
    if text is None:
        return None
    read = secrets.read_secret(text)
    if isinstance(read, CodedFault):
        faults.add("/secret", read.code, read.detail)
        return None
    return read
