"""Real catalogues in one table, checked against the truths computed from them: which conflicts the service lists.

python -m bench.catalogues [--data ../shared/data] [--whole] [--base COMMIT]

Loads models.dev (monthly snapshots up to 2025-11-15), LiteLLM 1.80.0 and the MMLU table of Epoch AI into SQLite, each
offer of a provider as a model, and prints how many of the conflicts in the truth files are listed, and how many of
the pairs that agree. Of a later snapshot it writes what changed and one `confirmed` for each offer; with `--whole` it
writes everything. `--base` compares the CPU of resolving every model and the mean size of a view with those of another
commit, both loaded whole.
"""

import argparse
import json
import re
import sys
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from bench.catalogue_costs import compare, measure
from bench.catalogue_files import (
    DATA,
    LIMIT_TRUTHS,
    PRICE_TRUTHS,
    Body,
    Edition,
    Statement,
    litellm,
    models_dev,
    read_mmlu,
    read_truth,
)
from bench.filling import CALLER, world_on
from chalicelib.domain.values import Ref
from chalicelib.kinds import KINDS
from chalicelib.operations.facts.open_conflicts import open_conflicts
from chalicelib.operations.world import RequestContext, World
from chalicelib.operations.writes.create import create
from chalicelib.operations.writes.patch import patch
from chalicelib.operations.writes.record import record
from chalicelib.store.engines.sqlite import SqliteTable


class Verdict(NamedTuple):
    """How one truth file compares with the conflicts that the service lists."""

    truth: str
    pairs: int
    listed: int


def load(data: Path, *, is_whole: bool = False) -> World:
    """Write all catalogues into a table in memory, and return the world on it."""
    context = RequestContext(world_on(SqliteTable(":memory:")), CALLER)
    for slug, title in (("models-dev", "models.dev"), ("litellm", "LiteLLM"), ("epoch-mmlu", "Epoch AI: MMLU")):
        create(context, kind=KINDS["source"], body={"slug": slug, "title": title, "publisher": {"text": title}})
    editions = [*models_dev(data)]
    before: Mapping[str, frozenset[Statement]] = {}
    known: set[str] = set()
    for edition in editions:
        _write_edition(context, edition, before={} if is_whole else before, known=known)
        before = {**before, **edition.offers}
    offers = frozenset(offer for edition in editions for offer in edition.offers)
    _write_edition(context, litellm(data, offers), before={}, known=known)
    _load_scores(context, data)
    return context.world


def judge(world: World, data: Path) -> list[Verdict]:
    """Compare the open conflicts that the service lists with every truth file."""
    listed = [*_listed(world)]
    prices = {(row["ref"], row["slot"].get("direction")) for row in listed if row["property"] == "prices"}
    limits = {(row["ref"], row["property"]) for row in listed}
    scores = {(row["ref"], row["slot"].get("setting", "")) for row in listed if row["property"] == "scores"}
    groups = {_group(row["Model version"], row["Shots"]) for row in read_mmlu(data)}
    differing = {_group(row["model_version"], row["shots"]) for row in read_truth(data, "mmlu-conflicts")}
    return [
        *(
            _count(name, [(_model(row), row["direction"]) for row in read_truth(data, name)], prices)
            for name in PRICE_TRUTHS
        ),
        *(
            _count(name, [(_model(row), row["property"]) for row in read_truth(data, name)], limits)
            for name in LIMIT_TRUTHS
        ),
        _count("mmlu-conflicts", differing, scores),
        _count("mmlu-agree", groups - differing, scores),
    ]


def _write_edition(
    context: RequestContext, edition: Edition, *, before: Mapping[str, frozenset[Statement]], known: set[str]
) -> None:
    """Write the statements of an edition that its catalogue did not make before, and confirm the others."""
    create(context, kind=KINDS["source"], body=edition.source)
    for offer, statements in edition.offers.items():
        body = _body(statements - before.get(offer, frozenset()), edition)
        if offer in before:
            body["confirmed"] = [edition.source["published"]]
        _write_offer(context, offer, body, known)


def _write_offer(context: RequestContext, offer: str, body: Body, known: set[str]) -> None:
    ref = _ref(offer)
    if ref not in known:
        create(context, kind=KINDS["model"], body={"slug": ref.partition("/")[2], "name": offer, **body})
        known.add(ref)
    elif body.keys() > {"evidence"}:
        patch(context, ref=Ref(*ref.split("/")), body=body)


