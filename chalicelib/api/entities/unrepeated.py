"""The member `not_repeated` of a source that supersedes another."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from chalicelib.api.http.routing.routes import Call
from chalicelib.domain.values import Ref
from chalicelib.operations.facts.not_repeated import MAX_UNREPEATED, Unrepeated, not_repeated

if TYPE_CHECKING:
    from chalicelib.operations.facts.answer_types import NotRepeatedJson


def with_unrepeated(view: Mapping[str, Any], call: Call) -> dict[str, Any]:
    """Return the view of a source with the facts that it did not repeat of the source that it supersedes."""
    superseded = view.get("supersedes")
    if not isinstance(superseded, str):
        return {**view, "not_repeated": {"items": [], "next": None}}
    found = not_repeated(call.world, superseded=Ref.of(superseded), moment=call.moment)
    return {**view, "not_repeated": _json(found, superseded, call)}


def _json(found: Unrepeated, superseded: str, call: Call) -> "NotRepeatedJson":
    clocks = {name: each for name, each in asdict(call.moment).items() if each is not None}
    asked = {"source": superseded, "standing": "true", "limit": MAX_UNREPEATED, **clocks, "cursor": found.next}
    return {
        "items": found.items,
        "next": None if found.next is None else f"{call.base}/v1/facts?{urlencode(asked, safe='/:')}",
    }
