"""Lines: the flat bodies that a catalogue becomes, with the rows that they come from, and the sources they cite."""

import re
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from chalicelib.local.catalogues.files import CatalogueFile

Body = dict[str, Any]

# property -> its entries: `value`, qualifiers, and perhaps `valid`, `as_stated` and other members of evidence
Fields = dict[str, list[Body]]

MAX_SLUG = 80


class Line(NamedTuple):
    """A flat body with `kind` and `slug`, and the place of its row.

    Its `if_exists` says what becomes of it if the entity is on record: with `add`, what it says is added; with `use`,
    the entity stays as it is.
    """

    body: Body
    place: str


class Publication(NamedTuple):
    """A catalogue as a document: its root source, and what its dated files share."""

    slug: str
    title: str
    url: str
    publisher: str
    license: str
    attribution: str

    def root(self) -> Line:
        """Return the source from which all files of the catalogue are derived."""
        body = {"slug": self.slug, "title": self.title, "url": self.url, **self._shared()}
        return Line({"kind": "source", **body, "if_exists": "use"}, self.title)

    def dated(self, file: CatalogueFile) -> Line:
        """Return the source of one dated file."""
        title = self.title_of(file.day)
        body = {"slug": self.slug_of(file.day), "title": title, "published": file.day, **self._shared()}
        return Line({"kind": "source", **body, "derived_from": f"source/{self.slug}", "if_exists": "use"}, title)

    def end(self, edition: str, sha256: str) -> Line:
        """Return the last line of an edition: its digest, which says that everything before it was written."""
        body = {"kind": "source", "slug": self.slug_of(edition), "title": self.title_of(edition), "sha256": sha256}
        return Line({**body, "if_exists": "add"}, self.title_of(edition))

    def slug_of(self, edition: str) -> str:
        """Return the slug of the source of an edition, by its day or release."""
        return f"{self.slug}-{edition}"

    def title_of(self, edition: str) -> str:
        """Return the title of the source of an edition."""
        return f"{self.title} of {edition}"

    def _shared(self) -> Body:
        attribution = {"value": {"text": self.attribution, "language": "en"}, "topic": "attribution"}
        return {"publisher": {"text": self.publisher}, "license": self.license, "remarks": [attribution]}


def slug_of(*parts: str) -> str:
    """Make a slug of the parts of an id."""
    slug = re.sub("[^a-z0-9._-]+", "-", "-".join(parts).lower()).strip("-._")
    return slug[:MAX_SLUG].rstrip("-._") or "unnamed"


class Slugs:
    """The slugs of a catalogue: of two ids that give the same one, the second is numbered."""

    def __init__(self) -> None:
        self._ids: dict[str, tuple[str, ...]] = {}

    def of(self, *parts: str) -> str:
        """Return the slug of an id, the same each time."""
        slug, number = slug_of(*parts), 1
        numbered = slug
        while self._ids.setdefault(numbered, parts) != parts:
            number += 1
            numbered = f"{slug[: MAX_SLUG - 4]}-{number}"
        return numbered


def plain(number: Decimal) -> str:
    """Write a number without an exponent and without zeros at its end."""
    return f"{number.normalize():f}" if number else "0"


def amount(number: Decimal | int, unit: str) -> Body:
    """Return a quantity."""
    return {"amount": plain(Decimal(number)), "unit": unit}


def texts(values: Iterable[str]) -> list[Body]:
    """Return entries of names that are no entities here."""
    return [{"value": {"text": each}} for each in dict.fromkeys(values)]


def flags(row: Mapping[str, Any], features: Mapping[str, str]) -> list[Body]:
    """Return the features that a row says it has or lacks."""
    return [
        {"value": row[flag], "feature": feature}
        for flag, feature in features.items()
        if isinstance(row.get(flag), bool)
    ]


def without_empty(fields: Fields) -> Fields:
    """Leave out the properties without entries."""
    return {name: entries for name, entries in fields.items() if entries}


def split_names(text: str) -> Iterator[str]:
    """Yield the names of a list with commas."""
    yield from filter(None, (each.strip() for each in text.split(",")))
