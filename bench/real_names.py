"""Real names: those of models in the catalogue of genai-prices (and of a file), with titles that speak of them."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import product
from random import Random
from typing import Any

from genai_prices.data import providers

from chalicelib.domain.name_normalization import squeeze

SINCE = "2026-01-01T00:00:00.000Z"
_ENDINGS = ("instruct", "preview", "fp8", "2025-03-14", "mini", "vision", "20250806", "thinking", "batch", "v2")
_TITLES = (
    "{company} releases {model} with a longer context window",
    "{company} cuts the price of {model} by half",
    "{other} invests in {company} after the release of {model}",
    "{company} and {other} announce a partnership on data centres",
    "Report: {company} to retire {model} next month",
    "{model} beats {second} on mathematics and coding",
)


@dataclass(frozen=True)
class Entity:
    """An entity that is found by its name: its ref and the flat view's members that matter for that."""

    ref: str
    flat: dict[str, Any]

    @property
    def name(self) -> str:
        """Return its first name."""
        return str(self.flat.get("name") or self.flat["title"])


def entities(size: int, *, titles: int, more_names: Iterable[str] = ()) -> list[Entity]:
    """Return models and companies with different names, and events and sources with titles."""
    companies = [*dict.fromkeys(provider.name for provider in providers)]
    firms = [Entity(f"company/c{n}", {"name": name, "country": "US"}) for n, name in enumerate(companies)]
    names = _distinct([*more_names, *catalogued()], size=size - len(firms), without=companies)
    models = [_model(n, name, len(firms)) for n, name in enumerate(names)]
    return [*firms, *models, *_titled(titles, companies, names)]


def transposed(name: str, random: Random) -> str | None:
    """Swap two different neighbouring letters; return None where there are none."""
    places = [at for at in range(len(name) - 1) if name[at : at + 2].isalpha() and name[at] != name[at + 1]]
    if not places:
        return None
    at = random.choice(places)
    return name[:at] + name[at + 1] + name[at] + name[at + 2 :]


def catalogued() -> Iterator[str]:
    """Yield the names and ids in the catalogue."""
    for provider in providers:
        for model in provider.models:
            yield from filter(None, (model.name, model.id))


def _distinct(names: Iterable[str], *, size: int, without: Iterable[str]) -> list[str]:
    """Take names that differ when folded; if there are too few, repeat each with an ending."""
    seen = set(map(squeeze, without))
    kept: list[str] = []
    real = list(names)
    # Another ending for each in each round, so that none becomes the most common word.
    longer = (
        f"{name}-{_ENDINGS[(n + by) % len(_ENDINGS)]}"
        for by, (n, name) in product(range(len(_ENDINGS)), enumerate(real))
    )
    for name in (*real, *longer):
        if len(kept) < size and (squeezed := squeeze(name)) and squeezed not in seen:
            seen.add(squeezed)
            kept.append(name)
    return kept


def _model(number: int, name: str, firms: int) -> Entity:
    released = f"202{number % 6}-0{1 + number % 9}-1{number % 10}"
    shown = {"name": name, "level": "version", "developer": [f"company/c{number % firms}"], "released": released}
    return Entity(f"model/{_slug(name)}-{number}", shown)


def _titled(size: int, companies: list[str], models: list[str]) -> Iterator[Entity]:
    random = Random(1)  # noqa: S311  the same titles each time
    for number in range(size):
        company, other = random.sample(companies, 2)
        model, second = random.sample(models, 2)
        title = _TITLES[number % len(_TITLES)].format(company=company, other=other, model=model, second=second)
        date = f"2025-0{1 + number % 9}-1{number % 10}"
        if number % 5:
            yield Entity(f"event/e{number}", {"title": title, "type": "release", "date": date})
        else:
            yield Entity(f"source/s{number}", {"title": title, "published": date})


def _slug(name: str) -> str:
    return re.sub("[^a-z0-9]+", "-", name.lower()).strip("-")[:60]
