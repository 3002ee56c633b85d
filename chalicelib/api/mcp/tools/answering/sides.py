"""The sides of a conflict: a value, the facts that give or deny it, and their sources."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from chalicelib.api.mcp.tools.answering.questions import given
from chalicelib.api.mcp.tools.answering.sources import Citations
from chalicelib.api.mcp.tools.answering.wording import Cutter, value_text


def sources_of(items: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """Yield the sources of the sides of conflicts, or of steps with sides."""
    for item in items:
        if "source" in item:
            yield item["source"]
        for side in item["sides"]:
            yield from side["sources"]


def side_json(side: Mapping[str, Any], cutter: Cutter) -> dict[str, Any]:
    """Return a side with some of its facts and sources."""
    facts, sources = cutter.facts(side["facts"]), cutter.some(side["sources"])
    return {
        "value": cutter.value(side["value"]),
        **given(denied=side["denied"]),
        **given(facts=facts),
        "sources": sources,
        **given(more=len(side["sources"]) - len(sources)),
    }


def side_words(side: Mapping[str, Any]) -> str:
    """Return the value of a side in words."""
    return f"{'not ' if side.get('denied') else ''}{value_text(side['value'])}"


def cited_text(side: Mapping[str, Any], cited: Citations) -> str:
    """Return the numbers of the sources of a side."""
    more = f" and {side['more']} more" if "more" in side else ""
    return f"{cited.cite(side['sources'])}{more}"
