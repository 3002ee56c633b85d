"""The properties of the market that several kinds share: figures, usage, competitors, ratings."""

from chalicelib.domain.values import RefType, TextType
from chalicelib.kinds.declaration import Property, Qualifier, Shape
from chalicelib.kinds.properties.measures import measure_faults, measure_qualifier, measures_on, quantity_of
from chalicelib.kinds.vocabularies.market_codes import ACCOUNTING, RATING_ASPECTS

COMPETES_WITH = Property(
    "competes_with",
    RefType(("company", "model", "product")),
    "A competitor.",
    ["model/deepseek-v3"],
    shape=Shape.MANY,
    lasting=True,
)

RATINGS = Property(
    "ratings",
    TextType(max_length=40),
    "Credit ratings, by agency.",
    [
        {"value": "Baa2", "agency": "company/moodys", "aspect": "rating"},
        {"value": "negative", "agency": "company/moodys", "aspect": "outlook", "valid": "2025-07/.."},
    ],
    shape=Shape.PER_QUALIFIERS,
    lasting=True,
    label=True,
    qualifiers=(
        Qualifier("agency", RefType(("company",)), "The rating agency.", required=True),
        Qualifier("aspect", RATING_ASPECTS.type, "What the agency says.", default="rating"),
    ),
)


def figures_of(kind: str, example: list[dict[str, object]]) -> Property:
    """Declare the figures of a kind: every number without its own property."""
    return Property(
        "figures",
        quantity_of(measures_on("figures", kind)),
        "Figures by measure: what adds up over a time has a `period`, what is so at a time has `valid`.",
        example,
        shape=Shape.PER_QUALIFIERS,
        lasting=True,
        qualifiers=(
            measure_qualifier("figures", kind),
            Qualifier("accounting", ACCOUNTING.type, "The accounting rules, if they are stated."),
        ),
        wide=True,
        filtered_by=("measure",),
        check=measure_faults,
    )


def usage_of(kind: str) -> Property:
    """Declare the usage of a kind: what people do with it, and how it performs in use."""
    return Property(
        "usage",
        quantity_of(measures_on("usage", kind)),
        "Usage, and performance in use, by measure.",
        [{"value": {"amount": "400e6", "unit": "user", "bound": "over"}, "measure": "weekly_users"}],
        shape=Shape.PER_QUALIFIERS,
        lasting=True,
        qualifiers=(measure_qualifier("usage", kind),),
        wide=True,
        filtered_by=("measure",),
        check=measure_faults,
    )
