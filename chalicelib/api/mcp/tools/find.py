"""The tool `find`: the entity that a name means, or those that it may mean."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Annotated, Any

from pydantic import Field

from chalicelib.api.http.asking import ApiAnswer
from chalicelib.api.http.routing.request_bodies import Words
from chalicelib.api.http.routing.routes import Call
from chalicelib.api.mcp.tool import Tool, ToolAnswer
from chalicelib.api.mcp.tools.answer_types import FoundJson
from chalicelib.api.mcp.tools.answering.arguments import AnyKind, Clocks
from chalicelib.api.mcp.tools.answering.fitting import Draft, Items, fit, link_of
from chalicelib.api.mcp.tools.answering.questions import given, question
from chalicelib.api.mcp.tools.answering.wording import Cutter, one_line, value_text
from chalicelib.api.search.resolve import resolve
from chalicelib.api.search.search import search
from chalicelib.operations.bounds import MAX_RESOLVED_AFRESH

ARGUMENTS = {"q": ("query",), "name": ("query",)}


class Find(Clocks):
    """A name, and what narrows the search."""

    query: Annotated[Words, Field(description="A name, an alias, a ticker or the id of a model.", examples=["R1"])]
    kind: AnyKind = None
    limit: int = Field(
        default=10, ge=1, le=MAX_RESOLVED_AFRESH, strict=True, description="The most candidates.", examples=[5]
    )


def find(call: Call, asked: Find) -> ToolAnswer:
    """Resolve the name; if it means nothing on record, search for names that are like it."""
    resolved = question(
        resolve,
        replace(call, body={"names": [given(name=asked.query, kind=asked.kind)]}),
        "The resolution",
        asked.moment,
        arguments=ARGUMENTS,
    ).body["items"][0]
    query = {"q": asked.query, "kind": asked.kind, "limit": asked.limit, **asked.moment}
    similar = None if resolved["ref"] else question(search, call, "Names like it", query, arguments=ARGUMENTS)
    found = list(_candidates(resolved["candidates"], similar))
    candidates = found[: asked.limit]

    def write(cutter: Cutter, places: Sequence[int]) -> Draft:
        shown = [_candidate_json(each, cutter) for each in (candidates[place] for place in places)]
        body = given(reason=resolved["reason"]) | {
            "status": resolved["status"],
            "ref": resolved["ref"],
            "complete": _is_complete(resolved, similar),
            "candidates": shown,
        }
        lines = [_line(each) for each in shown] or ["There is none."]
        return Draft(body, [cutter.text(_verdict(asked.query, resolved)), *lines])

    how = "Send a `kind`, or a longer `query`."
    address = link_of("Entities with names like it", f"/v1/search?{_search_text(asked)}")
    items = Items(len(candidates), "candidates", write, how, more=len(found) > len(candidates))
    return fit(items, [address], max_bytes=asked.max_bytes)


def _search_text(asked: Find) -> str:
    from urllib.parse import urlencode

    query = given(q=asked.query, kind=asked.kind, limit=MAX_RESOLVED_AFRESH, **asked.moment)
    return urlencode(query, safe="/,")


def _candidates(resolved: Sequence[Mapping[str, Any]], similar: ApiAnswer | None) -> Iterator[Mapping[str, Any]]:
    """Yield the candidates of the resolution, then the other entities with similar names."""
    yield from resolved
    known = {each["ref"] for each in resolved}
    yield from (each for each in (similar.body["items"] if similar else ()) if each["ref"] not in known)


def _is_complete(resolved: Mapping[str, Any], similar: ApiAnswer | None) -> bool:
    return bool(resolved["complete"] and (similar is None or similar.body["meta"]["complete"]))


def _candidate_json(candidate: Mapping[str, Any], cutter: Cutter) -> dict[str, Any]:
    label, name = cutter.text(candidate["label"]), cutter.text(candidate["name"])
    return {
        "ref": candidate["ref"],
        "kind": candidate["kind"],
        "label": label,
        **given(
            name=None if name == label else name,
            hint=cutter.value(candidate["hint"]),
            former=candidate["former"],
            later=candidate["later"],
            valid=candidate["valid"],
            score=candidate.get("score"),
        ),
    }


def _verdict(query: str, resolved: Mapping[str, Any]) -> str:
    reason = f" (reason: {resolved['reason']})" if resolved["reason"] else ""
    if resolved["ref"]:
        return f'"{one_line(query)}" means {resolved["ref"]}{reason}. Candidates:'
    if resolved["status"] == "ambiguous":
        return f'"{one_line(query)}" is ambiguous{reason}. It may mean:'
    return f'No entity on record matches "{one_line(query)}"{reason}. Entities with names like it:'


def _line(candidate: Mapping[str, Any]) -> str:
    parts = [f"- {candidate['ref']}: {one_line(candidate['label'])}"]
    parts += [f"by the name {one_line(candidate['name'])}"] if "name" in candidate else []
    parts += [f"{name}: {value_text(each)}" for name, each in candidate.get("hint", {}).items()]
    parts += [f"{word} name" for word in ("former", "later") if candidate.get(word)]
    parts += [f"valid {value_text(candidate['valid'])}"] if "valid" in candidate else []
    parts += [f"score {candidate['score']}"] if "score" in candidate else []
    return "; ".join(parts)


TOOL = Tool(
    "find",
    "Find an entity by name",
    "Find the company, model, offering, product, person, event, instrument, benchmark or source that a name means. "
    "Use it first: all other tools take refs such as model/deepseek-v3. `ref` is the entity if the name is clear; "
    "otherwise choose among `candidates` by their hints, or ask the user. Former names, aliases, tickers and ids of "
    "models at hosts are found too.",
    "read",
    Find,
    FoundJson,
    find,
)
