"""Loads lines of flat bodies, facts and retractions: in groups, through the batch of the service or of the table."""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from hashlib import sha256
from http import HTTPStatus
from pathlib import Path
from typing import Any

from chalicelib.local.place import Environment, Unusable
from chalicelib.local.transfer.files import FileLine, lines
from chalicelib.local.transfer.progress import StateFile, bar, say
from chalicelib.local.transfer.remote import Remote
from chalicelib.operations.world import Caller, RequestContext
from chalicelib.operations.writes.batch import batch

MAX_LINES, MAX_BYTES = 500, 900_000  # of a group
MAX_REFUSED_SHOWN = 100


def load_flat_lines(
    file: Path,
    where: Environment | None,
    remote: Remote | None,
    *,
    state: StateFile,
    caller: Caller,
    stops: bool,
) -> str:
    """Write the lines that are left, in groups; return what became of them.

    A refused line is printed, and the load continues, or with `stops` ends after its group.
    """
    kept = state.read() or {"end": 0, "lines": 0, "counts": {}}
    counts = Counter[str](kept["counts"])
    left = lines(file, start=kept["end"], before=kept["lines"])
    with bar(file.stat().st_size, done=kept["end"], unit="B", what="load") as shown:
        for group in _groups(left):
            parts = _write_remotely(remote, group) if remote else _write_locally(where, caller, group)
            counts.update(each["outcome"] for each in parts)
            counts["facts"] += sum(len(each.get("facts", ())) for each in parts)
            refused = [(line, each) for line, each in zip(group, parts, strict=True) if each["outcome"] == "refused"]
            for line, each in refused[: max(MAX_REFUSED_SHOWN - counts["refused"] + len(refused), 0)]:
                say(f"line {line.number} refused: {_why(each)}")
            state.keep({"end": group[-1].end, "lines": group[-1].number, "counts": dict(counts)})
            shown.update(group[-1].end - shown.n)
            if refused and stops:
                raise Unusable(f"{len(refused)} lines were refused, the first is line {refused[0][0].number}.")
    return ", ".join(f"{counts[name]} {name}" for name in ("created", "changed", "unchanged", "refused")) + (
        f" lines; {counts['facts']} facts"
    )


def _groups(left: Iterator[FileLine]) -> Iterator[list[FileLine]]:
    """Yield lines in groups of one request; the body of an entity comes once in each."""
    group: list[FileLine] = []
    size, seen = 0, set[str]()
    for line in left:
        body = _with_default(line)
        named = f"{body.get('kind')}/{body.get('slug')}" if "slug" in body else ""
        if group and (len(group) == MAX_LINES or size + len(line.text) > MAX_BYTES or named in seen):
            yield group
            group, size, seen = [], 0, set()
        group.append(line._replace(body=body))
        size += len(line.text) + 20
        seen |= {named} if named else set()
    if group:
        yield group


def _with_default(line: FileLine) -> dict[str, Any]:
    """Return the body of a line; an entity on record gets what the line adds, unless the line says otherwise."""
    if not isinstance(line.body, dict):
        raise Unusable(f"Line {line.number} is no JSON object.")
    is_entity = "property" not in line.body and "fact" not in line.body
    return {**line.body, "if_exists": line.body.get("if_exists", "add")} if is_entity else line.body


def _write_remotely(remote: Remote, group: Sequence[FileLine]) -> list[dict[str, Any]]:
    text = "".join(json.dumps(line.body, ensure_ascii=False, separators=(",", ":")) + "\n" for line in group)
    key = f"load-{sha256(f'{group[0].number} {text}'.encode()).hexdigest()[:40]}"
    reply = remote.post_lines("/v1/batch?atomic=false", text, idempotency_key=key)
    parts: list[dict[str, Any]] = reply.json["parts"]
    return parts


def _write_locally(where: Environment | None, caller: Caller, group: Sequence[FileLine]) -> list[dict[str, Any]]:
    assert where is not None  # noqa: S101  one of both is there
    context, bodies = RequestContext(where.world, caller), [line.body for line in group]
    done = batch(context, body={}, lines=bodies, atomic=False, looks_for_duplicates=False)
    return [
        {"outcome": each.outcome.value, "facts": each.facts, "problem": _problem(each.refusal)}
        for each in done.outcomes
    ]


def _problem(refusal: Any) -> dict[str, Any]:
    if refusal is None:
        return {}
    return {"detail": refusal.detail, "errors": [{"pointer": f.pointer, "detail": f.detail} for f in refusal.faults]}


def _why(part: dict[str, Any]) -> str:
    problem = part.get("problem") or {}
    faults = [f"{each.get('pointer')}: {each.get('detail')}" for each in problem.get("errors", ())[:3]]
    return "; ".join(faults) or str(problem.get("detail", HTTPStatus.UNPROCESSABLE_ENTITY.phrase))
