"""The catalogues that are known here, by name, and how you name them and their files."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from chalicelib.local.catalogues.files import BadCatalogue, CatalogueFile
from chalicelib.local.catalogues.lines import Line
from chalicelib.local.catalogues.mappings.epoch_benchmarks import epoch_benchmarks_ends, epoch_benchmarks_lines
from chalicelib.local.catalogues.mappings.epoch_models import epoch_models_ends, epoch_models_lines
from chalicelib.local.catalogues.mappings.genai_prices import genai_prices_ends, genai_prices_lines
from chalicelib.local.catalogues.mappings.litellm import litellm_ends, litellm_lines
from chalicelib.local.catalogues.mappings.models_dev import models_dev_ends, models_dev_lines
from chalicelib.local.catalogues.report import Report


class Reader(NamedTuple):
    """How a catalogue is read: all its lines, and the last line of each file, which needs none of the others."""

    lines: Callable[[Sequence[CatalogueFile], Report], Iterator[Line]]
    ends: Callable[[Sequence[CatalogueFile]], list[Line]]


READERS: dict[str, Reader] = {
    "genai-prices": Reader(genai_prices_lines, genai_prices_ends),
    "models.dev": Reader(models_dev_lines, models_dev_ends),
    "litellm": Reader(litellm_lines, litellm_ends),
    "epoch-models": Reader(epoch_models_lines, epoch_models_ends),
    "epoch-benchmarks": Reader(epoch_benchmarks_lines, epoch_benchmarks_ends),
}
WITHOUT_FILES = ("genai-prices",)


class Catalogue(NamedTuple):
    """A catalogue that somebody asked for, with the files to read."""

    name: str
    files: tuple[CatalogueFile, ...] = ()

    def lines(self, report: Report) -> Iterator[Line]:
        """Yield its lines. Raises BadCatalogue for a file of another shape, before the first line."""
        return READERS[self.name].lines(self.files, report)

    def ends(self) -> list[Line]:
        """Return the last line of each of its files. Raises BadCatalogue for a file that cannot be read."""
        return READERS[self.name].ends(self.files)


def read_catalogues(words: str) -> list[Catalogue]:
    """Read `name`, `name:file` or `name:file@date`, with spaces between several; files of one name are its history.

    Raises BadCatalogue for an unknown name, and for one without the file that it needs.
    """
    files: dict[str, list[CatalogueFile]] = {}
    for word in words.split():
        name, _, file = word.partition(":")
        if name not in READERS:
            raise BadCatalogue(f"There is no catalogue {name!r}. The catalogues are {', '.join(READERS)}.")
        files.setdefault(name, []).extend([catalogue_file(file)] if file else [])
    return [named_catalogue(name, some) for name, some in files.items()]


def named_catalogue(name: str, files: Sequence[CatalogueFile]) -> Catalogue:
    """Return a known catalogue with its files. Raises BadCatalogue if it lacks the file that it needs."""
    if not files and name not in WITHOUT_FILES:
        raise BadCatalogue(f"{name} needs a file: {name}:path, or {name}:path@2025-11-15 if the name has no date.")
    return Catalogue(name, tuple(files))


def catalogue_file(words: str) -> CatalogueFile:
    """Read a path with or without `@date`."""
    path, at, day = words.rpartition("@")
    return CatalogueFile(Path(path), day) if at and day[:4].isdigit() else CatalogueFile(Path(words))
