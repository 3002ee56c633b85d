"""The calls that find entities by names, identifiers and likeness."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from aifacts_client.core.calls import Answer, Call, Page, items_of, pages_call, parsed
from aifacts_client.generated.answers import Duplicates, Identified, NameFound, Resolution
from aifacts_client.refs import plural_of
from aifacts_client.verbs.parameters import Query, parameters, shaped


def search(words: str, *, moment: Query, filters: Query) -> Call[Page[NameFound]]:
    """Find entities by name."""
    return pages_call("/v1/search", NameFound, query={"q": words, **moment, **parameters(filters)})


def autocomplete(letters: str, *, moment: Query, filters: Query) -> Call[Page[NameFound]]:
    """Find entities by the first letters of a name."""
    return pages_call("/v1/autocomplete", NameFound, query={"q": letters, **moment, **parameters(filters)})


def lookup(scheme: str, value: str, *, moment: Query, filters: Query) -> Call[Page[Identified]]:
    """Find entities by an external id."""
    query = {"scheme": scheme, "value": value, **moment, **parameters(filters)}
    return pages_call("/v1/lookup", Identified, query=query)


def resolve(names: Sequence[str | Mapping[str, Any]], *, moment: Query) -> Call[list[Resolution]]:
    """Match up to 100 names with entities."""
    return Call("POST", "/v1/resolve", _read_resolutions, query=moment, body={"names": [*names]})


def _read_resolutions(answer: Answer) -> list[Resolution]:
    return [parsed(Resolution, each) for each in items_of(answer.json())]


def duplicates(kind: str, body: Mapping[str, Any], *, moment: Query) -> Call[Duplicates]:
    """Look for entities that may be the same as a new one."""
    plural_of(kind)
    return Call("POST", "/v1/duplicates", shaped(Duplicates), query=moment, body={**body, "kind": kind})
