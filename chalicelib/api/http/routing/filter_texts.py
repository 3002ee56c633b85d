"""The texts of filters in a query, before the types that their filters declare parse them."""

from collections.abc import Container, Mapping
from typing import Any

from chalicelib.operations.lists.filter_reading import MAX_FILTER_VALUES

MAX_FILTER_CHARS = 300  # of one value
MAX_FILTERS_CHARS = MAX_FILTER_VALUES * (MAX_FILTER_CHARS + 1) - 1  # characters of several with commas between them


def read_filters(query: Mapping[str, Any], names: Container[str]) -> dict[str, str]:
    """Return the text of each of these filters that a query has."""
    asked = {name: sent for name, sent in query.items() if sent and name in names}
    return {name: text if isinstance(text, str) else ",".join(text) for name, text in asked.items()}


def read_text(text: str) -> str | None:
    """Return a text of a length that can be parsed, or None."""
    return text if 0 < len(text) <= MAX_FILTERS_CHARS and "\0" not in text else None


def read_texts(text: str) -> tuple[str, ...] | None:
    """Return a text with commas unsplit: its values are parsed, and counted, by their declared type later."""
    return None if read_text(text) is None else (text,)
