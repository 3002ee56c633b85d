"""The tool `check`: rehearses a batch, and returns what it would write."""

from collections.abc import Mapping, Sequence
from typing import Any

from chalicelib.api.http.routing.routes import Call
from chalicelib.api.mcp.tool import Tool, ToolAnswer
from chalicelib.api.mcp.tools.answer_types import CheckJson
from chalicelib.api.mcp.tools.answering.batches import (
    BatchArguments,
    fit_batch,
    reply_to,
)
from chalicelib.api.mcp.tools.answering.questions import given
from chalicelib.api.mcp.tools.answering.wording import Cutter, one_line, value_text

CONFLICTS = {"opens": "would open", "alters": "would alter", "ends": "would end"}


class Check(BatchArguments):
    """A batch to rehearse."""


def check(call: Call, asked: Check) -> ToolAnswer:
    """Rehearse the batch."""
    reply = reply_to(call, asked, dry_run=True)
    report = reply.body["dry_run"]

    def more(cutter: Cutter) -> tuple[dict[str, Any], list[str]]:
        revisions, on_record = cutter.some(report["revisions"]), cutter.some(report["on_record"])
        conflicts = {name: [_conflict_text(each, cutter) for each in cutter.some(report[name])] for name in CONFLICTS}
        members = {
            "revisions": [_would_json(each, cutter) for each in revisions],
            **given(
                revisions_left_out=len(report["revisions"]) - len(revisions),
                **conflicts,
                conflicts_left_out=sum(len(report[name]) - len(conflicts[name]) for name in CONFLICTS),
                on_record=on_record,
                on_record_left_out=len(report["on_record"]) - len(on_record),
                nearest=cutter.value(report.get("nearest", {})),
            ),
        }
        lines = [
            f"{words.capitalize()} a conflict: {each}" for name, words in CONFLICTS.items() for each in conflicts[name]
        ]
        lines += [f"For {at} you may mean: {', '.join(refs)}" for at, refs in members.get("nearest", {}).items()]
        return members, lines

    how = "Send a smaller batch." if len(reply.body["parts"]) > 1 else ""
    return fit_batch(
        reply, head="Nothing was written. The batch would have:", more=more, how=how, max_bytes=asked.max_bytes
    )


def _would_json(revision: Mapping[str, Any], cutter: Cutter) -> dict[str, Any]:
    changes: Sequence[Mapping[str, Any]] = revision["changes"]
    names = cutter.some([each["property"] for each in changes])
    return {"ref": revision["ref"], "revision": revision["revision"], "changes": names}


def _conflict_text(conflict: Mapping[str, Any], cutter: Cutter) -> str:
    sides = (
        f"{'not ' if side['denied'] else ''}{value_text(side['value'])} ({', '.join(cutter.some(side['sources']))})"
        for side in cutter.some(conflict["sides"])
    )
    return cutter.text(one_line(f"{conflict['ref']} {conflict['property']}: {' or '.join(sides)}"))


TOOL = Tool(
    "check",
    "Rehearse a batch",
    "Rehearse a batch of entities, facts and retractions before `record`: nothing is written. It returns the outcome "
    "of each part, all faults together with their places, the conflicts that it would open or end, implausible values, "
    "and entities that you may mean where a ref does not exist.",
    "write",
    Check,
    CheckJson,
    check,
)
