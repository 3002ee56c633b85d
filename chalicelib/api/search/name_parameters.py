"""The parameters and columns that search and autocomplete share."""

from chalicelib.api.http.routing.columns import named
from chalicelib.api.http.routing.date_columns import dated
from chalicelib.api.http.routing.parameters import Parameter, choice, instant
from chalicelib.domain.name_normalization import fold
from chalicelib.kinds import KINDS

MAX_NAME_CHARS = 200

Q = Parameter(
    "q",
    "A name or the beginning of one, in any script. Case, accents, punctuation, width and spaces are ignored.",
    {"type": "string", "minLength": 1, "maxLength": MAX_NAME_CHARS, "pattern": r"^[^\x00]+$"},
    f"must contain a letter or a digit and have at most {MAX_NAME_CHARS} characters",
    lambda text: text if len(text) <= MAX_NAME_CHARS and "\x00" not in text and fold(text) else None,
    example="深度求索",
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
