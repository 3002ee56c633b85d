"""The properties of what is offered for use: when it ends, what it can do, its limits, documents and data policy."""

from collections.abc import Iterator, Mapping

from chalicelib.domain.facts.contents import Content
from chalicelib.domain.values import (
    Code,
    DateType,
    FlagType,
    Quantity,
    QuantityType,
    RefType,
    RegionType,
    Span,
    TextType,
)
from chalicelib.domain.values.quantities.units import admits, known_unit
from chalicelib.domain.values.types.document_type import DocumentType
from chalicelib.kinds.declaration import CheckFault, Property, Qualifier, Shape
from chalicelib.kinds.properties.counts import count_faults
from chalicelib.kinds.vocabularies.codes import MODALITIES, MODALITY_DIRECTIONS
from chalicelib.kinds.vocabularies.market_codes import DOCUMENT_TYPES, FEATURES, LIMITS

# limit -> the dimensions of its units
LIMIT_DIMENSIONS: Mapping[str, tuple[str, ...]] = {
    "input_tokens": ("token",),
    "output_tokens": ("token",),
    "requests": ("request/time",),
    "tokens": ("token/time",),
    "images": ("image",),
    "audio_length": ("time",),
    "video_length": ("time",),
    "file_size": ("data",),
    "output_dimensions": ("dimension",),
}


def limit_faults(content: Content) -> Iterator[CheckFault]:
    """Yield what is wrong with a limit by its unit, and fractions of counts."""
    yield from count_faults(content)
    limit, value = content.qualifiers.get("limit"), content.value
    if not isinstance(limit, Code) or not isinstance(value, Quantity | Span):
        return
    allowed = LIMIT_DIMENSIONS[limit.code]
    if not admits(allowed, known_unit(value.unit).dimension):
        detail = f"`{limit.code}` is not counted in {value.unit}: it takes {' or '.join(allowed)}."
        yield CheckFault("value/unit", "wrong_dimension", detail)


ENDS = Property(
    "ends",
    DateType(),
    "When it stops being offered: a date or an instant; `../` before it is at the latest.",
    "2026-07-24",
    lasting=True,
)

FEATURES_PROPERTY = Property(
    "features",
    FlagType(),
    "What it can do; false says that it cannot, no value says nothing.",
    [{"value": True, "feature": "tool_calls"}, {"value": False, "feature": "reasoning"}],
    shape=Shape.PER_QUALIFIERS,
    lasting=True,
    qualifiers=(Qualifier("feature", FEATURES.type, "The feature.", required=True),),
    wide=True,
    filtered_by=("feature",),
)

LIMITS_PROPERTY = Property(
    "limits",
    QuantityType(tuple(dict.fromkeys(each for some in LIMIT_DIMENSIONS.values() for each in some)), sign="+"),
    "Limits of use, such as the requests in a minute; a limit in a minute and one in a day hold side by side.",
    [
        {"value": {"amount": "922000", "unit": "token"}, "limit": "input_tokens"},
        {"value": {"amount": "600", "unit": "request/minute"}, "limit": "requests", "plan": "tier 1"},
    ],
    shape=Shape.PER_QUALIFIERS,
    lasting=True,
    qualifiers=(
        Qualifier("limit", LIMITS.type, "What is limited.", required=True),
        Qualifier("plan", TextType(max_length=80), "The plan or customers that it holds for."),
    ),
    wide=True,
    filtered_by=("limit",),
    check=limit_faults,
    windows=True,
)

MODALITIES_PROPERTY = Property(
    "modalities",
    MODALITIES.type,
    "Types of input and output.",
    [{"value": "text", "direction": "input"}, {"value": "code"}],
    shape=Shape.MANY,
    qualifiers=(Qualifier("direction", MODALITY_DIRECTIONS.type, "Whether it is taken or made, if stated."),),
)

NUMERIC_FORMAT = Property(
    "numeric_format",
    TextType(max_length=40),
    "Number format of its weights or of its computation.",
    ["FP8", "BF16"],
    shape=Shape.MANY,
)

DOCUMENTS = Property(
    "documents",
    DocumentType(),
    "Documents about it: sources on record, or web pages.",
    [
        {"value": "source/deepseek-v3-report", "document_type": "paper"},
        {"value": "https://github.com/deepseek-ai/DeepSeek-V3", "document_type": "weights"},
    ],
    shape=Shape.MANY,
    qualifiers=(Qualifier("document_type", DOCUMENT_TYPES.type, "Type of document.", required=True),),
    wide=True,
)

REGIONS = Property(
    "regions",
    RegionType(),
    "Regions where it is offered.",
    ["EU", "aws:us-east-1"],
    shape=Shape.MANY,
    lasting=True,
)

OPEN_WEIGHTS = Property(
    "open_weights",
    FlagType(),
    "Whether its weights can be downloaded.",
    example=True,
    lasting=True,
    filterable=True,
)

DATA_RETENTION = Property(
    "data_retention",
    QuantityType(("time", "calendar"), sign="+"),
    "How long the data that customers send is kept.",
    {"amount": "30", "unit": "day"},
    lasting=True,
)

TRAINS_ON_DATA = Property(
    "trains_on_data",
    FlagType(),
    "Whether models are trained on the data that customers send.",
    example=False,
    lasting=True,
    filterable=True,
)

CONTEXT_WINDOW = Property(
    "context_window",
    QuantityType(("token",), sign="+", whole=True),
    "Size of the context window.",
    {"amount": "128000", "unit": "token"},
    lasting=True,
)

MAX_OUTPUT = Property(
    "max_output",
    QuantityType(("token",), sign="+", whole=True),
    "Maximum length of one response.",
    {"amount": "8000", "unit": "token"},
    lasting=True,
)


def successor_of(*kinds: str, example: str) -> Property:
    """Declare what takes the place of an entity that ends."""
    return Property("successor", RefType(kinds), "What takes its place.", example, lasting=True)
