"""The pages that a browser opens, and what each may cost.

A new page is one line of PAGES, and one of WRITTEN if it shows what writers wrote.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from typing import Literal

Scheme = Literal["light", "dark"]
PHONE, DESKTOP = 390, 1_280  # CSS pixels


@dataclass(frozen=True)
class Look:
    """A way to look at a page."""

    width: int
    scheme: Scheme
    has_scripts: bool = True

    def __str__(self) -> str:
        return f"{self.width}-{self.scheme}-{'scripts' if self.has_scripts else 'plain'}"


@dataclass(frozen=True)
class Budget:
    """The most that the first view of a page may cost; the icon is one of the requests."""

    compressed_bytes: int
    requests: int
    dom_nodes: int


SCHEMES: tuple[Scheme, ...] = ("light", "dark")
LOOKS = tuple(Look(*each) for each in product((PHONE, DESKTOP), SCHEMES, (True, False)))
# Of pages like others, and of the reference, whose renderer takes a browser seconds.
FEW_LOOKS = (Look(PHONE, "dark"), Look(DESKTOP, "light"), Look(PHONE, "light", has_scripts=False))

USUAL = Budget(compressed_bytes=60_000, requests=3, dom_nodes=3_000)
# The renderer and its style (580 KB), two small files of ours, the icon, and a part of the contract.
OF_REFERENCE = Budget(compressed_bytes=620_000, requests=7, dom_nodes=3_000)
REFERENCE_IS_COMPLETE = "#operations .opblock-tag, .opblock, noscript main"


@dataclass(frozen=True)
class Page:
    """A page: its path, an address of it, its budget, and a selector of what it has when it is complete.

    In the path `{plural}` stands for the kinds, each of which has the page in the contract.
    """

    template: str
    address: str = ""
    budget: Budget = USUAL
    looks: Sequence[Look] = LOOKS
    complete: str = "main"

    @property
    def url(self) -> str:
        """Return the address, which is the path if that has no parameters."""
        return self.address or self.template


PAGES = (
    Page("/"),
    Page("/docs", budget=OF_REFERENCE, looks=FEW_LOOKS, complete=REFERENCE_IS_COMPLETE),
    Page("/docs", "/docs?kind=event", budget=OF_REFERENCE, looks=FEW_LOOKS, complete=REFERENCE_IS_COMPLETE),
    Page("/docs", "/docs?tag=facts", budget=OF_REFERENCE, looks=FEW_LOOKS, complete=REFERENCE_IS_COMPLETE),
    Page("/docs/choosing"),
    Page("/problems"),
    Page("/problems/{code}", "/problems/invalid"),
    Page("/problems/{code}", "/problems/possible_duplicate"),
    Page("/{plural}", "/events"),
    Page("/{plural}", "/models?disputed=true", looks=FEW_LOOKS),
    Page("/{plural}", "/sources", looks=FEW_LOOKS),
    Page("/{plural}/{slug}", "/events/nvidia-shares-fall-2025-01-27", complete=".slot"),
    Page("/{plural}/{slug}", "/companies/openai", complete=".timeline", looks=FEW_LOOKS),
    Page("/{plural}/{slug}", "/models/deepseek-r1", looks=FEW_LOOKS),
    Page("/{plural}/{slug}", "/offerings/openai-gpt-4.5", looks=FEW_LOOKS),
    Page("/{plural}/{slug}", "/instruments/nvidia-share", looks=FEW_LOOKS),
    Page("/compare", "/compare?refs=model/deepseek-v3,model/gpt-4o,model/qwen-2.5-max", looks=FEW_LOOKS),
    Page("/conflicts", looks=FEW_LOOKS),
    Page("/changes", looks=FEW_LOOKS),
    Page("/search", "/search?q=deepseek", looks=FEW_LOOKS),
    Page("/search", "/search?q=nothing+of+that+name", looks=FEW_LOOKS),
    Page("/reconcile/preview", "/reconcile/preview?id=model/deepseek-v3", looks=FEW_LOOKS),
)

# Addresses that show what a writer wrote, with the members of an entity: plural, slug, ref, and its label in `text`.
WRITTEN = (
    "/",
    "/{plural}",
    "/{plural}/{slug}",
    "/compare?refs={ref}",
    "/changes",
    "/search?q={text}",
    "/reconcile/preview?id={ref}",
    "/v1/{plural}/{slug}?include=facts",
    "/v1/{plural}?limit=100",
    "/v1/search?q={text}",
    "/problems/{text}",
    "/docs/choosing?{text}",
)
