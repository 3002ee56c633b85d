"""Text in keys: free text, escaped so that `#` only ever separates, ranges and numbers, and the words of names.

The words of titles, and long titles as a whole, are in separate partitions, those of TITLES: among names they would
crowd out the names that they mention. So are the names of kinds that are found only by who asks for them, in OFFERINGS.
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

UNKNOWN_DAY = "0000-00-00"  # sorts before every day: last in lists that start with the newest
UNKNOWN_DAYS = (UNKNOWN_DAY, "9999-99-99")  # the other sorts after every day, for lists that start with the oldest
LAST = "\U0010ffff"  # sorts after every assigned character
BY_ENDING, BY_INITIAL = "gsi1", "gsi2"
NAMES, TITLES, OFFERINGS = "N", "H", "M"

_CUT = "%~"  # never in escaped text: a cut text differs from every whole one
_DIGEST = 10
_MAX_CUT_BYTES = 30  # at most: the digest in hexadecimal, the sign of the cut, and part of a character
_WORD, _NAME = 120, 300  # bytes
_WORD_CUT_BYTES = 24  # at the end of a cut word they hold its digest, and no prefix can include them
_LENGTH, _LONGEST = 3, 999  # digits and number: longer names count as this long


class Word(NamedTuple):
    """The parts of the key of a word: a word of a name of an entity."""

    word: str
    name: str
    ref: str


def escape(text: str, size: int) -> str:
    """Escape `#` and `%`; cut a text longer than `size` bytes and end it with a digest of the whole."""
    escaped = text.replace("%", "%25").replace("#", "%23")
    if len(escaped.encode()) <= size:
        return escaped
    digest = hashlib.blake2b(text.encode(), digest_size=_DIGEST).hexdigest()
    return _cut_bytes(escaped, size - len(_CUT) - len(digest)) + _CUT + digest


def unescape(escaped: str) -> str:
    """Undo `escape`; return the beginning of a text that was cut."""
    if "%" not in escaped:
        return escaped
    return escaped.partition(_CUT)[0].replace("%23", "#").replace("%25", "%")


def is_cut(escaped: str) -> bool:
    """Return whether `escape` cut a text in this key."""
    return _CUT in escaped


def beginning(text: str, size: int) -> str:
    """Escape a text and shorten it to the part that remains of every text that `escape` cuts."""
    return _cut_bytes(escape(text, len(text.encode()) * 3), size - _MAX_CUT_BYTES)


def prefix_range(prefix: str) -> Range:
    """Return the first and last sort key with this (escaped) prefix."""
    return prefix, prefix + LAST


def dated_range(prefix: str, *, newest_first: bool) -> Range:
    """Return the range of rows ordered by date, with unknown dates last in either direction."""
    never, at_last = UNKNOWN_DAYS
    return (prefix, prefix + at_last) if newest_first else (prefix + never + LAST, prefix + LAST)


def through(instant: str) -> str:
    """Return the end of a range of sort keys that start with an instant, this instant included."""
    return f"{instant}#{LAST}"


def just_before(sk: str) -> str:
    """Return the end of a range up to a sort key, this key excluded."""
    return sk[:-1] + chr(ord(sk[-1]) - 1) + LAST


def between(
    prefix: str,
    *,
    at_least: str = "",
    above: str | None = None,
    at_most: str | None = None,
    below: str | None = None,
) -> Range:
    """Return the range of rows with this prefix and an order within bounds; the tighter of two bounds counts."""
    lower = at_least if above is None else max(at_least, above + LAST)
    upper = min(bound for bound in (LAST, below, at_most and at_most + LAST) if bound is not None)
    return prefix + lower, prefix + upper


def tail_of(span: Range, position: str, *, descending: bool) -> Range:
    """Return the rest of a range after a position and the historical rows at that position."""
    start, end = span
    if descending:
        return start, min(end, just_before(position))
    return max(start, f"{position}#{LAST}"), end


def order_of(first_day: str | None) -> str:
    """Return the order of a date: its first day, or UNKNOWN_DAY."""
    return first_day or UNKNOWN_DAY


def digits(n: int, width: int) -> str:
    """Write a number as text that sorts like the number. Raises ValueError if it is too large."""
    text = f"{n:0{width}d}"
    if n < 0 or len(text) > width:
        raise ValueError(f"{n} does not fit into {width} digits")
    return text


def word_key(word: str, name: str, *, ref: AnyRef, among: str = NAMES) -> Key:
    """Key of a word of a name, by its first two characters; rows of a word start with the shortest name."""
    return Key(words_beginning(word, among=among), _word_sort_key(word, name, ref))


def by_ending(word: str, name: str, *, ref: AnyRef, among: str = NAMES) -> Indexes:
    """Index a word by its last two characters, reversed: for typing errors at its beginning."""
    return {BY_ENDING: Key(words_ending(word, among=among), _word_sort_key(word[::-1], name, ref))}


def by_initial(word: str, name: str, *, ref: AnyRef, among: str = NAMES) -> Indexes:
    """Index a whole name as layouts before the seventh did: by its first character, apart from the words of names."""
    return {BY_INITIAL: Key(names_beginning(word, among=among), _word_sort_key(word, name, ref))}


def by_halves(whole: str, *, is_meant: bool = True, among: str = NAMES) -> Indexes:
    """Index a whole name by its first half, the shortest first; and if it `is_meant` with an error, by its last.

    The halves leave out one letter. Behind each is the rest of the name, from its far end.
    """
    first, last = len(whole) // 2, len(whole) - (len(whole) - 1) // 2
    by_first = Key(names_beginning(whole, among=among), _half_sort_key(whole[:first], whole[first:][::-1]))
    by_last = Key(names_ending(whole, among=among), _half_sort_key(whole[last:], whole[:last]))
    return {BY_INITIAL: by_first, **({BY_ENDING: by_last} if is_meant else {})}


def words_beginning(word: str, *, among: str = NAMES) -> str:
    """Name the partition of the words, of names or of titles, with the beginning of this one."""
    return f"{among}#{escape(word[:2], _WORD)}"


def words_ending(word: str, *, among: str = NAMES) -> str:
    """Name the partition in BY_ENDING of the words with the ending of this one."""
    return f"{among}~{escape(word[-2:], _WORD)}"


def names_ending(name: str, *, among: str = NAMES) -> str:
    """Name the partition in BY_ENDING of the whole names with this last character."""
    return f"{among}~~{escape(name[-1:], _WORD)}"


def names_beginning(name: str, *, among: str = NAMES) -> str:
    """Name the partition in BY_INITIAL of the names with this first character."""
    return f"{among}^{escape(name[:1], _WORD)}"


def words_with_prefix(prefix: str) -> Range:
    """Return the sort keys of the words with this prefix of at least two characters."""
    return prefix_range(_shortest_cut(escape(prefix, 2 * _WORD)))


def word_alone(word: str) -> Range:
    """Return the sort keys of one word in all names."""
    return prefix_range(f"{escape(word, _WORD)}#")


def whole_name_of(word: str, name: str, *, kind: str) -> Range:
    """Return the sort keys of one whole name, squeezed to a word, of the entities of a kind."""
    return prefix_range(_word_sort_key(word, name, f"{kind}/"))


def word_or_numbered(word: str) -> Range:
    """Return the sort keys of one word, shortest names first, then of longer words that continue with a digit."""
    whole = escape(word, _WORD)
    return f"{whole}#", f"{whole}9{LAST}"


def words_with_suffix(suffix: str) -> Range:
    """Return the sort keys in BY_ENDING of the words with this suffix of at least two characters."""
    return words_with_prefix(suffix[::-1])


def names_with_half(half: str, rest: str = "") -> Range:
    """Return the sort keys of the whole names with this half, whose other half begins, or ends in reverse, so."""
    return prefix_range(_half_sort_key(half, rest))


def parse_word(key: Key) -> Word:
    """Undo `word_key`, or the index keys of `by_ending` and `by_initial`, of current and historical rows."""
    word, _, name, ref, *_ = key.sk.split("#")
    read = unescape(word)
    is_backwards = key.pk[1:].removeprefix("X").startswith("~")
    return Word(read[::-1] if is_backwards else read, unescape(name), ref)


def is_name_whole(key: Key) -> bool:
    """Return whether the key of a word has the whole folded name; very long names are cut."""
    return not is_cut(key.sk)


def _word_sort_key(word: str, name: str, ref: AnyRef) -> str:
    return f"{escape(word, _WORD)}#{digits(min(len(name), _LONGEST), _LENGTH)}#{escape(name, _NAME)}#{ref}"


def _half_sort_key(half: str, rest: str) -> str:
    return f"{digits(min(len(half), _LONGEST), _LENGTH)}{escape(half, _WORD)}#{escape(rest, _WORD)}"


def _shortest_cut(escaped: str) -> str:
    """Shorten a prefix to the part that every word with it has in its key, cut or not."""
    shortened = escaped.encode()[: _WORD - _WORD_CUT_BYTES].decode(errors="ignore")
    return shortened if shortened == escaped else shortened.rstrip("%2")


def _cut_bytes(escaped: str, size: int) -> str:
    whole = escaped.encode()[:size].decode(errors="ignore")
    return re.sub(r"%2?\Z", "", whole)  # never half of an escape
