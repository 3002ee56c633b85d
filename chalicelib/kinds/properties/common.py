"""The properties that every kind has, such as names, identifiers and remarks."""

from chalicelib.domain.values import DateType, PhraseType, QuantityType, RefType, TextType
from chalicelib.kinds.declaration import Property, Qualifier, Shape
from chalicelib.kinds.properties.identifiers import SCHEMES, identifier_faults, key_of_identifier, normal_identifier
from chalicelib.kinds.properties.measure_table import MEASURE_CODES
from chalicelib.kinds.vocabularies.vocabulary import Vocabulary

DIRECTIONS = Vocabulary(
    "ratio_directions",
    "Direction of a ratio.",
    {
        "more": "Higher by this factor.",
        "less": "Lower by this factor.",
    },
)

NAME = Property(
    "name",
    TextType(max_length=200),
    "Primary name.",
    "DeepSeek",
    lasting=True,
    required=True,
)

ALIASES = Property(
    "aliases",
    TextType(max_length=200),
    "Other names, in any language or script.",
    ["深度求索", "DeepSeek AI"],
    shape=Shape.MANY,
    lasting=True,
)

TITLE = Property(
    "title",
    TextType(max_length=300),
    "Title, on one line.",
    "Alibaba shares rise after Qwen 2.5",
    required=True,
)

NAMED = (NAME, ALIASES)

DESCRIPTION = Property(
    "description",
    TextType(max_length=2000, prose=True),
    "Short description, in a few sentences.",
    "A research lab in Hangzhou that publishes the weights of its models.",
)

IDENTIFIERS = Property(
    "identifiers",
    TextType(max_length=300),
    "Identifiers in other registers.",
    [{"value": "549300S4KLFTLO7GSQ80", "scheme": "lei"}],
    shape=Shape.MANY,
    lasting=True,
    qualifiers=(Qualifier("scheme", SCHEMES.type, "The register that the identifier belongs to.", required=True),),
    wide=True,
    check=identifier_faults,
    normal=normal_identifier,
    spelling_key=key_of_identifier,
)

REMARKS = Property(
    "remarks",
    PhraseType(max_length=2000),
    "Statements by sources that no other property covers.",
    [
        {
            "value": {"text": "Its novel architecture has attracted attention.", "language": "en"},
            "topic": "architecture",
            "about": "model/deepseek-v3",
        }
    ],
    shape=Shape.MANY,
    qualifiers=(
        Qualifier("topic", TextType(max_length=80), "Topic of the remark, in a word or two."),
        Qualifier("about", RefType(None), "Another entity that the remark is about."),
    ),
    wide=True,
)

RECORDS = Property(
    "records",
    PhraseType(max_length=500),
    "Superlatives claimed by sources: the first, the largest, the most.",
    [
        {
            "value": {"text": "Largest one-day loss of any company in history.", "language": "en"},
            "measure": "market_cap_change",
        }
    ],
    shape=Shape.MANY,
    qualifiers=(Qualifier("measure", MEASURE_CODES.type, "The measure that the superlative refers to."),),
    wide=True,
)

RATIO = Property(
    "ratio",
    QuantityType(("factor", "percent"), sign="+"),
    "A comparison: by factor, such as 20 times cheaper, or in %, such as 75 % cheaper or growth against a year before.",
    [
        {
            "value": {"low": "20", "high": "50", "unit": "x"},
            "measure": "price",
            "direction": "less",
            "compared_with": "model/openai-o1",
        }
    ],
    shape=Shape.PER_QUALIFIERS,
    qualifiers=(
        Qualifier("measure", MEASURE_CODES.type, "The measure that is compared.", required=True),
        Qualifier("direction", DIRECTIONS.type, "Whether it is higher or lower.", required=True),
        Qualifier("compared_with", RefType(None), "The entity it is compared with, if the source names one."),
    ),
)

CONFIRMED = Property(
    "confirmed",
    DateType(),
    "A day on which a source said again all that it had said of this entity.",
    ["2025-11-15"],
    shape=Shape.MANY,
    wide=True,
)

COMMON = (DESCRIPTION, IDENTIFIERS, REMARKS, RECORDS, RATIO, CONFIRMED)
