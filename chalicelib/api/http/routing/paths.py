"""Checks the parameters of a path."""

import re
from collections.abc import Mapping

from chalicelib.domain.errors import NotFound
from chalicelib.domain.facts.evidence import SLUG
from chalicelib.domain.faults import Guesses
from chalicelib.domain.values import known_words
from chalicelib.domain.values.checks import quoted
from chalicelib.kinds import PLURALS


def check_path(path: Mapping[str, str]) -> None:
    """Refuse an unknown plural, listing the known ones, and an invalid slug."""
    plural, slug = path.get("plural"), path.get("slug")
    if plural is not None and plural not in PLURALS:
        raise NotFound(f"There is no {quoted(plural)} here{known_words(plural, PLURALS, guesses=Guesses())}")
    if slug is not None and not re.fullmatch(SLUG, slug):
        form = "a slug has at most 80 lower-case letters, digits, '.', '_' and '-'"
        raise NotFound(f"There is no {quoted(slug)} here: {form}.")