def _body(statements: frozenset[Statement], edition: Edition) -> Body:
    body: Body = {"evidence": _said(edition.source["slug"])}
    valid = {"valid": edition.valid} if edition.valid else {}
    for statement in sorted(statements):
        amount = f"{statement.amount.normalize():f}"
        if statement.property == "prices":
            price = {"value": {"amount": amount, "unit": "USD/Mtok"}, "direction": statement.direction, **valid}
            body.setdefault("prices", []).append(price)
        else:
            body[statement.property] = {"value": {"amount": amount, "unit": "token"}, **valid}
    return body


def _load_scores(context: RequestContext, data: Path) -> None:
    create(context, kind=KINDS["benchmark"], body={"slug": "mmlu", "name": "MMLU", "evidence": _said("epoch-mmlu")})
    sources: dict[str, str] = {}
    scores: dict[str, list[Body]] = defaultdict(list)
    for row in read_mmlu(data):
        source = sources.setdefault(row["Source"], f"mmlu-{len(sources) + 1}")
        setting = _setting(row["Shots"])
        qualifiers = {"benchmark": "benchmark/mmlu", **({"setting": setting} if setting else {})}
        value = {"amount": row["EM"].rstrip("%"), "unit": "%"}
        scores[_slug(row["Model version"])].append(
            {"property": "scores", "value": value, "qualifiers": qualifiers, "evidence": _said(source)}
        )
    for title, slug in sources.items():
        create(context, kind=KINDS["source"], body={"slug": slug, "title": title or "No source named"})
    for slug, facts in scores.items():
        create(context, kind=KINDS["model"], body={"slug": slug, "name": slug, "evidence": _said("epoch-mmlu")})
        record(context, facts=[{"entity": f"model/{slug}", **fact} for fact in facts])


def _listed(world: World) -> Iterator[Mapping[str, Any]]:
    cursor = None
    while True:
        page = open_conflicts(world, limit=25, cursor=cursor)
        yield from page.items
        cursor = page.next
        if cursor is None:
            return


def _count(name: str, pairs: Collection[tuple[str, str]], listed: Collection[tuple[str, str]]) -> Verdict:
    return Verdict(name, len(pairs), sum(pair in listed for pair in pairs))


def _group(version: str, shots: str | None) -> tuple[str, str]:
    return f"model/{_slug(version)}", _setting(shots)


def _model(row: Mapping[str, Any]) -> str:
    return _ref(f"{row['provider']} {row['model']}")


def _ref(offer: str) -> str:
    return f"model/{_slug(offer)}"


def _said(source: str) -> Body:
    return {"source": f"source/{source}", "basis": "third_party_report"}


def _slug(name: str) -> str:
    return re.sub("[^a-z0-9._-]+", "-", name.lower()).strip("-._")[:80]


def _setting(shots: str | None) -> str:
    return f"{shots.strip()}-shot" if shots and shots.strip() else ""


def main() -> None:
    """Print the verdicts, or with a base the costs of both trees."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=DATA, help="the folder of the catalogues")
    parser.add_argument("--whole", action="store_true", help="write every snapshot whole, not only what changed")
    parser.add_argument("--base", help="the commit to compare the costs with")
    parser.add_argument("--costs", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if not asked.data.is_dir():
        sys.exit(f"{asked.data} does not exist: a public clone lacks the catalogues. Name their folder with --data.")
    sys.stdout.write("\n".join([*_report(asked), ""]))


def _report(asked: argparse.Namespace) -> list[str]:
    if asked.base:
        own, old = compare(asked.data, base=asked.base)
        cpu = f"{own.cpu * 1e3:.0f} ms, {old.cpu * 1e3:.0f} ms at {asked.base}: {own.cpu / old.cpu:.2f}"
        size = (
            f"{own.view_bytes:.0f} bytes, {old.view_bytes:.0f} at {asked.base}: {own.view_bytes / old.view_bytes:.2f}"
        )
        return [f"resolve every model: {cpu}", f"mean view: {size}"]
    world = load(asked.data, is_whole=asked.whole or asked.costs)
    costs = measure(world)
    if asked.costs:
        return [json.dumps(costs)]
    verdicts = [f"{each.truth:18}{each.pairs:>8}{each.listed:>8}" for each in judge(world, asked.data)]
    measured = f"resolve every model: {costs.cpu * 1e3:.0f} ms; mean view: {costs.view_bytes:.0f} bytes"
    return [f"{'truth':18}{'pairs':>8}{'listed':>8}", *verdicts, measured]


if __name__ == "__main__":
    main()
