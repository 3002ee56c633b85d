"""The causes of changes in words."""

from chalicelib.api.pages.words.value_words import label_of

CAUSES = {
    "recorded": "facts added",
    "revised": "evidence revised",
    "retracted": "facts retracted",
    "reinstated": "facts reinstated",
    "ranked": "facts ranked",
    "marked": "replaced facts noted",
    "merge_reversed": "merge reversed",
    "retirement_reversed": "retirement reversed",
    "reference_erased": "a reference erased",
    "time": "a validity began or ended",
    "rebuilt": "rebuilt by the operator",
}


def cause_words(cause: str) -> str:
    """Return the cause of a change in words: what was done to the entity."""
    return CAUSES.get(cause, label_of(cause).lower())
