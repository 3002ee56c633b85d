"""One kind of a client: its list, its entities by slug, and a way to create one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Generic, TypeVar, Unpack

from aifacts_client.core.sender import Sender
from aifacts_client.entity import Entity
from aifacts_client.pages import Pages
from aifacts_client.verbs import reading, writing

if TYPE_CHECKING:
    from aifacts_client.generated.answers import Counts
    from aifacts_client.verbs.options import CreateOptions

E = TypeVar("E", bound=Entity)


class Plural(Generic[E]):
    """The entities of one kind: `client.models["gpt-4"]`, `client.models(developer="company/openai")`."""

    def __init__(self, client: Sender, shape: type[E], kind: str) -> None:
        self._client = client
        self._shape = shape
        self._kind = kind

    def __getitem__(self, slug: str) -> E:
        """Return an entity. Raises NotFound (a LookupError) or Gone."""
        return self.get(slug)

    def get(self, slug: str, **options: Any) -> E:
        """Return an entity, with options such as `include="facts"`, `explain=True` or `expand="developer"`."""
        call = reading.get(f"{self._kind}/{slug}", self._shape, moment=self._client.moment, options=options)
        return self._client.send(call)

    def create(self, body: Mapping[str, Any], **options: Unpack[CreateOptions]) -> E:
        """Create an entity from a flat body; options: `dry_run`, `allow_duplicate`, `idempotency_key`."""
        return self._client.write(writing.create(self._kind, self._shape, body, **options))

    def _list(self, filters: Mapping[str, Any]) -> Pages[E]:
        call = reading.entities(self._kind, self._shape, moment=self._client.moment, filters=filters)
        return Pages(self._client, call)

    def _counts(self, by: str | Sequence[str], filters: Mapping[str, Any]) -> Counts:
        return self._client.send(reading.counts(self._kind, by, moment=self._client.moment, filters=filters))
