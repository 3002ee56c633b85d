"""The truths of the real catalogues: what a right service must answer once they are loaded.

python -m bench.truth [--data ../shared/data] [--table FILE]

Loads seven dated files of models.dev, LiteLLM's price map and Epoch's tables into one table, by the modules of
`chalicelib/local/catalogues`, and prints four figures: the samples as of the day of a file that are equal, and of the
conflicts over prices, MMLU scores and limits how many are listed, with the pairs that agree and are listed all the
same. Each is asked at its moment: as of the day, and of what was in print by then.
"""

import argparse
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from bench.catalogue_files import DATA, LITELLM, read_mmlu, read_truth
from bench.filling import CALLER, world_on
from chalicelib.domain.errors import NotFound
from chalicelib.domain.facts.facts import Fact
from chalicelib.domain.values import Ref
from chalicelib.local.catalogues.files import CatalogueFile
from chalicelib.local.catalogues.known import Catalogue
from chalicelib.local.catalogues.lines import slug_of
from chalicelib.local.catalogues.loading import load_lines
from chalicelib.local.catalogues.mappings.epoch_benchmarks import setting_of
from chalicelib.local.catalogues.mappings.models_dev import FEATURES, PRICES
from chalicelib.local.catalogues.report import Report
from chalicelib.operations.entities.conflicts import conflicts
from chalicelib.operations.entities.read import resolve_at
from chalicelib.operations.world import Moment, RequestContext, World
from chalicelib.store.engines.sqlite import SqliteTable

ROOT = "source/models-dev"
LITELLM_DAY, EPOCH_DAY, MODELS_DAY = "2025-11", "2025-12-03", "2026-05-02"  # said in the files' own README
COMPARED = Moment(valid_at="2025-11-15T00:00:00.000Z", published_before="2025-12-01T00:00:00.000Z")
SIMPLE = {
    "name": "name",
    "family": "family",
    "open_weights": "open_weights",
    "knowledge": "knowledge_cutoff",
    "release_date": "released",
    "last_updated": "updated",
    "status": "status",
    "limit.context": "context_window",
    "limit.output": "max_output",
}


class Figure(NamedTuple):
    """One figure: how many of how many, the least that must be reached, and false ones of so many that agree."""

    name: str
    found: int
    total: int
    least: float
    false: int = 0
    agreeing: int = 0
    most_false: float = 0.0

    @property
    def is_reached(self) -> bool:
        """Return whether it is as the truth asks."""
        return self.found >= self.least * self.total and self.false <= self.most_false * self.agreeing

    def line(self) -> str:
        """Write the figure."""
        false = f"; of {self.agreeing} that agree: {self.false}" if self.agreeing else ""
        share = self.found / self.total
        return (
            f"{self.name:18}{self.found:>5} of {self.total} ({share:.1%}){false}: {'yes' if self.is_reached else 'NO'}"
        )


def catalogues(data: Path) -> list[Catalogue]:
    """Return all catalogues of the folder, with their dates."""
    snapshots = sorted((data / "models-dev").glob("api-*.json.gz"))
    tables = sorted((data / "benchmarks").glob("*.csv"))
    return [
        Catalogue("models.dev", tuple(map(CatalogueFile, snapshots))),
        Catalogue("litellm", (CatalogueFile(data / "litellm" / LITELLM, LITELLM_DAY),)),
        Catalogue("epoch-models", (CatalogueFile(data / "epoch" / "notable_ai_models.csv", MODELS_DAY),)),
        Catalogue("epoch-benchmarks", tuple(CatalogueFile(each, EPOCH_DAY) for each in tables)),
    ]


def load_all(data: Path, table: str = ":memory:") -> tuple[World, int]:
    """Write all catalogues into a table; return the world on it, and the number of facts."""
    world = world_on(SqliteTable(table))
    report = Report()
    for catalogue in catalogues(data):
        loaded = load_lines(RequestContext(world, CALLER), catalogue.lines(report))
        for place, why in loaded.refused:
            sys.stderr.write(f"refused {place}: {why}\n")
    return world, sum(report.facts.values())


def figures(world: World, data: Path) -> list[Figure]:
    """Return the four figures."""
    samples = [row for row in read_truth(data, "as-of") if row["file"] and row["date"] in row["file"]]
    wrong = [row for row in samples if not is_equal(world, row)]
    for row in wrong:
        sys.stderr.write(f"as of: {json.dumps(row)}\n")
    listed = _Listed(world)
    return [
        Figure("as of", len(samples) - len(wrong), len(samples), 0.995),
        _compared("price conflicts", data, "price", listed, least=1.0, most_false=0.0),
        _mmlu(world, data),
        _compared("limit conflicts", data, "limit", listed, least=0.98, most_false=0.01),
    ]


def is_equal(world: World, row: Mapping[str, Any]) -> bool:
    """Return whether models.dev is on record as saying on the day of a sample what its file said."""
    values = stated_on(world, row["provider"], row["model"], field=row["field"], day=row["date"])
    if not row["present"]:
        return not values
    if row["field"] == "modalities.input":
        return sorted(values) == sorted(row["value"])
    return bool(values) and all(str(row["value"]) in each.split("|") for each in map(str, values))


