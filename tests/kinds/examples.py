"""Worked examples: the POST body of every declaration, and the entities that these bodies refer to."""

from collections.abc import Iterator, Mapping
from typing import Any

from chalicelib.kinds import KINDS

Body = Mapping[str, Any]

_EVIDENCE = {"source": "source/encyclopedia", "basis": "third_party_report"}

# the entities that the worked examples refer to, kind -> slug -> name; sources first, for the others name one
_SUPPORTING: Mapping[str, Mapping[str, str]] = {
    "source": {
        "encyclopedia": "An encyclopedia",
        "encyclopedia-mistral": "Mistral AI, an article of an encyclopedia",
        "altman-post": "A post of Sam Altman on X",
        "anthropic-settlement": "Anthropic on its settlement with authors",
        "asml-post": "ASML and Mistral AI enter a strategic partnership",
        "chatgpt-report": "A report on the growth of ChatGPT",
        "deepseek-price-page": "DeepSeek API: models and pricing",
        "deepseek-v3-report": "DeepSeek-V3 Technical Report",
        "eu-ai-act": "Regulation (EU) 2024/1689",
        "llama-3-paper": "The Llama 3 Herd of Models",
        "market-report": "A market report of January 2025",
        "microsoft-jobs-report": "A report on job cuts at Microsoft",
        "murati-post": "A post of Mira Murati on X",
        "nyse-listing": "New York Stock Exchange: BABA",
        "openai-nvidia-post": "OpenAI and NVIDIA announce a partnership",
        "price-war-report": "A report on the prices of Chinese models",
        "schulman-profile": "A profile of John Schulman",
        "softbank-filing": "SoftBank Group on its investment in OpenAI",
        "stargate-post": "Announcing the Stargate Project",
        "swe-bench-verified-post": "Introducing SWE-bench Verified",
        "tiktok-report": "A report on TikTok's US business",
        "together-price-page": "Together AI: pricing",
        "wiz-post": "Wiz Research on an exposed database of DeepSeek",
    },
    "company": {
        "alibaba-group": "Alibaba Group",
        "anthropic": "Anthropic",
        "apple": "Apple",
        "asml": "ASML",
        "deepseek": "DeepSeek",
        "european-union": "European Union",
        "meta": "Meta",
        "microsoft": "Microsoft",
        "nasdaq": "Nasdaq",
        "nvidia": "NVIDIA",
        "openai": "OpenAI",
        "softbank": "SoftBank Group",
        "stargate": "Stargate",
        "thinking-machines-lab": "Thinking Machines Lab",
    },
    "person": {
        "arthur-mensch": "Arthur Mensch",
        "guillaume-lample": "Guillaume Lample",
        "mira-murati": "Mira Murati",
        "sam-altman": "Sam Altman",
        "timothee-lacroix": "Timothée Lacroix",
    },
    "model": {
        "deepseek-r1": "DeepSeek-R1",
        "deepseek-v2": "DeepSeek-V2",
        "deepseek-v3": "DeepSeek-V3",
        "gpt-4": "GPT-4",
        "llama": "Llama",
    },
    "product": {
        "apple-us-free-app-chart": "App Store, United States: top free apps",
        "deepseek-app": "DeepSeek app",
        "nvidia-h100": "NVIDIA H100",
        "tiktok": "TikTok",
    },
    "instrument": {"nasdaq-100": "Nasdaq-100", "nvda": "NVIDIA common stock"},
    "offering": {"deepseek-api-chat": "deepseek-chat"},
    "benchmark": {"mmlu": "MMLU", "swe-bench": "SWE-bench"},
    "event": {
        "authors-sue-anthropic": "Authors sue Anthropic over pirated books",
        "openai-2025-round": "OpenAI's funding round of 2025",
    },
}

_EVENT_TYPES = {
    "authors-sue-anthropic": "legal_action",
    "openai-2025-round": "funding_round",
}


def supporting() -> Iterator[tuple[str, Body]]:
    """Yield, in order, as (kind, body), minimal POST bodies that create every entity the examples refer to."""
    for kind, names in _SUPPORTING.items():
        for slug, name in names.items():
            yield kind, _minimal_body(kind, slug, name)


def worked() -> Iterator[tuple[str, Body]]:
    """Yield every worked example as (kind, body): one of each kind, and one of each event type."""
    for kind in KINDS.values():
        for body in [t.example for t in kind.types] or [kind.example]:
            yield kind.name, body


def _minimal_body(kind: str, slug: str, name: str) -> Body:
    body: dict[str, Any] = {"slug": slug, KINDS[kind].label: name}
    if kind == "event":
        body |= {"type": _EVENT_TYPES[slug], "date": {"missing": "unknown"}}
    return body if kind == "source" else body | {"evidence": _EVIDENCE}
