"""Links offerings to the models on record that `resolve` matches with their names; all others stay without a model."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from chalicelib.domain.matching.candidate_score import MatchQuery
from chalicelib.domain.matching.name_similarity import fold_name
from chalicelib.local.catalogues.lines import Line
from chalicelib.local.catalogues.report import Report
from chalicelib.operations.search.resolve import resolve
from chalicelib.operations.world import World

AT_ONCE = 50  # names of one question
UNLINKED = "offerings without a model: no catalogue links one, and no name on record matches"


def with_models(world: World, lines: Iterable[Line], report: Report) -> Iterator[Line]:
    """Yield the lines, the offerings among them with their models: a `match` alone links, and says so in its evidence.

    The report counts what stays apart.
    """
    waiting = iter(lines)
    apart: set[str] = set()
    while some := [*islice(waiting, AT_ONCE)]:
        matches = _matches(world, [name for line in some if (name := _unlinked_name(line)) is not None])
        for line in some:
            name = _unlinked_name(line)
            found = None if name is None else matches.get(name)
            if name is not None and found is None:
                apart.add(line.body["slug"])
            yield line if name is None or found is None else _with_model(line, name, found)
    if apart:
        report.apart[UNLINKED] += len(apart)


def _matches(world: World, names: Sequence[str]) -> dict[str, str]:
    """Return the models of names, by name, of those that match one."""
    asked = [*dict.fromkeys(names)]
    if not asked:
        return {}
    answers = resolve(world, wanted=[MatchQuery(fold_name(name), kind="model") for name in asked]).answers
    found = ((name, answer.match.ref) for name, answer in zip(asked, answers, strict=True))
    return {name: ref for name, ref in found if ref is not None}


def _unlinked_name(line: Line) -> str | None:
    """Return the name of an offering that has no model yet."""
    name = line.body.get("name") if line.body["kind"] == "offering" and "model" not in line.body else None
    return name["value"] if isinstance(name, dict) else name


def _with_model(line: Line, name: str, ref: str) -> Line:
    evidence = {"basis": "derived", "method": "The service matches the name with that model.", "as_stated": name}
    return line._replace(body={**line.body, "model": {"value": ref, "evidence": evidence}})
