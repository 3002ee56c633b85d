"""The rows that an erasure touches, as a dry run lists them: what each is, and its key without the erased words."""

from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING

from chalicelib.domain.facts.evidence import ERASED_TEXT
from chalicelib.store import keys
from chalicelib.store.rows import Action, Check, Delete, Key

if TYPE_CHECKING:
    from chalicelib.operations.writes.erasing.answer_types import RowSort, TouchedRowJson

_SORTS: "Mapping[str, RowSort]" = {
    "E#@": "view",
    "E#B": "view",
    "E#F": "fact",
    "E#R": "revision",
    "O#": "fact",
    "L#": "list_entry",
    "T#": "link",
    "N#": "word",
    "H#": "word",
    "M#": "word",
    "X#": "identifier",
    "D#": "conflict",
    "I#": "receipt",
}


def touched_rows(actions: Iterable[Action], words_keys: Collection[Key]) -> "list[TouchedRowJson]":
    """List the rows that actions write or delete; `words_keys` are the keys that only erased words brought about."""
    return [_touched(each, words_keys) for each in actions if not isinstance(each, Check)]


def _touched(action: Action, words_keys: Collection[Key]) -> "TouchedRowJson":
    is_historical = action.key.pk[1] == "X" and action.key.pk[2:3] == "#"
    current = keys.current_key(action.key) if is_historical else action.key
    return {
        "row": _SORTS.get(current.pk[:2]) or _SORTS[f"E#{current.sk[0]}"],
        "historical": is_historical,
        "key": _key_text(current, is_wordy=current in words_keys or current.pk.startswith("I#")),
        "action": "delete" if isinstance(action, Delete) else "overwrite",
    }


def _key_text(key: Key, *, is_wordy: bool) -> str:
    """Return a key as text; of one that has the words in it, no more than the sort of its partition."""
    return f"{key.pk[:2]}{ERASED_TEXT}" if is_wordy else f"{key.pk} {key.sk}"
