"""Labels of slots: show, without a fact, which slots of an outline can have requested values.

Whether a value is taken its fact decides; a label only says where none is.
"""

from typing import NamedTuple, Self

from chalicelib.domain.resolving.reading_slots import LABEL_CHARS, is_as_none, part_text, parts_in
from chalicelib.domain.values import Named, Ref
from chalicelib.domain.values.times.periods import fold_period
from chalicelib.domain.values.words.folding import fold_text, name_words
from chalicelib.kinds.reading.reading_rules import slot_shape
from chalicelib.operations.series.slot_filter import SlotFilter


class AskedPart(NamedTuple):
    """A part of the names of slots that is requested.

    `text` is None if the part must be absent. A text can stand for a ref, and the other way round: `words` are those
    that both then have in common.
    """

    name: str
    text: str | None
    words: str | None = None

    def may_be(self, parts: dict[str, str], *, is_cut: bool) -> bool:
        """Return whether a slot with these parts in its label can have it; a label that is cut may lack it."""
        part = parts.get(self.name)
        if self.text is None or part is None:
            return part is None and (self.text is None or is_cut)
        return part == self.text or (self.words is not None and self._can_stand_for(part))

    def _can_stand_for(self, part: str) -> bool:
        """Return whether a part of the other sort can mean the same; how texts are folded loses words, so any can."""
        ref = _ref_of(part)
        if self.text is None or (ref is None) is (_ref_of(self.text) is None):
            return False
        return ref is None or name_words(ref) == self.words


class LabelFilter(NamedTuple):
    """The parts that the names of the requested slots have."""

    asked: tuple[AskedPart, ...]

    @classmethod
    def of(cls, wanted: SlotFilter) -> Self:
        """Return the filter for labels that takes at least the slots that another takes."""
        shape = slot_shape(wanted.declared)
        values = {name: value for name, value in wanted.qualifiers.items() if name in shape.comparable}
        if not wanted.part.takes_all_scopes:
            values["scope"] = wanted.part.scope
        asked = [
            AskedPart(name, part_text(name, value), name_words(value) if isinstance(value, Named | Ref) else None)
            if value is not None and not is_as_none(name, value, shape)
            else AskedPart(name, None)
            for name, value in values.items()
        ]
        if wanted.period:
            asked.append(AskedPart("period", repr(fold_period(wanted.period))))
        if shape.amounts and wanted.part.condition is not None:
            condition = fold_text(wanted.part.condition)
            asked.append(AskedPart("condition", repr(condition) if condition else None))
        return cls(tuple(asked))

    def may_take(self, label: str) -> bool:
        """Return whether a slot whose name begins so can have requested values."""
        if not self.asked:
            return True
        parts, is_cut = parts_in(label), len(label) >= LABEL_CHARS
        return all(each.may_be(parts, is_cut=is_cut) for each in self.asked)


def _ref_of(part: str) -> Ref | None:
    return Ref.of(part[5:-1]) if part.startswith("'ref:") else None
