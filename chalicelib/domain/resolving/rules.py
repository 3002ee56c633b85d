"""Rules: how the slots of a property are read, from its declaration."""

from typing import NamedTuple


class SlotRules(NamedTuple):
    """How the slots of a property are read.

    Values of a `lasting` property hold for a time and follow each other; all others are fixed. Texts of a `label`
    exclude each other. A `staged` property goes from one value to the next without a day between them. Where `settles`,
    the first days in print settle an amount, and what is printed later only retells it.
    """

    lasting: bool
    label: bool = False
    staged: bool = False
    settles: bool = False

    @property
    def fixed(self) -> bool:
        """Whether the value happened once and does not change."""
        return not self.lasting


LASTING = SlotRules(lasting=True)
