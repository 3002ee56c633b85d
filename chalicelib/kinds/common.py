"""The properties that every kind has."""

from chalicelib.domain.values import DateType, PhraseType, QuantityType, RefType, TextType
from chalicelib.kinds.codes import MEASURES
from chalicelib.kinds.declaration import Property, Qualifier, Shape
from chalicelib.kinds.identifiers import SCHEMES, fault_of_identifier
from chalicelib.kinds.vocabulary import Vocabulary

DIRECTIONS = Vocabulary(
    "ratio_directions",
    "Which way a ratio goes.",
    {
        "more": "So many times as much.",
        "less": "So many times less.",
    },
)

NAME = Property(
    "name",
    TextType(max_length=200),
    "What it is called.",
    "DeepSeek",
    lasting=True,
    required=True,
)

ALIASES = Property(
    "aliases",
    TextType(max_length=200),
    "Other names it goes by, in any language or script.",
    ["深度求索", "DeepSeek AI"],
    shape=Shape.MANY,
    lasting=True,
)

TITLE = Property(
    "title",
    TextType(max_length=300),
    "What it is called, in one line.",
    "Alibaba shares rise after Qwen 2.5",
    required=True,
)

NAMED = (NAME, ALIASES)

DESCRIPTION = Property(
    "description",
    TextType(max_length=2000),
    "What it is, in a few sentences.",
    "A research lab in Hangzhou that publishes the weights of its models.",
)

IDENTIFIERS = Property(
    "identifiers",
    TextType(max_length=300),
    "What other registers call it.",
    [{"value": "549300S4KLFTLO7GSQ80", "scheme": "lei"}],
    shape=Shape.MANY,
    lasting=True,
    qualifiers=(Qualifier("scheme", SCHEMES.type, "The register that the identifier belongs to.", required=True),),
    wide=True,
    check=fault_of_identifier,
)

REMARKS = Property(
    "remarks",
    PhraseType(max_length=2000),
    "What a source says about it that no property holds yet.",
    [
        {
            "value": {"text": "Whose novel architecture has attracted attention.", "language": "en"},
            "topic": "architecture",
            "about": "model/deepseek-v3",
        }
    ],
    shape=Shape.MANY,
    qualifiers=(
        Qualifier("topic", TextType(max_length=80), "What the remark is about, in a word or two."),
        Qualifier("about", RefType(None), "The entity that the remark is also about."),
    ),
    wide=True,
)

RECORDS = Property(
    "records",
    PhraseType(max_length=500),
    "A superlative that a source gives it: the first, the largest, the most.",
    [
        {
            "value": {"text": "Largest one-day loss of any company in history.", "language": "en"},
            "measure": "market_cap_change",
        }
    ],
    shape=Shape.MANY,
    qualifiers=(Qualifier("measure", MEASURES.type, "What the superlative is counted in."),),
    wide=True,
)

RATIO = Property(
    "ratio",
    QuantityType(("factor",)),
    "How many times more or less of something it has or takes.",
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
        Qualifier("measure", MEASURES.type, "What is compared.", required=True),
        Qualifier("direction", DIRECTIONS.type, "Whether it is more or less.", required=True),
        Qualifier("compared_with", RefType(None), "What it is compared with, if the source says so."),
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
