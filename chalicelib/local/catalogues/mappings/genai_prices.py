"""genai-prices: the models of the installed package as offerings, with dated prices, conditions and other ids.

docs/catalogues.md has the mapping as a table. The package has no files to name: its version is the edition.
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from chalicelib.local.catalogues.editions import Edition, Row, lines_of
from chalicelib.local.catalogues.files import BadCatalogue, CatalogueFile
from chalicelib.local.catalogues.lines import Body, Fields, Line, Publication, Slugs, amount, without_empty
from chalicelib.local.catalogues.mappings.genai_units import price_entries, unmapped_prices
from chalicelib.local.catalogues.mappings.providers import provider_lines, provider_value
from chalicelib.local.catalogues.report import Report

PACKAGE = "genai-prices"
PUBLICATION = Publication(
    PACKAGE,
    PACKAGE,
    "https://github.com/pydantic/genai-prices",
    "Pydantic",
    "MIT",
    "genai-prices, https://github.com/pydantic/genai-prices. Copyright (c) Pydantic Services Inc. MIT licence.",
)
# The package's provider -> the provider at models.dev, if the two have different ids.
NAMES = {
    "aws": "amazon-bedrock",
    "fireworks": "fireworks-ai",
    "together": "togetherai",
    "x-ai": "xai",
}
MATCHES = {"starts_with": "starts_with", "contains": "contains", "regex": "regex", "and": "and_"}


def genai_prices_lines(files: Sequence[CatalogueFile], report: Report) -> Iterator[Line]:
    """Yield the lines of the installed package. Raises BadCatalogue if it is not installed, or a file is named."""
    ends = genai_prices_ends(files)
    from genai_prices.data import providers  # 2 MB of tables, which the other catalogues do not need

    yield from provided_lines(providers, report, release=version(PACKAGE), today=datetime.now(UTC).date())
    yield from ends


def genai_prices_ends(files: Sequence[CatalogueFile]) -> list[Line]:
    """Return the last line of the release. Raises BadCatalogue if it is not installed, or a file is named."""
    if files:
        raise BadCatalogue(f"{PACKAGE} is read from the installed package; name no file ({files[0].path}).")
    if find_spec("genai_prices") is None:
        raise BadCatalogue(f"{PACKAGE} is not installed; `make run` installs it.")
    return [PUBLICATION.end(version(PACKAGE), _digest())]


def provided_lines(providers: Iterable[Any], report: Report, *, release: str, today: date) -> Iterator[Line]:
    """Yield the lines of these providers, as a release of the package has them."""
    providers = [*providers]
    published = max((day for day in _days(providers) if day <= today), default=None)
    yield PUBLICATION.root()
    yield _release(release, published)
    evidence = {"source": f"source/{PUBLICATION.slug_of(release)}", "basis": "third_party_report"}
    yield from provider_lines({_key(each): each.name for each in providers}, evidence)
    rows = _rows(providers, Slugs(), report)
    yield from lines_of("offering", [Edition(evidence, release, rows)], report)


def _release(release: str, published: date | None) -> Line:
    """Return the source of a release: printed on the last day that its prices name, or later."""
    line = PUBLICATION.root()
    title = PUBLICATION.title_of(release)
    dates = {"published": f"{published}/.."} if published else {}
    body = {
        **line.body,
        "slug": PUBLICATION.slug_of(release),
        "title": title,
        "derived_from": f"source/{PACKAGE}",
        **dates,
    }
    ids = [{"value": PACKAGE, "scheme": "pypi"}]
    return Line({**body, "url": f"https://pypi.org/project/{PACKAGE}/{release}/", "identifiers": ids}, title)


def _digest() -> str:
    found = find_spec("genai_prices.data")
    if found is None or found.origin is None:
        raise BadCatalogue(f"{PACKAGE}: the package has no module `data`.")
    return hashlib.sha256(Path(found.origin).read_bytes()).hexdigest()


def _days(providers: Iterable[Any]) -> Iterator[date]:
    for provider in providers:
        for model in provider.models:
            conditional = model.prices if isinstance(model.prices, list) else []
            for each in (*conditional, *(model.price_variants or ())):
                if (start := getattr(each.constraint, "start_date", None)) is not None:
                    yield start


def _key(provider: Any) -> str:
    key: str = NAMES.get(provider.id, provider.id)
    return key


def _rows(providers: Iterable[Any], slugs: Slugs, report: Report) -> Iterator[Row]:
    for provider in providers:
        for model in provider.models:
            for name in unmapped_prices(model):
                report.leave_out(f"genai-prices.{name}", "a price in a unit that has no place")
            for clause in _clauses(model.match):
                report.leave_out(f"genai-prices.match.{clause}", "a rule for ids, not an id")
            yield Row(
                slugs.of(_key(provider), model.id), _fields(provider, model), f"{PACKAGE}: {provider.id}/{model.id}"
            )


def _fields(provider: Any, model: Any) -> Fields:
    ids = dict.fromkeys([model.id, *_equal_ids(model.match)])
    window = [{"value": amount(model.context_window, "token")}] if model.context_window else []
    return without_empty(
        {
            "name": [{"value": model.name or model.id}],
            "provider": [{"value": provider_value(_key(provider), provider.name)}],
            "identifiers": [{"value": each, "scheme": "api"} for each in ids],
            "description": [{"value": model.description}] if model.description else [],
            "context_window": window,
            "status": [{"value": "deprecated", "as_stated": "deprecated: true"}] if model.deprecated else [],
            "prices": [*price_entries(model)],
            "remarks": [*_remark(model.price_comments)],
        }
    )


def _remark(comments: str | None) -> Iterator[Body]:
    if comments:
        yield {"value": {"text": comments, "language": "en"}, "topic": "prices"}


def _equal_ids(clause: Any) -> Iterator[str]:
    """Yield the ids by which requests for the model go, as far as the package lists them."""
    if hasattr(clause, "equals"):
        yield clause.equals
    for part in getattr(clause, "or_", ()):
        yield from _equal_ids(part)


def _clauses(clause: Any) -> Iterator[str]:
    yield from (name for name, attribute in MATCHES.items() if hasattr(clause, attribute))
    for part in getattr(clause, "or_", ()):
        yield from _clauses(part)
