"""Elements of SVG and HTML: every text and attribute is escaped, and characters that no page may have are left out."""

import re
from collections.abc import Iterable, Mapping
from html import escape

from markupsafe import Markup

# Control characters, lone surrogates and non-characters are not allowed in XML; directions of writing would spread.
_NOT_IN_A_PAGE = re.compile(
    "[^\t\n\r\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|[\u202a-\u202e\u2066-\u2069]"
)

Attributes = Mapping[str, str | int | float]


def element(name: str, attributes: Attributes, *children: str) -> Markup:
    """Return an element; children that are not Markup are text."""
    written = "".join(f' {key}="{_escaped(value)}"' for key, value in attributes.items())
    return _markup(f"<{name}{written}>{joined(children)}</{name}>")


def joined(parts: Iterable[str]) -> Markup:
    """Return parts one after the other; those that are not Markup are text."""
    return _markup("".join(part if isinstance(part, Markup) else _escaped(part) for part in parts))


def _markup(text: str) -> Markup:
    return Markup(text)  # noqa: S704  # nosec B704  # its callers escape all but names of ours; a join is slower


def _escaped(value: str | float) -> str:
    return escape(clean(_number(value)))


def clean(text: str) -> str:
    """Leave out the characters that a page may not have."""
    return text if text.isascii() and text.isprintable() else _NOT_IN_A_PAGE.sub("", text)


def percent(share: float) -> str:
    """Return a share of the width, as an attribute."""
    return f"{_number(round(100 * share, 2))}%"


def pixels(number: float) -> str:
    """Return a length to a tenth of a pixel."""
    return _number(round(number, 1))


def _number(value: str | float) -> str:
    return value if isinstance(value, str) else f"{value:g}"
