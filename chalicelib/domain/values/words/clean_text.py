"""Clean text: the form in which a text is kept, and the characters for which it is refused.

A name that is looked up, compared and printed must not hold what nobody sees: a line break from a page, a byte order
mark, or an override that shows the letters in another order.
"""

import re
import unicodedata

Ranges = tuple[tuple[int, int], ...]  # of code points, each with its last one

# White space as Unicode has it: tabs, line breaks, U+0085, U+00A0, U+3000 and the spaces of typesetters.
WHITE: Ranges = (
    *((0x09, 0x0D), (0x20, 0x20), (0x85, 0x85), (0xA0, 0xA0), (0x1680, 0x1680), (0x2000, 0x200A)),
    *((0x2028, 0x2029), (0x202F, 0x202F), (0x205F, 0x205F), (0x3000, 0x3000)),
)
# Zero-width characters, the byte order mark and marks of direction. Inside a text they join, part or turn its letters.
ZERO_WIDTH: Ranges = (
    *((0xAD, 0xAD), (0x61C, 0x61C), (0x180E, 0x180E), (0x200B, 0x200F), (0x2060, 0x2064)),
    *((0x206A, 0x206F), (0xFEFF, 0xFEFF)),
)
CONTROLS: Ranges = ((0x00, 0x08), (0x0E, 0x1F), (0x7F, 0x84), (0x86, 0x9F))
OVERRIDES: Ranges = ((0x202A, 0x202E), (0x2066, 0x2069))  # they show letters in another order than they are in

# Fillers and selectors, which show nothing where they stand alone.
_FILLERS: Ranges = (
    *((0x34F, 0x34F), (0x115F, 0x1160), (0x17B4, 0x17B5), (0x180B, 0x180D), (0x180F, 0x180F), (0x2065, 0x2065)),
    *((0x2800, 0x2800), (0x3164, 0x3164), (0xFE00, 0xFE0F), (0xFFA0, 0xFFA0), (0xFFF0, 0xFFFB)),
    (0xFFFE, 0xFFFF),  # no characters
)
# Tags and selectors, and controls of notes and shorthand. The pattern leaves them out: engines escape them apart.
_BEYOND_16_BITS = "\U000e0000-\U000e0fff\U0001d173-\U0001d17a\U0001bca0-\U0001bca3"
_MAX_LONGER = 2  # NFC seldom shortens a text to less than a half


def _class(ranges: Ranges) -> str:
    """Write a class of characters as every regular expression engine reads it."""
    return "".join(f"\\u{first:04x}" if first == last else f"\\u{first:04x}-\\u{last:04x}" for first, last in ranges)


_INVISIBLE = _class((*WHITE, *ZERO_WIDTH, *_FILLERS))
UNWANTED = _class((*CONTROLS, *OVERRIDES))  # what no text may have, for a class of a pattern


def text_pattern(*, beside: str = "") -> str:
    """Return the pattern of a text, without anchors: one visible character or more, and none that is refused.

    `beside` are more characters that it must not have. A pattern cannot exclude lone surrogates.
    """
    some = f"[^{UNWANTED}{beside}]*"
    return f"{some}[^{UNWANTED}{_INVISIBLE}{beside}]{some}"


TEXT_PATTERN = f"^{text_pattern()}$"

_REFUSED = re.compile(f"[{UNWANTED}\ud800-\udfff]")
_SPACES = re.compile(f"[{_class(WHITE)}]+")
_LINE_BREAKS = re.compile("\r\n|[\x0b\x0c\r\x85\u2028\u2029]")
_VISIBLE = re.compile(f"[^{_INVISIBLE}{_BEYOND_16_BITS}]")
_ENDS = "".join(chr(code) for first, last in (*WHITE, *ZERO_WIDTH) for code in range(first, last + 1))


def clean_line(text: str, max_length: int | None = None) -> str:
    """Return a text on one line: NFC, one space for each run of white space, nothing invisible at its ends."""
    if text.isascii() and text.isprintable() and "  " not in text:  # most texts are
        return text.strip()
    return _composed(_SPACES.sub(" ", text).strip(_ENDS), max_length)


def clean_prose(text: str, max_length: int | None = None) -> str:
    """Return a text of several lines: NFC, each line break U+000A, nothing invisible at its ends."""
    return _composed(_LINE_BREAKS.sub("\n", text).strip(_ENDS), max_length)


def _composed(text: str, max_length: int | None) -> str:
    """Compose a text; one that stays too long in any case is left as it is, for many accents take long to sort."""
    is_far_too_long = max_length is not None and len(text) > _MAX_LONGER * max_length
    return text if is_far_too_long else unicodedata.normalize("NFC", text)


def renewed(text: str, *, prose: bool = False) -> str:
    """Return a text on record in its clean form; one that would be refused today as it is."""
    kept = clean_prose(text) if prose else clean_line(text)
    return kept if is_visible(kept) else text


def refused_in(text: str) -> str | None:
    """Name the first character for which a text is refused; None if there is none."""
    found = None if text.isprintable() else _REFUSED.search(text)
    if found is None:
        return None
    match unicodedata.category(found[0]):
        case "Cs":
            sort = "half a surrogate pair"
        case "Cf":
            sort = "an override of direction"
        case _:
            sort = "a control character"
    return f"{sort} (U+{ord(found[0]):04X})"


def is_visible(text: str) -> bool:
    """Return whether a text has a character that can be seen."""
    return _VISIBLE.search(text) is not None
