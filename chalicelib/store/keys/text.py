"""Text in keys: free text, escaped so that `#` only ever separates, ranges and numbers, and the words of names.

A title is a sentence: its words would crowd out the names that they mention. They, and the whole of a long title, have
partitions of their own, those of TITLES.
"""

import hashlib
import re
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from chalicelib.store.rows import Key

if TYPE_CHECKING:
    from chalicelib.domain.values import Ref

AnyRef: TypeAlias = "str | Ref"
Indexes = dict[str, Key]  # what `Row.indexes` takes
Range = tuple[str, str]  # first and last sort key, both inclusive

UNKNOWN_DAY = "0000-00-00"  # sorts before every day, so it is last where the newest is first
UNKNOWN_DAYS = (
    UNKNOWN_DAY,
    "9999-99-99",
)  # and what sorts after every day, for lists that begin with the oldest
LAST = "\U0010ffff"  # sorts after every character that is in use
BY_ENDING, BY_INITIAL = "gsi1", "gsi2"
NAMES, TITLES = "N", "H"

_CUT = "%~"  # no escaped text holds it, so a cut text never meets a whole one
_DIGEST = 10
_MAX_CUT_BYTES = 30  # bytes, at most: the digest in hexadecimal, what marks the cut, and a part of a character
_WORD, _NAME = 120, 300  # bytes
_WORD_CUT_BYTES = 24  # bytes, of a cut word: they hold its digest, so no longer beginning can be looked for
_LENGTH, _LONGEST = 3, 999  # digits and number: names longer than that stand among the longest


class Word(NamedTuple):
    """What the key of a word says: a word of a name of an entity."""

    word: str
    name: str
    ref: str


def escape(text: str, size: int) -> str:
    """Escape `#` and `%`, and cut what is longer than `size` bytes, ending in a digest of the whole."""
    escaped = text.replace("%", "%25").replace("#", "%23")
    if len(escaped.encode()) <= size:
        return escaped
    digest = hashlib.blake2b(text.encode(), digest_size=_DIGEST).hexdigest()
    return _cut_bytes(escaped, size - len(_CUT) - len(digest)) + _CUT + digest


def unescape(escaped: str) -> str:
    """Undo `escape`; of a cut text the beginning."""
    return escaped.partition(_CUT)[0].replace("%23", "#").replace("%25", "%")


def is_cut(escaped: str) -> bool:
    """Say whether `escape` cut any text in this key."""
    return _CUT in escaped


def beginning(text: str, size: int) -> str:
    """Escape a text, and give no more of it than is left of every text that `escape` cuts to this size."""
    return _cut_bytes(escape(text, len(text.encode()) * 3), size - _MAX_CUT_BYTES)


def prefix_range(prefix: str) -> Range:
    """Give the first and last sort key of all that begin with this (escaped) text."""
    return prefix, prefix + LAST


def dated_range(prefix: str, *, newest_first: bool) -> Range:
    """Give the sort keys of rows that are ordered by date, unknown dates last whichever way they are read."""
    never, at_last = UNKNOWN_DAYS
    return (prefix, prefix + at_last) if newest_first else (prefix + never + LAST, prefix + LAST)


def through(instant: str) -> str:
    """Give the end of a range of sort keys that begin with an instant: up to this one, and with it."""
    return f"{instant}#{LAST}"


def just_before(sk: str) -> str:
    """Give the end of a range that reaches up to a sort key and leaves it out."""
    return sk[:-1] + chr(ord(sk[-1]) - 1) + LAST


def between(
    prefix: str,
    *,
    at_least: str = "",
    above: str | None = None,
    at_most: str | None = None,
    below: str | None = None,
) -> Range:
    """Give the sort keys of rows whose order, behind a prefix, lies between bounds; of two on a side the tighter."""
    lower = at_least if above is None else max(at_least, above + LAST)
    upper = min(bound for bound in (LAST, below, at_most and at_most + LAST) if bound is not None)
    return prefix + lower, prefix + upper


def tail_of(span: Range, position: str, *, descending: bool) -> Range:
    """Give what is left of a range behind a position; what is `closed` at the position lies before it as well."""
    start, end = span
    if descending:
        return start, min(end, just_before(position))
    return max(start, f"{position}#{LAST}"), end


def order_of(first_day: str | None) -> str:
    """Give the order of a date: its first day, or what sorts before all days when it is unknown."""
    return first_day or UNKNOWN_DAY


def digits(n: int, width: int) -> str:
    """Write a number so that its order is the order of the text; ValueError when it does not fit."""
    text = f"{n:0{width}d}"
    if n < 0 or len(text) > width:
        raise ValueError(f"{n} does not fit into {width} digits")
    return text


def word_key(word: str, name: str, *, ref: AnyRef, among: str = NAMES) -> Key:
    """Key of a word of a name, by its first two characters; of the same word, the shortest name first."""
    return Key(words_beginning(word, among=among), _word_sort_key(word, name, ref))


def by_ending(word: str, name: str, *, ref: AnyRef, among: str = NAMES) -> Indexes:
    """Put a word under its last two characters as well, written backwards: for typing errors in the beginning."""
    return {BY_ENDING: Key(words_ending(word, among=among), _word_sort_key(word[::-1], name, ref))}


def by_initial(word: str, name: str, *, ref: AnyRef, among: str = NAMES) -> Indexes:
    """Put a whole name under its first character as well: where words of names would be in the way."""
    return {BY_INITIAL: Key(names_beginning(word, among=among), _word_sort_key(word, name, ref))}


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
    return prefix_range(_shortest_cut(escape(prefix, 2 * _WORD)))


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


def _word_sort_key(word: str, name: str, ref: AnyRef) -> str:
    return f"{escape(word, _WORD)}#{digits(min(len(name), _LONGEST), _LENGTH)}#{escape(name, _NAME)}#{ref}"


def _shortest_cut(escaped: str) -> str:
    """Shorten a beginning to what every word with it has in its key, cut or not."""
    shortened = escaped.encode()[: _WORD - _WORD_CUT_BYTES].decode(errors="ignore")
    return shortened if shortened == escaped else shortened.rstrip("%2")


def _cut_bytes(escaped: str, size: int) -> str:
    whole = escaped.encode()[:size].decode(errors="ignore")
    return re.sub(r"%2?\Z", "", whole)  # never half of an escape
