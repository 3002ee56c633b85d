"""Epoch AI's table of models (CSV) as models, with their training and the models that they are based on.

docs/catalogues.md has the mapping as a table. A file has no date; you say of which day it is.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from chalicelib.domain.facts.evidence import MAX_METHOD_CHARS
from chalicelib.domain.values import parse_date
from chalicelib.local.catalogues.editions import Edition, Row, lines_of
from chalicelib.local.catalogues.files import CatalogueFile
from chalicelib.local.catalogues.lines import (
    Body,
    Fields,
    Line,
    Publication,
    Slugs,
    plain,
    split_names,
    texts,
    without_empty,
)
from chalicelib.local.catalogues.report import Report

PUBLICATION = Publication(
    "epoch-models",
    "Epoch AI, data on AI models",
    "https://epoch.ai/data/ai-models",
    "Epoch AI",
    "CC-BY-4.0",
    "Epoch AI, 'Parameter, Compute and Data Trends in Machine Learning', https://epoch.ai/data/ai-models. CC BY 4.0.",
)
EXPECTED = ("Model", "Organization", "Publication date", "Parameters", "Training compute (FLOP)", "Confidence")
NUMBER = re.compile(r"\d+(\.\d+)?(e\+?\d+)?", re.ASCII)
LONG = Decimal("1e15")  # from here on a number is written as the file writes it


class Figure(NamedTuple):
    """A number of a row: the property and its measure, the unit, and the column that says how it was arrived at."""

    property: str
    unit: str
    notes: str | None = None
    measure: str | None = None
    real: str | None = None


FIGURES = {
    "Parameters": Figure("parameters", "parameter", "Parameters notes"),
    "Training compute (FLOP)": Figure("training_compute", "FLOP", "Training compute notes"),
    "Training compute cost (2023 USD)": Figure("training_cost", "USD", "Compute cost notes", real="2023"),
    "Epochs": Figure("figures", "epoch", measure="epochs"),
    "Training time (hours)": Figure("figures", "hour", "Training time notes", "training_time"),
    "Hardware quantity": Figure("figures", "chip", measure="chips"),
    "Hardware utilization (MFU)": Figure("figures", "fraction", measure="utilization"),
    "Training power draw (W)": Figure("figures", "W", measure="power"),
    "Finetune compute (FLOP)": Figure("figures", "FLOP", "Finetune compute notes", "finetune_compute"),
    "Hardware acquisition cost": Figure("figures", "USD", measure="hardware_cost"),
}
CONFIDENCE = {"Confident": "confident", "Likely": "likely", "Speculative": "speculative"}
NO_PLACE = {
    "Domain": "no property",
    "Training dataset size (total)": "in a unit that the column does not name",
    "Batch size": "in a unit that the column does not name",
    "Dataset size notes": "of a value that is left out",
    "Batch size notes": "of a value that is left out",
    "Notability criteria": "about the table, not the model",
    "Notability criteria notes": "about the table, not the model",
    "Country (of organization)": "of the organization, by no link",
    "Organization categorization": "of the organization, by no link",
    "Citations": "of a day that the row does not name",
    "Reference": "the title of what `Link` leads to",
    "Accessibility notes": "no property",
    "Training code accessibility": "no property",
    "Inference code accessibility": "no property",
    "Frontier model": "no property",
    "Hardware utilization (HFU)": "a second utilization, which would contradict the first",
    "Training compute cost (cloud)": "a second cost, which would contradict the first",
    "Training compute cost (upfront)": "a second cost, which would contradict the first",
}


def epoch_models_lines(files: Sequence[CatalogueFile], report: Report) -> Iterator[Line]:
    """Yield the lines of tables of models, oldest first. Raises BadCatalogue."""
    read = [(file, file.table(EXPECTED)) for file in sorted(files, key=lambda file: file.day)]
    yield PUBLICATION.root()
    yield from (PUBLICATION.dated(file) for file, _ in read)
    slugs = Slugs()
    editions = (
        Edition(_evidence(file), file.day, _Table(file, rows, slugs, report).rows(), valid=file.day if number else None)
        for number, (file, rows) in enumerate(read)
    )
    yield from lines_of("model", editions, report)
    yield from epoch_models_ends(files)


def epoch_models_ends(files: Sequence[CatalogueFile]) -> list[Line]:
    """Return the last line of each file."""
    return [PUBLICATION.end(file.day, file.sha256) for file in files]


def _evidence(file: CatalogueFile) -> Body:
    return {"source": f"source/{PUBLICATION.slug_of(file.day)}", "basis": "third_party_report"}


class _Table:
    """One file: its rows by name, and the slugs of the models."""

    def __init__(self, file: CatalogueFile, rows: Sequence[Mapping[str, str]], slugs: Slugs, report: Report) -> None:
        self._place = file.path.name
        self._slugs = slugs
        self._report = report
        self._numbers: dict[str, int] = {}
        self._by_name: dict[str, Mapping[str, str]] = {}
        for number, row in enumerate(rows, 1):
            self._note(number, row)

    def rows(self) -> Iterator[Row]:
        """Yield the rows, each after the models that it is based on."""
        for name in self._in_order():
            row = self._by_name[name]
            for column in row.keys() & NO_PLACE.keys():
                if row[column].strip():
                    self._report.leave_out(f"epoch-models.{column}", NO_PLACE[column])
            fields = _fields(row, self._report)
            fields["based_on"] = [self._base(each) for each in self._bases(name)]
            yield Row(self._slug(name), without_empty(fields), f"{self._place}, row {self._numbers[name]}")

    def _note(self, number: int, row: Mapping[str, str]) -> None:
        name = row["Model"].strip()
        if not name:
            self._report.cannot_read(f"{self._place}, row {number}", "no name in the column Model")
        elif name in self._by_name:
            self._report.cannot_read(f"{self._place}, row {number}", f"a second row of {name}; the first one counts")
        else:
            self._by_name[name], self._numbers[name] = row, number

    def _in_order(self) -> Iterator[str]:
        """Yield the names, bases first; of models that are based on each other, the one that the file has first."""
        given: dict[str, None] = {}
        waiting = [*reversed(self._by_name)]
        opened: set[str] = set()
        while waiting:
            name = waiting.pop()
            if name in given:
                continue
            bases = [each for each in self._bases(name) if each in self._by_name and each not in opened | given.keys()]
            if bases:
                opened.add(name)
                waiting += [name, *reversed(bases)]
            else:
                given[name] = None
                yield name

    def _bases(self, name: str) -> list[str]:
        return [*dict.fromkeys(split_names(self._by_name[name].get("Base model", "")))]

    def _base(self, name: str) -> Body:
        is_row = name in self._by_name
        return {"value": f"model/{self._slug(name)}" if is_row else {"text": name}}

    def _slug(self, name: str) -> str:
        return self._slugs.of("epoch", name)


def _fields(row: Mapping[str, str], report: Report) -> Fields:
    name = row["Model"].strip()
    date, weights = row["Publication date"].strip(), row.get("Open model weights?", "").strip()
    fields: Fields = {
        "name": [{"value": name}],
        "level": [{"value": "version"}],
        "identifiers": [{"value": name, "scheme": "epoch"}],
        "developer": texts(split_names(row["Organization"])),
        "released": [_date(date)] if date else [],
        "open_weights": [{"value": weights == "Yes"}] if weights in ("Yes", "No") else [],
        "status": _status(row.get("Model accessibility", "").strip(), report),
        "tasks": [{"value": each} for each in dict.fromkeys(split_names(row.get("Task", "")))],
        "trained_on": texts(split_names(row.get("Training dataset", ""))),
        "training_hardware": texts(split_names(row.get("Training hardware", ""))),
        "numeric_format": [{"value": each} for each in dict.fromkeys(split_names(row.get("Numerical format", "")))],
        "documents": [{"value": each, "document_type": "docs"} for each in _links(row.get("Link", ""))],
    }
    for column, figure in FIGURES.items():
        if text := row.get(column, "").strip():
            _add_figure(fields, column, figure, text, row, report)
    return fields


def _add_figure(fields: Fields, column: str, figure: Figure, text: str, row: Mapping[str, str], report: Report) -> None:
    number = Decimal(text) if NUMBER.fullmatch(text) else None
    if not number:
        report.leave_out(f"epoch-models.{column}", "no number" if number is None else "0, which stands for no value")
        return
    entry: Body = {"value": {"amount": _amount(number, text), "unit": figure.unit}}
    if figure.real:
        entry["value"]["real"] = figure.real
    if figure.measure:
        entry["measure"] = figure.measure
    if (confidence := CONFIDENCE.get(row["Confidence"].strip())) is not None:
        entry["confidence"] = confidence
    method = row.get(figure.notes, "").strip() if figure.notes else ""
    if method and len(method) <= MAX_METHOD_CHARS:
        entry["method"] = method
    elif method:
        report.leave_out(f"epoch-models.{figure.notes}", f"longer than {MAX_METHOD_CHARS} characters")
    fields.setdefault(figure.property, []).append(entry)


def _amount(number: Decimal, text: str) -> str:
    if number >= LONG:
        return text
    return plain(number)


def _date(text: str) -> Body:
    return {"value": text} if parse_date(text) else {"value": {"missing": "unknown"}, "as_stated": text}


def _status(access: str, report: Report) -> list[Body]:
    """Return the status of a model that was kept by its maker; other words are about how it is offered."""
    if access == "Unreleased":
        return [{"value": "unreleased", "as_stated": access}]
    if access:
        report.leave_out("epoch-models.Model accessibility", "no property")
    return []


def _links(text: str) -> list[str]:
    return [each for each in dict.fromkeys(text.replace(",", " ").split()) if each.startswith(("http://", "https://"))]
