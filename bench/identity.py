"""Identity: how many real spellings of model names resolve to the model they mean, and how many to another one.

python -m bench.identity [--data FOLDER] [--show]

The lines of identity.jsonl say what 300 spellings mean, and 60 of them which model they must not be taken for. On
record are the models that the lines name, by their names in models.dev, and every other offer of its newest file.
"""

import argparse
import gzip
import json
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from bench.catalogue_files import DATA
from bench.filling import world_on
from bench.real_names import Entity
from bench.resolve import AT_ONCE, ask, fill
from chalicelib.domain.matching.match_decision import MatchResult
from chalicelib.domain.name_normalization import squeeze
from chalicelib.store.engines.sqlite import SqliteTable

SPELLINGS = "identity.jsonl"
SAME = "same"

Line = Mapping[str, Any]


class Offer(NamedTuple):
    """A model as a catalogue has it: its id there, and its name."""

    id: str
    name: str

    @property
    def spellings(self) -> frozenset[str]:
        """Its name, and its id with and without folders, folded."""
        return frozenset(map(squeeze, (self.name, self.id, _last_part(self.id))))


@dataclass(frozen=True)
class Catalogue:
    """The models on record, with the ref of each id of the lines, and what others are called."""

    entities: Sequence[Entity]
    refs: Mapping[str, str]
    others: Mapping[str, frozenset[str]]  # folded names and ids


@dataclass(frozen=True)
class Measured:
    """The outcome of the lines: matches that are right or wrong, and `same` lines without a match."""

    right: list[Line] = field(default_factory=list)
    wrong: list[tuple[Line, str]] = field(default_factory=list)
    found: int = 0  # of the lines that say `same`
    missed: list[tuple[Line, MatchResult]] = field(default_factory=list)
    asked: int = 0  # lines that say `same`

    @property
    def precision(self) -> float:
        """The share of matches that are right, over all lines."""
        matches = len(self.right) + len(self.wrong)
        return len(self.right) / matches if matches else 1.0

    @property
    def recall(self) -> float:
        """The share of `same` lines that match the model they mean."""
        return self.found / self.asked


def read_lines(data: Path) -> list[Line]:
    """Read the spellings."""
    return [json.loads(line) for line in (data / SPELLINGS).read_text(encoding="utf-8").splitlines()]


def read_catalogue(data: Path, lines: Sequence[Line]) -> Catalogue:
    """Return the models that the lines name, and all other offers of the newest file as models.

    An offer is no other model if it has the name or the id of a model of the lines, or if a line says which it is.
    """
    newest_first = [_offers(path) for path in sorted((data / "models-dev").glob("api-*.json.gz"), reverse=True)]
    ids = list(dict.fromkeys(each for line in lines for each in _ids_of(line)))
    names = {each: _name_of(each, newest_first) for each in ids}
    refs = {each: f"model/target-{number}" for number, each in enumerate(ids)}
    known = {squeeze(text) for each in ids for text in (names[each], _last_part(each))}
    known |= {
        squeeze(text) for line in lines if line["label"] == SAME for text in (line["name"], _last_part(line["name"]))
    }
    others = _other_models(newest_first[0], known)
    other_refs = {f"model/other-{number}": offers for number, offers in enumerate(others)}
    entities = {**{refs[each]: names[each] for each in ids}, **{ref: each[0].name for ref, each in other_refs.items()}}
    spelled = {ref: frozenset(text for each in offers for text in each.spellings) for ref, offers in other_refs.items()}
    return Catalogue([Entity(ref, {"name": name, "level": "version"}) for ref, name in entities.items()], refs, spelled)


def _other_models(offers: Sequence[Offer], known: set[str]) -> list[list[Offer]]:
    """Return the offers that are of no model of the lines, those of one name together."""
    different: defaultdict[str, list[Offer]] = defaultdict(list)
    for offer in offers:
        if known.isdisjoint(offer.spellings):
            different[squeeze(offer.name)].append(offer)
    return list(different.values())


def _offers(path: Path) -> list[Offer]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        providers = json.load(file)
    return [Offer(key, row["name"]) for provider in providers.values() for key, row in provider["models"].items()]


def _ids_of(line: Line) -> Iterator[str]:
    yield from (each for each in (line.get("id"), *line.get("also", ()), line.get("means")) if each)


def _name_of(model: str, newest_first: Sequence[Sequence[Offer]]) -> str:
    """Return the newest name of a model; for one that no file has, its id without the laboratory."""
    wanted = squeeze(_last_part(model))
    named = (offer.name for offers in newest_first for offer in offers if squeeze(_last_part(offer.id)) == wanted)
    return next(named, _last_part(model))


def _last_part(model: str) -> str:
    return model.rpartition("/")[2]


def measure(data: Path) -> Measured:
    """Resolve all spellings among the models on record."""
    lines = read_lines(data)
    catalogue = read_catalogue(data, lines)
    table = SqliteTable(":memory:")
    fill(table, catalogue.entities)
    world = world_on(table)
    measured = Measured(asked=sum(line["label"] == SAME for line in lines))
    found = 0
    for start in range(0, len(lines), AT_ONCE):
        part = lines[start : start + AT_ONCE]
        answers = ask(world, [line["name"] for line in part]).answers
        for line, answer in zip(part, answers, strict=True):
            found += _count(line, answer.match, catalogue, measured)
    table.close()
    return Measured(measured.right, measured.wrong, found, measured.missed, measured.asked)


def _count(line: Line, match: MatchResult, catalogue: Catalogue, measured: Measured) -> bool:
    """Note the outcome of a line; return whether it says `same` and matches."""
    is_right = match.ref is not None and _is_meant(line, match.ref, catalogue)
    if is_right:
        measured.right.append(line)
    elif match.ref is not None:
        measured.wrong.append((line, next(each.label for each in match.candidates if each.ref == match.ref)))
    if line["label"] == SAME and not is_right:
        measured.missed.append((line, match))
    return is_right and line["label"] == SAME


def _is_meant(line: Line, ref: str, catalogue: Catalogue) -> bool:
    """Return whether a line means this model. Other offers are meant by their own names and ids alone."""
    if line["label"] == SAME:
        return ref in {catalogue.refs[each] for each in (line["id"], *line["also"])}
    if line.get("means"):
        return ref == catalogue.refs[line["means"]]
    own = {squeeze(_last_part(line["name"])), squeeze(line.get("means_text") or "")}
    return not own.isdisjoint(catalogue.others.get(ref, ()))


def main() -> None:
    """Measure and print; exit with 1 if a spelling was taken for another model."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--show", action="store_true", help="also print the spellings without a match")
    asked = parser.parse_args()
    measured = measure(asked.data)
    for line, label in measured.wrong:
        sys.stdout.write(f"wrong: {line['name']} is not {label}\n")
    for line, match in measured.missed if asked.show else ():
        best = ", ".join(f"{each.label} {each.score}" for each in match.candidates[:3])
        sys.stdout.write(f"{match.status} {match.reason}: {line['name']} ({line['id']}): {best}\n")
    matches = len(measured.right) + len(measured.wrong)
    sys.stdout.write(f"precision {measured.precision:.3f} ({len(measured.right)} of {matches} matches)\n")
    sys.stdout.write(f"recall    {measured.recall:.3f} ({measured.found} of {measured.asked} lines)\n")
    sys.exit(1 if measured.wrong else 0)


if __name__ == "__main__":
    main()
