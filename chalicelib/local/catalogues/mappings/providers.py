"""Who sells what: the names that catalogues give to one seller, and the entity that it is here.

A seller that is not in this table stays words: it is no entity, and nothing else is guessed of it.
"""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from chalicelib.local.catalogues.lines import Body, Line


class Provider(NamedTuple):
    """A seller of models: its ref and name, and whether it is a service of a company."""

    ref: str
    name: str


# By the ids of models.dev.
PROVIDERS = {
    "alibaba": Provider("company/alibaba-cloud", "Alibaba Cloud"),
    "amazon-bedrock": Provider("product/amazon-bedrock", "Amazon Bedrock"),
    "anthropic": Provider("company/anthropic", "Anthropic"),
    "azure": Provider("product/azure-ai", "Azure AI"),
    "cerebras": Provider("company/cerebras", "Cerebras"),
    "cohere": Provider("company/cohere", "Cohere"),
    "deepseek": Provider("company/deepseek", "DeepSeek"),
    "fireworks-ai": Provider("company/fireworks-ai", "Fireworks AI"),
    "google": Provider("company/google", "Google"),
    "google-vertex": Provider("product/vertex-ai", "Vertex AI"),
    "groq": Provider("company/groq", "Groq"),
    "mistral": Provider("company/mistral-ai", "Mistral AI"),
    "moonshotai": Provider("company/moonshot-ai", "Moonshot AI"),
    "openai": Provider("company/openai", "OpenAI"),
    "openrouter": Provider("company/openrouter", "OpenRouter"),
    "perplexity": Provider("company/perplexity", "Perplexity"),
    "togetherai": Provider("company/together-ai", "Together AI"),
    "vercel": Provider("company/vercel", "Vercel"),
    "xai": Provider("company/xai", "xAI"),
}


def provider_value(key: str, name: str) -> Any:
    """Return the seller as a value: its ref, or the words of the catalogue."""
    known = PROVIDERS.get(key)
    return known.ref if known else {"text": name}


def provider_lines(stated: Mapping[str, str], evidence: Body) -> Iterator[Line]:
    """Yield the sellers that are entities, with the names that the catalogue states; one on record stays as it is."""
    for key, words in stated.items():
        if (known := PROVIDERS.get(key)) is not None:
            kind, _, slug = known.ref.partition("/")
            extra: Body = {"product_type": "service"} if kind == "product" else {}
            name = known.name if words == known.name else {"value": known.name, "evidence": {"as_stated": words}}
            body = {"kind": kind, "slug": slug, "name": name, **extra, "evidence": evidence, "if_exists": "use"}
            yield Line(body, f"provider {key}")
