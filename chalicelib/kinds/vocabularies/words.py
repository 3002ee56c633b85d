"""The declared words of value types: licences that SPDX does not list, and regions that are no country."""

from chalicelib.domain.values.words.licenses import LICENSE_WORDS, PREFIX
from chalicelib.kinds.vocabularies.vocabulary import Vocabulary

LICENSES = Vocabulary(
    "licenses",
    "Licences that SPDX does not list, as parts of an SPDX expression.",
    {f"{PREFIX}{word}": f"{names[0][0].upper()}{names[0][1:]}." for word, names in LICENSE_WORDS.items()},
)
REGIONS = Vocabulary(
    "regions",
    "Regions beside countries, their parts, and the regions of clouds.",
    {
        "global": "Everywhere.",
        "EEA": "The European Economic Area.",
        "EMEA": "Europe, the Middle East and Africa.",
        "APAC": "Asia and the Pacific.",
        "LATAM": "Latin America.",
        "MENA": "The Middle East and North Africa.",
    },
)
