"""The parameters and columns that search and autocomplete share."""

from chalicelib.api.http.routing.columns import named
from chalicelib.api.http.routing.date_columns import dated
from chalicelib.api.http.routing.name_texts import name_text
from chalicelib.api.http.routing.parameters import choice, instant
from chalicelib.kinds import KINDS

Q = name_text(
    "A name or the beginning of one, in any script. Case, accents, punctuation, width and spaces are ignored.",
    required=True,
)
NAME_FOUND = (*named("ref", "kind", "label", "name", "match", "hint", "former", "later"), *dated("valid"))
VALID_AT = instant(
    "valid_at",
    "Prefer who has the name or the identifier at this moment; others that have it earlier or later are returned too, "
    "marked. Defaults to the earlier of `known_at` and `published_before`, else to now.",
    component="names_valid_at",
)
KIND = choice("kind", "Only entities of this kind.", of=tuple(KINDS))
