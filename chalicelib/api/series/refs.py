"""The entities that a request sets side by side: the parameter `refs`, and what the answer says of each of them."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from chalicelib.api.http.response.problems import status_of
from chalicelib.api.http.routing.list_parameters import comma_list
from chalicelib.api.http.routing.parameters import Parameter
from chalicelib.api.http.routing.query_strings import MAX_QUERY_FAULTS
from chalicelib.domain.errors import Fault, Refusal
from chalicelib.domain.facts.evidence import SLUG
from chalicelib.domain.faults import Guesses
from chalicelib.domain.values import Ref, parse_ref
from chalicelib.kinds import KINDS
from chalicelib.kinds.refs import wrong_ref

if TYPE_CHECKING:
    from chalicelib.api.series.answer_types import ComparedEntityJson

REF = f"({'|'.join(KINDS)})/{SLUG}"


def refs_parameter(meaning: str, *, most: int, keeps_repeats: bool = False) -> Parameter:
    """Declare the refs of 1 to `most` entities."""
    declared = comma_list(
        "refs",
        meaning,
        items={"type": "string", "maxLength": 121, "pattern": f"^{REF}$"},
        most=most,
        read=lambda text: text if text and "\0" not in text else None,
        expects="must be refs separated by commas, such as model/gpt-4,model/llama",
        example=("model/deepseek-v3", "model/gpt-4"),
        required=True,
    )
    return replace(declared, keeps_repeats=keeps_repeats)


def read_refs(texts: Sequence[str]) -> tuple[list[Ref], list[Fault]]:
    """Parse refs. Return those of known kinds, and a fault for each of the others."""
    faults, guesses = list[Fault](), Guesses()
    refs: list[Ref] = []
    for text in texts:
        if len(faults) >= MAX_QUERY_FAULTS:
            break
        ref = parse_ref(text)
        if ref is None or ref.kind not in KINDS:
            faults.append(Fault("refs", *wrong_ref(text, guesses=guesses)))
        else:
            refs.append(ref)
    return refs, faults


def entity_json(ref: str, label: str | None, refusal: Refusal | None) -> "ComparedEntityJson":
    """Return what the answer says of an entity: its label, or why it has no values."""
    if refusal is None:
        return {"ref": ref, "status": 200, "label": label}
    status = status_of(refusal.code, has_survivor=True)
    shown: ComparedEntityJson = {"ref": ref, "status": status, "reason": refusal.detail}
    return {**shown, "into": refusal.context["into"]} if "into" in refusal.context else shown
