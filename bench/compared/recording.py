"""Records what DynamoDB answers to each request of ours: `python -m bench.compared.recording FILE`.

moto answers each request of the comparison once, through the lean client. The file has the answers by request, and the
items that the other services read.
"""

import json
import os
import re
import sys
from pathlib import Path
from typing import Any

from bench.compared import work
from bench.compared.environment import TABLE, variables
from bench.compared.loopback import Headers, http, serving

_INSTANT = re.compile(r"20[2-9]\d-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")
_WRITES = ("PutItem", "UpdateItem", "DeleteItem", "TransactWriteItems", "BatchWriteItem")


def name_request(target: str, body: bytes) -> str:
    """Name a request without what differs each time: instants, tokens; for a write, its operation alone."""
    operation = target.rpartition(".")[2]
    if operation in _WRITES:
        return operation
    asked = json.loads(body)
    return f"{operation} {_INSTANT.sub('INSTANT', json.dumps(asked, sort_keys=True))}"


class Recorder:
    """Lets moto answer, and keeps the first answer to each request."""

    def __init__(self) -> None:
        self.answers: dict[str, str] = {}

    def reply(self, headers: Headers, body: bytes) -> bytes:
        """Reply to a client."""
        from tests.engines.moto_over_http import answer_of_moto

        status, answer = answer_of_moto(headers, body, region=os.environ["AWS_DEFAULT_REGION"])
        if status == 200:  # noqa: PLR2004  refusals are not to be measured
            self.answers.setdefault(name_request(headers["x-amz-target"], body), answer.decode())
        return http(status, answer)


def record() -> dict[str, Any]:
    """Ask everything once; return the answers by request, and the bodies that ours sends."""
    from moto import mock_aws

    from chalicelib.local.mock import patched_moto

    recorder = Recorder()
    with patched_moto(), mock_aws(), serving(recorder.reply) as url:
        os.environ["AWS_ENDPOINT_URL_DYNAMODB"] = url
        bodies = _ask_all(recorder)
    return {"answers": recorder.answers, "bodies": bodies}


def _ask_all(recorder: Recorder) -> dict[str, Any]:
    from app import app

    _fill()
    recorder.answers.clear()
    bodies: dict[str, Any] = {}
    etag = ""
    for name, request in work.requests().items():
        event = request.event(**({"If_None_Match": etag} if name == "not modified" else {}))
        answer = app(event, None)
        if answer["statusCode"] != work.STATUS[name]:
            raise ValueError(f"{name}: {answer['statusCode']} {answer['body'][:2000]}")
        bodies[name] = json.loads(answer["body"] or "null")
        etag = answer["headers"].get("ETag", etag)
    return bodies


def _fill() -> None:
    from chalicelib.api.http.request.world import get_world
    from chalicelib.kinds import KINDS
    from chalicelib.operations.access import api_keys
    from chalicelib.operations.numbering.sequencer import sequence
    from chalicelib.operations.world import Caller, RequestContext
    from chalicelib.operations.writes.create import create
    from chalicelib.store.engines.clients.sdk import connect, ensure_table

    ensure_table(connect(endpoint_url=os.environ["AWS_ENDPOINT_URL_DYNAMODB"]), TABLE)
    world = get_world()
    context = RequestContext(world, Caller("key_bench", frozenset({"write"})))
    models = [("model", {**work.a_model(n), "evidence": work.EVIDENCE}) for n in range(work.PAGE)]
    for kind, body in (*work.FILLING, *models):
        create(context, kind=KINDS[kind], body=body)
    api_keys.create_key(world, name="bench", scopes=["write"], secret=work.KEY)
    while sequence(world)[1]:
        pass


def main() -> None:
    """Write the file that is named."""
    os.environ |= variables("lean")
    output, sys.stdout = sys.stdout, Path(os.devnull).open("w")  # noqa: SIM115  open as long as the process: for the log
    found = record()
    Path(sys.argv[1]).write_text(json.dumps(found, ensure_ascii=False), encoding="utf-8")
    output.write(f"{len(found['answers'])} answers\n")


if __name__ == "__main__":
    main()
