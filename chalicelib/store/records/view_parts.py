"""Parts of a view: a change of what it refers to, and a day of a series whose rows are pending."""

from typing import NamedTuple

from chalicelib.domain.instants import Instant


class RedirectChange(NamedTuple):
    """When, and in which revision, an entity began to point at a survivor instead of a merged entity.

    If `survivor` is the merged entity itself, the merge was reversed, and it began to point at that again.
    """

    at: Instant
    revision: int
    merged: str
    survivor: str


class SeriesDay(NamedTuple):
    """A day of a slot of a series; `slot` is what the ids of its facts begin with."""

    slot: str
    day: str