def stated_on(world: World, provider: str, model: str, *, field: str, day: str) -> list[str]:
    """Return what models.dev said of a field on a day, by what was in print then; nothing if it had no such offer."""
    following = date.fromisoformat(day) + timedelta(days=1)
    moment = Moment(valid_at=f"{day}T00:00:00.000Z", published_before=f"{following}T00:00:00.000Z")
    try:
        resolved = resolve_at(world, f"offering/{slug_of(provider, model)}", moment).resolved
    except NotFound:
        return []
    facts = [fact for slots in resolved.slots.values() for slot in slots for fact in slot.reading.standing]
    own = [fact for fact in facts if fact.root == ROOT and fact.affirms]
    if not any(_is_listing(fact, f"{provider}/{model}") for fact in own):
        return []
    return [words for fact in own if (words := _words(fact, field)) is not None]


def _is_listing(fact: Fact, name: str) -> bool:
    return fact.content.property == "identifiers" and fact.value.json() == name


def _words(fact: Fact, field: str) -> str | None:
    """Return a fact as a field of models.dev: the value, and the words of the file if those are other ones."""
    if not _is_field(fact, field):
        return None
    raw: Any = fact.value.json()
    if isinstance(raw, dict):
        if "missing" in raw:
            return fact.evidence.as_stated
        raw = raw.get("amount", raw.get("text"))
    stated = fact.evidence.as_stated
    return f"{raw}|{stated}" if stated else str(raw)


def _is_field(fact: Fact, field: str) -> bool:
    content = fact.content
    if field in SIMPLE:
        return content.property == SIMPLE[field]
    qualifiers = {name: value.json() for name, value in content.qualifiers.items()}
    group, _, name = field.rpartition(".")
    if group == "cost":
        wanted = {"tier": "standard", **PRICES[name]}
        return content.property == "prices" and {**qualifiers} == wanted
    if group == "modalities":
        return content.property == "modalities" and qualifiers == {"direction": name}
    return content.property == "features" and qualifiers == {"feature": FEATURES[name]}


class _Listed:
    """The open conflicts of offerings, each entity asked once."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._found: dict[str, Sequence[Mapping[str, Any]]] = {}

    def has(self, row: Mapping[str, Any]) -> bool:
        """Return whether the conflict of a row is listed: of a standard, unconditional price, or of a limit."""
        name = row.get("property", "prices")
        return any(
            each["property"] == name and (name != "prices" or _is_plain(each["slot"], row["direction"]))
            for each in self._conflicts(slug_of(row["provider"], row["model"]))
        )

    def _conflicts(self, slug: str) -> Sequence[Mapping[str, Any]]:
        if slug not in self._found:
            items = conflicts(self._world, ref=Ref("offering", slug), moment=COMPARED).items
            self._found[slug] = [each for each in items if each["state"] == "open"]
        return self._found[slug]


def _is_plain(slot: Mapping[str, Any], direction: str) -> bool:
    return dict(slot) in ({"direction": direction, "tier": "standard"}, {"direction": direction})


def _compared(name: str, data: Path, truth: str, listed: _Listed, *, least: float, most_false: float) -> Figure:
    differ, agree = (read_truth(data, f"{truth}-{which}") for which in ("conflicts", "agree"))
    false = sum(map(listed.has, agree))
    return Figure(name, sum(map(listed.has, differ)), len(differ), least, false, len(agree), most_false)


def _mmlu(world: World, data: Path) -> Figure:
    differ = {(row["model_version"], _setting(row["shots"])) for row in read_truth(data, "mmlu-conflicts")}
    groups = {(row["Model version"].strip(), _setting(row["Shots"])) for row in read_mmlu(data)}
    listed = {(version, setting) for version, setting in groups if setting in _disputed_settings(world, version)}
    return Figure("MMLU conflicts", len(differ & listed), len(differ), 1.0, len(listed - differ), len(groups - differ))


def _disputed_settings(world: World, version: str) -> Iterator[str]:
    items = conflicts(world, ref=Ref("model", slug_of("epoch", "version", version))).items
    return (each["slot"].get("setting", "") for each in items if each["slot"].get("benchmark") == "benchmark/mmlu")


def _setting(shots: str | None) -> str:
    return setting_of({"Shots": shots})


def main() -> None:
    """Load the catalogues and print the figures; exit with 1 if one is not reached."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=DATA, help="the folder of the catalogues")
    parser.add_argument("--table", default=":memory:", help="the file of a new SQLite table; default: in memory")
    asked = parser.parse_args()
    if not asked.data.is_dir():
        sys.exit(f"{asked.data} does not exist: a public clone lacks the catalogues. Name their folder with --data.")
    world, facts = load_all(asked.data, asked.table)
    found = figures(world, asked.data)
    sys.stdout.write("\n".join([f"{facts} facts", *(each.line() for each in found), ""]))
    sys.exit(0 if all(each.is_reached for each in found) else 1)


if __name__ == "__main__":
    main()
