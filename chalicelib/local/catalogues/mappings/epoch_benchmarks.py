"""Epoch AI's benchmark tables (CSV) as scores of model versions, each with the document that the row cites.

docs/catalogues.md has the mapping as a table. A file has no date; you say of which day it is. Its name says which
table it is. `model_versions.csv` beside them describes the versions.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from chalicelib.domain.values import parse_date
from chalicelib.local.catalogues.editions import Edition, Row, lines_of
from chalicelib.local.catalogues.files import BadCatalogue, CatalogueFile
from chalicelib.local.catalogues.lines import Body, Fields, Line, Publication, Slugs, without_empty
from chalicelib.local.catalogues.report import Report

PUBLICATION = Publication(
    "epoch-benchmarks",
    "Epoch AI, benchmark tables",
    "https://epoch.ai/benchmarks",
    "Epoch AI",
    "CC-BY-4.0",
    "Epoch AI, https://epoch.ai/benchmarks. CC BY 4.0.",
)
VERSION, SOURCE = "Model version", "Source"
MAX_TEXT = 300  # characters of `speaker` and `via` in evidence
VERSIONS = "model_versions"
EXPECTED_VERSIONS = ("id", "Model", "Version release date")


class Table(NamedTuple):
    """A table: the benchmark's name, and by column of scores the slug of the benchmark and the metric."""

    name: str
    scores: Mapping[str, tuple[str, str | None]]


TABLES = {
    "aider_polyglot": Table(
        "Aider polyglot",
        {
            "Percent correct": ("aider-polyglot", None),
            "Percent using correct edit format": ("aider-polyglot", "correct edit format"),
        },
    ),
    "arc_ai2": Table(
        "AI2 Reasoning Challenge",
        {"Challenge score": ("arc-challenge", None), "Easy score": ("arc-easy", None)},
    ),
    "hellaswag": Table("HellaSwag", {"Overall accuracy": ("hellaswag", None)}),
    "mmlu": Table("MMLU", {"EM": ("mmlu", None)}),
    "triviaqa": Table("TriviaQA", {"EM": ("triviaqa", None)}),
    "winogrande": Table("WinoGrande", {"Accuracy": ("winogrande", None)}),
}
NAMES = {"arc-challenge": "ARC Challenge", "arc-easy": "ARC Easy"}
NO_PLACE = {"Notes": "a note on the row", "Cost": "of a run, without a property", "Name": "another name of the version"}


def epoch_benchmarks_lines(files: Sequence[CatalogueFile], report: Report) -> Iterator[Line]:
    """Yield the lines of benchmark tables. Raises BadCatalogue for a file that is none of them."""
    tables = [(file, _table_name(file)) for file in files]
    read = [(file, name, file.table(_expected(name))) for file, name in tables]
    days = sorted({file.day for file in files})
    yield PUBLICATION.root()
    yield from (PUBLICATION.dated(next(file for file in files if file.day == day)) for day in days)
    for name in dict.fromkeys(name for _, name, _ in read if name != VERSIONS):
        yield from _benchmarks(name, _evidence(days[0]))
    slugs = Slugs()
    editions = []
    for number, day in enumerate(days):
        some = [(file, name, rows) for file, name, rows in read if file.day == day]
        editions.append(Edition(_evidence(day), day, _rows(some, slugs, report), valid=day if number else None))
    yield from lines_of("model", editions, report)
    yield from epoch_benchmarks_ends(files)


def epoch_benchmarks_ends(files: Sequence[CatalogueFile]) -> list[Line]:
    """Return the last line of each day: with the digest of its file, or of the digests of its files."""
    digests: dict[str, list[str]] = {}
    for file in sorted(files, key=lambda file: file.path.name):
        digests.setdefault(file.day, []).append(file.sha256)
    return [PUBLICATION.end(day, _one_digest(some)) for day, some in digests.items()]


def _one_digest(digests: Sequence[str]) -> str:
    return digests[0] if len(digests) == 1 else hashlib.sha256("".join(digests).encode()).hexdigest()


