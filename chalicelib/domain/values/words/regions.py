"""Regions: a country, a part of one, a declared word, or the region of a cloud; and the names people write for them."""

import re

from chalicelib.domain.values.words.countries import ALPHA_2, country_code, country_key, country_names

# The declared words, each with the names that people write for it, folded.
REGION_WORDS = {
    "global": ("worldwide", "world wide", "world", "everywhere", "all countries"),
    "EEA": ("european economic area",),
    "EMEA": ("europe middle east and africa", "europe middle east africa"),
    "APAC": ("asia pacific", "asia and pacific", "apj"),
    "LATAM": ("latin america",),
    "MENA": ("middle east and north africa", "middle east north africa"),
}

# The forms of the names that clouds give to their regions. Their lists are not checked: each grows every year.
_CLOUDS = {
    "aws": "[a-z]{2,3}(-[a-z]+){1,3}-[0-9]{1,2}",
    "azure": "[a-z]{4,40}[0-9]?",
    "gcp": "[a-z]+(-[a-z]+[0-9]{1,2})?",
}
_PART = "[A-Z]{2}-[A-Z0-9]{1,3}"  # ISO 3166-2; of its parts only the country is checked
_OF_CLOUD = "|".join(f"{cloud}:{form}" for cloud, form in _CLOUDS.items())

REGION_PATTERN = f"^([A-Z]{{2}}|{_PART}|{'|'.join(REGION_WORDS)}|{_OF_CLOUD})$"

_WORDS = {name: word for word, names in REGION_WORDS.items() for name in (word.casefold(), *names)}


def region_code(text: str) -> str | None:
    """Return the code that a text is, or that it names; None if it names none, or several."""
    if text in REGION_WORDS or re.fullmatch(_OF_CLOUD, text):
        return text
    if re.fullmatch(_PART, text):
        return text if text[:ALPHA_2] in country_names() else None
    return country_code(text) or region_word(text)


def region_word(text: str) -> str | None:
    """Return the declared word that a text is, or names; None if it names none."""
    return _WORDS.get(country_key(text))


def clouds_of(text: str) -> list[str]:
    """List the codes that a text would be as the region of a cloud that numbers its regions."""
    return [f"{cloud}:{text}" for cloud in ("aws", "gcp") if re.fullmatch(_CLOUDS[cloud], text) and text[-1:].isdigit()]
