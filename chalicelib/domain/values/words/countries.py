"""Countries: the codes of ISO 3166-1 and EU, and the names that people write for them.

The names are those of the package iso3166, and a table of usual ones. A name that can mean several is refused.
"""

from collections.abc import Mapping
from functools import cache

from chalicelib.domain.faults import Guesses, nearest
from chalicelib.domain.name_normalization import fold

ALPHA_2 = 2  # letters

# Usual names beside those of ISO 3166, folded.
_USUAL = {
    "AE": ("uae", "emirates"),
    "BN": ("brunei",),
    "BO": ("bolivia",),
    "CC": ("cocos islands",),
    "CD": ("drc", "dr congo", "democratic republic of congo", "democratic republic of the congo", "congo kinshasa"),
    "CG": ("republic of congo", "republic of the congo", "congo brazzaville"),
    "CI": ("ivory coast",),
    "CN": (
        "mainland china",
        "china mainland",
        "prc",
        "pr china",
        "people s republic of china",
        "peoples republic of china",
    ),
    "CV": ("cape verde",),
    "CZ": ("czech republic",),
    "EU": ("european union", "eu 27", "eu27"),
    "FK": ("falkland islands", "falklands"),
    "FM": ("micronesia",),
    "GB": ("uk", "united kingdom", "great britain", "britain", "england", "scotland", "wales", "northern ireland"),
    "GR": ("el", "hellas"),
    "HK": ("hong kong sar", "hksar"),
    "IR": ("iran", "islamic republic of iran"),
    "KP": ("north korea", "dprk", "democratic people s republic of korea"),
    "KR": ("south korea", "republic of korea", "rok"),
    "LA": ("laos",),
    "MD": ("moldova", "republic of moldova"),
    "MK": ("macedonia",),
    "MM": ("burma",),
    "MO": ("macau", "macao sar", "macau sar"),
    "NL": ("holland",),
    "PS": ("palestine", "state of palestine"),
    "RU": ("russia",),
    "SA": ("ksa",),
    "SH": ("saint helena",),
    "SY": ("syria",),
    "SZ": ("swaziland",),
    "TL": ("east timor",),
    "TR": ("turkey",),
    "TW": ("taiwan", "republic of china"),
    "TZ": ("tanzania",),
    "US": ("usa", "united states", "united states of america", "america usa"),
    "VA": ("vatican", "vatican city"),
    "VE": ("venezuela",),
    "VG": ("british virgin islands",),
    "VI": ("us virgin islands",),
    "VN": ("vietnam",),
}

# Names that can mean several, with what they may be meant to be.
_AMBIGUOUS = {
    "korea": "KR (South Korea) or KP (North Korea)",
    "congo": "CD (the Democratic Republic of the Congo) or CG (the Republic of the Congo)",
    "virgin islands": "VG (British) or VI (of the United States)",
    "saint martin": "MF (the French part) or SX (the Dutch part)",
    "europe": "EU (the European Union), or as a region EEA or EMEA",
    "america": "US (the United States), or as a region LATAM",
    "americas": "US (the United States), or as a region LATAM",
    "north america": "US (the United States), CA (Canada) or MX (Mexico)",
}


def country_names() -> Mapping[str, str]:
    """Return the names of all countries, and of the European Union, by code."""
    return _names()


def country_code(text: str) -> str | None:
    """Return the code that a text is, or that it names; None if it names none, or several."""
    return text if text in _names() else _codes().get(country_key(text))


def ambiguity(text: str) -> str:
    """Say in a sentence which countries or regions an ambiguous name may mean; empty if it is none of them."""
    meant = _AMBIGUOUS.get(country_key(text))
    return f"It may mean {meant}. " if meant else ""


def meant_country(text: str, *, guesses: Guesses) -> str:
    """Say which country a text may mean by its name; empty if none. Codes are too much alike to guess one."""
    if meant := ambiguity(text):
        return meant
    names = {name.casefold(): code for code, name in _names().items()}
    close = nearest(text, names, guesses=guesses)
    return f"Did you mean {names[close]} ({_names()[names[close]]})? " if close else ""


def country_key(text: str) -> str:
    """Fold a name for the tables: its words without "the", initials as one word."""
    words = fold(text).split()
    words = words[1:] if len(words) > 1 and words[0] == "the" else words
    return ("" if all(len(word) == 1 for word in words) else " ").join(words)


@cache
def _names() -> Mapping[str, str]:
    from iso3166 import countries_by_alpha2  # here, like every ISO table: together they take 80 ms to import

    return {"EU": "European Union"} | {code: country.apolitical_name for code, country in countries_by_alpha2.items()}


@cache
def _codes() -> Mapping[str, str]:
    """Return the codes by every name that has just one."""
    from iso3166 import countries  # as above

    found = {code.casefold(): code for code in _names()}
    for country in countries:
        names = (country.apolitical_name, country.name, country.alpha3)
        found |= {country_key(name): country.alpha2 for name in names}
    found |= {name: code for code, names in _USUAL.items() for name in names}
    return {name: code for name, code in found.items() if name not in _AMBIGUOUS}