def _table_name(file: CatalogueFile) -> str:
    stem = file.path.name.partition(".")[0].removeprefix("external_benchmark_")
    if stem not in TABLES and stem != VERSIONS:
        raise BadCatalogue(
            f"{file.path}: not a table known here. Expected external_benchmark_<name>.csv with one of the names "
            f"{', '.join(TABLES)}, or {VERSIONS}.csv."
        )
    return stem


def _expected(name: str) -> Sequence[str]:
    return EXPECTED_VERSIONS if name == VERSIONS else (VERSION, SOURCE, *TABLES[name].scores)


def _evidence(day: str) -> Body:
    return {"source": f"source/{PUBLICATION.slug_of(day)}", "basis": "third_party_report"}


def _benchmarks(name: str, evidence: Body) -> Iterator[Line]:
    for slug in dict.fromkeys(slug for slug, _ in TABLES[name].scores.values()):
        named = NAMES.get(slug, TABLES[name].name)
        yield Line({"kind": "benchmark", "slug": slug, "name": named, "evidence": evidence, "if_exists": "use"}, name)


def _rows(
    tables: Sequence[tuple[CatalogueFile, str, Sequence[Mapping[str, str]]]], slugs: Slugs, report: Report
) -> Iterator[Row]:
    """Yield the versions of models, each with its scores in all tables."""
    described = {row["id"].strip(): row for _, name, rows in tables if name == VERSIONS for row in rows}
    scores: dict[str, list[Body]] = {}
    places: dict[str, str] = {}
    for file, name, rows in tables:
        for number, row in enumerate(rows if name != VERSIONS else (), 1):
            place, version = f"{file.path.name}, row {number}", row[VERSION].strip()
            if not version:
                report.apart["scores without a model version"] += 1
                continue
            places.setdefault(version, place)
            scores.setdefault(version, []).extend(_scores(name, row, place, report))
            for column in row.keys() & NO_PLACE.keys():
                if row[column].strip():
                    report.leave_out(f"epoch-benchmarks.{column}", NO_PLACE[column])
    for version in dict.fromkeys([*scores, *described]):
        fields = {**_version(version, described.get(version, {})), "scores": scores.get(version, [])}
        yield Row(slugs.of("epoch", "version", version), without_empty(fields), places.get(version, VERSIONS))


def _version(version: str, row: Mapping[str, str]) -> Fields:
    model, date = row.get("Model", "").strip(), row.get("Version release date", "").strip()
    link = row.get("Link", "").strip()
    return {
        "name": [{"value": version}],
        "level": [{"value": "version"}],
        "family": [{"value": {"text": model}}] if model else [],
        "released": [{"value": date}] if parse_date(date) else [],
        "documents": [{"value": link, "document_type": "docs"}] if link.startswith("http") else [],
    }


def _scores(name: str, row: Mapping[str, str], place: str, report: Report) -> Iterator[Body]:
    for column, (slug, metric) in TABLES[name].scores.items():
        stated = row[column].strip()
        if not stated:
            continue
        number = stated.removesuffix("%").strip()
        if not number.replace(".", "", 1).isdigit():
            report.cannot_read(place, f"{column} is {stated!r}, not a percentage")
            continue
        entry: Body = {"value": {"amount": number, "unit": "%"}, "benchmark": f"benchmark/{slug}", "as_stated": stated}
        if metric:
            entry["metric"] = metric
        if setting := setting_of(row):
            entry["setting"] = setting
        if cited := row[SOURCE].strip():
            entry["speaker"] = {"text": cited[:MAX_TEXT]}
        if (link := row.get("Source link", "").strip()) and len(link) <= MAX_TEXT:
            entry["via"] = link
        yield entry


def setting_of(row: Mapping[str, str | None]) -> str:
    """Return the setting of a row: its shots and its format of edits."""
    shots, edits = (row.get("Shots") or "").strip(), (row.get("Edit format") or "").strip()
    shots = f"{shots}-shot" if shots and not shots.endswith("-shot") else shots
    return ", ".join(filter(None, (shots, edits)))
