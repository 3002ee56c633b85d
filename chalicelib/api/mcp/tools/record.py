"""The tool `record`: writes a batch of entities, facts and retractions."""

from dataclasses import replace
from typing import Any

from pydantic import Field

from chalicelib.api.http.request.idempotency import identify_content
from chalicelib.api.http.routing.routes import Call
from chalicelib.api.mcp.tool import Tool, ToolAnswer
from chalicelib.api.mcp.tools.answer_types import RecordJson
from chalicelib.api.mcp.tools.answering.batches import (
    BatchArguments,
    fit_batch,
    reply_to,
)
from chalicelib.api.mcp.tools.answering.wording import Cutter
from chalicelib.domain.errors import Fault, IdempotencyKeyReused


class Record(BatchArguments):
    """A batch to write, and the key that makes a repetition safe."""

    idempotency_key: str | None = Field(
        default=None,
        min_length=1,
        max_length=255,
        pattern=r"^[\x21-\x7e]+$",
        description="A name of this write, such as a UUID: within 24 hours it is carried out once, and repetitions get "
        "the same answer. Defaults to a digest of the batch, so a repeated call is safe without it. Send a new one to "
        "write the same batch again on purpose.",
        examples=["8e03978e-40d5-43e8-bc93-6894a57f9324"],
    )


def record(call: Call, asked: Record) -> ToolAnswer:
    """Write the batch once."""
    content = ["record", asked.atomic, asked.body]
    identified = identify_content(asked.idempotency_key, call.caller, content=content)
    try:
        reply = reply_to(replace(call, idempotency=identified), asked, dry_run=False)
    except IdempotencyKeyReused as refused:
        fault = Fault("/idempotency_key", refused.code, refused.detail)
        raise IdempotencyKeyReused(refused.detail, faults=(fault,), context=refused.context) from None

    def more(_: Cutter) -> tuple[dict[str, Any], list[str]]:
        return (
            ({"replayed": True}, ["An earlier call wrote this. This one wrote nothing."])
            if reply.is_replay
            else ({}, [])
        )

    how = "The same call with it writes nothing again, and returns these outcomes."
    return fit_batch(reply, head="Recorded:", more=more, how=how, max_bytes=asked.max_bytes)


TOOL = Tool(
    "record",
    "Write a batch",
    "Write entities, facts and retractions, each with its source. Run `check` with the same arguments first. Facts are "
    "never overwritten: a fact that contradicts others is recorded beside them, and the conflict is shown. All faults "
    "of all parts are returned together. To call it again with the same arguments is safe.",
    "write",
    Record,
    RecordJson,
    record,
    writes=True,
)
