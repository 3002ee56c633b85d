"""Real models and their prices, from the catalogue of the package genai-prices (MIT), as bodies for the operations."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from importlib.metadata import version
from typing import Any

from genai_prices.data import providers
from genai_prices.types import ClauseEquals, ClauseOr, ModelInfo, Provider, StartDateConstraint, TieredPrices

Body = dict[str, Any]

SOURCE = "source/genai-prices"
REPORTED = {"source": SOURCE, "basis": "third_party_report"}
DEVELOPERS = {  # those that sell their own models, by their names in the catalogue
    "anthropic": "anthropic",
    "cohere": "cohere",
    "deepseek": "deepseek",
    "google": "google",
    "minimax": "minimax",
    "mistral": "mistral-ai",
    "moonshotai": "moonshot-ai",
    "openai": "openai",
    "perplexity": "perplexity",
    "voyageai": "voyage-ai",
    "x-ai": "xai",
    "zhipuai": "zhipu-ai",
}
PRICED = {
    "input_mtok": "input",
    "output_mtok": "output",
    "cache_read_mtok": "cached_input",
    "cache_write_mtok": "cache_write",
}


@dataclass(frozen=True)
class Stretch:
    """The validity of a price list; None is open."""

    first: date | None
    last: date | None

    @property
    def valid(self) -> str | None:
        """Write it as the `valid` of a fact."""
        if self.first is not None:
            return self.first.isoformat()
        return None if self.last is None else f"../{self.last.isoformat()}"


def source() -> Body:
    """Return the catalogue itself."""
    return {
        "slug": "genai-prices",
        "title": f"genai-prices {version('genai-prices')}",
        "publisher": {"text": "Pydantic"},
    }


def companies() -> Iterator[Body]:
    """Yield every provider of the catalogue as a company."""
    for provider in providers:
        if not provider.id.startswith("huggingface_"):  # those are offers of other providers
            yield {"slug": DEVELOPERS.get(provider.id, slug(provider.id)), "name": provider.name, "evidence": REPORTED}


def models() -> Iterator[Body]:
    """Yield every model that its developer sells, with its dated prices as claims of the developer."""
    seen: set[str] = set()
    for provider in providers:
        for model in provider.models if provider.id in DEVELOPERS else ():
            if slug(model.id) not in seen:
                seen.add(slug(model.id))
                yield _model(provider, model)


def slug(name: str) -> str:
    """Make a slug of the catalogue's name."""
    return re.sub("[^a-z0-9._-]+", "-", name.lower()).strip("-._")[:80]


def _model(provider: Provider, model: ModelInfo) -> Body:
    developer = f"company/{DEVELOPERS[provider.id]}"
    body: Body = {
        "slug": slug(model.id),
        "name": model.name or model.id,
        "level": "version",
        "developer": [developer],
        "evidence": REPORTED,
    }
    if names := [name for name in _names(model) if name != body["name"]]:
        body["aliases"] = names
    if model.context_window:
        body["context_window"] = {"amount": str(model.context_window), "unit": "token"}
    own = {"speaker": developer, "via": "price page", "basis": "record_of_truth"}
    if prices := [{**price, "evidence": own} for price in _prices(model)]:
        body["prices"] = prices
    return body


def _names(model: ModelInfo) -> list[str]:
    clauses = model.match.or_ if isinstance(model.match, ClauseOr) else [model.match]
    return sorted({clause.equals for clause in clauses if isinstance(clause, ClauseEquals)} | {model.id})


def _prices(model: ModelInfo) -> Iterator[Body]:
    for stretch, listed in _lists(model):
        for name, direction in PRICED.items():
            amount = plain(getattr(listed, name))
            if amount is not None:
                valid = {"valid": stretch.valid} if stretch.valid else {}
                yield {"value": {"amount": str(amount), "unit": "USD/Mtok"}, "direction": direction, **valid}


def plain(price: Decimal | TieredPrices | None) -> Decimal | None:
    """Return a price; of a price in tiers, the first."""
    return price.base if isinstance(price, TieredPrices) else price


def _lists(model: ModelInfo) -> Iterator[tuple[Stretch, Any]]:
    """Yield the price lists of a model, the oldest first, without those for hours of the day."""
    if not isinstance(model.prices, list):
        yield Stretch(None, None), model.prices
        return
    dated = [
        (each.constraint.start_date if isinstance(each.constraint, StartDateConstraint) else None, each.prices)
        for each in model.prices
        if each.constraint is None or isinstance(each.constraint, StartDateConstraint)
    ]
    for place, (first, listed) in enumerate(dated):
        following = dated[place + 1][0] if place + 1 < len(dated) else None
        yield Stretch(first, following and following - timedelta(1)), listed
