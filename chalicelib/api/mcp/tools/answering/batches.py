"""The batch that `check` rehearses and `record` writes: its arguments, its outcomes, and its answer."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from pydantic import Field

from chalicelib.api.http.dry_runs import called, rehearsed
from chalicelib.api.http.routing.routes import Call, Reply
from chalicelib.api.mcp.tool import ToolAnswer
from chalicelib.api.mcp.tools.answering.arguments import ToolArguments
from chalicelib.api.mcp.tools.answering.fitting import Draft, Items, fit
from chalicelib.api.mcp.tools.answering.questions import given
from chalicelib.api.mcp.tools.answering.wording import Cutter, one_line
from chalicelib.api.writes.batch import batch
from chalicelib.domain.faults import adjustments_json
from chalicelib.domain.hints import hints_json
from chalicelib.operations.writes.batching.outcomes import OutcomeType
from chalicelib.operations.writes.batching.parts import MAX_PARTS

SourcePart = dict[str, Any]
EVIDENCE = {"source": "source/deepseek-announces-r2", "basis": "self_reported"}
ENTITY = {"kind": "model", "slug": "deepseek-r2", "name": "DeepSeek-R2", "evidence": EVIDENCE}
FACT = {"entity": "model/deepseek-r2", "property": "released", "value": "2026-02-26", "evidence": EVIDENCE}
RETRACTION = {"fact": "model~gpt-4~released~" + "0" * 36, "reason": "The source corrected the date."}


class BatchArguments(ToolArguments):
    """A batch as `POST /v1/batch` takes it: up to 500 parts together, which may name each other's refs."""

    entities: list[SourcePart] = Field(
        default=[],
        max_length=MAX_PARTS,
        description="Entities to create, each with `kind`, `slug`, its properties and, unless it is a source, "
        "`evidence` with `source` and `basis`. `if_exists`: `refuse` (default), `use` or `add`.",
        examples=[[ENTITY]],
    )
    facts: list[SourcePart] = Field(
        default=[],
        max_length=MAX_PARTS,
        description="Facts to add, each with `entity`, `property`, `value` and `evidence`.",
        examples=[[FACT]],
    )
    retractions: list[SourcePart] = Field(
        default=[],
        max_length=MAX_PARTS,
        description="Facts to retract, each with `fact` (its id), `reason` and, if there is one, `source`.",
        examples=[[RETRACTION]],
    )
    atomic: bool = Field(
        default=True,
        strict=True,
        description="Write all parts or none, at most 100 actions. With `false` only wrong parts are refused.",
    )

    @property
    def body(self) -> dict[str, Any]:
        """The body of the request of the REST API."""
        sorts = {"entities": self.entities, "facts": self.facts, "retractions": self.retractions}
        return {name: sent for name, sent in sorts.items() if sent}


def reply_to(call: Call, asked: BatchArguments, *, dry_run: bool) -> Reply:
    """Write the batch, or rehearse it. Raises what the verb raises, with pointers into the arguments."""
    query = {"atomic": asked.atomic, "dry_run": dry_run}
    sent = replace(call, path={}, query=query, body=asked.body, lines=None)
    reply = called(batch, rehearsed(sent))
    body = {**reply.body, **given(hints=hints_json(reply.hints), adjusted=adjustments_json(reply.adjusted))}
    return replace(reply, body=body)


def parts_in_order(body: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return the parts, refused ones first, and those that changed nothing last."""
    order = [OutcomeType.REFUSED, OutcomeType.CREATED, OutcomeType.CHANGED, OutcomeType.UNCHANGED]
    return sorted(body["parts"], key=lambda part: order.index(part["outcome"]))


def fit_batch(reply: Reply, *, head: str, more: Any, how: str, max_bytes: int) -> ToolAnswer:
    """Return the answer with the outcomes; `more` writes further members and lines with texts and lists cut."""
    parts = parts_in_order(reply.body)

    def write(cutter: Cutter, places: Sequence[int]) -> Draft:
        shown = [_part_json(each, cutter) for each in (parts[place] for place in places)]
        hints = cutter.some(reply.body.get("hints", ()))
        members, lines = more(cutter)
        body = {
            "counts": reply.body["counts"],
            **members,
            "parts": shown,
            **given(
                hints=[{n: cutter.text(hint[n]) for n in ("pointer", "code", "detail")} for hint in hints],
                hints_left_out=len(reply.body.get("hints", ())) - len(hints),
                adjusted=len(reply.body.get("adjusted", ())),
            ),
        }
        counts = ", ".join(f"{number} {word}" for word, number in reply.body["counts"].items() if number)
        text = [f"{head} {counts}.", *lines, *(line for each in shown for line in _part_lines(each))]
        text += [one_line(f"HINT {h['pointer']} {h['code']}: {h['detail']}") for h in body.get("hints", ())]
        return Draft(body, text)

    return fit(Items(len(parts), "parts", write, how), [], max_bytes=max_bytes)


def _part_json(part: Mapping[str, Any], cutter: Cutter) -> dict[str, Any]:
    shown = {name: part[name] for name in ("pointer", "outcome", "ref", "revision") if name in part}
    if "problem" in part:
        problem = part["problem"]
        faults = cutter.some(problem.get("errors", ()))
        shown |= {"code": problem["code"], "detail": cutter.text(problem["detail"])}
        listed = [
            {"pointer": cutter.text(f["pointer"]), "code": f["code"], "detail": cutter.text(f["detail"])}
            for f in faults
        ]
        return shown | given(faults=listed, faults_left_out=len(problem.get("errors", ())) - len(faults))
    facts = cutter.some(part.get("facts", ()))
    return shown | given(facts=facts, facts_left_out=len(part.get("facts", ())) - len(facts))


def _part_lines(part: Mapping[str, Any]) -> Iterator[str]:
    ref = f" {part['ref']}" if "ref" in part else ""
    revision = f" revision {part['revision']}" if "revision" in part else ""
    problem = f" ({part['code']}): {part['detail']}" if "code" in part else ""
    yield one_line(f"- {part['pointer']}{ref} {part['outcome']}{revision}{problem}")
    faults: Sequence[Mapping[str, Any]] = part.get("faults", ())
    for fault in faults if len(faults) > 1 or any(f["detail"] != part["detail"] for f in faults) else ():
        yield one_line(f"  - {fault['pointer']} {fault['code']}: {fault['detail']}")
