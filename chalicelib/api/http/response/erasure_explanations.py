"""The problem codes of erasures: the cause of each, what to do, and an example."""

from chalicelib.api.http.response.explanations import Explanation
from chalicelib.domain import erasure_errors as errors

_ERASURE = {
    "at": "2026-11-23T10:00:00.000Z",
    "by": "key_admin",
    "reason": "The person asked for it (case 2026-114).",
}
_CONTEXT = {"fact": "company~deepseek~remarks~0123", "erasure": _ERASURE}

OF_ERASURES = (
    Explanation(
        "The statement was on record and its words were erased for good, for a person's rights. It is not recorded "
        "again, so that an importer does not bring it back.",
        "Leave it out of your requests. `erasure` says when it was erased and why. If it must be on record after all, "
        "ask the operator of the service.",
        errors.Erased(
            "company~deepseek~remarks~0123 was erased at 2026-11-23T10:00:00.000Z and is not recorded again. Leave it "
            "out; ask the operator of this service if it must be on record.",
            context=_CONTEXT,
        ),
        "/v1/facts",
    ),
    Explanation(
        "You asked to erase a fact whose words were erased before.",
        "Nothing has to be done: `erasure` says who erased it, when and why.",
        errors.AlreadyErased(
            "company~deepseek~remarks~0123 was erased at 2026-11-23T10:00:00.000Z; there is nothing left to erase.",
            context=_CONTEXT,
        ),
        "/v1/facts/company~deepseek~remarks~0123/erasure",
    ),
    Explanation(
        "The entity was erased for good, for somebody's rights: its words are gone at every clock, and its slug cannot "
        "be used again. `reason` says why.",
        "Delete what you hold of it, and leave it out of later requests. Entities that named it name a made-up ref "
        "now, under which you can read that something was there.",
        errors.ErasedEntity.of("person/jane-doe", _ERASURE),
        "/v1/people/jane-doe",
    ),
)
