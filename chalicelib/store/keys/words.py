"""Keys by which names are found: their words by beginning and by ending, the whole name by its initial."""

from typing import NamedTuple

from chalicelib.store.keys.text import AnyRef, Indexes, Range, digits, escape, prefix_range, unescape
from chalicelib.store.rows import Key

BY_ENDING, BY_INITIAL = "gsi1", "gsi2"

_WORD, _NAME = 120, 300  # bytes
_CUT_AWAY = 24  # bytes, of a cut word: they hold its digest, so no longer beginning can be looked for
_LENGTH, _LONGEST = 3, 999  # digits and number: names longer than that stand among the longest


class Word(NamedTuple):
    """What the key of a word says: a word of a name of an entity."""

    word: str
    name: str
    ref: str


def word_key(word: str, name: str, *, ref: AnyRef) -> Key:
    """Key of a word of a name, by its first two characters; of the same word, the shortest name first."""
    return Key(words_beginning(word), _sort_key(word, name, ref))


def by_ending(word: str, name: str, *, ref: AnyRef) -> Indexes:
    """Put a word under its last two characters as well, written backwards: for typing errors in the beginning."""
    return {BY_ENDING: Key(words_ending(word), _sort_key(word[::-1], name, ref))}


def by_initial(word: str, name: str, *, ref: AnyRef) -> Indexes:
    """Put a whole name under its first character as well: for those who have typed no more yet."""
    return {BY_INITIAL: Key(names_beginning(word), _sort_key(word, name, ref))}


def words_beginning(word: str) -> str:
    """Name the partition of the words that begin like this one."""
    return f"N#{escape(word[:2], _WORD)}"


def words_ending(word: str) -> str:
    """Name the partition in BY_ENDING of the words that end like this one."""
    return f"N~{escape(word[-2:], _WORD)}"


def names_beginning(name: str) -> str:
    """Name the partition in BY_INITIAL of the names with this first character."""
    return f"N^{escape(name[:1], _WORD)}"


def words_with_prefix(prefix: str) -> Range:
    """Give the sort keys of the words with this beginning, of at least two characters."""
    return prefix_range(_within(escape(prefix, 2 * _WORD)))


def words_with_suffix(suffix: str) -> Range:
    """Give the sort keys in BY_ENDING of the words with this ending, of at least two characters."""
    return words_with_prefix(suffix[::-1])


def parse_word(key: Key) -> Word:
    """Undo `word_key`, or the index key of `by_ending` or `by_initial`."""
    word, _, name, ref = key.sk.split("#")
    read = unescape(word)
    return Word(read[::-1] if key.pk.startswith("N~") else read, unescape(name), ref)


def _sort_key(word: str, name: str, ref: AnyRef) -> str:
    return f"{escape(word, _WORD)}#{digits(min(len(name), _LONGEST), _LENGTH)}#{escape(name, _NAME)}#{ref}"


def _within(escaped: str) -> str:
    """Shorten a beginning to what every word with it has in its key, cut or not."""
    shortened = escaped.encode()[: _WORD - _CUT_AWAY].decode(errors="ignore")
    return shortened if shortened == escaped else shortened.rstrip("%2")
