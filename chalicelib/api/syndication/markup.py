"""The text of an entry as HTML."""

from collections.abc import Iterable

from chalicelib.api.pages.frame import plain
from chalicelib.api.syndication.feed import Line


def as_html(lines: Iterable[Line]) -> str:
    """Return the lines as a list, all texts escaped."""
    items = "".join(f"<li>{plain(each.label)}: {plain(each.text)}</li>" for each in lines)
    return f"<ul>{items}</ul>" if items else ""
