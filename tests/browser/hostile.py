"""Entities whose texts try to run scripts, to break out of attributes and to break the layout."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from tests.browser.service import Service

ATTACKS = (
    "<script>window.ran=1</script>",
    "\"'><img src=x onerror=window.ran=1>",
    "</style></title></textarea><svg onload=window.ran=1>",
    "javascript:window.ran=1",
    "{{ran}}${ran}<!--]]>",
    "\u200f\u05e9\u05dc\u05d5\u05dd\u200f",  # to be read from right to left
    "W" * 500,
)
SLUG = "hostile"
SOURCE = f"source/{SLUG}"
EVIDENCE = {"source": SOURCE, "basis": "third_party_report", "quote": " ".join(ATTACKS)[:280]}
TRIES = 4
MAX_LABEL_CHARS = 200


@dataclass(frozen=True)
class Hostile:
    """An entity on record, and the properties that have a hostile text."""

    plural: str
    ref: str
    texts: frozenset[str]

    def address(self, template: str) -> str:
        """Fill an address with its members."""
        return template.format(
            plural=self.plural, slug=SLUG, ref=self.ref, text=quote(text_of(MAX_LABEL_CHARS), safe="")
        )


def create_hostile(service: Service) -> list[Hostile]:
    """Create an entity of each kind, the source of the others first."""
    kinds = service.read("/v1/vocabulary")["kinds"]
    return [_create(service, kind) for kind in sorted(kinds, key=lambda kind: kind["name"] != "source")]


def text_of(length: int) -> str:
    """Return as much of the attacks as fits, in which no attack is cut."""
    kept: list[str] = []
    for attack in ATTACKS:
        room = length - len(" ".join([*kept, ""]))
        kept += [attack[:room]] if attack[0] == "W" and room > 0 else [attack] if len(attack) <= room else []
    return " ".join(kept)


def _create(service: Service, kind: Mapping[str, Any]) -> Hostile:
    ref = f"{kind['name']}/{SLUG}"
    texts = {each["name"]: value for each in kind["properties"] for value in _values(each)}
    needed = {each["name"] for each in kind["properties"] if each["required"]} - texts.keys()
    fixed = {"slug": SLUG, **{name: kind["example"][name] for name in needed}}
    fixed |= {} if ref == SOURCE else {"evidence": EVIDENCE}
    answer: Any = None
    for _ in range(TRIES):
        status, answer = service.write(f"/v1/{kind['plural']}?allow_duplicate=true", {**fixed, **texts})
        if status == 201:
            return Hostile(kind["plural"], ref, frozenset(texts))
        for fault in answer.get("errors", ()):  # such as an identifier, which has a form
            texts.pop(fault["pointer"].split("/")[1], None)
    raise AssertionError(f"{ref}: {answer}")


def _values(declared: Mapping[str, Any]) -> Iterator[Any]:
    if declared["type"] not in ("text", "phrase"):
        return
    text = text_of(declared["max_length"])
    value = {"text": text, "language": "he"} if declared["type"] == "phrase" else text
    if declared["shape"] == "one":
        yield value
    else:
        yield [{"value": value, **{each["name"]: each["example"] for each in declared["qualifiers"]}}]
