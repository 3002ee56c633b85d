"""Hints of a write: advice on a value that was recorded all the same."""

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from chalicelib.domain.answer_types import WriteHintJson

CONTRADICTS_ITSELF = "contradicts_itself"


class Contradiction(NamedTuple):
    """A value, by its pointer in the body, that excludes what the same source says in other facts of the slot."""

    pointer: str
    facts: tuple[str, ...]

    def json_value(self) -> "WriteHintJson":
        """Write the hint as the answer shows it."""
        named = ", ".join(self.facts)
        detail = (
            f"The same source says otherwise in {named}. If it has corrected itself, name what it corrects in "
            "`evidence.replaces` (with `evidence=replace` for a fact that is on record by now). If one was misread, "
            "retract that (POST /v1/facts/{id}/retraction)."
        )
        return {"pointer": self.pointer, "code": CONTRADICTS_ITSELF, "detail": detail, "facts": [*self.facts]}
