"""Checks the parameters of a path."""

import re
from collections.abc import Mapping

from chalicelib.api.http.routing.verbs import VERBS
from chalicelib.domain.errors import NotFound
from chalicelib.domain.facts.evidence import SLUG
from chalicelib.domain.faults import Guesses
from chalicelib.domain.values import known_words
from chalicelib.domain.values.checks import quoted
from chalicelib.kinds import PLURALS

FEEDS = "feeds"  # a folder, no kind: another name in it is taken for a slug


def check_path(path: Mapping[str, str]) -> None:
    """Refuse an unknown plural or feed, listing the known ones, and an invalid slug."""
    plural, slug = path.get("plural"), path.get("slug")
    if plural == FEEDS:
        raise NotFound(f"There is no feed {quoted(slug or '')}{known_words(slug or '', _feeds(), guesses=Guesses())}")
    if plural is not None and plural not in PLURALS:
        raise NotFound(f"There is no {quoted(plural)} here{known_words(plural, PLURALS, guesses=Guesses())}")
    if slug is not None and not re.fullmatch(SLUG, slug):
        form = "a slug has at most 80 lower-case letters, digits, '.', '_' and '-'"
        raise NotFound(f"There is no {quoted(slug)} here: {form}.")


def _feeds() -> list[str]:
    return [verb.path.removeprefix(f"/{FEEDS}/") for verb in VERBS if verb.path.startswith(f"/{FEEDS}/")]
