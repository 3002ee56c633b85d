"""The options of writes, by name.

`idempotency_key`: a write with the key of an earlier one is not done again, and gives the same answer. Each write that
has none gets one. `dry_run`: nothing is written, and the answer has what would be. `if_match`: the ETag of the entity,
which must still be that; `*` is any.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Literal, TypedDict

from aifacts_client.entity import Entity
from aifacts_client.generated.answers import Fact

Rank = Literal["preferred", "normal", "deprecated"]
Scope = Literal["read", "write", "admin"]
Used = str | Fact | Entity | Mapping[str, Any]
"""A fact or its id, or an entity that was read, or its `ref` and `revision`."""


class WriteOptions(TypedDict, total=False):
    """The options of all writes."""

    idempotency_key: str | None


class DryRunOptions(WriteOptions, total=False):
    """The options of writes that can be tried."""

    dry_run: bool


class MatchOptions(DryRunOptions, total=False):
    """The options of writes to an entity or a fact."""

    if_match: str | None


class CreateOptions(DryRunOptions, total=False):
    """The options of a create. `allow_duplicate`: create it although something may be the same."""

    allow_duplicate: bool


class PatchOptions(MatchOptions, total=False):
    """The options of a patch. `evidence`: what to do about a fact that is on record with other evidence."""

    evidence: str | None


class BatchOptions(DryRunOptions, total=False):
    """The options of several writes at once. `atomic=False`: each entity by itself, not all or none."""

    atomic: bool


class RecordOptions(BatchOptions, total=False):
    """The options of new facts. `evidence`: what to do about a fact that is on record with other evidence."""

    evidence: str | None


class RetractOptions(MatchOptions, total=False):
    """The options of a retraction. `source`: the document that says so."""

    source: str | None


class KeyOptions(WriteOptions, total=False):
    """The options of a new key. `expires_at`: an instant with its zone, as `datetime` or text."""

    requests_per_minute: int | None
    expires_at: datetime | str | None


class RotationOptions(WriteOptions, total=False):
    """The options of a rotation. `overlap_seconds`: how long the old secret works beside the new one."""

    overlap_seconds: int | None


class FilterOptions(TypedDict, total=False):
    """The changes that a webhook is sent: those that each filter accepts. None, or an empty list, is no filter."""

    name: str | None
    kinds: Sequence[str] | None
    refs: Sequence[str] | None
    properties: Sequence[str] | None
    events: Sequence[str] | None


class WebhookOptions(FilterOptions, WriteOptions, total=False):
    """The options of a new webhook. `used`: what you have used, as in `watches.create`; `secret`: one of yours."""

    used: Sequence[Used]
    secret: str | None


class WebhookChanges(FilterOptions, WriteOptions, total=False):
    """The changes of a webhook: what is not given stays."""

    url: str
    state: Literal["active", "disabled"]


class SecretOptions(RotationOptions, total=False):
    """The options of a new secret. `secret`: one of yours."""

    secret: str | None
