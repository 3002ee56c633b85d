"""The queries of a batch as clients send them, and their faults."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StrictInt
from pydantic_core import PydanticCustomError

from chalicelib.api.http.routing.request_bodies import KindName, RequestBody, Words
from chalicelib.api.reconciliation.bounds import BATCH_SIZE, MAX_KEY_CHARS, MAX_PID_CHARS, MAX_PROPERTIES, MAX_VALUES
from chalicelib.domain.errors import TooLarge
from chalicelib.domain.faults import Faults, pointer
from chalicelib.domain.values.checks import described, quoted, read_shape
from chalicelib.kinds.declaration import Kind

AT = "/queries"


def _id_of(sent: Any) -> Any:
    """Return the id of an object; other values as they are."""
    return sent["id"] if isinstance(sent, dict) and "id" in sent else sent


def _as_list(sent: Any) -> Any:
    """Return a single value as a list, and objects by their ids; null is no value."""
    return [] if sent is None else [_id_of(each) for each in (sent if isinstance(sent, list) else [sent])]


def _text_of(sent: Any) -> Any:
    match sent:
        case bool():
            return "true" if sent else "false"
        case int() | Decimal():
            return format(sent, "f")[:MAX_PID_CHARS] if abs(sent) < 10**MAX_PID_CHARS else str(sent)
        case str():
            return sent
    wrong = f"Expected a string, a number, true, false or an object with `id`, not {described(sent)}"
    raise PydanticCustomError("value", "{detail}", {"detail": wrong})


def _texts_of(sent: Any) -> Any:
    """Return a value, or a list of them, as texts; blank ones are left out."""
    texts = [_text_of(each) for each in _as_list(sent)]
    return [each for each in texts if each.strip()]


def _without_nul(text: str) -> str:
    if "\0" in text:
        raise ValueError("the text must not contain a NUL character")
    return text


class SentProperty(BaseModel):
    """A property with which a client narrows a query. Other members, such as a name, are ignored."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    pid: Annotated[str, Field(min_length=1, max_length=MAX_PID_CHARS)]
    v: Annotated[list[Words], Field(max_length=MAX_VALUES), BeforeValidator(_texts_of)]


class SentQuery(RequestBody):
    """A query as it is sent. A blank one is a cell without a name: it has no candidates."""

    query: Annotated[str, Field(max_length=300), AfterValidator(_without_nul)] | None = None
    type: Annotated[list[KindName], Field(max_length=MAX_VALUES, default_factory=list), BeforeValidator(_as_list)]
    limit: Annotated[StrictInt, Field(ge=1, le=1_000_000)] | None = None
    properties: Annotated[list[SentProperty], Field(max_length=MAX_PROPERTIES)] | None = None
    type_strict: Literal["any", "all", "should"] | None = None


@dataclass(frozen=True)
class Query:
    """A query of a batch: its key, the text, the kinds asked for, and the properties with their values as texts."""

    key: str
    text: str
    kinds: tuple[str, ...]
    is_strict: bool  # candidates of other kinds are left out
    limit: int | None
    properties: tuple[tuple[str, tuple[str, ...]], ...]

    @property
    def kind(self) -> str | None:
        """The kind to resolve the name for: that which is asked for if it is one."""
        return self.kinds[0] if len(self.kinds) == 1 else None

    def is_of(self, kind: str) -> bool:
        """Return whether candidates of a kind may be shown."""
        return not self.is_strict or kind in self.kinds


def read_batch(sent: Any, *, kind: Kind | None) -> list[Query]:
    """Read a batch of queries, at an endpoint of a kind or of all. Raises Invalid with all faults, and TooLarge."""
    faults = Faults()
    if not isinstance(sent, Mapping):
        wrong = f'Expected an object of queries by key, such as {{"q0": {{"query": "OpenAI"}}}}, not {described(sent)}.'
        faults.add(AT, "wrong_type", wrong)
        raise faults.as_refusal()
    if len(sent) > BATCH_SIZE:
        detail = f"The batch has {len(sent)} queries; the limit is {BATCH_SIZE}. Send several batches."
        raise TooLarge(detail, context={"limit": BATCH_SIZE})
    read = [*_read_queries(sent, kind, faults)]
    faults.refuse()
    return read


def _read_queries(sent: Mapping[str, Any], kind: Kind | None, faults: Faults) -> Iterator[Query]:
    for key, each in sent.items():
        if len(key) > MAX_KEY_CHARS:
            faults.add(AT, "too_long", f"The key {quoted(key)} has more than {MAX_KEY_CHARS} characters.")
            continue
        at = AT + pointer(key.encode("utf-8", "backslashreplace").decode())
        query = read_shape(SentQuery, each, at=at, faults=faults)
        if query is not None and _is_whole(query, kind, at=at, faults=faults):
            yield _read_query(key, query, kind)


def _is_whole(query: SentQuery, kind: Kind | None, *, at: str, faults: Faults) -> bool:
    """Check what the members of a query must be together."""
    if query.query is None and not query.properties:
        faults.add(at, "missing_field", "Send `query`, the name to match, or `properties`.")
        return False
    others = [each for each in query.type if kind is not None and each != kind.name]
    if kind is not None and others:
        detail = f"This endpoint has {kind.plural} only. Send {quoted(others[0])} to /reconcile, or leave `type` out."
        faults.add(f"{at}/type", "wrong_kind", detail)
    return not others


def _read_query(key: str, sent: SentQuery, kind: Kind | None) -> Query:
    kinds = (kind.name,) if kind is not None else tuple(dict.fromkeys(sent.type))
    is_strict = bool(kinds) and (kind is not None or len(kinds) > 1 or sent.type_strict in ("any", "all"))
    properties = tuple((each.pid, tuple(each.v)) for each in sent.properties or ())
    return Query(key, sent.query or "", kinds, is_strict, sent.limit, properties)
