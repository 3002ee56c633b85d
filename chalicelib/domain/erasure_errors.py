"""Refusals about what was erased: its statement comes again, or somebody wants to erase it again."""

from collections.abc import Mapping
from typing import Any

from chalicelib.domain.errors import Gone, Refusal


class Erased(Refusal):
    """The statement was erased: sending it again does not bring it back; the context holds `fact` and `erasure`."""

    code, title = "erased", "The statement was erased"


class AlreadyErased(Refusal):
    """The fact was erased before; the context holds its `erasure`."""

    code, title = "already_erased", "The fact was erased before"


class ErasedEntity(Gone):
    """The entity was erased for good, at every clock; the context holds `at`, `by` and `reason`."""

    code, title = "erased_entity", "The entity was erased"

    @classmethod
    def of(cls, ref: str, context: Mapping[str, Any]) -> "ErasedEntity":
        """Return the refusal of an erased entity."""
        return cls(f"{ref} was erased for good. Leave it out of your requests.", context=context)
