"""Keys by which names are found: their words by beginning and by ending, the whole name by its initial.

A title is a sentence: its words would crowd out the names that they speak of. They, and the whole of a long title, have
partitions of their own, those of TITLES.
"""

from typing import NamedTuple

from chalicelib.store.keys.text import LAST, AnyRef, Indexes, Range, digits, escape, is_cut, prefix_range, unescape
from chalicelib.store.rows import Key

BY_ENDING, BY_INITIAL = "gsi1", "gsi2"
NAMES, TITLES = "N", "H"

_WORD, _NAME = 120, 300  # bytes
_CUT_AWAY = 24  # bytes, of a cut word: they hold its digest, so no longer beginning can be looked for
_LENGTH, _LONGEST = 3, 999  # digits and number: names longer than that stand among the longest


class Word(NamedTuple):
    """What the key of a word says: a word of a name of an entity."""

    word: str
    name: str
    ref: str


def word_key(word: str, name: str, *, ref: AnyRef, among: str = NAMES) -> Key:
    """Key of a word of a name, by its first two characters; of the same word, the shortest name first."""
    return Key(words_beginning(word, among=among), _sort_key(word, name, ref))


def by_ending(word: str, name: str, *, ref: AnyRef, among: str = NAMES) -> Indexes:
    """Put a word under its last two characters as well, written backwards: for typing errors in the beginning."""
    return {BY_ENDING: Key(words_ending(word, among=among), _sort_key(word[::-1], name, ref))}


def by_initial(word: str, name: str, *, ref: AnyRef, among: str = NAMES) -> Indexes:
    """Put a whole name under its first character as well: where words of names would be in the way."""
    return {BY_INITIAL: Key(names_beginning(word, among=among), _sort_key(word, name, ref))}


def words_beginning(word: str, *, among: str = NAMES) -> str:
    """Name the partition of the words, of names or of titles, that begin like this one."""
    return f"{among}#{escape(word[:2], _WORD)}"


def words_ending(word: str, *, among: str = NAMES) -> str:
    """Name the partition in BY_ENDING of the words that end like this one."""
    return f"{among}~{escape(word[-2:], _WORD)}"


def names_beginning(name: str, *, among: str = NAMES) -> str:
    """Name the partition in BY_INITIAL of the names with this first character."""
    return f"{among}^{escape(name[:1], _WORD)}"


def words_with_prefix(prefix: str) -> Range:
    """Give the sort keys of the words with this beginning, of at least two characters."""
    return prefix_range(_within(escape(prefix, 2 * _WORD)))


def word_alone(word: str) -> Range:
    """Give the sort keys of one word, whatever the names that it is of."""
    return prefix_range(f"{escape(word, _WORD)}#")


def word_or_numbered(word: str) -> Range:
    """Give the sort keys of one word, the shortest names first, then of those that go on with a digit, as dates do."""
    whole = escape(word, _WORD)
    return f"{whole}#", f"{whole}9{LAST}"


def words_with_suffix(suffix: str) -> Range:
    """Give the sort keys in BY_ENDING of the words with this ending, of at least two characters."""
    return words_with_prefix(suffix[::-1])


def parse_word(key: Key) -> Word:
    """Undo `word_key`, or the index key of `by_ending` or `by_initial`; of what is closed, the key that it had."""
    word, _, name, ref, *_ = key.sk.split("#")
    read = unescape(word)
    is_backwards = key.pk[1:].removeprefix("X").startswith("~")
    return Word(read[::-1] if is_backwards else read, unescape(name), ref)


def is_name_whole(key: Key) -> bool:
    """Say whether the key of a word holds the whole folded name, which is cut when it is very long."""
    return not is_cut(key.sk)


def _sort_key(word: str, name: str, ref: AnyRef) -> str:
    return f"{escape(word, _WORD)}#{digits(min(len(name), _LONGEST), _LENGTH)}#{escape(name, _NAME)}#{ref}"


def _within(escaped: str) -> str:
    """Shorten a beginning to what every word with it has in its key, cut or not."""
    shortened = escaped.encode()[: _WORD - _CUT_AWAY].decode(errors="ignore")
    return shortened if shortened == escaped else shortened.rstrip("%2")
